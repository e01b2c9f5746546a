//! Durability: no acknowledged write is lost.
//!
//! A write is kept while some member of the cluster keeps it, or keeps for its key a write that is not
//! certainly older. What a crashed replica has on disk counts: it comes back. A key for which nobody keeps
//! anything any more keeps its last acknowledged delete, and so what that may have replaced.
//!
//! Where replicas keep siblings more is promised: a write is kept only as one of them, or if one of them
//! has replaced it, whose client had seen it.
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
//! Of all values that are kept for a key, one whose write ended late, or has not ended, *covers* every write
//! that had begun by then: so those that began later than the latest of these ends are lost. Of siblings,
//! each write counts who keeps it: the nodes that have it, and the writes that replaced it and are kept
//! themselves. A step changes what one node keeps, so only the keys that it changed there are looked at.

use super::{
    order, siblings,
    verdict::{Died, Kind, Verdict, Witness},
    watch::Change,
};
use crate::{
    history::{History, Operation},
    id::OperationId,
    kv::Key,
    time::Instant,
    view::{Held, NodeView, Status},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Writes that began in steps from the first to before the second lost their last copy like this.
type Death = ((u32, u32), Died);

/// What is known of the writes to one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Writes {
    /// The places of those that were acknowledged and are no siblings, nor replaced by one that is kept.
    single: Vec<u32>,
    /// Deletes cover those that began before this step, where nobody keeps anything.
    deleted: u32,
    /// Of the single ones, those that began before this step are kept.
    covered: u32,
    /// Those that are not, the earlier ones last.
    deaths: Vec<Death>,
    /// The place of the first that is lost.
    lost: Option<u32>,
}

/// Judges step after step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durability {
    keys: LiteMap<Key, Writes>,
    /// By the place of a write: how many nodes have it as a sibling, and how many that are kept replaced it.
    keepers: Vec<u32>,
    /// By the place of a write that was a sibling, or replaced by one, how its last copy went.
    died: LiteMap<u32, Died>,
    acknowledged: u32,
}

/// What a node keeps; one that has left keeps nothing that comes back.
fn kept(node: &NodeView) -> impl Iterator<Item = (Key, Held<'_>)> {
    node.replica.kept().filter(|_| node.status != Status::Left)
}

/// The writes that a node has as siblings.
fn had(node: Option<&NodeView>) -> impl Iterator<Item = OperationId> {
    let siblings = node.into_iter().flat_map(kept).flat_map(|(_, held)| match held {
        Held::Siblings(siblings) => siblings,
        Held::Value(_) => &[],
    });
    siblings.map(|sibling| sibling.write)
}

/// Before which step writes had begun that this one covers.
fn covers(history: &History, write: OperationId) -> u32 {
    let write = history.operation(write);
    let acknowledged = write.filter(|write| order::is_acknowledged(write));
    // Who knows when a write ends that has not ended.
    acknowledged.and_then(|write| write.ended).map_or(u32::MAX, |(.., step)| step)
}

impl Durability {
    /// Takes in that a write was acknowledged.
    pub fn acknowledge(&mut self, history: &History, nodes: &[NodeView], write: &Operation) {
        self.acknowledged += 1;
        let Some(place) = history.place(write.id) else { return };
        if write.request.is_delete() {
            let writes = self.keys.entry(write.request.key()).or_default();
            writes.deleted = writes.deleted.max(covers(history, write.id));
        }
        if self.keepers.get(place as usize).is_none_or(|&keepers| keepers == 0) {
            self.set_single(history, place, true);
        }
        self.look_at(history, nodes, write.request.key(), None);
    }

    /// Takes in what became of a node.
    pub fn look(
        &mut self,
        history: &History,
        nodes: &[NodeView],
        change: &Change,
        (at, step): (Instant, u32),
    ) {
        let (before, now) = (change.before.as_ref(), &nodes[change.at]);
        let same = before.is_some_and(|before| kept(before).eq(kept(now)));
        if same {
            return;
        }
        let died = Died { replica: now.id, at, step };
        // What comes first, so that nothing seems to be gone in between.
        had(Some(now)).for_each(|write| self.count(history, write, None));
        had(before).for_each(|write| self.count(history, write, Some(died)));
        let mut keys: LiteMap<Key, ()> = LiteMap::new();
        let old = || before.into_iter().flat_map(kept);
        let gone = old().filter(|old| kept(now).all(|now| now != *old));
        let new = kept(now).filter(|now| old().all(|old| old != *now));
        gone.chain(new).for_each(|(key, _)| _ = keys.insert(key, ()));
        keys.keys().for_each(|&key| self.look_at(history, nodes, key, Some(died)));
    }

    /// Counts one keeper more of a sibling, or one less, and what follows for what it had replaced.
    fn count(&mut self, history: &History, write: OperationId, less: Option<Died>) {
        self.keepers.resize(history.operations().len().max(self.keepers.len()), 0);
        let mut open: Vec<u32> = history.place(write).into_iter().collect();
        while let Some(place) = open.pop() {
            let keepers = &mut self.keepers[place as usize];
            let turns = match less {
                None => {
                    *keepers += 1;
                    *keepers == 1
                }
                Some(_) => {
                    *keepers = keepers.saturating_sub(1);
                    *keepers == 0
                }
            };
            if turns {
                open.extend(siblings::replaced(history, place));
                _ = match less {
                    None => self.died.remove(&place),
                    Some(died) => self.died.insert(place, died),
                };
                self.set_single(history, place, less.is_some());
            }
        }
    }

    /// Notes that no sibling keeps an acknowledged write, or one does.
    fn set_single(&mut self, history: &History, place: u32, is_single: bool) {
        let write = &history.operations()[place as usize];
        if !order::is_acknowledged(write) {
            return;
        }
        let single = &mut self.keys.entry(write.request.key()).or_default().single;
        match (single.binary_search(&place), is_single) {
            (Err(at), true) => single.insert(at, place),
            (Ok(at), false) => _ = single.remove(at),
            _ => {}
        }
    }

    /// Looks again at a key: at the values that all nodes keep for it.
    fn look_at(&mut self, history: &History, nodes: &[NodeView], key: Key, died: Option<Died>) {
        let held = || nodes.iter().flat_map(kept).filter(|&(held, _)| held == key);
        let covered = held().map(|(_, held)| match held {
            Held::Value(write) => covers(history, write),
            Held::Siblings(_) => 0,
        });
        let writes = self.keys.entry(key).or_default();
        let covered = covered.max().unwrap_or(writes.deleted);
        if let Some(died) = died.filter(|_| covered < writes.covered) {
            writes.deaths.push(((covered, writes.covered), died));
        }
        // What is kept again is not dead.
        writes.deaths.retain_mut(|((from, until), _)| {
            *from = covered.max(*from);
            *from < *until
        });
        writes.covered = covered;
        let began = |place: &u32| history.operations()[*place as usize].invoked.1;
        let lost = writes.single.partition_point(|place| began(place) < covered);
        writes.lost = writes.single.get(lost).copied();
    }

    /// What is known of this moment.
    #[must_use]
    pub fn verdict(&self, history: &History) -> Verdict {
        let lost = self.keys.values().filter_map(|writes| Some((writes.lost?, writes)));
        let Some((place, writes)) = lost.min_by_key(|&(place, _)| place) else {
            return Verdict::Holds { checked: self.acknowledged };
        };
        let write = &history.operations()[place as usize];
        let began = write.invoked.1;
        let last = writes
            .deaths
            .iter()
            .rfind(|((from, until), died)| (*from..*until).contains(&began) && died.step > began);
        // As one value among others it may have gone earlier or later than as one of siblings.
        let values = last.map(|&(_, died)| died);
        let died = values.into_iter().chain(self.died.get(&place).copied());
        let died = died.max_by_key(|died| died.step);
        let kind = Kind::Lost { by: write.via, died };
        Verdict::Violated(Witness::of(kind, &[write.id]))
    }
}

#[cfg(test)]
#[path = "durability_tests.rs"]
mod tests;
