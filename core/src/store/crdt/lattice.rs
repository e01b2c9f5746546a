//! What the types have in common.

use super::{
    dots::Dots,
    wire::{Name, Wire},
};
use crate::{clock::Dot, kv::CrdtError};
use core::{fmt::Debug, hash::Hash};

/// The states of a type: a join semilattice, with the effects of operations on it.
///
/// An effect can travel in two ways, and comes to the same. As an operation, [`apply`](Self::apply) takes it exactly once and
/// after all effects that its operation had seen. As a [`delta`](Self::delta), [`join`](Self::join) takes it any number of
/// times, and in any order.
pub trait Lattice<N>: Clone + Debug + Default + Eq + Hash + Wire<N> {
    /// What an operation does to the state of every node.
    type Effect: Clone + Debug + Eq + Hash + Wire<N>;

    /// The number of dots that an effect takes, at least 1.
    fn span(effect: &Self::Effect) -> u64;

    /// Takes an effect whose first dot is `at`.
    fn apply(&mut self, at: &Dot<N>, effect: &Self::Effect);

    /// A state whose join with this one comes to the same as the effect.
    #[must_use]
    fn delta(&self, at: &Dot<N>, effect: &Self::Effect) -> Self;

    /// The least state that includes both.
    fn join(&mut self, other: &Self);

    /// The part of `other` that is not in this state: joining it comes to the same as joining `other`.
    #[must_use]
    fn news(&self, other: &Self) -> Self;

    /// The part of `other` that is passed on to other nodes: its news, and removals that this state has collected.
    #[must_use]
    fn passed_on(&self, other: &Self) -> Self {
        self.news(other)
    }
}

/// A replicated data type: its operations and its value.
pub trait Crdt<N: Name> {
    /// Its states.
    type State: Lattice<N>;
    /// What its users ask for.
    type Operation;
    /// What its users see.
    type Value: Clone + Debug + PartialEq;

    /// The effect of an operation at the node that is asked; `None` if it has none.
    ///
    /// # Errors
    /// The operation does not fit the state.
    fn prepare(
        state: &Self::State,
        operation: &Self::Operation,
        origin: &Origin<'_, N>,
    ) -> Result<Option<<Self::State as Lattice<N>>::Effect>, CrdtError>;

    /// What a state says.
    fn value(state: &Self::State) -> Self::Value;

    /// The number of tombstones in a state.
    #[must_use]
    fn tombstones(_: &Self::State) -> u64 {
        0
    }

    /// Drops what no operation to come can refer to, if each node knows that all nodes have seen the dots in `stable`.
    /// Returns how much is dropped.
    fn collect(_: &mut Self::State, _stable: &Dots<N>) -> u64 {
        0
    }
}

/// Where an operation is prepared.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a, N> {
    /// The first dot of the effect.
    pub at: &'a Dot<N>,
    /// The dots of which the node knows that all nodes have seen them.
    pub stable: &'a Dots<N>,
}
