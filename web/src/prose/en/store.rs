//! Leaderless replication: quorums, hints, Merkle trees, versions.

use replicarium::{
    check::{lag::Lag, staleness::Staleness},
    clock::Dot,
    id::{Address, NodeId, OperationId},
    kv::Key,
};
use std::cmp::Ordering;

/// Heading of the hints that a replica keeps.
pub const HINTS: &str = "Hints it keeps";

/// Label before the replicas asked in other data centres.
pub const ELSEWHERE: &str = "elsewhere, not waited for:";

/// The state of a quorum: the answers so far and the answers needed, in `place` if there are several data centres.
pub fn waits(what: &str, answers: u16, needed: u16, told: bool, place: Option<&str>) -> String {
    let place = place.map_or_else(String::new, |place| format!(" in {place}"));
    match told {
        true => {
            format!("Coordinates {what}; the client has its answer; the others are still awaited: ")
        }
        false => format!("Coordinates {what}: {answers} of {needed} yes{place}. "),
    }
}

/// The result of a comparison with another replica.
pub fn compared(peer: NodeId, differing: usize) -> String {
    match differing {
        0 => format!("Hashes compared with {peer}: all the same"),
        1 => format!("Hashes compared with {peer}: 1 differed"),
        n => format!("Hashes compared with {peer}: {n} differed"),
    }
}

/// The bytes that anti-entropy sent.
pub fn bytes(sent: u64, whole: u64) -> String {
    format!("{sent} bytes sent so far; sending every row each time would take {whole}.")
}

/// The staleness of a read from one replica.
pub fn behind(staleness: &Staleness) -> String {
    let Staleness { versions, behind, .. } = *staleness;
    let s = if versions == 1 { "" } else { "s" };
    match versions {
        0 => "up to date".into(),
        _ => format!("{versions} write{s}, {} behind", super::words::time(behind.0)),
    }
}

/// The lag of a replica over all keys.
pub fn lags(all: &Lag) -> String {
    let (late, keys) = (late(all), count(all.backlog, "key"));
    format!("{late} behind; {keys} to repair.")
}

/// The same, with the name of the replica.
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

/// Heading of the replicas' lag.
pub const LAG: &str = "Staleness";

/// The total lag of all replicas.
pub fn outstanding(all: &[Lag]) -> String {
    let late = all.iter().filter(|it| it.versions > 0).count() as u32;
    let hints = count(all.iter().map(|it| it.hints).sum(), "hint");
    let keys = count(all.iter().map(|it| it.backlog).sum(), "key");
    match late {
        0 => format!("no replica is behind · {hints} outstanding"),
        _ => format!("{} behind · {hints} outstanding · {keys} to repair", count(late, "replica")),
    }
}

/// Title of a merge of two versions.
pub fn merges(who: Address, key: Key) -> String {
    format!("{} merges {key}", super::words::address(who))
}

/// The order of two versions.
pub fn order(a: &str, b: &str, order: Option<Ordering>) -> String {
    match order {
        Some(Ordering::Equal) => format!("{a} and {b} are the same"),
        Some(Ordering::Greater) => format!("{a} includes {b}"),
        Some(Ordering::Less) => format!("{b} includes {a}"),
        None => format!("{a} and {b} are concurrent"),
    }
}

/// Whether the writer of a value knew `other`: the dot of `other` against the writer's context.
pub fn knew(writer: &str, seen: u64, other: &str, dot: Dot) -> String {
    let count = dot.count;
    let (sign, known) = if count > seen { (">", "not known") } else { ("≤", "known") };
    format!(
        "{other} is {dot}; the writer of {writer} had seen {seen}: {count} {sign} {seen}, {known}"
    )
}

/// A value, with the context of its writer.
pub fn seen(value: &str, write: OperationId, seen: &str) -> String {
    format!("{value} by {write}, whose client had seen {seen}")
}

/// Label before the values that a client last read, with their causal context.
pub fn saw(key: &str, context: &str) -> String {
    format!("Last read of {key}, with the context {context} that its next write carries: ")
}

/// The first digits of a hash, enough to tell two apart.
pub fn short(hash: u64) -> String {
    let digit = |n: u32| char::from_digit((hash >> n & 15) as u32, 16);
    [60, 56, 52, 48].into_iter().filter_map(digit).collect()
}
