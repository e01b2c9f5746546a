//! Messages between leaders.

use super::{Entry, Tag};
use crate::{id::NodeId, store::Batch, view::Label};
use alloc::vec::Vec;

/// A message from leader to leader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Entries of the sender's log; a heartbeat if there are none.
    Ship(Batch<Entry>),
    /// Acknowledges the receiver's log up to a position.
    Applied {
        /// The position.
        position: u64,
    },
    /// Requests the entries of the receiver's log after a position.
    Resume {
        /// The position.
        after: u64,
    },
    /// Entries of the log of a leader that has lost its disk, under its new name.
    ShipAs(NodeId, Batch<Entry>),
    /// A leader that has lost its disk, by its new name, requests the receiver's rows.
    AskRows(NodeId),
    /// The rows of the sender.
    Rows(NodeId, Vec<Entry>),
}

impl Message {
    /// The label of the envelope.
    #[must_use]
    pub fn label(&self) -> Label {
        match self {
            Self::Ship(batch) | Self::ShipAs(_, batch) => match batch.entries.last() {
                None => Label::new(Tag::Heartbeat).number(batch.end()),
                Some(entry) => Label::new(Tag::Ship)
                    .number(batch.end())
                    .carries(entry.value, entry.write)
                    .about(entry.write),
            },
            Self::Applied { position } => Label::new(Tag::Applied).number(*position),
            Self::Resume { after } => Label::new(Tag::Resume).number(*after),
            Self::AskRows(_) => Label::new(Tag::AskRows),
            Self::Rows(_, rows) => Label::new(Tag::Rows).number(rows.len() as u64),
        }
    }
}
