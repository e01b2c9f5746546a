//! Durability: no acknowledged write is lost.
//!
//! A write is kept while some replica that has not left the cluster holds it in a log or as a key's
//! value, or holds for its key a value that is not certainly older; also if it keeps it for another. What a
//! crashed replica has on disk counts: it comes back.

use super::{
    order,
    verdict::{Kind, Verdict, Witness},
};
use crate::{
    history::{History, Operation},
    view::{Status, WorldView},
};

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
    members.into_iter().any(|node| {
        let row = node.replica.rows.iter().find(|row| row.key == key);
        let hints = node.replica.hints.iter().filter(|hint| hint.key == key);
        let held = row.map(|row| row.write).into_iter().chain(hints.map(|hint| hint.write));
        held.into_iter().any(|held| !order::misses(history, Some(held), write))
    })
}
