//! Deterministic simulation of database replication: single leader, multi-leader, leaderless.
//!
//! A distributed execution is a fold over choices: the world is a value, and its only verb is
//! [`sim::World::apply`]. The clock, a script, a search and a reader's mouse are ways of choosing
//! what is applied next.
//!
//! ```
//! use replicarium::scenario::{library, Scenario};
//!
//! let text = library::find("stale_follower_read").unwrap().text();
//! let scenario: Scenario = text.parse().unwrap();
//! let run = scenario.run().unwrap();
//! assert!(run.len() > 0);
//! ```
#![no_std]
#![deny(missing_docs)]

extern crate alloc;

pub mod check;
pub mod clock;
mod decimal;
pub mod explain;
pub mod hash;
pub mod history;
pub mod id;
pub mod knob;
pub mod kv;
pub mod links;
pub mod log;
pub mod mode;
pub mod note;
pub mod protocol;
pub mod quorum;
pub mod random;
pub mod remedy;
pub mod replica;
pub mod review;
pub mod scenario;
pub mod search;
pub mod session;
pub mod shared;
pub mod sim;
pub mod store;
pub mod tag;
pub mod time;
pub mod view;
