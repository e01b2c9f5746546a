//! Sets.

use super::{
    CrdtError,
    dots::Dots,
    dotted::{Change, Dotted},
    lattice::{Crdt, Origin},
    register::sorted,
    wire::{Name, Plain, Reader, Wire, WireError, Writer},
};
use alloc::{collections::BTreeMap, vec::Vec};
use core::marker::PhantomData;

/// A set in which an addition wins against a concurrent removal (OR-set; Shapiro et al. 2011, specification 15, without
/// tombstones as in Bieniusa et al., *An Optimized Conflict-free Replicated Set*, INRIA RR-8083, 2012).
///
/// An element is in the set if some addition of it has been seen by no removal. An element has the dots of its additions; an
/// addition takes the place of those that its node sees, and a removal takes away those that its node sees. What is removed
/// leaves no tombstone but its dot among those that were seen. `Clear` removes all elements that its node sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OrSet<V>(PhantomData<V>);

/// A set in which a removal wins against a concurrent addition (the RW-set of Baquero, Almeida, Shoker, *Pure Operation-Based
/// Replicated Data Types*, 2017; and of Bieniusa et al. 2012).
///
/// An element is in the set if it was added, and every removal of it was seen by some addition. Additions and removals leave
/// marks with dots, which take the place of the marks of that element that their node sees. An element with a mark of a removal
/// is not in the set, so a removal matters even if the element is not there. `Clear` removes each
/// element that is there.
///
/// The marks of removals are tombstones. If each node knows that all nodes have seen all marks of an element, and one of them
/// is of a removal, then every operation to come takes their place: they are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RemoveWinsSet<V>(PhantomData<V>);

/// What is asked of a set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SetOperation<V> {
    /// Adds an element.
    Add(V),
    /// Removes an element.
    Remove(V),
    /// Removes all elements.
    Clear,
}

/// What an operation on a remove-wins set leaves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark<V> {
    /// The element.
    pub element: V,
    /// Whether it was added, not removed.
    pub added: bool,
}

impl<V: Plain<N>, N: Name> Crdt<N> for OrSet<V> {
    type State = Dotted<V, N>;
    type Operation = SetOperation<V>;
    /// In ascending order.
    type Value = Vec<V>;

    fn prepare(
        state: &Dotted<V, N>,
        operation: &SetOperation<V>,
        _: &Origin<'_, N>,
    ) -> Result<Option<Change<V, N>>, CrdtError> {
        let (put, drop) = match operation {
            SetOperation::Add(element) => (Some(element.clone()), state.find(|it| it == element)),
            SetOperation::Remove(element) => (None, state.find(|it| it == element)),
            SetOperation::Clear => (None, state.find(|_| true)),
        };
        let has_effect = put.is_some() || !drop.is_empty();
        Ok(has_effect.then(|| Change { put: put.into_iter().collect(), drop }))
    }

    fn value(state: &Dotted<V, N>) -> Vec<V> {
        sorted(state.items().map(|(_, element)| element))
    }
}

impl<V: Plain<N>, N: Name> Crdt<N> for RemoveWinsSet<V> {
    type State = Dotted<Mark<V>, N>;
    type Operation = SetOperation<V>;
    /// In ascending order.
    type Value = Vec<V>;

    fn prepare(
        state: &Dotted<Mark<V>, N>,
        operation: &SetOperation<V>,
        origin: &Origin<'_, N>,
    ) -> Result<Option<Change<Mark<V>, N>>, CrdtError> {
        let mark = |element: &V, added| {
            let put = Vec::from([Mark { element: element.clone(), added }]);
            Change { put, drop: state.find(|mark| mark.element == *element) }
        };
        Ok(match operation {
            SetOperation::Add(element) => {
                // Others may still have a mark of a removal that this node has collected.
                let mut change = mark(element, true);
                change.drop.merge(&origin.stable.without(&state.find(|_| true)));
                Some(change)
            }
            SetOperation::Remove(element) => Some(mark(element, false)),
            // What is removed already gets no other mark: it would tell whether the first one has been collected.
            SetOperation::Clear => {
                let elements = Self::value(state);
                let drop = state.find(|mark| elements.contains(&mark.element));
                let put = elements.into_iter().map(|element| Mark { element, added: false });
                let put: Vec<_> = put.collect();
                (!put.is_empty()).then_some(Change { put, drop })
            }
        })
    }

    fn value(state: &Dotted<Mark<V>, N>) -> Vec<V> {
        let added = state.items().filter(|(_, mark)| mark.added).map(|(_, mark)| &mark.element);
        let mut elements = sorted(added);
        for (_, mark) in state.items().filter(|(_, mark)| !mark.added) {
            elements.retain(|element| *element != mark.element);
        }
        elements
    }

    fn tombstones(state: &Dotted<Mark<V>, N>) -> u64 {
        state.items().filter(|(_, mark)| !mark.added).count() as u64
    }

    fn collect(state: &mut Dotted<Mark<V>, N>, stable: &Dots<N>) -> u64 {
        let dropped = settled(state, stable, |mark| Some((&mark.element, mark.added)));
        state.items.retain(|dot, _| !dropped.includes(dot));
        dropped.iter().count() as u64
    }
}

/// The dots of the marks of each element that is removed, and all of whose marks are stable. `of` says what an item marks, and
/// whether it marks an addition.
pub(super) fn settled<'a, I, K: Ord, N: Name>(
    state: &'a Dotted<I, N>,
    stable: &Dots<N>,
    of: impl Fn(&'a I) -> Option<(K, bool)>,
) -> Dots<N> {
    struct Marks<N> {
        dots: Dots<N>,
        removed: bool,
        stable: bool,
    }
    let mut elements: BTreeMap<K, Marks<N>> = BTreeMap::new();
    for (dot, item) in state.items() {
        let Some((element, added)) = of(item) else { continue };
        let marks = elements.entry(element).or_insert_with(|| Marks {
            dots: Dots::default(),
            removed: false,
            stable: true,
        });
        marks.dots.insert(dot);
        marks.removed |= !added;
        marks.stable &= stable.includes(dot);
    }
    let settled = elements.values().filter(|marks| marks.removed && marks.stable);
    Dots::union(settled.map(|marks| &marks.dots))
}

impl<V: Wire<N>, N> Wire<N> for Mark<V> {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.added.into());
        self.element.write(to);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let added = match from.number()? {
            0 => false,
            1 => true,
            _ => return Err(WireError::Meaningless),
        };
        Ok(Self { element: V::read(from)?, added })
    }
}
