//! Partitions: keys divided between two sets of nodes, each with a leader, followers, a log and a replication lag of its
//! own.
//!
//! # Story
//! A question is written to one partition, and its answer to the other. The followers of the other are faster, so an
//! observer reads the answer before the question: there is no order of the writes of both. Either both have to be in
//! one partition, or the answer has to say what its writer had seen.
//!
//! # Source
//! DDIA, ch. 5, "Consistent Prefix Reads": "in many distributed databases, different partitions operate independently, so
//! there is no global ordering of writes"; one solution "is to make sure that any writes that are causally related to each
//! other are written to the same partition". Lloyd et al., *Don't Settle for Eventual* (COPS), 2011: a write carries its
//! dependencies. Here a dependency is the position in the log of the other partition, as in the causal tokens of MongoDB's
//! cluster time.
//!
//! # Invariants
//! - A node stores keys of its own partition only, and takes messages of nodes of its own partition only.
//! - A read that carries a position in a log is not answered before that position is applied, and its answer carries what
//!   the writer of the value had seen (`tokens_keep_the_order_of_two_partitions` in `tests/it`).
//!
//! # Not modelled
//! More than two partitions; moving keys when the division changes; transactions over both partitions; monitors of the second
//! partition.

use super::Config;
use crate::{
    id::{NodeId, NodeSet},
    store::share::Share,
};

impl Config {
    /// The keys that a node stores.
    pub(super) fn share(&self, node: NodeId) -> Share {
        let two: NodeSet = self.partition_two;
        let index = u16::from(two.contains(node));
        Share { index, of: 1 + u16::from(!two.is_empty()), by: self.partition_by }
    }

    /// The leader of the first term of a partition. The partition's log is named by it.
    pub(super) fn first(&self, share: Share) -> NodeId {
        match share.index {
            0 => Self::LEADER,
            _ => self.partition_two.iter().next().unwrap_or(Self::LEADER),
        }
    }

    /// The node that names the log of the other partition, if there is one.
    pub(super) fn other(&self, share: Share) -> Option<NodeId> {
        let other = Share { index: 1 - share.index, ..share };
        (share.of > 1).then(|| self.first(other))
    }

    /// Whether two nodes are in one partition. Monitors belong to the first.
    pub(super) fn together(&self, one: NodeId, other: NodeId) -> bool {
        self.share(one) == self.share(other)
    }
}
