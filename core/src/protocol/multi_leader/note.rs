//! Facts of a cluster in which every node leads.

use crate::{
    id::{NodeId, OperationId},
    kv::Key,
    store::Writes,
};
use derive_more::Display;

/// A fact that a leader reports about itself.
#[allow(missing_docs, reason = "the sentence of each variant names its fields")]
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum Note {
    /// Two writes to one key were concurrent: `kept` won, and `lost` is only remembered.
    #[display("conflict on {key}: kept {kept}, lost {lost}")]
    Conflict { key: Key, kept: OperationId, lost: OperationId },
    /// A leader that has lost its disk got the rows of another one.
    #[display("restored from {peer}: {rows} rows")]
    Restored { peer: NodeId, rows: u32 },
}

impl Note {
    /// What the fact says about writes.
    #[must_use]
    pub const fn writes(&self) -> Writes {
        match *self {
            Self::Conflict { kept, lost, .. } => Writes { gained: Some(kept), dropped: Some(lost) },
            Self::Restored { .. } => Writes::NONE,
        }
    }
}
