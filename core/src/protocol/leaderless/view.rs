//! What the nodes of a store without a leader show besides their role and rows.

use crate::{
    id::{NodeId, NodeSet, OperationId},
    kv::{Key, Value},
    store::{
        Merkle,
        view::{Version, Waiting},
    },
    time::Timestamp,
};
use alloc::vec::Vec;

/// What a replica, or a coordinator in a client's library, shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    /// Operations that it coordinates. An outline leaves them out.
    pub waiting: Vec<Waiting>,
    /// Hints that it keeps for other nodes.
    pub hints: Vec<HintView>,
    /// Which keys it is home of.
    pub placement: Placement,
    /// Its last comparison with another replica. An outline leaves it out.
    pub merkle: Option<MerkleView>,
    /// The nodes whose rows it waits for, because it is a new home of their keys.
    pub awaited: NodeSet,
}

/// The settings that place keys on nodes: see [`ring`](super::ring).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Placement {
    /// The number of homes in each data centre.
    pub n: u16,
    /// The number of data centres.
    pub centres: u16,
    /// The members of the cluster.
    pub members: NodeSet,
}

/// A replica's Merkle tree over the rows that it shares with a peer, and the nodes that differed in the last comparison.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MerkleView {
    /// The other replica.
    pub peer: NodeId,
    /// The hashes as they are now: node 0 is the root, the children of node n are 2n + 1 and 2n + 2. An
    /// empty part has hash 0.
    pub hashes: Vec<u64>,
    /// The nodes that differed in the last comparison, as far as this replica knows.
    pub differing: Vec<u16>,
    /// Bytes that this replica has sent for all comparisons since it started: hashes and rows.
    pub sent: u64,
    /// Bytes that it would have sent if each comparison that it began had sent every row.
    pub whole: u64,
}

/// A comparison of two replicas that is going on: a message of it is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The replicas.
    pub nodes: [NodeId; 2],
    /// The tree of each over the rows that both should have, numbered as in [`MerkleView::hashes`], as it is now.
    pub trees: [Vec<u64>; 2],
    /// The nodes of the tree that the message on its way is about: hashes to compare, or leaves whose rows it carries.
    pub asked: Vec<u16>,
}

impl Comparison {
    /// Whether the two trees differ in a node.
    #[must_use]
    pub fn differs(&self, part: usize) -> bool {
        let [a, b] = &self.trees;
        a.get(part) != b.get(part)
    }

    /// The number of leaves in which they differ.
    #[must_use]
    pub fn differing_leaves(&self) -> usize {
        let leaves = usize::from(Merkle::NODES - Merkle::LEAVES)..usize::from(Merkle::NODES);
        leaves.filter(|&leaf| self.differs(leaf)).count()
    }

    /// Adds what another message of it is about.
    pub fn ask(&mut self, asked: &[u16]) {
        self.asked.extend_from_slice(asked);
        self.asked.sort_unstable();
        self.asked.dedup();
    }

    /// The place of a replica in it.
    #[must_use]
    pub fn side(&self, node: NodeId) -> Option<usize> {
        self.nodes.iter().position(|&it| it == node)
    }
}

/// A write kept for a home that did not answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HintView {
    /// The node that it is kept for.
    pub home: NodeId,
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
    /// The write.
    pub write: OperationId,
    /// Until when the holder keeps new hints for the home, by its clock.
    pub until: Timestamp,
    /// Its version.
    pub version: Version,
}
