//! What a store without a leader says of itself: quorums, hints, trees of hashes, versions.

use replicarium::{
    check::{lag::Lag, staleness::Staleness},
    clock::Dot,
    id::{Address, NodeId, OperationId},
    kv::Key,
};
use std::cmp::Ordering;

/// Over what a replica keeps for others.
pub const HINTS: &str = "Hints it keeps";

/// Before those whom a coordinator asked in other data centres.
pub const ELSEWHERE: &str = "elsewhere, not waited for:";

/// For how many answers a coordinator waits, in its data centre if there are several, and how many it has.
pub fn waits(what: &str, answers: u16, needed: u16, told: bool, place: Option<&str>) -> String {
    let place = place.map_or_else(String::new, |place| format!(" in {place}"));
    match told {
        true => format!("Coordinates {what}; the client has its answer, and the rest is mended: "),
        false => format!("Coordinates {what}: {answers} of {needed} yes{place}. "),
    }
}

/// What a comparison with another replica found.
pub fn compared(peer: NodeId, differing: usize) -> String {
    match differing {
        0 => format!("Hashes compared with {peer}: all the same"),
        1 => format!("Hashes compared with {peer}: 1 differed"),
        n => format!("Hashes compared with {peer}: {n} differed"),
    }
}

/// What the comparisons took.
pub fn bytes(sent: u64, whole: u64) -> String {
    format!("{sent} bytes sent so far; every row each time would have been {whole}.")
}

/// How far behind a read from one replica alone would be.
pub fn behind(staleness: &Staleness) -> String {
    let Staleness { versions, behind, .. } = *staleness;
    let s = if versions == 1 { "" } else { "s" };
    match versions {
        0 => "up to date".into(),
        _ => format!("{versions} write{s}, {} behind", super::words::time(behind.0)),
    }
}

/// How far a replica is behind with all its keys.
pub fn lags(all: &Lag) -> String {
    let (late, keys) = (late(all), count(all.backlog, "key"));
    format!("{late} behind; {keys} to repair.")
}

/// The same of one among others.
pub fn behind_by(all: &Lag) -> String {
    format!("{}: {} behind", all.node, late(all))
}

fn late(all: &Lag) -> String {
    format!("{} and {}", count(all.versions, "write"), super::words::time(all.behind.0))
}

fn count(n: u32, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

/// Over how far replicas are behind.
pub const LAG: &str = "Staleness";

/// What all replicas together have still to get.
pub fn outstanding(all: &[Lag]) -> String {
    let late = all.iter().filter(|it| it.versions > 0).count() as u32;
    let hints = count(all.iter().map(|it| it.hints).sum(), "hint");
    let keys = count(all.iter().map(|it| it.backlog).sum(), "key");
    match late {
        0 => format!("no replica is behind · {hints} outstanding"),
        _ => format!("{} behind · {hints} outstanding · {keys} to repair", count(late, "replica")),
    }
}

/// Two versions become one.
pub fn merges(who: Address, key: Key) -> String {
    format!("{} merges {key}", super::words::address(who))
}

/// How two versions compare.
pub fn order(a: &str, b: &str, order: Option<Ordering>) -> String {
    match order {
        Some(Ordering::Equal) => format!("{a} and {b} are the same"),
        Some(Ordering::Greater) => format!("{a} includes {b}"),
        Some(Ordering::Less) => format!("{b} includes {a}"),
        None => format!("{a} and {b} are concurrent"),
    }
}

/// Whether the writer of one value knew of another one: its dot, and the entry of what the writer had seen.
pub fn knew(writer: &str, seen: u64, other: &str, dot: Dot) -> String {
    let count = dot.count;
    let (sign, known) = if count > seen { (">", "not known") } else { ("≤", "known") };
    format!(
        "{other} is {dot}; the writer of {writer} had seen {seen}: {count} {sign} {seen}, {known}"
    )
}

/// What a value is, and what its writer had seen.
pub fn seen(value: &str, write: OperationId, seen: &str) -> String {
    format!("{value} by {write}, whose client had seen {seen}")
}

/// What a client keeps of a key's last answer, before the values.
pub fn saw(key: &str, context: &str) -> String {
    format!("Last told of {key}, with the context {context} that goes with its next write: ")
}

/// The beginning of a hash: enough to see whether two are the same.
pub fn short(hash: u64) -> String {
    let digit = |n: u32| char::from_digit((hash >> n & 15) as u32, 16);
    [60, 56, 52, 48].into_iter().filter_map(digit).collect()
}
