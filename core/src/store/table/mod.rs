//! Tables: a small storage engine with a statement language, for stores that replicate statements, pages or rows.
//!
//! # Story
//! A [`Database`] keeps rows with typed columns on pages of fixed size, in one of two storage formats. [`parse()`] reads
//! statements, and the database executes them. It can tell what that did in three ways: the statement itself, the bytes
//! written to pages, and the rows before and after. The replication logs in [`ship`] are made of these.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Implementation of Replication Logs". Slotted pages as in
//! PostgreSQL (manual, "Database Page Layout"); a key that is counted up, and that a rollback does not give back, as
//! `AUTO_INCREMENT` in MySQL's InnoDB (manual, "AUTO_INCREMENT Handling in InnoDB").
//!
//! # Invariants
//! - A statement that fails changes nothing.
//! - All of a table but its pages is read from its pages: a database that repeats another's writes to pages is equal to it.
//! - Printing a statement and parsing the text gives the statement back.
//!
//! # Not modelled
//! Joins, `OR`, `NULL` tests, indexes besides the key, changes of a table's definition. Deleted rows leave their space
//! unused, as before a `VACUUM`. `RAND()` is a whole number below a million, because the engine has no floats. A column of
//! an `UPDATE` is computed from the row before the statement, as in the SQL standard; MySQL computes from left to right.

mod change;
mod database;
pub mod datum;
pub mod error;
mod evaluate;
mod execute;
pub mod layout;
pub mod lex;
mod page;
mod parse;
mod redo;
pub mod row;
mod selection;
pub mod statement;

use crate::kv::{Request, Turn, Value};

pub use change::Change;
pub use database::{Database, Place, Placed, Table};
pub use datum::{Column, Datum, Definition, Name, Row, Type};
pub use error::{ApplyError, ExecuteError};
pub use evaluate::{Draws, frozen};
pub use execute::{Answer, Done};
pub use layout::Version;
pub use lex::{Expected, ParseError};
pub use page::{Disk, PAGE, Page, PageId, PageWrite, ROW_LIMIT};
pub use parse::parse;
pub use selection::{Selected, Selection, SelectionError};
pub use statement::Statement;

/// What a text of statements is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The table of the first statement that has one.
    pub table: Name,
    /// Whether any statement writes.
    pub writes: bool,
}

/// What a text of statements is about; `None` if it is about no table.
///
/// # Errors
/// The text is not in the language.
pub fn about(text: &str) -> Result<Option<About>, ParseError> {
    let statements = parse(text)?;
    let writes = statements.iter().any(Statement::writes);
    Ok(statements.iter().find_map(Statement::table).map(|table| About { table, writes }))
}

/// What a client asks for by a text of statements; `None` if it is about no table. `BEGIN`, `COMMIT` or `ROLLBACK` alone
/// belongs to a transaction over several requests.
///
/// # Errors
/// The text is not in the language.
pub fn request(text: Value) -> Result<Option<Request>, ParseError> {
    let turn = match &parse(text.as_str())?[..] {
        [Statement::Begin] => Turn::Begins,
        [Statement::Commit] => Turn::Commits(0),
        [Statement::Rollback] => Turn::RollsBack(0),
        _ => {
            let about = about(text.as_str())?;
            return Ok(about.map(|it| Request::of_statements(it.table, text, it.writes)));
        }
    };
    Ok(Some(Request::Transaction(Request::no_table(), text, turn)))
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
