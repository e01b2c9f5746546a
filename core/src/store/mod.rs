//! What replicas keep: the replication log and how it is shipped; Merkle trees to compare rows by; types that merge; conflict
//! handlers; views of rows and log entries.

pub mod crdt;
pub mod handler;
pub mod merkle;
pub mod note;
pub mod record;
pub mod share;
pub mod shipping;
mod sight;
pub mod table;
pub mod view;

pub use merkle::Merkle;
pub use note::{LogNote, Writes};
pub use shipping::Batch;
pub use sight::{CausalContext, Sight};
