//! Linearizability of a register, by the search of Wing and Gong with Lowe's improvements: a linked list
//! of invocations and responses from which operations are lifted and put back, and a memory of the
//! configurations (set of operations placed, value) that lead nowhere.
//!
//! Wing, Gong: *Testing and Verifying Concurrent Objects* (1993); Lowe: *Testing for linearizability*
//! (2017). Keys are independent registers, which are checked one by one (Herlihy, Wing 1990: locality).
//!
//! ```text
//!   holds      c1 ├─ write 1 ─┤                 violated   c1 ├ write 1 ┤ ├ write 2 ┤
//!              c2      ├─ read → 1 ─┤                      c2                          ├ read → 1 ┤
//! ```

pub use super::search::{Found, search};
use super::{
    order,
    register::{ABSENT, Register, registers},
    verdict::{Kind, Verdict, Why, Witness},
};
use crate::{history::History, id::OperationId};

/// Judges every key of a run, each within `budget`.
#[must_use]
pub fn check(history: &History, budget: u64) -> Verdict {
    let mut checked = 0;
    let mut unknown = None;
    for register in registers(history).values() {
        match search(&register.calls, ABSENT, budget) {
            Found::Order(_) => checked += register.calls.len() as u32,
            Found::None { stuck } => {
                let operation = register.operations[stuck as usize];
                return Verdict::Violated(explain(history, register, operation));
            }
            Found::Unknown { placed } => {
                unknown = Some(Why::Budget { placed, of: register.calls.len() as u32 });
            }
        }
    }
    unknown.map_or(Verdict::Holds { checked }, Verdict::Unknown)
}

/// Looks for two operations that prove it: for a read, an acknowledged write or an earlier read that
/// rules its answer out.
fn explain(history: &History, register: &Register, stuck: OperationId) -> Witness {
    let operations = || register.operations.iter().filter_map(|&id| history.operation(id));
    let key = history.operation(stuck).map(|stuck| stuck.request.key());
    // The operation at which the search got stuck first, then in order of time.
    let reads = order::sorted(history, |read| {
        let step = read.ended.filter(|_| Some(read.request.key()) == key)?.2;
        Some(if read.id == stuck { 0 } else { u64::from(step) + 1 })
    });
    for read in reads {
        let Some(found) = order::read_of(read) else { continue };
        if let Some(write) = found.and_then(|found| history.operation(found))
            && read.ended.is_some_and(|(.., step)| step < write.invoked.1)
        {
            return Witness::of(Kind::FromTheFuture, &[read.id, write.id]);
        }
        let before = |o: &&crate::history::Operation| {
            o.ended.is_some_and(|(.., step)| step < read.invoked.1)
        };
        let newer = operations()
            .filter(|o| order::is_acknowledged(o))
            .filter(before)
            .rfind(|write| order::misses(history, found, write));
        if let Some(write) = newer {
            return Witness::of(Kind::Stale, &[read.id, write.id]);
        }
        let seen = |earlier: &&crate::history::Operation| {
            let write = order::read_of(earlier).flatten().and_then(|id| history.operation(id));
            write.is_some_and(|write| order::misses(history, found, write))
        };
        if let Some(earlier) = operations().filter(before).rfind(seen) {
            return Witness::of(Kind::WentBack, &[read.id, earlier.id]);
        }
    }
    Witness::of(Kind::NoPlace, &[stuck])
}

#[cfg(test)]
#[path = "linearizable_tests.rs"]
mod tests;
