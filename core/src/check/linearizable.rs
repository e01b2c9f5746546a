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

use super::{
    order,
    register::{ABSENT, Call, Effect, Register, ValueId, registers},
    verdict::{Kind, Verdict, Why, Witness},
};
use crate::{hash::Fingerprint, history::History, id::OperationId};
use alloc::{collections::BTreeSet, vec, vec::Vec};

/// What the search found for one register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This order of its calls explains everything; calls without a response may be missing from it.
    Order(Vec<u32>),
    /// No order does. In the best attempt the response of this call could not be passed.
    None {
        /// The call whose response was the farthest to block every order.
        stuck: u32,
    },
    /// The budget was spent.
    Unknown {
        /// The most calls that were placed.
        placed: u32,
    },
}

const HEAD: u32 = 0;

/// The invocations and responses in order of time, as a doubly linked list. Node 0 is the head; call `c`
/// begins at node `2c + 1` and ends at node `2c + 2`.
struct List {
    next: Vec<u32>,
    previous: Vec<u32>,
}

const END: u32 = u32::MAX;

impl List {
    fn new(calls: &[Call]) -> Self {
        let mut moments: Vec<(u64, u32)> = Vec::with_capacity(calls.len() * 2);
        for (n, call) in calls.iter().enumerate() {
            moments.push((call.invoked, n as u32 * 2 + 1));
            moments.extend(call.ended.map(|at| (at, n as u32 * 2 + 2)));
        }
        moments.sort_unstable();
        let mut list =
            Self { next: vec![END; calls.len() * 2 + 1], previous: vec![END; calls.len() * 2 + 1] };
        let mut last = HEAD;
        for (_, node) in moments {
            list.next[last as usize] = node;
            list.previous[node as usize] = last;
            last = node;
        }
        list
    }

    fn unlink(&mut self, node: u32) {
        let (previous, next) = (self.previous[node as usize], self.next[node as usize]);
        self.next[previous as usize] = next;
        if next != END {
            self.previous[next as usize] = previous;
        }
    }

    fn relink(&mut self, node: u32) {
        let (previous, next) = (self.previous[node as usize], self.next[node as usize]);
        self.next[previous as usize] = node;
        if next != END {
            self.previous[next as usize] = node;
        }
    }

    /// Takes a call's two moments out.
    fn lift(&mut self, call: u32, ends: bool) {
        self.unlink(call * 2 + 1);
        if ends {
            self.unlink(call * 2 + 2);
        }
    }

    /// Puts them back, in the opposite order.
    fn put_back(&mut self, call: u32, ends: bool) {
        if ends {
            self.relink(call * 2 + 2);
        }
        self.relink(call * 2 + 1);
    }
}

/// A set of calls by a hash that does not depend on their order. Two of 128 bits collide by chance less
/// often than memory fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Placed(u64, u64);

impl Placed {
    fn toggle(&mut self, call: u32) {
        self.0 ^= Fingerprint::of(&(call, 1_u8));
        self.1 ^= Fingerprint::of(&(call, 2_u8));
    }
}

/// Looks for an order of a register's calls that explains what each returned. Tries at most `budget`
/// placements.
#[must_use]
pub fn search(calls: &[Call], initial: ValueId, budget: u64) -> Found {
    let needed = needed(calls);
    let mut list = List::new(calls);
    for (n, call) in calls.iter().enumerate() {
        if call.ended.is_none() && !needed.contains(&(n as u32)) {
            list.unlink(n as u32 * 2 + 1);
        }
    }
    let mut left = calls.iter().filter(|call| call.ended.is_some()).count();
    let mut tried: BTreeSet<(Placed, ValueId)> = BTreeSet::new();
    let mut stack: Vec<(u32, ValueId)> = Vec::new();
    let (mut placed, mut value, mut spent) = (Placed::default(), initial, 0);
    let (mut most, mut deepest, mut stuck) = (0, 0, 0);
    let mut node = list.next[HEAD as usize];
    while left > 0 {
        let call = node.wrapping_sub(1) / 2;
        if node != END && node % 2 == 1 {
            spent += 1;
            if spent > budget {
                return Found::Unknown { placed: most };
            }
            if let Some(after) = calls[call as usize].effect.on(value) {
                let mut with = placed;
                with.toggle(call);
                if tried.insert((with, after)) {
                    stack.push((call, value));
                    most = most.max(stack.len() as u32);
                    (placed, value) = (with, after);
                    let ends = calls[call as usize].ended.is_some();
                    list.lift(call, ends);
                    left -= usize::from(ends);
                    node = list.next[HEAD as usize];
                    continue;
                }
            }
            node = list.next[node as usize];
            continue;
        }
        // The response of a call that was not placed: everything before it was tried.
        if node != END && stack.len() >= deepest {
            (deepest, stuck) = (stack.len(), call);
        }
        let Some((undone, before)) = stack.pop() else { return Found::None { stuck } };
        let ends = calls[undone as usize].ended.is_some();
        list.put_back(undone, ends);
        left += usize::from(ends);
        placed.toggle(undone);
        value = before;
        node = list.next[(undone * 2 + 1) as usize];
    }
    Found::Order(stack.into_iter().map(|(call, _)| call).collect())
}

/// Of the calls without a response, those that can matter: a write whose value nobody found can be left
/// out, unless a compare-and-set failed and so asks for *some* other value.
fn needed(calls: &[Call]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut any_other = false;
    for call in calls {
        match call.effect {
            Effect::Read(value) | Effect::Swap(value, _) | Effect::MaybeSwap(value, _) => {
                found.insert(value);
            }
            Effect::NoSwap(_) => any_other = true,
            Effect::Write(_) => {}
        }
    }
    let unknown = calls.iter().enumerate().filter(|(_, call)| call.ended.is_none());
    let matters = unknown.filter(|(_, call)| match call.effect {
        Effect::Write(to) | Effect::MaybeSwap(_, to) => any_other || found.contains(&to),
        Effect::Read(_) | Effect::NoSwap(_) | Effect::Swap(..) => false,
    });
    matters.map(|(n, _)| n as u32).collect()
}

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
    let mut reads: Vec<_> = operations().filter(|o| order::read_of(o).is_some()).collect();
    // The operation at which the search got stuck first, then in order of time.
    reads.sort_by_key(|read| (read.id != stuck, read.ended.map(|(.., step)| step)));
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
