//! The content of a row, and how two contents of a key merge.
//!
//! # Story
//! Under last write wins, the write with the greater timestamp is kept and the other is lost. With version
//! vectors or dots, concurrent values are kept as siblings until a client that has read them overwrites
//! them. A delete stores a tombstone, which distinguishes it from a write that has not arrived.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5, "Detecting Concurrent Writes"; Almeida et
//! al., *Scalable and Accurate Causality Tracking for Eventually Consistent Stores* (2014); Apache
//! Cassandra's rule for cells and its `gc_grace_seconds`. The clocks are in `clock/`.
//!
//! # Invariants
//! I1 and I6 of the folder.
//!
//! # Not modelled
//! Dropping tombstones among siblings. Deletes of parts of a value.

use super::config::{Config, Conflict};
use crate::{
    clock::{Clock, Dot, DottedVersionVectorSet, Stamp, VersionVector},
    id::{NodeId, OperationId},
    kv::{Found, Reply, Value},
    store::Sight,
    time::Timestamp,
    view::{Sibling, Version},
};
use alloc::{boxed::Box, rc::Rc, vec::Vec};

/// A value, its write, and the stamp of the write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The value; a tombstone if the write deleted the key.
    pub value: Value,
    /// The write.
    pub write: OperationId,
    /// The coordinator's stamp. The greater one wins.
    pub stamp: Stamp,
}

impl Stored {
    /// Last write wins: the greater time wins. Ties are broken as in Cassandra, for a tombstone and then for the
    /// greater value, so that all replicas keep the same one; then by node and write, so that the order is total.
    pub fn wins_over(&self, other: &Self) -> bool {
        let order =
            |it: &Self| (it.stamp.time, it.value.is_tombstone(), it.value, it.stamp.node, it.write);
        order(self) > order(other)
    }

    /// The value and its write, for a reply.
    pub const fn found(&self) -> Found {
        Found { value: self.value, write: self.write }
    }
}

/// The siblings of a key.
pub type Siblings = DottedVersionVectorSet<Stored>;

/// The content of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// The newest write: last write wins.
    Newest(Stored),
    /// Every value that no write that had seen it has replaced. Never empty.
    Siblings(Box<Siblings>),
}

/// The siblings in descending order of dot: by count, then by node.
fn newest_first(siblings: &Siblings) -> impl Iterator<Item = (&Dot, &Stored)> {
    let mut all: Vec<(&Dot, &Stored)> = Vec::new();
    // Insertion sort: siblings are few.
    for (dot, stored) in siblings.siblings() {
        let later = |(other, _): &(&Dot, _)| (other.count, other.node) > (dot.count, dot.node);
        all.insert(all.partition_point(later), (dot, stored));
    }
    all.into_iter()
}

impl Content {
    /// The newest value.
    pub fn newest(&self) -> &Stored {
        match self {
            Self::Newest(stored) => stored,
            Self::Siblings(siblings) => {
                let (_, newest) = newest_first(siblings).next().expect("content has a value");
                newest
            }
        }
    }

    /// When a tombstone's grace period is over, by the clock of the replica that keeps it. Tombstones among siblings stay: a
    /// replica that forgot which dots it has assigned would assign one again.
    pub fn dropped_at(&self, config: &Config) -> Option<Timestamp> {
        let Self::Newest(stored) = self else { return None };
        let grace = i64::from(config.grace) * 1_000;
        let ends = stored.value.is_tombstone() && grace > 0;
        ends.then(|| Timestamp(stored.stamp.time.0.saturating_add(grace)))
    }

    /// Whether it is a tombstone whose grace period is over.
    pub fn is_expired(&self, config: &Config, clock: Timestamp) -> bool {
        self.dropped_at(config).is_some_and(|end| end <= clock)
    }

    /// Whether it was stored under another rule for conflicts.
    pub fn is_of_another_rule(&self, conflict: Conflict) -> bool {
        matches!(self, Self::Newest(_)) != (conflict == Conflict::LastWriteWins)
    }

    /// The number of values.
    pub fn count(&self) -> u16 {
        match self {
            Self::Newest(_) => 1,
            Self::Siblings(siblings) => siblings.siblings().len() as u16,
        }
    }

    /// The writes that it has seen, if it has a version vector.
    pub fn seen(&self) -> Option<&VersionVector> {
        match self {
            Self::Newest(_) => None,
            Self::Siblings(siblings) => Some(siblings.join()),
        }
    }

    /// The content as a set of siblings. A value stored under last write wins gets a dot of its client, whose
    /// writes are sequential.
    fn siblings(&self) -> Siblings {
        match self {
            Self::Siblings(siblings) => (**siblings).clone(),
            Self::Newest(stored) => {
                let client = NodeId::of_client(stored.write.client);
                let before = (client, u64::from(stored.write.number) - 1);
                let mut siblings = Siblings::default();
                siblings.update(client, *stored, &VersionVector::from_iter([before]));
                siblings
            }
        }
    }

    /// Merges another replica's content, and returns whether that changed anything. If one of the two was stored
    /// under another conflict setting, no value is dropped.
    pub fn merge(&mut self, other: &Self, conflict: Conflict) -> bool {
        if let (Self::Newest(mine), Self::Newest(theirs)) = (&mut *self, other) {
            let newer = theirs.wins_over(mine);
            if newer {
                *mine = *theirs;
            }
            return newer;
        }
        let before = self.siblings();
        let mut after = before.clone();
        conflict.clock().sync(&mut after, &other.siblings());
        let changed = after != before;
        if changed {
            *self = Self::Siblings(Box::new(after));
        }
        changed
    }

    /// The content after a write that replaces the values that its client had seen, and the dot of the write.
    pub fn after(
        held: Option<&Self>,
        node: NodeId,
        new: Stored,
        seen: &VersionVector,
        clock: Clock,
    ) -> (Self, Option<Dot>) {
        let mut siblings = held.map(Self::siblings).unwrap_or_default();
        // `None` after 2⁶⁴ − 1 writes of the node to the key.
        let dot = clock.put(&mut siblings, node, new, seen);
        (Self::Siblings(Box::new(siblings)), dot)
    }

    /// The reply to a read, and the sight for the client.
    pub fn reply(&self, conflict: Conflict) -> (Reply, Option<Rc<Sight>>) {
        let Self::Siblings(siblings) = self else {
            return (Reply::Found(Some(self.newest().found())), None);
        };
        let values: Vec<Found> = newest_first(siblings).map(|(_, stored)| stored.found()).collect();
        if conflict == Conflict::LastWriteWins {
            let newest = siblings.siblings().map(|(_, stored)| stored);
            let newest = newest.reduce(|a, b| if b.wins_over(a) { b } else { a });
            return (Reply::Found(newest.map(Stored::found)), None);
        }
        let alive: Vec<&Found> = values.iter().filter(|it| !it.value.is_tombstone()).collect();
        let reply = match alive[..] {
            [] => Reply::Found(values.first().copied()),
            [only] => Reply::Found(Some(*only)),
            _ => Reply::Siblings(alive.len() as u16),
        };
        let context = Rc::new(siblings.join().clone());
        (reply, Some(Rc::new(Sight { values, context })))
    }

    /// The view of the version.
    pub fn version(&self) -> Version {
        match self {
            Self::Newest(stored) => Version::Stamp(stored.stamp),
            Self::Siblings(siblings) => {
                let view = |(dot, stored): (&Dot, &Stored)| Sibling {
                    value: stored.value,
                    write: stored.write,
                    dot: *dot,
                };
                Version::Siblings(
                    newest_first(siblings).map(view).collect(),
                    siblings.join().clone(),
                )
            }
        }
    }
}
