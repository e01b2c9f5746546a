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
    /// To a home of the key: a write to coordinate. Only a home knows which values it replaces.
    Forward {
        /// The write.
        operation: OperationId,
        /// The request.
        request: Request,
        /// The causal context of the client.
        context: CausalContext,
    },
    /// Coordinator to replica: a write to store.
    Store {
        /// The write.
        operation: OperationId,
        /// Its key.
        key: Key,
        /// What to keep.
        new: Content,
    },
    /// Replica to coordinator: the write, or a newer one, is stored.
    Stored {
        /// The write.
        operation: OperationId,
    },
    /// Coordinator to replica: a read.
    Fetch {
        /// The read.
        operation: OperationId,
        /// Its key.
        key: Key,
    },
    /// Replica to coordinator: the answer to a read.
    Fetched {
        /// The read.
        operation: OperationId,
        /// The content of the key, if any.
        held: Option<Content>,
    },
    /// Coordinator to a replica that answered a read with older content: the newest content.
    Repair {
        /// The read.
        operation: OperationId,
        /// Its key.
        key: Key,
        /// What to keep.
        new: Content,
    },
    /// Replica to coordinator: the repair is stored.
    Repaired {
        /// The read.
        operation: OperationId,
    },
    /// Coordinator to a stand-in: a hint to keep until the home is back.
    Hint {
        /// The write.
        operation: OperationId,
        /// The home that the hint is for.
        home: NodeId,
        /// Its key.
        key: Key,
        /// What to keep.
        new: Content,
    },
    /// Replica to replica: hashes of nodes of one level of the sender's Merkle tree.
    Compare {
        /// Nodes of the tree, with their hashes.
        hashes: Vec<(u16, u64)>,
    },
    /// Replica to replica: the sender's rows in these leaves of the tree.
    Rows {
        /// The leaves.
        leaves: Vec<u16>,
        /// The rows.
        rows: Vec<(Key, Content)>,
        /// Whether the receiver sends its own rows back.
        back: bool,
    },
    /// New home to a node that may have rows of its keys: send them.
    AskRows,
    /// The answer: the rows of the asker's keys.
    Moved {
        /// The number of a change of members before which the sender had all rows of its keys.
        epoch: u32,
        /// The rows.
        rows: Vec<(Key, Content)>,
    },
    /// Stand-in to home: the content of a hint.
    Handoff {
        /// The key.
        key: Key,
        /// The content.
        new: Content,
    },
    /// Home to stand-in: the content is stored.
    HandedOff {
        /// The key.
        key: Key,
        /// The hash of the content: the hint may have been replaced by a newer one since.
        version: u64,
    },
}

impl Message {
    /// The label of the envelope.
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
            Self::AskRows => Label::new(Tag::AskRows),
            Self::Rows { rows, .. } | Self::Moved { rows, .. } => match rows.first() {
                Some((_, first)) => carrying(Tag::Rows, first).number(rows.len() as u64),
                None => Label::new(Tag::Rows).number(0),
            },
        }
    }
}
