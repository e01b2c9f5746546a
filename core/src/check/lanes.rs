//! The search for one order that agrees with each client's own.
//!
//! Clients' operations stand in lanes. A configuration is how far each lane is placed and what each
//! register holds; from it the head of any lane may be placed, if it is a read of what its register holds,
//! or a write. Four things keep the search short, all of them without loss:
//! - A configuration is tried once.
//! - A read that fits now is placed now: it changes nothing.
//! - What a register holds is not overwritten while a read of it is still to be placed: no value is
//!   written twice, so nothing would bring it back.
//! - When such a read comes late, all that was placed since the value was overwritten is taken back at once.
//!
//! Lanes may grow while the search stands: no order of a longer history begins with a configuration that
//! leads nowhere in a shorter one.

use super::visited::Visited;
use crate::hash::Fingerprint;
use alloc::vec::Vec;

/// A register.
pub type RegisterId = u32;
/// What a register can hold: one number for each write, and one for each register without any.
pub type ValueId = u32;

/// An operation in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Counted within the lane, with gaps.
    pub number: u32,
    pub register: RegisterId,
    pub value: ValueId,
    pub writes: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lane {
    items: Vec<Item>,
    /// It begins only after what stands before this number in another lane.
    after: Option<(usize, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Move {
    lane: u16,
    /// Nothing else had to be tried in its place.
    sure: bool,
    /// What the register held.
    before: ValueId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value {
    /// So many reads of it are still to be placed.
    unread: u32,
    /// Its write is placed.
    written: bool,
}

/// How a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Everything has its place.
    Complete,
    /// There is no order.
    Impossible,
    /// The budget is spent.
    OutOfBudget,
}

/// The lanes, and the order that was found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    lanes: Vec<Lane>,
    /// How far each lane is placed.
    places: Vec<u32>,
    /// What each register holds.
    held: Vec<ValueId>,
    values: Vec<Value>,
    moves: Vec<Move>,
    /// Of the configuration; does not depend on how it came about.
    hash: (u64, u64),
    tried: Visited,
    all: u32,
    /// The farthest that any attempt came since the lanes last grew.
    most: (u32, Vec<u32>),
}

impl Lanes {
    /// A new value, for a write.
    pub fn value(&mut self) -> ValueId {
        self.values.push(Value { unread: 0, written: false });
        (self.values.len() - 1) as ValueId
    }

    /// A new register, and what it holds.
    pub fn register(&mut self) -> (RegisterId, ValueId) {
        let initial = self.value();
        self.values[initial as usize].written = true;
        self.held.push(initial);
        ((self.held.len() - 1) as RegisterId, initial)
    }

    /// How many operations there are, and how many have their place at best.
    pub const fn extent(&self) -> (u32, u32) {
        (self.all, self.most.0)
    }

    /// The number of each lane's operation at which the best attempt stood still, if it is a read.
    pub fn blocked(&self) -> impl Iterator<Item = (usize, u32)> {
        let heads = self.lanes.iter().zip(&self.most.1);
        let heads = heads.map(|(lane, &at)| lane.items.get(at as usize));
        let reads = heads.enumerate().filter_map(|(lane, head)| Some((lane, head.copied()?)));
        reads.filter(|(_, item)| !item.writes).map(|(lane, item)| (lane, item.number))
    }

    /// A new lane.
    pub fn lane(&mut self) -> usize {
        self.lanes.push(Lane::default());
        self.places.push(0);
        self.lanes.len() - 1
    }

    /// Puts an operation where it belongs in its lane.
    pub fn insert(&mut self, lane: usize, item: Item) {
        let items = &self.lanes[lane].items;
        let at = items.partition_point(|other| other.number < item.number);
        if at < items.len() {
            self.forget(|lanes| lanes.places[lane] as usize > at);
        }
        for other in 0..self.lanes.len() {
            if self.lanes[other]
                .after
                .is_some_and(|(it, number)| it == lane && number > item.number)
            {
                self.forget(|lanes| lanes.places[other] > 0);
            }
        }
        self.lanes[lane].items.insert(at, item);
        self.all += 1;
        let value = &mut self.values[item.value as usize];
        value.unread += u32::from(!item.writes);
        if !item.writes && value.written {
            while self.held[item.register as usize] != item.value && self.pop().is_some() {}
        }
        self.most = (self.moves.len() as u32, self.places.clone());
    }

    /// Takes the last operation of a lane out and gives it one of its own: it still comes after what stood
    /// before it, but no longer before what follows.
    pub fn release(&mut self, lane: usize) {
        let last = self.lanes[lane].items.len() - 1;
        self.forget(|lanes| lanes.places[lane] as usize > last);
        let Some(item) = self.lanes[lane].items.pop() else { return };
        self.all -= 1;
        self.aside(lane, item);
    }

    /// Gives an operation a lane of its own, which begins after what stands before it in another lane.
    pub fn aside(&mut self, lane: usize, item: Item) {
        let own = self.lane();
        self.lanes[own].after = Some((lane, item.number));
        self.insert(own, item);
    }

    /// Takes back what was placed as long as something is so. What was tried is forgotten: a place in a
    /// lane means other operations from now on.
    fn forget(&mut self, while_so: impl Fn(&Self) -> bool) {
        while while_so(self) && self.pop().is_some() {}
        self.tried = Visited::default();
    }

    /// Goes on with the search; places at most `budget` operations, those that are taken back included.
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
