//! What replicas keep: the replication log and the shipping of it.

pub mod shipping;

pub use shipping::{Batch, Shipping};
