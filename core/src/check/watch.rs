//! What replicas hold, step by step, and what is judged of it: that nothing is lost, and that leaders and
//! logs are as they should be.
//!
//! Only the nodes that a step touched are looked at; of the others it is known what they hold.

use super::{durability::Durability, invariant::Invariants, order, verdict::Verdict};
use crate::{
    history::{History, Operation},
    time::Instant,
    view::{NodeView, WorldView},
};
use alloc::vec::Vec;

/// Watches step after step of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// By their ids; those that left included.
    nodes: Vec<NodeView>,
    durability: Durability,
    invariants: Invariants,
}

impl Watch {
    /// What is known of a moment without its past.
    #[must_use]
    pub fn of(history: &History, view: &WorldView) -> Self {
        let mut watch = Self::default();
        watch.look(history, (view.now, 0), view.nodes.clone());
        history.ended(0).for_each(|operation| watch.take(history, operation));
        watch
    }

    /// Takes in what a step (by its number, at some time) made of the nodes that it touched. The first time,
    /// those are all.
    pub fn look(&mut self, history: &History, step: (Instant, u32), touched: Vec<NodeView>) {
        let mut changes = Vec::with_capacity(touched.len());
        for now in touched {
            match self.nodes.iter().position(|node| node.id == now.id) {
                Some(at) => changes.push((at, Some(core::mem::replace(&mut self.nodes[at], now)))),
                None => {
                    changes.push((self.nodes.len(), None));
                    self.nodes.push(now);
                }
            }
        }
        for (at, before) in &changes {
            let change = (before.as_ref(), &self.nodes[*at]);
            self.durability.look(history, &self.nodes, change, step);
            self.invariants.look(before.as_ref(), *at, &self.nodes);
        }
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
