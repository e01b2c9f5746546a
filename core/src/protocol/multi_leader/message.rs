//! What leaders say to each other.

use super::Entry;
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
                None => Label::word("heartbeat").number(batch.end()),
                Some(entry) => Label::word("ship")
                    .number(batch.end())
                    .carries(entry.value, entry.write)
                    .about(entry.write),
            },
            Self::Applied { position } => Label::word("applied").number(*position),
            Self::Resume { after } => Label::word("resume after").number(*after),
        }
    }
}
