//! A replica's replication log, how much of it is on disk, and the rows that its entries produce.

use super::{
    super::{Entry, entry::Change, partition::Knows, view::Recorded},
    executing::{Executed, Executor},
    rows::Rows,
    tables::Tables,
};
use crate::{
    id::{OperationId, Term},
    kv::{Key, Value},
    log::Log,
    store::{
        record::{Record, Stop},
        table::{self, Database},
    },
};
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

/// The value of a key, and the entry that set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The value.
    pub value: Value,
    /// The write that set it.
    pub write: OperationId,
    /// The position of the entry that set it.
    pub position: u64,
    /// What its writer had seen of the other partitions.
    pub knows: Knows,
}

/// Where a log ends. Of two logs the one with the greater end is more up to date: the later term of the last
/// entry decides, then the length (Ongaro and Ousterhout, §5.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogEnd {
    /// The term of the last entry; the default if the log is empty.
    pub term: Term,
    /// The position of the last entry; 0 if the log is empty.
    pub position: u64,
}

/// The rows at one position of the log, and the term of the entry at that position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base {
    /// The position.
    pub position: u64,
    /// The term of the entry at that position.
    pub term: Term,
    /// The rows produced by all entries up to that position.
    pub rows: Rows,
}

/// An entry, and its position in the log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Placed {
    /// The position.
    pub position: u64,
    /// The entry.
    pub entry: Entry,
}

/// Entries of a log that a snapshot of another log does not account for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The entries, in order.
    pub entries: Vec<Placed>,
    /// From this position on, the other log certainly lacks them. The snapshot says nothing about those before.
    pub gone_from: Option<u64>,
}

/// A log that starts after a base. Positions count from 1 over the lifetime of the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Journal {
    base: Base,
    log: Log<Entry>,
    flushed: u64,
    applied: u64,
    rows: Rows,
    aside: Vec<Placed>,
    tables: Tables,
    stopped: Stopped,
}

/// The entry that cannot be applied, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stopped(pub Option<(u64, Stop)>);

impl Hash for Stopped {
    /// Fingerprints are older than this: a replica that has not stopped hashes nothing.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        if let Some(stopped) = self.0 {
            stopped.hash(hasher);
        }
    }
}

/// Changes the rows as an entry says. `tables` has what it did to tables.
fn apply(rows: &mut Rows, tables: &Tables, position: u64, entry: &Entry) {
    let stored = |value| Stored { value, write: entry.write, position, knows: entry.knows };
    match entry.change {
        Change::Write => rows.insert(entry.key, stored(entry.value)),
        Change::Marker => {}
        Change::Tables(_) => {
            rows.insert(entry.key, stored(entry.value));
            for &(key, value) in tables.shown(position) {
                match value {
                    Some(value) => rows.insert(key, stored(value)),
                    None => _ = rows.remove(&key),
                }
            }
        }
    }
}

impl Journal {
    /// An empty log on a node that stores pages in this format.
    pub fn new(version: table::Version) -> Self {
        Self { tables: Tables::new(version), ..Self::default() }
    }

    /// The tables at the end of the log, after [`catch_up`](Self::catch_up).
    pub fn executed(&self) -> Database {
        self.tables.database()
    }

    /// The newest `limit` entries of statements, the newest first.
    pub fn records(&self, limit: usize) -> impl Iterator<Item = Recorded> {
        let recorded = |(position, local, transaction)| {
            let entry = self.at(position)?;
            let Change::Tables(record) = &entry.change else { return None };
            let (statements, record) = (entry.value, record.clone());
            let before = self.tables.at(position - 1);
            Some(Recorded { position, statements, record, before, local, transaction })
        };
        self.tables.newest().filter_map(recorded).take(limit)
    }

    /// Whether a key stands for a table, or for a row of one.
    pub fn is_of_table(&self, key: Key) -> bool {
        let Key(word) = key;
        let table = word.as_str().split('/').next().unwrap_or_default();
        let mut tables = self.tables.names();
        tables.any(|name| name.as_str() == table)
    }

    /// The tables that belong to the rows.
    pub fn database(&self) -> Database {
        self.tables.at(self.applied)
    }

    /// The tables after the entry at a position, which is applied and not before the start of the log.
    pub fn database_at(&self, position: u64) -> Database {
        self.tables.at(position)
    }

    /// The entry that cannot be applied, and why.
    pub const fn stopped(&self) -> Stopped {
        self.stopped
    }

    /// Stores the tables in this format from now on; returns whether they were stored in another one.
    pub fn upgrade(&mut self, version: table::Version) -> bool {
        let other = self.tables.version() != version;
        if other {
            self.tables.convert(version);
        }
        other
    }

    /// Appends an entry with what the leader has made of its statements; returns its position.
    pub fn push_executed(&mut self, entry: Entry, executed: Executed) -> u64 {
        let position = self.push(entry);
        self.tables.push(position, executed);
        position
    }

    /// Makes the tables include every entry of the log: a leader executes statements at its end.
    pub fn catch_up(&mut self, by: Executor) {
        for position in self.tables.position().max(self.base.position) + 1..=self.end() {
            if self.execute(position, by).is_err() {
                return;
            }
        }
    }

    /// Makes the tables include the entry at a position, unless they do.
    fn execute(&mut self, position: u64, by: Executor) -> Result<(), Stop> {
        let Some(Change::Tables(record)) = self.at(position).map(|entry| &entry.change) else {
            return Ok(());
        };
        if position <= self.tables.position() {
            return Ok(());
        }
        let record: Record = record.clone();
        self.tables.apply(position, &record, by.local(position), by.fires)
    }

    /// The position of the last entry.
    pub fn end(&self) -> u64 {
        self.base.position + self.log.end()
    }

    /// The last entry's term and position.
    pub fn last(&self) -> LogEnd {
        let position = self.end();
        LogEnd { term: self.term_at(position), position }
    }

    /// The position before the first entry that the log still has.
    pub const fn start(&self) -> u64 {
        self.base.position
    }

    /// The last position that is on disk.
    pub const fn flushed(&self) -> u64 {
        self.flushed
    }

    /// The last position that the rows include.
    pub const fn applied(&self) -> u64 {
        self.applied
    }

    /// The rows.
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Entries that were removed from the log and are kept for the administrator.
    pub fn aside(&self) -> &[Placed] {
        &self.aside
    }

    /// The entry at a position.
    pub fn at(&self, position: u64) -> Option<&Entry> {
        self.log.at(position.checked_sub(self.base.position)?)
    }

    /// The entries after a position, in order.
    pub fn after(&self, position: u64) -> impl Iterator<Item = &Entry> {
        self.log.after(position.saturating_sub(self.base.position))
    }

    /// The entries from a position on, in order.
    pub fn tail(&self, from: u64) -> Vec<Placed> {
        let positions = from.max(self.start() + 1)..;
        let entries = self.after(from.saturating_sub(1)).cloned();
        positions.zip(entries).map(|(position, entry)| Placed { position, entry }).collect()
    }

    /// The term of the entry at a position; the default if the log has no such entry.
    pub fn term_at(&self, position: u64) -> Term {
        if position == self.base.position {
            self.base.term
        } else {
            self.at(position).map_or_else(Term::default, |entry| entry.term)
        }
    }

    /// The last position whose entry has an older term than the entry at `position`, or the start of the log.
    pub fn before_term_at(&self, position: u64) -> u64 {
        let term = self.term_at(position);
        let mut before = position;
        while before > self.base.position && self.term_at(before) == term {
            before -= 1;
        }
        before
    }

    /// The last position, at most `limit`, up to which another log may agree with this one, given the `term`
    /// of the other log's entry at `limit`. Terms never decrease along a log, so positions with a later term
    /// are ruled out. `None` if this log starts after `limit`.
    pub fn last_up_to(&self, limit: u64, term: Term) -> Option<u64> {
        if limit < self.base.position {
            return None;
        }
        let mut positions = (self.base.position..=limit.min(self.end())).rev();
        positions.find(|&position| self.term_at(position) <= term)
    }

    /// Appends an entry in memory; returns its position.
    pub fn push(&mut self, entry: Entry) -> u64 {
        self.base.position + self.log.push(entry)
    }

    /// Writes the whole log to disk.
    pub fn flush(&mut self) {
        self.flushed = self.end();
    }

    /// Applies the entries up to a position, one for each item that is taken from the iterator. It ends before an entry that
    /// cannot be applied.
    pub fn apply_up_to(&mut self, limit: u64, by: Executor) -> impl Iterator<Item = Placed> {
        let limit = limit.min(self.end());
        core::iter::from_fn(move || {
            let position = self.applied + 1;
            if position > limit {
                return None;
            }
            self.stopped = Stopped(self.execute(position, by).err().map(|stop| (position, stop)));
            if self.stopped.0.is_some() {
                return None;
            }
            let entry = self.at(position)?.clone();
            apply(&mut self.rows, &self.tables, position, &entry);
            self.applied = position;
            Some(Placed { position, entry })
        })
    }

    /// Removes the entries after a position and undoes them in the rows. The base cannot be removed.
    pub fn truncate(&mut self, end: u64) {
        self.log.truncate(end.saturating_sub(self.base.position));
        let end = self.end();
        self.flushed = self.flushed.min(end);
        self.tables.truncate(end);
        if self.applied > end {
            let mut rows = self.base.rows.clone();
            for (position, entry) in (self.base.position + 1..).zip(self.after(0)) {
                apply(&mut rows, &self.tables, position, entry);
            }
            (self.rows, self.applied) = (rows, end);
        }
    }

    /// Keeps an entry for the administrator.
    pub fn put_aside(&mut self, entry: Placed) {
        self.aside.push(entry);
    }

    /// Drops the oldest entries, down to about `retain`. Entries that are not yet applied and on disk stay.
    /// Returns whether it dropped any.
    pub fn shorten(&mut self, retain: u64) -> bool {
        // Waits until the log is twice as long, so that the cost of copying is amortized.
        if self.log.end() <= 2 * retain {
            return false;
        }
        let to = (self.end() - retain).min(self.applied).min(self.flushed);
        if to <= self.base.position {
            return false;
        }
        let mut base = core::mem::take(&mut self.base);
        let mut rest = Log::new();
        for (position, entry) in (base.position + 1..).zip(self.log.after(0)) {
            if position <= to {
                apply(&mut base.rows, &self.tables, position, entry);
                base.term = entry.term;
            } else {
                rest.push(entry.clone());
            }
        }
        base.position = to;
        self.tables.shorten(to);
        (self.base, self.log) = (base, rest);
        true
    }

    /// The entries of this log that `snapshot`, taken of another log, does not show to be in that log too. The
    /// logs are known to agree up to position `agreed`.
    pub fn missing_in(&self, snapshot: &Base, agreed: u64) -> Missing {
        let mut entries = self.tail(0);
        let row = |entry: &Entry| snapshot.rows.get(&entry.key);
        let included = |placed: &&Placed| {
            let Placed { position, entry } = placed;
            row(entry).is_some_and(|row| (row.position, row.write) == (*position, entry.write))
        };
        // Two logs that share an entry agree up to it.
        let shared = entries.iter().rev().find(included).map_or(0, |placed| placed.position);
        entries.retain(|placed| placed.position > shared.max(agreed));
        // A row shows only the last entry of its key, so a row that is newer proves nothing.
        let gone = |placed: &&Placed| {
            let Placed { position, entry } = placed;
            let older = row(entry).is_none_or(|row| row.position <= *position);
            older && *position <= snapshot.position && !entry.is_marker()
        };
        let gone_from = entries.iter().find(gone).map(|placed| placed.position);
        Missing { entries, gone_from }
    }

    /// Replaces log, rows and tables by a snapshot.
    pub fn install(&mut self, base: Base, database: &Database) {
        let aside = core::mem::take(&mut self.aside);
        let mut tables = core::mem::take(&mut self.tables);
        let (position, rows) = (base.position, base.rows.clone());
        tables.install(position, database);
        let (flushed, applied, stopped) = (position, position, Stopped::default());
        *self = Self { base, log: Log::new(), flushed, applied, rows, aside, tables, stopped };
    }

    /// The part that is on disk.
    pub fn durable(&self) -> Self {
        let mut durable = self.clone();
        durable.truncate(self.flushed);
        durable
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
