//! Logical clocks: the causal order of writes.
//!
//! [`VersionVector`] orders versions; its `partial_cmp` returns `None` for concurrent versions. A node's copy of a key is a
//! [`DottedVersionVectorSet`]: the values that no known write has overwritten, and the writes that the copy has seen. [`Clock`]
//! is the rule by which copies apply writes and merge: exactly, by dots, or as in a store with one version vector for all
//! siblings of a key, which keeps siblings that were overwritten.
//!
//! The types are generic over the names of nodes; the simulation uses [`NodeId`](crate::id::NodeId).

pub mod dot;
pub mod dotted;
pub mod rule;
pub mod stamp;
pub mod version_vector;

pub use dot::Dot;
pub use dotted::DottedVersionVectorSet;
pub use rule::Clock;
pub use stamp::Stamp;
pub use version_vector::VersionVector;
