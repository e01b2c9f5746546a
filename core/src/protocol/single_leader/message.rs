//! What leader and followers say to each other.

use super::Entry;
use crate::{store::Batch, view::Label};

/// A message between leader and follower.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Leader to follower: entries that follow a position; none is a heartbeat.
    Append(Batch<Entry>),
    /// Follower to leader: everything up to this position is applied.
    Applied {
        /// The position.
        position: u64,
    },
    /// Follower to leader: send me what follows this position.
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
            Self::Append(batch) => match batch.entries.last() {
                None => Label::word("heartbeat").number(batch.end()),
                Some(entry) => Label::word("append")
                    .number(batch.end())
                    .carries(entry.value, entry.write)
                    .about(entry.write),
            },
            Self::Applied { position } => Label::word("applied").number(*position),
            Self::Resume { after } => Label::word("resume after").number(*after),
        }
    }
}
