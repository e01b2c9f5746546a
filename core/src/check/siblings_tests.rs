//! The definition, for all writes at once.

use crate::{
    check::{order, siblings},
    history::{History, Operation},
};
use alloc::{vec, vec::Vec};

/// Whether a read certainly missed a write to its key.
pub fn misses(history: &History, read: &Operation, write: &Operation) -> bool {
    let sight = history.sight(read.id);
    if sight.is_empty() {
        let found = order::read_of(read).expect("it was answered");
        let is_older = |found| {
            let at = |id| history.place(id).expect("it is there") as usize;
            found != write.id && causes(history)[at(found)][at(write.id)]
        };
        return found.is_none_or(is_older);
    }
    let all = history.operations();
    let replaced = closure(history);
    let at = |id| all.iter().position(|o| o.id == id).expect("it is there");
    let w = at(write.id);
    let shown: Vec<usize> = sight.iter().map(|found| at(found.write)).collect();
    let included = shown.iter().any(|&s| s == w || replaced[s][w]);
    let older = shown.iter().any(|&s| replaced[w][s]);
    let ended = read.ended.expect("it ended").2;
    let forgotten = all.iter().enumerate().any(|(d, delete)| {
        let of_key = delete.request.is_delete() && delete.request.key() == write.request.key();
        of_key && delete.invoked.1 <= ended && (d == w || replaced[d][w])
    });
    !included && (older || !forgotten)
}

/// Whether operation `a` is a cause of operation `b`, as `[a][b]`.
pub fn causes(history: &History) -> Vec<Vec<bool>> {
    let all = history.operations();
    let mut causes = vec![vec![false; all.len()]; all.len()];
    for (a, one) in all.iter().enumerate() {
        for (b, two) in all.iter().enumerate() {
            let unsure = one.request.is_write() && !order::is_acknowledged(one);
            let program =
                one.id.client == two.id.client && one.id.number < two.id.number && !unsure;
            let reads = !two.request.is_write() && siblings::is_answered(history, two);
            causes[a][b] = program || reads && siblings::shown(history, two).any(|it| it == one.id);
        }
    }
    close(&mut causes);
    causes
}

/// Closes a relation under transitivity.
fn close(relation: &mut [Vec<bool>]) {
    for through in 0..relation.len() {
        let next = relation[through].clone();
        for row in relation.iter_mut().filter(|row| row[through]) {
            row.iter_mut().zip(&next).for_each(|(it, &next)| *it |= next);
        }
    }
}

/// Whether write `a` replaced write `b`, directly or through others, as `[a][b]`.
fn closure(history: &History) -> Vec<Vec<bool>> {
    let all = history.operations();
    let mut replaced = vec![vec![false; all.len()]; all.len()];
    for (w, write) in all.iter().enumerate().filter(|(_, write)| write.request.is_write()) {
        let before = all.iter().filter(|o| {
            let same = o.id.client == write.id.client && o.request.key() == write.request.key();
            same && o.id.number < write.id.number && !history.sight(o.id).is_empty()
        });
        let Some(last) = before.max_by_key(|o| o.id.number) else { continue };
        for found in history.sight(last.id) {
            let old = all.iter().position(|o| o.id == found.write).expect("it is there");
            replaced[w][old] = true;
        }
    }
    close(&mut replaced);
    replaced
}
