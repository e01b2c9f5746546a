//! What does not change while the playhead glides between two steps.

use crate::session::Frame;
use std::ops::Deref;

/// A frame that equals any other of the same revision, so that cards are not drawn anew when only
/// envelopes have moved.
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
