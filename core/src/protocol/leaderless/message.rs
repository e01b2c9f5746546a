//! What a coordinator and the replicas say to each other.

use super::Stored;
use crate::{id::OperationId, kv::Key, view::Label};

/// A message between coordinator and replica.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Coordinator to replica: keep this if it is newer.
    Store {
        /// The write.
        operation: OperationId,
        /// Its key.
        key: Key,
        /// What to keep.
        new: Stored,
    },
    /// Replica to coordinator: it is kept, or something newer is.
    Stored {
        /// The write.
        operation: OperationId,
    },
    /// Coordinator to replica: what do you hold?
    Fetch {
        /// The read.
        operation: OperationId,
        /// Its key.
        key: Key,
    },
    /// Replica to coordinator: this, or nothing.
    Fetched {
        /// The read.
        operation: OperationId,
        /// What the key holds.
        held: Option<Stored>,
    },
}

impl Message {
    /// What is written on its envelope.
    #[must_use]
    pub const fn label(&self) -> Label {
        match self {
            Self::Store { operation, new, .. } => {
                Label::word("store").carries(new.value, new.write).about(*operation)
            }
            Self::Stored { operation } => Label::word("stored").about(*operation),
            Self::Fetch { operation, .. } => Label::word("fetch").about(*operation),
            Self::Fetched { operation, held: Some(held) } => {
                Label::word("holds").carries(held.value, held.write).about(*operation)
            }
            Self::Fetched { operation, held: None } => Label::word("empty").about(*operation),
        }
    }
}
