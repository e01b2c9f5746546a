//! The acknowledged updates of values that merge, and whether some node still has them.
//!
//! An update leaves dots in the state of the node that takes it, and a state that includes the last of them has the update,
//! whatever its value says now. A crashed node's disk counts, since the node may come back.

use super::{nodes::NodeChange, verdict::LastCopy};
use crate::{
    history::History,
    id::OperationId,
    view::{Merged, NodeView, Status, Taken},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Follows updates, step by step. They are known by their places in the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Updates {
    /// The updates that a node has taken.
    taken: LiteMap<u32, Taken>,
    acknowledged: LiteMap<u32, ()>,
    /// The acknowledged updates that no node has, with the last copy if it was seen.
    lost: LiteMap<u32, Option<LastCopy>>,
}

fn merged(node: &NodeView) -> Option<&Merged> {
    node.replica.multi_leader().map(|view| &view.merged).filter(|_| node.status != Status::Left)
}

impl Updates {
    /// Takes in how a step changed a node.
    pub fn observe(
        &mut self,
        history: &History,
        nodes: &[NodeView],
        change: &NodeChange,
        last_copy: LastCopy,
    ) {
        let (before, now) = (change.before.as_ref().and_then(merged), merged(&nodes[change.index]));
        if before == now {
            return;
        }
        let known = before.map_or(0, |before| before.taken.len());
        let taken = now.into_iter().flat_map(|now| now.taken.iter().skip(known));
        for update in taken {
            if let Some(place) = history.place(update.write) {
                self.taken.insert(place, update.clone());
            }
        }
        let kept = |before: &Merged| now.is_some_and(|now| now.includes_all(before));
        let concerned: Vec<u32> = match before.is_none_or(kept) {
            true => self.lost.keys().copied().collect(),
            false => self.acknowledged.keys().copied().collect(),
        };
        concerned.into_iter().for_each(|place| self.judge(nodes, place, Some(last_copy)));
    }

    /// Takes in an acknowledged write. Returns whether it is an update that a node has taken.
    pub fn acknowledge(
        &mut self,
        history: &History,
        nodes: &[NodeView],
        write: OperationId,
    ) -> bool {
        let place = history.place(write).filter(|place| self.taken.contains_key(place));
        let Some(place) = place else { return false };
        self.acknowledged.insert(place, ());
        self.judge(nodes, place, None);
        true
    }

    fn judge(&mut self, nodes: &[NodeView], place: u32, last_copy: Option<LastCopy>) {
        let Some(update) = self.taken.get(&place) else { return };
        if nodes.iter().filter_map(merged).any(|it| it.has(update)) {
            self.lost.remove(&place);
        } else if !self.lost.contains_key(&place) {
            self.lost.insert(place, last_copy);
        }
    }

    /// The first lost update, with its last copy.
    pub fn lost(&self) -> Option<(u32, Option<LastCopy>)> {
        self.lost.first().map(|(&place, &last_copy)| (place, last_copy))
    }
}
