//! Leaderless replication: quorums, hints, Merkle trees, versions.

use super::words;
use replicarium::{
    check::{lag::Lag, staleness::Staleness},
    clock::{Dot, VersionVector},
    id::{Address, NodeId, NodeSet, OperationId},
    kv::Key,
    view::{HintView, Waiting},
};
use std::cmp::Ordering;

pub fn quorum(waiting: &Waiting, place: Option<&str>) -> String {
    let Waiting { answers, needed, answered, .. } = waiting;
    let what = words::request(waiting.request);
    let place = place.map_or_else(String::new, |place| format!(" in {place}"));
    match answered {
        true => {
            format!("Coordinates {what}; the client has its answer; the others are still awaited: ")
        }
        false => format!("Coordinates {what}: {answers} of {needed} yes{place}. "),
    }
}

pub fn compared(peer: NodeId, differing: usize) -> String {
    match differing {
        0 => format!("Hashes compared with {peer}: all the same"),
        1 => format!("Hashes compared with {peer}: 1 differed"),
        n => format!("Hashes compared with {peer}: {n} differed"),
    }
}

pub fn comparing(peer: NodeId) -> String {
    format!("Comparing hashes with {peer}")
}

pub fn trees_differ(leaves: usize) -> String {
    let differ = match leaves {
        0 => "The trees are the same".into(),
        1 => "◤ One leaf differs, and with it all hashes above it".into(),
        n => format!("◤ {n} leaves differ, and with them all hashes above them"),
    };
    format!("{differ}. The message on its way is about what is outlined.")
}

pub fn merkle_bytes(sent: u64, whole: u64) -> String {
    format!("{sent} bytes sent so far; sending every row each time would take {whole}.")
}

pub fn behind(staleness: &Staleness) -> String {
    let Staleness { versions, behind, .. } = *staleness;
    let s = if versions == 1 { "" } else { "s" };
    match versions {
        0 => "up to date".into(),
        _ => format!("{versions} write{s}, {} behind", words::time(behind.0)),
    }
}

pub fn lag(all: &Lag) -> String {
    let (late, keys) = (late(all), count(all.backlog, "key"));
    format!("{late} behind; {keys} to repair.")
}

pub fn lag_of(all: &Lag) -> String {
    format!("{}: {} behind", all.node, late(all))
}

fn late(all: &Lag) -> String {
    format!("{} and {}", count(all.versions, "write"), words::time(all.behind.0))
}

fn count(n: u32, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

pub fn outstanding(all: &[Lag]) -> String {
    let late = all.iter().filter(|it| it.versions > 0).count() as u32;
    let hints = count(all.iter().map(|it| it.hints).sum(), "hint");
    let keys = count(all.iter().map(|it| it.backlog).sum(), "key");
    match late {
        0 => format!("no replica is behind · {hints} outstanding"),
        _ => format!("{} behind · {hints} outstanding · {keys} to repair", count(late, "replica")),
    }
}

pub fn merges(who: Address, key: Key) -> String {
    format!("{} merges {key}", words::address(who))
}

pub fn order(a: &str, b: &str, order: Option<Ordering>) -> String {
    match order {
        Some(Ordering::Equal) => format!("{a} and {b} are the same"),
        Some(Ordering::Greater) => format!("{a} includes {b}"),
        Some(Ordering::Less) => format!("{b} includes {a}"),
        None => format!("{a} and {b} are concurrent"),
    }
}

pub fn knew(writer: &str, seen: u64, other: &str, dot: Dot) -> String {
    let count = dot.count;
    let (sign, known) = if count > seen { (">", "not known") } else { ("≤", "known") };
    format!(
        "{other} is {dot}; the writer of {writer} had seen {seen}: {count} {sign} {seen}, {known}"
    )
}

pub fn written_by(value: &str, write: OperationId, seen: &str) -> String {
    format!("{value} by {write}, whose client had seen {seen}")
}

pub fn last_read(key: Key, context: &VersionVector) -> String {
    format!("Last read of {key}, with the context {context} that its next write carries: ")
}

pub fn lives_on(homes: &[NodeId]) -> String {
    format!("lives on {}", words::list(homes))
}

pub fn awaits_rows(from: NodeSet) -> String {
    let from: Vec<NodeId> = from.iter().collect();
    format!(
        "Waits for the rows of {}, and answers no reads of its new keys before.",
        words::list(&from)
    )
}

pub fn hint_for(home: NodeId) -> String {
    format!("for {home}")
}

pub fn hint_of(node: NodeId, home: NodeId) -> String {
    format!("{node} for {home}")
}

pub fn hint_until(hint: &HintView) -> String {
    hint.version.to_string()
}

pub fn hint_means(hint: &HintView) -> String {
    let HintView { key, value, home, .. } = hint;
    format!("a hint: {key}={value} is given to {home} once it answers")
}

pub fn then(rest: &str) -> String {
    format!("then {rest}")
}

pub fn preference_list(homes: &str) -> String {
    format!("Preference list: {homes}")
}
