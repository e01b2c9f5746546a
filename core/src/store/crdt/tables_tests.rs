//! Every short history on two and three nodes, with every order of delivery, against specifications that know only which
//! operations were done, and which of them each had seen.

use super::*;
use crate::clock::Dot;
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use core::fmt::Debug;

/// An operation that was done: by its number in the history, what it had seen as a set of numbers, and its node.
#[derive(Clone, Debug)]
pub struct Done<O> {
    pub node: u8,
    pub past: u32,
    pub operation: O,
}

/// The operations that some node has seen, in the order in which they were done.
struct Seen<'a, O> {
    all: &'a [Done<O>],
    set: u32,
}

impl<O> Seen<'_, O> {
    fn iter(&self) -> impl Iterator<Item = (usize, &Done<O>)> {
        self.all.iter().enumerate().filter(|(n, _)| self.set >> n & 1 == 1)
    }

    /// Whether one of the operations that satisfy a condition had seen the n-th.
    fn is_seen(&self, n: usize, by: impl Fn(&O) -> bool) -> bool {
        self.iter().any(|(_, it)| it.past >> n & 1 == 1 && by(&it.operation))
    }
}

pub type Effect<C> = <<C as Crdt<u8>>::State as Lattice<u8>>::Effect;
pub type Event<C> = (Dot<u8>, Effect<C>);

/// A history so far: the states of the nodes, by operations and by deltas, and what each has seen.
pub struct History<C: Crdt<u8>> {
    pub states: Vec<C::State>,
    pub seen: Vec<u32>,
    pub done: Vec<Done<C::Operation>>,
    pub events: Vec<Option<Event<C>>>,
}

impl<C: Crdt<u8>> Clone for History<C>
where
    C::Operation: Clone,
{
    fn clone(&self) -> Self {
        Self {
            states: self.states.clone(),
            seen: self.seen.clone(),
            done: self.done.clone(),
            events: self.events.clone(),
        }
    }
}

/// The operations that may come next.
type Operations<'a, C> =
    dyn Fn(usize, &<C as Crdt<u8>>::State) -> Vec<<C as Crdt<u8>>::Operation> + 'a;

struct Table<'a, C: Crdt<u8>> {
    /// The operations from which each history takes some, for the number in the history and the state of the node.
    operations: &'a Operations<'a, C>,
    check: &'a mut dyn FnMut(&History<C>),
    steps: usize,
    histories: u64,
}

impl<C: Crdt<u8, Operation: Clone + Debug>> Table<'_, C> {
    fn explore(&mut self, history: &History<C>) {
        self.histories += 1;
        (self.check)(history);
        for node in 0..history.states.len() {
            if history.done.len() < self.steps {
                let n = history.done.len();
                for operation in (self.operations)(n, &history.states[node]) {
                    self.explore(&history.after(node, operation));
                }
            }
            for n in 0..history.done.len() {
                let is_next = history.done[n].past & !history.seen[node] == 0;
                if history.seen[node] >> n & 1 == 0 && is_next {
                    self.explore(&history.delivered(node, n));
                }
            }
        }
    }
}

impl<C: Crdt<u8, Operation: Clone + Debug>> History<C> {
    fn after(&self, node: usize, operation: C::Operation) -> Self {
        let mut next = self.clone();
        let state = &mut next.states[node];
        let count = self.counted(node) + 1;
        let at = Dot { node: node as u8, count };
        let origin = Origin { at: &at, stable: &Dots::default() };
        let effect = C::prepare(state, &operation, &origin).expect("it fits");
        if let Some(effect) = &effect {
            state.apply(&at, effect);
        }
        let (n, past) = (self.done.len(), self.seen[node]);
        next.done.push(Done { node: node as u8, past, operation });
        next.events.push(effect.map(|effect| (at, effect)));
        next.seen[node] |= 1 << n;
        next
    }

    /// The last count of a node.
    fn counted(&self, node: usize) -> u64 {
        let own = self.events.iter().flatten().filter(|(at, _)| usize::from(at.node) == node);
        own.map(|(at, effect)| at.count + C::State::span(effect) - 1).max().unwrap_or(0)
    }

    /// As an operation and as a delta, which may come twice.
    fn delivered(&self, node: usize, n: usize) -> Self {
        let mut next = self.clone();
        next.seen[node] |= 1 << n;
        if let Some((at, effect)) = &self.events[n] {
            let state = &mut next.states[node];
            let before = state.clone();
            state.apply(at, effect);
            let mut joined = before.clone();
            // The delta of the node that did it: with what that node had done before.
            let mut origin = C::State::default();
            let own = self.events.iter().flatten().filter(|it| it.0.node == at.node);
            for (at, effect) in own.take_while(|it| it.0.count < at.count) {
                origin.apply(at, effect);
            }
            let delta = origin.delta(at, effect);
            joined.join(&delta);
            joined.join(&delta);
            assert_eq!(joined, *state, "{:?}", self.done);
        }
        next
    }
}

/// Explores all histories, and holds the value of each node after each step against a specification of what it has seen.
fn hold<C: Crdt<u8, Operation: Clone + Debug>>(
    nodes: usize,
    steps: usize,
    operations: impl Fn(usize, &C::State) -> Vec<C::Operation>,
    specification: impl Fn(&Seen<'_, C::Operation>) -> C::Value,
) -> u64 {
    let mut check = |history: &History<C>| {
        for (state, &set) in history.states.iter().zip(&history.seen) {
            let seen = Seen { all: &history.done, set };
            assert_eq!(C::value(state), specification(&seen), "{:?} {set:b}", history.done);
        }
    };
    explore(nodes, steps, &operations, &mut check)
}

pub fn explore<C: Crdt<u8, Operation: Clone + Debug>>(
    nodes: usize,
    steps: usize,
    operations: &Operations<'_, C>,
    check: &mut dyn FnMut(&History<C>),
) -> u64 {
    let mut table = Table { operations, check, steps, histories: 0 };
    let states = (0..nodes).map(|_| C::State::default()).collect();
    let seen = (0..nodes).map(|_| 0).collect();
    table.explore(&History { states, seen, done: Vec::new(), events: Vec::new() });
    table.histories
}

#[test]
fn counters_are_sums() {
    let grown = hold::<GCounter>(
        3,
        3,
        |_, _| Vec::from([1, 5]),
        |seen| seen.iter().map(|(_, it)| u128::from(it.operation)).sum(),
    );
    let moved = hold::<PnCounter>(
        3,
        3,
        |_, _| Vec::from([CounterOperation::Increment(1), CounterOperation::Decrement(3)]),
        |seen| {
            seen.iter()
                .map(|(_, it)| match it.operation {
                    CounterOperation::Increment(n) => i128::from(n),
                    CounterOperation::Decrement(n) => -i128::from(n),
                })
                .sum()
        },
    );
    assert_eq!((grown, moved), (574_699, 574_699));
}

/// The times of writes: the next one after the greatest that was seen, or as given.
fn times(all: &[Done<LwwWrite<u8>>]) -> Vec<u64> {
    let mut times: Vec<u64> = Vec::new();
    for it in all {
        let seen = times.iter().enumerate().filter(|(n, _)| it.past >> n & 1 == 1);
        let last = seen.map(|(_, time)| *time).max().unwrap_or(0);
        times.push(it.operation.time.unwrap_or(last + 1));
    }
    times
}

#[test]
fn the_last_write_wins() {
    let writes = |n: usize, _: &_| {
        let times = [None, Some(0), Some(2)];
        times.map(|time| LwwWrite { value: n as u8, time }).into()
    };
    hold::<LwwRegister<u8>>(3, 3, writes, |seen| {
        let times = times(seen.all);
        let last = seen.iter().max_by_key(|(n, it)| (times[*n], it.node, *n));
        last.map(|(_, it)| it.operation.value)
    });
}

#[test]
fn values_that_no_write_has_seen_stay() {
    hold::<MvRegister<u8>>(
        3,
        3,
        |n, _| Vec::from([n as u8]),
        |seen| {
            let unseen = seen.iter().filter(|(n, _)| !seen.is_seen(*n, |_| true));
            unseen.map(|(_, it)| it.operation).collect()
        },
    );
}

const X: u8 = 7;
const Y: u8 = 9;

fn adds(operation: &SetOperation<u8>, element: u8) -> bool {
    *operation == SetOperation::Add(element)
}

fn removes(operation: &SetOperation<u8>, element: u8) -> bool {
    *operation == SetOperation::Remove(element) || *operation == SetOperation::Clear
}

/// An element is there if some addition is seen by no removal.
fn add_wins(seen: &Seen<'_, SetOperation<u8>>) -> Vec<u8> {
    let is_there = |element: &u8| {
        seen.iter().any(|(n, it)| {
            adds(&it.operation, *element) && !seen.is_seen(n, |by| removes(by, *element))
        })
    };
    [X, Y].into_iter().filter(is_there).collect()
}

/// An element is there if it was added, and each removal is seen by an addition. A clear removes the elements that are there
/// by what it has seen.
fn remove_wins(seen: &Seen<'_, SetOperation<u8>>) -> Vec<u8> {
    let has_removed = |it: &Done<SetOperation<u8>>, element| {
        let past = Seen { all: seen.all, set: it.past };
        it.operation == SetOperation::Remove(element)
            || it.operation == SetOperation::Clear && remove_wins(&past).contains(&element)
    };
    let is_there = |element: &u8| {
        let mut removals = seen.iter().filter(|(_, it)| has_removed(it, *element));
        seen.iter().any(|(_, it)| adds(&it.operation, *element))
            && removals.all(|(n, _)| seen.is_seen(n, |by| adds(by, *element)))
    };
    [X, Y].into_iter().filter(is_there).collect()
}

#[test]
fn additions_or_removals_win() {
    let few = |_: usize, _: &_| Vec::from([SetOperation::Add(X), SetOperation::Remove(X)]);
    let more = |_: usize, _: &_| {
        Vec::from([
            SetOperation::Add(X),
            SetOperation::Remove(X),
            SetOperation::Add(Y),
            SetOperation::Clear,
        ])
    };
    hold::<OrSet<u8>>(3, 3, few, add_wins);
    hold::<OrSet<u8>>(2, 4, few, add_wins);
    hold::<OrSet<u8>>(2, 3, more, add_wins);
    let few = |_: usize, _: &_| Vec::from([SetOperation::Add(X), SetOperation::Remove(X)]);
    let more = |_: usize, _: &_| {
        Vec::from([
            SetOperation::Add(X),
            SetOperation::Remove(X),
            SetOperation::Add(Y),
            SetOperation::Clear,
        ])
    };
    hold::<RemoveWinsSet<u8>>(3, 3, few, remove_wins);
    hold::<RemoveWinsSet<u8>>(2, 4, few, remove_wins);
    hold::<RemoveWinsSet<u8>>(2, 3, more, remove_wins);
}

const KEY: u8 = 1;

fn update(operation: FieldOperation<u8>) -> MapOperation<u8> {
    MapOperation::Update { key: KEY, operation }
}

fn nested(operation: FieldOperation<u8>) -> MapOperation<u8> {
    let inner = update(operation);
    MapOperation::Update { key: KEY, operation: FieldOperation::OrMap(Box::new(inner)) }
}

fn counted(operation: &FieldOperation<u8>) -> Option<i128> {
    if let FieldOperation::PnCounter(amount) = operation { Some(amount.signed()) } else { None }
}

fn written(operation: &FieldOperation<u8>) -> Option<u8> {
    if let FieldOperation::MvRegister(value) = operation { Some(*value) } else { None }
}

/// Only what no removal of the key has seen is there. Of sets, additions and removals by the same rules among that.
fn fields(seen: &Seen<'_, MapOperation<u8>>) -> MapValue<u8> {
    let is_removal = |it: &MapOperation<u8>| !matches!(it, MapOperation::Update { .. });
    let left: Vec<(usize, &FieldOperation<u8>)> = seen
        .iter()
        .filter(|(n, _)| !seen.is_seen(*n, is_removal))
        .filter_map(|(n, it)| match &it.operation {
            MapOperation::Update { operation, .. } => Some((n, operation)),
            MapOperation::Remove(_) | MapOperation::Clear => None,
        })
        .collect();
    let by = |a: usize, b: usize| seen.all[b].past >> a & 1 == 1;
    let mut map = MapValue::default();
    let mut put = |kind, value| _ = map.0.insert((KEY, kind), value);

    if let Some(sum) = left.iter().filter_map(|(_, it)| counted(it)).reduce(|a, b| a + b) {
        put(Kind::PnCounter, FieldValue::Count(sum));
    }
    let written: Vec<(usize, u8)> =
        left.iter().filter_map(|(n, it)| Some((*n, written(it)?))).collect();
    let last = written.iter().filter(|a| !written.iter().any(|b| by(a.0, b.0)));
    let last: Vec<u8> = last.map(|it| it.1).collect();
    if !last.is_empty() {
        put(Kind::MvRegister, FieldValue::Values(last));
    }
    let of = |kind: Kind, what: fn(&SetOperation<u8>) -> bool| -> Vec<usize> {
        let found = left.iter().filter(|(_, it)| match it {
            FieldOperation::OrSet(operation) => kind == Kind::OrSet && what(operation),
            FieldOperation::RemoveWinsSet(operation) => {
                kind == Kind::RemoveWinsSet && what(operation)
            }
            FieldOperation::GCounter(_)
            | FieldOperation::PnCounter(_)
            | FieldOperation::LwwRegister(_)
            | FieldOperation::MvRegister(_)
            | FieldOperation::OrMap(_) => false,
        });
        found.map(|it| it.0).collect()
    };
    let is_addition = |it: &SetOperation<u8>| adds(it, X);
    let is_removal = |it: &SetOperation<u8>| removes(it, X);
    let (added, removed) = (of(Kind::OrSet, is_addition), of(Kind::OrSet, is_removal));
    if added.iter().any(|a| !removed.iter().any(|r| by(*a, *r))) {
        put(Kind::OrSet, FieldValue::Values(Vec::from([X])));
    }
    let (added, removed) =
        (of(Kind::RemoveWinsSet, is_addition), of(Kind::RemoveWinsSet, is_removal));
    if !added.is_empty() && removed.iter().all(|r| added.iter().any(|a| by(*r, *a))) {
        put(Kind::RemoveWinsSet, FieldValue::Values(Vec::from([X])));
    }
    map
}

#[test]
fn what_no_removal_has_seen_stays_in_a_map() {
    let all = |n: usize, _: &_| {
        let up = FieldOperation::PnCounter(CounterOperation::Increment(n as u64 + 1));
        let mut all = Vec::from([update(up), MapOperation::Remove(KEY), MapOperation::Clear]);
        all.push(update(FieldOperation::MvRegister(n as u8)));
        for operation in [SetOperation::Add(X), SetOperation::Remove(X)] {
            all.push(update(FieldOperation::OrSet(operation.clone())));
            all.push(update(FieldOperation::RemoveWinsSet(operation)));
        }
        all
    };
    hold::<OrMap<u8>>(2, 3, all, fields);
    let sets = |_: usize, _: &_| {
        let sets = [SetOperation::Add(X), SetOperation::Remove(X)];
        let sets = sets.map(FieldOperation::RemoveWinsSet).map(update);
        sets.into_iter().chain([MapOperation::Remove(KEY)]).collect()
    };
    hold::<OrMap<u8>>(3, 3, sets, fields);
}

/// A map in a map is a map.
#[test]
fn maps_nest() {
    let increments = |n: usize, _: &_| {
        let up = FieldOperation::PnCounter(CounterOperation::Increment(n as u64 + 1));
        let remove = FieldOperation::OrMap(Box::new(MapOperation::Remove(KEY)));
        Vec::from([
            nested(up),
            MapOperation::Update { key: KEY, operation: remove },
            MapOperation::Remove(KEY),
        ])
    };
    hold::<OrMap<u8>>(3, 3, increments, |seen| {
        let flat: Vec<Done<MapOperation<u8>>> = seen
            .all
            .iter()
            .map(|it| match &it.operation {
                MapOperation::Update { operation: FieldOperation::OrMap(inner), .. } => {
                    Done { operation: (**inner).clone(), ..it.clone() }
                }
                MapOperation::Update { .. } | MapOperation::Remove(_) | MapOperation::Clear => {
                    it.clone()
                }
            })
            .collect();
        let inner = fields(&Seen { all: &flat, set: seen.set });
        let field = ((KEY, Kind::OrMap), FieldValue::Map(inner.clone()));
        MapValue(if inner.0.is_empty() { BTreeMap::new() } else { BTreeMap::from([field]) })
    });
}
