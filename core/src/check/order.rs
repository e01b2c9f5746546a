//! Which of two writes to a key is certainly the older one.

use crate::{
    history::{History, Operation, Outcome},
    id::OperationId,
    kv::Request,
};
use alloc::{vec, vec::Vec};

/// Whether `a` certainly took effect before `b`: it had ended before `b` began, or the same client, which
/// does one thing after the other, was told so before it asked for `b`. A write without an answer may
/// still take effect after the next one, and concurrent writes in either order.
#[must_use]
pub fn precedes(a: &Operation, b: &Operation) -> bool {
    let Some((Outcome::Written, _, ended)) = a.ended else { return false };
    ended < b.invoked.1 || (a.id.client == b.id.client && a.id.number < b.id.number)
}

/// Whether a read that returned `found` certainly missed `write`: it found nothing, or something older.
#[must_use]
pub fn misses(history: &History, found: Option<OperationId>, write: &Operation) -> bool {
    match found.and_then(|found| history.operation(found)) {
        None => found.is_none(),
        Some(found) => found.id != write.id && precedes(found, write),
    }
}

/// The write that a read returned, if it is a read that was answered.
#[must_use]
pub fn read_of(operation: &Operation) -> Option<Option<OperationId>> {
    match (operation.request, operation.ended) {
        (Request::Read(_), Some((Outcome::Read(found), ..))) => Some(found.map(|f| f.write)),
        _ => None,
    }
}

/// Of each operation, by its place in the history, whether somebody has read what it wrote.
#[must_use]
pub fn seen(history: &History) -> Vec<bool> {
    let mut seen = vec![false; history.operations().len()];
    for write in history.operations().iter().filter_map(read_of).flatten() {
        if let Some(place) = history.place(write) {
            seen[place as usize] = true;
        }
    }
    seen
}

/// The operations that have a key, in the order of their keys; of equal keys, of their invocations.
///
/// One type is sorted for all checkers: each further one would cost the page some kilobytes.
pub fn sorted(history: &History, key: impl Fn(&Operation) -> Option<u64>) -> Vec<&Operation> {
    let all = history.operations();
    let places = (0..).zip(all).filter_map(|(place, operation)| Some((key(operation)?, place)));
    let mut places: Vec<(u64, u32)> = places.collect();
    places.sort_unstable();
    places.into_iter().map(|(_, place)| &all[place as usize]).collect()
}

/// Whether it is a write that its client knows to be done.
pub const fn is_acknowledged(operation: &Operation) -> bool {
    matches!(operation.ended, Some((Outcome::Written, ..)))
}
