//! The order of writes at each replica: monotonic writes, writes follow reads, and consistent prefix.
//!
//! # Definitions
//! Terry et al., *Session Guarantees for Weakly Consistent Replicated Data* (1994), define the first two over DB(S,t), the
//! writes that server S has received by time t. Monotonic writes: "If Write W1 precedes Write W2 in a session, then, for
//! any server S, if W2 in DB(S) then W1 is also in DB(S) and WriteOrder(W1,W2)." Writes follow reads says the same of a
//! write W1 that a read returned before its session wrote W2.
//!
//! Consistent prefix: a reader sees "an initial sequence of writes" (Terry, *Replicated Data Consistency Explained
//! Through Baseball*, 2013), so that "if a sequence of writes happens in a certain order, then anyone reading those writes
//! will see them appear in the same order" (DDIA, chapter 5, "Consistent prefix reads"). An answer never appears without
//! its question. Here the order is that of causes, through any number of clients: a replica that stores a write stores its
//! causes, as [`causal`](super::causal) defines them. Concurrent writes have no order, and may appear in either. Under
//! one log, that every replica applies in its order, none of the three can be violated.
//!
//! # What a replica stores
//! Its rows say so. A row *covers* a write if it holds the write, or a version that replaced it: a greater position or
//! timestamp, or a version vector that includes it. A write that a replica received and discarded is not told apart from
//! one that it replaced. Where there is no row, a delete may have removed it; if nobody asked for one, the replica has
//! never had the write.
//!
//! Where keys are partitioned, a replica stores only the keys that it is home of. If two keys have no common home, no
//! replica can store an answer with or without its question. Then the reads of one client are judged:
//! [`Judge`](super::Judge) asks [`Sessions::without_question`](super::session::Sessions::without_question). A read that
//! asks several replicas may find the question at another one, so it may see less of this than the replicas have.
//!
//! ```text
//!   monotonic writes      c1 ├ write x=1 ┤ ├ write y=2 ┤    A  x=1 y=2    B  y=2   ✕
//!   writes follow reads   c2 ├ read x → 1 ┤ ├ write y=2 ┤   A  x=1 y=2    B  y=2   ✕
//!   consistent prefix     c2 ├ read x → 1 ┤ ├ write y=2 ┤
//!                         c3 ├ read y → 2 ┤ ├ write z=3 ┤   A  x=1 z=3    B  z=3   ✕
//!   all of them           c1 ├ write x=1 ┤ ├ write x=2 ┤    A  x=2 … x=1 (by a clock that is ahead)  ✕
//! ```

use super::{
    causal::Causal,
    nodes::NodeChange,
    order, siblings,
    verdict::{Link, Property, Verdict, Violation, Witness},
};
use crate::{
    history::{History, Operation},
    id::OperationId,
    kv::Key,
    time::Instant,
    view::{NodeView, Rank, Row, Status},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Judges the order of writes, change by change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefix {
    /// By history index: the rank of each write that a row has shown.
    ranks: Vec<Option<Rank>>,
    broken: LiteMap<Property, Witness>,
}

impl Prefix {
    /// Takes in how a step, by its time and number, changed a node. `causal` must know the writes that the node stores.
    pub fn observe(
        &mut self,
        history: &History,
        causal: &Causal,
        change: &NodeChange,
        now: &NodeView,
        step: (Instant, u32),
    ) {
        let before = change.before.as_ref();
        if before.is_some_and(|before| before.replica.rows == now.replica.rows) {
            return;
        }
        let mut keys: LiteMap<Key, ()> = LiteMap::new();
        let all = before.into_iter().chain([now]).flat_map(|node| &node.replica.rows);
        all.for_each(|row| _ = keys.insert(row.key, ()));
        let old = |key| before.and_then(|before| row_of(before, key));
        let is_new = |key: &&Key| old(**key) != row_of(now, **key);
        let changed: Vec<Key> = keys.keys().filter(is_new).copied().collect();
        let rows = now.replica.rows.iter();
        for row in rows.clone().filter(|row| changed.contains(&row.key)) {
            row.ranks().into_iter().for_each(|(write, rank)| self.rank(history, write, rank));
        }
        let is_there = matches!(now.status, Status::Running | Status::Paused);
        if !is_there || !now.replica.role.is_replica() {
            return;
        }
        for row in rows {
            for key in history.keys() {
                if changed.contains(&row.key) || changed.contains(&key) {
                    let writes = row.writes();
                    writes.for_each(|write| self.judge(history, causal, (now, step), write, key));
                }
            }
        }
    }

    fn rank(&mut self, history: &History, write: OperationId, rank: Rank) {
        let Some(place) = history.place(write) else { return };
        let place = place as usize;
        if self.ranks.len() <= place {
            self.ranks.resize(place + 1, None);
        }
        self.ranks[place].get_or_insert(rank);
    }

    /// Judges a write that a node stores, by its causes among the writes to a key.
    fn judge(
        &mut self,
        history: &History,
        causal: &Causal,
        (node, (at, step)): (&NodeView, (Instant, u32)),
        write: OperationId,
        key: Key,
    ) {
        let lacks = |cause: &OperationId| self.lacks(history, node, key, *cause);
        let causes: Vec<OperationId> = causal.causes(history, write, key).filter(lacks).collect();
        let Some(&first) = causes.first() else { return };
        let is_own = |cause: &OperationId| {
            let is_known = history.operation(*cause).is_some_and(order::is_acknowledged);
            cause.client == write.client && is_known
        };
        let own = causes.iter().copied().find(is_own);
        let earlier = history.earlier(write).filter(|it| it.request.key() == key);
        let is_known =
            |it: &&Operation| siblings::is_answered(history, it) && !history.is_guess(it.id);
        let read = earlier.filter(is_known);
        let read = read.flat_map(|it| siblings::shown(history, it)).find(lacks);
        for (property, link, cause) in [
            (Property::MonotonicWrites, Link::SameWriter, own),
            (Property::WritesFollowReads, Link::Read, read),
            (Property::ConsistentPrefix, Link::Cause, Some(first)),
        ] {
            if let Some(cause) = cause {
                let violation = Violation::StoredWithout { replica: node.id, link, at, step };
                self.violate(property, Witness::new(violation, &[write, cause]));
            }
        }
    }

    /// Whether a node certainly does not store a write to a key, nor what replaced it.
    fn lacks(&self, history: &History, node: &NodeView, key: Key, write: OperationId) -> bool {
        let Some(row) = row_of(node, key) else {
            return node.replica.stores(node.id, key)
                && history.possible_deletes(key, u32::MAX).next().is_none();
        };
        let rank = history.place(write).and_then(|place| self.ranks.get(place as usize));
        let rank = rank.and_then(Option::as_ref).filter(|_| row.writes().all(|it| it != write));
        rank.is_some_and(|rank| rank.is_missing(&row.version))
    }

    /// Records a violation, unless one is known.
    pub fn violate(&mut self, property: Property, witness: Witness) {
        self.broken.entry(property).or_insert(witness);
    }

    /// The verdict on a property so far, after `checked` acknowledged writes.
    pub fn verdict(&self, property: Property, checked: u32) -> Verdict {
        match self.broken.get(&property) {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked },
        }
    }
}

fn row_of(node: &NodeView, key: Key) -> Option<&Row> {
    node.replica.rows.iter().find(|row| row.key == key)
}

#[cfg(test)]
#[path = "prefix_tests.rs"]
mod tests;
