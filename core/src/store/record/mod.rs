//! Records of a replication log: what travels of a transaction, in four formats.
//!
//! # Story
//! A leader executes the statements of a transaction and makes a record of it. A follower applies the record. The formats
//! differ in what they say, and so in what can go wrong:
//! - [`Format::Statement`] has the statements. The follower executes them again, with its own clock and its own random
//!   numbers, unless [`Functions`] says otherwise.
//! - [`Format::Wal`] has the bytes written to pages. The follower must store pages in the same format.
//! - [`Format::Row`] has the rows that changed. They mean the same to every follower.
//! - [`Format::Trigger`] has rows of a table `changes`, which a trigger writes in the same transaction and a process outside
//!   of the database reads.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Implementation of Replication Logs". Statements: MySQL 8.4
//! manual, 7.4.4.1 "Advantages and Disadvantages of Statement-Based and Row-Based Replication" and 19.2.1.3 "Determination
//! of Safe and Unsafe Statements in Binary Logging": the clock and the seed of `RAND()` travel with a statement, `UUID()`
//! cannot be replayed, and mixed logging turns to rows for unsafe statements. Rows: the same manual, `binlog_row_image`
//! (`minimal`: the key and the changed columns). Pages: PostgreSQL manual, ch. 28 "Reliability and the Write-Ahead Log"
//! (each record has a CRC-32C). Triggers: Bucardo ("delta" tables).
//!
//! # Invariants
//! - Of a record that is cut off or damaged nothing is applied.
//! - A follower that has applied the same records of pages as its leader has the same pages; of rows, the same rows.
//!
//! # Not modelled
//! A transaction is one record, which is applied as a whole, so no record ends inside a transaction, and a mixed log
//! decides for a whole transaction between statements and rows; MariaDB decides for each statement. Definitions of tables
//! travel as statements in records of rows, as in MySQL, and of a change table, for which an administrator carries them out. The process outside is not crashed on its own.

mod bytes;
mod change;
pub mod line;
mod row;
mod statement;
mod transaction;
mod wal;

pub use bytes::{Field, Part};
pub use change::{captured_after, change_table};
pub use line::Line;
pub use statement::{Unsafe, unsafe_in};
pub use transaction::Transaction;

use crate::store::table::{
    Answer, ApplyError, Change, Database, Done, Draws, ExecuteError, Name, Statement, Version,
    frozen,
};
use alloc::{rc::Rc, vec::Vec};
use bytes::{Reader, Writer};
use core::fmt;

/// What a replication log is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Statements.
    Statement,
    /// Bytes written to pages.
    Wal,
    /// Rows.
    Row,
    /// Rows of a change table, which a trigger writes.
    Trigger,
}

impl Format {
    /// All formats.
    pub const ALL: &[Self] = &[Self::Statement, Self::Wal, Self::Row, Self::Trigger];
    /// The words for them, in the same order.
    pub const WORDS: &[&str] = &["statement", "wal", "row", "trigger"];
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Self::WORDS[*self as usize])
    }
}

/// What a statement log does about functions whose value depends on the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Functions {
    /// Nothing.
    AsWritten,
    /// Clock and seed of the leader travel along. They determine `NOW()` and `RAND()`, but not `UUID()`.
    Context,
    /// The leader replaces each call by a value before it executes the statement.
    Values,
    /// Statements that are not safe are logged as rows; clock and seed travel along with the others.
    Mixed,
}

impl Functions {
    /// All ways.
    pub const ALL: &[Self] = &[Self::AsWritten, Self::Context, Self::Values, Self::Mixed];
    /// The words for them, in the same order.
    pub const WORDS: &[&str] = &["as-written", "context", "values", "mixed"];
}

/// What a leader makes of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Logging {
    /// The format of its records.
    pub format: Format,
    /// What a statement log does about functions.
    pub functions: Functions,
}

/// What a node has of its own when it executes a transaction: its clock, and random numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Local {
    /// Its clock, in ms.
    pub clock: i64,
    /// The seed of `RAND()`.
    pub seed: u64,
    /// The seed of `UUID()`.
    pub uuid: u64,
}

impl Local {
    /// The same clock with other random numbers.
    const fn apart(self) -> Self {
        Self { seed: !self.seed, uuid: !self.uuid, ..self }
    }

    /// The draws of a transaction.
    #[must_use]
    pub fn draws(self) -> Draws {
        Draws::new(self.clock, self.seed, self.uuid)
    }
}

/// Why a follower does not apply an entry: it stops there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stop {
    /// The pages are of another storage format.
    Version,
    /// The row that the leader changed is not there.
    NoRow,
    /// The statement, or the change, cannot be carried out on its rows.
    Fails,
    /// The record is damaged.
    Damaged,
    /// The record has statements or pages, and the reader needs rows.
    NotRows,
}

impl From<ApplyError> for Stop {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Version { .. } => Self::Version,
            ApplyError::NoRow { .. } => Self::NoRow,
            ApplyError::Execute(_) => Self::Fails,
            ApplyError::Damaged(_) => Self::Damaged,
        }
    }
}

/// A record: its bytes, the first of which names the format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record(Rc<[u8]>);

/// A transaction that was executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// The statements, those included that made tables which did not exist.
    pub statements: Vec<Statement>,
    /// The changes of rows.
    pub changes: Vec<Change>,
    /// What the last `SELECT` returned.
    pub answer: Option<Answer>,
    /// Its record; `None` if it has only read.
    pub record: Option<Record>,
}

/// Why a transaction is not executed. Nothing of it happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("statement {}: {error}", index + 1)]
pub struct TransactionError {
    /// The index of the statement that failed.
    pub index: usize,
    /// Why it failed.
    pub error: ExecuteError,
}

/// The transactions of a list of statements: what stands between `BEGIN` and `COMMIT` is one, and any other statement is one
/// of its own. What is rolled back is none.
///
/// # Errors
/// A transaction that does not end, or an end without a beginning; the index is that of the statement.
pub fn transactions(statements: &[Statement]) -> Result<Vec<Vec<Statement>>, TransactionError> {
    let all = with_rolled_back(statements)?.into_iter();
    Ok(all.filter(|(_, commits)| *commits).map(|(statements, _)| statements).collect())
}

/// The transactions of a list of statements, each with whether it commits.
///
/// # Errors
/// As of [`transactions`].
pub fn with_rolled_back(
    statements: &[Statement],
) -> Result<Vec<(Vec<Statement>, bool)>, TransactionError> {
    let mut transactions = Vec::new();
    let mut open: Option<(usize, Vec<Statement>)> = None;
    for (index, statement) in statements.iter().enumerate() {
        let misplaced =
            |word| Err(TransactionError { index, error: ExecuteError::Misplaced(word) });
        match (statement, &mut open) {
            (Statement::Begin, None) => open = Some((index, Vec::new())),
            (Statement::Begin, Some(_)) => return misplaced("BEGIN"),
            (Statement::Commit | Statement::Rollback, Some(_)) => {
                let commits = *statement == Statement::Commit;
                transactions.extend(open.take().map(|(_, statements)| (statements, commits)));
            }
            (Statement::Commit, None) => return misplaced("COMMIT"),
            (Statement::Rollback, None) => return misplaced("ROLLBACK"),
            (_, Some((_, statements))) => statements.push(statement.clone()),
            (_, None) => transactions.push((Vec::from([statement.clone()]), true)),
        }
    }
    match open {
        None => Ok(transactions),
        Some((index, _)) => Err(TransactionError { index, error: ExecuteError::NoCommit }),
    }
}

/// Executes the statements of a transaction on a leader, and makes the record of it. A table that does not exist is made from
/// the first statement that names its columns.
///
/// # Errors
/// A statement fails. Nothing of the transaction happens.
pub fn execute(
    database: &mut Database,
    statements: &[Statement],
    local: Local,
    logging: Logging,
) -> Result<Executed, TransactionError> {
    execute_numbered(database, statements.to_vec(), local, logging, &[])
}

/// Executes as [`execute`], where open transactions have taken keys: each table, with the next key that is free.
///
/// # Errors
/// A statement fails. Nothing of the transaction happens.
pub fn execute_numbered(
    database: &mut Database,
    statements: Vec<Statement>,
    local: Local,
    logging: Logging,
    taken: &[(Name, i64)],
) -> Result<Executed, TransactionError> {
    let before = database.clone();
    if logging.format == Format::Wal {
        database.note_writes();
    }
    let apart = reserve(database, taken);
    let (draws, reads) = (local.draws(), local.apart().draws());
    let steps = Vec::with_capacity(statements.len());
    let mut run = Run { database, draws, reads, logging, steps, answer: None };
    let last = statements.len().saturating_sub(1);
    for (index, statement) in statements.into_iter().enumerate() {
        if let Err(error) = run.step(statement) {
            *run.database = before;
            return Err(TransactionError { index, error });
        }
    }
    let Run { steps, answer, .. } = run;
    finish(database, steps, (local, logging), apart)
        .map(|executed| Executed { answer, ..executed })
        .map_err(|error| {
            *database = before;
            TransactionError { index: last, error }
        })
}

/// Counts the keys of tables on, past those that are taken; returns whether any key is.
fn reserve(database: &mut Database, taken: &[(Name, i64)]) -> bool {
    let mut any = false;
    for &(table, next) in taken {
        if let Ok(file) = database.file(table)
            && database.table(file).next() < next
        {
            database.counts(file, next);
            any = true;
        }
    }
    any
}

/// Makes the record of what was executed. `apart` if a follower would not count up the same keys.
fn finish(
    database: &mut Database,
    steps: Vec<Step>,
    (local, logging): (Local, Logging),
    apart: bool,
) -> Result<Executed, ExecuteError> {
    if logging.format == Format::Trigger {
        change::capture(database, &steps)?;
    }
    let written = database.take_written();
    let record = steps.iter().any(|step| step.statement.writes()).then(|| {
        let writer = Writer::default();
        Record::from(match logging.format {
            Format::Statement if turns_to_rows(database, &steps, logging) => {
                row::write(writer, &steps)
            }
            Format::Statement => statement::write(writer, &steps, logging, local, apart),
            Format::Wal => wal::write(writer, database.version(), &written),
            Format::Row => row::write(writer, &steps),
            Format::Trigger => change::write(writer, database, &steps),
        })
    });
    let (mut statements, mut changes) = (Vec::with_capacity(steps.len()), Vec::new());
    for step in steps {
        statements.push(step.statement);
        changes.extend(step.changes);
    }
    Ok(Executed { statements, changes, answer: None, record })
}

/// Whether mixed logging writes rows for this transaction.
fn turns_to_rows(database: &Database, steps: &[Step], logging: Logging) -> bool {
    let is_unsafe = |step: &Step| unsafe_in(database, &step.statement).is_some();
    logging.functions == Functions::Mixed && steps.iter().any(is_unsafe)
}

/// A statement of a transaction, and the changes that it made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Step {
    statement: Statement,
    changes: Vec<Change>,
}

struct Run<'a> {
    database: &'a mut Database,
    draws: Draws,
    /// The draws of statements that only read. They do not travel, so they must not draw what follows them.
    reads: Draws,
    logging: Logging,
    steps: Vec<Step>,
    answer: Option<Answer>,
}

impl Run<'_> {
    fn step(&mut self, statement: Statement) -> Result<(), ExecuteError> {
        if let Some(table) = self.database.declares(&statement) {
            self.carry_out(table)?;
        }
        let freezes =
            self.logging.format == Format::Statement && self.logging.functions == Functions::Values;
        let statement = if freezes { frozen(&statement, &mut self.draws) } else { statement };
        self.carry_out(statement)
    }

    fn carry_out(&mut self, statement: Statement) -> Result<(), ExecuteError> {
        let draws = if statement.writes() { &mut self.draws } else { &mut self.reads };
        let done = self.database.execute(&statement, draws)?;
        self.answer = done.answer.or(self.answer.take());
        self.steps.push(Step { statement, changes: done.changes });
        Ok(())
    }
}

impl From<Writer> for Record {
    fn from(writer: Writer) -> Self {
        Self(writer.0.into())
    }
}

impl Record {
    /// A record as it was received. Whether it is one is found out when it is applied.
    #[must_use]
    pub fn received(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its format; `None` if it is damaged.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        match *self.0.first()? {
            statement::TAG => Some(Format::Statement),
            wal::TAG => Some(Format::Wal),
            row::TAG => Some(Format::Row),
            change::TAG => Some(Format::Trigger),
            _ => None,
        }
    }

    /// Whether it has rows, which a reader outside of the database understands.
    #[must_use]
    pub fn has_rows(&self) -> bool {
        matches!(self.format(), Some(Format::Row | Format::Trigger))
    }

    /// Every field of it, with its place.
    ///
    /// # Errors
    /// It is damaged.
    pub fn fields(&self) -> Result<Vec<Field>, ApplyError> {
        let mut reader = Reader::recording(&self.0);
        match self.format() {
            Some(Format::Statement) => _ = statement::read(&mut reader)?,
            Some(Format::Wal) => _ = wal::read(&mut reader)?,
            Some(Format::Row) => _ = row::read(&mut reader)?,
            Some(Format::Trigger) => _ = change::read(&mut reader)?,
            None => return Err(ApplyError::Damaged(0)),
        }
        Ok(reader.fields.unwrap_or_default())
    }

    /// What it says, line by line.
    ///
    /// # Errors
    /// It is damaged.
    pub fn lines(&self) -> Result<Vec<Line>, ApplyError> {
        let mut reader = Reader::new(&self.0);
        match self.format() {
            Some(Format::Statement) => statement::read(&mut reader).map(|it| it.lines()),
            Some(Format::Wal) => wal::read(&mut reader).map(|it| it.lines()),
            Some(Format::Row) => row::read(&mut reader).map(|it| row::lines(&it)),
            Some(Format::Trigger) => change::read(&mut reader).map(|it| change::lines(&it)),
            None => Err(ApplyError::Damaged(0)),
        }
    }

    /// Applies it to a follower's database; returns the changes of rows. If `fires`, the follower's own triggers run after each
    /// change that comes as a row, although those of the leader have run.
    ///
    /// # Errors
    /// It cannot be applied, and nothing of it happens.
    pub fn apply(
        &self,
        database: &mut Database,
        local: Local,
        fires: bool,
    ) -> Result<Vec<Change>, ApplyError> {
        let before = database.clone();
        let mut reader = Reader::new(&self.0);
        let mut draws = fires.then(|| local.draws());
        let applied = match self.format() {
            Some(Format::Statement) => {
                statement::read(&mut reader).and_then(|it| it.apply(database, local))
            }
            Some(Format::Wal) => wal::read(&mut reader).and_then(|it| it.apply(database)),
            Some(Format::Row) => {
                row::read(&mut reader).and_then(|it| row::apply(&it, database, &mut draws))
            }
            Some(Format::Trigger) => {
                change::read(&mut reader).and_then(|it| change::apply(&it, database, &mut draws))
            }
            None => Err(ApplyError::Damaged(0)),
        };
        applied.inspect_err(|_| *database = before)
    }
}

/// Adds a change that was applied, and those of the follower's triggers if they run: if there are draws for them.
fn applied(
    changes: &mut Vec<Change>,
    change: Change,
    database: &mut Database,
    draws: &mut Option<Draws>,
) -> Result<(), ApplyError> {
    if let Some(draws) = draws {
        let mut done = Done::default();
        database.fire(&change, draws, &mut done)?;
        changes.push(change);
        changes.extend(done.changes);
    } else {
        changes.push(change);
    }
    Ok(())
}

/// The version that a number in a record stands for.
const fn version(number: u8) -> Option<Version> {
    match number {
        1 => Some(Version::One),
        2 => Some(Version::Two),
        _ => None,
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
