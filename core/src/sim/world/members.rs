//! The list of members, which the administrator changes.

use crate::{
    id::{NodeId, NodeSet},
    replica::Env,
    time::Timestamp,
};
use alloc::vec::Vec;
use core::ops::Deref;

/// The members of a cluster, in order, and what each node knows besides.
#[derive(Clone, Debug)]
pub struct Members {
    list: Vec<NodeId>,
    set: NodeSet,
    /// How often the list has changed.
    epoch: u32,
    /// The seed of the nodes' random numbers.
    seed: u64,
}

impl Members {
    pub fn new(list: Vec<NodeId>, seed: u64) -> Self {
        let set = list.iter().copied().collect();
        Self { list, set, epoch: 0, seed }
    }

    pub fn join(&mut self, node: NodeId) {
        self.list.push(node);
        self.set.insert(node);
        self.epoch += 1;
    }

    pub fn leave(&mut self, node: NodeId) {
        self.list.retain(|&member| member != node);
        self.set.remove(node);
        self.epoch += 1;
    }

    /// What a node with this name and this reading of its clock knows.
    pub fn env(&self, id: NodeId, clock: Timestamp) -> Env {
        Env { id, members: self.set, epoch: self.epoch, clock, seed: self.seed }
    }
}

impl Deref for Members {
    type Target = [NodeId];

    fn deref(&self) -> &[NodeId] {
        &self.list
    }
}
