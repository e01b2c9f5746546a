//! Dotted version vector sets: exact tracking of the siblings of a key.

use super::{Dot, VersionVector};
use crate::id::NodeId;
use alloc::vec::Vec;

/// A node's copy of a key: the siblings, that is, the values that no known write has overwritten, each with the [`Dot`] of
/// its write, and a version vector of all writes that this copy has seen.
///
/// A version vector alone cannot express "the third write, but not the second"; with a dot it can. So a write removes exactly
/// the siblings that its client had seen, even if one coordinator serves many clients.
///
/// After Almeida, Baquero, Gonçalves, Preguiça and Fonte, *Scalable and Accurate Causality Tracking for Eventually Consistent
/// Stores* (DAIS 2014); the functions have the names of the paper. There are two differences. Dots are stored explicitly instead
/// of as positions in a list per node, which takes a few more bytes. And [`discard`](Self::discard) also adds the context to the
/// version vector, so that it is a complete delete.
///
/// ```
/// use replicarium::{clock::{DottedVersionVectorSet, VersionVector}, id::NodeId};
/// let (a, nothing) = (NodeId(0), VersionVector::default());
/// let mut copy = DottedVersionVectorSet::default();
/// copy.update(a, "milk", &nothing);
/// let seen = copy.join().clone(); // a client reads
/// copy.update(a, "eggs", &nothing); // another has seen nothing: a sibling
/// assert_eq!(copy.values(), [&"eggs", &"milk"]);
/// copy.update(a, "flour", &seen); // the first goes on: "milk" is overwritten, "eggs" is not
/// assert_eq!(copy.values(), [&"eggs", &"flour"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DottedVersionVectorSet<V, N = NodeId> {
    pub(super) seen: VersionVector<N>,
    /// In order of dot. Each dot is included in `seen`.
    pub(super) siblings: Vec<(Dot<N>, V)>,
}

impl<V, N: Ord + Clone> DottedVersionVectorSet<V, N> {
    /// The writes that this copy has seen: the context of a read, which a write based on that read overwrites.
    #[must_use]
    pub const fn join(&self) -> &VersionVector<N> {
        &self.seen
    }

    /// The values in ascending order; empty after a delete. Concurrent writes of equal values are separate siblings.
    #[must_use]
    pub fn values(&self) -> Vec<&V>
    where
        V: Ord,
    {
        let mut values: Vec<&V> = self.siblings.iter().map(|(_, value)| value).collect();
        values.sort_unstable();
        values
    }

    /// The values with their dots, in order of dot.
    pub fn siblings(&self) -> impl ExactSizeIterator<Item = (&Dot<N>, &V)> {
        self.siblings.iter().map(|(dot, value)| (dot, value))
    }

    /// Merges another copy: keeps the values of both that neither copy knows to be overwritten. Commutative, associative and
    /// idempotent.
    ///
    /// ```
    /// use replicarium::{clock::{DottedVersionVectorSet, VersionVector}, id::NodeId};
    /// let (mut a, mut b) = (DottedVersionVectorSet::default(), DottedVersionVectorSet::default());
    /// a.update(NodeId(0), "milk", &VersionVector::default());
    /// b.sync(&a);
    /// let seen = b.join().clone();
    /// b.update(NodeId(1), "eggs", &seen);
    /// a.update(NodeId(0), "flour", &VersionVector::default());
    /// a.sync(&b);
    /// assert_eq!(a.values(), [&"eggs", &"flour"]); // the write of "eggs" had seen "milk"
    /// ```
    pub fn sync(&mut self, other: &Self)
    where
        V: Clone,
    {
        self.siblings.retain(|(dot, _)| !other.seen.includes(dot) || other.find(dot).is_ok());
        for (dot, value) in &other.siblings {
            if !self.seen.includes(dot) {
                self.keep(dot.clone(), value.clone());
            }
        }
        self.seen.merge(&other.seen);
    }

    /// A delete: removes the siblings that `context` has seen, and adds `context` to the writes that this copy has seen.
    ///
    /// The context may include writes that this copy has not seen; they are overwritten before they arrive.
    pub fn discard(&mut self, context: &VersionVector<N>) {
        self.siblings.retain(|(dot, _)| !context.includes(dot));
        self.seen.merge(context);
    }

    /// Adds a value, coordinated by `node`, as a sibling. Returns `None` and changes nothing if `node` has counted to 2⁶⁴ − 1.
    pub fn event(&mut self, node: N, value: V) -> Option<Dot<N>> {
        let dot = self.seen.count(node)?;
        self.keep(dot.clone(), value);
        Some(dot)
    }

    /// A write, coordinated by `node`: overwrites exactly the siblings that `context` has seen. Returns `None` and changes
    /// nothing if `node` has counted to 2⁶⁴ − 1.
    ///
    /// The dot follows all writes of `node` in this copy and in the context, so that it is unique.
    pub fn update(&mut self, node: N, value: V, context: &VersionVector<N>) -> Option<Dot<N>> {
        self.next(&node, context)?;
        self.discard(context);
        self.event(node, value)
    }

    /// The count of `node`'s next write after this copy and a context, if there is one.
    pub(super) fn next(&self, node: &N, context: &VersionVector<N>) -> Option<u64> {
        self.seen.of(node).max(context.of(node)).checked_add(1)
    }

    /// The place of a dot's value, or the place to insert it.
    pub(super) fn find(&self, dot: &Dot<N>) -> Result<usize, usize> {
        self.siblings.binary_search_by(|(it, _)| it.cmp(dot))
    }

    /// Adds a value unless the copy has its dot.
    pub(super) fn keep(&mut self, dot: Dot<N>, value: V) {
        if let Err(at) = self.find(&dot) {
            self.siblings.insert(at, (dot, value));
        }
    }
}

impl<V, N> Default for DottedVersionVectorSet<V, N> {
    /// A copy that has seen no writes.
    fn default() -> Self {
        Self { seen: VersionVector::default(), siblings: Vec::new() }
    }
}

#[cfg(test)]
#[path = "dotted_tests.rs"]
mod tests;
