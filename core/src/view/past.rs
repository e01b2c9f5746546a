//! What has happened in a run that promises depend on.

use crate::{
    id::{ClientId, NodeId, NodeSet},
    knob::KnobView,
};
use alloc::vec::Vec;

/// What has happened that a promise may not survive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// How often a node has lost its disk.
    pub disks_lost: u32,
    /// A node has joined.
    pub joined: bool,
    /// A node has left.
    pub left: bool,
    /// A client's library has coordinated a write, and counted it.
    pub libraries: bool,
    /// The settings of the protocol that were in force after the first request, and that have been changed since.
    pub settings: Vec<Vec<KnobView>>,
    /// A client's session was changed after the first request: it does not know what it would have remembered before.
    pub sessions: bool,
    /// The nodes that each user has asked, by the number of the user's first client.
    pub asked: Vec<NodeSet>,
}

impl Past {
    /// Whether a user has not asked this node before.
    #[must_use]
    pub fn is_new(&self, user: ClientId, node: NodeId) -> bool {
        self.asked.get(usize::from(user.0)).is_none_or(|nodes| !nodes.contains(node))
    }

    /// Notes that a user asks a node.
    pub fn ask(&mut self, user: ClientId, node: NodeId) {
        let at = usize::from(user.0);
        self.asked.resize(self.asked.len().max(at + 1), NodeSet::default());
        self.asked[at].insert(node);
    }
}
