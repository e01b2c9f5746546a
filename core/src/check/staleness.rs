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
