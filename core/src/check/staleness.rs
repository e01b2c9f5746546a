//! Staleness: how far behind each read was.

use super::order;
use crate::{
    history::{History, Operation},
    id::OperationId,
    time::Duration,
};
use alloc::vec::Vec;

/// How far behind one read was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staleness {
    /// The read.
    pub read: OperationId,
    /// Writes that were acknowledged before it began and that it certainly missed.
    pub versions: u32,
    /// Since the first of them was acknowledged, when the read began.
    pub behind: Duration,
}

/// The staleness of every read that was answered, in the order of their invocations.
#[must_use]
pub fn of(history: &History) -> Vec<Staleness> {
    history.operations().iter().filter_map(|read| of_read(history, read)).collect()
}

/// The staleness of one read; nothing if it is no answered read.
#[must_use]
pub fn of_read(history: &History, read: &Operation) -> Option<Staleness> {
    let found = order::read_of(read)?;
    let key = read.request.key();
    let acknowledged = history.operations().iter().filter(|write| {
        write.request.key() == key
            && order::is_acknowledged(write)
            && write.ended.is_some_and(|(.., step)| step < read.invoked.1)
    });
    let missed: Vec<_> =
        acknowledged.filter(|write| order::misses(history, found, write)).collect();
    let first = missed.iter().filter_map(|write| write.ended.map(|(_, at, _)| at)).min();
    let behind = first.map_or(Duration(0), |first| read.invoked.0.since(first));
    Some(Staleness { read: read.id, versions: missed.len() as u32, behind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::samples::drawn;

    #[test]
    fn reads_are_behind_by_what_they_missed() {
        // The moments of a drawn history are its steps, in µs.
        for (want, lines) in [
            (&[(0, 0)][..], &["1 w x=1 0..1", "2 r x=c1.1 2..3"][..]),
            (&[(1, 4)], &["1 w x=1 0..1", "2 r x 5..6"]),
            (&[(2, 6)], &["1 w x=1 0..1", "1 w x=2 2..3", "1 w x=3 4..5", "2 r x=c1.1 9..10"]),
            // Concurrent, not acknowledged, or of another key: none was missed.
            (&[(0, 0)], &["1 w x=1 0..9", "2 r x 5..6"]),
            (&[(0, 0)], &["1 w x=1 0..", "2 r x 5..6"]),
            (&[(0, 0)], &["1 w y=1 0..1", "2 r x 5..6"]),
            // A read without an answer says nothing.
            (&[], &["1 w x=1 0..1", "2 r x 5.."]),
        ] {
            let got: Vec<(u32, u64)> =
                of(&drawn(lines)).iter().map(|s| (s.versions, s.behind.0)).collect();
            assert_eq!(got, want, "{lines:#?}");
        }
    }
}
