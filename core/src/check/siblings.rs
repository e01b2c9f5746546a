//! What a client was shown, where a store keeps all values that no write has replaced (siblings), and what it
//! thereby knows.
//!
//! An answer *includes* a write if that is one of the siblings, or was replaced by a write that it includes; a
//! write replaces what its client had been shown of the key before (DeCandia et al., *Dynamo*, 2007, §4.4).
//! So whoever is shown siblings misses a write unless they include it, whatever the times were: concurrent
//! writes are all kept. Deletes are the exception, since what they leave may be forgotten.
//!
//! ```text
//!   c1 ├ write 1 ┤                                          included: 2 replaced 1, and both are kept
//!   c2             ├ read → 1 ┤ ├ write 2 ┤
//!   c3             ├ write 3 ┤                ├ read → 2, 3 ┤
//!
//!   c1 ├ write 1 ┤                                          missed: nobody who wrote 3 had seen 1
//!   c3             ├ write 3 ┤ ├ read → 3 ┤
//! ```

use super::order;
use crate::{
    history::{History, Operation},
    id::OperationId,
};
use alloc::vec::Vec;

/// The writes that one has replaced, by their places: what its client had been shown of the key before.
pub fn replaced(history: &History, place: u32) -> impl Iterator<Item = u32> {
    let write = &history.operations()[place as usize];
    let key = write.request.key();
    let of_key = history.earlier(write.id).filter(move |it| it.request.key() == key);
    let sight = of_key.map(|it| history.sight(it.id)).find(|sight| !sight.is_empty());
    sight.into_iter().flatten().filter_map(|found| history.place(found.write))
}

/// So many writes are looked at for one that is included. One that lies further back was replaced so often
/// that nobody can say it was certainly missed.
const REACH: u32 = 300;

/// Whether some of these writes is this one, or has replaced it, if need be through others.
fn includes(history: &History, writes: impl Iterator<Item = u32>, write: u32) -> bool {
    // What comes later replaces what came earlier, so that the latest is looked at first, and once.
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

/// Whether what a read was shown includes a write to its key.
pub fn is_included(history: &History, read: &Operation, write: OperationId) -> bool {
    let shown = shown(history, read).filter_map(|it| history.place(it));
    history.place(write).is_some_and(|write| includes(history, shown, write))
}

/// Whether a write to its key that a read was not shown was certainly missed, and not deleted and forgotten.
fn is_not_forgotten(history: &History, read: &Operation, write: &Operation) -> bool {
    let Some(place) = history.place(write.id) else { return false };
    let mut shown = shown(history, read).filter_map(|it| history.place(it));
    // Whoever is shown what it replaced missed it, deleted or not.
    if shown.any(|old| includes(history, [place].into_iter(), old)) {
        return true;
    }
    let ended = read.ended.map_or(u32::MAX, |(.., step)| step);
    let later = (place..).zip(&history.operations()[place as usize..]);
    let mut deletes = later.filter(|(_, it)| {
        it.request.is_delete() && it.request.key() == write.request.key() && it.invoked.1 <= ended
    });
    !deletes.any(|(delete, _)| includes(history, [delete].into_iter(), place))
}

/// The writes that an answered read was shown: one, or all siblings.
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

/// Whether it is a read that its client knows to have happened.
pub fn is_answered(history: &History, read: &Operation) -> bool {
    let is_ok = !read.request.is_write() && read.ended.is_some_and(|(outcome, ..)| outcome.is_ok());
    is_ok && (order::read_of(read).is_some() || !history.sight(read.id).is_empty())
}

#[cfg(test)]
#[path = "siblings_tests.rs"]
pub mod reference;
