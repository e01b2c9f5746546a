//! Classes that style sheets know outcomes and states by, in every language.

use replicarium::{history::Outcome, scenario::story::Answer, view::Status};

/// The class of an operation with this outcome.
#[must_use]
pub fn class(outcome: Option<&Outcome>) -> &'static str {
    match outcome.copied().map(Answer::of) {
        Some(Answer::Failed) => "failed",
        Some(Answer::Unknown) => "unknown",
        Some(Answer::Ok) => "ok",
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
