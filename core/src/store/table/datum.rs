//! Values, columns and rows.

pub use crate::kv::Type;

use crate::kv::{Value, Word};
use alloc::{format, rc::Rc, string::String, vec::Vec};
use core::fmt::{self, Write};

/// The name of a table, a column or a trigger: letters, digits and `_`, at most [`Word::LIMIT`] bytes.
pub type Name = Word;

/// A value of a column. `NULL` is less than numbers, which are less than texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Datum {
    /// No value.
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(Rc<str>),
}

impl Datum {
    /// The longest literal in an error, in characters.
    const SHOWN: usize = 40;

    /// The literal for an error, cut if it is long.
    #[must_use]
    pub fn shown(&self) -> Value {
        let text = format!("{self}");
        let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
        let mut short: String = plain.take(Self::SHOWN).collect();
        if text.chars().count() > Self::SHOWN {
            short.push('…');
        }
        Value::new(&short).unwrap_or(Value::TOMBSTONE)
    }

    /// The type; `None` for `NULL`, which every column takes.
    #[must_use]
    pub const fn kind(&self) -> Option<Type> {
        match self {
            Self::Null => None,
            Self::Int(_) => Some(Type::Int),
            Self::Text(_) => Some(Type::Text),
        }
    }
}

impl fmt::Display for Datum {
    /// As a literal of the statement language: texts in single quotes, which are doubled within.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Int(n) => n.fmt(f),
            Self::Text(text) => {
                f.write_char('\'')?;
                for c in text.chars() {
                    if c == '\'' {
                        f.write_char('\'')?;
                    }
                    f.write_char(c)?;
                }
                f.write_char('\'')
            }
        }
    }
}

/// The indexes of values, in the order of the values. All sorts of this engine are this one, since each instance of the sort
/// adds kilobytes to the page.
#[must_use]
pub fn sorted(values: Vec<Datum>) -> Vec<usize> {
    let mut order: Vec<(Datum, usize)> = values.into_iter().zip(0..).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, index)| index).collect()
}

/// The values of a row, in the order of its table's columns.
pub type Row = Vec<Datum>;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// The type of its values.
    pub kind: Type,
}

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Definition {
    /// The name of the table.
    pub table: Name,
    /// The columns.
    pub columns: Vec<Column>,
    /// Whether the first column is the primary key: a number that the table counts up for rows that do not give one.
    pub keyed: bool,
}

impl Definition {
    /// The index of a column.
    #[must_use]
    pub fn column(&self, name: Name) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CREATE TABLE {} (", self.table)?;
        for (n, column) in self.columns.iter().enumerate() {
            let comma = if n > 0 { ", " } else { "" };
            let key = if n == 0 && self.keyed { " AUTO_INCREMENT PRIMARY KEY" } else { "" };
            write!(f, "{comma}{} {}{key}", column.name, column.kind)?;
        }
        f.write_char(')')
    }
}
