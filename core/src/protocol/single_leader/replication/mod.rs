//! How a leader's log reaches its followers, and whom a write waits for.
//!
//! # Story
//! The leader appends, ships entries by position, and answers the client once enough followers have got
//! as far as the settings ask: nobody, a few that are replaced when they fail, a fixed list, or any
//! majority. A new follower gets a snapshot that belongs to one position of the log, piece by piece, and
//! then the entries that follow.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Synchronous Versus Asynchronous
//! Replication", "Setting Up New Followers", "Handling Node Outages". Stages of an acknowledgement as in
//! PostgreSQL's `synchronous_commit` (`remote_write`, `on`, `remote_apply`; manual, 27.2.8); going on
//! alone after a while as in MySQL's `rpl_semi_sync_source_timeout` (manual, 19.4.10). That logs agree is
//! checked by position and term as in Ongaro and Ousterhout, *In Search of an Understandable Consensus
//! Algorithm*, 2014, §5.3; a majority commits only entries of the leader's own term, §5.4.2.
//!
//! # Invariants
//! - I1 A follower's log is a prefix of the leader's (`followers_hold_prefixes` in `tests/it`).
//! - I2 A write that waits for followers is not acknowledged before they have got so far
//!   (`acknowledged_writes_are_where_they_should_be`).
//! - I3 A snapshot cut half-way goes on where it was (`snapshots_resume`).
//!
//! # Not modelled
//! Entries that a log has dropped itself, to be short, are not put aside when a snapshot replaces it: only
//! those are that are still in it. Transactions and statements; a snapshot is taken in no time, only sending it takes time. Replaying the
//! log after a crash takes no time. An asynchronous leader that flushes now and then only does not
//! wait for its disk before it acknowledges, so a crash can lose what it promised: that is what the setting
//! is for. It ships only what is on its disk.

mod following;
mod journal;
mod leading;
mod snapshot;

pub use journal::{Base, Held, Journal, Rows};
pub use leading::{Leading, Peer, Pending};
pub use snapshot::{Chunk, Partial};
