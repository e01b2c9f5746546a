//! What a record says, line by line.

use super::bytes::hex;
use crate::store::table::{Datum, Name, PageWrite, Row, statement::Event};
use alloc::{format, string::String, vec::Vec};
use core::fmt;

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column, counted from 0.
    pub column: u8,
    /// Its value.
    pub value: Datum,
}

/// A line of what a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The clock of the leader travels along, in ms.
    Clock(i64),
    /// The seed of the leader's `RAND()` travels along.
    Seed(u64),
    /// A statement.
    Statement(String),
    /// Bytes are written to a page.
    Write(PageWrite),
    /// The transaction begins.
    Begin,
    /// A row is inserted.
    Insert(Name, Row),
    /// The row with the first values gets the second ones. Columns are counted from 0.
    Update(Name, Vec<Cell>, Vec<Cell>),
    /// The row with these values is deleted.
    Delete(Name, Vec<Cell>),
    /// The transaction ends.
    Commit,
    /// A row of the change table.
    Captured {
        /// Its number in the change table.
        sequence: i64,
        /// The kind of change.
        event: Event,
        /// The table.
        table: Name,
        /// The row as a list of `column = value`; of a deleted row, as it was.
        image: String,
    },
    /// The first row that the next statement inserts gets this key.
    InsertId(i64),
}

/// Values in brackets: `(1, 'Kim')`.
#[must_use]
pub fn values(row: &Row) -> String {
    let values: Vec<_> = row.iter().map(|value| format!("{value}")).collect();
    format!("({})", values.join(", "))
}

/// Columns by number, with their values: `0 = 1, 1 = 'Kim'`.
#[must_use]
pub fn cells(cells: &[Cell]) -> String {
    let cells = cells.iter().map(|Cell { column, value }| format!("{column} = {value}"));
    cells.collect::<Vec<_>>().join(", ")
}

/// The bytes of a write to a page, as two digits each.
#[must_use]
pub fn written(write: &PageWrite) -> String {
    hex(&write.bytes)
}

impl fmt::Display for Line {
    /// For files and the terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock(clock) => write!(f, "clock {clock}"),
            Self::Seed(seed) => write!(f, "seed {seed}"),
            Self::Statement(text) => f.write_str(text),
            Self::InsertId(id) => write!(f, "insert id {id}"),
            Self::Write(it) => write!(f, "page {} byte {}: {}", it.page, it.offset, written(it)),
            Self::Begin => f.write_str("begin"),
            Self::Insert(table, row) => write!(f, "insert {table} {}", values(row)),
            Self::Update(table, find, set) => {
                write!(f, "update {table} where {}: {}", cells(find), cells(set))
            }
            Self::Delete(table, find) => write!(f, "delete {table} where {}", cells(find)),
            Self::Commit => f.write_str("commit"),
            Self::Captured { sequence, event, table, image } => {
                write!(f, "{sequence} {event} {table}: {image}")
            }
        }
    }
}
