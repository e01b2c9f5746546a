//! A frame compared by its revision.

use crate::session::Frame;
use std::ops::Deref;

/// A frame that compares by revision, so that cards are not rendered again when only envelopes move.
#[derive(Clone, Debug)]
pub struct ByRevision(pub Frame);

impl PartialEq for ByRevision {
    fn eq(&self, other: &Self) -> bool {
        self.0.revision == other.0.revision
    }
}

impl Deref for ByRevision {
    type Target = Frame;
    fn deref(&self) -> &Frame {
        &self.0
    }
}
