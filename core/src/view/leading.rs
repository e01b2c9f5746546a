//! The visible state of logs that are copied from a leader's, and of who leads.

use crate::id::{NodeId, NodeSet, Term};

/// How far a log has got, in positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks {
    /// The position before the first entry that the log still has.
    pub start: u64,
    /// The last position that is on disk.
    pub flushed: u64,
    /// The last position that readers see.
    pub applied: u64,
    /// The last position that is acknowledged to clients, as far as this node knows.
    pub committed: u64,
}

/// The nodes that say yes, and the number that is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// The nodes.
    pub nodes: NodeSet,
    /// The number of nodes that is enough.
    pub needed: u32,
}

/// What a node knows of who leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leadership {
    /// The newest term that it has heard of.
    pub term: Term,
    /// The node that it believes to lead.
    pub leader: Option<NodeId>,
    /// The node it voted for in this term.
    pub voted: Option<NodeId>,
    /// The votes for it, if it stands for election.
    pub votes: Tally,
    /// The leader, if it suspects it to be down.
    pub suspects: Option<NodeId>,
    /// The sentinels known to find that leader down, itself included. Other nodes need no agreement: there
    /// `needed` is 0.
    pub agree: Tally,
}

/// What one replica knows of another: how much of its own log the other has, and how much of the other's log
/// it has applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    /// The other replica.
    pub peer: NodeId,
    /// The last position of this replica's log that the other acknowledged.
    pub acknowledged: u64,
    /// The last position of the other's log that this replica has applied.
    pub applied: u64,
    /// Whether every write waits for its acknowledgement.
    pub synchronous: bool,
}
