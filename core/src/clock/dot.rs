//! The name of one write.

use crate::id::NodeId;
use core::fmt;

/// The `count`-th write that `node` has coordinated for one key, counted from 1.
///
/// No two writes have the same dot: that is what lets a copy tell siblings apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dot<N = NodeId> {
    /// Who coordinated the write.
    pub node: N,
    /// Its how-manieth.
    pub count: u64,
}

impl<N: fmt::Display> fmt::Display for Dot<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.node, self.count)
    }
}
