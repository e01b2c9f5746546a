//! A frame that compares equal between two steps.

use crate::session::Frame;
use std::ops::Deref;

/// A frame that compares by revision, so that cards are not rendered again when only envelopes move.
#[derive(Clone, Debug)]
pub struct Still(pub Frame);

impl PartialEq for Still {
    fn eq(&self, other: &Self) -> bool {
        self.0.revision == other.0.revision
    }
}

impl Deref for Still {
    type Target = Frame;
    fn deref(&self) -> &Frame {
        &self.0
    }
}
