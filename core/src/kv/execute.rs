//! Why statements are not executed: a replica tells its client.

use super::{Value, Word};
use crate::id::ClientId;
use alloc::format;
use core::{
    fmt,
    hash::{Hash, Hasher},
};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// A whole number of 64 bits.
    Int,
    /// A text.
    Text,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Int => "INT",
            Self::Text => "TEXT",
        })
    }
}

/// Why a statement is not executed. Nothing of it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExecuteError {
    /// There is no such table, and the statement does not say what it would be.
    #[error("there is no table “{0}”, and the statement names no column to make it from")]
    NoTable(Word),
    /// The table has no such column.
    #[error("table “{table}” has no column “{column}”")]
    NoColumn {
        /// The table.
        table: Word,
        /// The column.
        column: Word,
    },
    /// `NEW` or `OLD` outside of a trigger, or a column where there is no row.
    #[error("column “{0}” stands where there is no row to read it from")]
    NoRow(Word),
    /// A table, a trigger or a column of this name exists already.
    #[error("“{0}” exists already")]
    Exists(Word),
    /// The value does not fit the type of the column.
    #[error("column “{column}” is {expected}: {found} does not fit")]
    WrongType {
        /// The column.
        column: Word,
        /// Its type.
        expected: Type,
        /// The value.
        found: Value,
    },
    /// The name of a table is too long.
    #[error("the name of a table has at most {limit} bytes, and “{table}” is longer")]
    LongName {
        /// The name.
        table: Word,
        /// The greatest length.
        limit: u32,
    },
    /// The key of a row is too large.
    #[error("a key beyond {limit}")]
    LargeKey {
        /// The greatest key.
        limit: u64,
    },
    /// The key of a table cannot be a text.
    #[error("the key “{0}” is not INT")]
    KeyType(Word),
    /// Another row has the key.
    #[error("table “{table}” has a row with the key {key}")]
    DuplicateKey {
        /// The table.
        table: Word,
        /// The key.
        key: i64,
    },
    /// Only numbers can be added, subtracted and multiplied.
    #[error("{0} is no number")]
    NotANumber(Value),
    /// A result does not fit 64 bits.
    #[error("a number that is too large")]
    Overflow,
    /// The row does not fit a page in every storage format.
    #[error("a row of up to {bytes} bytes; at most {limit} fit a page")]
    RowTooLong {
        /// Its greatest length.
        bytes: u32,
        /// The greatest length.
        limit: u32,
    },
    /// Columns and triggers of the table do not fit its first page.
    #[error("the definition of “{0}”, with its triggers, does not fit a page")]
    DefinitionTooLong(Word),
    /// Triggers run triggers, without end.
    #[error("trigger “{0}” runs itself again and again")]
    TriggersNest(Word),
    /// `BEGIN`, `COMMIT` or `ROLLBACK` at a place where there is nothing to begin or end.
    #[error("{0} stands where it has no meaning")]
    Misplaced(&'static str),
    /// A transaction that does not end.
    #[error("BEGIN without COMMIT")]
    NoCommit,
    /// The text is not in the language of statements.
    #[error("cannot be read from byte {at} on")]
    Unreadable {
        /// The byte at which the first wrong token starts.
        at: u32,
    },
    /// A transaction that was to change tables only reads them.
    #[error("the statements change nothing")]
    ChangesNothing,
    /// The transaction is not open here: the leader has lost it with its memory, or another node leads.
    #[error("the transaction is gone: nothing of it has happened")]
    NoTransaction,
    /// An open transaction has changed the row; without a key, rows of the table.
    #[error("an open transaction of {by} has changed {table}{}", row(*key))]
    Locked {
        /// The table.
        table: Word,
        /// The key of the row.
        key: Option<i64>,
        /// The client whose transaction it is.
        by: ClientId,
    },
    /// A table or a trigger is made within an open transaction, or for a table that one has changed.
    #[error("tables and triggers are not made within an open transaction")]
    DefinesWithin,
}

fn row(key: Option<i64>) -> impl fmt::Display {
    fmt::from_fn(move |f| match key {
        Some(key) => write!(f, "/{key}"),
        None => Ok(()),
    })
}

/// Why a transaction is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CannotExecute {
    /// The number of the statement, from 1, if there are several.
    pub number: Option<u16>,
    /// Why it is not executed.
    pub error: ExecuteError,
}

impl fmt::Display for CannotExecute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "statement {number}: {}", self.error),
            None => self.error.fmt(f),
        }
    }
}

impl Hash for CannotExecute {
    /// As its text, which it was when the fingerprints of old runs were taken.
    fn hash<H: Hasher>(&self, state: &mut H) {
        Value::new(&format!("{self}")).unwrap_or(Value::TOMBSTONE).hash(state);
    }
}
