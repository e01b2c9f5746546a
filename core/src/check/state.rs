//! Judges what replicas hold, step by step: durability, the order of writes, and the invariants of leaders and logs.

use super::{
    causal::Causal,
    durability::Durability,
    invariant::Invariants,
    nodes::{NodeChange, Nodes, Outline},
    order,
    prefix::Prefix,
    verdict::{Property, Verdict, Witness},
};
use crate::{
    history::{History, Known, Operation},
    id::{NodeSet, OperationId},
    kv::Key,
    time::Instant,
    view::{NodeView, WorldView},
};
use alloc::vec::Vec;

/// Judges the state of all replicas of one run, step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateJudge {
    nodes: Nodes,
    durability: Durability,
    invariants: Invariants,
    prefix: Prefix,
}

impl StateJudge {
    /// A judge that knows one moment of a run, and nothing of what came before it.
    #[must_use]
    pub fn at(history: &History, view: &WorldView) -> Self {
        let mut judge = Self::default();
        let all = view.nodes.iter().map(|node| node.id).collect();
        let mut outline = |id, _| view.nodes.iter().find(|node| node.id == id).cloned();
        let mut causal = Causal::default();
        history.news(Known::default()).for_each(|news| causal.take(history, news));
        judge.observe(history, &causal, (view.now, 0), all, &mut outline);
        history.ended(0).for_each(|operation| judge.end(history, operation));
        judge
    }

    /// Observes the nodes that a step touched. `step` is the step's time and number. The first call must name all
    /// nodes. `outline` returns a node's view, with the entries of its log from a position on. `causal` knows the
    /// operations of the steps before.
    pub fn observe(
        &mut self,
        history: &History,
        causal: &Causal,
        step: (Instant, u32),
        touched: NodeSet,
        outline: &mut Outline<'_>,
    ) {
        let changes = touched.iter().filter_map(|id| self.nodes.observe(id, outline));
        for change in changes.collect::<Vec<NodeChange>>() {
            self.durability.observe(history, &self.nodes, &change, step);
            self.invariants.observe(&change, &self.nodes);
            self.prefix.observe(history, causal, &change, &self.nodes[change.index], step);
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

    /// Whether every replica has kept the order of writes so far, as one of
    /// [`Sessions::WITH_MONOTONIC_READS`](super::session::Sessions::WITH_MONOTONIC_READS) asks for.
    #[must_use]
    pub fn in_order(&self, property: Property) -> Verdict {
        self.prefix.verdict(property, self.durability.acknowledged())
    }

    /// Takes in a read that missed a cause of what its client had seen. It violates consistent prefix if no replica is
    /// to store both.
    pub fn missed(&mut self, history: &History, witness: Witness) {
        let key = |id: OperationId| history.operation(id).map(|it| it.request.key());
        let keys = witness.operations[1..].iter().filter_map(|&id| key(id));
        let keys: Vec<Key> = keys.collect();
        let apart = |node: &NodeView| keys.iter().any(|&key| !node.replica.stores(node.id, key));
        if self.nodes.iter().all(apart) {
            self.prefix.violate(Property::ConsistentPrefix, witness);
        }
    }

    /// Whether the invariants of leaders and logs have held so far; `None` in modes without a replicated log.
    #[must_use]
    pub fn logs_agree(&self) -> Option<Verdict> {
        self.invariants.verdict()
    }
}
