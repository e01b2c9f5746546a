//! The store of a consumer: rows that it has derived from changes.

use super::super::{
    Config,
    config::Writing,
    partition::Knows,
    replication::{Rows, Stored, shown},
};
use crate::{
    id::OperationId,
    kv::{Key, Value},
    store::{
        record::Stop,
        table::{self, ApplyError, Database, Datum, Definition, Row, Selected, Selection, Version},
    },
};
use alloc::vec::Vec;

/// A change, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Its position.
    pub position: u64,
    /// The write that asked for it; the default where a change table does not say.
    pub write: OperationId,
    /// The change.
    pub what: What,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A row of a table.
    Row(table::Change),
    /// The value of a key.
    Value(Key, Value),
}

/// Rows, by the settings under which they were derived.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Derived {
    takes: Selection,
    writes: Writing,
    database: Database,
    rows: Rows,
}

impl Derived {
    /// An empty store.
    pub fn new(config: &Config) -> Self {
        let (takes, writes) = (config.consumer_takes, config.consumer_writes);
        Self { takes, writes, database: Database::new(Version::One), rows: Rows::new() }
    }

    /// Whether the settings still ask for such a store.
    pub fn fits(&self, config: &Config) -> bool {
        (self.takes, self.writes) == (config.consumer_takes, config.consumer_writes)
    }

    /// The tables.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Its rows by key: those of its tables, and the values of keys.
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The number of rows of its tables, and of values of keys.
    pub fn count(&self) -> u64 {
        let files = 0..self.database.tables().len() as u16;
        let rows = files.map(|file| self.database.rows(file).count()).sum::<usize>();
        let of_table = |key: &Key| {
            let table = key.0.as_str().split_once('/').map(|(table, _)| table);
            let mut tables = self.database.tables().iter();
            tables.any(|it| Some(it.definition().table.as_str()) == table)
        };
        (rows + self.rows.iter().filter(|(key, _)| !of_table(key)).count()) as u64
    }

    /// Applies changes, or all rows in the place of what it has. If one of them cannot be applied, none is.
    pub fn apply(&mut self, items: &[Item], whole: bool) -> Result<(), Stop> {
        let empty =
            Self { database: Database::new(Version::One), rows: Rows::new(), ..self.clone() };
        let mut next = if whole { empty } else { self.clone() };
        let selected = next.takes.read();
        for item in items {
            match &item.what {
                What::Row(change) => next.take(item, change, &selected)?,
                What::Value(key, value) if selected.is_all() => {
                    next.store(item, *key, Some(*value))
                }
                What::Value(..) => {}
            }
        }
        *self = next;
        Ok(())
    }

    fn store(&mut self, &Item { position, write, .. }: &Item, key: Key, value: Option<Value>) {
        match value {
            Some(value) => {
                self.rows.insert(key, Stored { value, write, position, knows: Knows::default() })
            }
            None => _ = self.rows.remove(&key),
        }
    }

    /// Takes what is selected of the change of a row.
    fn take(
        &mut self,
        item: &Item,
        change: &table::Change,
        selected: &Selected,
    ) -> Result<(), ApplyError> {
        let Some(table) = selected.table(&change.table)? else { return Ok(()) };
        let table = Definition { keyed: table.keyed && self.writes == Writing::Upsert, ..table };
        if self.database.file(table.table).is_err() {
            self.database.create_table(&table)?;
        }
        let part = |row: Option<&Row>| match row {
            Some(row) => selected.row(&change.table, row),
            None => Ok(None),
        };
        let (before, after) = (part(change.before.as_ref())?, part(change.after.as_ref())?);
        let file = self.database.file(table.table)?;
        let changes = match table.keyed {
            true => {
                let key = |row: Option<&Row>| match row.and_then(|row| row.first()) {
                    Some(Datum::Int(key)) => Some(*key),
                    Some(Datum::Null | Datum::Text(_)) | None => None,
                };
                self.replace(file, [key(change.before.as_ref()), key(change.after.as_ref())], after)
            }
            false => self.add(file, before, after),
        }?;
        for (key, value) in shown(&self.database, &changes) {
            self.store(item, key, value);
        }
        Ok(())
    }

    /// Puts a row in the place of those with the keys before and after the change.
    fn replace(
        &mut self,
        file: u16,
        keys: [Option<i64>; 2],
        after: Option<Row>,
    ) -> Result<Vec<table::Change>, ApplyError> {
        let [was, is] = keys;
        let mut changes = Vec::new();
        let find = |database: &Database, key: Option<i64>| database.find(file, key?);
        if let Some(old) = find(&self.database, was.filter(|_| was != is)) {
            self.database.remove(file, &old);
            changes.push(self.change(file, Some(old.row), None));
        }
        let old = find(&self.database, is);
        match (&old, &after) {
            (Some(old), Some(row)) => self.database.replace(file, old, row)?,
            (None, Some(row)) => self.database.insert(file, row)?,
            (Some(old), None) => self.database.remove(file, old),
            (None, None) => return Ok(changes),
        }
        changes.push(self.change(file, old.map(|old| old.row), after));
        Ok(changes)
    }

    /// Adds a row, after one that is equal to the row before the change is removed.
    fn add(
        &mut self,
        file: u16,
        before: Option<Row>,
        after: Option<Row>,
    ) -> Result<Vec<table::Change>, ApplyError> {
        let equal = before.and_then(|row| self.database.rows(file).find(|it| it.row == row));
        if let Some(old) = equal {
            self.database.remove(file, &old);
        }
        if let Some(row) = &after {
            self.database.insert(file, row)?;
        }
        Ok(Vec::from([self.change(file, None, after)]))
    }

    fn change(&self, file: u16, before: Option<Row>, after: Option<Row>) -> table::Change {
        let table = self.database.table(file).definition().clone();
        table::Change { table, before, after, by_trigger: false }
    }
}
