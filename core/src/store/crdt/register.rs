//! Registers.

use super::{
    CrdtError,
    dotted::{Change, Dotted},
    lattice::{Crdt, Lattice, Origin},
    wire::{Name, Plain, Reader, Wire, WireError, Writer},
};
use crate::clock::Dot;
use alloc::vec::Vec;
use core::{fmt::Debug, marker::PhantomData};

/// A register in which the last write wins (LWW-register; Johnson and Thomas, *The Maintenance of Duplicate Databases*, RFC 677,
/// 1975; Shapiro et al. 2011, specification 8).
///
/// The last write is the one with the greatest time, and of those with the same time the one of the greater node; a node's own
/// writes at one time are in order. A write without a time takes the next one of a Lamport clock: one more than that of the
/// value which its node sees. So a write that has seen another wins against it, unless a time says otherwise, and of concurrent
/// writes all but one are lost.
///
/// State, delta and operation are the same here, and may arrive in any order and any number of times. There are no tombstones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LwwRegister<V>(PhantomData<V>);

/// A register that keeps the values of concurrent writes (MV-register; DeCandia et al., *Dynamo*, SOSP 2007; Shapiro et al. 2011,
/// specification 10).
///
/// A value has the dot of its write, and a write takes away the values that its node sees. So one value remains of writes
/// that have seen each other, and several of concurrent ones: those are the siblings of
/// [`DottedVersionVectorSet`](crate::clock::DottedVersionVectorSet). There are no tombstones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MvRegister<V>(PhantomData<V>);

/// A write to a register in which the last one wins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LwwWrite<V> {
    /// What is written.
    pub value: V,
    /// When; `None` takes the next time of the clock.
    pub time: Option<u64>,
}

/// The last write, if there is any.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Latest<V, N>(pub(super) Option<Written<V, N>>);

/// A write with its time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written<V, N> {
    /// When it was written.
    pub time: u64,
    /// The dot of the write, which decides between equal times.
    pub dot: Dot<N>,
    /// What was written.
    pub value: V,
}

impl<V, N> Latest<V, N> {
    /// The last write.
    #[must_use]
    pub const fn last(&self) -> Option<&Written<V, N>> {
        self.0.as_ref()
    }
}

impl<V, N: Ord> Written<V, N> {
    pub(super) const fn order(&self) -> (u64, &Dot<N>) {
        (self.time, &self.dot)
    }
}

impl<V, N> Default for Latest<V, N> {
    fn default() -> Self {
        Self(None)
    }
}

impl<V: Plain<N>, N: Name> Crdt<N> for LwwRegister<V> {
    type State = Latest<V, N>;
    type Operation = LwwWrite<V>;
    type Value = Option<V>;

    fn prepare(
        state: &Latest<V, N>,
        write: &LwwWrite<V>,
        _: &Origin<'_, N>,
    ) -> Result<Option<Timed<V>>, CrdtError> {
        let time = time(state.0.as_ref().map(|last| last.time), write.time)?;
        Ok(Some(Timed { time, value: write.value.clone() }))
    }

    fn value(state: &Latest<V, N>) -> Option<V> {
        state.0.as_ref().map(|last| last.value.clone())
    }
}

/// The time of a write at a node whose clock stands at `clock`.
pub(super) fn time(clock: Option<u64>, time: Option<u64>) -> Result<u64, CrdtError> {
    let next = || clock.unwrap_or_default().checked_add(1);
    time.or_else(next).ok_or(CrdtError::ClockFull)
}

/// A value with the time of its write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timed<V> {
    /// When it was written.
    pub time: u64,
    /// What was written.
    pub value: V,
}

impl<V: Plain<N>, N: Name> Lattice<N> for Latest<V, N> {
    type Effect = Timed<V>;

    fn span(_: &Timed<V>) -> u64 {
        1
    }

    fn apply(&mut self, at: &Dot<N>, effect: &Timed<V>) {
        self.join(&self.delta(at, effect));
    }

    fn delta(&self, at: &Dot<N>, effect: &Timed<V>) -> Self {
        let Timed { time, value } = effect.clone();
        Self(Some(Written { time, dot: at.clone(), value }))
    }

    fn join(&mut self, other: &Self) {
        let news = self.news(other);
        if news.0.is_some() {
            *self = news;
        }
    }

    fn news(&self, other: &Self) -> Self {
        let (mine, theirs) = (self.0.as_ref(), other.0.as_ref());
        let is_new = theirs.map(Written::order) > mine.map(Written::order);
        Self(theirs.filter(|_| is_new).cloned())
    }
}

impl<V: Plain<N>, N: Name> Crdt<N> for MvRegister<V> {
    type State = Dotted<V, N>;
    /// The value that is written.
    type Operation = V;
    /// In ascending order. A value that was written twice concurrently is there once.
    type Value = Vec<V>;

    fn prepare(
        state: &Dotted<V, N>,
        value: &V,
        _: &Origin<'_, N>,
    ) -> Result<Option<Change<V, N>>, CrdtError> {
        Ok(Some(Change { put: Vec::from([value.clone()]), drop: state.find(|_| true) }))
    }

    fn value(state: &Dotted<V, N>) -> Vec<V> {
        sorted(state.items().map(|(_, value)| value))
    }
}

/// Different values in ascending order.
pub(super) fn sorted<'a, V: Ord + Clone + 'a>(values: impl Iterator<Item = &'a V>) -> Vec<V> {
    let mut values: Vec<V> = values.cloned().collect();
    values.sort_unstable();
    values.dedup();
    values
}

impl<V: Wire<N>, N> Wire<N> for Timed<V> {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.time);
        self.value.write(to);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Ok(Self { time: from.number()?, value: V::read(from)? })
    }
}

impl<V: Wire<N>, N: Name> Wire<N> for Latest<V, N> {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.0.is_some().into());
        if let Some(Written { time, dot, value }) = &self.0 {
            to.number(*time);
            to.dot(dot);
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        match from.number()? {
            0 => Ok(Self(None)),
            1 => {
                let (time, dot) = (from.number()?, from.dot()?);
                Ok(Self(Some(Written { time, dot, value: V::read(from)? })))
            }
            _ => Err(WireError::Meaningless),
        }
    }
}
