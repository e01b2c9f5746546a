//! Counters.

use super::{
    CrdtError,
    lattice::{Crdt, Lattice, Origin},
    wire::{Name, Reader, Wire, WireError, Writer},
};
use crate::clock::Dot;
use alloc::{collections::BTreeMap, vec::Vec};

/// A counter that only grows (G-counter).
///
/// Each node counts what was counted at it, and the value is the sum (Shapiro, Preguiça, Baquero, Zawirski, *A Comprehensive
/// Study of Convergent and Commutative Replicated Data Types*, INRIA RR-7506, 2011, specifications 5 and 6).
///
/// The join takes the greater number of each node. A delta is the number of one node, an operation what is added to it, which
/// counts twice if it is delivered twice. An increment by n takes n dots, so the state says by itself what it includes. There
/// are no tombstones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GCounter;

/// A counter that grows and shrinks (PN-counter): two G-counters, the value is the difference (Shapiro et al. 2011,
/// specification 7). There are no tombstones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PnCounter;

/// What is asked of a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CounterOperation {
    /// Adds this much.
    Increment(u64),
    /// Subtracts this much.
    Decrement(u64),
}

/// What each node has counted. A node with 0 is absent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Counts<N>(pub(super) BTreeMap<N, u64>);

/// What each node has added and subtracted. A node with neither is absent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Balances<N>(pub(super) BTreeMap<N, (u64, u64)>);

impl<N> Counts<N> {
    /// The nodes, and what each has counted.
    pub fn entries(&self) -> impl Iterator<Item = (&N, u64)> {
        self.0.iter().map(|(node, n)| (node, *n))
    }
}

impl<N> Balances<N> {
    /// The nodes, and what each has added and subtracted.
    pub fn entries(&self) -> impl Iterator<Item = (&N, u64, u64)> {
        self.0.iter().map(|(node, (up, down))| (node, *up, *down))
    }
}

impl<N> Default for Counts<N> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<N> Default for Balances<N> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<N: Name> Crdt<N> for GCounter {
    type State = Counts<N>;
    /// How much is added.
    type Operation = u64;
    type Value = u128;

    fn prepare(_: &Counts<N>, n: &u64, _: &Origin<'_, N>) -> Result<Option<u64>, CrdtError> {
        Ok((*n > 0).then_some(*n))
    }

    fn value(state: &Counts<N>) -> u128 {
        state.0.values().copied().map(u128::from).sum()
    }
}

impl<N: Name> Crdt<N> for PnCounter {
    type State = Balances<N>;
    type Operation = CounterOperation;
    type Value = i128;

    fn prepare(
        _: &Balances<N>,
        operation: &CounterOperation,
        _: &Origin<'_, N>,
    ) -> Result<Option<CounterOperation>, CrdtError> {
        Ok((operation.amount() > 0).then_some(*operation))
    }

    fn value(state: &Balances<N>) -> i128 {
        state.0.values().map(|(up, down)| i128::from(*up) - i128::from(*down)).sum()
    }
}

impl CounterOperation {
    /// What it adds.
    #[must_use]
    pub const fn signed(self) -> i128 {
        match self {
            Self::Increment(n) => n as i128,
            Self::Decrement(n) => -(n as i128),
        }
    }

    pub(super) const fn amount(self) -> u64 {
        match self {
            Self::Increment(n) | Self::Decrement(n) => n,
        }
    }
}

impl<N: Name> Lattice<N> for Counts<N> {
    type Effect = u64;

    fn span(effect: &u64) -> u64 {
        *effect
    }

    fn apply(&mut self, at: &Dot<N>, effect: &u64) {
        *self.0.entry(at.node.clone()).or_default() += effect;
    }

    fn delta(&self, at: &Dot<N>, effect: &u64) -> Self {
        let before = self.0.get(&at.node).copied().unwrap_or_default();
        Self(BTreeMap::from([(at.node.clone(), before + effect)]))
    }

    fn join(&mut self, other: &Self) {
        for (node, n) in &other.0 {
            let mine = self.0.entry(node.clone()).or_default();
            *mine = (*mine).max(*n);
        }
    }

    fn news(&self, other: &Self) -> Self {
        let is_new = |node: &N, n: u64| self.0.get(node).is_none_or(|mine| *mine < n);
        let news = other.0.iter().filter(|(node, n)| is_new(node, **n));
        Self(news.map(|(node, n)| (node.clone(), *n)).collect())
    }
}

impl<N: Name> Lattice<N> for Balances<N> {
    type Effect = CounterOperation;

    fn span(effect: &CounterOperation) -> u64 {
        effect.amount()
    }

    fn apply(&mut self, at: &Dot<N>, effect: &CounterOperation) {
        let (up, down) = self.0.entry(at.node.clone()).or_default();
        match effect {
            CounterOperation::Increment(n) => *up += n,
            CounterOperation::Decrement(n) => *down += n,
        }
    }

    fn delta(&self, at: &Dot<N>, effect: &CounterOperation) -> Self {
        let before = self.0.get(&at.node).copied().unwrap_or_default();
        let mut delta = Self(BTreeMap::from([(at.node.clone(), before)]));
        delta.apply(at, effect);
        delta
    }

    fn join(&mut self, other: &Self) {
        for (node, (up, down)) in &other.0 {
            let mine = self.0.entry(node.clone()).or_default();
            *mine = (mine.0.max(*up), mine.1.max(*down));
        }
    }

    fn news(&self, other: &Self) -> Self {
        let is_new = |node: &N, (up, down): (u64, u64)| {
            self.0.get(node).is_none_or(|mine| mine.0 < up || mine.1 < down)
        };
        let news = other.0.iter().filter(|(node, both)| is_new(node, **both));
        Self(news.map(|(node, both)| (node.clone(), *both)).collect())
    }
}

impl<N: Name> Wire<N> for Counts<N> {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.0.len() as u64);
        for (node, n) in &self.0 {
            to.name(node);
            to.number(*n);
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let length = from.number()?;
        (0..length).map(|_| Ok((from.name()?, from.number()?))).collect::<Result<_, _>>().map(Self)
    }
}

impl<N: Name> Wire<N> for Balances<N> {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.0.len() as u64);
        for (node, (up, down)) in &self.0 {
            to.name(node);
            to.number(*up);
            to.number(*down);
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let mut entries = Vec::new();
        for _ in 0..from.number()? {
            entries.push((from.name()?, (from.number()?, from.number()?)));
        }
        Ok(Self(entries.into_iter().collect()))
    }
}

impl<N> Wire<N> for CounterOperation {
    fn write(&self, to: &mut Writer<N>) {
        to.number(match self {
            Self::Increment(_) => 0,
            Self::Decrement(_) => 1,
        });
        to.number(self.amount());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        match (from.number()?, from.number()?) {
            (0, n) => Ok(Self::Increment(n)),
            (1, n) => Ok(Self::Decrement(n)),
            _ => Err(WireError::Meaningless),
        }
    }
}
