//! Several leaders: their links, their plugs, and their conflicts.

use super::words::value;
use crate::prose::Law;
use replicarium::{
    id::NodeId,
    kv::{Key, Value},
    protocol::multi_leader::{Fork, Outcome},
    store::handler::{Counterexample, Handler},
};

pub fn grip(node: NodeId) -> String {
    format!("Drag to another leader: {node} ships its log to it, or no more if it does already.")
}

pub fn plug(node: NodeId, out: bool) -> String {
    match out {
        false => {
            format!("Pull the plug of {node}: it reaches no other node; clients still reach it")
        }
        true => {
            format!("Plug {node} in, which is unplugged: its links to the other nodes are healed")
        }
    }
}

pub fn plug_of_the_last(node: NodeId) -> String {
    format!("{node} is plugged in, but has no link left: the plugs of all other nodes are out")
}

pub fn fork_title(key: Key) -> String {
    format!("Conflict on {key}")
}

pub fn had_seen(vector: &str) -> String {
    match vector {
        "{}" => "had seen nothing".into(),
        seen => format!("had seen {seen}"),
    }
}

pub fn fork_outcome(fork: &Fork, handler: Handler) -> String {
    let quoted = |it: Value| format!("“{}”", value(it));
    let (Some(kept), Some(other)) = (fork.versions.first(), fork.versions.get(1)) else {
        return String::new();
    };
    let (one, two) = (quoted(kept.value), quoted(other.value));
    let (at, than) = (kept.stamp, other.stamp);
    let all = match fork.versions.len() {
        2 => "Both".to_string(),
        many => format!("All {many}"),
    };
    match fork.outcome {
        Outcome::Later if at.time == than.time => format!(
            "{one} is kept: both have the timestamp {}, and {} is the greater name. {two} is lost.",
            at.time, at.node
        ),
        Outcome::Later => {
            format!("{one} is kept: its timestamp {at} is later than {than}. {two} is lost.")
        }
        Outcome::Greater => format!(
            "{one} is kept: {} is a greater name than {}, whatever the timestamps. {two} is lost.",
            at.node, than.node
        ),
        Outcome::Stay => {
            format!("{all} stay until a client that has read them writes.")
        }
        Outcome::Waits => format!("{all} stay until the handler {handler} runs."),
        Outcome::Made(it) => {
            format!(
                "{all} stay. Whenever they are read, the handler {handler} makes {} of them.",
                quoted(it)
            )
        }
        Outcome::Written(it) => {
            format!("The handler {handler} has written {} in their place.", quoted(it))
        }
    }
}

pub fn law_fails(law: Law, against: &Counterexample) -> String {
    let [one, other] = [against.one, against.other].map(|side| format!("“{}”", value(side.value)));
    let all: Vec<String> =
        against.versions.iter().map(|side| format!("“{}”", value(side.value))).collect();
    match (law, &all[..]) {
        (Law::Commutative, [a, b, ..]) => {
            format!("Not commutative: {a}, then {b} gives {one}; {b}, then {a} gives {other}.")
        }
        (Law::Associative, [a, b, c, ..]) => format!(
            "Not associative: {a} with {b} first, then {c}, gives {one}; {b} with {c} first gives {other}."
        ),
        (Law::Idempotent, [a, b, ..]) => format!(
            "Not idempotent: {a} and {b} give {one}; two leaders' results together give {other}."
        ),
        (Law::Commutative | Law::Associative | Law::Idempotent, _) => String::new(),
    }
}
