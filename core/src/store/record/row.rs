//! Records of rows: a logical log.

use super::{
    Line, Step, applied,
    bytes::{Part, Read, Reader, Writer},
    line::Cell,
};
use crate::store::table::{
    ApplyError, Change, Database, Datum, Definition, Draws, ExecuteError, Name, Placed, Row, parse,
};
use alloc::{format, string::String, vec::Vec};

/// The first byte of such a record.
pub const TAG: u8 = b'R';

const BEGIN: u8 = b'B';
const COMMIT: u8 = b'C';
const STATEMENT: u8 = b'S';
const INSERT: u8 = b'I';
const UPDATE: u8 = b'U';
const DELETE: u8 = b'D';

/// An event between begin and commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A statement that defines a table or a trigger.
    Statement(String),
    /// A row is inserted.
    Insert(Name, Row),
    /// The row with these old values gets those new ones.
    Update(Name, Vec<Cell>, Vec<Cell>),
    /// The row with these old values is deleted.
    Delete(Name, Vec<Cell>),
}

/// What identifies a row: its key, or all columns if it has none.
fn identity<'a>(
    table: &Definition,
    row: &'a Row,
) -> impl Iterator<Item = (usize, &'a Datum)> + Clone {
    let columns = if table.keyed { 1 } else { row.len() };
    cells(row).take(columns)
}

/// The values of a row, each with its column.
fn cells(row: &Row) -> impl Iterator<Item = (usize, &Datum)> + Clone {
    row.iter().enumerate()
}

/// Writes the rows that a transaction has changed.
pub fn write(mut to: Writer, steps: &[Step]) -> Writer {
    to.byte(TAG);
    to.byte(BEGIN);
    for Step { statement, changes } in steps {
        if statement.defines() {
            to.byte(STATEMENT);
            to.text(&format!("{statement}"));
        }
        changes.iter().for_each(|change| write_change(&mut to, change));
    }
    to.byte(COMMIT);
    to
}

fn write_change(to: &mut Writer, Change { table, before, after, .. }: &Change) {
    match (before, after) {
        (None, None) => {}
        (None, Some(row)) => {
            to.byte(INSERT);
            to.table(table.table);
            to.byte(row.len() as u8);
            row.iter().for_each(|value| to.value(value));
        }
        (Some(row), None) => {
            to.byte(DELETE);
            to.table(table.table);
            write_cells(to, identity(table, row));
        }
        (Some(before), Some(after)) => {
            to.byte(UPDATE);
            to.table(table.table);
            write_cells(to, identity(table, before));
            write_cells(to, cells(after).filter(|&(at, value)| before.get(at) != Some(value)));
        }
    }
}

fn write_cells<'a>(to: &mut Writer, cells: impl Iterator<Item = (usize, &'a Datum)> + Clone) {
    to.byte(cells.clone().count() as u8);
    for (column, value) in cells {
        to.byte(column as u8);
        to.value(value);
    }
}

fn read_cells(from: &mut Reader<'_>) -> Read<Vec<Cell>> {
    let count = from.byte(Part::Count)?;
    let mut cells = Vec::with_capacity(count.into());
    for _ in 0..count {
        cells.push(Cell { column: from.byte(Part::Column)?, value: from.value()? });
    }
    Ok(cells)
}

/// Reads a record of rows. Without its commit it is damaged.
pub fn read(from: &mut Reader<'_>) -> Read<Vec<Event>> {
    from.byte(Part::Format)?;
    if from.byte(Part::Event)? != BEGIN {
        return from.damaged();
    }
    let mut events = Vec::new();
    loop {
        let event = match from.byte(Part::Event)? {
            COMMIT if from.is_done() => return Ok(events),
            STATEMENT => Event::Statement(from.text(Part::Statement)?.into()),
            INSERT => {
                let (table, columns) = (from.table()?, from.byte(Part::Count)?);
                let row = (0..columns).map(|_| from.value()).collect::<Read<Row>>()?;
                Event::Insert(table, row)
            }
            UPDATE => Event::Update(from.table()?, read_cells(from)?, read_cells(from)?),
            DELETE => Event::Delete(from.table()?, read_cells(from)?),
            _ => return from.damaged(),
        };
        events.push(event);
    }
}

/// Each event. Columns are counted from 0.
pub fn lines(events: &[Event]) -> Vec<Line> {
    let line = |event: &Event| match event.clone() {
        Event::Statement(text) => Line::Statement(text),
        Event::Insert(table, row) => Line::Insert(table, row),
        Event::Update(table, find, set) => Line::Update(table, find, set),
        Event::Delete(table, find) => Line::Delete(table, find),
    };
    let events = events.iter().map(line);
    [Line::Begin].into_iter().chain(events).chain([Line::Commit]).collect()
}

/// Applies events. Triggers run only if there are draws for them: what they changed on the leader is in the record.
pub fn apply(
    events: &[Event],
    database: &mut Database,
    draws: &mut Option<Draws>,
) -> Result<Vec<Change>, ApplyError> {
    let mut changes = Vec::with_capacity(events.len());
    for event in events {
        let change = match event {
            Event::Statement(text) => {
                for statement in parse(text).map_err(|_| ApplyError::Damaged(0))? {
                    database.execute(&statement, &mut Draws::new(0, 0, 0))?;
                }
                continue;
            }
            Event::Insert(table, row) => {
                let file = database.file(*table)?;
                let definition = database.table(file).definition().clone();
                fits(&definition, row)?;
                database.insert(file, row)?;
                let after = Some(row.clone());
                Change { table: definition, before: None, after, by_trigger: false }
            }
            Event::Update(table, find, set) => {
                let file = database.file(*table)?;
                let old = find_row(database, file, find)?;
                let definition = database.table(file).definition().clone();
                let mut row = old.row.clone();
                for Cell { column, value } in set {
                    let cell = row.get_mut(usize::from(*column));
                    *cell.ok_or(ApplyError::Damaged(0))? = value.clone();
                }
                fits(&definition, &row)?;
                database.replace(file, &old, &row)?;
                let (before, after) = (Some(old.row), Some(row));
                Change { table: definition, before, after, by_trigger: false }
            }
            Event::Delete(table, find) => {
                let file = database.file(*table)?;
                let old = find_row(database, file, find)?;
                let definition = database.table(file).definition().clone();
                database.remove(file, &old);
                let before = Some(old.row);
                Change { table: definition, before, after: None, by_trigger: false }
            }
        };
        applied(&mut changes, change, database, draws)?;
    }
    Ok(changes)
}

/// Whether a row has the columns of a table.
fn fits(table: &Definition, row: &Row) -> Result<(), ApplyError> {
    if row.len() != table.columns.len() {
        return Err(ApplyError::Damaged(0));
    }
    for (column, value) in table.columns.iter().zip(row) {
        if value.kind().is_some_and(|kind| kind != column.kind) {
            let (column, expected) = (column.name, column.kind);
            return Err(ExecuteError::WrongType { column, expected, found: value.shown() }.into());
        }
    }
    Ok(())
}

/// The row with these values; the first of several that are equal.
fn find_row(database: &Database, file: u16, find: &[Cell]) -> Result<Placed, ApplyError> {
    let table = database.table(file).definition();
    let is_it = |placed: &Placed| {
        find.iter().all(|cell| placed.row.get(usize::from(cell.column)) == Some(&cell.value))
    };
    let found = match find {
        [Cell { column: 0, value: Datum::Int(key) }] if table.keyed => database.find(file, *key),
        _ => database.rows(file).find(is_it),
    };
    let first = find.first().map_or(Datum::Null, |cell| cell.value.clone());
    found.ok_or(ApplyError::NoRow { table: table.table, row: first })
}
