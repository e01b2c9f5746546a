//! Durability: no acknowledged write is lost.
//!
//! A write is kept while a member of the cluster stores it, or stores a write to the same key that is not certainly
//! older. A crashed replica's disk counts, since the replica may come back. If no replica stores anything for a key, its
//! last acknowledged delete counts as stored.
//!
//! Where a replica detects that two writes did not know of each other and keeps one of them, the other is lost once nothing
//! stores it, or a later write, any more: no client ever decided that it was to be replaced.
//!
//! Where replicas keep siblings the promise is stronger: a write is kept only as a sibling, or if a kept sibling
//! has replaced it.
//!
//! ```text
//!   kept       c1 ├ write x=1 ┤ ok by A        lost       c1 ├ write x=1 ┤ ok by A
//!              A      x=1                                 A      x=1        ✕ leaves, and B never had it
//!              B            x=1 (on disk) ✕               B
//!
//!   kept       c1 ├ write x=1 ┤ ├ write x=2 ┤  lost       c1 ├ write x=1 ┤ ├ write x=2 ┤ ok by A
//!              A      x=1          x=2                    A      x=1          x=2 … x=1 (its log lost its tail)
//! ```
//!
//! # How
//! A stored value *covers* every write that began before the stored write ended: those may be older than it. The writes
//! to a key that began after the latest of these ends are lost. A sibling has a reference count: the nodes that store
//! it, and the kept writes that replaced it. A step changes one node, so only the keys that changed there are
//! judged again.

use super::{
    nodes::NodeChange,
    order, siblings,
    updates::Updates,
    verdict::{LastCopy, Verdict, Violation, Witness},
};
use crate::{
    history::{History, Operation},
    id::OperationId,
    kv::Key,
    time::Instant,
    view::{Held, NodeView, Row, Status},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// The last copy of the writes that began in a range of steps, the end excluded.
type Removal = ((u32, u32), LastCopy);

/// The writes to one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Writes {
    /// The history indices of acknowledged writes that no sibling keeps.
    single: Vec<u32>,
    /// Acknowledged deletes cover writes that began before this step, where no replica stores anything.
    deleted: u32,
    /// Stored values cover the single writes that began before this step.
    covered: u32,
    /// The last copies of the single writes that are not covered, the latest removal first.
    removals: Vec<Removal>,
    /// The writes, by history index, that some node did not keep in a conflict although the write that it kept had not seen
    /// them; and their last copies, once there is none.
    discarded: LiteMap<u32, Option<LastCopy>>,
    /// The history index of the first lost write.
    lost: Option<u32>,
}

/// Judges durability, step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durability {
    keys: LiteMap<Key, Writes>,
    /// By history index: how many nodes store the write as a sibling, and how many kept writes replaced it.
    references: Vec<u32>,
    /// By history index: the last copy of a write that was a sibling, or was replaced by one.
    last_copies: LiteMap<u32, LastCopy>,
    acknowledged: u32,
    updates: Updates,
}

/// The values that a node stores; a node that has left stores nothing.
fn kept(node: &NodeView) -> impl Iterator<Item = (Key, Held<'_>)> {
    node.replica.kept().filter(|_| node.status != Status::Left)
}

/// The writes that a node stores as siblings.
fn sibling_writes(node: Option<&NodeView>) -> impl Iterator<Item = OperationId> {
    let siblings = node.into_iter().flat_map(kept).flat_map(|(_, held)| match held {
        Held::Siblings(siblings) => siblings,
        Held::Value(_) => &[],
    });
    siblings.map(|sibling| sibling.write)
}

/// The step before which a write began if `write` covers it.
fn covers(history: &History, write: OperationId) -> u32 {
    let write = history.operation(write);
    let acknowledged = write.filter(|write| order::is_acknowledged(write));
    // A write that has not ended may take effect at any time.
    acknowledged.and_then(|write| write.ended).map_or(u32::MAX, |(.., step)| step)
}

impl Durability {
    /// Takes in an acknowledged write.
    pub fn acknowledge(&mut self, history: &History, nodes: &[NodeView], write: &Operation) {
        self.acknowledged += 1;
        if self.updates.acknowledge(history, nodes, write.id) {
            return;
        }
        let Some(place) = history.place(write.id) else { return };
        if write.request.is_delete() {
            let writes = self.keys.entry(write.request.key()).or_default();
            writes.deleted = writes.deleted.max(covers(history, write.id));
        }
        if self.references.get(place as usize).is_none_or(|&references| references == 0) {
            self.set_single(history, place, true);
        }
        self.update(history, nodes, write.request.key(), None);
    }

    /// Takes in how a step, by its time and number, changed a node.
    pub fn observe(
        &mut self,
        history: &History,
        nodes: &[NodeView],
        change: &NodeChange,
        (at, step): (Instant, u32),
    ) {
        let (before, now) = (change.before.as_ref(), &nodes[change.index]);
        let last_copy = LastCopy { replica: now.id, at, step };
        self.updates.observe(history, nodes, change, last_copy);
        let conflicts = self.discard(history, before, now);
        let same = before.is_some_and(|before| kept(before).eq(kept(now)));
        if same {
            conflicts.keys().for_each(|&key| self.update(history, nodes, key, Some(last_copy)));
            return;
        }
        // Additions first, so that no count drops to zero in between.
        sibling_writes(Some(now)).for_each(|write| self.count(history, write, None));
        sibling_writes(before).for_each(|write| self.count(history, write, Some(last_copy)));
        let mut keys = conflicts;
        let old = || before.into_iter().flat_map(kept);
        let gone = old().filter(|old| kept(now).all(|now| now != *old));
        let new = kept(now).filter(|now| old().all(|old| old != *now));
        gone.chain(new).for_each(|(key, _)| _ = keys.insert(key, ()));
        keys.keys().for_each(|&key| self.update(history, nodes, key, Some(last_copy)));
    }

    /// Records the writes that a node did not keep in a conflict, and returns their keys.
    fn discard(
        &mut self,
        history: &History,
        before: Option<&NodeView>,
        now: &NodeView,
    ) -> LiteMap<Key, ()> {
        let known = |row: &Row| {
            let rows = before.map(|before| before.replica.rows.as_slice()).unwrap_or_default();
            // Rows are in the order of their keys.
            let at = rows.partition_point(|it| it.key < row.key);
            rows.get(at).is_some_and(|it| (it.key, it.lost) == (row.key, row.lost))
        };
        let mut keys = LiteMap::new();
        for row in &now.replica.rows {
            let Some(place) = row.lost.and_then(|lost| history.place(lost)) else { continue };
            if !known(row) {
                self.keys.entry(row.key).or_default().discarded.entry(place).or_insert(None);
                keys.insert(row.key, ());
            }
        }
        keys
    }

    /// Adds a reference to a sibling, or removes one, and follows the writes that it had replaced.
    fn count(&mut self, history: &History, write: OperationId, removed: Option<LastCopy>) {
        self.references.resize(history.operations().len().max(self.references.len()), 0);
        let mut open: Vec<u32> = history.place(write).into_iter().collect();
        while let Some(place) = open.pop() {
            let references = &mut self.references[place as usize];
            let becomes_kept_or_gone = match removed {
                None => {
                    *references += 1;
                    *references == 1
                }
                Some(_) => {
                    *references = references.saturating_sub(1);
                    *references == 0
                }
            };
            if becomes_kept_or_gone {
                open.extend(siblings::replaced(history, place));
                _ = match removed {
                    None => self.last_copies.remove(&place),
                    Some(last_copy) => self.last_copies.insert(place, last_copy),
                };
                self.set_single(history, place, removed.is_some());
            }
        }
    }

    /// Records whether an acknowledged write is kept by no sibling.
    fn set_single(&mut self, history: &History, place: u32, is_single: bool) {
        let write = &history.operations()[place as usize];
        if !order::is_acknowledged(write) {
            return;
        }
        let single = &mut self.keys.entry(write.request.key()).or_default().single;
        match (single.binary_search(&place), is_single) {
            (Err(at), true) => single.insert(at, place),
            (Ok(at), false) => _ = single.remove(at),
            (Ok(_), true) | (Err(_), false) => {}
        }
    }

    /// Judges a key again, by the values that all nodes store for it.
    fn update(
        &mut self,
        history: &History,
        nodes: &[NodeView],
        key: Key,
        last_copy: Option<LastCopy>,
    ) {
        let held = || nodes.iter().flat_map(kept).filter(|&(held, _)| held == key);
        let covered = held().map(|(_, held)| match held {
            Held::Value(write) => covers(history, write),
            Held::Siblings(_) => 0,
        });
        let writes = self.keys.entry(key).or_default();
        let covered = covered.max().unwrap_or(writes.deleted);
        if let Some(last_copy) = last_copy.filter(|_| covered < writes.covered) {
            writes.removals.push(((covered, writes.covered), last_copy));
        }
        // A write that is covered again is not lost.
        writes.removals.retain_mut(|((from, until), _)| {
            *from = covered.max(*from);
            *from < *until
        });
        writes.covered = covered;
        let operation = |place: &u32| &history.operations()[*place as usize];
        let lost = writes.single.partition_point(|place| operation(place).invoked.1 < covered);
        let mut lost = writes.single.get(lost).copied();
        for (place, gone) in writes.discarded.iter_mut() {
            let write = operation(place);
            let ends = covers(history, write.id);
            let later = |id| history.operation(id).is_some_and(|it| it.invoked.1 >= ends);
            if held()
                .any(|(_, held)| matches!(held, Held::Value(id) if id == write.id || later(id)))
            {
                *gone = None;
                continue;
            }
            *gone = gone.or(last_copy);
            if order::is_acknowledged(write) {
                lost = Some(lost.map_or(*place, |first| first.min(*place)));
            }
        }
        writes.lost = lost;
    }

    /// The number of acknowledged writes.
    pub const fn acknowledged(&self) -> u32 {
        self.acknowledged
    }

    /// The verdict at this moment.
    #[must_use]
    pub fn verdict(&self, history: &History) -> Verdict {
        let lost = self.keys.values().filter_map(|writes| Some((writes.lost?, writes)));
        let lost = lost.min_by_key(|&(place, _)| place);
        let update = self.updates.lost().filter(|(place, _)| lost.is_none_or(|it| *place < it.0));
        if let Some((place, last_copy)) = update {
            let write = &history.operations()[place as usize];
            let violation = Violation::Lost { by: write.via, last_copy };
            return Verdict::Violated(Witness::new(violation, &[write.id]));
        }
        let Some((place, writes)) = lost else {
            return Verdict::Holds { checked: self.acknowledged };
        };
        let write = &history.operations()[place as usize];
        let began = write.invoked.1;
        let last = writes.removals.iter().rfind(|((from, until), last_copy)| {
            (*from..*until).contains(&began) && last_copy.step > began
        });
        // The last single copy may have gone before or after the last sibling.
        let single = last.map(|&(_, last_copy)| last_copy);
        let discarded = writes.discarded.get(&place).copied().flatten();
        let last_copy = single.into_iter().chain(self.last_copies.get(&place).copied());
        let last_copy = last_copy.chain(discarded);
        let last_copy = last_copy.max_by_key(|last_copy| last_copy.step);
        let violation = Violation::Lost { by: write.via, last_copy };
        Verdict::Violated(Witness::new(violation, &[write.id]))
    }
}

#[cfg(test)]
#[path = "durability_tests.rs"]
mod tests;
