//! Staleness: how far behind each read was. This is a measure, not a promise.
//!
//! A read is behind by the writes that were acknowledged before it began and that it certainly missed, and by the time
//! since the first of them was acknowledged.
//!
//! ```text
//!   c1 ├ write 1 ┤   ├ write 2 ┤   ├ write 3 ┤
//!   c2                                          ├ read → 1 ┤     behind by 2 writes
//!                              └────────────────┘                and by this time
//! ```
//!
//! The history's index of acknowledged writes is searched by bisection. A read missed the writes that ended between the
//! end of the returned write and the start of the read, except for those that began before the returned write ended, of
//! which each client has at most one.

use super::order;
use crate::{
    history::{History, Operation},
    id::OperationId,
    time::Duration,
};

/// The staleness of one read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staleness {
    /// The read.
    pub read: OperationId,
    /// The number of writes that were acknowledged before the read began, and that it certainly missed.
    pub versions: u32,
    /// The time from the acknowledgement of the first of them to the start of the read.
    pub behind: Duration,
}

/// The staleness of every read that was answered, in the order of their invocations.
pub fn of_reads(history: &History) -> impl Iterator<Item = Staleness> {
    history.operations().iter().filter_map(|read| of_read(history, read))
}

/// The staleness of one read; `None` if this is no read with a single value.
#[must_use]
pub fn of_read(history: &History, read: &Operation) -> Option<Staleness> {
    let found = order::read_of(read)?;
    let fresh = Staleness { read: read.id, versions: 0, behind: Duration(0) };
    let (all, written) = (history.operations(), history.written(read.request.key()));
    let end = |place: &u32| all[*place as usize].ended.map_or(u32::MAX, |(.., step)| step);
    let ended_by = |step: u32| written.partition_point(|place| end(place) <= step);
    let since = match found {
        None => 0,
        Some(found) => match history.operation(found) {
            Some(Operation { ended: Some((.., step)), .. }) => *step,
            // Any acknowledged write may be older than one without a response.
            Some(Operation { ended: None, .. }) | None => return Some(fresh),
        },
    };
    let is_acknowledged = |found| history.operation(found).is_some_and(order::is_acknowledged);
    if found.is_some_and(|found| !is_acknowledged(found)) {
        return Some(fresh);
    }
    let from = found.map_or(0, |_| ended_by(since));
    let between = written.range(from..ended_by(read.invoked.1));
    let newer = |place: &&u32| all[**place as usize].invoked.1 >= since;
    let Some(first) = between.clone().find(newer) else { return Some(fresh) };
    let versions = match between.len() < history.clients() {
        true => between.filter(newer).count(),
        false => {
            let lasted = |write: &&Operation| {
                let ended = write.ended.is_some_and(|(.., step)| step > since);
                write.request.key() == read.request.key() && ended && order::precedes(write, read)
            };
            between.len() - history.begun(since).filter(lasted).count()
        }
    };
    let acknowledged = all[*first as usize].ended.map(|(_, at, _)| at);
    let behind = acknowledged.map_or(Duration(0), |first| read.invoked.0.since(first));
    Some(Staleness { versions: versions as u32, behind, ..fresh })
}

/// The staleness of many reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Answered reads.
    pub reads: u32,
    /// Reads that missed a write.
    pub stale: u32,
    /// The maximum and the sum of the versions.
    pub versions: (u32, u64),
    /// The maximum and the sum of the times.
    pub behind: (Duration, Duration),
}

impl Extend<Staleness> for Total {
    fn extend<I: IntoIterator<Item = Staleness>>(&mut self, reads: I) {
        for Staleness { versions, behind, .. } in reads {
            self.reads += 1;
            self.stale += u32::from(versions > 0);
            self.versions = (self.versions.0.max(versions), self.versions.1 + u64::from(versions));
            self.behind = (self.behind.0.max(behind), Duration(self.behind.1.0 + behind.0));
        }
    }
}

#[cfg(test)]
#[path = "staleness_tests.rs"]
mod tests;
