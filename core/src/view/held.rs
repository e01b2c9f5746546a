//! The values that a replica holds for a key, in its rows, log or hints; and the data centre of a node.

use super::{ReplicaView, RingView, Sibling, Version};
use crate::{
    id::{NodeId, OperationId},
    kv::Key,
};

/// The value or siblings that a replica holds for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held<'a> {
    /// The value of this write.
    Value(OperationId),
    /// The siblings.
    Siblings(&'a [Sibling]),
}

impl<'a> Held<'a> {
    const fn of(write: OperationId, version: &'a Version) -> Self {
        match version {
            Version::Siblings(siblings, _) => Self::Siblings(siblings.as_slice()),
            Version::Merged(_) => Self::Siblings(&[]),
            Version::Position(_) | Version::Stamp(_) | Version::Vector(..) => Self::Value(write),
        }
    }
}

impl ReplicaView {
    /// Everything that reads can return now or later, by key: rows, log entries not yet applied, writes that
    /// are held back, and hints.
    /// Excludes entries set aside, which reads never return.
    pub fn kept(&self) -> impl Iterator<Item = (Key, Held<'_>)> {
        let applied = self.marks().map_or(u64::MAX, |marks| marks.applied);
        let rows = self.rows.iter().map(|row| (row.key, Held::of(row.write, &row.version)));
        let behind = self.log.iter().rev().take_while(move |cell| cell.position > applied);
        let behind = behind.map(|cell| (cell.key, Held::Value(cell.write)));
        let hints = self.hints().iter().map(|hint| (hint.key, Held::of(hint.write, &hint.version)));
        let held = self.held().iter().map(|held| (held.key, Held::Value(held.write)));
        rows.chain(behind).chain(hints).chain(held)
    }
}

impl RingView {
    /// The data centre of a node or of a client's library; `None` if there is only one.
    #[must_use]
    pub const fn centre(&self, node: NodeId) -> Option<u16> {
        if self.centres > 1 { Some(node.0 % self.centres) } else { None }
    }
}
