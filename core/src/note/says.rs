//! What a note says of a write.

use super::{Lead, Leaderless, Note};
use crate::id::OperationId;

/// What became of a write, as a note tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Whoever noted it has the write now.
    Has,
    /// It was not taken, or is there no more.
    Gone,
}

impl Note {
    /// What it says of a write, if anything.
    #[must_use]
    pub fn says_of(&self, write: OperationId) -> Option<Says> {
        let (has, gone) = match *self {
            Self::Appended { write, .. }
            | Self::Applied { write, .. }
            | Self::Stored { write, .. } => (Some(write), None),
            Self::KeptNewer { kept, ignored, .. } => (Some(kept), Some(ignored)),
            Self::Conflict { kept, lost, .. } => (Some(kept), Some(lost)),
            Self::NotLeader { operation, .. } => (None, Some(operation)),
            Self::Lead(Lead::Discarded { write, .. }) => (None, Some(write)),
            Self::Leaderless(note) => match note {
                Leaderless::Named { write, .. }
                | Leaderless::Siblings { write, .. }
                | Leaderless::Hinted { write, .. } => (Some(write), None),
                Leaderless::Swept { write, .. }
                | Leaderless::HandedOff { write, .. }
                | Leaderless::HintExpired { write, .. } => (None, Some(write)),
                Leaderless::Forwarded { .. }
                | Leaderless::Differ { .. }
                | Leaderless::Repairs { .. }
                | Leaderless::StandsIn { .. } => (None, None),
            },
            Self::Gap { .. }
            | Self::Resumed { .. }
            | Self::CaughtUp { .. }
            | Self::Answer { .. }
            | Self::Enough { .. }
            | Self::TooFew { .. }
            | Self::Recovered { .. }
            | Self::Lead(_) => (None, None),
        };
        match write {
            _ if gone == Some(write) => Some(Says::Gone),
            _ if has == Some(write) => Some(Says::Has),
            _ => None,
        }
    }
}
