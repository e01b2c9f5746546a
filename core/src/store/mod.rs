//! What replicas keep: the replication log and the shipping of it; trees of hashes to compare rows by.

pub mod merkle;
pub mod shipping;
pub mod sight;

pub use merkle::Merkle;
pub use shipping::{Batch, Shipping};
pub use sight::{CausalContext, Sight};
