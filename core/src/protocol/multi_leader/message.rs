//! What leaders say to each other.

use super::{Entry, Tag};
use crate::{store::Batch, view::Label};

/// A message from leader to leader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Entries of the sender's own log; none is a heartbeat.
    Ship(Batch<Entry>),
    /// Everything of your log up to this position is applied.
    Applied {
        /// The position.
        position: u64,
    },
    /// Send me what follows this position of your log.
    Resume {
        /// The position.
        after: u64,
    },
}

impl Message {
    /// What is written on its envelope.
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
