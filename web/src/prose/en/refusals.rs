//! Why an action is refused, and why a link leads nowhere.

use super::{
    knobs,
    words::{address, client, time},
};
use replicarium::{
    id::{Address, NodeId},
    knob::KnobError,
    kv::{Value, Word},
    quorum::QuorumError,
    random::delay::DelayError,
    scenario::{Expected, ParseError},
    sim::Refusal,
};

pub fn refusal(refusal: &Refusal) -> String {
    let way = |from, to| format!("from {} to {}", address(from), address(to));
    match *refusal {
        Refusal::UnknownNode(node) => format!("There is no node {node}."),
        Refusal::UnknownClient(id) => format!("{} does not exist.", client(id)),
        Refusal::NoLibrary(id, other) if id == other => {
            format!("{} cannot coordinate for itself in this mode.", client(id))
        }
        Refusal::NoLibrary(id, other) => {
            format!("{} cannot ask {}, which is a client.", client(id), client(other))
        }
        Refusal::NotInFlight(_) => "This envelope is no longer in flight.".into(),
        Refusal::Timer(_) => "This is a timer: it stays with the node that set it.".into(),
        Refusal::AlreadyHeld(_) => "This envelope is already held back.".into(),
        Refusal::NotHeld(_) => "This envelope is not held back.".into(),
        Refusal::NobodyThere(_, to) => {
            format!("It cannot arrive: {} is not running.", address(to))
        }
        Refusal::LinkCut(from, to) => {
            format!("It cannot arrive: the link {} is cut.", way(from, to))
        }
        Refusal::Busy(id) => {
            let client = client(id);
            format!(
                "{client} still waits for an answer; a client makes one request at a time. Let the run go on, or ask by another client."
            )
        }
        Refusal::AlreadyCrashed(node) => format!("{node} has crashed already."),
        Refusal::NotCrashed(node) => format!("{node} has not crashed."),
        Refusal::NotRunning(node) => format!("{node} is not running."),
        Refusal::NotPaused(node) => format!("{node} is not paused."),
        Refusal::Left(node) => format!("{node} has left the cluster."),
        Refusal::NoLeadership(node) => {
            format!("{node} has no leadership to take or to hand over.")
        }
        Refusal::NoLink(a, b) if a == b => format!("{} has no link to itself.", address(a)),
        Refusal::NoLink(a, b) => no_link(a, b),
        Refusal::AlreadyCut(from, to) => format!("The link {} is already cut.", way(from, to)),
        Refusal::NotCut(from, to) => format!("The link {} is not cut.", way(from, to)),
        Refusal::Backwards { now, at } => {
            format!("Time runs backwards: it is {} already, not {}.", time(now.0), time(at.0))
        }
        Refusal::JoinOrder(next) => format!("The next node to join is {next}."),
        Refusal::TooManyNodes => format!("A cluster has at most {} nodes.", NodeId::LIMIT),
        Refusal::LastNode(node) => format!("{node} is the cluster's last node."),
        Refusal::SkewTooLarge(_) => "A clock is off by at most an hour.".into(),
        Refusal::Delay(error) => delay(error).into(),
        Refusal::TooManyLinkDelays => "More than 256 different link delays.".into(),
        Refusal::Rate(_) => "A rate is at most 100 %.".into(),
        Refusal::NoSessions => {
            "A rule for reads needs a store with one leader, whose log has positions to remember."
                .into()
        }
        Refusal::Knob(ref error) => knob(error),
    }
}

fn no_link(a: Address, b: Address) -> String {
    format!("There is no link from {} to {}.", address(a), address(b))
}

const fn delay(error: DelayError) -> &'static str {
    match error {
        DelayError::TooLong => "A delay of more than ten minutes.",
        DelayError::OutOfOrder => "A first length that is greater than the second.",
        DelayError::Zero => "A length of 0, which this shape cannot have.",
    }
}

fn knob(error: &KnobError) -> String {
    match error {
        KnobError::NotHere(knob) => format!("This mode has no setting “{}”.", knobs::knob(*knob)),
        KnobError::NotTaken(not) => {
            let value = knobs::knob_value(not.knob, not.value);
            format!("{} takes {}, not {value}.", knobs::knob(not.knob), knobs::takes(not.takes))
        }
        KnobError::NoReplica => "The cluster needs at least one node that holds the data.".into(),
        KnobError::Quorum(error) => quorum(*error),
    }
}

fn quorum(error: QuorumError) -> String {
    match error {
        QuorumError::Zero => "n, w and r must each be at least 1.".into(),
        QuorumError::TooManyReplicas { n, nodes } => {
            format!("n = {n} replicas cannot be held by {nodes} nodes.")
        }
        QuorumError::WriteTooLarge { w, n } => {
            format!("A write cannot wait for w = {w} answers of n = {n} replicas.")
        }
        QuorumError::ReadTooLarge { r, n } => {
            format!("A read cannot wait for r = {r} answers of n = {n} replicas.")
        }
    }
}

pub fn link_scenario(name: &str) -> String {
    format!("There is no scenario named “{name}”, so the first one is open instead.")
}

pub fn link_run(name: &str) -> String {
    format!("The recorded run “{name}” cannot be fetched, so the first scenario is open instead.")
}

pub fn link_offline(title: &str) -> String {
    format!("“{title}” could not be fetched. Check the connection, and choose it again.")
}

pub fn parse_error(error: &ParseError) -> String {
    let ParseError { line, column, found, expected } = error;
    let found = match found.as_str() {
        "" => "the end of the line".into(),
        found => format!("“{found}”"),
    };
    let expected = match expected {
        Expected::Kind(kind) => format!("expected {kind}"),
        Expected::Statement(expected) => format!("expected {expected}"),
        Expected::Handler(expected) => format!("expected {expected}"),
        Expected::OneOf(words) => format!("expected one of {}", words.join(", ")),
        Expected::Word(_) => {
            format!("expected a word of at most {} bytes such as cart", Word::LIMIT)
        }
        Expected::Value(_) => {
            format!(
                "expected a word of at most {} bytes such as cart, or a text of at \
                 most {} bytes in double quotes",
                Word::LIMIT,
                Value::LIMIT
            )
        }
        Expected::Sense(why) => format!("which cannot be: {}", refusal(why)),
        Expected::Once(what) => {
            format!("but there is a line “{what}” already; expected one")
        }
        Expected::Missing(what) => format!("expected a line “{what}” before"),
        Expected::Before(end) => {
            format!("which cannot be: the run ends at {end}; set a later end by “until”")
        }
    };
    format!("line {line}, column {column}: found {found}, {expected}")
}

pub fn link_unreadable(name: &str, why: &str) -> String {
    let why = why.trim_end_matches('.');
    format!("“{name}” cannot be read ({why}), so the first scenario is open instead.")
}

pub fn link_part(part: &str) -> String {
    format!("The part “{part}” of the link makes no sense here and is ignored.")
}

pub fn link_setting(setting: &str, why: &str) -> String {
    format!("The link's setting “{setting}” is left out. {why}")
}

pub fn link_act(why: &str) -> String {
    format!("Something that was done cannot happen in this version and is left out. {why}")
}
