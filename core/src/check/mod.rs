//! Checkers: what clients were promised, and whether it was kept. They see history and view only.
//!
//! ```text
//!   history ──► linearizable   one register per key: clusters of operations, or Wing–Gong–Lowe search
//!           ──► sequential     one order that agrees with each client's own; what must come before what
//!           ──► causal         who sees a write sees all that led to it
//!           ──► session        read your writes, monotonic reads and writes, writes follow reads
//!              siblings       what a read was shown, where a store keeps all that nothing has replaced
//!           ──► staleness      by how many versions, by how long
//!           ──► availability   how long nobody could write
//!   + view  ──► behind         how far behind each replica is, hints, keys to be repaired
//!           ──► durability     no acknowledged write is lost
//!           ──► convergence    all replicas equal once nothing is in flight
//!           ──► invariant      one leader, logs agree, positions never go back
//! ```

pub mod availability;
pub mod behind;
pub mod causal;
pub mod convergence;
mod durability;
mod forced;
mod invariant;
pub mod judge;
mod lanes;
pub mod linearizable;
mod moments;
pub mod numbers;
pub mod order;
pub mod register;
#[cfg(test)]
mod samples;
mod search;
mod seen;
pub mod sequential;
pub mod session;
pub mod siblings;
pub mod staleness;
#[cfg(test)]
#[path = "tanks_tests.rs"]
mod tanks;
mod twins;
pub mod verdict;
pub mod watch;
mod zones;

pub use judge::Judge;
pub use verdict::{Died, Kind, Noted, Property, Verdict, Why, Witness};
pub use watch::Watch;
