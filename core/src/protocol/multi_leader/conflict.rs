//! The rows of a leader, and what becomes of writes to a key that did not know of each other.
//!
//! # Story
//! A row has the versions of its key that no write has replaced: one, or several siblings. A write replaces the versions that
//! its author had seen. What is left besides it is concurrent with it: a conflict, which is detected where the two meet.
//!
//! A handler makes one value of the versions: when they are read, at every node by itself; or in the background, some time after
//! the conflict, and then it writes its result like any other write. Two leaders that found the same conflict may both do so. If
//! their results differ, these conflict.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5, "Handling Write Conflicts", "Custom conflict resolution logic" ("On
//! write", "On read"), "Converging toward a consistent state". Almeida et al., *Scalable and Accurate Causality Tracking for
//! Eventually Consistent Stores* (2014): a dot for every write beside the context of what it replaces.
//!
//! # Invariants
//! - I2 of the folder: with last write wins, the version with the greatest stamp is kept. The order of stamps agrees with the
//!   order of replacement, so what is dropped would have been dropped in any order of arrival.
//! - Siblings are the writes that no other write has replaced, whatever the order of arrival. So a handler without a preference
//!   for any order makes the same of them at all nodes.
//! - The writes of one leader to a key arrive in the order of their counts, so a vector includes all that were before.
//!
//! # Not modelled
//! By the highest replica, replicas may differ for ever: a write that replaces the winner of a conflict can lose against the
//! loser, which only some replicas have dropped by then. No promise is made.

use super::{
    config::{Config, Resolution},
    entry::{Entry, Write},
};
use crate::{
    clock::{Stamp, VersionVector},
    id::{NodeId, OperationId},
    kv::{Found, Key, Reply},
    store::{
        Sight,
        handler::{Handler, Side},
    },
    view::{Row as RowView, Sibling, Version},
};
use alloc::{rc::Rc, vec::Vec};

/// What merging an entry into its row came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// The row had seen the entry.
    Known,
    /// The entry is the only version.
    Replaced,
    /// The entry was concurrent with others: one is kept, and one is lost.
    Lost {
        /// The write that is kept.
        kept: OperationId,
        /// The write that is not.
        lost: OperationId,
    },
    /// The entry was concurrent with others, and all are kept.
    Beside {
        /// The number of versions.
        siblings: u16,
    },
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Row {
    /// The versions that no write has replaced, in order of arrival.
    versions: Vec<Entry>,
    /// The writes to the key that have been seen.
    seen: VersionVector,
    /// The last concurrent write that was not kept.
    lost: Option<OperationId>,
}

impl Row {
    /// The versions, in order of arrival.
    pub fn versions(&self) -> &[Entry] {
        &self.versions
    }

    /// The writes to the key that have been seen.
    pub const fn seen(&self) -> &VersionVector {
        &self.seen
    }

    /// The last concurrent write that was not kept.
    pub const fn lost(&self) -> Option<OperationId> {
        self.lost
    }

    /// The version with the greatest stamp.
    pub fn newest(&self) -> Option<&Entry> {
        self.versions.iter().max_by_key(|entry| entry.stamp)
    }

    /// The versions that differ, in order of arrival. What two leaders' handlers have made of one conflict is one version to
    /// readers and handlers: the newer one. Both stay in the row, because a later write may have seen only one of them.
    pub fn different(&self) -> Vec<&Entry> {
        let mut all: Vec<&Entry> = Vec::new();
        for entry in &self.versions {
            let same = |it: &&mut &Entry| (it.write, it.value) == (entry.write, entry.value);
            match all.iter_mut().find(same) {
                Some(other) if other.stamp > entry.stamp => {}
                Some(other) => *other = entry,
                None => all.push(entry),
            }
        }
        all
    }

    /// Whether versions differ.
    pub fn conflicts(&self) -> bool {
        self.versions.len() > 1 && self.different().len() > 1
    }

    /// The versions that differ in descending order of stamp.
    fn newest_first(&self) -> impl Iterator<Item = &Entry> {
        let mut all: Vec<&Entry> = Vec::new();
        // Insertion sort: versions are few.
        for entry in self.different() {
            all.insert(all.partition_point(|other| other.stamp > entry.stamp), entry);
        }
        all.into_iter()
    }

    /// Takes an entry in.
    pub fn merge(&mut self, new: Entry, resolution: Resolution) -> Merged {
        if self.seen.includes(&new.dot()) {
            return Merged::Known;
        }
        self.seen.merge(&new.context);
        self.seen.include(&new.dot());
        self.versions.retain(|held| !new.context.includes(&held.dot()));
        let Some(held) = self.versions.first() else {
            self.lost = None;
            self.versions.push(new);
            return Merged::Replaced;
        };
        // Rows with different numbers are different rows. Of a table the greatest number is kept.
        if let (Some(number), Some(known)) = (new.inserts, held.inserts)
            && number != known
        {
            if number > known {
                self.versions = Vec::from([new]);
            }
            return Merged::Replaced;
        }
        match resolution {
            Resolution::LastWrite => self.choose(new, |it| (NodeId::default(), it.stamp)),
            Resolution::HighestReplica => self.choose(new, |it| (it.stamp.node.place(), it.stamp)),
            Resolution::Siblings | Resolution::Handler | Resolution::Merge => self.keep(new),
        }
    }

    /// Keeps the version of the greatest rank. There are several others if another rule has kept them.
    fn choose(&mut self, new: Entry, rank: impl Fn(&Entry) -> (NodeId, Stamp)) -> Merged {
        let held = self.versions.drain(..);
        let best = held.reduce(|a, b| if rank(&b) > rank(&a) { b } else { a });
        let (kept, lost) = match best {
            None => (new, None),
            Some(best) if rank(&new) > rank(&best) => (new, Some(best.write)),
            Some(best) => (best, Some(new.write)),
        };
        let write = kept.write;
        self.versions.push(kept);
        self.lost = lost;
        lost.map_or(Merged::Replaced, |lost| Merged::Lost { kept: write, lost })
    }

    /// Keeps an entry beside the other versions.
    fn keep(&mut self, new: Entry) -> Merged {
        self.versions.push(new);
        match self.different().len() {
            1 => Merged::Replaced,
            siblings => Merged::Beside { siblings: siblings as u16 },
        }
    }

    /// What a handler makes of the versions in the order of their arrival: the newest version, if it chooses its value, and
    /// otherwise that version with another value.
    pub fn made(&self, handler: Handler) -> Option<Entry> {
        let sides =
            self.different().into_iter().map(|it| Side { value: it.value, stamp: it.stamp });
        let Side { value, .. } = handler.merge_all(sides)?;
        let mut newest = self.newest()?.clone();
        newest.made |= newest.value != value;
        newest.value = value;
        Some(newest)
    }

    /// The version that a read returns if it returns one.
    fn single(&self, config: &Config) -> Option<Entry> {
        match config.makes() {
            Some(handler) => self.made(handler),
            None => self.newest().cloned(),
        }
    }

    /// The reply to a read, and the sight for the client where siblings are returned.
    pub fn reply(&self, config: &Config) -> (Reply, Option<Rc<Sight>>) {
        if config.resolution != Resolution::Siblings {
            return (Reply::Found(self.single(config).map(|it| it.found())), None);
        }
        let values: Vec<Found> = self.newest_first().map(|it| it.found()).collect();
        let alive: Vec<&Found> = values.iter().filter(|it| !it.value.is_tombstone()).collect();
        let reply = match alive[..] {
            [] => Reply::Found(values.first().copied()),
            [only] => Reply::Found(Some(*only)),
            _ => Reply::Siblings(alive.len() as u16),
        };
        (reply, Some(Rc::new(Sight { values, context: Rc::new(self.seen.clone()) })))
    }

    /// What a reader may see of it.
    pub fn view(&self, key: Key, config: &Config) -> Option<RowView> {
        let newest = self.newest()?;
        let Write { value, write, .. } = *self.single(config)?;
        let sibling = |it: &Entry| Sibling { value: it.value, write: it.write, dot: it.dot() };
        let version = match config.resolution {
            Resolution::Siblings => {
                Version::Siblings(self.newest_first().map(sibling).collect(), self.seen.clone())
            }
            Resolution::LastWrite
            | Resolution::HighestReplica
            | Resolution::Handler
            | Resolution::Merge => Version::Vector(self.seen.clone(), newest.stamp),
        };
        Some(RowView { key, value, write, version, lost: self.lost })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::ClientId,
        kv::{Value, Word},
        time::Timestamp,
    };
    use alloc::rc::Rc;

    fn entry(node: u16, write: u32, context: &[(NodeId, u64)]) -> Entry {
        Entry::from(Write {
            key: Key(Word::new("k").unwrap()),
            value: Value::of_number(write),
            inserts: None,
            made: true,
            write: OperationId { client: ClientId(0), number: write },
            stamp: Stamp { time: Timestamp(i64::from(node)), node: NodeId(node) },
            count: 1,
            context: Rc::new(context.iter().copied().collect()),
            number: 1,
            causes: None,
        })
    }

    /// Two leaders' handlers have made the same of a conflict, and a write has seen one of the results: in every order of
    /// arrival the other result stays beside the write.
    #[test]
    fn one_result_of_two_handlers_is_replaced_in_every_order() {
        let (one, other) = (entry(0, 1, &[]), entry(1, 1, &[]));
        let all = [one, other, entry(2, 2, &[(NodeId(1), 1)])];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut row = Row::default();
            for place in order {
                row.merge(all[place].clone(), Resolution::Handler);
            }
            let mut left: Vec<NodeId> = row.versions().iter().map(|it| it.stamp.node).collect();
            left.sort_unstable();
            assert_eq!(left, [NodeId(0), NodeId(2)], "{order:?}");
        }
    }

    /// The same result of two handlers is no conflict.
    #[test]
    fn equal_versions_are_one() {
        let mut row = Row::default();
        row.merge(entry(0, 1, &[]), Resolution::Handler);
        assert_eq!(row.merge(entry(1, 1, &[]), Resolution::Handler), Merged::Replaced);
        assert!(!row.conflicts());
        assert_eq!(row.different()[0].stamp.node, NodeId(1));
        assert_eq!(
            row.merge(entry(2, 2, &[]), Resolution::Handler),
            Merged::Beside { siblings: 2 }
        );
    }
}
