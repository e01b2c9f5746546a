//! Availability for writes: how long nobody could write.
//!
//! A gap lasts from one acknowledged write to the next, if a write that was begun after the first ended in
//! vain before the second. A refusal that names the leader is not in vain: the client asked the wrong node
//! and was told the right one. Who does not ask notices nothing, so a gap is what clients saw, not how long
//! there was no leader.

use super::order;
use crate::{
    history::{History, Operation, Outcome},
    kv::{Refused, Reply},
    time::{Duration, Instant},
};
use alloc::vec::Vec;

/// A time in which nobody could write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last acknowledged write before it ended here; where there was none, the first one that was in
    /// vain began here.
    pub from: Instant,
    /// When the next write was acknowledged; nothing while the gap lasts.
    pub until: Option<Instant>,
    /// So many writes were in vain.
    pub in_vain: u32,
}

impl Gap {
    /// How long it has lasted, or has lasted by `now`.
    #[must_use]
    pub fn length(&self, now: Instant) -> Duration {
        self.until.unwrap_or(now).since(self.from)
    }
}

/// All gaps, in order of time.
#[must_use]
pub fn gaps(history: &History) -> Vec<Gap> {
    let mut gaps = Vec::new();
    // The last acknowledgement: when, and by which step.
    let mut last: Option<(Instant, u32)> = None;
    let mut open: Option<Gap> = None;
    for write in history.ended(0).filter(|operation| operation.request.is_write()) {
        let Some((_, ended, step)) = write.ended else { continue };
        if order::is_acknowledged(write) {
            gaps.extend(open.take().map(|gap| Gap { until: Some(ended), ..gap }));
            last = Some((ended, step));
        } else if is_in_vain(write) && last.is_none_or(|(_, step)| write.invoked.1 >= step) {
            let from = last.map_or(write.invoked.0, |(at, _)| at);
            let gap = open.get_or_insert(Gap { from, until: None, in_vain: 0 });
            gap.from = gap.from.min(from);
            gap.in_vain += 1;
        }
    }
    gaps.extend(open);
    gaps
}

/// Whether a write ended without its client knowing that it happened, or where else to ask.
fn is_in_vain(write: &Operation) -> bool {
    match write.ended {
        Some((Outcome::Failed(Reply::Refused(Refused::NotLeader(leader))), ..)) => leader.is_none(),
        Some((outcome, ..)) => !outcome.is_ok(),
        None => false,
    }
}

#[cfg(test)]
#[path = "availability_tests.rs"]
mod tests;
