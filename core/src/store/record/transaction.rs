//! A transaction over several requests, which its database keeps open.
//!
//! # Source
//! Read committed: DDIA, ch. 7, "Read Committed": one sees only data that has been committed, and overwrites only such data.
//! MySQL 8.4 manual, "Transaction Isolation Levels": each statement sees what is committed when it begins. A transaction
//! comes into the log as a whole when it commits ("The Binary Log"). `NOW()` is the clock at the beginning, as in PostgreSQL
//! (manual, "Date/Time Functions and Operators", "Current Date/Time"). Clock and seed travel with the key of the first row
//! that a statement inserts: MySQL's and MariaDB's `Intvar` event (`INSERT_ID`). Mixed logging writes rows, as MySQL does at
//! this level of isolation.
//!
//! # Not modelled
//! At this level of isolation MySQL refuses a statement log, because statements that are executed again in the order of the
//! commits may see other rows. Here it is allowed, and the replicas differ. A log of statements as they are written has no
//! `INSERT_ID`, which MySQL always writes.

use super::{Executed, Format, Functions, Local, Logging, Step, TransactionError, finish, reserve};
use crate::store::table::{
    Answer, Change, Database, Datum, Draws, ExecuteError, Name, Placed, Statement, frozen,
};
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

/// A transaction that is open: what it has done is seen by nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The clock when it began, which is its `NOW()`, and its random numbers.
    local: Local,
    draws: Draws,
    steps: Vec<Step>,
}

impl Hash for Transaction {
    /// What it will draw follows from where it began and from what it has done.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.local, &self.steps).hash(state);
    }
}

impl Transaction {
    /// Begins.
    #[must_use]
    pub fn begin(local: Local) -> Self {
        Self { local, draws: local.draws(), steps: Vec::new() }
    }

    /// What the node had of its own when it began.
    #[must_use]
    pub const fn local(&self) -> Local {
        self.local
    }

    /// The statements so far that write, as they travel.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.steps.iter().map(|step| &step.statement).filter(|it| it.writes())
    }

    /// The changes of rows so far.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.steps.iter().flat_map(|step| &step.changes)
    }

    /// Executes statements on a copy of what is committed, past the keys that are taken. Whether a row may be changed, `may`
    /// says.
    ///
    /// # Errors
    /// A statement fails. Nothing of these statements happens, and the transaction stays open.
    pub fn go_on(
        &mut self,
        database: &mut Database,
        statements: &[Statement],
        logging: Logging,
        taken: &[(Name, i64)],
        may: impl Fn(&Change) -> Result<(), ExecuteError>,
    ) -> Result<Option<Answer>, TransactionError> {
        self.repeat(database).map_err(|error| TransactionError { index: 0, error })?;
        reserve(database, taken);
        let freezes = logging.format == Format::Statement && logging.functions == Functions::Values;
        let (mut draws, mut reads) = (self.draws.clone(), self.local.apart().draws());
        let (mut steps, mut answer) = (Vec::new(), None);
        for (index, statement) in statements.iter().enumerate() {
            let failed = |error| TransactionError { index, error };
            if statement.defines() {
                return Err(failed(ExecuteError::DefinesWithin));
            }
            let statement = match freezes {
                true => frozen(statement, &mut draws),
                false => statement.clone(),
            };
            let draws = if statement.writes() { &mut draws } else { &mut reads };
            let done = database.execute(&statement, draws).map_err(failed)?;
            done.changes.iter().try_for_each(&may).map_err(failed)?;
            answer = done.answer.or(answer);
            steps.push(Step { statement, changes: done.changes });
        }
        self.draws = draws;
        self.steps.extend(steps);
        Ok(answer)
    }

    /// Makes its changes on what is committed.
    fn repeat(&self, database: &mut Database) -> Result<(), ExecuteError> {
        self.changes().try_for_each(|change| repeat(database, change))
    }

    /// Commits: makes its changes on what is committed, and the record of them.
    ///
    /// # Errors
    /// Somebody has changed its rows, which [`go_on`](Self::go_on) was told that nobody may.
    pub fn commit(
        self,
        database: &mut Database,
        logging: Logging,
    ) -> Result<Executed, ExecuteError> {
        if logging.format == Format::Wal {
            database.note_writes();
        }
        self.repeat(database)?;
        let logging = match logging {
            Logging { format: Format::Statement, functions: Functions::Mixed } => {
                Logging { format: Format::Row, ..logging }
            }
            Logging { .. } => logging,
        };
        finish(database, self.steps, (self.local, logging), true)
    }
}

/// Makes a change of a row again.
fn repeat(database: &mut Database, change: &Change) -> Result<(), ExecuteError> {
    let file = database.file(change.table.table)?;
    let find = |database: &Database, row: &Vec<Datum>| {
        let found = match row.first() {
            Some(Datum::Int(key)) if change.table.keyed => database.find(file, *key),
            Some(_) | None => database.rows(file).find(|it: &Placed| it.row == *row),
        };
        found.ok_or(ExecuteError::NoTransaction)
    };
    match (&change.before, &change.after) {
        (None, Some(row)) => database.insert(file, row),
        (Some(old), Some(row)) => {
            let old = find(database, old)?;
            database.replace(file, &old, row)
        }
        (Some(old), None) => {
            let old = find(database, old)?;
            database.remove(file, &old);
            Ok(())
        }
        (None, None) => Ok(()),
    }
}
