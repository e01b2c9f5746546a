//! Items with dots, and the dots that were seen: what most types are made of.

use super::{
    dots::Dots,
    lattice::Lattice,
    wire::{Name, Reader, Wire, WireError, Writer},
};
use crate::clock::Dot;
use alloc::{collections::BTreeMap, vec::Vec};
use core::{fmt::Debug, hash::Hash};

/// Items that no operation has taken away, each with the dot of the operation that put it there, and the dots of all
/// operations that were seen: a dot store with its causal context (Almeida, Shoker, Baquero, *Delta State Replicated Data
/// Types*, JPDC 2018, section 7).
///
/// An item whose dot was seen, but which is not there, was taken away. So removing leaves no tombstone but the dot, and the
/// dots of a node melt into one run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dotted<I, N> {
    /// What is there.
    pub(super) items: BTreeMap<Dot<N>, I>,
    /// What was seen, the dots of `items` included.
    pub(super) seen: Dots<N>,
}

/// What an operation does to [`Dotted`] items.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change<I, N> {
    /// Puts these, with consecutive dots.
    pub(super) put: Vec<I>,
    /// Takes away the items with these dots, all of which the operation has seen.
    pub(super) drop: Dots<N>,
}

impl<I, N: Ord + Clone> Dotted<I, N> {
    /// The items with their dots, in order of dot.
    pub fn items(&self) -> impl ExactSizeIterator<Item = (&Dot<N>, &I)> {
        self.items.iter()
    }

    /// The dots that were seen.
    #[must_use]
    pub const fn seen(&self) -> &Dots<N> {
        &self.seen
    }

    /// The dots of the items that satisfy a condition.
    pub(super) fn find(&self, condition: impl Fn(&I) -> bool) -> Dots<N> {
        let found = self.items.iter().filter(|(_, item)| condition(item));
        found.map(|(dot, _)| dot.clone()).collect()
    }

    /// The items of which a function makes something, as items of their own.
    pub(super) fn view<J>(&self, of: impl Fn(&I) -> Option<J>) -> Dotted<J, N> {
        let items = self.items.iter().filter_map(|(dot, item)| Some((dot.clone(), of(item)?)));
        Dotted { items: items.collect(), seen: Dots::default() }
    }
}

impl<I, N> Change<I, N> {
    /// The same with other items.
    pub(super) fn map<J>(self, to: impl Fn(I) -> J) -> Change<J, N> {
        Change { put: self.put.into_iter().map(to).collect(), drop: self.drop }
    }
}

impl<I, N> Default for Dotted<I, N> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), seen: Dots::default() }
    }
}

impl<I, N> Lattice<N> for Dotted<I, N>
where
    N: Name,
    I: Wire<N> + Clone + Debug + Eq + Hash,
{
    type Effect = Change<I, N>;

    fn span(effect: &Change<I, N>) -> u64 {
        (effect.put.len() as u64).max(1)
    }

    fn apply(&mut self, at: &Dot<N>, effect: &Change<I, N>) {
        self.items.retain(|dot, _| !effect.drop.includes(dot));
        for (n, item) in (0..).zip(&effect.put) {
            self.items.insert(Dot { node: at.node.clone(), count: at.count + n }, item.clone());
        }
        self.seen.insert_run(&at.node, at.count, at.count + (Self::span(effect) - 1));
    }

    fn delta(&self, at: &Dot<N>, effect: &Change<I, N>) -> Self {
        let mut delta = Self { items: BTreeMap::new(), seen: effect.drop.clone() };
        delta.apply(at, effect);
        delta
    }

    fn join(&mut self, other: &Self) {
        join(&mut self.items, &self.seen, &other.items, &other.seen);
        self.seen.merge(&other.seen);
    }

    fn news(&self, other: &Self) -> Self {
        let items = fresh(&other.items, &self.seen);
        let mut seen = other.seen.without(&self.seen);
        seen.merge(&lost(&self.items, &other.items, &other.seen));
        Self { items, seen }
    }

    /// What both have seen and neither has stays in it: a third node may still have it, if this one has collected it.
    fn passed_on(&self, other: &Self) -> Self {
        let items = fresh(&other.items, &self.seen);
        let known = other.items.keys().filter(|dot| self.seen.includes(dot)).cloned();
        Self { items, seen: other.seen.without(&known.collect()) }
    }
}

/// Keeps what both have, or what one has and the other has not seen.
pub(super) fn join<I: Clone, N: Ord + Clone>(
    mine: &mut BTreeMap<Dot<N>, I>,
    my_seen: &Dots<N>,
    theirs: &BTreeMap<Dot<N>, I>,
    their_seen: &Dots<N>,
) {
    mine.retain(|dot, _| theirs.contains_key(dot) || !their_seen.includes(dot));
    mine.extend(fresh(theirs, my_seen));
}

/// The items that were not seen.
pub(super) fn fresh<I: Clone, N: Ord + Clone>(
    items: &BTreeMap<Dot<N>, I>,
    seen: &Dots<N>,
) -> BTreeMap<Dot<N>, I> {
    let fresh = items.iter().filter(|(dot, _)| !seen.includes(dot));
    fresh.map(|(dot, item)| (dot.clone(), item.clone())).collect()
}

/// The dots of my items that they have seen, and do not have.
pub(super) fn lost<I, N: Ord + Clone>(
    mine: &BTreeMap<Dot<N>, I>,
    theirs: &BTreeMap<Dot<N>, I>,
    their_seen: &Dots<N>,
) -> Dots<N> {
    let lost = mine.keys().filter(|dot| their_seen.includes(dot) && !theirs.contains_key(dot));
    lost.cloned().collect()
}

impl<I: Wire<N>, N: Name> Wire<N> for Dotted<I, N> {
    fn write(&self, to: &mut Writer<N>) {
        to.dots(&self.seen);
        to.dotted(&self.items.iter().collect::<Vec<_>>());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Ok(Self { seen: from.dots()?, items: from.dotted()?.into_iter().collect() })
    }
}

impl<I: Wire<N>, N: Name> Wire<N> for Change<I, N> {
    fn write(&self, to: &mut Writer<N>) {
        to.list(&self.put);
        to.dots(&self.drop);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Ok(Self { put: from.list()?, drop: from.dots()? })
    }
}
