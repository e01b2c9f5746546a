//! Checkers: what clients were promised, and whether it was kept. They see history and view only.
//!
//! ```text
//!   history ──► linearizable   one register per key, Wing–Gong–Lowe search
//!           ──► session        read your writes, monotonic reads and writes, writes follow reads
//!           ──► staleness      by how many versions, by how long
//!   + view  ──► durability     no acknowledged write is lost
//!           ──► convergence    all replicas equal once nothing is in flight
//! ```

pub mod convergence;
pub mod durability;
pub mod linearizable;
mod order;
pub mod register;
pub mod session;
pub mod staleness;
pub mod verdict;

pub use verdict::{Kind, Property, Verdict, Why, Witness};
