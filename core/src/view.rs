//! Read-only views of replicas and of the world, for display.

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

/// The role of a node in its cluster, as the node knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Takes writes and ships its log.
    Leader,
    /// Applies a leader's log.
    Follower,
    /// A replica without a leader.
    #[default]
    Replica,
    /// Stands for election.
    Candidate,
    /// Watches the replicas and chooses the next leader.
    Controller,
    /// A controller that decides by majority with other sentinels.
    Sentinel,
    /// A store that takes no part in replication.
    Outside,
}

impl Role {
    /// Whether it holds a copy of the replicated data.
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

/// The version of a row, by which a replica orders writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// By its position in the log.
    Position(u64),
    /// By a timestamp.
    Stamp(Stamp),
    /// By a version vector; last write wins between concurrent ones.
    Vector(VersionVector, Stamp),
    /// The siblings, the newest first, and a version vector of all writes seen.
    Siblings(Vec<Sibling>, VersionVector),
}

/// One of several concurrent values of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sibling {
    /// The value.
    pub value: Value,
    /// Its write.
    pub write: OperationId,
    /// The dot of that write.
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

/// A key with its value and the write of that value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
    /// The write.
    pub write: OperationId,
    /// Its version.
    pub version: Version,
    /// The last concurrent write that was not kept, if the replica remembers one.
    pub lost: Option<OperationId>,
}

impl Row {
    /// The writes of all its values.
    pub fn writes(&self) -> impl Iterator<Item = OperationId> {
        let siblings = match &self.version {
            Version::Siblings(siblings, _) => siblings.as_slice(),
            Version::Position(_) | Version::Stamp(_) | Version::Vector(..) => &[],
        };
        let own = siblings.is_empty().then_some(self.write);
        siblings.iter().map(|sibling| sibling.write).chain(own)
    }
}

/// An entry of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Its position.
    pub position: u64,
    /// The write.
    pub write: OperationId,
    /// The key.
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
    /// The request.
    pub request: Request,
    /// The number of answers so far.
    pub answers: u16,
    /// The number of answers needed.
    pub needed: u16,
    /// The nodes that were asked, and whether each has answered.
    pub asked: Vec<(NodeId, bool)>,
    /// Whether the client has the reply, and the remaining answers are only used for read repair.
    pub answered: bool,
}

/// The state of a replica; after a crash, its durable state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReplicaView {
    /// Its role, as far as it knows.
    pub role: Role,
    /// Its keys, in order.
    pub rows: Vec<Row>,
    /// Its log, in order; empty in modes without one.
    pub log: Vec<Cell>,
    /// Operations that wait for answers.
    pub waiting: Vec<Waiting>,
    /// The progress of its peers, as it knows it.
    pub peers: Vec<Progress>,
    /// Hints that it keeps for other nodes.
    pub hints: Vec<HintView>,
    /// Its last comparison with another replica.
    pub merkle: Option<MerkleView>,
    /// Entries removed from the log and kept for the administrator.
    pub aside: Vec<Cell>,
    /// The stages of the log, in modes that distinguish them.
    pub marks: Option<Marks>,
    /// The leadership as it knows it, in modes with failover.
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
    /// The last position of the log, also if that entry has been discarded.
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

/// A replica's Merkle tree over the rows that it shares with a peer, and the nodes that differed in the last comparison.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MerkleView {
    /// The other replica.
    pub peer: NodeId,
    /// The hashes as they are now: node 0 is the root, the children of node n are 2n + 1 and 2n + 2. An
    /// empty part has hash 0.
    pub hashes: Vec<u64>,
    /// The nodes that differed in the last comparison, as far as this replica knows.
    pub differing: Vec<u16>,
    /// Bytes that this replica has sent for all comparisons since it started: hashes and rows.
    pub sent: u64,
    /// Bytes that it would have sent if each comparison that it began had sent every row.
    pub whole: u64,
}

/// A write kept for a home that did not answer.
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
    /// It makes no progress, as in a long garbage collection. Nothing is lost.
    Paused,
    /// It was taken out of the cluster.
    Left,
}

/// The view of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeView {
    /// Its name.
    pub id: NodeId,
    /// Whether it runs.
    pub status: Status,
    /// The time since which it has that status.
    pub since: Instant,
    /// How far its clock is ahead of true time, in µs.
    pub skew: i64,
    /// The replica.
    pub replica: ReplicaView,
    /// Log entries lost in its crash because they were not on disk. Empty once it runs again.
    pub lost: Vec<Cell>,
}

/// The kind of an envelope. The page shows it by shape and word, never by colour alone.
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

/// The fate of an envelope, unless the user intervenes.
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

/// The view of a client. Earlier reads are in the history.
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
    /// The last sight of each key, in stores that send one.
    pub seen: Vec<(Key, Rc<Sight>)>,
    /// Operations that its own library coordinates.
    pub waiting: Vec<Waiting>,
    /// The route of its writes, and of its reads.
    pub routes: (Route, Route),
    /// The node that it believes to lead.
    pub leader: NodeId,
}

/// The current settings of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkView {
    /// Between replicas, where a link has no delay of its own.
    pub delay: Delay,
    /// Between clients and replicas.
    pub client_delay: Delay,
    /// Loss rate, in parts per million.
    pub loss: u32,
    /// Duplication rate, in parts per million.
    pub duplication: u32,
    /// How long a client waits before it gives up.
    pub timeout: Duration,
}

/// The position of a key on the ring, and its nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// The key.
    pub key: Key,
    /// Its position.
    pub at: u16,
    /// Its homes: the preference list.
    pub homes: Vec<NodeId>,
    /// All members in ring order, starting at the key's position.
    pub order: Vec<NodeId>,
}

/// The ring that partitions keys among members. Positions go from 0 to 65 535 and wrap around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingView {
    /// The members' positions, in order; each member has several.
    pub positions: Vec<(u16, NodeId)>,
    /// The keys that any replica holds.
    pub keys: Vec<KeyPlace>,
    /// The number of data centres: node k belongs to centre k mod `centres`.
    pub centres: u16,
}

/// The view of the world at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldView {
    /// The moment.
    pub now: Instant,
    /// The nodes, including those that left.
    pub nodes: Vec<NodeView>,
    /// The clients.
    pub clients: Vec<ClientView>,
    /// Everything in flight, timers included, in order of sending.
    pub envelopes: Vec<EnvelopeView>,
    /// Directed links that are cut.
    pub cuts: Vec<(Address, Address)>,
    /// The network's settings.
    pub network: NetworkView,
    /// The features of the mode, as the settings stand.
    pub features: Features,
    /// The protocol's settings.
    pub knobs: Vec<KnobView>,
    /// The ring, in modes that partition keys. In other modes, every replica holds every key.
    pub ring: Option<RingView>,
}
