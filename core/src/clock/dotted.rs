//! Dotted version vector sets: the siblings of one key, exactly.

use super::{Dot, VersionVector};
use crate::id::NodeId;
use alloc::vec::Vec;

/// One node's copy of one key: the values that no write known here has overwritten (siblings, if
/// there are several), each with the [`Dot`] of its write, and a version vector of all that this
/// copy has ever seen.
///
/// A version vector alone cannot say "the third write, but not the second"; a dot beside it can. So
/// a write removes exactly the siblings that its client had seen, even where one coordinator serves
/// many clients.
///
/// After Almeida, Baquero, Gonçalves, Preguiça and Fonte, *Scalable and Accurate Causality Tracking
/// for Eventually Consistent Stores* (DAIS 2014), whose names the functions have. Two differences:
/// dots are kept as they are instead of as positions in a list per node, which takes a few bytes
/// more; and [`discard`](Self::discard) also remembers the context, so that it alone is a delete.
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
    /// In order of dot; each is included in `seen`.
    pub(super) siblings: Vec<(Dot<N>, V)>,
}

impl<V, N: Ord + Clone> DottedVersionVectorSet<V, N> {
    /// All that this copy has seen: what it answers a reader as context, and what a write based on
    /// that reading overwrites.
    #[must_use]
    pub const fn join(&self) -> &VersionVector<N> {
        &self.seen
    }

    /// The values in their own order. None after a delete. Concurrent writes of the same value are
    /// siblings like others.
    #[must_use]
    pub fn values(&self) -> Vec<&V>
    where
        V: Ord,
    {
        let mut values: Vec<&V> = self.siblings.iter().map(|(_, value)| value).collect();
        values.sort_unstable();
        values
    }

    /// The values with the dots of their writes, in order of dot.
    pub fn siblings(&self) -> impl ExactSizeIterator<Item = (&Dot<N>, &V)> {
        self.siblings.iter().map(|(dot, value)| (dot, value))
    }

    /// Takes in what another copy has seen: of both, the values that neither knows to be
    /// overwritten. Commutative, associative, idempotent.
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

    /// Removes the siblings that `context` has seen, and remembers that it has: a delete.
    ///
    /// A context may name writes that this copy has never heard of; they are overwritten before
    /// they come.
    pub fn discard(&mut self, context: &VersionVector<N>) {
        self.siblings.retain(|(dot, _)| !context.includes(dot));
        self.seen.merge(context);
    }

    /// Adds a value, coordinated by `node`, as a sibling of all that are left; `None`, and nothing
    /// changes, if `node` can count no further.
    pub fn event(&mut self, node: N, value: V) -> Option<Dot<N>> {
        let dot = self.seen.count(node)?;
        self.keep(dot.clone(), value);
        Some(dot)
    }

    /// A client's write, coordinated by `node`: overwrites what `context` has seen and nothing else;
    /// `None`, and nothing changes, if `node` can count no further.
    ///
    /// Its dot follows all that `node` or the context counts, so that none is given twice.
    pub fn update(&mut self, node: N, value: V, context: &VersionVector<N>) -> Option<Dot<N>> {
        self.next(&node, context)?;
        self.discard(context);
        self.event(node, value)
    }

    /// What `node` would count next after this copy and a context, if it can.
    pub(super) fn next(&self, node: &N, context: &VersionVector<N>) -> Option<u64> {
        self.seen.of(node).max(context.of(node)).checked_add(1)
    }

    /// Where a dot's value is, or would be.
    pub(super) fn find(&self, dot: &Dot<N>) -> Result<usize, usize> {
        self.siblings.binary_search_by(|(it, _)| it.cmp(dot))
    }

    /// Adds a value, unless it is there.
    pub(super) fn keep(&mut self, dot: Dot<N>, value: V) {
        if let Err(at) = self.find(&dot) {
            self.siblings.insert(at, (dot, value));
        }
    }
}

impl<V, N> Default for DottedVersionVectorSet<V, N> {
    /// Nothing seen, nothing held.
    fn default() -> Self {
        Self { seen: VersionVector::default(), siblings: Vec::new() }
    }
}

#[cfg(test)]
#[path = "dotted_tests.rs"]
mod tests;
