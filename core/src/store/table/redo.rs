//! Repeating what another database has written to its pages, and changing the storage format.

use super::{
    change::Change,
    database::{Database, NEXT, Placed, TEXT, Table},
    datum::Row,
    error::ApplyError,
    layout::Version,
    page::{PageId, PageWrite},
    parse::parse,
    statement::Statement,
};
use alloc::{rc::Rc, vec::Vec};
use rpds::RedBlackTreeMap;

/// A row of the table in a file.
type Of = (u16, Row);

/// The changes of rows: what is gone, and what is new. Of a table with a key, the old and the new row with the same key are one
/// change.
fn changes(tables: &[Table], mut gone: Vec<Of>, new: Vec<Of>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (file, row) in new {
        let table = &tables[usize::from(file)];
        let key = table.key(&row);
        let same = |old: &Of| old.0 == file && key.is_some() && table.key(&old.1) == key;
        let before = gone.iter().position(same).map(|index| gone.remove(index).1);
        let table = table.definition.clone();
        changes.push(Change { table, before, after: Some(row), by_trigger: false });
    }
    for (file, row) in gone {
        let table = tables[usize::from(file)].definition.clone();
        changes.push(Change { table, before: Some(row), after: None, by_trigger: false });
    }
    changes
}

impl Database {
    /// Repeats what another database of the same format has written to its pages; returns what that changed.
    ///
    /// # Errors
    /// A write belongs to a file that does not exist yet. Writes before it are done.
    pub fn redo(&mut self, writes: &[PageWrite]) -> Result<Vec<Change>, ApplyError> {
        let mut pages: Vec<PageId> = Vec::new();
        for write in writes {
            if !pages.contains(&write.page) {
                pages.push(write.page);
            }
        }
        let before: Vec<Vec<Row>> = pages.iter().map(|&page| self.unindex(page)).collect();
        for PageWrite { page, offset, bytes } in writes {
            self.disk.write(*page, &[(usize::from(*offset), bytes)]);
        }
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        for (&page, mut before) in pages.iter().zip(before) {
            if page.page == 0 {
                self.read_first_page(page.file)?;
            }
            if usize::from(page.file) >= self.tables.len() {
                return Err(ApplyError::Damaged(0));
            }
            for row in self.index(page) {
                match before.iter().position(|old| *old == row) {
                    Some(index) => _ = before.remove(index),
                    None => new.push((page.file, row)),
                }
            }
            gone.extend(before.into_iter().map(|row| (page.file, row)));
        }
        Ok(changes(&self.tables, gone, new))
    }

    /// Removes the rows of a page from the index; returns them.
    fn unindex(&mut self, page: PageId) -> Vec<Row> {
        if page.page == 0 || usize::from(page.file) >= self.tables.len() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        for Placed { row, .. } in self.rows_of_page(page) {
            let table = self.table_mut(page.file);
            if let Some(key) = table.key(&row) {
                table.index.remove_mut(&key);
            }
            rows.push(row);
        }
        rows
    }

    /// Adds the rows of a page to the index; returns them.
    fn index(&mut self, page: PageId) -> Vec<Row> {
        if page.page == 0 {
            return Vec::new();
        }
        let mut rows = Vec::new();
        for Placed { row, place } in self.rows_of_page(page) {
            let table = self.table_mut(page.file);
            if let Some(key) = table.key(&row) {
                table.index.insert_mut(key, place);
            }
            rows.push(row);
        }
        let table = self.table_mut(page.file);
        table.last = table.last.max(page.page);
        rows
    }

    /// Reads what a table is from its first page.
    fn read_first_page(&mut self, file: u16) -> Result<(), ApplyError> {
        let page = self.disk.page(PageId { file, page: 0 });
        let bytes = page.bytes();
        let mut next = [0; TEXT];
        next.copy_from_slice(&bytes[NEXT..TEXT]);
        let length = usize::from(bytes[TEXT]) | usize::from(bytes[TEXT + 1]) << 8;
        let text = bytes.get(TEXT + 2..TEXT + 2 + length).and_then(|it| str::from_utf8(it).ok());
        let statements = text.and_then(|text| parse(text).ok()).unwrap_or_default();
        let mut statements = statements.into_iter();
        let Some(Statement::CreateTable(definition)) = statements.next() else {
            return Err(ApplyError::Damaged(0));
        };
        let triggers = statements.filter_map(|statement| {
            let Statement::CreateTrigger(trigger) = statement else { return None };
            Some(trigger)
        });
        let new = Table {
            definition: Rc::new(definition),
            triggers: triggers.collect(),
            next: i64::from_le_bytes(next),
            last: 0,
            index: RedBlackTreeMap::new(),
        };
        let files = self.tables.len();
        let tables = Rc::make_mut(&mut self.tables);
        match tables.get_mut(usize::from(file)) {
            Some(table) => {
                let (last, index) = (table.last, table.index.clone());
                *table = Table { last, index, ..new };
            }
            None if usize::from(file) == files => tables.push(new),
            None => return Err(ApplyError::Damaged(0)),
        }
        Ok(())
    }

    /// The same tables and rows in another storage format, as by a dump that is read in again: rows are stored in the
    /// order of their keys.
    #[must_use]
    pub fn converted(&self, version: Version) -> Self {
        let mut copy = Self::new(version);
        for (file, table) in (0..).zip(self.tables.iter()) {
            let by_key = table.index.values().filter_map(|&place| self.row(file, place));
            let rows: Vec<Placed> = match table.definition.keyed {
                true => by_key.collect(),
                false => self.rows(file).collect(),
            };
            // What one format can store, the other can: nothing here fails.
            let _ = copy.create_table(&table.definition);
            for trigger in table.triggers.iter() {
                let _ = copy.create_trigger(trigger);
            }
            for placed in &rows {
                let _ = copy.insert(file, &placed.row);
            }
            copy.count_from(file, table.next - 1);
        }
        copy
    }
}
