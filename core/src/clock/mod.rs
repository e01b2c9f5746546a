//! Logical clocks: what happened before what, and what is concurrent.

pub mod stamp;
pub mod version_vector;

pub use stamp::Stamp;
pub use version_vector::VersionVector;
