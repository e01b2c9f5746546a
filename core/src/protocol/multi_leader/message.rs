//! Messages between leaders.

use super::{Entry, Tag};
use crate::{store::Batch, view::Label};

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
}

impl Message {
    /// The label of the envelope.
    #[must_use]
    pub fn label(&self) -> Label {
        match self {
            Self::Ship(batch) => match batch.entries.last() {
                None => Label::new(Tag::Heartbeat).number(batch.end()),
                Some(entry) => Label::new(Tag::Ship)
                    .number(batch.end())
                    .carries(entry.value, entry.write)
                    .about(entry.write),
            },
            Self::Applied { position } => Label::new(Tag::Applied).number(*position),
            Self::Resume { after } => Label::new(Tag::Resume).number(*after),
        }
    }
}
