//! Linearizability: every operation appears to take effect on one copy, at one moment between its invocation and its
//! response. Each key is an independent register, judged on its own (Herlihy, Wing 1990: locality).
//!
//! There are two algorithms, which the tests compare:
//! - [`Linearizable`] needs to know which write each read returned, and takes in operations one by one: see [`zones`].
//! - [`search()`] knows only values, which may be written twice, and supports compare-and-set. It is the search of Wing
//!   and Gong with Lowe's improvements: a linked list of invocations and responses from which operations are lifted, and
//!   a set of the configurations (operations placed, value) that were tried. Wing, Gong: *Testing and Verifying
//!   Concurrent Objects* (1993); Lowe: *Testing for linearizability* (2017).
//!
//! ```text
//!   holds      c1 ├─ write 1 ─┤                 violated   c1 ├ write 1 ┤ ├ write 2 ┤
//!              c2      ├─ read → 1 ─┤                      c2                          ├ read → 1 ┤
//! ```

pub use super::search::{Linearization, search};
use super::{
    order, shrink,
    verdict::{Verdict, Violation, Witness},
    zones::{self, Zone, Zones},
};
use crate::{
    history::{History, Operation, Outcome},
    kv::Key,
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Judges linearizability, operation by operation in the order of their ends: [`History::ended`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linearizable {
    /// The zones of each key, and the zone of its initial value.
    keys: LiteMap<Key, (Zones, Option<Zone>)>,
    /// By history index: the zone of a write.
    zones: Vec<Option<Zone>>,
    checked: u32,
    broken: Option<Witness>,
}

impl Linearizable {
    /// The most operations of all parts that are judged to find the smallest one.
    const EFFORT: usize = 20_000;

    /// Takes in an operation that has ended.
    ///
    /// Failed operations did not happen. Reads without a response are ignored. A write without a response took effect,
    /// at any time after its invocation, if some read returned it.
    pub fn take(&mut self, history: &History, operation: &Operation) {
        if self.broken.is_none() && !self.fits(history, operation) {
            let mut witness = explain(history, operation);
            if let (Violation::NoPlace, Some((.., step))) = (&witness.violation, operation.ended) {
                let seen = history.before(step + 1);
                witness.operations = shrink::smallest(&seen, Self::EFFORT, &has_no_order);
            }
            self.broken = Some(witness);
        }
    }

    fn fits(&mut self, history: &History, operation: &Operation) -> bool {
        let (write, ended) = match operation.ended {
            Some((Outcome::Written | Outcome::Inserted(_), _, step)) => {
                (Some(operation.id), zones::end(step))
            }
            Some((Outcome::Read(found), _, step)) => {
                (found.map(|found| found.write), zones::end(step))
            }
            // No read may have returned a write that failed.
            Some((Outcome::Failed(_), ..)) => {
                let zone = history.place(operation.id).map(|place| self.zones.get(place as usize));
                return zone.flatten().is_none_or(Option::is_none);
            }
            // A register has one value, and what statements read is not one key.
            Some((
                Outcome::Unknown(_)
                | Outcome::Siblings(_)
                | Outcome::Answered(_)
                | Outcome::Uncommitted,
                ..,
            ))
            | None => return true,
        };
        self.checked += 1;
        let began = zones::beginning(operation.invoked.1);
        let (zones, nothing) = self.keys.entry(operation.request.key()).or_default();
        let Some(write) = write else {
            let is_new = nothing.is_none();
            return zones.take(nothing.get_or_insert(Zone::NOTHING), is_new, began);
        };
        let Some(place) = history.place(write) else { return false };
        let write = &history.operations()[place as usize];
        let written = zones::beginning(write.invoked.1);
        let has_failed =
            matches!(write.ended, Some((Outcome::Failed(_), _, step)) if zones::end(step) <= ended);
        if written > ended || has_failed {
            return false;
        }
        if self.zones.len() <= place as usize {
            self.zones.resize(history.operations().len(), None);
        }
        let zone = &mut self.zones[place as usize];
        let is_new = zone.is_none();
        zones.take(zone.get_or_insert(Zone::new(written, ended)), is_new, began)
    }

    /// The verdict so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match &self.broken {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked: self.checked },
        }
    }
}

/// Judges a whole history.
#[must_use]
pub fn check(history: &History) -> Verdict {
    let mut linearizable = Linearizable::default();
    history.ended(0).for_each(|operation| linearizable.take(history, operation));
    linearizable.verdict()
}

/// Whether the operations of a part of a history have no order.
fn has_no_order(part: &History) -> bool {
    let mut linearizable = Linearizable::default();
    part.ended(0).any(|operation| !linearizable.fits(part, operation))
}

/// Looks for an operation that proves the violation together with the last one, without which there was an order: for a
/// read, an acknowledged write or an earlier read.
fn explain(history: &History, last: &Operation) -> Witness {
    let nothing = Witness::new(Violation::NoPlace, &[last.id]);
    let Some(found) = order::read_of(last) else { return nothing };
    if let Some(write) = found.and_then(|found| history.operation(found))
        && order::is_before(last, write)
    {
        return Witness::new(Violation::FromTheFuture, &[last.id, write.id]);
    }
    let of_key = |o: &&Operation| o.request.key() == last.request.key();
    let before = || history.operations().iter().filter(|o| order::is_before(o, last));
    let acknowledged = |o: &&Operation| order::is_acknowledged(o);
    let missed = |write: &&Operation| order::misses(history, found, write);
    if let Some(write) = before().filter(of_key).filter(acknowledged).rfind(missed) {
        return Witness::new(Violation::Stale, &[last.id, write.id]);
    }
    let seen = |earlier: &&Operation| {
        let write = order::read_of(earlier).flatten().and_then(|id| history.operation(id));
        write.is_some_and(|write| order::misses(history, found, write))
    };
    match before().filter(of_key).rfind(seen) {
        Some(earlier) => Witness::new(Violation::WentBack, &[last.id, earlier.id]),
        None => nothing,
    }
}

#[cfg(test)]
#[path = "linearizable_tests.rs"]
mod tests;
