//! Writes that wait to be acknowledged.

use crate::{
    id::OperationId,
    kv::{Reply, Request},
};
use core::hash::{Hash, Hasher};

/// A write whose client waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The position of its entry.
    pub position: u64,
    /// The operation.
    pub operation: OperationId,
    /// What the client asked for.
    pub request: Request,
    /// The answer, once it may be given.
    pub reply: Reply,
    /// Whether the answer tells the position.
    pub tells: bool,
}

impl Hash for Pending {
    /// Fingerprints are older than clients that remember positions.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.position, self.operation, self.request, self.reply).hash(state);
        if self.tells {
            self.tells.hash(state);
        }
    }
}
