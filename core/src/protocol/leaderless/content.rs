//! What a replica holds for a key, and what becomes of two of them: the handling of conflicts.
//!
//! # Story
//! With last write wins the greater timestamp stays and the other write is gone. With version vectors or
//! dots, what no write has seen stays beside it as a sibling, until a client that has read both replaces
//! them. A delete is a tombstone, so that it can be told from a write that has not arrived.
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
//! Forgetting tombstones among siblings. Deletes of parts of a value.

use super::config::Conflict;
use crate::{
    clock::{Clock, Dot, DottedVersionVectorSet, Stamp, VersionVector},
    id::{NodeId, OperationId},
    kv::{Found, Reply, Value},
    store::Sight,
    view::{Sibling, Version},
};
use alloc::{boxed::Box, rc::Rc, vec::Vec};

/// One value, the write that brought it, and its stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The value; a tombstone if the write deleted the key.
    pub value: Value,
    /// The write that brought it.
    pub write: OperationId,
    /// Its coordinator's stamp: the greater one wins.
    pub stamp: Stamp,
}

impl Stored {
    /// Last write wins: the greater time. Of equal times a tombstone, then the greater value, as in
    /// Cassandra, so that all replicas keep the same one; then the names of node and write, so that there
    /// is always a winner.
    pub fn wins_over(&self, other: &Self) -> bool {
        let order =
            |it: &Self| (it.stamp.time, it.value.is_tombstone(), it.value, it.stamp.node, it.write);
        order(self) > order(other)
    }

    /// As a client is told.
    pub const fn found(&self) -> Found {
        Found { value: self.value, write: self.write }
    }
}

/// A key's values that no write has replaced.
pub type Siblings = DottedVersionVectorSet<Stored>;

/// What a key holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// The newest write: last write wins.
    Newest(Stored),
    /// Whatever no write has replaced that had seen it. Never without values.
    Siblings(Box<Siblings>),
}

/// The siblings in the order of their names, from the last one.
fn newest_first(siblings: &Siblings) -> impl Iterator<Item = (&Dot, &Stored)> {
    let mut all: Vec<(&Dot, &Stored)> = Vec::new();
    // There are few: into their places one by one.
    for (dot, stored) in siblings.siblings() {
        let later = |(other, _): &(&Dot, _)| (other.count, other.node) > (dot.count, dot.node);
        all.insert(all.partition_point(later), (dot, stored));
    }
    all.into_iter()
}

impl Content {
    /// The newest of what is held.
    pub fn newest(&self) -> &Stored {
        match self {
            Self::Newest(stored) => stored,
            Self::Siblings(siblings) => {
                let (_, newest) = newest_first(siblings).next().expect("content has a value");
                newest
            }
        }
    }

    /// How many values there are.
    pub fn count(&self) -> u16 {
        match self {
            Self::Newest(_) => 1,
            Self::Siblings(siblings) => siblings.siblings().len() as u16,
        }
    }

    /// All that it has seen, if that is known by a vector.
    pub fn seen(&self) -> Option<&VersionVector> {
        match self {
            Self::Newest(_) => None,
            Self::Siblings(siblings) => Some(siblings.join()),
        }
    }

    /// As a set of siblings. A value stored by last write wins counts as a write of its client, whose writes are
    /// sequential.
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

    /// Takes in what another replica holds; whether that changed anything. Where one of the two comes from
    /// another setting, nothing is thrown away.
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

    /// A write that replaces what its client had seen of what is held here.
    pub fn after(
        held: Option<&Self>,
        node: NodeId,
        new: Stored,
        seen: &VersionVector,
        clock: Clock,
    ) -> (Self, Option<Dot>) {
        let mut siblings = held.map(Self::siblings).unwrap_or_default();
        // A node that has coordinated 2⁶⁴ writes would get no name for the next one.
        let dot = clock.put(&mut siblings, node, new, seen);
        (Self::Siblings(Box::new(siblings)), dot)
    }

    /// What a client is told, and what it may keep of it.
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

    /// How a reader may see its version.
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
