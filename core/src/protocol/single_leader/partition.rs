//! Partitions: keys divided among up to four sets of nodes, each with a leader, followers, a log and a replication lag of its
//! own.
//!
//! # Story
//! A question is written to one partition, and its answer to another. The followers of the other are faster, so an
//! observer reads the answer before the question: there is no order of the writes of both. Either both have to be in
//! one partition, or the answer has to say what its writer had seen.
//!
//! # Source
//! DDIA, ch. 5, "Consistent Prefix Reads": "in many distributed databases, different partitions operate independently, so
//! there is no global ordering of writes"; one solution "is to make sure that any writes that are causally related to each
//! other are written to the same partition". Lloyd et al., *Don't Settle for Eventual* (COPS), 2011: a write carries its
//! dependencies. Here the dependencies are a position in the log of each other partition, as in the causal tokens of MongoDB's
//! cluster time. A key belongs to the partition that its hash names, modulo the number of partitions.
//!
//! # Invariants
//! - A node stores keys of its own partition only, and takes messages of nodes of its own partition only.
//! - A read that carries a position in a log is not answered before that position is applied, and its answer carries what
//!   the writer of the value had seen (`tokens_keep_the_order_of_partitions` in `tests/it`).
//! - Tokens are transitive: what a writer had seen includes what the writers of what it read had seen
//!   (`a_token_goes_through_a_third_partition` in `tests/it`).
//!
//! # Not modelled
//! More than four partitions; moving keys when the division changes; transactions over several partitions; monitors of any but
//! the first partition.

use super::Config;
use crate::{
    id::{NodeId, NodeSet},
    store::share::Share,
};
use core::hash::{Hash, Hasher};

/// The partitions that a cluster may have.
pub const PARTITIONS: usize = 4;

/// The positions in the logs of the other partitions that a writer had seen, in the order of these partitions; 0 if none. A
/// run has fewer steps than a number here can count, so it has fewer positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Knows([u32; PARTITIONS - 1]);

impl Hash for Knows {
    /// Fingerprints are older than partitions, and than more than two of them.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self([first, others @ ..]) = self;
        let more = others.iter().any(|&position| position > 0);
        if *first > 0 || more {
            u64::from(*first).hash(state);
        }
        if more {
            others.hash(state);
        }
    }
}

impl Knows {
    /// The position in the log of each other partition that `of` says.
    pub fn of(logs: impl Iterator<Item = NodeId>, of: impl Fn(NodeId) -> u64) -> Self {
        let mut knows = Self::default();
        for (place, log) in knows.0.iter_mut().zip(logs) {
            *place = u32::try_from(of(log)).unwrap_or(u32::MAX);
        }
        knows
    }

    /// The positions, in the order of the other partitions.
    pub fn positions(self) -> impl Iterator<Item = u64> {
        self.0.into_iter().map(u64::from)
    }
}

impl Config {
    /// The nodes of the partitions after the first one, up to the first that has none. A node that is listed for several
    /// partitions belongs to the first of these.
    fn others(&self) -> impl Iterator<Item = NodeSet> {
        let listed = [self.partition_two, self.partition_three, self.partition_four];
        let mut before = 0;
        let own = listed.map(|nodes| {
            let own = nodes.without(NodeSet(before));
            before |= nodes.0;
            own
        });
        own.into_iter().take_while(|nodes| !nodes.is_empty())
    }

    /// Whether there is more than one partition.
    pub const fn is_partitioned(&self) -> bool {
        !self.partition_two.is_empty()
    }

    /// The keys that a node stores.
    pub(super) fn share(&self, node: NodeId) -> Share {
        let mut share = Share { index: 0, of: 1, by: self.partition_by };
        if !self.is_partitioned() {
            return share;
        }
        for nodes in self.others() {
            if nodes.contains(node) {
                share.index = share.of;
            }
            share.of += 1;
        }
        share
    }

    /// The leader of the first term of a partition. The partition's log is named by it.
    pub(super) fn first(&self, share: Share) -> NodeId {
        self.logs().nth(share.index.into()).unwrap_or(Self::LEADER)
    }

    /// The nodes that name the logs of all partitions.
    fn logs(&self) -> impl Iterator<Item = NodeId> {
        let first = |nodes: NodeSet| nodes.iter().next().unwrap_or(Self::LEADER);
        core::iter::once(Self::LEADER).chain(self.others().map(first))
    }

    /// The nodes that name the logs of the other partitions.
    pub(super) fn other_logs(&self, share: Share) -> impl Iterator<Item = NodeId> {
        let logs = self.logs().zip(0..);
        logs.filter_map(move |(log, index)| (index != share.index).then_some(log))
    }

    /// Whether two nodes are in one partition. Monitors belong to the first.
    pub(super) fn together(&self, one: NodeId, other: NodeId) -> bool {
        self.share(one) == self.share(other)
    }
}

#[cfg(test)]
#[path = "partition_tests.rs"]
mod tests;
