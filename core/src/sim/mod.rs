//! The simulated world, and ways of choosing what happens next in it. Knows no protocol.

pub mod action;
pub mod cart;
mod client;
mod envelope;
pub mod happening;
mod network;
pub mod record;
mod replicas;
pub mod scheduler;
pub mod setup;
mod steps;
pub mod trace;
pub mod world;

pub use action::{Action, Refusal, Setting};
pub use cart::Change;
pub use happening::{Happening, StepLog};
pub use record::Record;
pub use scheduler::{By, Step};
pub use setup::Setup;
pub use trace::{Executed, Trace};
pub use world::World;
