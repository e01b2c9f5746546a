//! The two rules by which a store tracks siblings.

use super::{Dot, DottedVersionVectorSet, VersionVector};
use core::cmp::Ordering;

/// The rule by which a store decides which siblings a write overwrites, and how two copies merge.
///
/// Both rules work on the same copies, so that a running store can switch between them. Neither loses a value that no client has
/// overwritten; only the dotted rule also removes every value that a client has overwritten.
///
/// Two clients write through one coordinator, each with the context of its own last write:
///
/// ```
/// use replicarium::{clock::{Clock, DottedVersionVectorSet, VersionVector}, id::NodeId};
/// let siblings_left = |clock: Clock| {
///     let mut copy = DottedVersionVectorSet::default();
///     let mut contexts = [VersionVector::default(), VersionVector::default()];
///     for write in 0..10 {
///         let context = &mut contexts[write % 2];
///         clock.put(&mut copy, NodeId(0), write, context);
///         *context = copy.join().clone();
///     }
///     copy.values().len()
/// };
/// assert_eq!(siblings_left(Clock::Dotted), 2); // the last of each client
/// assert_eq!(siblings_left(Clock::VersionVector), 10); // sibling explosion
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Clock {
    /// Exactly, by the dot of each sibling.
    #[default]
    Dotted,
    /// One version vector for all siblings of a key, with an entry per coordinator, as in Riak
    /// before 2.0 (Brown, *Vector Clocks Revisited, Part 2*, 2015). A write whose context is behind in one entry cannot tell
    /// which siblings it has seen, so all of them stay, even the last write of its own client: siblings explode if one
    /// coordinator serves many clients. A delete with such a context removes none. A merge of two concurrent copies keeps all
    /// siblings, so that overwritten siblings return, depending on the order of merges.
    VersionVector,
}

impl Clock {
    /// Both rules.
    pub const ALL: [Self; 2] = [Self::VersionVector, Self::Dotted];

    /// Its name: `version-vector` or `dotted`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dotted => "dotted",
            Self::VersionVector => "version-vector",
        }
    }

    /// Applies a write, coordinated by `node`, of a client that has seen `context`. Returns `None` and changes nothing if `node`
    /// has counted to 2⁶⁴ − 1.
    ///
    /// A write with an empty context adds a sibling.
    pub fn put<V, N: Ord + Clone>(
        self,
        copy: &mut DottedVersionVectorSet<V, N>,
        node: N,
        value: V,
        context: &VersionVector<N>,
    ) -> Option<Dot<N>> {
        copy.next(&node, context)?;
        self.clear(copy, context);
        copy.event(node, value)
    }

    /// Applies a delete of a client that has seen `context`. The copy keeps the context, so that a merge with an older copy does
    /// not restore a deleted value; under [`Clock::Dotted`] no merge restores it.
    pub fn clear<V, N: Ord + Clone>(
        self,
        copy: &mut DottedVersionVectorSet<V, N>,
        context: &VersionVector<N>,
    ) {
        match self {
            Self::Dotted => copy.discard(context),
            Self::VersionVector if *context >= copy.seen => copy.discard(context),
            // One vector cannot tell which of the siblings the context has seen.
            Self::VersionVector => copy.seen.merge(context),
        }
    }

    /// Merges `other`, another node's copy of the same key, into `copy`.
    pub fn sync<V: Clone, N: Ord + Clone>(
        self,
        copy: &mut DottedVersionVectorSet<V, N>,
        other: &DottedVersionVectorSet<V, N>,
    ) {
        if self == Self::Dotted {
            return copy.sync(other);
        }
        match copy.seen.partial_cmp(&other.seen) {
            Some(Ordering::Greater) => {}
            Some(Ordering::Less) => copy.clone_from(other),
            // Of two copies with equal vectors, each knows that the siblings it lacks are overwritten.
            Some(Ordering::Equal) => copy.siblings.retain(|(dot, _)| other.find(dot).is_ok()),
            None => {
                let theirs = other.siblings.iter().cloned();
                theirs.for_each(|(dot, value)| copy.keep(dot, value));
                copy.seen.merge(&other.seen);
            }
        }
    }
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
