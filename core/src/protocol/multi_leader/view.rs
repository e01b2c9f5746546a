//! What the nodes of a multi-leader cluster show besides their role, rows and log.

use crate::id::NodeId;
use alloc::vec::Vec;

/// What a leader shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    /// The progress of replication with every other leader. An outline leaves it out.
    pub peers: Vec<PeerProgress>,
}

/// The progress of replication between two leaders, as one of them knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeerProgress {
    /// The other leader.
    pub peer: NodeId,
    /// The last position of this leader's log that `peer` has acknowledged.
    pub acknowledged: u64,
    /// The last position of `peer`'s log that this leader has applied.
    pub applied: u64,
}
