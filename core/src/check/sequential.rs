//! Sequential consistency: as if there were one copy, and each client's operations took effect in its own
//! order; the clients' clocks need not agree (Lamport 1979).
//!
//! Unlike linearizability it cannot be judged key by key, and deciding it is NP-complete (Gibbons and
//! Korach 1997): the search remembers how far each client was and what the keys held, and gives up when
//! its budget is spent.
//!
//! ```text
//!   holds      c1 ├ write x=1 ┤                violated   c1 ├ write x=1 ┤ ├ read y → nothing ┤
//!              c2                ├ read x → nothing ┤     c2 ├ write y=2 ┤ ├ read x → nothing ┤
//! ```

use super::{
    order,
    seen::Seen,
    verdict::{Kind, Verdict, Why, Witness},
};
use crate::{
    hash::Fingerprint,
    history::{History, Operation, Outcome},
    id::{ClientId, OperationId},
    kv::Key,
};
use alloc::{vec, vec::Vec};
use litemap::LiteMap;

/// How far each client is, and the last write of each key.
type Configuration = (Vec<u32>, LiteMap<Key, OperationId>);

/// Judges a whole history; tries at most `budget` placements.
///
/// Reads without an answer say nothing, operations that failed did not happen, and a write without an
/// answer takes effect only if somebody read it.
#[must_use]
pub fn check(history: &History, budget: u64) -> Verdict {
    let counts = |(operation, seen): (&Operation, bool)| match operation.ended {
        Some((Outcome::Written | Outcome::Read(_), ..)) => true,
        Some((Outcome::Failed(_), ..)) => false,
        Some((Outcome::Unknown(_), ..)) | None => seen,
    };
    let mut clients: LiteMap<ClientId, Vec<&Operation>> = LiteMap::new();
    for (operation, seen) in history.operations().iter().zip(order::seen(history)) {
        if counts((operation, seen)) {
            clients.entry(operation.id.client).or_default().push(operation);
        }
    }
    let lanes: Vec<Vec<&Operation>> = clients.into_iter().map(|(_, lane)| lane).collect();
    let all: u32 = lanes.iter().map(|lane| lane.len() as u32).sum();
    let mut search =
        Search { lanes: &lanes, tried: Seen::default(), budget, most: (0, Vec::new()) };
    let start = (vec![0; lanes.len()], LiteMap::new());
    match search.run(start, all) {
        Some(true) => Verdict::Holds { checked: all },
        Some(false) => Verdict::Violated(search.witness(history)),
        None => Verdict::Unknown(Why::Budget { placed: search.most.0, of: all }),
    }
}

struct Search<'a> {
    lanes: &'a [Vec<&'a Operation>],
    tried: Seen,
    budget: u64,
    /// The longest order found, and how far each client was in it.
    most: (u32, Vec<u32>),
}

impl Search<'_> {
    /// Whether some order explains everything; nothing if the budget was spent.
    fn run(&mut self, start: Configuration, all: u32) -> Option<bool> {
        let mut stack = alloc::vec![start];
        while let Some((mut places, mut held)) = stack.pop() {
            self.take_reads(&mut places, &held);
            let placed: u32 = places.iter().sum();
            if placed >= self.most.0 {
                self.most = (placed, places.clone());
            }
            if placed == all {
                return Some(true);
            }
            // Two hashes of 64 bits are equal by chance less often than memory fails.
            let hashes = [1_u8, 2].map(|n| Fingerprint::of(&(n, &places, &held)));
            if !self.tried.insert(hashes.into()) {
                continue;
            }
            self.budget = self.budget.checked_sub(1)?;
            for lane in 0..self.lanes.len() {
                let Some(next) = self.lanes[lane].get(places[lane] as usize) else { continue };
                if !next.request.is_write() {
                    continue;
                }
                let before = held.insert(next.request.key(), next.id);
                places[lane] += 1;
                stack.push((places.clone(), held.clone()));
                places[lane] -= 1;
                match before {
                    Some(before) => held.insert(next.request.key(), before),
                    None => held.remove(&next.request.key()),
                };
            }
        }
        Some(false)
    }

    /// A read that returns what its key holds now can as well be placed at once: it changes nothing.
    fn take_reads(&self, places: &mut [u32], held: &LiteMap<Key, OperationId>) {
        for (lane, place) in self.lanes.iter().zip(places) {
            while let Some(next) = lane.get(*place as usize)
                && order::read_of(next) == Some(held.get(&next.request.key()).copied())
            {
                *place += 1;
            }
        }
    }

    /// The operations at which the best attempt stood still.
    fn witness(&self, history: &History) -> Witness {
        let blocked = self.lanes.iter().zip(&self.most.1);
        let blocked: Vec<OperationId> = blocked
            .filter_map(|(lane, &place)| lane.get(place as usize))
            .filter(|operation| history.operation(operation.id).is_some())
            .filter(|operation| !operation.request.is_write())
            .map(|operation| operation.id)
            .collect();
        Witness::of(Kind::NoPlace, &blocked)
    }
}

#[cfg(test)]
#[path = "sequential_tests.rs"]
mod tests;
