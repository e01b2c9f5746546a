//! Conflicts, as a node shows them: the versions that met, the one that all of their leaders knew, and what became of them.
//!
//! All of this is read from rows and log, so nothing is remembered for it: a version that was not kept is an entry of the log
//! still. A node that has lost its disk, and the log with it, shows less.

use super::{
    Config, Node,
    config::Resolution,
    conflict::Row,
    entry::Entry,
    view::{Branch, Fork, Outcome},
};
use crate::{clock::VersionVector, kv::Key};
use alloc::vec::Vec;

impl Entry {
    fn branch(&self) -> Branch {
        Branch {
            value: self.value,
            write: self.write,
            dot: self.dot(),
            context: (*self.context).clone(),
            stamp: self.stamp,
        }
    }

    /// Whether neither of two writes to a key had seen the other.
    fn is_concurrent(&self, other: &Self) -> bool {
        !self.vector().includes(&other.dot()) && !other.context.includes(&self.dot())
    }
}

impl Node {
    /// The conflicts of all rows.
    pub(super) fn forks(&self, config: &Config) -> Vec<Fork> {
        self.rows.iter().filter_map(|(&key, row)| self.fork(key, row, config)).collect()
    }

    fn fork(&self, key: Key, row: &Row, config: &Config) -> Option<Fork> {
        let different = row.different();
        let &kept = different.first()?;
        let (versions, outcome): (Vec<&Entry>, Outcome) = if different.len() > 1 {
            let outcome = match (config.makes(), config.writes_after()) {
                (Some(handler), _) => Outcome::Made(row.made(handler)?.value),
                (None, Some(_)) => Outcome::Waits,
                (None, None) => Outcome::Stay,
            };
            (different, outcome)
        } else if let Some(write) = row.lost() {
            let is_lost = |it: &&Entry| it.write == write && kept.is_concurrent(it);
            let lost = self.of_key(key).filter(is_lost).last()?;
            let ranks = kept.stamp.node.place() > lost.stamp.node.place();
            let outcome = match ranks && config.resolution == Resolution::HighestReplica {
                false if kept.stamp > lost.stamp => Outcome::Later,
                true | false => Outcome::Greater,
            };
            (Vec::from([kept, lost]), outcome)
        } else {
            config.writes_after()?;
            let joined = self.unreplaced(key, &kept.context);
            // A client that merges what it has read writes under a name of its own.
            let is_made = joined.len() > 1 && joined.iter().any(|it| it.write == kept.write);
            (is_made.then_some(joined)?, Outcome::Written(kept.value))
        };
        let mut known = (*versions.first()?.context).clone();
        for version in &versions {
            known = common(&known, &version.context);
        }
        let base = self.unreplaced(key, &known).into_iter().max_by_key(|it| it.stamp);
        let versions = versions.into_iter().map(Entry::branch).collect();
        Some(Fork { key, base: base.map(Entry::branch), versions, outcome })
    }

    /// The entries of its log for a key.
    fn of_key(&self, key: Key) -> impl Iterator<Item = &Entry> {
        self.outgoing.log().after(0).filter(move |it| it.key == key)
    }

    /// Of the writes to a key that a vector includes, those that none of the others replaces.
    fn unreplaced(&self, key: Key, seen: &VersionVector) -> Vec<&Entry> {
        let seen = |it: &&Entry| seen.includes(&it.dot());
        let mut replaced = VersionVector::default();
        self.of_key(key).filter(seen).for_each(|it| replaced.merge(&it.context));
        self.of_key(key).filter(seen).filter(|it| !replaced.includes(&it.dot())).collect()
    }
}

/// What two vectors both include.
fn common(a: &VersionVector, b: &VersionVector) -> VersionVector {
    a.entries().map(|(&node, count)| (node, count.min(b.of(&node)))).collect()
}
