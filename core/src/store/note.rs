//! Facts about a replication log, and what a fact says about a write.

use crate::id::{NodeId, OperationId};
use derive_more::Display;

/// A fact about a node's copy of a replication log. Positions count from 1; 0 is before the first entry.
#[allow(missing_docs, reason = "the sentence of each variant names its fields")]
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum LogNote {
    /// A leader appended a write to its own log.
    #[display("appended {write} at {position}")]
    Appended { write: OperationId, position: u64 },
    /// A node applied the entry at this position of another's log.
    #[display("applied {write} at {position}")]
    Applied { write: OperationId, position: u64 },
    /// A batch begins after a position that the node has not reached. The node asks for what is missing.
    #[display("gap: holds {held}, got what follows {after}")]
    Gap { held: u64, after: u64 },
    /// A peer asked for the entries after this position.
    #[display("{peer} resumes after {after}")]
    Resumed { peer: NodeId, after: u64 },
    /// A node is back after a crash; its log ends at this position.
    #[display("recovered: log ends at {position}")]
    Recovered { position: u64 },
}

impl LogNote {
    /// What the fact says about writes.
    #[must_use]
    pub const fn writes(&self) -> Writes {
        match *self {
            Self::Appended { write, .. } | Self::Applied { write, .. } => Writes::gained(write),
            Self::Gap { .. } | Self::Resumed { .. } | Self::Recovered { .. } => Writes::NONE,
        }
    }
}

/// What a fact says about writes at the node that reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writes {
    /// A write that the node holds from now on.
    pub gained: Option<OperationId>,
    /// A write that the node did not take, or holds no longer.
    pub dropped: Option<OperationId>,
}

impl Writes {
    /// The fact is about no write's presence.
    pub const NONE: Self = Self { gained: None, dropped: None };

    /// The node holds this write.
    #[must_use]
    pub const fn gained(write: OperationId) -> Self {
        Self { gained: Some(write), dropped: None }
    }

    /// The node does not hold this write.
    #[must_use]
    pub const fn dropped(write: OperationId) -> Self {
        Self { gained: None, dropped: Some(write) }
    }

    /// Whether the fact says anything about this write.
    #[must_use]
    pub fn mention(self, write: OperationId) -> bool {
        self.gained == Some(write) || self.dropped == Some(write)
    }
}
