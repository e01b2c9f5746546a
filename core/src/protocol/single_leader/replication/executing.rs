//! Statements: a leader executes them at the end of its log, and every replica answers those that only read.

use super::{
    super::{Entry, Node, config::Triggers, member::State},
    text,
    transacting::OpenTransactions,
};
use crate::{
    id::ClientId,
    kv::{CannotExecute, ExecuteError, Refused, Reply, Value},
    random::{Dice, Stream},
    replica::{Context, Env},
    store::{
        record::{Local, Record, Transaction, TransactionError, execute_numbered, transactions},
        table::{Answer, Change, Database, Statement, parse},
    },
};
use alloc::{format, rc::Rc, string::String, vec::Vec};

/// A transaction that a leader has executed but not appended.
pub struct Executed {
    /// The tables after it.
    pub database: Database,
    /// The rows that it changed.
    pub changes: Vec<Change>,
    /// Its record.
    pub record: Record,
    /// What the leader had of its own.
    pub local: Local,
    /// The transaction, if it took several requests.
    pub transaction: Option<Rc<Transaction>>,
}

/// A node that executes statements and applies records.
#[derive(Clone, Copy)]
pub struct Executor {
    /// What it knows without a message.
    pub env: Env,
    /// Whether its triggers run after changes that come as rows.
    pub fires: bool,
}

impl Executor {
    /// The node that handles an input.
    pub fn of(cx: &Context<'_, Node>) -> Self {
        Self { env: cx.env, fires: cx.config.replica_triggers == Triggers::Run }
    }

    /// What it has of its own at a position: its clock, and random numbers.
    pub fn local(self, position: u64) -> Local {
        let Env { id, clock, seed, .. } = self.env;
        let mut dice = Dice::new(seed, Stream::Transaction(id), position);
        let mut seed = || u64::from(dice.bits()) << 32 | u64::from(dice.bits());
        Local { clock: clock.0 / 1_000, seed: seed(), uuid: seed() }
    }
}

/// The statements of a text as one transaction, as PostgreSQL executes several statements in one message (manual, 55.2.2.1).
fn one_transaction(statements: Value) -> Result<Vec<Statement>, CannotExecute> {
    let statements = parsed(statements)?;
    if !statements.iter().any(Statement::bounds_a_transaction) {
        return Ok(statements);
    }
    let transactions = transactions(&statements)
        .map_err(|TransactionError { index, error }| refused(index, statements.len(), error))?;
    Ok(transactions.into_iter().flatten().collect())
}

/// The statements of a text.
pub fn parsed(statements: Value) -> Result<Vec<Statement>, CannotExecute> {
    parse(statements.as_str()).map_err(|error| {
        let error = ExecuteError::Unreadable { at: error.at as u32 };
        CannotExecute { number: None, error }
    })
}

/// The statement that cannot be executed is named if there are several.
pub fn refused(index: usize, of: usize, error: ExecuteError) -> CannotExecute {
    let number = (of > 1).then(|| u16::try_from(index + 1).unwrap_or(u16::MAX));
    CannotExecute { number, error }
}

impl State {
    /// Executes statements after everything that is in the log, beside the transactions that are open.
    pub fn execute(
        &mut self,
        cx: &Context<'_, Node>,
        statements: Value,
        open: &OpenTransactions,
        client: ClientId,
    ) -> Result<Executed, CannotExecute> {
        let statements = one_transaction(statements)?;
        let executor = Executor::of(cx);
        self.journal.catch_up(executor);
        let mut database = self.journal.executed();
        let logging = cx.config.logging();
        let local = executor.local(self.journal.end() + 1);
        let of = statements.len();
        let executed = execute_numbered(&mut database, statements, local, logging, &open.taken())
            .map_err(|it| refused(it.index, of, it.error))?;
        let may = executed.changes.iter().try_for_each(|change| open.may(client, change));
        may.and_then(|()| executed.statements.iter().try_for_each(|it| open.may_define(it)))
            .map_err(|error| CannotExecute { number: None, error })?;
        let Some(record) = executed.record else {
            let error = ExecuteError::ChangesNothing;
            return Err(CannotExecute { number: None, error });
        };
        let changes = executed.changes;
        Ok(Executed { database, changes, record, local, transaction: None })
    }

    /// Appends the entry of a transaction that was executed; returns its position.
    pub fn append_executed(
        &mut self,
        cx: &mut Context<'_, Node>,
        entry: Entry,
        executed: Executed,
    ) -> u64 {
        let position = self.journal.push_executed(entry, executed);
        self.write_down(cx, position - 1);
        position
    }

    /// Applies entries of a leader, which knows what they do.
    pub fn apply_quietly(&mut self, cx: &Context<'_, Node>, limit: u64) {
        self.journal.apply_up_to(limit, Executor::of(cx)).for_each(drop);
    }

    /// The answer to statements that only read.
    pub fn query(&self, cx: &Context<'_, Node>, statements: Value) -> Reply {
        let local = Executor::of(cx).local(self.journal.end());
        query(self.journal.database(), local, statements)
    }
}

/// The answer of a database to statements that only read.
pub fn query(mut database: Database, local: Local, statements: Value) -> Reply {
    let answer = one_transaction(statements).and_then(|statements| {
        let mut draws = local.draws();
        let mut answer = None;
        for (index, statement) in statements.iter().enumerate() {
            let done = database.execute(statement, &mut draws);
            answer = done.map_err(|why| refused(index, statements.len(), why))?.answer;
        }
        Ok(answer)
    });
    match answer {
        Ok(answer) => Reply::Answered(answer.as_ref().and_then(rows)),
        Err(why) => Reply::Refused(Refused::Statement(why)),
    }
}

/// The rows of an answer as a text; `None` if there is none.
pub fn rows(answer: &Answer) -> Option<Value> {
    let row = |row: &Vec<_>| {
        let values: Vec<String> = row.iter().map(|value| format!("{value}")).collect();
        values.join(" ")
    };
    let rows: Vec<String> = answer.rows.iter().map(row).collect();
    (!rows.is_empty()).then(|| text(&rows.join("; ")))
}
