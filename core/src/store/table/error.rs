//! Why a statement or a record of the log cannot be carried out.

use super::{
    datum::{Datum, Name, Type},
    layout::Version,
};

/// Why a statement is not executed. Nothing of it happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExecuteError {
    /// There is no such table, and the statement does not say what it would be.
    #[error("there is no table “{0}”, and the statement names no column to make it from")]
    NoTable(Name),
    /// The table has no such column.
    #[error("table “{table}” has no column “{column}”")]
    NoColumn {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
    },
    /// `NEW` or `OLD` outside of a trigger, or a column where there is no row.
    #[error("column “{0}” stands where there is no row to read it from")]
    NoRow(Name),
    /// A table, a trigger or a column of this name exists already.
    #[error("“{0}” exists already")]
    Exists(Name),
    /// The value does not fit the type of the column.
    #[error("column “{column}” is {expected}: {found} does not fit")]
    WrongType {
        /// The column.
        column: Name,
        /// Its type.
        expected: Type,
        /// The value.
        found: Datum,
    },
    /// The name of a table is too long.
    #[error("the name of a table has at most {limit} bytes, and “{table}” is longer")]
    LongName {
        /// The name.
        table: Name,
        /// The greatest length.
        limit: usize,
    },
    /// The key of a row is too large.
    #[error("a key beyond {limit}")]
    LargeKey {
        /// The greatest key.
        limit: u64,
    },
    /// The key of a table cannot be a text.
    #[error("the key “{0}” is not INT")]
    KeyType(Name),
    /// Another row has the key.
    #[error("table “{table}” has a row with the key {key}")]
    DuplicateKey {
        /// The table.
        table: Name,
        /// The key.
        key: Datum,
    },
    /// Only numbers can be added, subtracted and multiplied.
    #[error("{0} is no number")]
    NotANumber(Datum),
    /// A result does not fit 64 bits.
    #[error("a number that is too large")]
    Overflow,
    /// The row does not fit a page in every storage format.
    #[error("a row of up to {bytes} bytes; at most {limit} fit a page")]
    RowTooLong {
        /// Its greatest length.
        bytes: usize,
        /// The greatest length.
        limit: usize,
    },
    /// Columns and triggers of the table do not fit its first page.
    #[error("the definition of “{0}”, with its triggers, does not fit a page")]
    DefinitionTooLong(Name),
    /// Triggers run triggers, without end.
    #[error("trigger “{0}” runs itself again and again")]
    TriggersNest(Name),
    /// `BEGIN`, `COMMIT` or `ROLLBACK` at a place where there is nothing to begin or end.
    #[error("{0} stands where it has no meaning")]
    Misplaced(&'static str),
    /// A transaction that does not end.
    #[error("BEGIN without COMMIT")]
    NoCommit,
}

/// Why a record of the replication log cannot be applied. The follower stops there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// A statement fails that the leader has executed.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// The row that the leader changed is not there.
    #[error("table “{table}” has no row {row}")]
    NoRow {
        /// The table.
        table: Name,
        /// The key, or the first column.
        row: Datum,
    },
    /// The pages are of another storage format.
    #[error("pages of format {theirs}; this node stores format {own}")]
    Version {
        /// The format of the pages.
        theirs: Version,
        /// The format of this node.
        own: Version,
    },
    /// The record is cut off, or its checksum is wrong.
    #[error("a damaged record at byte {0}")]
    Damaged(usize),
}
