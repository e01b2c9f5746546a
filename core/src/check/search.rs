//! The search for a linearization.
//!
//! Four rules shorten it without losing an order:
//! - A configuration (calls placed, value) is tried once (Lowe).
//! - A call that changes nothing and is possible now is placed at once.
//! - Of calls without a response that have the same effect, the earliest is tried first: it can replace the others.
//! - A call without a response is placed only right before a call that requires its value: a value that is overwritten
//!   unseen need not have been set.

use super::{
    equivalent::{Class, classes},
    moments::Moments,
    order,
    register::{Call, Effect, ValueId},
    visited::Visited,
};
use crate::hash::Fingerprint;
use alloc::vec::Vec;

/// The result of the search for one register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linearization {
    /// An order of the calls. Calls without a response may be missing.
    Order(Vec<u32>),
    /// There is no order.
    None {
        /// The call that could not be placed before its response, in the longest attempt.
        stuck: u32,
    },
    /// The budget is spent.
    Unknown {
        /// The number of calls placed in the longest attempt.
        placed: u32,
    },
}

/// Where to look for the next call to place.
#[derive(Clone, Copy)]
enum Next {
    /// At the calls from this node of the list on, then in all classes.
    Moment(u32),
    /// In the classes from this one on.
    Class(u32),
}

/// A placed call.
struct Placed {
    call: u32,
    before: ValueId,
    /// Its class, if it has no response.
    class: Option<u32>,
    /// Whether no alternative has to be tried.
    sure: bool,
}

struct Search<'a> {
    calls: &'a [Call],
    moments: Moments,
    /// Sorted by the value that they set.
    classes: Vec<Class>,
    swaps: bool,
    order: Vec<Placed>,
    value: ValueId,
    /// A hash of the set of placed calls, with 128 bits: a collision is less likely than a memory error.
    hash: (u64, u64),
    visited: Visited,
    /// The number of unplaced calls with a response.
    left: usize,
    spent: u64,
    budget: u64,
    most: usize,
    /// The length of the longest attempt that got stuck, and the call that blocked it.
    deepest: usize,
    stuck: u32,
    wanted: Vec<ValueId>,
}

/// The budget is spent.
struct Spent;

/// Looks for a linearization of a register's calls. Places at most `budget` calls, undone ones included.
#[must_use]
pub fn search(calls: &[Call], initial: ValueId, budget: u64) -> Linearization {
    if let Some(stuck) = from_nowhere(calls, initial) {
        return Linearization::None { stuck };
    }
    let mut search = Search::new(calls, initial, budget);
    match search.run() {
        Err(Spent) => Linearization::Unknown { placed: search.most as u32 },
        Ok(false) => Linearization::None { stuck: search.stuck },
        Ok(true) => Linearization::Order(search.order.iter().map(|placed| placed.call).collect()),
    }
}

/// A call that requires a value that no call sets: the search would notice it last.
fn from_nowhere(calls: &[Call], initial: ValueId) -> Option<u32> {
    // Each value with a call that sets it: the type that every checker sorts.
    let left = (0..).zip(calls).filter_map(|(n, call)| Some((call.effect.left()?.into(), n)));
    let mut left: Vec<(u64, u32)> = left.collect();
    left.push((initial.into(), u32::MAX));
    left.sort_unstable();
    let is_missing =
        |value: ValueId| left.binary_search_by_key(&u64::from(value), |&(value, _)| value).is_err();
    let ended = |call: &Call| call.ended.is_some() && call.effect.found().is_some_and(is_missing);
    calls.iter().position(ended).map(|n| n as u32)
}

impl<'a> Search<'a> {
    fn new(calls: &'a [Call], value: ValueId, budget: u64) -> Self {
        let classes = classes(calls);
        Self {
            calls,
            moments: Moments::new(calls),
            swaps: classes.iter().any(|it| matches!(it.effect, Effect::MaybeSwap(..))),
            classes,
            order: Vec::with_capacity(calls.len()),
            value,
            hash: (0, 0),
            visited: Visited::default(),
            left: calls.iter().filter(|call| call.ended.is_some()).count(),
            spent: 0,
            budget,
            most: 0,
            deepest: 0,
            stuck: 0,
            wanted: Vec::new(),
        }
    }

    /// Whether there is an order.
    fn run(&mut self) -> Result<bool, Spent> {
        self.settle()?;
        let mut next = Next::Moment(self.moments.first());
        while self.left > 0 {
            if let Some((call, class)) = self.choice(next) {
                self.place(call, class, false)?;
                self.settle()?;
                if self.left == 0 || self.is_new() {
                    next = Next::Moment(self.moments.first());
                    continue;
                }
            } else if self.order.len() >= self.deepest
                && let Some(blocked) = self.moments.blocked()
            {
                (self.deepest, self.stuck) = (self.order.len(), blocked);
            }
            match self.back() {
                Some(other) => next = other,
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Places every possible call that changes nothing.
    fn settle(&mut self) -> Result<(), Spent> {
        let sure = |effect, value| match effect {
            Effect::Read(seen) => seen == value,
            Effect::NoSwap(from) => from != value,
            Effect::Swap(from, to) => from == to && from == value,
            Effect::Write(_) | Effect::MaybeSwap(..) => false,
        };
        loop {
            // Each removes a response, which may have hidden others.
            let fits = |&call: &u32| sure(self.calls[call as usize].effect, self.value);
            let Some(call) = self.moments.open().find(fits) else { return Ok(()) };
            self.place(call, None, true)?;
        }
    }

    /// Whether the configuration is new.
    fn is_new(&mut self) -> bool {
        let rest = Fingerprint::of(&(self.value, self.is_idle()));
        self.visited.insert((self.hash.0 ^ rest, self.hash.1.wrapping_add(rest)))
    }

    /// Whether the last call must be followed by one that requires its value.
    fn is_idle(&self) -> bool {
        self.order.last().is_some_and(|last| last.class.is_some())
    }

    fn place(&mut self, call: u32, class: Option<u32>, sure: bool) -> Result<(), Spent> {
        self.spent += 1;
        if self.spent > self.budget {
            return Err(Spent);
        }
        let before = self.value;
        self.value = self.calls[call as usize].effect.on(before).unwrap_or(before);
        match class {
            Some(class) => self.classes[class as usize].placed += 1,
            None => {
                self.moments.lift(call);
                self.left -= 1;
            }
        }
        self.toggle(call);
        self.order.push(Placed { call, before, class, sure });
        self.most = self.most.max(self.order.len());
        Ok(())
    }

    /// Undoes calls up to the last one that has alternatives; returns where to look for them.
    fn back(&mut self) -> Option<Next> {
        loop {
            let Placed { call, before, class, sure } = self.order.pop()?;
            self.toggle(call);
            self.value = before;
            let next = match class {
                Some(class) => {
                    self.classes[class as usize].placed -= 1;
                    Next::Class(class + 1)
                }
                None => {
                    self.moments.put_back(call);
                    self.left += 1;
                    Next::Moment(self.moments.after(Moments::start(call)))
                }
            };
            if !sure {
                return Some(next);
            }
        }
    }

    fn toggle(&mut self, call: u32) {
        self.hash.0 ^= Fingerprint::of(&(call, 1_u8));
        self.hash.1 ^= Fingerprint::of(&(call, 2_u8));
    }

    /// The next call that can be placed, and its class if it has no response.
    fn choice(&mut self, next: Next) -> Option<(u32, Option<u32>)> {
        let (mut node, first) = match next {
            Next::Moment(node) => (node, 0),
            Next::Class(first) => return self.choice_of_class(first),
        };
        while Moments::is_start(node) {
            let call = Moments::call(node);
            if self.fits(self.calls[call as usize].effect).is_some() {
                return Some((call, None));
            }
            node = self.moments.after(node);
        }
        self.choice_of_class(first)
    }

    /// The value after an effect, if a call with it can be next.
    fn fits(&self, effect: Effect) -> Option<ValueId> {
        let unseen = self.is_idle() && matches!(effect, Effect::Write(_));
        effect.on(self.value).filter(|_| !unseen)
    }

    fn choice_of_class(&mut self, first: u32) -> Option<(u32, Option<u32>)> {
        if first as usize >= self.classes.len() {
            return None;
        }
        let until = self.calls[self.moments.blocked()? as usize].ended?;
        let any = self.want();
        let usable = |n: usize| {
            let class = &self.classes[n];
            let call = *class.calls.get(class.placed)?;
            let begun = self.calls[call as usize].invoked < until;
            let after = self.fits(class.effect).filter(|&after| begun && after != self.value);
            after.map(|_| (call, Some(n as u32)))
        };
        let first = first as usize;
        if any {
            return (first..self.classes.len()).find_map(usable);
        }
        self.wanted.iter().find_map(|&value| {
            let from = self.classes.partition_point(|it| it.effect.left() < Some(value));
            let of_value =
                self.classes[from..].iter().take_while(|it| it.effect.left() == Some(value));
            (from.max(first)..from + of_value.count()).find_map(usable)
        })
    }

    /// Collects the values that make an open call possible; returns whether any change of the value does.
    fn want(&mut self) -> bool {
        self.wanted.clear();
        for call in self.moments.open() {
            match self.calls[call as usize].effect {
                Effect::NoSwap(_) => return true,
                Effect::Read(value) | Effect::Swap(value, _) | Effect::MaybeSwap(value, _) => {
                    order::add(&mut self.wanted, value);
                }
                Effect::Write(_) => {}
            }
        }
        if self.swaps {
            // A call without a response may make another possible.
            for class in &self.classes {
                if let Effect::MaybeSwap(from, _) = class.effect {
                    order::add(&mut self.wanted, from);
                }
            }
        }
        false
    }
}
