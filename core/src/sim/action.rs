//! The one verb: what may happen next, named by ids.

use crate::{
    id::{Address, ClientId, EnvelopeId, NodeId},
    knob::{Knob, KnobError, KnobValue, Typed},
    kv::{Request, Route},
    random::delay::{Delay, DelayError},
    time::{Duration, Instant},
};
use core::fmt;

/// One thing that may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// A client sends a request to a replica.
    Invoke {
        /// Who asks.
        client: ClientId,
        /// Whom.
        via: NodeId,
        /// For what.
        request: Request,
    },
    /// An envelope arrives; for a timer, it runs out.
    Deliver(EnvelopeId),
    /// The network loses an envelope.
    Drop(EnvelopeId),
    /// The network makes a copy, due at the same time.
    Duplicate(EnvelopeId),
    /// A reader holds an envelope back.
    Hold(EnvelopeId),
    /// A reader lets it go on.
    Release(EnvelopeId),
    /// A node's process dies with all that was only in memory.
    Crash(NodeId),
    /// It starts again from its durable part.
    Restart(NodeId),
    /// A crashed node loses its disk too: it will start again with nothing.
    Wipe(NodeId),
    /// A node stands still; nothing is lost.
    Pause(NodeId),
    /// It goes on, and gets what piled up.
    Resume(NodeId),
    /// Nothing passes from the one to the other any more; the way back is another link.
    Cut(Address, Address),
    /// It passes again.
    Heal(Address, Address),
    /// A node's clock is so many µs ahead of true time.
    Skew(NodeId, i64),
    /// The next node joins the cluster, empty.
    Join(NodeId),
    /// A node is taken out.
    Leave(NodeId),
    /// A setting changes.
    Configure(Setting),
    /// A person makes a node the leader.
    Promote(NodeId),
    /// A person stops a node; unlike in a crash, it can hand over first.
    ShutDown(NodeId),
}

/// A setting of the network or of the protocol, and its new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// A setting of the protocol.
    Knob(Knob, KnobValue),
    /// The delay between replicas, on links without a delay of their own.
    Delay(Delay),
    /// The delay between clients and replicas.
    ClientDelay(Delay),
    /// The delay of one link, one way.
    LinkDelay(Address, Address, Delay),
    /// Messages lost, in parts per million.
    Loss(u32),
    /// Messages sent twice, in parts per million.
    Duplication(u32),
    /// How long a client waits before it gives up.
    Timeout(Duration),
    /// Whom a client's writes go to.
    Writes(ClientId, Route),
    /// Whom a client's reads go to.
    Reads(ClientId, Route),
}

impl Setting {
    /// A setting of a protocol, by the protocol's own name and type.
    pub fn knob(knob: impl Into<Knob>, value: impl Typed) -> Self {
        Self::Knob(knob.into(), value.value())
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Knob(knob, value) => write!(f, "{knob} {value}"),
            Self::Delay(delay) => write!(f, "delay {delay}"),
            Self::ClientDelay(delay) => write!(f, "client-delay {delay}"),
            Self::LinkDelay(from, to, delay) => write!(f, "link-delay {from}>{to} {delay}"),
            Self::Loss(ppm) => write!(f, "loss {ppm}ppm"),
            Self::Duplication(ppm) => write!(f, "duplication {ppm}ppm"),
            Self::Timeout(after) => write!(f, "timeout {after}"),
            Self::Writes(client, route) => write!(f, "writes {client} {route}"),
            Self::Reads(client, route) => write!(f, "reads {client} {route}"),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invoke { client, via, request } => write!(f, "{client} {request} via {via}"),
            Self::Deliver(e) => write!(f, "deliver {e}"),
            Self::Drop(e) => write!(f, "drop {e}"),
            Self::Duplicate(e) => write!(f, "duplicate {e}"),
            Self::Hold(e) => write!(f, "hold {e}"),
            Self::Release(e) => write!(f, "release {e}"),
            Self::Crash(n) => write!(f, "crash {n}"),
            Self::Restart(n) => write!(f, "restart {n}"),
            Self::Wipe(n) => write!(f, "wipe {n}"),
            Self::Pause(n) => write!(f, "pause {n}"),
            Self::Resume(n) => write!(f, "resume {n}"),
            Self::Cut(from, to) => write!(f, "cut {from}>{to}"),
            Self::Heal(from, to) => write!(f, "heal {from}>{to}"),
            Self::Skew(n, micros) => {
                let sign = if *micros < 0 { '-' } else { '+' };
                write!(f, "skew {n} {sign}{}", Duration(micros.unsigned_abs()))
            }
            Self::Join(n) => write!(f, "join {n}"),
            Self::Leave(n) => write!(f, "leave {n}"),
            Self::Configure(setting) => write!(f, "set {setting}"),
            Self::Promote(n) => write!(f, "promote {n}"),
            Self::ShutDown(n) => write!(f, "shutdown {n}"),
        }
    }
}

/// Why an action cannot be applied. The world is as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such node.
    UnknownNode(NodeId),
    /// There is no such client.
    UnknownClient(ClientId),
    /// A client cannot ask another one; nor itself, where replicas do all the work.
    NoLibrary(ClientId, ClientId),
    /// It is not in flight: never sent, or delivered or lost already.
    NotInFlight(EnvelopeId),
    /// It is a timer, and stays with the one who set it.
    Timer(EnvelopeId),
    /// It is held already, or not held.
    Held(EnvelopeId, bool),
    /// Its receiver is not running.
    NobodyThere(EnvelopeId, Address),
    /// The link it would travel is cut.
    LinkCut(Address, Address),
    /// The client still waits for its last operation.
    Busy(ClientId),
    /// A node is not in the state from which this can happen.
    Status(NodeId, &'static str),
    /// There is no link between an address and itself, or between two clients.
    NoLink(Address, Address),
    /// The link is cut already, or not cut.
    Cut(Address, Address, bool),
    /// Time does not run backwards.
    Backwards {
        /// The world's time.
        now: Instant,
        /// The step's time.
        at: Instant,
    },
    /// Nodes join in order of their letters.
    JoinOrder(NodeId),
    /// There are as many nodes as there can be.
    TooManyNodes,
    /// A cluster has at least one node.
    LastNode(NodeId),
    /// A clock cannot be off by more than an hour.
    SkewTooLarge(i64),
    /// A delay that makes no sense.
    Delay(DelayError),
    /// More than 255 different delays of links.
    TooManyLinkDelays,
    /// More than a million parts of a million.
    Rate(u32),
    /// The protocol refuses.
    Knob(KnobError),
}

impl core::error::Error for Refusal {}

impl From<KnobError> for Refusal {
    fn from(error: KnobError) -> Self {
        Self::Knob(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownNode(n) => write!(f, "there is no node {n}"),
            Self::NoLibrary(c, other) if c == other => {
                write!(f, "{c} cannot coordinate for itself in this mode")
            }
            Self::NoLibrary(c, other) => write!(f, "{c} cannot ask {other}, which is a client"),
            Self::UnknownClient(c) => write!(f, "there is no client {c}"),
            Self::NotInFlight(e) => write!(f, "{e} is not in flight"),
            Self::Timer(e) => write!(f, "{e} is a timer, not a message"),
            Self::Held(e, true) => write!(f, "{e} is held already"),
            Self::Held(e, false) => write!(f, "{e} is not held"),
            Self::NobodyThere(e, to) => write!(f, "{e} cannot be delivered: {to} is not running"),
            Self::LinkCut(from, to) => write!(f, "the link {from}>{to} is cut"),
            Self::Busy(c) => write!(f, "{c} still waits for its last operation"),
            Self::Status(n, what) => write!(f, "{n} {what}"),
            Self::NoLink(a, b) if a == b => write!(f, "{a} has no link to itself"),
            Self::NoLink(a, b) => write!(f, "there is no link {a}>{b}"),
            Self::Cut(a, b, true) => write!(f, "the link {a}>{b} is cut already"),
            Self::Cut(a, b, false) => write!(f, "the link {a}>{b} is not cut"),
            Self::Backwards { now, at } => {
                write!(f, "time runs backwards: it is {now} already, not {at}")
            }
            Self::JoinOrder(next) => write!(f, "the next node to join is {next}"),
            Self::TooManyNodes => write!(f, "a cluster has at most {} nodes", NodeId::LIMIT),
            Self::LastNode(n) => write!(f, "{n} is the cluster's last node"),
            Self::SkewTooLarge(_) => f.write_str("a clock is off by at most an hour"),
            Self::Delay(error) => error.fmt(f),
            Self::TooManyLinkDelays => f.write_str("more than 255 different link delays"),
            Self::Rate(ppm) => write!(f, "{ppm} parts of a million"),
            Self::Knob(error) => error.fmt(f),
        }
    }
}
