//! Consumers: stores outside of the cluster, such as a search index or a cache, that follow the database at their own pace.
//!
//! # Story
//! A consumer asks the leader at intervals for the changes after the position that it has recorded, a batch at a time. It
//! applies the batch to a store of its own, and records the new position. How the leader answers depends on the log:
//! - Of a log of rows it reads the entries (change data capture). The position is one of the log. If the log no longer has
//!   it, because it was shortened or another leader has replaced what followed, the consumer gets all rows, and goes on from
//!   there.
//! - With triggers it reads the change table, by a query. The position is a number in that table. The table belongs to one
//!   leader, so a consumer that comes from another one gets all rows.
//! - A log of statements or of pages does not say which rows changed: the consumer stops before such an entry.
//!
//! A consumer may take a part of the data, and it may crash between applying and recording.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5, "Logical (row-based) log replication" and "Trigger-based
//! replication"; ch. 11, "Change Data Capture" (initial snapshot, log of changes) and "Fault Tolerance" (idempotence, atomic
//! commit of output and position). Debezium: the connector records its offset after the events are delivered, so a crash
//! repeats events. Kafka Connect, `poll` and `flush`. A part of the rows and columns as in PostgreSQL, `CREATE PUBLICATION`
//! (manual, 29.4 "Row Filters": an update into or out of the filter is an insert or a delete; 29.5 "Column Lists": the key is
//! taken in any case). Bucardo: "delta" tables that triggers fill, and `customcols`.
//!
//! # Invariants
//! - A consumer gets committed changes only, in their order (`consumers_end_equal_to_the_leader` in `tests/it`), and from the
//!   log whole transactions. Between rows of the change table a batch may end anywhere.
//! - A consumer that replaces rows by their keys, and records its position after it has applied a batch or together with it,
//!   ends with the rows of the leader, whatever was lost or crashed (the same test). If another leader discards what was
//!   committed, only the latter does: the former may keep what it has applied and not recorded.
//! - A consumer is no replica: it does not vote, nobody waits for it, and routes do not lead to it.
//!
//! # Not modelled
//! Reading from a follower. A snapshot in pieces, and log compaction. Rows of the change table are never removed, and its
//! numbers are taken in the order of commits. It has the new row only, so a key that changes leaves the old row behind. What a consumer has applied is on its disk at once. A position in the log that
//! two leaders have filled in the same term, which fencing prevents. The query of a consumer takes no time at the leader.

mod consumer;
mod derived;
mod serving;

pub use consumer::{Batch, Consumer};
pub use derived::{Derived, Item, What};

use crate::id::Term;

/// What a consumer counts its position in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Source {
    /// The replication log.
    #[default]
    Log,
    /// The change table of one leader.
    ChangeTable,
}

/// The position up to which a consumer has everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mark {
    /// What the position counts.
    pub source: Source,
    /// The term of the log entry at the position; of a change table, that of the leader that has it.
    pub term: Term,
    /// The position; 0 is before everything.
    pub position: u64,
}

/// The answer of a leader to a consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Changes {
    /// The leader's term.
    pub term: Term,
    /// The position that the consumer asked about.
    pub after: Mark,
    /// The position up to which this goes.
    pub end: Mark,
    /// The last position that there is.
    pub newest: u64,
    /// Whether this is all there is, instead of what the consumer has.
    pub whole: bool,
    /// Whether the entry after `end` does not say which rows changed.
    pub stops: bool,
    /// The changes, in order.
    pub items: alloc::vec::Vec<Item>,
}
