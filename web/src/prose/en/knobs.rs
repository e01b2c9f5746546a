//! Settings of the protocols: names, explanations, and values in words.

use super::{timeline::setting, words};
use replicarium::{
    id::NodeId,
    knob::{Knob as AnyKnob, KnobValue, Takes, Typed},
    mode,
    protocol::{
        leaderless::{self, Bootstrap, Conflict, Handoff, Merge, ReadRepair},
        multi_leader,
        single_leader::{
            Behind, Blocked, Failover, Fencing, Knob, Promotion, Recording, Replication, Stage,
            Tail, Triggers, Writing,
        },
    },
    sim::Setting,
    store::{
        record::{Format, Functions},
        share::PartitionBy,
    },
    view::Role,
};

const A_PART: &str = "Nodes that store a part of the keys, with a leader and a log of their own";
const HEARTBEAT: Name = ("Heartbeat", "How often a leader sends the end of its log to the others");

/// The name of a setting, and its explanation.
type Name = (&'static str, &'static str);

pub fn knob(knob: AnyKnob) -> &'static str {
    named(knob).0
}

pub fn knob_means(knob: AnyKnob) -> &'static str {
    named(knob).1
}

fn named(knob: AnyKnob) -> Name {
    match mode::Knob::of(knob) {
        Some(mode::Knob::SingleLeader(knob)) => of_single_leader(knob),
        Some(mode::Knob::MultiLeader(knob)) => of_multi_leader(knob),
        Some(mode::Knob::Leaderless(knob)) => of_leaderless(knob),
        None => (knob.name(), ""),
    }
}

const fn of_single_leader(knob: Knob) -> Name {
    match knob {
        Knob::Heartbeat => HEARTBEAT,
        Knob::Replication => {
            ("A write waits for", "The followers that must have a write before it is acknowledged")
        }
        Knob::Synchronous => {
            ("These followers (none ticked: all)", "The followers that a write waits for")
        }
        Knob::SynchronousCount => {
            ("Synchronous followers", "The number of followers that a write waits for")
        }
        Knob::AcknowledgeAfter => (
            "A follower acknowledges an entry once",
            "What a follower does with an entry before it acknowledges it",
        ),
        Knob::SynchronousPatience => (
            "Patience with a synchronous follower",
            "How long a write waits for a synchronous follower before the leader replaces it or goes on alone",
        ),
        Knob::Blocked => (
            "When no synchronous follower answers",
            "A leader that waits acknowledges nothing; one that goes on alone may lose writes",
        ),
        Knob::Flush => (
            "Flush to disk",
            "How often a node flushes its log to disk; a crash loses what is only in memory",
        ),
        Knob::Apply => ("A follower applies an entry", "The delay until readers see an entry"),
        Knob::Retain => (
            "Entries kept in the log",
            "A follower that needs an older entry is sent a snapshot instead",
        ),
        Knob::Chunk => {
            ("Rows in a piece of a snapshot", "A snapshot travels in pieces of this size")
        }
        Knob::Failover => {
            ("A new leader is chosen by", "The authority that decides who leads next")
        }
        Knob::Suspect => (
            "A leader is suspected after",
            "The time without a heartbeat after which a leader is suspected",
        ),
        Knob::Monitors => ("Monitors", "Nodes that watch the replicas and hold no data themselves"),
        Knob::SentinelQuorum => (
            "Sentinels that must find it down",
            "The number of sentinels that must find the leader down before one of them acts",
        ),
        Knob::Fencing => {
            ("An old leader is fenced by", "How a leader that was replaced is kept from doing harm")
        }
        Knob::Promotion => (
            "A new leader begins",
            "Whether it waits for the power switch to confirm that the old leader is off",
        ),
        Knob::Tail => (
            "Writes that only an old leader has are",
            "What happens to entries that the new leader does not have",
        ),
        Knob::Log => ("Replication log", "What travels of a statement"),
        Knob::Functions => ("NOW(), RAND(), UUID()", "What a statement log does about them"),
        Knob::ReplicaTriggers => ("Triggers on followers", "After changes that come as rows"),
        Knob::FormatTwo => ("Storage format 2", "Nodes that have it from their next start on"),
        Knob::Behind => (
            "A read that a replica is behind",
            "What a replica does with a read that carries a position which it has not applied",
        ),
        Knob::PartitionTwo => ("Second partition", A_PART),
        Knob::PartitionThree => ("Third partition", A_PART),
        Knob::PartitionFour => ("Fourth partition", A_PART),
        Knob::PartitionBy => ("A key's partition follows from", "What of a key decides on it"),
        Knob::Outside => (
            "Stores outside replication",
            "Stores that take no part in replication, such as a cache",
        ),
        Knob::Consumers => (
            "Consumers",
            "Stores outside of the cluster that follow the database, such as a search index",
        ),
        Knob::ConsumerPoll => (
            "A consumer asks for changes",
            "The lag grows with it, and the work of the leader shrinks",
        ),
        Knob::ConsumerBatch => (
            "Entries in one answer",
            "As many entries, or rows of the change table, as a consumer gets at once",
        ),
        Knob::ConsumerWork => (
            "A consumer applies an answer",
            "The time for that, and then for recording its position",
        ),
        Knob::ConsumerTakes => (
            "A consumer takes",
            "A SELECT, with the rows and columns that it takes, as in SELECT name FROM users WHERE age > 17",
        ),
        Knob::ConsumerWrites => ("A row that arrives", "What a consumer does with it"),
        Knob::ConsumerRecords => (
            "The position is recorded",
            "A crash between the two does a change twice, or not at all",
        ),
    }
}

const fn of_multi_leader(knob: multi_leader::Knob) -> Name {
    use multi_leader::Knob;
    match knob {
        Knob::Heartbeat => HEARTBEAT,
        Knob::Topology => ("Topology", "Which leaders ship their logs to each other"),
        Knob::PeerLinks => ("Links between leaders", "A leader ships its log along them"),
        Knob::Leaders => (
            "Leaders (none ticked: all)",
            "The nodes that take writes; the others follow them in turn",
        ),
        Knob::Rerouting => (
            "The next leader does not answer",
            "What becomes of writes that would travel through it",
        ),
        Knob::Silence => (
            "A neighbour is suspected after",
            "The time without a message after which a neighbour is suspected",
        ),
        Knob::Delivery => (
            "A write that arrives is applied",
            "Whether a write may overtake those that its leader had applied before it",
        ),
        Knob::Resolution => {
            ("Concurrent writes", "How two writes that did not know of each other are resolved")
        }
        Knob::Handler => (
            "Conflict handler",
            "newest, oldest, max, min, sum, union, intersection, concat(\", \"), prefer(B) or highest-replica",
        ),
        Knob::HandlerAfter => (
            "The handler runs",
            "With every read, or some time after the conflict: then it writes what it makes",
        ),
        Knob::Ships => (
            "Of values that merge, ships",
            "The whole state, or what the receiver is not known to have",
        ),
        Knob::Detection => (
            "Conflicts are detected",
            "A leader that detects them first asks all others about each write",
        ),
        Knob::Homes => (
            "Home leader of a key",
            "The one leader that takes the writes of a key, so that they do not conflict",
        ),
        Knob::Numbering => {
            ("Numbers of rows", "Whether two leaders may give the same number to two rows")
        }
        Knob::Sequence => {
            ("New characters of a text", "Whether words typed at once stay whole or mix")
        }
    }
}

const fn of_leaderless(knob: leaderless::Knob) -> Name {
    use leaderless::Knob;
    match knob {
        Knob::Replicas => ("Replicas holding a key", "The n of the quorum"),
        Knob::WriteQuorum => ("Answers a write waits for", "The w of the quorum"),
        Knob::ReadQuorum => ("Answers a read waits for", "The r of the quorum"),
        Knob::Patience => (
            "A coordinator waits for answers",
            "How long a coordinator waits before it reports that too few replicas answered",
        ),
        Knob::ReadRepair => (
            "Read repair",
            "Whether a read sends the newest value to replicas that answered with an older one",
        ),
        Knob::Handoff => {
            ("Hinted handoff", "Whether another node keeps a write for a home that does not answer")
        }
        Knob::HandoffAfter => (
            "Another node stands in after",
            "The time without an answer after which another node stands in for a home",
        ),
        Knob::HintWindow => (
            "New hints are kept for",
            "How long a home may be silent until no new hints are kept for it",
        ),
        Knob::Conflict => {
            ("Concurrent writes", "How two writes that did not know of each other are resolved")
        }
        Knob::Merge => ("Clients merge carts by", "How a client merges sibling carts"),
        Knob::AntiEntropy => (
            "Anti-entropy",
            "How often a replica compares its Merkle tree with that of another replica",
        ),
        Knob::Grace => {
            ("A tombstone is kept", "How long a replica remembers that a key was deleted")
        }
        Knob::Centres => {
            ("Data centres, each with n replicas", "Nodes belong to the data centres in turn")
        }
        Knob::Bootstrap => (
            "A new home first gets the rows",
            "Whether a node that becomes a home of keys gets their rows before it answers reads of them",
        ),
    }
}

/// The value of a setting in words: `w = 2`, `200 ms`, `a vote of the replicas`.
pub fn knob_value(knob: AnyKnob, value: KnobValue) -> String {
    let said = match mode::Knob::of(knob) {
        Some(mode::Knob::SingleLeader(knob)) => in_single_leader(knob, value),
        Some(mode::Knob::MultiLeader(knob)) => in_multi_leader(knob, value),
        Some(mode::Knob::Leaderless(knob)) => in_leaderless(knob, value),
        None => None,
    };
    said.unwrap_or_else(|| value.to_string())
}

fn number(value: KnobValue, say: impl FnOnce(u32) -> String) -> Option<String> {
    u32::read(value).map(say)
}

fn word<T: Typed>(value: KnobValue, say: impl FnOnce(T) -> &'static str) -> Option<String> {
    T::read(value).map(|word| say(word).to_owned())
}

fn every(ms: u32) -> String {
    format!("every {ms} ms")
}

fn ms(ms: u32) -> String {
    format!("{ms} ms")
}

/// A number for which 0 has a meaning of its own.
fn unless_zero(zero: &'static str, say: fn(u32) -> String) -> impl FnOnce(u32) -> String {
    move |number| if number == 0 { zero.to_owned() } else { say(number) }
}

fn in_single_leader(knob: Knob, value: KnobValue) -> Option<String> {
    match knob {
        Knob::Heartbeat => number(value, every),
        Knob::Replication => word(value, |replication| match replication {
            Replication::Asynchronous => "no follower: asynchronous",
            Replication::SemiSynchronous => "some followers: semi-synchronous",
            Replication::Synchronous => "fixed followers: synchronous",
            Replication::Majority => "a majority",
        }),
        Knob::AcknowledgeAfter => word(value, |stage| match stage {
            Stage::Received => "it has received it",
            Stage::Stored => "it is on its disk",
            Stage::Applied => "its readers see it",
        }),
        Knob::Blocked => word(value, |blocked| match blocked {
            Blocked::Waits => "the leader waits",
            Blocked::GoesOn => "the leader goes on alone",
        }),
        Knob::Failover => word(value, |failover| match failover {
            Failover::Manual => "a person",
            Failover::Election => "a vote of the replicas",
            Failover::Controller => "a controller",
            Failover::Sentinel => "sentinels",
        }),
        Knob::Fencing => word(value, |fencing| match fencing {
            Fencing::Nothing => "nothing",
            Fencing::Term => "terms: an older one is refused",
            Fencing::SwitchOff => "switching it off",
            Fencing::SwitchOffEachOther => "switching each other off",
        }),
        Knob::Promotion => word(value, |promotion| match promotion {
            Promotion::AfterSwitchOff => "once the old one is off",
            Promotion::AtOnce => "at once",
        }),
        Knob::Tail => word(value, |tail| match tail {
            Tail::Discard => "thrown away",
            Tail::Keep => "put aside",
        }),
        Knob::Log => word(value, |log| match log {
            Format::Statement => "statements",
            Format::Wal => "bytes of pages (WAL)",
            Format::Row => "rows",
            Format::Trigger => "a change table, by triggers",
        }),
        Knob::Functions => word(value, |functions| match functions {
            Functions::AsWritten => "are executed again",
            Functions::Context => "clock and seed travel along",
            Functions::Values => "the leader sends values",
            Functions::Mixed => "rows instead if unsafe",
        }),
        Knob::PartitionBy => word(value, |by| match by {
            PartitionBy::Key => "all of it",
            PartitionBy::Prefix => "the part before a colon",
        }),
        Knob::Behind => word(value, |behind| match behind {
            Behind::Waits => "waits until it has applied it",
            Behind::Refuses => "is refused, and another replica is asked",
        }),
        Knob::ReplicaTriggers => word(value, |triggers| match triggers {
            Triggers::Skip => "do not run",
            Triggers::Run => "run",
        }),
        Knob::Flush => number(value, unless_zero("with each entry", every)),
        Knob::Apply => number(value, unless_zero("at once", |ms| format!("after {ms} ms"))),
        Knob::Retain => number(value, unless_zero("all", |entries| entries.to_string())),
        Knob::SynchronousPatience | Knob::Suspect => number(value, ms),
        Knob::ConsumerPoll => number(value, every),
        Knob::ConsumerWork => number(value, |ms| format!("after {ms} ms")),
        Knob::ConsumerWrites => word(value, |writes| match writes {
            Writing::Upsert => "replaces the one with its key",
            Writing::Append => "is added",
        }),
        Knob::ConsumerRecords => word(value, |recording| match recording {
            Recording::After => "after applying: at least once",
            Recording::Before => "before applying: at most once",
            Recording::Together => "together with the rows: exactly once",
        }),
        Knob::Synchronous
        | Knob::SynchronousCount
        | Knob::Chunk
        | Knob::Monitors
        | Knob::SentinelQuorum
        | Knob::FormatTwo
        | Knob::PartitionTwo
        | Knob::PartitionThree
        | Knob::PartitionFour
        | Knob::Consumers
        | Knob::ConsumerBatch
        | Knob::ConsumerTakes
        | Knob::Outside => None,
    }
}

fn in_multi_leader(knob: multi_leader::Knob, value: KnobValue) -> Option<String> {
    use multi_leader::*;
    match knob {
        Knob::Heartbeat => number(value, every),
        Knob::Silence => number(value, ms),
        Knob::HandlerAfter => {
            number(value, unless_zero("with every read", |ms| format!("{ms} ms after a conflict")))
        }
        Knob::Topology => word(value, |topology| match topology {
            Topology::AllToAll => "all to all",
            Topology::Circular => "circular",
            Topology::Star => "star: the first is the hub",
            Topology::Tree => "tree: the first is the root",
            Topology::Links => "as drawn",
        }),
        Knob::Rerouting => word(value, |rerouting| match rerouting {
            Rerouting::ByHand => "they wait",
            Rerouting::Found => "they go around it",
        }),
        Knob::Delivery => word(value, |delivery| match delivery {
            Delivery::AsReceived => "at once",
            Delivery::Causal => "after its causes",
        }),
        Knob::Resolution => word(value, |resolution| match resolution {
            Resolution::LastWrite => "last write wins",
            Resolution::HighestReplica => "the highest replica wins",
            Resolution::Siblings => "both are kept for the reader",
            Resolution::Handler => "a handler makes one value",
            Resolution::Merge => "values of types that merge",
        }),
        Knob::Ships => word(value, |ships| match ships {
            Ships::State => "the whole state",
            Ships::Delta => "what has changed: deltas",
            Ships::Operations => "the operations",
        }),
        Knob::Detection => word(value, |detection| match detection {
            Detection::Asynchronous => "after the writes succeed",
            Detection::Synchronous => "before, on all leaders",
        }),
        Knob::Homes => word(value, |homes| match homes {
            Homes::Off => "none: any leader",
            Homes::Fixed => "always the same",
            Homes::Move => "moves if it does not answer",
        }),
        Knob::Numbering => word(value, |numbering| match numbering {
            Numbering::Plain => "the next one each",
            Numbering::Interleaved => "an offset and a step each",
        }),
        Knob::Sequence => word(value, |placing| match placing {
            Placing::Fugue => "hang on a neighbour: Fugue",
            Placing::Logoot => "get a position between two: Logoot",
        }),
        Knob::PeerLinks | Knob::Leaders | Knob::Handler => None,
    }
}

fn in_leaderless(knob: leaderless::Knob, value: KnobValue) -> Option<String> {
    use leaderless::Knob;
    match knob {
        Knob::Replicas => number(value, |n| format!("n = {n}")),
        Knob::WriteQuorum => number(value, |w| format!("w = {w}")),
        Knob::ReadQuorum => number(value, |r| format!("r = {r}")),
        Knob::Patience | Knob::HandoffAfter | Knob::HintWindow => number(value, ms),
        Knob::ReadRepair => word(value, |repair| match repair {
            ReadRepair::Off => "off",
            ReadRepair::Asynchronous => "after the answer",
            ReadRepair::Blocking => "before the answer",
        }),
        Knob::Handoff => word(value, |handoff| match handoff {
            Handoff::Off => "off",
            Handoff::Hints => "the coordinator keeps a hint",
            Handoff::Sloppy => "it counts as well (sloppy quorum)",
        }),
        Knob::Conflict => word(value, |conflict| match conflict {
            Conflict::LastWriteWins => "the newer timestamp wins",
            Conflict::VersionVector => "both stay: one version vector",
            Conflict::Dotted => "both stay: a dot each",
        }),
        Knob::Merge => word(value, |merge| match merge {
            Merge::Union => "keeping every item of any sibling",
            Merge::Tombstones => "dropping removed items",
        }),
        Knob::AntiEntropy => number(value, unless_zero("off", every)),
        Knob::Grace => number(value, unless_zero("for ever", |ms| format!("for {ms} ms"))),
        Knob::Bootstrap => word(value, |bootstrap| match bootstrap {
            Bootstrap::On => "yes, and then answers reads",
            Bootstrap::Off => "no, it answers at once",
        }),
        Knob::Centres => None,
    }
}

/// What a setting takes: `a value from 1 to 3`.
pub fn takes(takes: Takes) -> String {
    match takes {
        Takes::Numbers { low, high } => format!("a value from {low} to {high}"),
        Takes::Words(words) => format!("one of {}", words.join(", ")),
        Takes::Nodes { among } => format!("nodes among {among}"),
        Takes::Links { among } => format!("links between nodes among {among}"),
        Takes::Select => "a SELECT of columns of one table, or everything".into(),
        Takes::Handler => "a conflict handler such as newest, max or concat(\", \")".into(),
    }
}

/// A setting as a button offers it: `Set Flush to disk: with each entry`.
pub fn set(setting: Setting) -> String {
    format!("Set “{}”", self::setting(setting))
}

pub fn join(node: NodeId) -> String {
    format!("Add replica {node}")
}

pub fn join_as(role: Role, node: NodeId) -> String {
    match role {
        Role::Outside => format!("Add store {node}"),
        Role::Leader
        | Role::Follower
        | Role::Replica
        | Role::Candidate
        | Role::Controller
        | Role::Consumer
        | Role::Sentinel => format!("Add {} {node}", words::role(role)),
    }
}
