//! Timestamps for last write wins.

use crate::{id::NodeId, time::Timestamp};
use core::fmt;

/// A node's reading of its own clock, with its id to break ties: a total order, but not a causal one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The reading. The node's clock may be skewed.
    pub time: Timestamp,
    /// The node whose clock was read.
    pub node: NodeId,
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.time, self.node)
    }
}
