//! The messages between a coordinator and the replicas.

use super::{Content, Tag};
use crate::{
    id::{NodeId, OperationId},
    kv::{Key, Request},
    store::CausalContext,
    view::Label,
};
use alloc::vec::Vec;

/// A message between coordinator and replica, or between two replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// To a home of the key: coordinate this write. Only a home can tell what it replaces.
    Forward {
        /// The write.
        operation: OperationId,
        /// What was asked.
        request: Request,
        /// What its client had seen.
        context: CausalContext,
    },
    /// Coordinator to replica: keep this if it is newer.
    Store {
        /// The write.
        operation: OperationId,
        /// Its key.
        key: Key,
        /// What to keep.
        new: Content,
    },
    /// Replica to coordinator: it is kept, or something newer is.
    Stored {
        /// The write.
        operation: OperationId,
    },
    /// Coordinator to replica: what do you hold?
    Fetch {
        /// The read.
        operation: OperationId,
        /// Its key.
        key: Key,
    },
    /// Replica to coordinator: this, or nothing.
    Fetched {
        /// The read.
        operation: OperationId,
        /// What the key holds.
        held: Option<Content>,
    },
    /// Coordinator to a replica that answered a read with something older: keep this.
    Repair {
        /// The read.
        operation: OperationId,
        /// Its key.
        key: Key,
        /// What to keep.
        new: Content,
    },
    /// Replica to coordinator: repaired.
    Repaired {
        /// The read.
        operation: OperationId,
    },
    /// Coordinator to a node that stands in: keep this until its home is back.
    Hint {
        /// The write.
        operation: OperationId,
        /// The replica that is to have it.
        home: NodeId,
        /// Its key.
        key: Key,
        /// What to keep.
        new: Content,
    },
    /// Replica to replica: what my tree of hashes has at these nodes, all of one level.
    Compare {
        /// Nodes of the tree, and their hashes.
        hashes: Vec<(u16, u64)>,
    },
    /// Replica to replica: what I hold in these leaves of the tree.
    Rows {
        /// The leaves.
        leaves: Vec<u16>,
        /// The rows.
        rows: Vec<(Key, Content)>,
        /// Whether the receiver is to send its own.
        back: bool,
    },
    /// A node that stood in, to the home: the write that it kept.
    Handoff {
        /// The key.
        key: Key,
        /// What was kept.
        new: Content,
    },
    /// The answer of the home: it has the write.
    HandedOff {
        /// The key.
        key: Key,
        /// Which content, by its hash: a newer one may have come meanwhile.
        version: u64,
    },
}

impl Message {
    /// What is written on its envelope.
    #[must_use]
    pub fn label(&self) -> Label {
        let carrying = |tag, content: &Content| {
            let newest = content.newest();
            Label::new(tag).carries(newest.value, newest.write)
        };
        match self {
            Self::Forward { operation, request: Request::Write(_, value), .. } => {
                Label::new(Tag::Forward).carries(*value, *operation).about(*operation)
            }
            Self::Forward { operation, .. } => Label::new(Tag::Forward).about(*operation),
            Self::Store { operation, new, .. } => carrying(Tag::Store, new).about(*operation),
            Self::Stored { operation } => Label::new(Tag::Stored).about(*operation),
            Self::Fetch { operation, .. } => Label::new(Tag::Fetch).about(*operation),
            Self::Fetched { operation, held: Some(held) } => {
                carrying(Tag::Holds, held).about(*operation)
            }
            Self::Fetched { operation, held: None } => Label::new(Tag::Empty).about(*operation),
            Self::Repair { operation, new, .. } => carrying(Tag::Repair, new).about(*operation),
            Self::Repaired { operation } => Label::new(Tag::Repaired).about(*operation),
            Self::Hint { operation, new, .. } => carrying(Tag::Hint, new).about(*operation),
            Self::Handoff { new, .. } => carrying(Tag::Handoff, new),
            Self::HandedOff { .. } => Label::new(Tag::HandedOff),
            Self::Compare { hashes } => Label::new(Tag::Hashes).number(hashes.len() as u64),
            Self::Rows { rows, .. } => match rows.first() {
                Some((_, first)) => carrying(Tag::Rows, first).number(rows.len() as u64),
                None => Label::new(Tag::Rows).number(0),
            },
        }
    }
}
