//! The orders that get furthest where no order explains what was read, and the operation that stops each.
//!
//! All orders of a few operations are tried that keep what has to be kept: each client's own order, and for
//! linearizability also the order of operations that did not overlap. An order goes on as long as a next operation is
//! possible on the values that the keys have there. One that cannot go on shows a read that would return another value.
//!
//! ```text
//!   c1 ├ write 1 ┤ ├ write 2 ┤                   write 1, write 2; then the read would return 2, not 1
//!   c2                          ├ read → 1 ┤
//! ```

use super::{
    order,
    register::{ABSENT, Effect, ValueId},
};
use crate::{
    history::{History, Operation},
    id::OperationId,
};
use alloc::{vec, vec::Vec};

/// An operation, as far as an order of it depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its client, whose operations follow each other as in the list.
    pub client: u32,
    /// Its key.
    pub key: u32,
    /// What it requires and sets.
    pub effect: Effect,
    /// The position of its invocation among all invocations and responses.
    pub invoked: u64,
    /// The position of its response; `None` if there is none: then it may never take effect.
    pub ended: Option<u64>,
}

/// An order that cannot go on, by places in a list of pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried<T> {
    /// The operations that are in order.
    pub order: Vec<T>,
    /// The operation that would come next, and is not possible.
    pub stuck: T,
    /// The operation that set the value that its key has there; `None` if the value is the initial one.
    pub holds: Option<T>,
}

/// The most operations whose orders are tried: there are up to 40 320 orders of eight.
pub const MOST: usize = 8;
/// The most orders that are told.
const TOLD: usize = 3;

/// The orders that get furthest on keys with this initial value, each with another reason why it cannot go on; none if there
/// are more than [`MOST`] operations, or one order has all that must take effect.
#[must_use]
pub fn furthest(pieces: &[Piece], initial: ValueId, real_time: bool) -> Vec<Tried<usize>> {
    if pieces.len() > MOST {
        return Vec::new();
    }
    let (order, found) = (Vec::new(), Vec::new());
    let mut search = Search { pieces, initial, real_time, order, found, all: false };
    search.go_on();
    let Search { mut found, all, .. } = search;
    if all {
        return Vec::new();
    }
    found.sort_by(|a, b| b.order.len().cmp(&a.order.len()).then_with(|| a.order.cmp(&b.order)));
    found.truncate(TOLD);
    found
}

struct Search<'a> {
    pieces: &'a [Piece],
    initial: ValueId,
    real_time: bool,
    order: Vec<usize>,
    /// For each reason, the longest order that it stops.
    found: Vec<Tried<usize>>,
    /// Whether an order has all pieces.
    all: bool,
}

impl Search<'_> {
    fn precedes(&self, a: usize, b: usize) -> bool {
        let (first, second) = (&self.pieces[a], &self.pieces[b]);
        // Without a response it may take effect after its client's next operations.
        let Some(end) = first.ended else { return false };
        self.real_time && end < second.invoked || first.client == second.client && a < b
    }

    /// The last operation that set the value of a key.
    fn holder(&self, key: u32) -> Option<usize> {
        let (mut value, mut holder) = (self.initial, None);
        for &n in self.order.iter().filter(|&&n| self.pieces[n].key == key) {
            let sets = match self.pieces[n].effect {
                Effect::Write(_) | Effect::Swap(..) => true,
                Effect::MaybeSwap(from, _) => from == value,
                Effect::Read(_) | Effect::NoSwap(_) => false,
            };
            holder = if sets { Some(n) } else { holder };
            value = self.pieces[n].effect.on(value).unwrap_or(value);
        }
        holder
    }

    fn value(&self, key: u32) -> u32 {
        let of_key = self.order.iter().filter(|&&n| self.pieces[n].key == key);
        of_key.fold(self.initial, |value, &n| self.pieces[n].effect.on(value).unwrap_or(value))
    }

    fn go_on(&mut self) {
        let mut stuck = None;
        let mut goes_on = false;
        for next in (0..self.pieces.len()).filter(|n| !self.order.contains(n)).collect::<Vec<_>>() {
            let waits = (0..self.pieces.len())
                .any(|n| !self.order.contains(&n) && n != next && self.precedes(n, next));
            if waits || self.all {
                continue;
            }
            let Piece { key, effect, .. } = self.pieces[next];
            if effect.on(self.value(key)).is_none() {
                stuck = stuck.or(Some(next));
                continue;
            }
            goes_on = true;
            self.order.push(next);
            self.go_on();
            self.order.pop();
        }
        let is_done =
            |(n, piece): (usize, &Piece)| piece.ended.is_none() || self.order.contains(&n);
        self.all |= self.pieces.iter().enumerate().all(is_done);
        if let (false, Some(stuck)) = (goes_on, stuck) {
            self.stop(stuck);
        }
    }

    fn stop(&mut self, stuck: usize) {
        let holds = self.holder(self.pieces[stuck].key);
        let tried = Tried { order: self.order.clone(), stuck, holds };
        match self.found.iter_mut().find(|it| (it.stuck, it.holds) == (stuck, holds)) {
            Some(same) if same.order.len() < tried.order.len() => *same = tried,
            Some(_) => {}
            None => self.found.push(tried),
        }
    }
}

/// The orders of these operations of a history that get furthest. `real_time`: whether operations that do not overlap keep
/// their order.
#[must_use]
pub fn of(history: &History, ids: &[OperationId], real_time: bool) -> Vec<Tried<OperationId>> {
    let mut all: Vec<&Operation> = ids.iter().filter_map(|&id| history.operation(id)).collect();
    all.sort_by_key(|it| it.invoked.1);
    let place = |id: OperationId| all.iter().position(|it| it.id == id).map(|at| at as u32 + 1);
    let mut keys = vec![];
    let mut pieces = Vec::new();
    for (n, it) in all.iter().enumerate() {
        let key = it.request.key();
        let known = keys.iter().position(|other| *other == key);
        let key = known.unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        });
        let effect = match order::read_of(it) {
            // What nobody here wrote is no value of the others.
            Some(found) => Effect::Read(found.map_or(0, |id| place(id).unwrap_or(u32::MAX))),
            None => Effect::Write(n as u32 + 1),
        };
        // An end at the step of a start is before it.
        pieces.push(Piece {
            client: it.id.client.0.into(),
            key: key as u32,
            effect,
            invoked: u64::from(it.invoked.1) * 2 + 1,
            ended: it.ended.map(|(.., step)| u64::from(step) * 2),
        });
    }
    let id = |n: usize| all[n].id;
    let told = furthest(&pieces, ABSENT, real_time).into_iter().map(|tried| Tried {
        order: tried.order.into_iter().map(id).collect(),
        stuck: id(tried.stuck),
        holds: tried.holds.map(id),
    });
    told.collect()
}

#[cfg(test)]
#[path = "tried_tests.rs"]
mod tests;
