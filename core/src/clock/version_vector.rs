//! Version vectors: per node, how many of its writes are known.

use crate::id::NodeId;
use alloc::collections::BTreeMap;
use core::{cmp::Ordering, fmt};

/// How many writes of each node a version includes. An absent entry is 0.
///
/// The order is causal: `partial_cmp` gives `None` for concurrent versions (DDIA, "Detecting
/// concurrent writes").
///
/// ```
/// use replicarium::{clock::VersionVector, id::NodeId};
/// let (mut a, mut b) = (VersionVector::default(), VersionVector::default());
/// a.count(NodeId(0));
/// b.count(NodeId(1));
/// assert_eq!(a.partial_cmp(&b), None); // concurrent
/// a.merge(&b);
/// assert!(a > b);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct VersionVector(BTreeMap<NodeId, u64>);

impl VersionVector {
    /// How many of `node`'s writes are included.
    #[must_use]
    pub fn of(&self, node: NodeId) -> u64 {
        self.0.get(&node).copied().unwrap_or(0)
    }

    /// Includes one more write of `node`.
    pub fn count(&mut self, node: NodeId) {
        *self.0.entry(node).or_insert(0) += 1;
    }

    /// Takes the greater of each entry: the least version that includes both.
    pub fn merge(&mut self, other: &Self) {
        for (&node, &n) in &other.0 {
            let mine = self.0.entry(node).or_insert(0);
            *mine = n.max(*mine);
        }
    }

    /// The entries that are not 0, in order of node.
    pub fn entries(&self) -> impl Iterator<Item = (NodeId, u64)> {
        self.0.iter().map(|(&node, &n)| (node, n))
    }

    fn within(&self, other: &Self) -> bool {
        self.0.iter().all(|(&node, &n)| n <= other.of(node))
    }
}

impl PartialOrd for VersionVector {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.within(other), other.within(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }
    }
}

impl fmt::Display for VersionVector {
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
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Every vector over three nodes with counters to 2.
    fn all() -> Vec<VersionVector> {
        let mut all = Vec::new();
        for code in 0..27_u64 {
            let mut vector = VersionVector::default();
            for (node, n) in [code % 3, code / 3 % 3, code / 9].into_iter().enumerate() {
                (0..n).for_each(|_| vector.count(NodeId(node as u16)));
            }
            all.push(vector);
        }
        all
    }

    fn merged(a: &VersionVector, b: &VersionVector) -> VersionVector {
        let mut both = a.clone();
        both.merge(b);
        both
    }

    #[test]
    fn the_order_is_the_entrywise_one() {
        for a in &all() {
            for b in &all() {
                let entrywise = (0..3).map(NodeId).map(|n| a.of(n).cmp(&b.of(n)));
                let (mut less, mut greater) = (false, false);
                entrywise.for_each(|o| match o {
                    Ordering::Less => less = true,
                    Ordering::Greater => greater = true,
                    Ordering::Equal => {}
                });
                let want = match (less, greater) {
                    (false, false) => Some(Ordering::Equal),
                    (true, false) => Some(Ordering::Less),
                    (false, true) => Some(Ordering::Greater),
                    (true, true) => None,
                };
                assert_eq!(a.partial_cmp(b), want, "{a} {b}");
            }
        }
    }

    #[test]
    fn merging_is_the_least_upper_bound() {
        for a in &all() {
            assert_eq!(merged(a, a), *a);
            for b in &all() {
                let both = merged(a, b);
                assert_eq!(both, merged(b, a));
                assert!(both >= *a && both >= *b);
                for c in &all() {
                    assert_eq!(merged(&both, c), merged(a, &merged(b, c)));
                    if c >= a && c >= b {
                        assert!(both <= *c);
                    }
                }
            }
        }
    }
}
