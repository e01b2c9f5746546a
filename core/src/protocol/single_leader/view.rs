//! What the nodes of a cluster with one leader show besides their role, rows and log.

use crate::{
    id::{NodeId, NodeSet, Term},
    kv::Value,
    store::{
        record::{Local, Record, Stop, Transaction},
        share::Share,
        table::Database,
        view::{Cell, Waiting},
    },
};
use alloc::{rc::Rc, vec::Vec};

/// What a node shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    /// The leadership as the node knows it; `None` in a store outside of the replication.
    pub leadership: Option<Leadership>,
    /// The stages of its log; `None` in a node without one.
    pub marks: Option<Marks>,
    /// Entries removed from the log and kept for the administrator.
    pub aside: Vec<Cell>,
    /// The snapshot that a follower is receiving.
    pub pieces: Option<Pieces>,
    /// The progress of the leader's followers.
    pub followers: Vec<FollowerProgress>,
    /// Writes that the leader has not acknowledged yet.
    pub waiting: Vec<Waiting>,
    /// The newest entries of statements, the newest first.
    pub records: Vec<Recorded>,
    /// How far a consumer has got; `None` in every other node.
    pub consuming: Option<Consuming>,
}

/// How far a consumer has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Consuming {
    /// The position that it has recorded.
    pub position: u64,
    /// Whether the position is a number in the change table, not one in the log.
    pub of_table: bool,
    /// How many positions it is behind the last one that it knows of.
    pub behind: u64,
    /// The position up to which it has read changes that it has not finished with.
    pub reading: Option<u64>,
    /// Whether it has done one half of that: applied the changes, or recorded the position.
    pub half: bool,
    /// Whether it cannot go on.
    pub stopped: bool,
    /// The number of its rows, equal ones included.
    pub rows: u64,
}

/// A log entry of statements, with what it takes to write it in another format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recorded {
    /// Its position in the log.
    pub position: u64,
    /// The statements.
    pub statements: Value,
    /// What travels.
    pub record: Record,
    /// The tables before it.
    pub before: Database,
    /// The clock and the random numbers of the node that executed or applied it.
    pub local: Local,
    /// The transaction, if it took several requests and this node executed it.
    pub transaction: Option<Rc<Transaction>>,
}

/// The stages of a log, as positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks {
    /// The position before the first entry that the log still has.
    pub start: u64,
    /// The last position that is on disk.
    pub flushed: u64,
    /// The last position that reads return.
    pub applied: u64,
    /// The last position that is acknowledged to clients, as far as this node knows.
    pub committed: u64,
    /// Why the next entry cannot be applied, if it cannot.
    pub stopped: Option<Stop>,
}

/// Votes: the nodes that agree, and the number needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// The nodes that agree.
    pub nodes: NodeSet,
    /// The number of nodes that is enough.
    pub needed: u32,
}

/// The leadership as a node knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leadership {
    /// The keys that it stores.
    pub share: Share,
    /// The greatest term that it knows.
    pub term: Term,
    /// The node that it believes to lead.
    pub leader: Option<NodeId>,
    /// The node it voted for in this term.
    pub voted: Option<NodeId>,
    /// The votes for it, if it is a candidate.
    pub votes: Tally,
    /// The leader, if the node suspects it to be down.
    pub suspects: Option<NodeId>,
    /// The nodes that are to be off before it leads; none if it does not wait to lead.
    pub until_off: NodeSet,
    /// Whether the node has lost its disk, and neither votes nor counts yet.
    pub learns: bool,
    /// The sentinels known to suspect that leader, itself included. `needed` is 0 on other nodes, which need no
    /// agreement.
    pub agree: Tally,
}

/// The progress of a follower, as its leader knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FollowerProgress {
    /// The follower.
    pub node: NodeId,
    /// The last position that it has acknowledged.
    pub acknowledged: u64,
    /// Whether every write waits for its acknowledgement.
    pub synchronous: bool,
}

/// How much of a snapshot has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pieces {
    /// The number of pieces that have arrived.
    pub received: u32,
    /// The number of pieces in all.
    pub total: u32,
}
