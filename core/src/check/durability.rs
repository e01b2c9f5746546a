//! Durability: no acknowledged write is lost.
//!
//! A write is kept while some replica that has not left the cluster holds it in a log or as a key's
//! value, or holds for its key a value that is not certainly older; also if it keeps it for another. What a
//! crashed replica has on disk counts: it comes back.
//!
//! Where replicas keep siblings more is promised: a write is kept only as one of them, or if one of them
//! has replaced it, whose client had seen it.

use super::{
    order,
    verdict::{Kind, Verdict, Witness},
};
use crate::{
    history::{History, Operation},
    id::OperationId,
    view::{Status, Version, WorldView},
};
use alloc::vec::Vec;

/// Judges a moment: `history` is what clients had seen by then.
#[must_use]
pub fn check(history: &History, view: &WorldView) -> Verdict {
    let acknowledged = || history.operations().iter().filter(|o| order::is_acknowledged(o));
    match acknowledged().find(|write| !is_kept(history, view, write)) {
        Some(lost) => Verdict::Violated(Witness::of(Kind::Lost, &[lost.id])),
        None => Verdict::Holds { checked: acknowledged().count() as u32 },
    }
}

fn is_kept(history: &History, view: &WorldView, write: &Operation) -> bool {
    let key = write.request.key();
    let members = view.nodes.iter().filter(|node| node.status != Status::Left);
    let mut gone = true;
    for node in members {
        if node.replica.log.iter().rev().any(|cell| cell.write == write.id) {
            // Perhaps not applied yet.
            return true;
        }
        let rows = node.replica.rows.iter().filter(|row| row.key == key);
        let rows = rows.map(|row| (row.write, &row.version));
        let hints = node.replica.hints.iter().filter(|hint| hint.key == key);
        for (newest, version) in rows.chain(hints.map(|hint| (hint.write, &hint.version))) {
            gone = false;
            let kept = match version {
                Version::Siblings(siblings, _) => {
                    siblings.iter().any(|held| covers(history, held.write, write.id))
                }
                _ => !order::misses(history, Some(newest), write),
            };
            if kept {
                return true;
            }
        }
    }
    // A tombstone is forgotten in the end: then a delete is kept by there being nothing.
    gone && write.request.is_delete()
}

/// Whether a write is another one, or has replaced it: its client had seen it, or something that had
/// replaced it.
fn covers(history: &History, held: OperationId, write: OperationId) -> bool {
    let mut open = alloc::vec![held];
    let mut known = Vec::new();
    while let Some(next) = open.pop() {
        if next == write {
            return true;
        }
        let Some(operation) = history.operation(next).filter(|_| !known.contains(&next)) else {
            continue;
        };
        known.push(next);
        let key = operation.request.key();
        let before = history
            .of(next.client)
            .rev()
            .filter(|earlier| earlier.id.number < next.number && earlier.request.key() == key);
        let sight = before.map(|earlier| history.sight(earlier.id)).find(|sight| !sight.is_empty());
        open.extend(sight.into_iter().flatten().map(|found| found.write));
    }
    false
}

#[cfg(test)]
#[path = "durability_tests.rs"]
mod tests;
