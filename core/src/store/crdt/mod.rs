//! Types that merge: values that several nodes change without asking each other, and that become equal once the nodes have
//! heard of the same changes.
//!
//! # Story
//! A [`Peer`] is a node's copy of a value. An operation changes the copy of one node; messages bring it to the others, in one of
//! three [ways](Way), which may be mixed:
//!
//! | way | a message has | its bytes grow with | delivery may |
//! | --- | --- | --- | --- |
//! | [`Way::State`] | the whole state | the value | lose, double and reorder |
//! | [`Way::Delta`] | the join of the deltas that the receiver has not acknowledged | what changed since | lose, double and reorder |
//! | [`Way::Operations`] | the operations that the receiver has not acknowledged | the number of operations since | lose, double and reorder, because operations have dots and the sender repeats what is not acknowledged; without that, each must come once, and after those that it has seen |
//!
//! A type is a [`Lattice`] of states, with effects of operations on it, and a [`Crdt`], which says what an operation does and what
//! a state means: [`GCounter`], [`PnCounter`], [`LwwRegister`], [`MvRegister`], [`OrSet`], [`RemoveWinsSet`], [`OrMap`], and
//! the texts [`Sequence`] and [`Logoot`], which have the same states.
//!
//! | type | of concurrent operations | tombstones |
//! | --- | --- | --- |
//! | `GCounter`, `PnCounter` | all count | none |
//! | `LwwRegister` | the greatest time wins, then the greater node | none |
//! | `MvRegister` | all values stay | none |
//! | `OrSet` | an addition wins against a removal | none |
//! | `RemoveWinsSet` | a removal wins against an addition | marks of removals |
//! | `OrMap` | an update wins against a removal of its key | marks of removals in remove-wins sets |
//! | `Sequence` | what each node typed stays together | deleted characters |
//! | `Logoot` | what several nodes typed at one place mixes | deleted characters |
//!
//! # Source
//! Shapiro, Preguiça, Baquero, Zawirski, *A Comprehensive Study of Convergent and Commutative Replicated Data Types*, INRIA
//! RR-7506, 2011, and *Conflict-free Replicated Data Types*, SSS 2011: states that merge, operations that commute. Almeida,
//! Shoker, Baquero, *Delta State Replicated Data Types*, JPDC 2018: deltas, delta intervals (algorithm 2), dot stores with causal
//! contexts. Enes, Almeida, Baquero, Leitão, *Efficient Synchronization of State-based CRDTs*, ICDE 2019: a delta is not sent back
//! to the node that it came from, and only its new part is sent on. Baquero, Almeida, Shoker, *Pure Operation-Based Replicated Data
//! Types*, 2017: causal stability. Each type names its own paper.
//!
//! # Invariants
//! - Joining is commutative, associative and idempotent, and a state only grows.
//! - Applying an operation and joining its delta come to the same state.
//! - A node's state includes, with an effect, all effects that it had seen. So a causal context is as short as a version vector.
//! - Nodes that have seen the same effects have equal values, whichever ways the effects came.
//! - [`Peer::collect`] changes no value, then or later.
//! - What is written as bytes is read back equal.
//!
//! # Stability
//! An effect is stable at a node if it knows that all members have seen it, and has itself all that they had seen then: an
//! operation that it has not heard of yet has seen the effect. Messages carry what each node is known to have seen and what it
//! knows to be stable. A tombstone is dropped once every node knows that it is stable; which tombstones can be dropped
//! then, and why, is said at each type. A node that never answers stops the collection at all nodes.
//!
//! # Not modelled
//! The members are told from outside; a node that joins after a collection must receive a message before its first operation.
//! A node that loses its disk must come back under another name. Receipts are not counted in bytes. A sequence cannot be in a map.
//! Runs of characters are not kept as one node of the tree, so a text takes some bytes for each character that was ever
//! inserted, and an edit looks through all of them, though it does not sort them again. In the simulation all values but the texts are one map
//! (`protocol/multi_leader/merging.rs`).

mod counter;
mod dots;
mod dotted;
mod lattice;
mod map;
mod message;
pub mod parts;
mod peer;
mod place;
mod register;
mod sequence;
mod sequence_wire;
mod set;
mod spoken;
mod tree;
pub mod wire;

pub use crate::kv::CrdtError;
pub use counter::{Balances, CounterOperation, Counts, GCounter, PnCounter};
pub use dots::Dots;
pub use dotted::{Change, Dotted};
pub use lattice::{Crdt, Lattice, Origin};
pub use map::{FieldOperation, FieldValue, Item, Kind, Leaf, MapOperation, MapValue, OrMap, Path};
pub use message::{Body, Event, Message, Misdirected, Receipt, Row, Way};
pub use peer::{MessageOf, Peer};
pub use place::{Place, Position, Side};
pub use register::{Latest, LwwRegister, LwwWrite, MvRegister, Timed, Written};
pub use sequence::{Edit, Logoot, Sequence, SequenceOperation};
pub use set::{Mark, OrSet, RemoveWinsSet, SetOperation};
pub use spoken::{Spoken, SpokenError, said};
pub use tree::{Element, Tree};

#[cfg(test)]
mod samples_tests;
#[cfg(test)]
mod tables_tests;
#[cfg(test)]
mod texts_tests;
