//! Judges what replicas hold, step by step: durability, and the invariants of leaders and logs.

use super::{
    durability::Durability,
    invariant::Invariants,
    nodes::{NodeChange, Nodes, Outline},
    order,
    verdict::Verdict,
};
use crate::{
    history::{History, Operation},
    id::NodeSet,
    time::Instant,
    view::WorldView,
};
use alloc::vec::Vec;

/// Judges the state of all replicas of one run, step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateJudge {
    nodes: Nodes,
    durability: Durability,
    invariants: Invariants,
}

impl StateJudge {
    /// A judge that knows one moment of a run, and nothing of what came before it.
    #[must_use]
    pub fn at(history: &History, view: &WorldView) -> Self {
        let mut judge = Self::default();
        let all = view.nodes.iter().map(|node| node.id).collect();
        let mut outline = |id, _| view.nodes.iter().find(|node| node.id == id).cloned();
        judge.observe(history, (view.now, 0), all, &mut outline);
        history.ended(0).for_each(|operation| judge.end(history, operation));
        judge
    }

    /// Observes the nodes that a step touched. `step` is the step's time and number. The first call must name all
    /// nodes. `outline` returns a node's view, with the entries of its log from a position on.
    pub fn observe(
        &mut self,
        history: &History,
        step: (Instant, u32),
        touched: NodeSet,
        outline: &mut Outline<'_>,
    ) {
        let changes = touched.iter().filter_map(|id| self.nodes.observe(id, outline));
        for change in changes.collect::<Vec<NodeChange>>() {
            self.durability.observe(history, &self.nodes, &change, step);
            self.invariants.observe(&change, &self.nodes);
        }
    }

    /// Takes in an operation that has ended.
    pub fn end(&mut self, history: &History, operation: &Operation) {
        if order::is_acknowledged(operation) {
            self.durability.acknowledge(history, &self.nodes, operation);
        }
    }

    /// Whether an acknowledged write is lost at this moment.
    #[must_use]
    pub fn durable(&self, history: &History) -> Verdict {
        self.durability.verdict(history)
    }

    /// Whether the invariants of leaders and logs have held so far; `None` in modes without a replicated log.
    #[must_use]
    pub fn logs_agree(&self) -> Option<Verdict> {
        self.invariants.verdict()
    }
}
