//! Checkers: each judges one promise to clients. They see histories, views and notes, and nothing else.
//!
//! ```text
//!   history ──► linearizable   one register per key: zones, or the search of Wing, Gong and Lowe
//!           ──► sequential     one order that contains each client's own; constraints that rule every order out
//!              shrink         the smallest set of operations that has no such order
//!              tried          the orders of such a set that get furthest, and what stops each
//!           ──► causal         a read includes the causes of what its client knows
//!           ──► session        read your writes, monotonic reads; what contradicts an order of the writes
//!              siblings       which writes a read includes, where replicas keep concurrent values
//!           ──► staleness      by how many versions and how long each read was behind
//!           ──► availability   gaps in which no write succeeded
//!           ──► latency        how long clients waited for answers
//!           ──► numbers        no two rows of a table share a number
//!   + view  ──► lag            how far each replica is behind, hints, keys to repair
//!           ──► durability     no acknowledged write is lost
//!           ──► prefix         monotonic writes, writes follow reads, consistent prefix
//!           ──► convergence    replicas are equal once nothing is in flight
//!           ──► invariant      one leader per term, logs agree, positions never go back
//! ```

pub mod availability;
pub mod causal;
pub mod convergence;
mod durability;
mod equivalent;
#[cfg(test)]
#[path = "hierarchy_tests.rs"]
mod hierarchy;
mod invariant;
pub mod judge;
pub mod lag;
mod lanes;
pub mod latency;
pub mod linearizable;
mod moments;
mod nodes;
pub mod numbers;
pub mod order;
mod precedence;
mod prefix;
pub mod register;
#[cfg(test)]
mod samples;
#[cfg(test)]
#[path = "scene_tests.rs"]
mod scene;
mod search;
pub mod sequential;
pub mod session;
mod shrink;
pub mod siblings;
pub mod staleness;
pub mod state;
pub mod tried;
mod updates;
pub mod verdict;
mod visited;
mod zones;

pub use judge::Judge;
pub use nodes::Anchor;
pub use state::StateJudge;
pub use verdict::{LastCopy, Link, Noted, Property, Verdict, Violation, Why, Witness};
