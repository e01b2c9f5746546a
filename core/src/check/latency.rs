//! Latency: how long clients waited for answers. This is a measure, not a promise.
//!
//! Reads and writes are counted apart: what a cluster saves on the one it often pays for with the other. An operation that
//! was refused, or had no answer, has no latency; it is counted, so that a run in which clients gave up does not look quick.

use super::order;
use crate::{
    history::{History, Operation, Outcome},
    time::Duration,
};

/// The latencies of operations of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// The operations that clients know to have happened.
    pub answered: u32,
    /// Those that a node refused.
    pub refused: u32,
    /// Those whose clients still wait, have given up, or were told that nobody knows.
    pub unanswered: u32,
    /// The median of the times of the answered ones, from invocation to response: the lower one of two; zero without any.
    pub median: Duration,
    /// The greatest of these times.
    pub longest: Duration,
}

/// The latencies of a history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latencies {
    /// Of reads.
    pub reads: Latency,
    /// Of writes; of a transaction over several requests that is its commit.
    pub writes: Latency,
}

/// The latencies of all operations.
#[must_use]
pub fn of(history: &History) -> Latencies {
    Latencies { reads: of_kind(history, false), writes: of_kind(history, true) }
}

/// A time of two runs, if both have answers and it differs.
#[must_use]
pub fn change(
    before: Latency,
    after: Latency,
    time: fn(Latency) -> Duration,
) -> Option<(Duration, Duration)> {
    let times = (time(before), time(after));
    let both = before.answered > 0 && after.answered > 0;
    (both && times.0 != times.1).then_some(times)
}

fn of_kind(history: &History, writes: bool) -> Latency {
    let is_of_kind = |Operation { request, .. }: &Operation| {
        request.is_write() == writes && !request.is_uncommitted()
    };
    let sorted = order::sorted(history, |it| time(it).filter(|_| is_of_kind(it)));
    let at = |place: usize| {
        sorted.get(place).and_then(|it| time(it)).map_or(Duration::default(), Duration)
    };
    let last = sorted.len().saturating_sub(1);
    let mut latency = Latency { median: at(last / 2), longest: at(last), ..Latency::default() };
    for operation in history.operations().iter().filter(|it| is_of_kind(it)) {
        match operation.ended {
            Some((Outcome::Failed(_), ..)) => latency.refused += 1,
            None | Some((Outcome::Unknown(_), ..)) => latency.unanswered += 1,
            Some(_) => latency.answered += 1,
        }
    }
    latency
}

/// The time of an answered operation, in µs.
fn time(operation: &Operation) -> Option<u64> {
    let (_, ended, _) = operation.ended.filter(|(outcome, ..)| outcome.is_ok())?;
    Some(ended.since(operation.invoked.0).0)
}

#[cfg(test)]
#[path = "latency_tests.rs"]
mod tests;
