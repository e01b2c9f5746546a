//! Views of what replicas keep: rows, log entries, and operations that wait for answers.

use crate::shared::SharedVec;
use crate::{
    clock::{Dot, Stamp, VersionVector},
    id::{NodeId, OperationId, Term},
    kv::{Key, Request, Value},
};
use alloc::vec::Vec;
use core::fmt;

/// The version of a row, by which a replica orders writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// By its position in the log.
    Position(u64),
    /// By a timestamp.
    Stamp(Stamp),
    /// By a version vector; last write wins between concurrent ones.
    Vector(VersionVector, Stamp),
    /// The siblings, the newest first, and a version vector of all writes seen.
    Siblings(Vec<Sibling>, VersionVector),
    /// The updates that it has seen, of a value that merges.
    Merged(VersionVector),
}

/// One of several concurrent values of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sibling {
    /// The value.
    pub value: Value,
    /// Its write.
    pub write: OperationId,
    /// The dot of that write.
    pub dot: Dot,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(position) => write!(f, "#{position}"),
            Self::Stamp(stamp) => stamp.fmt(f),
            Self::Vector(vector, _) | Self::Siblings(_, vector) | Self::Merged(vector) => {
                vector.fmt(f)
            }
        }
    }
}

/// The place of a write among the versions of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Its position in the log.
    Position(u64),
    /// Its timestamp.
    Stamp(Stamp),
    /// The version vector that it made.
    Vector(VersionVector),
    /// Its dot.
    Dot(Dot),
}

impl Rank {
    /// Whether a version is certainly without the write: it neither is the write's own nor replaced it.
    #[must_use]
    pub fn is_missing(&self, version: &Version) -> bool {
        match (self, version) {
            (Self::Position(rank), Version::Position(position)) => position < rank,
            (Self::Stamp(rank), Version::Stamp(stamp)) => stamp < rank,
            (Self::Vector(rank), Version::Vector(vector, _)) => {
                rank.entries().any(|(node, count)| vector.of(node) < count)
            }
            (Self::Dot(dot), Version::Siblings(_, seen)) => !seen.includes(dot),
            // The setting that chooses versions was changed in between.
            (Self::Position(_) | Self::Stamp(_) | Self::Vector(_) | Self::Dot(_), _) => false,
        }
    }
}

/// A key with its value and the write of that value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
    /// The write.
    pub write: OperationId,
    /// Its version.
    pub version: Version,
    /// The last concurrent write that was not kept, if the replica remembers one.
    pub lost: Option<OperationId>,
}

impl Row {
    /// The ranks of the writes of all its values.
    #[must_use]
    pub fn ranks(&self) -> Vec<(OperationId, Rank)> {
        match &self.version {
            Version::Position(position) => alloc::vec![(self.write, Rank::Position(*position))],
            Version::Stamp(stamp) => alloc::vec![(self.write, Rank::Stamp(*stamp))],
            Version::Vector(vector, _) => alloc::vec![(self.write, Rank::Vector(vector.clone()))],
            // Its updates have no ranks of their own.
            Version::Merged(_) => Vec::new(),
            Version::Siblings(all, _) => {
                all.iter().map(|it| (it.write, Rank::Dot(it.dot))).collect()
            }
        }
    }

    /// The writes of all its values.
    pub fn writes(&self) -> impl Iterator<Item = OperationId> {
        let siblings = match &self.version {
            Version::Siblings(siblings, _) => siblings.as_slice(),
            Version::Position(_) | Version::Stamp(_) | Version::Vector(..) | Version::Merged(_) => {
                &[]
            }
        };
        let own = siblings.is_empty().then_some(self.write);
        siblings.iter().map(|sibling| sibling.write).chain(own)
    }
}

/// An update of a value that merges, which a node has taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Taken {
    /// The update.
    pub write: OperationId,
    /// The text that it is about; none: the map.
    pub text: Option<Key>,
    /// The last dot of its effect; none for the removal of what is not there.
    pub dot: Option<Dot>,
}

/// What a node has seen of values that merge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Merged {
    /// The updates that it has seen: of the map, and of each text.
    pub seen: Vec<(Option<Key>, VersionVector)>,
    /// The updates that it has taken itself.
    pub taken: SharedVec<Taken>,
}

impl Merged {
    /// Whether an update is included. One without effect is included everywhere.
    #[must_use]
    pub fn has(&self, update: &Taken) -> bool {
        update.dot.as_ref().is_none_or(|dot| self.includes(update.text, dot))
    }

    fn includes(&self, text: Option<Key>, dot: &Dot) -> bool {
        self.seen.iter().any(|(of, seen)| *of == text && seen.includes(dot))
    }

    /// Whether all that another one has seen is included.
    #[must_use]
    pub fn includes_all(&self, other: &Self) -> bool {
        other.seen.iter().all(|(text, seen)| {
            let mut entries = seen.entries();
            entries.all(|(&node, count)| self.includes(*text, &Dot { node, count }))
        })
    }
}

/// An entry of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Its position.
    pub position: u64,
    /// The write.
    pub write: OperationId,
    /// The key.
    pub key: Key,
    /// The new value.
    pub value: Value,
    /// The term of the leader that wrote it; none in modes without terms.
    pub term: Term,
}

/// An operation for which a replica waits for answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// The operation.
    pub operation: OperationId,
    /// The request.
    pub request: Request,
    /// The number of answers so far.
    pub answers: u16,
    /// The number of answers needed.
    pub needed: u16,
    /// The nodes that were asked, and whether each has answered.
    pub asked: Vec<(NodeId, bool)>,
    /// Whether the client has the reply, and the remaining answers are only used for read repair.
    pub answered: bool,
}
