//! The replication log of one replica, with what is on disk of it and the rows that come of it.

use super::super::{Entry, entry::Change};
use crate::{
    id::Term,
    kv::{Key, Value},
    log::Log,
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// What a key holds, and since which position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// The value.
    pub value: Value,
    /// The write that put it there.
    pub write: crate::id::OperationId,
    /// The position of its entry.
    pub position: u64,
}

/// All rows.
pub type Rows = LiteMap<Key, Held>;

/// A position, the term of the entry there, and the rows that all entries up to it make.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base {
    /// The position.
    pub position: u64,
    /// The term of its entry.
    pub term: Term,
    /// The rows.
    pub rows: Rows,
}

/// A log that begins after a snapshot. Positions count from 1 over the life of the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Journal {
    base: Base,
    log: Log<Entry>,
    flushed: u64,
    applied: u64,
    rows: Rows,
    aside: Vec<(u64, Entry)>,
}

fn apply(rows: &mut Rows, position: u64, entry: &Entry) {
    let held = |value| Held { value, write: entry.write, position };
    match entry.change {
        Change::Write => _ = rows.insert(entry.key, held(entry.value)),
        Change::Marker => {}
    }
}

impl Journal {
    /// The position of the last entry.
    pub fn end(&self) -> u64 {
        self.base.position + self.log.end()
    }

    /// The term of the last entry.
    pub fn last_term(&self) -> Term {
        self.term_at(self.end())
    }

    /// The position before the first entry that is still there.
    pub const fn start(&self) -> u64 {
        self.base.position
    }

    /// Everything up to here is on disk.
    pub const fn flushed(&self) -> u64 {
        self.flushed
    }

    /// Everything up to here is in the rows.
    pub const fn applied(&self) -> u64 {
        self.applied
    }

    /// The rows.
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Entries that were taken out of the log and kept for a person to look at, with their positions.
    pub fn aside(&self) -> &[(u64, Entry)] {
        &self.aside
    }

    /// The entry at a position.
    pub fn at(&self, position: u64) -> Option<&Entry> {
        self.log.at(position.checked_sub(self.base.position)?)
    }

    /// The entries that follow a position, in order.
    pub fn after(&self, position: u64) -> impl Iterator<Item = &Entry> {
        self.log.after(position.saturating_sub(self.base.position))
    }

    /// The term of the entry at a position; 0 where none is known.
    pub fn term_at(&self, position: u64) -> Term {
        if position == self.base.position {
            self.base.term
        } else {
            self.at(position).map_or_else(Term::default, |entry| entry.term)
        }
    }

    /// The last position whose entry is of an older term than the one at `position`, or the start.
    pub fn before_term_at(&self, position: u64) -> u64 {
        let term = self.term_at(position);
        let mut before = position;
        while before > self.base.position && self.term_at(before) == term {
            before -= 1;
        }
        before
    }

    /// The last position, up to `limit`, at which another log that has an entry of `term` there may agree
    /// with this one: terms never go down along a log. None, if this log begins later.
    pub fn last_up_to(&self, limit: u64, term: Term) -> Option<u64> {
        if limit < self.base.position {
            return None;
        }
        let mut positions = (self.base.position..=limit.min(self.end())).rev();
        positions.find(|&position| self.term_at(position) <= term)
    }

    /// Appends an entry, in memory; returns its position.
    pub fn push(&mut self, entry: Entry) -> u64 {
        self.base.position + self.log.push(entry)
    }

    /// Writes everything to disk.
    pub fn flush(&mut self) {
        self.flushed = self.end();
    }

    /// Applies the entries up to a position; returns each with its position.
    pub fn apply_up_to(&mut self, limit: u64) -> impl Iterator<Item = (u64, Entry)> {
        let limit = limit.min(self.end());
        core::iter::from_fn(move || {
            let position = self.applied + 1;
            if position > limit {
                return None;
            }
            let entry = *self.at(position)?;
            apply(&mut self.rows, position, &entry);
            self.applied = position;
            Some((position, entry))
        })
    }

    /// Takes back everything after a position, in the rows too; what stands before the log's start stays.
    pub fn truncate(&mut self, end: u64) {
        self.log.truncate(end.saturating_sub(self.base.position));
        let end = self.end();
        self.flushed = self.flushed.min(end);
        if self.applied > end {
            self.applied = self.base.position;
            self.rows = self.base.rows.clone();
            self.apply_up_to(end).for_each(drop);
        }
    }

    /// Keeps an entry for a person to look at.
    pub fn put_aside(&mut self, position: u64, entry: Entry) {
        self.aside.push((position, entry));
    }

    /// Drops the oldest entries, so that about `retain` are left. What is not applied and on disk stays.
    /// Returns whether anything was dropped.
    pub fn shorten(&mut self, retain: u64) -> bool {
        // Only when the log is twice as long, so that the copying is paid for.
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
                apply(&mut base.rows, position, entry);
                base.term = entry.term;
            } else {
                rest.push(*entry);
            }
        }
        base.position = to;
        (self.base, self.log) = (base, rest);
        true
    }

    /// The entries of which a snapshot does not show that they are in it too, and the position from which on
    /// the log that it was taken of surely has none of them; of those before nobody can tell any more. Up to
    /// `agreed` both logs are known to be the same.
    pub fn missing_in(&self, snapshot: &Base, agreed: u64) -> (Vec<(u64, Entry)>, Option<u64>) {
        let mut missing: Vec<(u64, Entry)> =
            (self.start() + 1..).zip(self.after(0).copied()).collect();
        let row = |entry: &Entry| snapshot.rows.get(&entry.key);
        let there = |(position, entry): &(u64, Entry)| {
            row(entry).is_some_and(|row| (row.position, row.write) == (*position, entry.write))
        };
        // Where two logs have an entry in common they agree up to there.
        let shared = missing.iter().rev().find(|entry| there(entry)).map_or(0, |(at, _)| *at);
        missing.retain(|(position, _)| *position > shared.max(agreed));
        // A key's row is of its last entry.
        let gone = |(position, entry): &&(u64, Entry)| {
            let older = row(entry).is_none_or(|row| row.position <= *position);
            older && *position <= snapshot.position && !entry.is_marker()
        };
        let first = missing.iter().find(gone).map(|(position, _)| *position);
        (missing, first)
    }

    /// Begins anew from a snapshot.
    pub fn install(&mut self, base: Base) {
        let aside = core::mem::take(&mut self.aside);
        let (position, rows) = (base.position, base.rows.clone());
        *self = Self { base, log: Log::new(), flushed: position, applied: position, rows, aside };
    }

    /// What is on disk.
    pub fn durable(&self) -> Self {
        let mut durable = self.clone();
        durable.truncate(self.flushed);
        durable
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
