//! The two rules by which a store keeps siblings.

use super::{Dot, DottedVersionVectorSet, VersionVector};
use core::cmp::Ordering;

/// By which clock a store decides what a write has overwritten, and which of two copies is newer.
///
/// Both rules work on the same copies, so that a store can be turned from one to the other while it
/// runs. Under either, nothing is lost that no client has overwritten; only the dotted one also
/// forgets everything that a client has.
///
/// Two clients write through one coordinator, each going on from the answer to its own last write:
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
    /// Each sibling by the dot of its write: exact.
    #[default]
    Dotted,
    /// One version vector for all siblings of a key, with an entry per coordinator, as in Riak
    /// before 2.0 (Brown, *Vector Clocks Revisited, Part 2*, 2015). A write whose context falls
    /// behind by one entry cannot say which siblings it has seen, so all of them stay, even its own
    /// client's last: siblings explode where one coordinator serves many clients. A delete from such
    /// a context removes none. Of two concurrent copies all siblings are kept, so that overwritten
    /// ones come back, and which of them depends on the order in which copies meet.
    VersionVector,
}

impl Clock {
    /// Both.
    pub const ALL: [Self; 2] = [Self::VersionVector, Self::Dotted];

    /// Its word: `version-vector` or `dotted`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dotted => "dotted",
            Self::VersionVector => "version-vector",
        }
    }

    /// A client's write, coordinated by `node`, that has seen `context`; `None`, and nothing
    /// changes, if `node` can count no further than 2⁶⁴ − 1.
    ///
    /// A context that has seen nothing makes a sibling.
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

    /// A client's delete that has seen `context`. The past is remembered, so that what was deleted
    /// does not come back with an older copy; under [`Clock::Dotted`] with none at all.
    pub fn clear<V, N: Ord + Clone>(
        self,
        copy: &mut DottedVersionVectorSet<V, N>,
        context: &VersionVector<N>,
    ) {
        match self {
            Self::Dotted => copy.discard(context),
            Self::VersionVector if *context >= copy.seen => copy.discard(context),
            // Which of the siblings it has seen, one vector cannot tell.
            Self::VersionVector => copy.seen.merge(context),
        }
    }

    /// `copy` takes in what `other`, a copy of the same key on another node, has seen.
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
            // What one of two equally old copies lacks, it knows to be overwritten.
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
