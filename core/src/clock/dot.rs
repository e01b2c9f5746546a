//! Identifiers of writes.

use crate::id::NodeId;
use core::fmt;

/// The `count`-th write of a key that `node` coordinated, counted from 1.
///
/// Dots are unique, so that a copy can distinguish siblings.
///
/// ```
/// use replicarium::{clock::{Dot, VersionVector}, id::NodeId};
/// let third = Dot { node: NodeId(0), count: 3 };
/// assert_eq!(third.to_string(), "A:3");
/// assert!(VersionVector::from_iter([(NodeId(0), 3)]).includes(&third));
/// assert!(!VersionVector::from_iter([(NodeId(0), 2)]).includes(&third));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dot<N = NodeId> {
    /// The node that coordinated the write.
    pub node: N,
    /// Sequence number among `node`'s writes to this key, from 1.
    pub count: u64,
}

impl<N: fmt::Display> fmt::Display for Dot<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.node, self.count)
    }
}
