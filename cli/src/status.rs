//! Exit statuses.

use std::process::ExitCode;

/// What a command reports to the shell, the least severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Everything that was asked for was done, and everything that was judged holds.
    Holds,
    /// A verdict is unknown within the budget.
    Undecided,
    /// A property is violated.
    Violated,
    /// An input cannot be read, found or judged.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Holds => 0,
            Status::Violated => 1,
            Status::Failed => 2,
            Status::Undecided => 3,
        })
    }
}
