//! Facts of a cluster of leaders.

use crate::{
    id::{NodeId, OperationId},
    kv::Key,
    store::Writes,
};
use derive_more::Display;

/// A fact that a node reports about itself.
#[allow(missing_docs, reason = "the sentence of each variant names its fields")]
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum Note {
    /// Two writes to one key were concurrent: `kept` won, and `lost` is only remembered.
    #[display("conflict on {key}: kept {kept}, lost {lost}")]
    Conflict { key: Key, kept: OperationId, lost: OperationId },
    /// A leader that has lost its disk got the rows of another one.
    #[display("restored from {peer}: {rows} rows")]
    Restored { peer: NodeId, rows: u32 },
    /// A write was concurrent with others of its key, and is kept beside them.
    #[display("conflict on {key}: {write} beside {others} others")]
    Beside { key: Key, write: OperationId, others: u16 },
    /// A write has come before writes that its leader had applied, and is held back until they are here.
    #[display("holds back {write}: lacks write {number} of {node}")]
    HeldBack { write: OperationId, node: NodeId, number: u64 },
    /// A neighbour has not answered for too long.
    #[display("suspects {peer}")]
    Suspects { peer: NodeId },
    /// A suspected neighbour answers again.
    #[display("hears {peer} again")]
    HearsAgain { peer: NodeId },
    /// The home of a key does not answer. This leader takes its writes now.
    #[display("takes {key} over from {home}")]
    TakesOver { key: Key, home: NodeId },
    /// A write that waited for the other leaders has met a concurrent one that is kept in its place.
    #[display("{write} gives way to {other}")]
    GivesWay { write: OperationId, other: OperationId },
    /// A conflict handler has made one value of several versions, under the name of the newest write.
    #[display("handler made one of {versions} versions of {key}: {write}")]
    Handled { key: Key, write: OperationId, versions: u16 },
    /// A value that merges was updated.
    #[display("updated {key}: {write}")]
    Updated { key: Key, write: OperationId },
    /// Updates of another node are merged, `write` among them.
    #[display("merged up to {write} from {from}")]
    Merged { from: NodeId, write: OperationId },
}

impl Note {
    /// What the fact says about writes.
    #[must_use]
    pub const fn writes(&self) -> Writes {
        match *self {
            Self::Conflict { kept, lost, .. } => Writes { gained: Some(kept), dropped: Some(lost) },
            Self::Beside { write, .. }
            | Self::Handled { write, .. }
            | Self::Updated { write, .. }
            | Self::Merged { write, .. } => Writes::gained(write),
            Self::HeldBack { write, .. } | Self::GivesWay { write, .. } => Writes::dropped(write),
            Self::Restored { .. }
            | Self::Suspects { .. }
            | Self::HearsAgain { .. }
            | Self::TakesOver { .. } => Writes::NONE,
        }
    }
}
