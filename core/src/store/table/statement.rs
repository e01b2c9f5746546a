//! Statements: what a client asks of a database, as data. Printing a statement and parsing the text gives it back.

use super::datum::{Datum, Definition, Name};
use alloc::{boxed::Box, vec::Vec};
use core::fmt::{self, Write};

/// A function whose value is not determined by its arguments: it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// The clock of the node that executes the statement, in ms. One value for the whole statement.
    Now,
    /// A number from 0 to 999 999, drawn anew for each row.
    Rand,
    /// A text that no other node draws, drawn anew for each row.
    Uuid,
}

impl Function {
    /// All functions.
    pub const ALL: [Self; 3] = [Self::Now, Self::Rand, Self::Uuid];

    /// The name in statements.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Now => "NOW",
            Self::Rand => "RAND",
            Self::Uuid => "UUID",
        }
    }
}

/// An operator between two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Sum.
    Plus,
    /// Difference.
    Minus,
    /// Product.
    Times,
}

impl Operator {
    const fn binds(self) -> u8 {
        match self {
            Self::Plus | Self::Minus => 1,
            Self::Times => 2,
        }
    }

    const fn sign(self) -> char {
        match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Times => '*',
        }
    }
}

/// The row that a column is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The row that the statement looks at.
    Own,
    /// In a trigger: the row before the change.
    Old,
    /// In a trigger: the row after the change.
    New,
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// A value.
    Literal(Datum),
    /// The value of a column.
    Column(Scope, Name),
    /// The value of a function.
    Call(Function),
    /// The result of an operator.
    Binary(Box<Self>, Operator, Box<Self>),
}

impl Expr {
    fn binds(&self) -> u8 {
        match self {
            Self::Binary(_, operator, _) => operator.binds(),
            Self::Literal(_) | Self::Column(..) | Self::Call(_) => u8::MAX,
        }
    }

    /// Whether its value depends on the row alone that a statement looks at.
    #[must_use]
    pub fn is_of_row(&self) -> bool {
        match self {
            Self::Literal(_) | Self::Column(Scope::Own, _) => true,
            Self::Column(Scope::Old | Scope::New, _) | Self::Call(_) => false,
            Self::Binary(left, _, right) => left.is_of_row() && right.is_of_row(),
        }
    }

    /// The functions in it, in the order in which they are called.
    pub fn calls(&self) -> Vec<Function> {
        match self {
            Self::Literal(_) | Self::Column(..) => Vec::new(),
            Self::Call(function) => Vec::from([*function]),
            Self::Binary(left, _, right) => {
                let mut calls = left.calls();
                calls.extend(right.calls());
                calls
            }
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(value) => value.fmt(f),
            Self::Column(Scope::Own, name) => name.fmt(f),
            Self::Column(Scope::Old, name) => write!(f, "OLD.{name}"),
            Self::Column(Scope::New, name) => write!(f, "NEW.{name}"),
            Self::Call(function) => write!(f, "{}()", function.name()),
            Self::Binary(left, operator, right) => {
                let part = |f: &mut fmt::Formatter<'_>, expr: &Self, brackets| match brackets {
                    true => write!(f, "({expr})"),
                    false => expr.fmt(f),
                };
                part(f, left, left.binds() < operator.binds())?;
                write!(f, " {} ", operator.sign())?;
                part(f, right, right.binds() <= operator.binds())
            }
        }
    }
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// Equal.
    Equal,
    /// Not equal.
    NotEqual,
    /// Less.
    Less,
    /// Less or equal.
    AtMost,
    /// Greater.
    Greater,
    /// Greater or equal.
    AtLeast,
}

impl Comparator {
    /// All comparators.
    pub const ALL: [Self; 6] =
        [Self::Equal, Self::NotEqual, Self::Less, Self::AtMost, Self::Greater, Self::AtLeast];

    /// The sign in statements.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A comparison of two values. With `NULL` on either side it does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// The left side.
    pub left: Expr,
    /// The comparator.
    pub by: Comparator,
    /// The right side.
    pub right: Expr,
}

/// The column by which rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// The column.
    pub column: Name,
    /// Whether the greatest value comes first.
    pub descending: bool,
}

/// The rows of a table that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rows {
    /// The table.
    pub table: Name,
    /// The comparisons that must hold.
    pub filter: Vec<Comparison>,
    /// Their order; without one, the order in which they are stored.
    pub order: Option<Order>,
    /// The number of rows, at most.
    pub limit: Option<u32>,
}

impl Rows {
    fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.filter.iter().flat_map(|comparison| [&comparison.left, &comparison.right])
    }

    fn exprs_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        self.filter.iter_mut().flat_map(|Comparison { left, right, .. }| [left, right])
    }

    fn tail(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, Comparison { left, by, right }) in self.filter.iter().enumerate() {
            let word = if n == 0 { "WHERE" } else { "AND" };
            write!(f, " {word} {left} {} {right}", by.sign())?;
        }
        if let Some(Order { column, descending }) = self.order {
            write!(f, " ORDER BY {column}{}", if descending { " DESC" } else { "" })?;
        }
        match self.limit {
            Some(limit) => write!(f, " LIMIT {limit}"),
            None => Ok(()),
        }
    }
}

/// A new value of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// The column.
    pub column: Name,
    /// The new value.
    pub value: Expr,
}

/// What a `SELECT` returns of each row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Projection {
    /// All columns.
    All,
    /// The number of rows.
    Count,
    /// These columns.
    Columns(Vec<Name>),
}

/// The change after which a trigger runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A row is inserted.
    Insert,
    /// A row is updated.
    Update,
    /// A row is deleted.
    Delete,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        })
    }
}

/// A statement that the database executes by itself after each change of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trigger {
    /// Its name.
    pub name: Name,
    /// The change after which it runs.
    pub after: Event,
    /// The table whose changes it follows.
    pub table: Name,
    /// What it does.
    pub does: Box<Statement>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Statement {
    /// Makes a table.
    CreateTable(Definition),
    /// Makes a trigger.
    CreateTrigger(Trigger),
    /// Inserts rows.
    Insert {
        /// The table.
        table: Name,
        /// The columns that get a value; the others are `NULL`, or counted up if they are the key.
        columns: Vec<Name>,
        /// The values of each row, one for each column.
        rows: Vec<Vec<Expr>>,
    },
    /// Changes rows.
    Update {
        /// The rows.
        rows: Rows,
        /// The new values.
        set: Vec<Assignment>,
    },
    /// Deletes rows.
    Delete(Rows),
    /// Reads rows.
    Select {
        /// The rows.
        rows: Rows,
        /// What is read.
        what: Projection,
    },
    /// Begins a transaction.
    Begin,
    /// Ends a transaction: all of it happens.
    Commit,
    /// Ends a transaction: nothing of it happens.
    Rollback,
}

impl Statement {
    /// The table that it is about.
    #[must_use]
    pub const fn table(&self) -> Option<Name> {
        match self {
            Self::CreateTable(Definition { table, .. })
            | Self::CreateTrigger(Trigger { table, .. })
            | Self::Insert { table, .. }
            | Self::Update { rows: Rows { table, .. }, .. }
            | Self::Delete(Rows { table, .. })
            | Self::Select { rows: Rows { table, .. }, .. } => Some(*table),
            Self::Begin | Self::Commit | Self::Rollback => None,
        }
    }

    /// Whether it defines a table or a trigger.
    #[must_use]
    pub const fn defines(&self) -> bool {
        matches!(self, Self::CreateTable(_) | Self::CreateTrigger(_))
    }

    /// Whether it begins or ends a transaction.
    #[must_use]
    pub const fn bounds_a_transaction(&self) -> bool {
        matches!(self, Self::Begin | Self::Commit | Self::Rollback)
    }

    /// The change of rows that it makes.
    #[must_use]
    pub const fn event(&self) -> Option<Event> {
        match self {
            Self::Insert { .. } => Some(Event::Insert),
            Self::Update { .. } => Some(Event::Update),
            Self::Delete(_) => Some(Event::Delete),
            Self::CreateTable(_)
            | Self::CreateTrigger(_)
            | Self::Select { .. }
            | Self::Begin
            | Self::Commit
            | Self::Rollback => None,
        }
    }

    /// Whether it may change a database.
    #[must_use]
    pub const fn writes(&self) -> bool {
        match self {
            Self::CreateTable(_)
            | Self::CreateTrigger(_)
            | Self::Insert { .. }
            | Self::Update { .. }
            | Self::Delete(_) => true,
            Self::Select { .. } | Self::Begin | Self::Commit | Self::Rollback => false,
        }
    }

    /// The expressions in it, in the order in which they are printed; those of a trigger's statement included.
    #[must_use]
    pub fn exprs(&self) -> Vec<&Expr> {
        match self {
            Self::CreateTrigger(trigger) => trigger.does.exprs(),
            Self::Insert { rows, .. } => rows.iter().flatten().collect(),
            Self::Update { rows, set } => {
                set.iter().map(|assignment| &assignment.value).chain(rows.exprs()).collect()
            }
            Self::Delete(rows) | Self::Select { rows, .. } => rows.exprs().collect(),
            Self::CreateTable(_) | Self::Begin | Self::Commit | Self::Rollback => Vec::new(),
        }
    }

    /// The expressions that are evaluated when it is executed, in the order in which they are printed.
    pub fn exprs_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Self::Insert { rows, .. } => rows.iter_mut().flatten().collect(),
            Self::Update { rows, set } => {
                let set = set.iter_mut().map(|assignment| &mut assignment.value);
                set.chain(rows.exprs_mut()).collect()
            }
            Self::Delete(rows) | Self::Select { rows, .. } => rows.exprs_mut().collect(),
            Self::CreateTable(_)
            | Self::CreateTrigger(_)
            | Self::Begin
            | Self::Commit
            | Self::Rollback => Vec::new(),
        }
    }
}

/// Writes items with commas between them.
fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (n, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if n > 0 { ", " } else { "" })?;
    }
    Ok(())
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.column, self.value)
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateTable(definition) => definition.fmt(f),
            Self::CreateTrigger(Trigger { name, after, table, does }) => {
                write!(f, "CREATE TRIGGER {name} AFTER {after} ON {table} FOR EACH ROW {does}")
            }
            Self::Insert { table, columns, rows } => {
                write!(f, "INSERT INTO {table} (")?;
                list(f, columns)?;
                f.write_str(") VALUES ")?;
                for (n, row) in rows.iter().enumerate() {
                    f.write_str(if n > 0 { ", (" } else { "(" })?;
                    list(f, row)?;
                    f.write_char(')')?;
                }
                Ok(())
            }
            Self::Update { rows, set } => {
                write!(f, "UPDATE {} SET ", rows.table)?;
                list(f, set)?;
                rows.tail(f)
            }
            Self::Delete(rows) => {
                write!(f, "DELETE FROM {}", rows.table)?;
                rows.tail(f)
            }
            Self::Select { rows, what } => {
                f.write_str("SELECT ")?;
                match what {
                    Projection::All => f.write_char('*')?,
                    Projection::Count => f.write_str("COUNT(*)")?,
                    Projection::Columns(columns) => list(f, columns)?,
                }
                write!(f, " FROM {}", rows.table)?;
                rows.tail(f)
            }
            Self::Begin => f.write_str("BEGIN"),
            Self::Commit => f.write_str("COMMIT"),
            Self::Rollback => f.write_str("ROLLBACK"),
        }
    }
}
