//! What a reader may see of a replica and of the world: values to draw, nothing to act on.

mod held;
mod label;
mod leading;
mod meeting;

pub use held::Held;
pub use label::Label;
pub use leading::{Leadership, Marks, Progress, Tally};
pub use meeting::Meeting;

use crate::{
    clock::{Dot, Stamp, VersionVector},
    id::{Address, ClientId, EnvelopeId, NodeId, OperationId, Term},
    knob::{Features, KnobView},
    kv::{Key, Request, Route, Value},
    random::delay::Delay,
    store::Sight,
    time::{Duration, Instant, Timestamp},
};
use alloc::{rc::Rc, vec::Vec};
use core::fmt;

/// What a replica is in its cluster, as it knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Takes writes and ships its log.
    Leader,
    /// Applies a leader's log.
    Follower,
    /// One among equals.
    #[default]
    Replica,
    /// Stands for election.
    Candidate,
    /// Watches the replicas and chooses the next leader.
    Controller,
    /// Does so together with others.
    Sentinel,
    /// A store that takes no part in replication.
    Outside,
}

impl Role {
    /// Whether it has a copy of the data that the replicas share.
    #[must_use]
    pub const fn is_replica(self) -> bool {
        !matches!(self, Self::Controller | Self::Sentinel | Self::Outside)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Leader => "leader",
            Self::Follower => "follower",
            Self::Replica => "replica",
            Self::Candidate => "candidate",
            Self::Controller => "controller",
            Self::Sentinel => "sentinel",
            Self::Outside => "store outside",
        })
    }
}

/// How a replica tells an older version from a newer one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// By its position in the log.
    Position(u64),
    /// By a timestamp.
    Stamp(Stamp),
    /// By a version vector; last write wins between concurrent ones.
    Vector(VersionVector, Stamp),
    /// All values that no write has replaced, the newest first, and a version vector of all that was seen.
    Siblings(Vec<Sibling>, VersionVector),
}

/// One of the values that a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sibling {
    /// The value.
    pub value: Value,
    /// Its write.
    pub write: OperationId,
    /// The name of that write among those to this key.
    pub dot: Dot,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(position) => write!(f, "#{position}"),
            Self::Stamp(stamp) => stamp.fmt(f),
            Self::Vector(vector, _) | Self::Siblings(_, vector) => vector.fmt(f),
        }
    }
}

/// A key, what it holds, and which write put it there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The key.
    pub key: Key,
    /// What it holds.
    pub value: Value,
    /// The write.
    pub write: OperationId,
    /// Its version.
    pub version: Version,
    /// A concurrent write that was not kept, if the replica remembers one.
    pub lost: Option<OperationId>,
}

impl Row {
    /// The writes of all values that it holds.
    pub fn writes(&self) -> impl Iterator<Item = OperationId> {
        let siblings = match &self.version {
            Version::Siblings(siblings, _) => siblings.as_slice(),
            Version::Position(_) | Version::Stamp(_) | Version::Vector(..) => &[],
        };
        let own = siblings.is_empty().then_some(self.write);
        siblings.iter().map(|sibling| sibling.write).chain(own)
    }
}

/// One cell of a log strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Its position.
    pub position: u64,
    /// The write it holds.
    pub write: OperationId,
    /// The key it changes.
    pub key: Key,
    /// The new value.
    pub value: Value,
    /// The term of the leader that wrote it; none in modes without terms.
    pub term: Term,
}

/// An operation for which a replica waits for answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// The operation.
    pub operation: OperationId,
    /// What was asked.
    pub request: Request,
    /// Answers so far.
    pub answers: u16,
    /// Answers needed.
    pub needed: u16,
    /// The nodes that were asked, and whether each has answered.
    pub asked: Vec<(NodeId, bool)>,
    /// Whether the client has its answer, and the rest is only waited for to repair it.
    pub answered: bool,
}

/// What a replica knows; after a crash, what is left on its disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReplicaView {
    /// Its role, as far as it knows.
    pub role: Role,
    /// Its keys, in order.
    pub rows: Vec<Row>,
    /// Its log, in order; empty in modes without one.
    pub log: Vec<Cell>,
    /// Operations that it waits for.
    pub waiting: Vec<Waiting>,
    /// What it knows of the others.
    pub peers: Vec<Progress>,
    /// Writes that it keeps for other nodes until they are back.
    pub hints: Vec<HintView>,
    /// Its last comparison with another replica.
    pub merkle: Option<MerkleView>,
    /// Entries that were removed from its log and are kept for the administrator.
    pub aside: Vec<Cell>,
    /// How far its log has got, in modes whose logs have stages.
    pub marks: Option<Marks>,
    /// What it knows of the leader, in modes in which it can change.
    pub leadership: Option<Leadership>,
    /// The snapshot that it is receiving.
    pub pieces: Option<Pieces>,
}

/// How much of a snapshot has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pieces {
    /// The number of pieces that have arrived.
    pub received: u32,
    /// The number of pieces in all.
    pub total: u32,
}

impl ReplicaView {
    /// The last position of its log, whether the entry there is still in it or not.
    #[must_use]
    pub fn end(&self) -> u64 {
        let start = self.marks.map_or(0, |marks| marks.start);
        self.log.last().map_or(start, |cell| cell.position)
    }

    /// The view of an empty replica.
    #[must_use]
    pub fn of(role: Role) -> Self {
        Self { role, ..Self::default() }
    }
}

/// A tree of hashes over the rows that two replicas share, and where it differed from the other's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MerkleView {
    /// The other replica.
    pub peer: NodeId,
    /// The hashes as they are now: node 0 is the root, the children of node n are 2n + 1 and 2n + 2. An
    /// empty part has hash 0.
    pub hashes: Vec<u64>,
    /// The nodes in which the two trees differed when they were compared, as far as this replica was told.
    pub differing: Vec<u16>,
    /// Bytes that this replica has sent for all comparisons since it started: hashes and rows.
    pub sent: u64,
    /// Bytes that it would have sent if each comparison that it began had sent every row.
    pub whole: u64,
}

/// A write that is kept for the replica that should have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HintView {
    /// The node that it is kept for.
    pub home: NodeId,
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
    /// The write.
    pub write: OperationId,
    /// When it expires, by the holder's clock.
    pub until: Timestamp,
    /// Its version.
    pub version: Version,
}

/// Whether a node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It runs.
    Running,
    /// Its process is gone, and with it all that was only in memory.
    Crashed,
    /// It stands still, as in a long garbage collection. Nothing is lost.
    Paused,
    /// It was taken out of the cluster.
    Left,
}

/// A node as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeView {
    /// Its name.
    pub id: NodeId,
    /// Whether it runs.
    pub status: Status,
    /// Since when.
    pub since: Instant,
    /// How far its clock is ahead of true time, in µs.
    pub skew: i64,
    /// What it knows.
    pub replica: ReplicaView,
    /// Entries of its log that were only in its memory when it crashed; until it runs again.
    pub lost: Vec<Cell>,
}

/// What kind of thing travels in an envelope; told by shape and word, never by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A client's request.
    Request,
    /// The answer to it.
    Reply,
    /// From replica to replica.
    Message,
    /// A timer: it stays with the node that set it.
    Timer,
}

/// What will become of an envelope if nobody interferes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It arrives when it is due.
    Arrives,
    /// The network loses it; it vanishes when it is due.
    Lost,
}

/// An envelope in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvelopeView {
    /// Its name.
    pub id: EnvelopeId,
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// What kind of thing it is.
    pub kind: Kind,
    /// What is written on it.
    pub label: Label,
    /// When it was sent.
    pub sent: Instant,
    /// When it is due.
    pub due: Instant,
    /// What will become of it.
    pub fate: Fate,
    /// Whether a reader holds it back.
    pub held: bool,
}

/// A client as a reader sees it. What it saw earlier stands in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientView {
    /// Its name.
    pub id: ClientId,
    /// The operation it waits for: name, replica, request, since when.
    pub waits: Option<(OperationId, NodeId, Request, Instant)>,
    /// Since when it has been idle, if it is.
    pub idle_since: Option<Instant>,
    /// Operations invoked so far.
    pub invoked: u32,
    /// What it was last told of each key, in stores that tell it so.
    pub seen: Vec<(Key, Rc<Sight>)>,
    /// What its own library waits for, if it coordinates for itself.
    pub waiting: Vec<Waiting>,
    /// The route of its writes, and of its reads.
    pub routes: (Route, Route),
    /// The node that it believes to lead.
    pub leader: NodeId,
}

/// The network's settings as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkView {
    /// Between replicas, where a link has no delay of its own.
    pub delay: Delay,
    /// Between clients and replicas.
    pub client_delay: Delay,
    /// Lost, in parts per million.
    pub loss: u32,
    /// Sent twice, in parts per million.
    pub duplication: u32,
    /// How long a client waits before it gives up.
    pub timeout: Duration,
}

/// Where on the ring a key falls, and the nodes that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// The key.
    pub key: Key,
    /// Its position.
    pub at: u16,
    /// Its preference list: the replicas that are to hold it.
    pub homes: Vec<NodeId>,
    /// All members in the order in which the ring meets them from there.
    pub order: Vec<NodeId>,
}

/// The ring that shares keys out among members. Positions go from 0 to 65 535 and round again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingView {
    /// The members' positions, in order; each member has several.
    pub positions: Vec<(u16, NodeId)>,
    /// The keys that any replica holds.
    pub keys: Vec<KeyPlace>,
    /// Data centres: node number k belongs to centre k mod this.
    pub centres: u16,
}

/// The whole world, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldView {
    /// The moment.
    pub now: Instant,
    /// The nodes, those that left included.
    pub nodes: Vec<NodeView>,
    /// The clients.
    pub clients: Vec<ClientView>,
    /// Everything in flight, timers included, in order of sending.
    pub envelopes: Vec<EnvelopeView>,
    /// Directed links that are cut.
    pub cuts: Vec<(Address, Address)>,
    /// The network's settings.
    pub network: NetworkView,
    /// What the replicas can do, as their settings stand.
    pub features: Features,
    /// The protocol's settings.
    pub knobs: Vec<KnobView>,
    /// The ring, in modes that partition the keys. In the others every replica holds every key.
    pub ring: Option<RingView>,
}
