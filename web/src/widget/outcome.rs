//! Classes that style sheets know outcomes and states by, in every language.

use replicarium::{history::Outcome, view::Status};

/// The class of an operation with this outcome.
#[must_use]
pub const fn class(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Failed(_)) => "failed",
        Some(Outcome::Unknown(_)) => "unknown",
        Some(
            Outcome::Written
            | Outcome::Inserted(_)
            | Outcome::Read(_)
            | Outcome::Answered(_)
            | Outcome::Siblings(_),
        ) => "ok",
        None => "waiting",
    }
}

/// The class of a node that is not running.
#[must_use]
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Running => "",
        Status::Crashed => "crashed",
        Status::Paused => "paused",
        Status::Left => "left",
    }
}
