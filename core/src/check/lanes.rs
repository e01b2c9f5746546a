//! The search for an order of all operations that contains each client's own order.
//!
//! A lane is the sequence of one client's operations. A configuration is the number of operations placed in each lane,
//! and the value of each register. The head of a lane can be placed if it is a write, or a read of its register's
//! value. Four rules shorten the search without losing an order:
//! - A configuration is tried once.
//! - A read that can be placed is placed at once: it changes nothing.
//! - A register's value is not overwritten while a read of it is unplaced: no value is written twice.
//! - When such a read is added late, everything that was placed since the value was overwritten is undone at once.
//!
//! Lanes may grow between runs of the search: a configuration without an order in a shorter history has none in a
//! longer one.

use super::visited::Visited;
use crate::hash::Fingerprint;
use alloc::vec::Vec;

/// The index of a register.
pub type RegisterId = u32;
/// A value of a register: one for each write, and one for the initial value of each register.
pub type ValueId = u32;

/// An operation in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The operation's sequence number in its lane; there may be gaps.
    pub number: u32,
    pub register: RegisterId,
    pub value: ValueId,
    pub writes: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lane {
    items: Vec<Item>,
    /// The lane and sequence number of an operation: this lane starts after everything before it.
    after: Option<(usize, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Move {
    lane: u16,
    /// Whether no alternative has to be tried.
    sure: bool,
    /// The register's value before the move.
    before: ValueId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value {
    /// The number of its unplaced reads.
    unread: u32,
    /// Whether its write is placed.
    written: bool,
}

/// The result of a run of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// All operations are placed.
    Complete,
    /// There is no order.
    Impossible,
    /// The budget is spent.
    OutOfBudget,
}

/// The lanes, and the search for their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    lanes: Vec<Lane>,
    /// By lane: the number of operations placed.
    places: Vec<u32>,
    /// By register: its value.
    held: Vec<ValueId>,
    values: Vec<Value>,
    moves: Vec<Move>,
    /// The hash of the configuration.
    hash: (u64, u64),
    tried: Visited,
    all: u32,
    /// The most operations that were placed since the lanes last grew, and how many of each lane.
    most: (u32, Vec<u32>),
}

impl Lanes {
    /// Adds a value, for a write.
    pub fn value(&mut self) -> ValueId {
        self.values.push(Value { unread: 0, written: false });
        (self.values.len() - 1) as ValueId
    }

    /// Adds a register; returns it with its initial value.
    pub fn register(&mut self) -> (RegisterId, ValueId) {
        let initial = self.value();
        self.values[initial as usize].written = true;
        self.held.push(initial);
        ((self.held.len() - 1) as RegisterId, initial)
    }

    /// The number of operations, and the most that were placed.
    pub const fn extent(&self) -> (u32, u32) {
        (self.all, self.most.0)
    }

    /// The reads at the heads of the lanes in the longest attempt: lane and sequence number.
    pub fn blocked(&self) -> impl Iterator<Item = (usize, u32)> {
        let heads = self.lanes.iter().zip(&self.most.1);
        let heads = heads.map(|(lane, &at)| lane.items.get(at as usize));
        let reads = heads.enumerate().filter_map(|(lane, head)| Some((lane, head.copied()?)));
        reads.filter(|(_, item)| !item.writes).map(|(lane, item)| (lane, item.number))
    }

    /// Adds a lane.
    pub fn lane(&mut self) -> usize {
        self.lanes.push(Lane::default());
        self.places.push(0);
        self.lanes.len() - 1
    }

    /// Appends an operation to its lane. Its sequence number is greater than those before it.
    pub fn push(&mut self, lane: usize, item: Item) {
        self.lanes[lane].items.push(item);
        self.all += 1;
        let value = &mut self.values[item.value as usize];
        value.unread += u32::from(!item.writes);
        if !item.writes && value.written {
            while self.held[item.register as usize] != item.value && self.pop().is_some() {}
        }
        self.most = (self.moves.len() as u32, self.places.clone());
    }

    /// Moves the last operation of a lane to a lane of its own: it still follows the operations before it, and no longer
    /// precedes later ones.
    pub fn release(&mut self, lane: usize) {
        let last = self.lanes[lane].items.len() - 1;
        while self.places[lane] as usize > last && self.pop().is_some() {}
        // Positions in the lane refer to other operations from now on.
        self.tried = Visited::default();
        let Some(item) = self.lanes[lane].items.pop() else { return };
        self.all -= 1;
        self.aside(lane, item);
    }

    /// Adds an operation in a lane of its own, which starts after the operations before it in `lane`.
    pub fn aside(&mut self, lane: usize, item: Item) {
        let own = self.lane();
        self.lanes[own].after = Some((lane, item.number));
        self.push(own, item);
    }

    /// Continues the search. Places at most `budget` operations, undone ones included, and subtracts them.
    pub fn run(&mut self, budget: &mut u32) -> Attempt {
        loop {
            let settled = self.settle(budget);
            if self.moves.len() as u32 >= self.most.0 {
                self.most = (self.moves.len() as u32, self.places.clone());
            }
            if !settled {
                return Attempt::OutOfBudget;
            }
            if self.moves.len() as u32 == self.all {
                return Attempt::Complete;
            }
            match self.step(budget) {
                None => return Attempt::OutOfBudget,
                Some(true) => {}
                Some(false) => {
                    if !self.back() {
                        return Attempt::Impossible;
                    }
                }
            }
        }
    }

    /// Places every read that fits; says whether the budget was enough.
    fn settle(&mut self, budget: &mut u32) -> bool {
        for lane in 0..self.lanes.len() {
            while let Some(item) = self.head(lane)
                && !item.writes
                && self.held[item.register as usize] == item.value
            {
                if *budget == 0 {
                    return false;
                }
                *budget -= 1;
                self.place(lane, item, true);
            }
        }
        true
    }

    fn head(&self, lane: usize) -> Option<Item> {
        let Lane { items, after } = &self.lanes[lane];
        let head = items.get(self.places[lane] as usize)?;
        let may_begin = |&(other, number): &(usize, u32)| {
            let place = self.places[other] as usize;
            self.lanes[other].items.get(place).is_none_or(|next| next.number >= number)
        };
        after.as_ref().is_none_or(may_begin).then_some(*head)
    }

    /// Places a write that leads to a configuration not tried before; says whether there is one.
    fn step(&mut self, budget: &mut u32) -> Option<bool> {
        for lane in self.choices() {
            *budget = budget.checked_sub(1)?;
            let Some(item) = self.head(lane) else { continue };
            self.place(lane, item, false);
            if self.tried.insert(self.hash) {
                return Some(true);
            }
            self.pop();
        }
        Some(false)
    }

    /// The lanes whose head is a write that may be placed: first those for which a read waits.
    fn choices(&self) -> Vec<usize> {
        let heads = || (0..self.lanes.len()).filter_map(|lane| Some((lane, self.head(lane)?)));
        let fits = |&(_, item): &(usize, Item)| {
            let held = self.held[item.register as usize];
            item.writes && self.values[held as usize].unread == 0
        };
        let reads = heads().filter(|(_, item)| !item.writes);
        let mut waits: Vec<(u64, u32)> = reads.map(|(_, item)| (item.value.into(), 0)).collect();
        waits.sort_unstable();
        let rank = |(lane, item): (usize, Item)| {
            let waits = u64::from(waits.binary_search(&(item.value.into(), 0)).is_err());
            (waits << 32 | u64::from(item.value), lane as u32)
        };
        let mut choices: Vec<(u64, u32)> = heads().filter(fits).map(rank).collect();
        choices.sort_unstable();
        choices.into_iter().map(|(_, lane)| lane as usize).collect()
    }

    fn place(&mut self, lane: usize, item: Item, sure: bool) {
        self.toggle(lane, item.register);
        let before = self.held[item.register as usize];
        self.held[item.register as usize] = item.value;
        self.places[lane] += 1;
        self.toggle(lane, item.register);
        let value = &mut self.values[item.value as usize];
        match item.writes {
            true => value.written = true,
            false => value.unread -= 1,
        }
        self.moves.push(Move { lane: lane as u16, sure, before });
    }

    fn pop(&mut self) -> Option<Move> {
        let last = self.moves.pop()?;
        let lane = usize::from(last.lane);
        let item = self.lanes[lane].items[self.places[lane] as usize - 1];
        self.toggle(lane, item.register);
        self.held[item.register as usize] = last.before;
        self.places[lane] -= 1;
        self.toggle(lane, item.register);
        let value = &mut self.values[item.value as usize];
        match item.writes {
            true => value.written = false,
            false => value.unread += 1,
        }
        Some(last)
    }

    /// Takes back all up to the last write in whose place another may be tried.
    fn back(&mut self) -> bool {
        core::iter::from_fn(|| self.pop()).any(|last| !last.sure)
    }

    /// Takes a lane's place and what a register holds out of the hash, or puts them in.
    fn toggle(&mut self, lane: usize, register: RegisterId) {
        let place = (lane as u32, self.places[lane], 0_u8);
        let held = (register, self.held[register as usize], 1_u8);
        self.hash.0 ^= Fingerprint::of(&place) ^ Fingerprint::of(&held);
        self.hash.1 ^= Fingerprint::of(&(place, 2_u8)) ^ Fingerprint::of(&(held, 2_u8));
    }
}
