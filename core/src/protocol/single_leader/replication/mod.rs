//! Log replication: how a leader's log reaches its followers, and what a write waits for.
//!
//! # Story
//! The leader appends a write to its log, ships it by position, and answers the client once enough followers
//! have reached the stage that the settings ask for: none, a few that are replaced when they fail, a fixed
//! list, or any majority. A new follower gets a snapshot of the rows at one position of the log, piece by
//! piece, and then the entries after that position.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Synchronous Versus Asynchronous
//! Replication", "Setting Up New Followers", "Handling Node Outages". Stages of an acknowledgement as in
//! PostgreSQL's `synchronous_commit` (`remote_write`, `on`, `remote_apply`; manual, 27.2.8); going on
//! alone after a timeout as in MySQL's `rpl_semi_sync_source_timeout` (manual, 19.4.10: the source becomes
//! semisynchronous again when at least one replica has caught up). A listed follower that is gone is waited for, as a name
//! in PostgreSQL's `synchronous_standby_names` (27.2.8). A new follower refuses reads until it is consistent, as
//! PostgreSQL's hot standby (27.4). Logs are compared by
//! position and term as in Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm*, 2014,
//! §5.3; a majority commits only entries of the leader's own term, §5.4.2.
//!
//! A replica that has lost its disk rejoins as a new member that learns first: Ongaro, *Consensus: Bridging Theory and
//! Practice*, 2014, §4.2.1 (new servers are non-voting until they have caught up); a server that loses any of its
//! persistent state must not come back under its old identity (§11.7.3, of a corrupted or lost disk; etcd: "remove the
//! member and add it as a new one"). PostgreSQL makes a standby anew from a base backup (27.2).
//!
//! Statements are executed by the leader at the end of its log, and travel in one of four formats:
//! [`store::record`](crate::store::record) names the sources. A follower that cannot apply an entry stops there, as MySQL's replication threads
//! do on an error. A node stores its tables in another format from its next start on, as after an upgrade.
//!
//! # Invariants
//! - I1 A follower's log is a prefix of the leader's (`followers_hold_prefixes` in `tests/it`).
//! - I2 A write that waits for followers is acknowledged only after they have reached it
//!   (`acknowledged_writes_have_reached_the_required_stage`).
//! - I3 A snapshot that is interrupted resumes at its next piece (`snapshots_resume`).
//!
//! # Not modelled
//! A replica that has lost its disk is admitted again without a change of the list of members, and a majority that has lost
//! its disks stays without a leader: there is no unsafe recovery by a person. Acknowledgements that were on their way when
//! the disk was lost count.
//! Entries that a log has dropped to stay short cannot be put aside when a snapshot replaces the log.
//! Taking a snapshot takes no time, only sending it does. Replaying the log after
//! a crash takes no time. An asynchronous leader with a flush interval acknowledges writes before they are on
//! its disk, so a crash can lose acknowledged writes: that is the purpose of the setting. It ships only what is
//! on its disk.

mod executing;
mod following;
mod journal;
mod leading;
mod learning;
mod pending;
mod reading;
mod rows;
mod snapshot;
mod tables;
mod transacting;
mod writing;

pub use executing::{Executor, query};
pub use following::Following;
pub use journal::{Base, Journal, LogEnd, Placed, Stored};
pub use leading::{Leading, Peer, Reached};
pub use pending::Pending;
pub use reading::Reads;
pub use rows::Rows;
pub use snapshot::{Chunk, Partial};
pub use tables::{shown, text};
pub use transacting::OpenTransactions;
