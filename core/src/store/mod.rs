//! What replicas keep: the replication log and how it is shipped; Merkle trees to compare rows by.

pub mod merkle;
pub mod note;
pub mod shipping;
pub mod sight;

pub use merkle::Merkle;
pub use note::{LogNote, Writes};
pub use shipping::{Batch, Shipping};
pub use sight::{CausalContext, Sight};
