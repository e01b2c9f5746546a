//! What copies of a value say to each other.

use super::{
    dots::Dots,
    wire::{Name, Reader, Wire, WireError, Writer, bytes, written},
};
use crate::clock::Dot;
use alloc::vec::Vec;
use core::fmt;

/// What is shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The whole state. Messages may be lost, doubled and reordered.
    State,
    /// The join of the deltas that the receiver has not acknowledged (Almeida et al. 2018, algorithm 2). Messages may be lost,
    /// doubled and reordered; acknowledgements must be kept.
    Delta,
    /// The operations that the receiver has not acknowledged. Each must be applied once, and after those that it has seen: the
    /// sender ships them in the order in which it applied them, and the receiver skips those that it has.
    Operations,
}

impl Way {
    /// All ways.
    pub const ALL: &[Self] = &[Self::State, Self::Delta, Self::Operations];
    /// The words for them, in the same order.
    pub const WORDS: &[&str] = &["state", "delta", "ops"];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The effect of an operation, with its first dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event<E, N> {
    /// The first dot.
    pub at: Dot<N>,
    /// The effect.
    pub effect: E,
}

/// What a message carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body<S, E, N> {
    /// A state.
    State(S),
    /// A part of a state.
    Delta(S),
    /// Operations, each after those that it has seen.
    Operations(Vec<Event<E, N>>),
}

/// What a node has seen, and what it knows to be stable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row<N> {
    /// The node.
    pub node: N,
    /// The effects that it has seen.
    pub seen: Dots<N>,
    /// The effects of which it knows that all nodes have seen them.
    pub stable: Dots<N>,
}

/// A message from one node to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message<S, E, N> {
    /// The sender.
    pub from: N,
    /// The receiver.
    pub to: N,
    /// What it is about.
    pub body: Body<S, E, N>,
    /// What each node has seen, as far as the sender knows: which effects the body covers, and what is stable.
    pub rows: Vec<Row<N>>,
    /// The number of deltas that the sender had produced.
    pub(super) produced: u64,
}

/// The receiver's answer to a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receipt<N> {
    /// The sender of the message.
    pub to: N,
    /// What the receiver has seen now.
    pub row: Row<N>,
    /// Whether its state has changed.
    pub changed: bool,
    /// The number of deltas that the message included.
    pub(super) produced: u64,
}

/// A message that is for another node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("the message is for another node")]
pub struct Misdirected;

impl<S, E, N: Ord> Message<S, E, N> {
    /// What the sender has seen.
    #[must_use]
    pub fn seen(&self) -> Option<&Dots<N>> {
        self.rows.iter().find(|row| row.node == self.from).map(|row| &row.seen)
    }
}

impl<S: Wire<N>, E: Wire<N>, N: Name> Message<S, E, N> {
    /// What is shipped.
    #[must_use]
    pub const fn way(&self) -> Way {
        match &self.body {
            Body::State(_) => Way::State,
            Body::Delta(_) => Way::Delta,
            Body::Operations(_) => Way::Operations,
        }
    }

    /// The bytes of the body.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        bytes(&self.body)
    }

    /// The bytes of the rows.
    #[must_use]
    pub fn row_bytes(&self) -> Vec<u8> {
        written(|to| to.list(&self.rows))
    }
}

impl<S: Wire<N>, E: Wire<N>, N: Name> Wire<N> for Body<S, E, N> {
    fn write(&self, to: &mut Writer<N>) {
        match self {
            Self::State(state) => {
                to.number(0);
                state.write(to);
            }
            Self::Delta(delta) => {
                to.number(1);
                delta.write(to);
            }
            Self::Operations(events) => {
                to.number(2);
                to.list(events);
            }
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        match from.number()? {
            0 => S::read(from).map(Self::State),
            1 => S::read(from).map(Self::Delta),
            2 => from.list().map(Self::Operations),
            _ => Err(WireError::Meaningless),
        }
    }
}

impl<E: Wire<N>, N: Name> Wire<N> for Event<E, N> {
    fn write(&self, to: &mut Writer<N>) {
        to.dot(&self.at);
        self.effect.write(to);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Ok(Self { at: from.dot()?, effect: E::read(from)? })
    }
}

impl<N: Name> Wire<N> for Row<N> {
    fn write(&self, to: &mut Writer<N>) {
        to.name(&self.node);
        to.dots(&self.seen);
        to.dots(&self.stable);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Ok(Self { node: from.name()?, seen: from.dots()?, stable: from.dots()? })
    }
}
