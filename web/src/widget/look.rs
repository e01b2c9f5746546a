//! What an envelope looks like: its shape and its word show what it holds, never its colour.

use replicarium::{
    protocol::{leaderless, multi_leader, single_leader},
    tag::{PowerTag, Tag},
    view::{EnvelopeView, Kind},
};

/// A kind of envelope, as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A filled pill with an arrow head: a request or an order.
    Pill,
    /// An outlined box: an answer.
    Answer,
    /// Stacked sheets: a piece of a snapshot.
    Stack,
    /// Small and grey: a sign of life and nothing else.
    Beat,
}

impl Look {
    /// The look of an envelope.
    #[must_use]
    pub const fn of(envelope: &EnvelopeView) -> Self {
        match envelope.label.tag {
            Tag::Client(_) => match envelope.kind {
                Kind::Reply => Self::Answer,
                Kind::Request | Kind::Message | Kind::Power | Kind::Timer => Self::Pill,
            },
            Tag::SingleLeader(tag) => Self::of_single_leader(tag),
            Tag::MultiLeader(tag) => Self::of_multi_leader(tag),
            Tag::Leaderless(tag) => Self::of_leaderless(tag),
            Tag::Power(PowerTag::PowerOff) => Self::Pill,
            Tag::Power(PowerTag::IsOff) => Self::Answer,
        }
    }

    const fn of_single_leader(tag: single_leader::Tag) -> Self {
        use single_leader::Tag;
        match tag {
            Tag::Heartbeat | Tag::Ping | Tag::Pong => Self::Beat,
            Tag::Fetch | Tag::Query | Tag::NoChanges => Self::Beat,
            Tag::Snapshot | Tag::AllRows => Self::Stack,
            Tag::Received | Tag::Stored | Tag::Applied => Self::Answer,
            Tag::Vote | Tag::NoVote | Tag::Down | Tag::NotDown => Self::Answer,
            Tag::Append
            | Tag::Changes
            | Tag::Resume
            | Tag::AskSnapshot
            | Tag::AskPiece
            | Tag::NewerTerm
            | Tag::Admit
            | Tag::AskVote
            | Tag::Lead
            | Tag::Follow
            | Tag::AskDown => Self::Pill,
            // Timers are not drawn.
            Tag::Flush
            | Tag::Apply
            | Tag::Patience
            | Tag::Watch
            | Tag::Campaign
            | Tag::Confirmation
            | Tag::Poll
            | Tag::Take => Self::Pill,
        }
    }

    const fn of_multi_leader(tag: multi_leader::Tag) -> Self {
        use multi_leader::Tag;
        match tag {
            Tag::Heartbeat | Tag::Handler => Self::Beat,
            Tag::Applied | Tag::Merged => Self::Answer,
            Tag::Ship | Tag::Merge | Tag::Resume | Tag::AskRows | Tag::Rows => Self::Pill,
        }
    }

    const fn of_leaderless(tag: leaderless::Tag) -> Self {
        use leaderless::Tag;
        match tag {
            Tag::Stored | Tag::Holds | Tag::Empty => Self::Answer,
            Tag::Forward
            | Tag::Store
            | Tag::Fetch
            | Tag::Repair
            | Tag::Repaired
            | Tag::Hint
            | Tag::Handoff
            | Tag::HandedOff
            | Tag::AskRows
            | Tag::Hashes
            | Tag::Rows => Self::Pill,
            // Timers are not drawn.
            Tag::Patience | Tag::StandIn | Tag::Compare | Tag::Sweep => Self::Pill,
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
