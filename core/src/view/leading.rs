//! Views of replicated logs and of leadership.

use crate::id::{NodeId, NodeSet, Term};

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
    /// The sentinels known to suspect that leader, itself included. `needed` is 0 on other nodes, which need no
    /// agreement.
    pub agree: Tally,
}

/// The progress of replication between two replicas, as one of them knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    /// The other replica.
    pub peer: NodeId,
    /// The last position of this replica's log that `peer` acknowledged.
    pub acknowledged: u64,
    /// The last position of `peer`'s log that this replica has applied.
    pub applied: u64,
    /// Whether every write waits for the acknowledgement of `peer`.
    pub synchronous: bool,
}
