//! Actions: what may happen next in a world, named by ids.

use crate::{
    id::{Address, ClientId, EnvelopeId, NodeId},
    knob::{Knob, KnobError, KnobValue, Typed},
    kv::{Request, Route},
    random::delay::{Delay, DelayError},
    session::Session,
    time::{Duration, Instant},
};
use core::fmt;

/// One thing that may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// A client sends a request to a replica.
    Invoke {
        /// The client.
        client: ClientId,
        /// The replica that it asks.
        via: NodeId,
        /// The request.
        request: Request,
    },
    /// An envelope arrives; a timer runs out.
    Deliver(EnvelopeId),
    /// The network loses an envelope.
    Drop(EnvelopeId),
    /// The network makes a copy, due at the same time.
    Duplicate(EnvelopeId),
    /// A reader holds an envelope back.
    Hold(EnvelopeId),
    /// A reader lets a held envelope go on.
    Release(EnvelopeId),
    /// A node's process dies with all that was only in memory.
    Crash(NodeId),
    /// A crashed node starts again from its durable part.
    Restart(NodeId),
    /// A crashed node loses its disk too: it will start again with nothing.
    Wipe(NodeId),
    /// A node stops executing; nothing is lost.
    Pause(NodeId),
    /// A paused node goes on, and gets what arrived meanwhile.
    Resume(NodeId),
    /// A link drops everything, one way; the way back is another link.
    Cut(Address, Address),
    /// A cut link passes envelopes again.
    Heal(Address, Address),
    /// Sets how far a node's clock is ahead of true time, in µs.
    Skew(NodeId, i64),
    /// The next node joins the cluster, empty.
    Join(NodeId),
    /// A node leaves the cluster for good.
    Leave(NodeId),
    /// A setting changes.
    Configure(Setting),
    /// A person makes a node the leader.
    Promote(NodeId),
    /// A person shuts a node down. Unlike a node that crashes, it can hand over first.
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
    /// The route of a client's writes.
    Writes(ClientId, Route),
    /// The route of a client's reads.
    Reads(ClientId, Route),
    /// The delay between replicas and power switches.
    PowerDelay(Delay),
    /// Orders to power switches and their confirmations lost, in parts per million.
    PowerLoss(u32),
    /// What a client does so that its reads are not behind.
    Session(ClientId, Session),
}

impl Setting {
    /// A setting of a protocol, by the protocol's own name and type.
    pub fn knob(knob: impl Into<Knob>, value: impl Typed) -> Self {
        Self::Knob(knob.into(), value.value())
    }

    /// The client that it is about, if any.
    #[must_use]
    pub const fn client(&self) -> Option<ClientId> {
        match *self {
            Self::Writes(client, _) | Self::Reads(client, _) | Self::Session(client, _) => {
                Some(client)
            }
            Self::Knob(..)
            | Self::Delay(_)
            | Self::ClientDelay(_)
            | Self::LinkDelay(..)
            | Self::PowerDelay(_)
            | Self::Loss(_)
            | Self::PowerLoss(_)
            | Self::Duplication(_)
            | Self::Timeout(_) => None,
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Knob(knob, value) => write!(f, "{knob} {value}"),
            Self::Delay(delay) => write!(f, "delay {delay}"),
            Self::ClientDelay(delay) => write!(f, "client-delay {delay}"),
            Self::LinkDelay(from, to, delay) => write!(f, "link-delay {from}>{to} {delay}"),
            Self::PowerDelay(delay) => write!(f, "power-delay {delay}"),
            Self::Loss(ppm) => write!(f, "loss {ppm}ppm"),
            Self::PowerLoss(ppm) => write!(f, "power-loss {ppm}ppm"),
            Self::Duplication(ppm) => write!(f, "duplication {ppm}ppm"),
            Self::Timeout(after) => write!(f, "timeout {after}"),
            Self::Writes(client, route) => write!(f, "writes {client} {route}"),
            Self::Reads(client, route) => write!(f, "reads {client} {route}"),
            Self::Session(client, session) => write!(f, "session {client} {session}"),
        }
    }
}

impl Action {
    /// The envelope that the action is about, if there is one.
    #[must_use]
    pub const fn envelope(self) -> Option<EnvelopeId> {
        match self {
            Self::Deliver(id)
            | Self::Drop(id)
            | Self::Duplicate(id)
            | Self::Hold(id)
            | Self::Release(id) => Some(id),
            Self::Invoke { .. }
            | Self::Crash(_)
            | Self::Restart(_)
            | Self::Wipe(_)
            | Self::Pause(_)
            | Self::Resume(_)
            | Self::Cut(..)
            | Self::Heal(..)
            | Self::Skew(..)
            | Self::Join(_)
            | Self::Leave(_)
            | Self::Configure(_)
            | Self::Promote(_)
            | Self::ShutDown(_) => None,
        }
    }
}

impl Action {
    /// The same action on another envelope, if it is about one.
    #[must_use]
    pub const fn on(self, id: EnvelopeId) -> Self {
        match self {
            Self::Deliver(_) => Self::Deliver(id),
            Self::Drop(_) => Self::Drop(id),
            Self::Duplicate(_) => Self::Duplicate(id),
            Self::Hold(_) => Self::Hold(id),
            Self::Release(_) => Self::Release(id),
            Self::Invoke { .. }
            | Self::Crash(_)
            | Self::Restart(_)
            | Self::Wipe(_)
            | Self::Pause(_)
            | Self::Resume(_)
            | Self::Cut(..)
            | Self::Heal(..)
            | Self::Skew(..)
            | Self::Join(_)
            | Self::Leave(_)
            | Self::Configure(_)
            | Self::Promote(_)
            | Self::ShutDown(_) => self,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such node.
    UnknownNode(NodeId),
    /// There is no such client.
    UnknownClient(ClientId),
    /// A client cannot ask another client, nor itself in a mode whose clients do not coordinate.
    NoLibrary(ClientId, ClientId),
    /// The envelope is not in flight: it was never sent, or is delivered or lost.
    NotInFlight(EnvelopeId),
    /// The envelope is a timer, which no network carries.
    Timer(EnvelopeId),
    /// The envelope is held already.
    AlreadyHeld(EnvelopeId),
    /// The envelope is not held.
    NotHeld(EnvelopeId),
    /// The receiver is not running.
    NobodyThere(EnvelopeId, Address),
    /// The link that the envelope travels is cut.
    LinkCut(Address, Address),
    /// The client still waits for its last operation.
    Busy(ClientId),
    /// The node has crashed already.
    AlreadyCrashed(NodeId),
    /// The node has not crashed.
    NotCrashed(NodeId),
    /// The node does not run.
    NotRunning(NodeId),
    /// The node is not paused.
    NotPaused(NodeId),
    /// The node has left the cluster.
    Left(NodeId),
    /// The protocol has no leadership that a person could give or take.
    NoLeadership(NodeId),
    /// There is no link between an address and itself, between two clients, or between a client and a power switch.
    NoLink(Address, Address),
    /// The link is cut already.
    AlreadyCut(Address, Address),
    /// The link is not cut.
    NotCut(Address, Address),
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
    /// The skew is more than an hour, in µs.
    SkewTooLarge(i64),
    /// A delay that makes no sense.
    Delay(DelayError),
    /// More than 256 different delays of links.
    TooManyLinkDelays,
    /// A rate of more than a million parts per million.
    Rate(u32),
    /// The store has no leader to ask, and no log whose positions a client could remember.
    NoSessions,
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
            Self::AlreadyHeld(e) => write!(f, "{e} is held already"),
            Self::NotHeld(e) => write!(f, "{e} is not held"),
            Self::NobodyThere(e, to) => write!(f, "{e} cannot be delivered: {to} is not running"),
            Self::LinkCut(from, to) => write!(f, "the link {from}>{to} is cut"),
            Self::Busy(c) => write!(f, "{c} still waits for its last operation"),
            Self::AlreadyCrashed(n) => write!(f, "{n} has crashed already"),
            Self::NotCrashed(n) => write!(f, "{n} has not crashed"),
            Self::NotRunning(n) => write!(f, "{n} is not running"),
            Self::NotPaused(n) => write!(f, "{n} is not paused"),
            Self::Left(n) => write!(f, "{n} has left the cluster"),
            Self::NoLeadership(n) => {
                write!(f, "{n} has no leadership to take or to hand over")
            }
            Self::NoLink(a, b) if a == b => write!(f, "{a} has no link to itself"),
            Self::NoLink(a, b) => write!(f, "there is no link {a}>{b}"),
            Self::AlreadyCut(a, b) => write!(f, "the link {a}>{b} is cut already"),
            Self::NotCut(a, b) => write!(f, "the link {a}>{b} is not cut"),
            Self::Backwards { now, at } => {
                write!(f, "time runs backwards: it is {now} already, not {at}")
            }
            Self::JoinOrder(next) => write!(f, "the next node to join is {next}"),
            Self::TooManyNodes => write!(f, "a cluster has at most {} nodes", NodeId::LIMIT),
            Self::LastNode(n) => write!(f, "{n} is the cluster's last node"),
            Self::SkewTooLarge(_) => f.write_str("a clock is off by at most an hour"),
            Self::Delay(error) => error.fmt(f),
            Self::TooManyLinkDelays => f.write_str("more than 256 different link delays"),
            Self::NoSessions => f.write_str(
                "a session needs a store with one leader, whose log has positions to remember",
            ),
            Self::Rate(ppm) => {
                write!(f, "a rate is at most 100%, and {ppm} parts of a million are more")
            }
            Self::Knob(error) => error.fmt(f),
        }
    }
}
