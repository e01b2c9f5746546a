//! Availability for writes: the gaps in which no write succeeded.
//!
//! A gap lasts from the start of a failed write to the next acknowledgement, if no write was acknowledged while it
//! waited: clients tried, and none succeeded. A time in which nobody tries to write is no gap. A refusal that names the leader is no failure, since it redirects the client. A gap is what clients observed, not
//! the time without a leader: without a request, nobody notices.

use super::order;
use crate::{
    history::{History, Operation, Outcome},
    kv::{Refused, Reply},
    time::{Duration, Instant},
};
use alloc::vec::Vec;

/// A time in which no write succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The start of the first failed write.
    pub from: Instant,
    /// The end of the next acknowledged write; `None` while the gap lasts.
    pub until: Option<Instant>,
    /// The number of failed writes.
    pub failed: u32,
}

impl Gap {
    /// How long the gap lasted, or has lasted until `now`.
    #[must_use]
    pub fn length(&self, now: Instant) -> Duration {
        self.until.unwrap_or(now).since(self.from)
    }
}

/// All gaps of a history, in order of time.
#[must_use]
pub fn gaps(history: &History) -> Vec<Gap> {
    Availability::of(history).gaps().copied().collect()
}

/// Finds gaps as a run goes on: operation by operation, in the order in which they end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    closed: Vec<Gap>,
    open: Option<Gap>,
    /// The step of the last acknowledgement.
    last: Option<u32>,
}

impl Availability {
    /// That of a whole history.
    #[must_use]
    pub fn of(history: &History) -> Self {
        let mut availability = Self::default();
        history.ended(0).for_each(|operation| availability.take(operation));
        availability
    }

    /// Takes in an operation that has ended.
    pub fn take(&mut self, write: &Operation) {
        let Some((_, ended, step)) = write.ended.filter(|_| write.request.is_write()) else {
            return;
        };
        if order::is_acknowledged(write) {
            let until = Some(ended);
            self.closed.extend(self.open.take().map(|gap| Gap { until, ..gap }));
            self.last = Some(step);
        } else if has_failed(write) && self.last.is_none_or(|step| write.invoked.1 >= step) {
            let from = write.invoked.0;
            let gap = self.open.get_or_insert(Gap { from, until: None, failed: 0 });
            gap.from = gap.from.min(from);
            gap.failed += 1;
        }
    }

    /// All gaps so far, in order of time.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.closed.iter().chain(&self.open)
    }
}

/// Whether a write ended without an acknowledgement, and without a redirection.
fn has_failed(write: &Operation) -> bool {
    match write.ended {
        Some((Outcome::Failed(Reply::Refused(Refused::NotLeader(leader))), ..)) => leader.is_none(),
        Some((outcome, ..)) => !outcome.is_ok(),
        None => false,
    }
}

#[cfg(test)]
#[path = "availability_tests.rs"]
mod tests;
