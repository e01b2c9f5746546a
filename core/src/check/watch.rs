//! What replicas hold, step by step, and what is judged of it: that nothing is lost, and that leaders and
//! logs are as they should be.
//!
//! Only the nodes that a step touched are looked at; of the others it is known what they hold. Of a log only
//! the end is looked at, from the last entry on that was known and applied: logs are cut off and appended to,
//! so what stands before an entry that is still there is still there too. If it is not, all is looked at.

use super::{durability::Durability, invariant::Invariants, order, verdict::Verdict};
use crate::{
    history::{History, Operation},
    id::{NodeId, NodeSet},
    time::Instant,
    view::{Cell, NodeView, WorldView},
};
use alloc::vec::Vec;
use core::mem;

/// Watches step after step of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Those that left included.
    nodes: Vec<NodeView>,
    durability: Durability,
    invariants: Invariants,
}

/// What became of a node.
pub struct Change {
    /// What it was before, if it was known. Of its log only what may have changed is there, and what had not
    /// been applied.
    pub before: Option<NodeView>,
    /// Its place among all nodes.
    pub at: usize,
    /// Its log is the same before this position.
    pub from: u64,
}

impl Watch {
    /// What is known of a moment without its past.
    #[must_use]
    pub fn of(history: &History, view: &WorldView) -> Self {
        let mut watch = Self::default();
        let all = view.nodes.iter().map(|node| node.id).collect();
        let mut see = |id, _| view.nodes.iter().find(|node| node.id == id).cloned();
        watch.look(history, (view.now, 0), all, &mut see);
        history.ended(0).for_each(|operation| watch.take(history, operation));
        watch
    }

    /// Takes in what a step (by its number, at some time) made of the nodes that it touched; the first time,
    /// those are all. `see` shows one of them, with the entries of its log from a position on.
    pub fn look(
        &mut self,
        history: &History,
        step: (Instant, u32),
        touched: NodeSet,
        see: &mut dyn FnMut(NodeId, u64) -> Option<NodeView>,
    ) {
        let changes = touched.iter().filter_map(|id| self.see(id, see));
        for change in changes.collect::<Vec<Change>>() {
            self.durability.look(history, &self.nodes, &change, step);
            self.invariants.look(&change, &self.nodes);
        }
    }

    /// Looks at a node, and puts what is new in its place.
    fn see(
        &mut self,
        id: NodeId,
        see: &mut dyn FnMut(NodeId, u64) -> Option<NodeView>,
    ) -> Option<Change> {
        let Some(at) = self.nodes.iter().position(|node| node.id == id) else {
            self.nodes.push(see(id, 0)?);
            return Some(Change { before: None, at: self.nodes.len() - 1, from: 0 });
        };
        let known = &mut self.nodes[at];
        let applied = known.replica.marks.map_or(u64::MAX, |marks| marks.applied);
        let anchor = known.replica.end().min(applied);
        let log = &known.replica.log;
        let mut same = log.partition_point(|cell| cell.position < anchor);
        let mut now = see(id, anchor)?;
        let is_there = same == 0 || log.get(same) == now.replica.log.first();
        if start(known) != start(&now) || !is_there {
            (now, same) = (see(id, 0)?, 0);
        }
        let mut before = mem::replace(known, now);
        let tail = before.replica.log.split_off(same);
        let mut log = mem::replace(&mut before.replica.log, tail);
        let from = differ_from(&before.replica.log, &known.replica.log);
        log.append(&mut known.replica.log);
        known.replica.log = log;
        Some(Change { before: Some(before), at, from })
    }

    /// Takes in an operation that has ended.
    pub fn take(&mut self, history: &History, operation: &Operation) {
        if order::is_acknowledged(operation) {
            self.durability.acknowledge(history, &self.nodes, operation);
        }
    }

    /// Whether an acknowledged write is lost now.
    #[must_use]
    pub fn durable(&self, history: &History) -> Verdict {
        self.durability.verdict(history)
    }

    /// Whether leaders and logs have always been as they should be; nothing in modes in which each node has
    /// a log of its own, or none.
    #[must_use]
    pub fn logs_agree(&self) -> Option<Verdict> {
        self.invariants.verdict()
    }
}

/// The position before the first entry that is still in its log.
fn start(node: &NodeView) -> u64 {
    node.replica.marks.map_or(0, |marks| marks.start)
}

/// The first position at which a log is another one now.
fn differ_from(before: &[Cell], now: &[Cell]) -> u64 {
    let same = before.iter().zip(now).take_while(|(before, now)| before == now).count();
    now.get(same).map_or(u64::MAX, |cell| cell.position)
}
