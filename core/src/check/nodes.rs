//! The last known state of every node, and what each observation changed.
//!
//! Only the nodes that a step touched are observed. Of a log only the end is fetched, from the last entry that was
//! known and applied: a log is only truncated or appended to, so if that entry is still there, everything before it is
//! too. If it is not, the whole log is fetched.

use crate::{
    id::NodeId,
    view::{Cell, NodeView},
};
use alloc::vec::Vec;
use core::{mem, ops::Deref};

/// Returns a node's view, with the entries of its log from a position on.
pub type Outline<'a> = dyn FnMut(NodeId, u64) -> Option<NodeView> + 'a;

/// The last known state of every node that was ever observed, nodes that have left included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nodes(Vec<NodeView>);

/// An entry of a log: the last one that is applied. While it is in the log, the entries before it are unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Its position.
    pub position: u64,
    /// The position before the first entry of the log.
    start: u64,
    entry: Option<Cell>,
}

impl Anchor {
    /// The anchor of a node's log. The view must have the entries from there on.
    #[must_use]
    pub fn of(node: &NodeView) -> Self {
        let applied = node.replica.marks().map_or(u64::MAX, |marks| marks.applied);
        let (position, log) = (node.replica.end().min(applied), &node.replica.log);
        let entry = log.get(log.partition_point(|cell| cell.position < position)).copied();
        Self { position, start: start(node), entry }
    }

    /// Whether a later log, of which `node` shows the entries from the anchor on, still has it.
    #[must_use]
    pub fn holds(&self, node: &NodeView) -> bool {
        self.start == start(node) && self.entry.as_ref() == node.replica.log.first()
    }
}

/// How a node differs from its last observation.
pub struct NodeChange {
    /// The node before, if it was known. Of its log only the part that may have changed is there, and the part that had
    /// not been applied.
    pub before: Option<NodeView>,
    /// The node's index in [`Nodes`].
    pub index: usize,
    /// The log is unchanged before this position.
    pub unchanged_before: u64,
}

impl Deref for Nodes {
    type Target = [NodeView];

    fn deref(&self) -> &[NodeView] {
        &self.0
    }
}

impl Nodes {
    /// Observes a node and replaces what was known of it.
    pub fn observe(&mut self, id: NodeId, outline: &mut Outline<'_>) -> Option<NodeChange> {
        let Some(index) = self.0.iter().position(|node| node.id == id) else {
            self.0.push(outline(id, 0)?);
            return Some(NodeChange { before: None, index: self.0.len() - 1, unchanged_before: 0 });
        };
        let known = &mut self.0[index];
        let anchor = Anchor::of(known);
        let mut same = known.replica.log.partition_point(|cell| cell.position < anchor.position);
        let mut now = outline(id, anchor.position)?;
        if !anchor.holds(&now) {
            (now, same) = (outline(id, 0)?, 0);
        }
        let mut before = mem::replace(known, now);
        let tail = before.replica.log.split_off(same);
        let mut log = mem::replace(&mut before.replica.log, tail);
        let unchanged_before = first_difference(&before.replica.log, &known.replica.log);
        log.append(&mut known.replica.log);
        known.replica.log = log;
        Some(NodeChange { before: Some(before), index, unchanged_before })
    }
}

/// The position before the first entry that is still in the node's log.
fn start(node: &NodeView) -> u64 {
    node.replica.marks().map_or(0, |marks| marks.start)
}

/// The first position at which two versions of a log differ.
fn first_difference(before: &[Cell], now: &[Cell]) -> u64 {
    let same = before.iter().zip(now).take_while(|(before, now)| before == now).count();
    now.get(same).map_or(u64::MAX, |cell| cell.position)
}
