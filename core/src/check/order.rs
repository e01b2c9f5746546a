//! The certain order of two writes to a key, by real time.

use crate::{
    history::{History, Operation, Outcome},
    id::OperationId,
    kv::Request,
};
use alloc::vec::Vec;

/// Whether `a` ended before `b` began. An end at the step of a start is before it.
#[must_use]
pub fn is_before(a: &Operation, b: &Operation) -> bool {
    a.ended.is_some_and(|(.., step)| step <= b.invoked.1)
}

/// Whether the write `a` certainly took effect before `b`: it was acknowledged before `b` began. A write without a
/// response may take effect at any later time, and concurrent writes in either order.
#[must_use]
pub fn precedes(a: &Operation, b: &Operation) -> bool {
    is_acknowledged(a) && is_before(a, b)
}

/// Whether a read that returned `found` certainly missed `write`: it returned nothing, or an older write.
#[must_use]
pub fn misses(history: &History, found: Option<OperationId>, write: &Operation) -> bool {
    match found.and_then(|found| history.operation(found)) {
        None => found.is_none(),
        Some(found) => found.id != write.id && precedes(found, write),
    }
}

/// The write that a read returned: `None` if this is no read with a single value, `Some(None)` if there was no value. A
/// deleted key may return the delete.
#[must_use]
pub fn read_of(operation: &Operation) -> Option<Option<OperationId>> {
    match (operation.request, operation.ended) {
        (Request::Read(_), Some((Outcome::Read(found), ..))) => Some(found.map(|f| f.write)),
        _ => None,
    }
}

/// The operations for which `key` returns a value, sorted by it and then by invocation.
///
/// All checkers sort one type: each further instance of the sort would add kilobytes to the page.
pub fn sorted(history: &History, key: impl Fn(&Operation) -> Option<u64>) -> Vec<&Operation> {
    let all = history.operations();
    let places = (0..).zip(all).filter_map(|(place, operation)| Some((key(operation)?, place)));
    let mut places: Vec<(u64, u32)> = places.collect();
    places.sort_unstable();
    places.into_iter().map(|(_, place)| &all[place as usize]).collect()
}

/// Inserts a number into a sorted list, unless the list contains it.
pub fn add(numbers: &mut Vec<u32>, number: u32) {
    if let Err(place) = numbers.binary_search(&number) {
        numbers.insert(place, number);
    }
}

/// Whether the operation is an acknowledged write.
pub const fn is_acknowledged(operation: &Operation) -> bool {
    matches!(operation.ended, Some((Outcome::Written | Outcome::Inserted(_), ..)))
}
