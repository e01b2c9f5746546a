//! Availability for writes: the gaps in which no write succeeded.
//!
//! A gap lasts from one acknowledged write to the next, if a write began after the first and failed before the second.
//! A refusal that names the leader is no failure, since it redirects the client. A gap is what clients observed, not
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
    /// The end of the last acknowledged write before the gap; without one, the start of the first failed write.
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

/// All gaps, in order of time.
#[must_use]
pub fn gaps(history: &History) -> Vec<Gap> {
    let mut gaps = Vec::new();
    // The time and step of the last acknowledgement.
    let mut last: Option<(Instant, u32)> = None;
    let mut open: Option<Gap> = None;
    for write in history.ended(0).filter(|operation| operation.request.is_write()) {
        let Some((_, ended, step)) = write.ended else { continue };
        if order::is_acknowledged(write) {
            gaps.extend(open.take().map(|gap| Gap { until: Some(ended), ..gap }));
            last = Some((ended, step));
        } else if has_failed(write) && last.is_none_or(|(_, step)| write.invoked.1 >= step) {
            let from = last.map_or(write.invoked.0, |(at, _)| at);
            let gap = open.get_or_insert(Gap { from, until: None, failed: 0 });
            gap.from = gap.from.min(from);
            gap.failed += 1;
        }
    }
    gaps.extend(open);
    gaps
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
