//! Executing statements.

use super::{
    change::Change,
    database::{Database, Placed},
    datum::{Column, Datum, Definition, Name, Row, Type, sorted},
    evaluate::{Draws, Scopes, Seen, seems},
    statement::{
        Assignment, Comparator, Comparison, Expr, Order, Projection, Rows, Scope, Statement,
    },
};
use crate::kv::ExecuteError;
use alloc::vec::Vec;

/// How deep triggers may run triggers.
const DEPTH: u8 = 8;

/// What a `SELECT` returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The names of the columns; empty for a number of rows.
    pub columns: Vec<Name>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// What came of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The changes of rows, those of triggers included, in order.
    pub changes: Vec<Change>,
    /// What it reads.
    pub answer: Option<Answer>,
}

impl Database {
    /// Executes a statement.
    ///
    /// # Errors
    /// The statement fails, and nothing of it happens.
    pub fn execute(
        &mut self,
        statement: &Statement,
        draws: &mut Draws,
    ) -> Result<Done, ExecuteError> {
        let before = self.clone();
        let mut done = Done::default();
        let scopes = Scopes::default();
        match self.carry_out(statement, scopes, draws, &mut done, 0) {
            Ok(()) => Ok(done),
            Err(error) => {
                *self = before;
                Err(error)
            }
        }
    }

    /// The statement that makes the table of `statement`, if there is none and the statement names columns of it.
    #[must_use]
    pub fn declares(&self, statement: &Statement) -> Option<Statement> {
        let table = statement.table().filter(|&table| self.file(table).is_err())?;
        let mut columns: Vec<Column> = Vec::new();
        let mut add = |name, kind| {
            if columns.iter().all(|column| column.name != name) {
                columns.push(Column { name, kind });
            }
        };
        match statement {
            Statement::Insert { columns, rows, .. } => {
                let first = rows.first()?;
                columns.iter().zip(first).for_each(|(&name, value)| add(name, seems(value)));
            }
            Statement::Update { rows, set } => {
                set.iter().for_each(|it| add(it.column, seems(&it.value)));
                named_in(rows, &mut add);
            }
            Statement::Delete(rows) | Statement::Select { rows, .. } => named_in(rows, &mut add),
            Statement::CreateTable(_)
            | Statement::CreateTrigger(_)
            | Statement::Begin
            | Statement::Commit
            | Statement::Rollback => return None,
        }
        if columns.is_empty() {
            return None;
        }
        let id = Name::new("id").ok()?;
        columns.retain(|column| column.name != id);
        columns.insert(0, Column { name: id, kind: Type::Int });
        Some(Statement::CreateTable(Definition { table, columns, keyed: true }))
    }

    fn carry_out(
        &mut self,
        statement: &Statement,
        scopes: Scopes<'_>,
        draws: &mut Draws,
        done: &mut Done,
        depth: u8,
    ) -> Result<(), ExecuteError> {
        let mut changes = Vec::new();
        match statement {
            Statement::CreateTable(definition) => self.create_table(definition)?,
            Statement::CreateTrigger(trigger) => self.create_trigger(trigger)?,
            Statement::Insert { table, columns, rows } => {
                let file = self.file(*table)?;
                for values in rows {
                    let row = self.new_row(file, columns, values, scopes, draws)?;
                    self.insert(file, &row)?;
                    changes.push((None, Some(row)));
                }
            }
            Statement::Update { rows, set } => {
                let file = self.file(rows.table)?;
                for placed in self.matching(file, rows, scopes, draws)? {
                    let row = self.changed(file, &placed.row, set, scopes, draws)?;
                    if row != placed.row {
                        self.replace(file, &placed, &row)?;
                        changes.push((Some(placed.row), Some(row)));
                    }
                }
            }
            Statement::Delete(rows) => {
                let file = self.file(rows.table)?;
                for placed in self.matching(file, rows, scopes, draws)? {
                    self.remove(file, &placed);
                    changes.push((Some(placed.row), None));
                }
            }
            Statement::Select { rows, what } => done.answer = Some(self.read(rows, what, draws)?),
            Statement::Begin => return Err(ExecuteError::Misplaced("BEGIN")),
            Statement::Commit => return Err(ExecuteError::Misplaced("COMMIT")),
            Statement::Rollback => return Err(ExecuteError::Misplaced("ROLLBACK")),
        }
        let Some(table) = statement.table().filter(|_| !changes.is_empty()) else { return Ok(()) };
        let table = self.table(self.file(table)?);
        let (runs, table) = (!table.triggers().is_empty(), table.definition().clone());
        for (before, after) in changes {
            let change = Change { table: table.clone(), before, after, by_trigger: depth > 0 };
            if !runs {
                done.changes.push(change);
                continue;
            }
            done.changes.push(change.clone());
            self.run_triggers(&change, draws, done, depth)?;
        }
        Ok(())
    }

    /// Runs the triggers of a table after a change of one of its rows.
    fn run_triggers(
        &mut self,
        change: &Change,
        draws: &mut Draws,
        done: &mut Done,
        depth: u8,
    ) -> Result<(), ExecuteError> {
        let file = self.file(change.table.table)?;
        let triggers = self.table(file).triggers().clone();
        for trigger in triggers.iter().filter(|trigger| trigger.after == change.event()) {
            if depth == DEPTH {
                return Err(ExecuteError::TriggersNest(trigger.name));
            }
            let seen = |row| Seen { table: &change.table, row };
            let (old, new) = (change.before.as_ref().map(seen), change.after.as_ref().map(seen));
            let scopes = Scopes { own: None, old, new };
            self.carry_out(&trigger.does, scopes, draws, done, depth + 1)?;
        }
        Ok(())
    }

    /// Runs the triggers of a change that was taken from a log; adds what they change to `done`.
    ///
    /// # Errors
    /// A trigger fails.
    pub fn fire(
        &mut self,
        change: &Change,
        draws: &mut Draws,
        done: &mut Done,
    ) -> Result<(), ExecuteError> {
        self.run_triggers(change, draws, done, 0)
    }

    fn new_row(
        &mut self,
        file: u16,
        columns: &[Name],
        values: &[Expr],
        scopes: Scopes<'_>,
        draws: &mut Draws,
    ) -> Result<Row, ExecuteError> {
        let definition = self.table(file).definition().clone();
        let mut row: Row = definition.columns.iter().map(|_| Datum::Null).collect();
        for (&column, expr) in columns.iter().zip(values) {
            let value = scopes.value(expr, draws)?;
            assign(&definition, &mut row, column, value)?;
        }
        if definition.keyed && row.first() == Some(&Datum::Null) {
            row[0] = Datum::Int(self.take_key(file));
        }
        Ok(row)
    }

    /// The row with new values. They are computed from the row as it was.
    fn changed(
        &self,
        file: u16,
        row: &Row,
        set: &[Assignment],
        scopes: Scopes<'_>,
        draws: &mut Draws,
    ) -> Result<Row, ExecuteError> {
        let table = self.table(file).definition();
        let scopes = Scopes { own: Some(Seen { table, row }), ..scopes };
        let mut changed = row.clone();
        for Assignment { column, value } in set {
            let value = scopes.value(value, draws)?;
            if table.keyed && table.column(*column) == Some(0) && value == Datum::Null {
                return Err(wrong(table, *column, value));
            }
            assign(table, &mut changed, *column, value)?;
        }
        Ok(changed)
    }

    /// The rows that a statement is about.
    fn matching(
        &self,
        file: u16,
        rows: &Rows,
        scopes: Scopes<'_>,
        draws: &mut Draws,
    ) -> Result<Vec<Placed>, ExecuteError> {
        let table = self.table(file).definition();
        let named = rows.filter.iter().flat_map(|it| [&it.left, &it.right]);
        for column in named.flat_map(columns_of).chain(rows.order.map(|order| order.column)) {
            if table.column(column).is_none() {
                return Err(ExecuteError::NoColumn { table: table.table, column });
            }
        }
        let limit = rows.limit.map_or(usize::MAX, |limit| limit as usize);
        let mut found = Vec::new();
        let mut look = |placed: Placed| {
            let scopes = Scopes { own: Some(Seen { table, row: &placed.row }), ..scopes };
            if scopes.hold(&rows.filter, draws)? {
                found.push(placed);
            }
            Ok::<_, ExecuteError>(rows.order.is_none() && found.len() == limit)
        };
        if let Some(key) = self.key_of(file, rows, scopes) {
            if let Some(placed) = self.find(file, key) {
                look(placed)?;
            }
        } else if limit > 0 {
            for placed in self.rows(file) {
                if look(placed)? {
                    break;
                }
            }
        }
        if let Some(Order { column, descending }) = rows.order
            && let Some(index) = table.column(column)
        {
            let values = found.iter().map(|placed| placed.row[index].clone());
            let order = sorted(values.collect());
            found = order.into_iter().map(|index| found[index].clone()).collect();
            if descending {
                found.reverse();
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    /// The key of the only row that can match, if the filter gives one.
    fn key_of(&self, file: u16, rows: &Rows, scopes: Scopes<'_>) -> Option<i64> {
        let table = self.table(file).definition();
        let key = table.columns.first().filter(|_| table.keyed)?.name;
        rows.filter.iter().find_map(|Comparison { left, by, right }| {
            let of_key = *left == Expr::Column(Scope::Own, key) && *by == Comparator::Equal;
            let value = match right {
                Expr::Literal(value) => value.clone(),
                Expr::Column(Scope::Old | Scope::New, _) => {
                    // It draws nothing.
                    scopes.value(right, &mut Draws::new(0, 0, 0)).ok()?
                }
                Expr::Column(Scope::Own, _) | Expr::Call(_) | Expr::Binary(..) => return None,
            };
            match value {
                Datum::Int(key) if of_key => Some(key),
                Datum::Int(_) | Datum::Null | Datum::Text(_) => None,
            }
        })
    }

    fn read(
        &self,
        rows: &Rows,
        what: &Projection,
        draws: &mut Draws,
    ) -> Result<Answer, ExecuteError> {
        let file = self.file(rows.table)?;
        let table = self.table(file).definition();
        let found = self.matching(file, rows, Scopes::default(), draws)?;
        let columns: Vec<Name> = match what {
            Projection::All => table.columns.iter().map(|column| column.name).collect(),
            Projection::Columns(columns) => columns.clone(),
            Projection::Count => {
                let count = Vec::from([Datum::Int(found.len() as i64)]);
                return Ok(Answer { columns: Vec::new(), rows: Vec::from([count]) });
            }
        };
        let index = |&column: &Name| {
            table.column(column).ok_or(ExecuteError::NoColumn { table: table.table, column })
        };
        let indexes: Vec<usize> = columns.iter().map(index).collect::<Result<_, _>>()?;
        let project = |placed: &Placed| indexes.iter().map(|&n| placed.row[n].clone()).collect();
        Ok(Answer { columns, rows: found.iter().map(project).collect() })
    }
}

/// The columns of the row itself that an expression names.
fn columns_of(expr: &Expr) -> Vec<Name> {
    match expr {
        Expr::Column(Scope::Own, name) => Vec::from([*name]),
        Expr::Binary(left, _, right) => {
            let mut names = columns_of(left);
            names.extend(columns_of(right));
            names
        }
        Expr::Column(Scope::Old | Scope::New, _) | Expr::Literal(_) | Expr::Call(_) => Vec::new(),
    }
}

/// The columns that a filter compares, with the types of what they are compared to.
fn named_in(rows: &Rows, add: &mut impl FnMut(Name, Type)) {
    for Comparison { left, right, .. } in &rows.filter {
        for (one, other) in [(left, right), (right, left)] {
            columns_of(one).into_iter().for_each(|name| add(name, seems(other)));
        }
    }
    if let Some(order) = rows.order {
        add(order.column, Type::Int);
    }
}

fn wrong(table: &Definition, column: Name, found: Datum) -> ExecuteError {
    let index = table.column(column).unwrap_or_default();
    let expected = table.columns.get(index).map_or(Type::Int, |column| column.kind);
    ExecuteError::WrongType { column, expected, found: found.shown() }
}

/// Sets a column of a row.
fn assign(
    table: &Definition,
    row: &mut Row,
    column: Name,
    value: Datum,
) -> Result<(), ExecuteError> {
    let Some(index) = table.column(column) else {
        return Err(ExecuteError::NoColumn { table: table.table, column });
    };
    if value.kind().is_some_and(|kind| kind != table.columns[index].kind) {
        return Err(wrong(table, column, value));
    }
    row[index] = value;
    Ok(())
}
