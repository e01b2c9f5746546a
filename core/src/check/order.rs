//! Which of two writes to a key is certainly the older one.

use crate::{
    history::{History, Operation, Outcome},
    id::OperationId,
    kv::Request,
};

/// Whether `a` certainly took effect before `b`: the same client made it earlier, or it had ended before
/// `b` began. Concurrent writes may have taken effect in either order.
#[must_use]
pub fn precedes(a: &Operation, b: &Operation) -> bool {
    let same_client = a.id.client == b.id.client && a.id.number < b.id.number;
    let ended_before = matches!(a.ended, Some((Outcome::Written, _, step)) if step < b.invoked.1);
    same_client || ended_before
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

/// Whether it is a write that its client knows to be done.
pub const fn is_acknowledged(operation: &Operation) -> bool {
    matches!(operation.ended, Some((Outcome::Written, ..)))
}
