//! Merkle trees: two replicas find the rows that differ by comparing few hashes.
//!
//! Merkle, *A Digital Signature Based on a Conventional Encryption Function* (1987); Dynamo §4.7 and
//! Cassandra's repair use them for anti-entropy.

use crate::hash::Fingerprint;
use alloc::vec::Vec;

/// A binary tree of hashes over the 65 536 positions of a ring. Node 0 is the root; the children of node
/// n are 2n + 1 and 2n + 2; the last [`Merkle::LEAVES`] nodes are leaves. The hash of a leaf is the sum of
/// the hashes of its entries. An empty subtree has hash 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merkle(Vec<u64>);

impl Merkle {
    /// The number of leaves.
    pub const LEAVES: u16 = 16;
    /// The number of nodes.
    pub const NODES: u16 = 2 * Self::LEAVES - 1;

    /// The tree of these entries, each a position and a hash of its content.
    #[must_use]
    pub fn of(entries: impl Iterator<Item = (u16, u64)>) -> Self {
        let mut nodes = alloc::vec![0_u64; usize::from(Self::NODES)];
        for (position, hash) in entries {
            let leaf = &mut nodes[usize::from(Self::leaf(position))];
            *leaf = leaf.wrapping_add(hash);
        }
        for n in (0..usize::from(Self::LEAVES) - 1).rev() {
            let (left, right) = (nodes[2 * n + 1], nodes[2 * n + 2]);
            nodes[n] = if (left, right) == (0, 0) { 0 } else { Fingerprint::of(&(left, right)) };
        }
        Self(nodes)
    }

    /// The leaf of a position.
    #[must_use]
    pub const fn leaf(position: u16) -> u16 {
        Self::LEAVES - 1 + position / (u16::MAX / Self::LEAVES + 1)
    }

    /// Whether a node is a leaf.
    #[must_use]
    pub const fn is_leaf(node: u16) -> bool {
        node >= Self::LEAVES - 1
    }

    /// The hash of a node; 0 if the tree has no such node.
    #[must_use]
    pub fn hash(&self, node: u16) -> u64 {
        self.0.get(usize::from(node)).copied().unwrap_or(0)
    }

    /// Every hash, from the root down.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// The children of an inner node, each with its hash.
    pub fn children(&self, node: u16) -> impl Iterator<Item = (u16, u64)> {
        let children = [2 * node + 1, 2 * node + 2];
        children.into_iter().filter(|&n| n < Self::NODES).map(|child| (child, self.hash(child)))
    }

    /// The nodes whose hashes in another tree, `theirs`, differ from the hashes in this one.
    #[must_use]
    pub fn differing(&self, theirs: &[(u16, u64)]) -> Vec<u16> {
        theirs.iter().filter(|&&(n, hash)| self.hash(n) != hash).map(|&(n, _)| n).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares two trees from the root down, as two replicas do. Returns the leaves that differ, and the number
    /// of hashes sent.
    fn walk(a: &Merkle, b: &Merkle) -> (Vec<u16>, usize) {
        let (mut leaves, mut hashes) = (Vec::new(), 0);
        let mut level = alloc::vec![(0, a.hash(0))];
        while !level.is_empty() {
            hashes += level.len();
            let differing = b.differing(&level);
            let (ends, inner): (Vec<u16>, Vec<u16>) =
                differing.into_iter().partition(|&n| Merkle::is_leaf(n));
            leaves.extend(ends);
            level = inner.into_iter().flat_map(|n| a.children(n)).collect();
        }
        (leaves, hashes)
    }

    /// For every set of differing leaves, the walk finds exactly that set.
    #[test]
    fn a_walk_finds_exactly_the_differing_leaves() {
        let width = u16::MAX / Merkle::LEAVES + 1;
        let tree = |set: u32| {
            let entry = |n: u16| (n * width + 7, 100 + u64::from(set >> n & 1));
            Merkle::of((0..Merkle::LEAVES).map(entry))
        };
        let same = tree(0);
        for set in 0..1_u32 << Merkle::LEAVES {
            let (leaves, hashes) = walk(&same, &tree(set));
            let want: Vec<u16> = (0..Merkle::LEAVES).filter(|n| set >> n & 1 == 1).collect();
            assert_eq!(leaves, want.iter().map(|n| n + Merkle::LEAVES - 1).collect::<Vec<_>>());
            let one = 1 + 2 * Merkle::LEAVES.ilog2() as usize;
            assert!(hashes <= one * want.len().max(1), "{hashes} hashes for {want:?}");
        }
    }

    #[test]
    fn every_position_has_a_leaf() {
        assert!((0..=u16::MAX).all(|p| Merkle::is_leaf(Merkle::leaf(p))));
        assert_eq!((Merkle::leaf(0), Merkle::leaf(u16::MAX)), (15, 30));
        assert_eq!(Merkle::of([].into_iter()).hashes(), [0; 31]);
        // The order of entries makes no difference.
        let entries = [(5, 1), (9, 2), (40_000, 3)];
        assert_eq!(Merkle::of(entries.into_iter()), Merkle::of(entries.into_iter().rev()));
    }
}
