//! What may be seen of logs that follow a leader's, and of who leads.

use crate::id::{NodeId, NodeSet, Term};

/// How far a log is, in positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks {
    /// The position before the first entry that is still there.
    pub start: u64,
    /// On disk up to here.
    pub flushed: u64,
    /// Readers see everything up to here.
    pub applied: u64,
    /// Acknowledged to clients up to here, as far as this node knows.
    pub committed: u64,
}

/// What a node knows of who leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leadership {
    /// The newest term that it has heard of.
    pub term: Term,
    /// Whom it takes for the leader.
    pub leader: Option<NodeId>,
    /// Whom it voted for in this term.
    pub voted: Option<NodeId>,
    /// The votes that it has, if it stands for election.
    pub votes: NodeSet,
    /// So many votes would be enough.
    pub needed: u32,
    /// The leader, if it finds it down.
    pub suspects: Option<NodeId>,
    /// The sentinels that it knows to find that leader down, itself included, and how many are enough;
    /// elsewhere nobody needs to agree.
    pub agree: (NodeSet, u32),
}

/// What one replica knows of another's log or of how much of its own log another has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    /// The other replica.
    pub peer: NodeId,
    /// The last position that it acknowledged to this one.
    pub acknowledged: u64,
    /// The last position of its log that this one has applied.
    pub applied: u64,
    /// Whether every write waits for its acknowledgement.
    pub synchronous: bool,
}
