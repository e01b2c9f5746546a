//! What an envelope looks like: its kind is told by its shape and its word, never by colour.

use replicarium::view::{EnvelopeView, Kind};

/// A kind of envelope, as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A filled pill with an arrow head: something is asked or told.
    Pill,
    /// An outlined box: an answer.
    Answer,
    /// Sheets on each other: a part of a snapshot.
    Stack,
    /// Small and grey: nothing but a sign of life.
    Beat,
}

impl Look {
    /// The look of an envelope.
    #[must_use]
    pub fn of(envelope: &EnvelopeView) -> Self {
        match (envelope.kind, envelope.label.word) {
            (_, "heartbeat" | "ping" | "pong") => Self::Beat,
            (_, "snapshot") => Self::Stack,
            (Kind::Reply, _)
            | (_, "applied" | "stored" | "received" | "holds" | "empty")
            | (_, "vote" | "no vote" | "down" | "not down") => Self::Answer,
            _ => Self::Pill,
        }
    }

    /// The class that it is drawn with.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Pill => "pill",
            Self::Answer => "answer",
            Self::Stack => "pill stack",
            Self::Beat => "beat",
        }
    }
}
