//! Logical clocks: what happened before what, and what is concurrent.
//!
//! [`VersionVector`] orders versions; its `partial_cmp` gives `None` for concurrent ones. A key's
//! copy on one node is a [`DottedVersionVectorSet`]: the values that no write known here has
//! overwritten, and all that has been seen. [`Clock`] chooses by which rule such copies take in
//! writes and each other: exactly, by the dots, or as a store does that keeps one version vector
//! for all siblings of a key, which is shown to keep siblings that were overwritten.
//!
//! All of it works over any name of a node; the simulation's is [`NodeId`](crate::id::NodeId).

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
