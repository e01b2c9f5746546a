//! Which writes an answer includes, where replicas keep concurrent values as siblings.
//!
//! An answer *includes* a write if the write is one of its siblings, or was replaced by a write that it includes. A
//! write replaces the values that its client had last read of the key (DeCandia et al., *Dynamo*, 2007, §4.4). Real time
//! does not matter: concurrent writes are all kept, so an answer misses every write that it does not include. Deletes
//! are the exception, since tombstones may be dropped.
//!
//! ```text
//!   c1 ├ write 1 ┤                                          included: 2 replaced 1, and both are kept
//!   c2             ├ read → 1 ┤ ├ write 2 ┤
//!   c3             ├ write 3 ┤                ├ read → 2, 3 ┤
//!
//!   c1 ├ write 1 ┤                                          missed: the writer of 3 had not read 1
//!   c3             ├ write 3 ┤ ├ read → 3 ┤
//! ```

use super::order;
use crate::{
    history::{History, Operation},
    id::OperationId,
};
use alloc::vec::Vec;

/// The history indices of the writes that a write replaced: what its client had last read of the key.
pub fn replaced(history: &History, place: u32) -> impl Iterator<Item = u32> {
    let write = &history.operations()[place as usize];
    let key = write.request.key();
    let of_key = history.earlier(write.id).filter(move |it| it.request.key() == key);
    let sight = of_key.map(|it| history.sight(it.id)).find(|sight| !sight.is_empty());
    sight.into_iter().flatten().filter_map(|found| history.place(found.write))
}

/// The number of writes that [`includes`] follows. A write that is replaced through more counts as included.
const REACH: u32 = 300;

/// Whether one of `writes` is `write`, or has replaced it, directly or through others.
fn includes(history: &History, writes: impl Iterator<Item = u32>, write: u32) -> bool {
    // A write replaces earlier ones only, so each is visited once if the latest comes first.
    let mut open: Vec<u32> = Vec::new();
    writes.filter(|&it| it >= write).for_each(|it| order::add(&mut open, it));
    let mut left = REACH;
    while let Some(latest) = open.pop() {
        left -= 1;
        if latest == write || left == 0 {
            return true;
        }
        let before = replaced(history, latest).filter(|&it| it >= write && it < latest);
        before.for_each(|it| order::add(&mut open, it));
    }
    false
}

/// Whether a read includes a write to its key.
pub fn is_included(history: &History, read: &Operation, write: OperationId) -> bool {
    let shown = shown(history, read).filter_map(|it| history.place(it));
    history.place(write).is_some_and(|write| includes(history, shown, write))
}

/// Whether a write that a read does not include was certainly missed, and not deleted and dropped.
fn is_not_forgotten(history: &History, read: &Operation, write: &Operation) -> bool {
    let Some(place) = history.place(write.id) else { return false };
    let mut shown = shown(history, read).filter_map(|it| history.place(it));
    // A read that returns what the write replaced missed it, deleted or not.
    if shown.any(|old| includes(history, [place].into_iter(), old)) {
        return true;
    }
    let ended = read.ended.map_or(u32::MAX, |(.., step)| step);
    let all = history.operations();
    let later = (place..).zip(all.range(place as usize..all.len()));
    let mut deletes = later.filter(|(_, it)| {
        it.request.is_delete() && it.request.key() == write.request.key() && it.invoked.1 <= ended
    });
    !deletes.any(|(delete, _)| includes(history, [delete].into_iter(), place))
}

/// The writes that an answered read returned: one, or all siblings.
pub fn shown(history: &History, read: &Operation) -> impl Iterator<Item = OperationId> {
    let sight = history.sight(read.id);
    let only = order::read_of(read).flatten().filter(|_| sight.is_empty());
    sight.iter().map(|found| found.write).chain(only)
}

/// Whether an answered read certainly missed a write to its key.
pub fn is_missed(history: &History, read: &Operation, write: &Operation) -> bool {
    match history.sight(read.id) {
        [] => order::read_of(read).is_some_and(|found| order::misses(history, found, write)),
        _ => !is_included(history, read, write.id) && is_not_forgotten(history, read, write),
    }
}

/// Whether the operation is a read with a response.
pub fn is_answered(history: &History, read: &Operation) -> bool {
    let is_ok = !read.request.is_write() && read.ended.is_some_and(|(outcome, ..)| outcome.is_ok());
    is_ok && (order::read_of(read).is_some() || !history.sight(read.id).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::samples::drawn;

    #[test]
    fn only_reads_with_a_response_are_answered() {
        let lines =
            ["1 w x=1 0..1", "1 r x=c1.1 2..3", "1 r x 4..5", "2 r x={c1.1} 6..7", "2 r x 8.."];
        let history = drawn(&lines);
        let answered = history.operations().iter().map(|it| is_answered(&history, it));
        assert_eq!(answered.collect::<Vec<_>>(), [false, true, true, true, false]);
    }
}

#[cfg(test)]
#[path = "siblings_tests.rs"]
pub mod reference;
