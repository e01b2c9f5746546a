//! The values of expressions.

use super::{
    datum::{Datum, Definition, Name, Row, Type},
    statement::{Comparator, Comparison, Expr, Function, Operator, Scope, Statement},
};
use crate::{kv::ExecuteError, random::Dice};
use alloc::format;

/// What functions return while a transaction is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    /// The value of `NOW()`: the clock of the node, in ms.
    pub now: i64,
    /// The draws of `RAND()`.
    pub rand: Dice,
    /// The draws of `UUID()`.
    pub uuid: Dice,
}

impl Draws {
    /// Draws from two seeds.
    #[must_use]
    pub fn new(now: i64, rand: u64, uuid: u64) -> Self {
        Self { now, rand: Dice::of(rand), uuid: Dice::of(uuid) }
    }

    /// The value of a call.
    pub fn call(&mut self, function: Function) -> Datum {
        match function {
            Function::Now => Datum::Int(self.now),
            Function::Rand => Datum::Int(self.rand.below(1_000_000).into()),
            Function::Uuid => {
                let mut bits = || self.uuid.bits();
                let (a, b, c, d) = (bits(), bits(), bits(), bits());
                // Version 4, variant 1 of RFC 9562.
                let (b, c) = ((b & 0xFFFF_0FFF) | 0x4000, (c & 0x3FFF_FFFF) | 0x8000_0000);
                let text = format!(
                    "{a:08x}-{:04x}-{:04x}-{:04x}-{:04x}{d:08x}",
                    b >> 16,
                    b & 0xFFFF,
                    c >> 16,
                    c & 0xFFFF
                );
                Datum::Text(text.into())
            }
        }
    }
}

/// The rows that columns are read from.
#[derive(Clone, Copy, Default)]
pub struct Scopes<'a> {
    /// The row that the statement looks at, with its table.
    pub own: Option<Seen<'a>>,
    /// In a trigger: the row before the change.
    pub old: Option<Seen<'a>>,
    /// In a trigger: the row after the change.
    pub new: Option<Seen<'a>>,
}

/// A row with its table.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The table.
    pub table: &'a Definition,
    /// The row.
    pub row: &'a Row,
}

impl Scopes<'_> {
    fn column(&self, scope: Scope, name: Name) -> Result<Datum, ExecuteError> {
        let seen = match scope {
            Scope::Own => self.own,
            Scope::Old => self.old,
            Scope::New => self.new,
        };
        let Some(Seen { table, row }) = seen else { return Err(ExecuteError::NoRow(name)) };
        let value = table.column(name).and_then(|index| row.get(index));
        value.cloned().ok_or(ExecuteError::NoColumn { table: table.table, column: name })
    }

    /// The value of an expression.
    pub fn value(&self, expr: &Expr, draws: &mut Draws) -> Result<Datum, ExecuteError> {
        match expr {
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Column(scope, name) => self.column(*scope, *name),
            Expr::Call(function) => Ok(draws.call(*function)),
            Expr::Binary(left, operator, right) => {
                let (left, right) = (self.value(left, draws)?, self.value(right, draws)?);
                let (left, right) = match (left, right) {
                    (Datum::Int(left), Datum::Int(right)) => (left, right),
                    (Datum::Text(text), _) | (_, Datum::Text(text)) => {
                        return Err(ExecuteError::NotANumber(Datum::Text(text).shown()));
                    }
                    (Datum::Null, _) | (_, Datum::Null) => return Ok(Datum::Null),
                };
                let result = match operator {
                    Operator::Plus => left.checked_add(right),
                    Operator::Minus => left.checked_sub(right),
                    Operator::Times => left.checked_mul(right),
                };
                result.map(Datum::Int).ok_or(ExecuteError::Overflow)
            }
        }
    }

    /// Whether all comparisons hold.
    pub fn hold(&self, filter: &[Comparison], draws: &mut Draws) -> Result<bool, ExecuteError> {
        for Comparison { left, by, right } in filter {
            let (left, right) = (self.value(left, draws)?, self.value(right, draws)?);
            if left == Datum::Null || right == Datum::Null || !compares(&left, *by, &right) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn compares(left: &Datum, by: Comparator, right: &Datum) -> bool {
    match by {
        Comparator::Equal => left == right,
        Comparator::NotEqual => left != right,
        Comparator::Less => left < right,
        Comparator::AtMost => left <= right,
        Comparator::Greater => left > right,
        Comparator::AtLeast => left >= right,
    }
}

/// The statement with each function call replaced by a value, the same for all rows.
#[must_use]
pub fn frozen(statement: &Statement, draws: &mut Draws) -> Statement {
    let mut statement = statement.clone();
    statement.exprs_mut().into_iter().for_each(|expr| freeze(expr, draws));
    statement
}

fn freeze(expr: &mut Expr, draws: &mut Draws) {
    match expr {
        Expr::Literal(_) | Expr::Column(..) => {}
        Expr::Call(function) => *expr = Expr::Literal(draws.call(*function)),
        Expr::Binary(left, _, right) => {
            freeze(left, draws);
            freeze(right, draws);
        }
    }
}

/// The type that an expression seems to have, for a table that is made from a statement.
#[must_use]
pub fn seems(expr: &Expr) -> Type {
    match expr {
        Expr::Literal(Datum::Text(_) | Datum::Null) | Expr::Call(Function::Uuid) => Type::Text,
        Expr::Literal(Datum::Int(_))
        | Expr::Call(Function::Now | Function::Rand)
        | Expr::Column(..)
        | Expr::Binary(..) => Type::Int,
    }
}
