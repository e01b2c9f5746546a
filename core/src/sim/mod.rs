//! The simulated world, and ways of choosing what happens next in it. Knows no protocol.

pub mod action;
pub mod cart;
mod client;
pub mod cluster;
mod envelope;
mod network;
pub mod scheduler;
pub mod setup;
mod steps;
pub mod trace;
pub mod world;

pub use action::{Action, Refusal, Setting};
pub use cart::Change;
pub use cluster::{Cluster, Happening, StepLog};
pub use scheduler::{By, Step};
pub use setup::Setup;
pub use trace::Trace;
pub use world::World;
