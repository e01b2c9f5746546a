//! Version vectors: the number of known writes of each node.

use super::Dot;
use crate::id::NodeId;
use alloc::vec::Vec;
use core::{cmp::Ordering, fmt};

/// The number of writes of each node that a version includes. An absent entry is 0.
///
/// The order is causal: `partial_cmp` gives `None` for concurrent versions (Parker et al.,
/// *Detection of Mutual Inconsistency in Distributed Systems*, 1983; DDIA, "Detecting concurrent
/// writes").
///
/// ```
/// use replicarium::{clock::VersionVector, id::NodeId};
/// let (mut a, mut b) = (VersionVector::default(), VersionVector::default());
/// a.count(NodeId(0));
/// b.count(NodeId(1));
/// assert_eq!(a.partial_cmp(&b), None); // concurrent
/// a.merge(&b);
/// assert!(a > b);
/// assert_eq!(a, VersionVector::from_iter([(NodeId(0), 1), (NodeId(1), 1)]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionVector<N = NodeId>(
    /// In order of node, without counts of 0, so that equal vectors are equal lists.
    Vec<(N, u64)>,
);

impl<N: Ord> VersionVector<N> {
    /// The number of `node`'s writes that are included.
    #[must_use]
    pub fn of(&self, node: &N) -> u64 {
        self.find(node).map_or(0, |at| self.0[at].1)
    }

    /// Whether the write with this dot is included.
    ///
    /// ```
    /// use replicarium::{clock::VersionVector, id::NodeId};
    /// let mut seen = VersionVector::default();
    /// let first = seen.count(NodeId(0)).unwrap();
    /// let before = seen.clone();
    /// let second = seen.count(NodeId(0)).unwrap();
    /// assert!(before.includes(&first) && !before.includes(&second));
    /// ```
    #[must_use]
    pub fn includes(&self, dot: &Dot<N>) -> bool {
        dot.count <= self.of(&dot.node)
    }

    /// Includes the next write of `node`, and returns its dot. Returns `None` and changes nothing if `node` has counted to
    /// 2⁶⁴ − 1.
    pub fn count(&mut self, node: N) -> Option<Dot<N>>
    where
        N: Clone,
    {
        let count = self.of(&node).checked_add(1)?;
        self.raise(&node, count);
        Some(Dot { node, count })
    }

    /// Includes at least the writes of a dot's node up to the dot.
    pub fn include(&mut self, dot: &Dot<N>)
    where
        N: Clone,
    {
        self.raise(&dot.node, dot.count);
    }

    /// Takes the maximum of each entry: the least version that includes both.
    pub fn merge(&mut self, other: &Self)
    where
        N: Clone,
    {
        for (node, n) in &other.0 {
            self.raise(node, *n);
        }
    }

    /// The entries that are not 0, in order of node.
    pub fn entries(&self) -> impl Iterator<Item = (&N, u64)> {
        self.0.iter().map(|(node, n)| (node, *n))
    }

    /// Includes at least the first `n` writes of `node`.
    fn raise(&mut self, node: &N, n: u64)
    where
        N: Clone,
    {
        match self.find(node) {
            Ok(at) => self.0[at].1 = n.max(self.0[at].1),
            Err(at) if n > 0 => self.0.insert(at, (node.clone(), n)),
            Err(_) => {}
        }
    }

    fn find(&self, node: &N) -> Result<usize, usize> {
        self.0.binary_search_by(|(it, _)| it.cmp(node))
    }

    fn within(&self, other: &Self) -> bool {
        self.0.iter().all(|(node, n)| *n <= other.of(node))
    }
}

impl<N> Default for VersionVector<N> {
    /// Includes nothing.
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<N: Ord + Clone> FromIterator<(N, u64)> for VersionVector<N> {
    /// Of several counts of a node, the greatest is kept.
    fn from_iter<I: IntoIterator<Item = (N, u64)>>(entries: I) -> Self {
        let mut vector = Self::default();
        entries.into_iter().for_each(|(node, n)| vector.raise(&node, n));
        vector
    }
}

impl<N: Ord> PartialOrd for VersionVector<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.within(other), other.within(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }
    }
}

impl<N: Ord + fmt::Display> fmt::Display for VersionVector<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (n, (node, count)) in self.entries().enumerate() {
            let comma = if n == 0 { "" } else { " " };
            write!(f, "{comma}{node}:{count}")?;
        }
        f.write_str("}")
    }
}

#[cfg(test)]
#[path = "version_vector_tests.rs"]
mod tests;
