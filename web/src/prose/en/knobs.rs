//! Settings of the protocols: what they are called, and how they stand.

use replicarium::{
    id::NodeSet,
    knob::{Kind, Knob},
    view::Role,
};

/// Knobs about whom a write waits for.
pub const REPLICATION: &str = "Replication";
/// Knobs about who leads.
pub const FAILOVER: &str = "Failover";
/// Knobs about what a node keeps, and when.
pub const LOG: &str = "Log and snapshots";

/// A store outside replication, where there is little room.
pub const STORE: &str = "store";

/// What a knob does.
pub const fn name(knob: Knob) -> &'static str {
    match knob {
        Knob::Replicas => "Replicas holding a key",
        Knob::WriteQuorum => "Answers a write waits for",
        Knob::ReadQuorum => "Answers a read waits for",
        Knob::Patience => "A coordinator waits for answers",
        Knob::Heartbeat => "A leader says how long its log is",
        Knob::Replication => "A write waits for",
        Knob::Synchronous => "These followers (none ticked: all)",
        Knob::SynchronousCount => "So many of them",
        Knob::AcknowledgeAfter => "A follower acknowledges an entry once",
        Knob::SynchronousPatience => "A follower that is waited for may take",
        Knob::Blocked => "When none of them answers",
        Knob::Flush => "What is written goes to disk",
        Knob::Apply => "A follower shows an entry to readers",
        Knob::Retain => "Entries that stay in the log",
        Knob::Chunk => "Rows in a piece of a snapshot",
        Knob::Failover => "A new leader is chosen by",
        Knob::Suspect => "A leader is suspected after a silence of",
        Knob::Monitors => "Nodes that only watch",
        Knob::SentinelQuorum => "Sentinels that must find it down",
        Knob::Fencing => "An old leader is kept from doing harm by",
        Knob::Tail => "Writes that only an old leader has are",
        Knob::Outside => "Stores outside replication",
        Knob::ReadRepair => "A read mends replicas that are behind",
        Knob::Handoff => "For homes that do not answer stand in",
        Knob::HandoffAfter => "They stand in after",
        Knob::HintWindow => "A hint is kept for",
        Knob::Conflict => "Of two writes that did not know of each other",
        Knob::Merge => "Clients merge carts by",
        Knob::AntiEntropy => "Replicas compare their rows",
        Knob::Grace => "A tombstone is kept",
        Knob::Centres => "Data centres, each with n replicas",
    }
}

/// How a knob stands: `w = 2`, `200 ms`, `a vote of the replicas`.
pub fn value(knob: Knob, value: u32) -> String {
    match (knob, value) {
        (Knob::Flush, 0) => "with each entry".into(),
        (Knob::Apply, 0) => "at once".into(),
        (Knob::Retain, 0) => "all".into(),
        (Knob::AntiEntropy, 0) => "never".into(),
        (Knob::Grace, 0) => "for ever".into(),
        (Knob::Grace, ms) => format!("for {ms} ms"),
        (Knob::Flush | Knob::Heartbeat | Knob::AntiEntropy, ms) => format!("every {ms} ms"),
        (Knob::Apply, ms) => format!("after {ms} ms"),
        (
            Knob::Patience
            | Knob::SynchronousPatience
            | Knob::Suspect
            | Knob::HandoffAfter
            | Knob::HintWindow,
            ms,
        ) => format!("{ms} ms"),
        (Knob::Replicas | Knob::WriteQuorum | Knob::ReadQuorum, n) => {
            format!("{} = {n}", knob.name())
        }
        _ => match knob.kind() {
            Kind::Word(_) => word(knob, value).into(),
            Kind::Nodes if value == 0 => "none".into(),
            Kind::Nodes => NodeSet(value).to_string(),
            Kind::Number => value.to_string(),
        },
    }
}

/// What a word of a scenario file means.
fn word(knob: Knob, value: u32) -> &'static str {
    let words: &[&str] = match knob {
        Knob::Replication => &[
            "nobody: asynchronous",
            "some followers: semi-synchronous",
            "fixed followers: synchronous",
            "a majority",
        ],
        Knob::AcknowledgeAfter => {
            &["it has received it", "it is on its disk", "its readers see it"]
        }
        Knob::Blocked => &["the leader waits", "the leader goes on alone"],
        Knob::Failover => &["hand", "a vote of the replicas", "a controller", "sentinels"],
        Knob::Fencing => &[
            "nothing",
            "terms: an older one is refused",
            "switching it off",
            "switching each other off",
        ],
        Knob::Tail => &["thrown away", "put aside"],
        Knob::ReadRepair => &["never", "after the answer", "before the answer"],
        Knob::Conflict => {
            &["the newer timestamp wins", "both stay: one version vector", "both stay: a dot each"]
        }
        Knob::Merge => &["keeping whatever is in one", "dropping what was removed"],
        Knob::Handoff => &["nobody", "others, with a hint", "others, and count (sloppy)"],
        _ => match knob.kind() {
            Kind::Word(words) => words,
            Kind::Number | Kind::Nodes => &[],
        },
    };
    words.get(value as usize).copied().unwrap_or("?")
}

/// Said while too few nodes watch the leader.
pub fn too_few_watch(role: Role) -> &'static str {
    match role {
        Role::Sentinel => "Too few watch: add sentinels until there are three.",
        _ => "Nobody watches yet: add a controller.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replicarium::knob::Shown;

    #[test]
    fn every_word_of_every_knob_has_a_meaning() {
        for &knob in Knob::ALL {
            if let Kind::Word(words) = knob.kind() {
                for n in 0..words.len() as u32 {
                    assert_ne!(value(knob, n), "?", "{knob} {}", Shown(knob, n));
                }
                assert_eq!(value(knob, words.len() as u32), "?", "{knob}");
            }
        }
        let some =
            [(Knob::Flush, 0), (Knob::Flush, 20), (Knob::WriteQuorum, 2), (Knob::Outside, 6)];
        let some = some.map(|(knob, n)| value(knob, n)).join(", ");
        assert_eq!(some, "with each entry, every 20 ms, w = 2, B,C");
    }
}
