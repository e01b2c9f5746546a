//! What a reader outside of the database takes of it: everything, or the rows and columns that a `SELECT` names.

use super::{
    datum::{Definition, Name, Row},
    error::ExecuteError,
    evaluate::{Draws, Scopes, Seen},
    lex::ParseError,
    parse::parse,
    statement::{Projection, Rows, Statement},
};
use crate::kv::Value;
use alloc::vec::Vec;
use core::fmt;

/// What is taken of a database. It is checked when it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selection(Option<Value>);

/// Why a text is no selection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// It is not in the language.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// It is not one `SELECT`, or has more than columns and `WHERE`.
    #[error(
        "expected one SELECT of columns of a table, with or without WHERE and without functions, as in {}",
        Selection::EXAMPLE
    )]
    Shape,
}

impl Selection {
    /// Everything.
    pub const ALL: Self = Self(None);
    /// The word for everything.
    pub const WORD: &str = "everything";
    /// A selection, for errors.
    pub const EXAMPLE: &str = "SELECT name FROM users WHERE age > 17";

    /// What a `SELECT` names.
    ///
    /// # Errors
    /// The text is no `SELECT` of columns; of which rows depends on more than the row; or in an order, or not all of them.
    pub fn new(text: Value) -> Result<Self, SelectionError> {
        match &parse(text.as_str())?[..] {
            [statement @ Statement::Select { rows, what }]
                if rows.order.is_none()
                    && rows.limit.is_none()
                    && *what != Projection::Count
                    && statement.exprs().iter().all(|expr| expr.is_of_row()) =>
            {
                Ok(Self(Some(text)))
            }
            _ => Err(SelectionError::Shape),
        }
    }

    /// The text of the `SELECT`; `None` if everything is taken.
    #[must_use]
    pub const fn text(self) -> Option<Value> {
        self.0
    }

    /// What it says, in a form that can be asked about rows.
    #[must_use]
    pub fn read(self) -> Selected {
        let select = self.0.and_then(|text| {
            let statement = parse(text.as_str()).ok()?.pop()?;
            let Statement::Select { rows, what } = statement else { return None };
            let columns =
                if let Projection::Columns(columns) = what { Some(columns) } else { None };
            Some((rows, columns))
        });
        Selected(select)
    }
}

impl fmt::Display for Selection {
    /// As in scenario files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(text) => text.quoted().fmt(f),
            None => f.write_str(Self::WORD),
        }
    }
}

/// The rows and columns of a selection; `None` for everything, and for all columns.
#[derive(Clone, Debug)]
pub struct Selected(Option<(Rows, Option<Vec<Name>>)>);

impl Selected {
    /// Whether it takes everything.
    #[must_use]
    pub const fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// The places of the columns that are taken of a table, its key first; `None` if nothing is.
    fn places(&self, table: &Definition) -> Result<Option<Vec<usize>>, ExecuteError> {
        let Some((rows, columns)) = &self.0 else {
            return Ok(Some((0..table.columns.len()).collect()));
        };
        if rows.table != table.table {
            return Ok(None);
        }
        let Some(columns) = columns else { return Ok(Some((0..table.columns.len()).collect())) };
        let mut places: Vec<usize> = if table.keyed { Vec::from([0]) } else { Vec::new() };
        for &column in columns {
            let missing = ExecuteError::NoColumn { table: table.table, column };
            let place = table.column(column).ok_or(missing)?;
            if !places.contains(&place) {
                places.push(place);
            }
        }
        Ok(Some(places))
    }

    /// The table with the columns that are taken, its key included; `None` if nothing of the table is.
    ///
    /// # Errors
    /// The table has no such column.
    pub fn table(&self, table: &Definition) -> Result<Option<Definition>, ExecuteError> {
        let taken = |places: Vec<usize>| Definition {
            columns: places.into_iter().map(|place| table.columns[place]).collect(),
            ..table.clone()
        };
        self.places(table).map(|places| places.map(taken))
    }

    /// What is taken of a row; `None` if nothing is.
    ///
    /// # Errors
    /// The table has no such column, or its values cannot be compared.
    pub fn row(&self, table: &Definition, row: &Row) -> Result<Option<Row>, ExecuteError> {
        let Some(places) = self.places(table)? else { return Ok(None) };
        if let Some((rows, _)) = &self.0 {
            let scopes = Scopes { own: Some(Seen { table, row }), ..Scopes::default() };
            // It calls no function.
            if !scopes.hold(&rows.filter, &mut Draws::new(0, 0, 0))? {
                return Ok(None);
            }
        }
        Ok(Some(places.into_iter().filter_map(|place| row.get(place).cloned()).collect()))
    }
}
