//! What a client sees of a key in a store that tracks causality.

use crate::{clock::VersionVector, kv::Found};
use alloc::{rc::Rc, vec::Vec};

/// What a client remembers of a key: the values it was last told, and the context for its next write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sight {
    /// The values, newest first, tombstones included.
    pub values: Vec<Found>,
    /// The causal context. A write that carries it replaces exactly the writes it includes.
    pub context: Rc<VersionVector>,
}

/// The causal context that a client sends with a request: the writes to the key that it had seen. `None`
/// in stores that do not track causality.
pub type CausalContext = Option<Rc<VersionVector>>;
