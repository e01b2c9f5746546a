//! Which of two writes to a key is certainly the older one.

use crate::{
    history::{History, Operation, Outcome},
    id::OperationId,
    kv::Request,
};
use alloc::vec::Vec;

/// Whether `a` had ended when `b` began. A step is an end before it is a beginning.
#[must_use]
pub fn is_before(a: &Operation, b: &Operation) -> bool {
    a.ended.is_some_and(|(.., step)| step <= b.invoked.1)
}

/// Whether the write `a` certainly took effect before `b`: its client knew it to be done when `b` began. A
/// write without an answer may still take effect after the next one, and concurrent writes in either order.
#[must_use]
pub fn precedes(a: &Operation, b: &Operation) -> bool {
    is_acknowledged(a) && is_before(a, b)
}

/// Whether a read that returned `found` certainly missed `write`: it found nothing, or something older.
#[must_use]
pub fn misses(history: &History, found: Option<OperationId>, write: &Operation) -> bool {
    match found.and_then(|found| history.operation(found)) {
        None => found.is_none(),
        Some(found) => found.id != write.id && precedes(found, write),
    }
}

/// The write that a read returned, if it is a read that was answered, and not with several values. To find
/// nothing where somebody deleted is to find the delete.
#[must_use]
pub fn read_of(operation: &Operation) -> Option<Option<OperationId>> {
    match (operation.request, operation.ended) {
        (Request::Read(_), Some((Outcome::Read(found), ..))) => Some(found.map(|f| f.write)),
        _ => None,
    }
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

/// Adds a number to a sorted list, unless it is there.
pub fn add(numbers: &mut Vec<u32>, number: u32) {
    if let Err(place) = numbers.binary_search(&number) {
        numbers.insert(place, number);
    }
}

/// Whether it is a write that its client knows to be done.
pub const fn is_acknowledged(operation: &Operation) -> bool {
    matches!(operation.ended, Some((Outcome::Written | Outcome::Inserted(_), ..)))
}
