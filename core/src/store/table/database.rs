//! Tables on pages: the rows, the indexes of their keys, and what is written to pages as they change.

use super::{
    datum::{Datum, Definition, Name, Row},
    error::ExecuteError,
    layout::Version,
    page::{Disk, Page, PageId, PageWrite, ROW_LIMIT},
    statement::{Statement, Trigger},
};
use alloc::{format, rc::Rc, vec::Vec};
use core::hash::{Hash, Hasher};
use rpds::RedBlackTreeMap;

/// The place of a row in the file of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The page.
    pub page: u32,
    /// The slot in that page.
    pub slot: u16,
}

/// A table. All of it but the pages is read from the pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    pub(super) definition: Rc<Definition>,
    pub(super) triggers: Rc<[Trigger]>,
    /// The key of the next row that does not give one.
    pub(super) next: i64,
    /// The last page that has rows; 0 if none has.
    pub(super) last: u32,
    pub(super) index: RedBlackTreeMap<i64, Place>,
}

impl Table {
    /// Its columns.
    #[must_use]
    pub fn definition(&self) -> &Rc<Definition> {
        &self.definition
    }

    /// Its triggers, in the order in which they run.
    #[must_use]
    pub fn triggers(&self) -> &Rc<[Trigger]> {
        &self.triggers
    }

    /// The key of the next row that does not give one.
    #[must_use]
    pub const fn next(&self) -> i64 {
        self.next
    }

    /// The key of a row.
    pub(super) fn key(&self, row: &[Datum]) -> Option<i64> {
        match row.first() {
            Some(Datum::Int(key)) if self.definition.keyed => Some(*key),
            Some(_) | None => None,
        }
    }

    /// What its first page says of it.
    fn text(&self) -> alloc::string::String {
        let mut text = format!("{}", self.definition);
        for trigger in self.triggers.iter() {
            text.push_str(&format!(";{}", Statement::CreateTrigger(trigger.clone())));
        }
        text
    }
}

/// The greatest length of the name of a table in bytes, and the greatest key of a row: replicas show a row under a key that
/// has both.
const NAME_LIMIT: usize = 12;
const KEY_LIMIT: u64 = 999_999_999;

/// Where the first page of a table has the key of the next row, and the text that says what the table is.
pub(super) const NEXT: usize = 0;
pub(super) const TEXT: usize = 8;

/// A row with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The place.
    pub place: Place,
    /// The row.
    pub row: Row,
}

/// A database: tables, on pages of one storage format. Copies share what is equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Database {
    pub(super) version: Version,
    pub(super) disk: Disk,
    pub(super) tables: Rc<Vec<Table>>,
}

impl Hash for Database {
    /// Fingerprints are older than tables: a database without any hashes nothing.
    fn hash<H: Hasher>(&self, state: &mut H) {
        if !self.tables.is_empty() {
            (self.version, &self.disk).hash(state);
        }
    }
}

impl Database {
    /// An empty database.
    #[must_use]
    pub fn new(version: Version) -> Self {
        Self { version, ..Self::default() }
    }

    /// Its storage format.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Its pages.
    #[must_use]
    pub const fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Notes what is written to its pages from now on, until it is taken.
    pub fn note_writes(&mut self) {
        self.disk.note_writes();
    }

    /// What was written to its pages since it is noted.
    pub fn take_written(&mut self) -> Vec<PageWrite> {
        self.disk.take_written()
    }

    /// Its tables, in the order in which they were made.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The number of the file of a table.
    ///
    /// # Errors
    /// There is no such table.
    pub fn file(&self, table: Name) -> Result<u16, ExecuteError> {
        let file = self.tables.iter().position(|it| it.definition.table == table);
        file.map(|file| file as u16).ok_or(ExecuteError::NoTable(table))
    }

    /// The table in a file.
    ///
    /// # Panics
    /// There is no such file.
    #[must_use]
    pub fn table(&self, file: u16) -> &Table {
        &self.tables[usize::from(file)]
    }

    pub(super) fn table_mut(&mut self, file: u16) -> &mut Table {
        &mut Rc::make_mut(&mut self.tables)[usize::from(file)]
    }

    /// The rows of a table in the order in which they are stored.
    pub fn rows(&self, file: u16) -> impl Iterator<Item = Placed> {
        let table = self.table(file);
        (1..=table.last).flat_map(move |page| self.rows_of_page(PageId { file, page }))
    }

    /// The rows of a page.
    pub(super) fn rows_of_page(&self, id: PageId) -> impl Iterator<Item = Placed> + use<> {
        let (page, version) = (self.disk.page(id), self.version);
        let definition = self.table(id.file).definition.clone();
        (0..page.slots()).filter_map(move |slot| {
            let row = version.decode(&page.row(slot)?, &definition.columns)?;
            Some(Placed { place: Place { page: id.page, slot }, row })
        })
    }

    /// The row at a place.
    #[must_use]
    pub fn row(&self, file: u16, place: Place) -> Option<Placed> {
        let page = self.disk.find(PageId { file, page: place.page })?;
        let columns = &self.table(file).definition.columns;
        let row = self.version.decode(&page.row(place.slot)?, columns)?;
        Some(Placed { place, row })
    }

    /// The row with a key.
    #[must_use]
    pub fn find(&self, file: u16, key: i64) -> Option<Placed> {
        self.row(file, *self.table(file).index.get(&key)?)
    }

    /// Makes a table.
    ///
    /// # Errors
    /// A table or a column of that name exists, its key is no number, or its definition does not fit a page.
    pub fn create_table(&mut self, definition: &Definition) -> Result<(), ExecuteError> {
        if self.file(definition.table).is_ok() {
            return Err(ExecuteError::Exists(definition.table));
        }
        if definition.table.as_str().len() > NAME_LIMIT {
            return Err(ExecuteError::LongName {
                table: definition.table,
                limit: NAME_LIMIT as u32,
            });
        }
        for (n, column) in definition.columns.iter().enumerate() {
            if definition.column(column.name) != Some(n) {
                return Err(ExecuteError::Exists(column.name));
            }
        }
        let key = definition.columns.first().filter(|_| definition.keyed);
        if let Some(key) = key.filter(|key| key.kind != super::datum::Type::Int) {
            return Err(ExecuteError::KeyType(key.name));
        }
        Rc::make_mut(&mut self.tables).push(Table {
            definition: Rc::new(definition.clone()),
            triggers: Rc::from([]),
            next: 1,
            last: 0,
            index: RedBlackTreeMap::new(),
        });
        let file = (self.tables.len() - 1) as u16;
        self.write_next(file);
        self.write_text(file)
    }

    /// Makes a trigger.
    ///
    /// # Errors
    /// There is no such table, a trigger of that name exists, or the trigger does not fit the table's first page.
    pub fn create_trigger(&mut self, trigger: &Trigger) -> Result<(), ExecuteError> {
        let file = self.file(trigger.table)?;
        let mut triggers = self.tables.iter().flat_map(|table| table.triggers.iter());
        if triggers.any(|it| it.name == trigger.name) {
            return Err(ExecuteError::Exists(trigger.name));
        }
        let table = self.table_mut(file);
        table.triggers = table.triggers.iter().cloned().chain([trigger.clone()]).collect();
        self.write_text(file)
    }

    fn write_text(&mut self, file: u16) -> Result<(), ExecuteError> {
        let table = self.table(file);
        let text = table.text();
        if text.len() > super::page::PAGE - TEXT - 2 {
            return Err(ExecuteError::DefinitionTooLong(table.definition.table));
        }
        let mut bytes = Vec::from((text.len() as u16).to_le_bytes());
        bytes.extend(text.as_bytes());
        self.disk.write(PageId { file, page: 0 }, &[(TEXT, &bytes)]);
        Ok(())
    }

    fn write_next(&mut self, file: u16) {
        let next = self.table(file).next.to_le_bytes();
        self.disk.write(PageId { file, page: 0 }, &[(NEXT, &next)]);
    }

    /// Takes the next key of a table. It is not given back if its transaction is rolled back.
    pub fn take_key(&mut self, file: u16) -> i64 {
        let key = self.table(file).next;
        self.count_from(file, key);
        key
    }

    /// The next row that does not give a key gets this one; returns the key that it would have got.
    pub fn number_from(&mut self, file: u16, next: i64) -> i64 {
        let before = core::mem::replace(&mut self.table_mut(file).next, next);
        self.write_next(file);
        before
    }

    /// The next key is this one, or greater.
    pub fn counts(&mut self, file: u16, next: i64) {
        self.count_from(file, next.saturating_sub(1));
    }

    /// The next key is greater than this one.
    pub(super) fn count_from(&mut self, file: u16, key: i64) {
        let table = self.table_mut(file);
        if key >= table.next {
            table.next = key.saturating_add(1);
            self.write_next(file);
        }
    }

    fn bytes(&self, row: &[Datum]) -> Result<Vec<u8>, ExecuteError> {
        match Version::greatest_length(row) {
            0..=ROW_LIMIT => Ok(self.version.encode(row)),
            bytes => Err(ExecuteError::RowTooLong { bytes: bytes as u32, limit: ROW_LIMIT as u32 }),
        }
    }

    /// Stores a row.
    ///
    /// # Errors
    /// Another row has its key, or it does not fit a page.
    pub fn insert(&mut self, file: u16, row: &[Datum]) -> Result<(), ExecuteError> {
        let bytes = self.bytes(row)?;
        let table = self.table(file);
        let key = table.key(row);
        if key.is_some_and(|key| key.unsigned_abs() > KEY_LIMIT) {
            return Err(ExecuteError::LargeKey { limit: KEY_LIMIT });
        }
        if let Some(key) = key.filter(|key| table.index.contains_key(key)) {
            let table = table.definition.table;
            return Err(ExecuteError::DuplicateKey { table, key });
        }
        let last = PageId { file, page: table.last };
        let fits = last.page > 0 && self.disk.page(last).fits(bytes.len());
        let page = if fits { last.page } else { last.page + 1 };
        let id = PageId { file, page };
        let target = self.disk.page(id);
        let place = Place { page, slot: target.slots() };
        let (at, (slot_at, slot), header) = target.adding(bytes.len());
        self.disk.write(id, &[(at, &bytes), (slot_at, &slot), (0, &header)]);
        let table = self.table_mut(file);
        table.last = page;
        if let Some(key) = key {
            table.index.insert_mut(key, place);
            self.count_from(file, key);
        }
        Ok(())
    }

    /// Replaces a row, in its place if the new one is no longer.
    ///
    /// # Errors
    /// Another row has the new key, or the row does not fit a page.
    pub fn replace(&mut self, file: u16, old: &Placed, row: &[Datum]) -> Result<(), ExecuteError> {
        let bytes = self.bytes(row)?;
        let id = PageId { file, page: old.place.page };
        let table = self.table(file);
        let keeps_key = table.key(&old.row) == table.key(row);
        let fits = |page: &&Page| {
            page.place(old.place.slot).is_some_and(|stored| stored.len() >= bytes.len())
        };
        let Some(page) = self.disk.find(id).filter(fits).filter(|_| keeps_key) else {
            self.remove(file, old);
            return self.insert(file, row);
        };
        let (at, (slot_at, slot)) = page.replacing(old.place.slot, bytes.len());
        self.disk.write(id, &[(at, &bytes), (slot_at, &slot)]);
        Ok(())
    }

    /// Removes a row.
    pub fn remove(&mut self, file: u16, old: &Placed) {
        let id = PageId { file, page: old.place.page };
        let (at, slot) = self.disk.page(id).removing(old.place.slot);
        self.disk.write(id, &[(at, &slot)]);
        let table = self.table_mut(file);
        if let Some(key) = table.key(&old.row) {
            table.index.remove_mut(&key);
        }
    }
}
