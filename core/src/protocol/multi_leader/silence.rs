//! Which neighbours a node suspects, because they have been silent for too long.

use crate::id::{NodeId, NodeSet};
use litemap::LiteMap;

/// The number of own heartbeats since each neighbour was last heard, and who is suspected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Silence {
    beats: LiteMap<NodeId, u32>,
    suspects: NodeSet,
}

impl Silence {
    /// The suspected nodes.
    pub const fn suspects(&self) -> NodeSet {
        self.suspects
    }

    /// A node is heard. Returns whether it was suspected.
    pub fn hear(&mut self, node: NodeId) -> bool {
        self.beats.remove(&node);
        self.suspects.remove(node)
    }

    /// One more heartbeat has passed. Returns the neighbours that are suspected from now on: those that were not heard for
    /// more than `patience` heartbeats. What is no neighbour is not suspected.
    pub fn beat(&mut self, neighbours: NodeSet, patience: u32) -> NodeSet {
        self.beats.retain(|node, _| neighbours.contains(*node));
        self.suspects = self.suspects.and(neighbours);
        let mut new = NodeSet::default();
        for node in neighbours.iter() {
            let beats = self.beats.entry(node).or_insert(0);
            *beats += 1;
            if *beats > patience && !self.suspects.contains(node) {
                self.suspects.insert(node);
                new.insert(node);
            }
        }
        new
    }
}
