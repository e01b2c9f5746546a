//! The tables of a replica, after each entry of its log that changed them.
//!
//! Copies of a database share what is equal, so the tables after every entry are kept: an entry that is removed from the log
//! is undone by going back. A database undoes it from its own write-ahead log.

use super::executing::Executed;
use crate::{
    decimal,
    hash::Fingerprint,
    kv::{Key, Value, Word},
    shared::SharedVec,
    store::{
        record::{Local, Record, Stop, Transaction},
        table::{
            Change, Database, Datum, Definition, Row, Version, datum::sorted, row::assignments,
        },
    },
};
use alloc::{format, rc::Rc, string::String, vec::Vec};
use core::{
    fmt::Write,
    hash::{Hash, Hasher},
};

/// A row of a table as a key with a value; `None` if it is gone.
pub type Shown = (Key, Option<Value>);

/// The tables after an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct State {
    position: u64,
    database: Database,
    /// The rows that the entry changed.
    shown: Rc<[Shown]>,
    /// What the node had of its own when it executed or applied the entry.
    local: Local,
    /// The transaction, if it took several requests and this node executed it.
    transaction: Option<Rc<Transaction>>,
}

/// The tables of a replica.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    states: SharedVec<State>,
    /// The storage format of a database that is still empty.
    version: Version,
}

impl Hash for Tables {
    /// Fingerprints are older than tables: a replica without any hashes nothing.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        if let Some(State { position, database, .. }) = self.states.last() {
            (position, database).hash(hasher);
        }
        if self.version != Version::One {
            self.version.hash(hasher);
        }
    }
}

impl Tables {
    /// The tables of a new replica.
    pub fn new(version: Version) -> Self {
        Self { version, ..Self::default() }
    }

    /// The tables after the last entry that changed them.
    pub fn database(&self) -> Database {
        match self.states.last() {
            Some(state) => state.database.clone(),
            None => Database::new(self.version),
        }
    }

    /// The tables after the entry at a position.
    pub fn at(&self, position: u64) -> Database {
        let after = self.states.partition_point(|state| state.position <= position);
        let state = after.checked_sub(1).and_then(|index| self.states.get(index));
        state.map_or_else(|| Database::new(self.version), |state| state.database.clone())
    }

    /// The names of all tables.
    pub fn names(&self) -> impl Iterator<Item = Word> {
        let tables = self.states.last().map_or(&[][..], |state| state.database.tables());
        tables.iter().map(|table| table.definition().table)
    }

    /// The position of that entry; 0 if there is none.
    pub fn position(&self) -> u64 {
        self.states.last().map_or(0, |state| state.position)
    }

    /// The rows that an entry changed.
    pub fn shown(&self, position: u64) -> &[Shown] {
        let is_it = |state: &&State| state.position == position;
        let earlier = || {
            let index = self.states.partition_point(|state| state.position < position);
            self.states.get(index).filter(is_it)
        };
        // Nearly always it is the last one.
        self.states.last().filter(is_it).or_else(earlier).map_or(&[], |state| &state.shown)
    }

    /// The entries that changed the tables, the newest first: position, what the node had of its own, and the transaction
    /// if it took several requests.
    pub fn newest(&self) -> impl Iterator<Item = (u64, Local, Option<Rc<Transaction>>)> {
        let it = |state: &State| (state.position, state.local, state.transaction.clone());
        self.states.iter().rev().map(it)
    }

    /// The tables after an entry are what a leader has made of it.
    pub fn push(&mut self, position: u64, executed: Executed) {
        let Executed { database, changes, local, transaction, .. } = executed;
        let shown = shown(&database, &changes).into();
        self.states.push(State { position, database, shown, local, transaction });
    }

    /// Applies the record in an entry.
    pub fn apply(
        &mut self,
        position: u64,
        record: &Record,
        local: Local,
        fires: bool,
    ) -> Result<(), Stop> {
        let mut database = self.database();
        let changes = record.apply(&mut database, local, fires)?;
        let (record, transaction) = (record.clone(), None);
        self.push(position, Executed { database, changes, record, local, transaction });
        Ok(())
    }

    /// Goes back to the tables after the entry at `end`.
    pub fn truncate(&mut self, end: u64) {
        let kept = self.states.partition_point(|state| state.position <= end);
        self.states.truncate(kept);
    }

    /// Forgets what is needed only to go back beyond an entry.
    pub fn shorten(&mut self, to: u64) {
        let first = self.states.partition_point(|state| state.position <= to).saturating_sub(1);
        if first > 0 {
            let mut states = SharedVec::new();
            self.states
                .range(first..self.states.len())
                .for_each(|state| states.push(state.clone()));
            self.states = states;
        }
    }

    /// The tables of a snapshot at a position, in the storage format of this replica.
    pub fn install(&mut self, position: u64, database: &Database) {
        let version = self.version;
        *self = Self::new(version);
        if !database.tables().is_empty() {
            let database = in_format(database, version);
            let state = State { position, database, ..State::default() };
            self.states.push(state);
        }
    }

    /// The storage format.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Stores everything in another storage format, as an upgrade of the node does.
    pub fn convert(&mut self, version: Version) {
        let mut states = SharedVec::new();
        for state in self.states.iter() {
            let database = in_format(&state.database, version);
            states.push(State { database, ..state.clone() });
        }
        *self = Self { states, version };
    }
}

fn in_format(database: &Database, version: Version) -> Database {
    if database.version() == version { database.clone() } else { database.converted(version) }
}

/// The rows that changes have left, as keys with values: `users/1` of a table with a key. The rows of a table without one are
/// one value.
pub fn shown(database: &Database, changes: &[Change]) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::with_capacity(changes.len());
    for Change { table, before, after, .. } in changes {
        let (before, after) = (before.as_ref(), after.as_ref());
        if table.keyed {
            let left = after.and_then(|row| row.first());
            let gone = before.and_then(|row| row.first()).filter(|gone| left != Some(*gone));
            shown.extend(gone.map(|gone| (name(table, gone), None)));
            let columns = |row: &Row| text(&assignments(table, row, 1));
            let row = |row: &Row| Some((name(table, row.first()?), Some(columns(row))));
            shown.extend(after.and_then(row));
        } else {
            shown.push((name(table, &Datum::Null), all(database, table)));
        }
    }
    shown
}

/// The key that stands for a row: the table and the row's key.
fn name(table: &Definition, key: &Datum) -> Key {
    let mut word = table.table;
    // The names of tables and the keys of rows are short enough.
    let _ = word.write_char('/').and_then(|()| match key {
        Datum::Int(key) => decimal::write(&mut word, *key),
        Datum::Null | Datum::Text(_) => word.write_char('*'),
    });
    Key(word)
}

/// All rows of a table without a key, in a common order.
fn all(database: &Database, table: &Definition) -> Option<Value> {
    let file = database.file(table.table).ok()?;
    let rows = database.rows(file).map(|placed| assignments(table, &placed.row, 0));
    let rows: Vec<String> = rows.collect();
    let order = sorted(rows.iter().map(|row| Datum::Text(row.as_str().into())).collect());
    let rows: Vec<&str> = order.into_iter().map(|index| rows[index].as_str()).collect();
    (!rows.is_empty()).then(|| text(&rows.join("; ")))
}

/// A text as a value. One that is too long ends with its fingerprint, so that texts which differ remain different.
pub fn text(text: &str) -> Value {
    Value::new(text).unwrap_or_else(|_| {
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let end =
            (0..=plain.len().min(Value::LIMIT - 20)).rev().find(|&n| plain.is_char_boundary(n));
        let head = &plain[..end.unwrap_or(0)];
        let short = format!("{head}…{:016x}", Fingerprint::of(&text));
        Value::new(&short).unwrap_or(Value::TOMBSTONE)
    })
}
