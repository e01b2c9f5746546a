//! Read-only views of replicas and of the world, for display.

mod held;
mod label;
mod meeting;
mod past;
mod replica;

pub use crate::{
    protocol::{
        leaderless::view::{Comparison, HintView, MerkleView},
        multi_leader::view::{HeldBack, MergedValue, MergedView, PeerProgress, Shipped},
        single_leader::view::{
            Consuming, FollowerProgress, Leadership, Marks, Pieces, Recorded, Tally,
        },
    },
    store::view::{Cell, Merged, Rank, Row, Sibling, Taken, Version, Waiting},
};
pub use held::Held;
pub use label::Label;
pub use meeting::Meeting;
pub use past::Past;
pub use replica::{Progress, ProtocolView, ReplicaView};

use crate::{
    id::{Address, ClientId, EnvelopeId, NodeId, OperationId},
    knob::{Features, KnobView},
    kv::{Key, Request, Route},
    links::Links,
    random::delay::Delay,
    session::{Costs, Session},
    store::Sight,
    time::{Duration, Instant},
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
    /// A store outside of the cluster that follows the database.
    Consumer,
}

impl Role {
    /// Whether it holds a copy of the replicated data.
    #[must_use]
    pub const fn is_replica(self) -> bool {
        !matches!(self, Self::Controller | Self::Sentinel | Self::Outside | Self::Consumer)
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
            Self::Consumer => "consumer",
        })
    }
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
    /// Between a replica and the power switch of another one.
    Power,
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
    /// The user, named by the user's first client.
    pub user: ClientId,
    /// What it does so that its reads are not behind.
    pub session: Session,
    /// What its reads have cost so far.
    pub costs: Costs,
    /// The node that it believes to lead.
    pub leader: NodeId,
    /// The node that has its open transaction.
    pub transaction: Option<NodeId>,
}

/// The current settings of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkView {
    /// Between replicas, where a link has no delay of its own.
    pub delay: Delay,
    /// Between clients and replicas.
    pub client_delay: Delay,
    /// Between replicas and power switches.
    pub power_delay: Delay,
    /// Loss rate, in parts per million.
    pub loss: u32,
    /// Loss rate between replicas and power switches, in parts per million.
    pub power_loss: u32,
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

/// The ways by which entries travel between the nodes of a cluster of leaders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaysView {
    /// A link from each node to each that it ships its log to.
    pub links: Links,
    /// The leaders, in order.
    pub leaders: Vec<NodeId>,
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
    /// The ways by which entries travel, in modes in which a reader chooses them. In other modes, any node ships to any other.
    pub ways: Option<WaysView>,
    /// The comparisons of two replicas that are going on, in modes whose replicas compare what they have.
    pub comparisons: Vec<Comparison>,
    /// What has happened that promises depend on.
    pub past: Rc<Past>,
    /// The last time at which rows changed, a message was lost, or something else than the clock changed the world.
    pub disturbed: Instant,
}
