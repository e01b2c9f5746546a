//! Transactions over several requests: a leader keeps them open in memory until their clients end them.
//!
//! # Story
//! A client begins a transaction, and its statements are executed one by one on what is committed and on what the transaction
//! has done before. Nobody else sees that. The commit appends all of it to the log as one entry.
//!
//! # Source
//! [`Transaction`](crate::store::record::Transaction) names the level of isolation. Keys that are counted up: MySQL 8.4 manual,
//! "AUTO_INCREMENT Handling in InnoDB": a statement takes its keys when it is executed, and the keys of a transaction that is
//! rolled back are lost; before MySQL 8.0 the counter is in memory only. The order of the log is that of the commits: "The
//! Binary Log". DDIA, ch. 5, "Statement-based replication": with auto-incremented columns, statements must be executed in
//! exactly the same order on each replica, which is limiting with several transactions at a time.
//!
//! A row that an open transaction has changed is locked. Another client is refused at once, as by `NOWAIT`; its statement is
//! undone and its own transaction stays open, as after a lock wait timeout ("InnoDB Error Handling"). A transaction whose
//! connection is lost is rolled back (C API guide, "Automatic Reconnection Control"): the leader learns of it when the client
//! comes with something else. A client whose leader has lost its memory, and one that got no answer to a statement, is told
//! at its next statement that the transaction is gone.
//!
//! # Not modelled
//! Waiting for a lock, and so deadlocks. InnoDB waits for the time `innodb_lock_wait_timeout`, 50 s at first, before the statement
//! fails with error 1205, and finds a circle of waiting at once: error 1213 rolls back one of its transactions as a whole
//! ("InnoDB Error Handling", "Deadlock Detection"). Also: gap locks; savepoints; tables and triggers that are made within a transaction, which
//! MySQL commits before; the time after which a server closes an idle connection. The counter of keys is in memory: after a
//! restart, or on another leader, it follows the greatest key.

use super::{
    super::{Entry, Node, Note, entry::Change, member::State, partition::Knows},
    executing::{Executed, Executor, parsed, refused, rows},
    leading::Leading,
    pending::Pending,
    reading::knows,
    tables::text,
};
use crate::{
    id::{ClientId, OperationId},
    kv::{CannotExecute, ExecuteError, Key, Refused, Reply, Request, Turn, Value, Word},
    replica::Context,
    store::{
        CausalContext,
        record::{Local, Transaction, TransactionError},
        table::{self, Datum, Statement},
    },
};
use alloc::{format, rc::Rc, string::String, vec::Vec};
use litemap::LiteMap;

/// A transaction that its client has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Open {
    /// The operation that began it.
    pub begun: OperationId,
    /// The table of its first statement.
    key: Option<Key>,
    transaction: Transaction,
}

/// A row that a transaction has changed: its table and its key; without a key, all rows of the table.
type Locked = (Word, Option<i64>);

fn locked(change: &table::Change) -> impl Iterator<Item = Locked> {
    let table::Change { table, before, after, .. } = change;
    let key = |row: &Vec<Datum>| match row.first() {
        Some(Datum::Int(key)) if table.keyed => Some(*key),
        Some(_) | None => None,
    };
    [before, after].into_iter().flatten().map(move |row| (table.table, key(row)))
}

impl Open {
    /// The rows that it has changed.
    pub fn locked(&self) -> impl Iterator<Item = Locked> {
        self.transaction.changes().flat_map(locked)
    }
}

/// The transactions that are open, and the keys that they have taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OpenTransactions {
    open: Vec<Open>,
    /// The next key of each table that a transaction has inserted into.
    next: LiteMap<Word, i64>,
}

impl OpenTransactions {
    /// The tables whose keys are taken, with the next key that is free.
    pub fn taken(&self) -> Vec<(Word, i64)> {
        self.next.iter().map(|(&table, &next)| (table, next)).collect()
    }

    /// Whether a client may make a change: no row of it is locked by another one.
    pub fn may(&self, client: ClientId, change: &table::Change) -> Result<(), ExecuteError> {
        locked(change).try_for_each(|(table, key)| {
            let has = |open: &&Open| {
                open.begun.client != client && open.locked().any(|it| it == (table, key))
            };
            match self.open.iter().find(has) {
                Some(open) => Err(ExecuteError::Locked { table, key, by: open.begun.client }),
                None => Ok(()),
            }
        })
    }

    /// Whether a trigger may be made: no open transaction has changed its table.
    pub fn may_define(&self, statement: &Statement) -> Result<(), ExecuteError> {
        let Statement::CreateTrigger(trigger) = statement else { return Ok(()) };
        let mut locked = self.open.iter().flat_map(Open::locked);
        match locked.any(|(table, _)| table == trigger.table) {
            true => Err(ExecuteError::DefinesWithin),
            false => Ok(()),
        }
    }

    /// Takes the transaction of a client that this operation has begun.
    fn take(&mut self, client: ClientId, begun: u32) -> Option<Open> {
        let begun = OperationId { client, number: begun };
        let index = self.open.iter().position(|open| open.begun == begun)?;
        Some(self.open.remove(index))
    }

    /// Rolls back the transaction of a client that comes with something else: it has given the transaction up.
    pub fn give_up(&mut self, cx: &mut Context<'_, Node>, client: ClientId, request: Request) {
        let goes_on = match request {
            Request::Read(_) | Request::Write(..) | Request::Insert(_) | Request::Update(..) => {
                return;
            }
            Request::Execute(..)
            | Request::Query(..)
            | Request::Transaction(_, _, Turn::Begins) => 0,
            Request::Transaction(
                ..,
                Turn::Goes(begun) | Turn::Commits(begun) | Turn::RollsBack(begun),
            ) => begun,
        };
        let given_up = |open: &Open| open.begun.client == client && open.begun.number != goes_on;
        self.roll_back(cx, given_up);
    }

    /// Rolls back those that `which` says.
    pub fn roll_back(&mut self, cx: &mut Context<'_, Node>, which: impl Fn(&Open) -> bool) {
        for open in self.open.extract_if(.., |open| which(open)) {
            cx.out.note(Note::RollsBack { begun: open.begun });
        }
    }
}

/// What a node has of its own for a transaction: of no other transaction, and of no position of the log.
fn local(cx: &Context<'_, Node>, OperationId { client, number }: OperationId) -> Local {
    let name = 1 << 63 | u64::from(client.0) << 32 | u64::from(number);
    Executor::of(cx).local(name)
}

/// Why a transaction does not go on: none is open here, or the client has begun none.
fn gone(begun: u32, word: &'static str) -> CannotExecute {
    let error = match begun {
        0 => ExecuteError::Misplaced(word),
        _ => ExecuteError::NoTransaction,
    };
    CannotExecute { number: None, error }
}

impl Leading {
    /// Begins a transaction of a client, goes on with it, or ends it.
    pub(super) fn transact(
        &mut self,
        state: &mut State,
        cx: &mut Context<'_, Node>,
        operation: OperationId,
        (request, text, turn): (Request, Value, Turn),
        context: &CausalContext,
    ) {
        let client = operation.client;
        let done = match turn {
            Turn::Begins => {
                let transaction = Transaction::begin(local(cx, operation));
                self.open.open.push(Open { begun: operation, key: None, transaction });
                cx.out.note(Note::Begins { operation });
                Ok(Reply::Uncommitted)
            }
            Turn::Goes(begun) => self.go_on(state, cx, OperationId { client, number: begun }, text),
            Turn::RollsBack(begun) => match self.open.take(client, begun) {
                Some(open) => {
                    cx.out.note(Note::RollsBack { begun: open.begun });
                    Ok(Reply::Uncommitted)
                }
                None => Err(gone(begun, "ROLLBACK")),
            },
            Turn::Commits(begun) => match self.open.take(client, begun) {
                Some(open) => match state.commit(cx, open, operation, knows(cx, context)) {
                    Ok(Some(position)) => {
                        let (reply, tells) = (Reply::Written, context.is_some());
                        let pending = Pending { position, operation, request, reply, tells };
                        return self.appended(state, cx, pending);
                    }
                    Ok(None) => Ok(Reply::Written),
                    Err(error) => Err(CannotExecute { number: None, error }),
                },
                None => Err(gone(begun, "COMMIT")),
            },
        };
        let reply = match (done, turn) {
            (Ok(reply), Turn::Goes(begun)) => {
                let begun = OperationId { client, number: begun };
                cx.out.note(Note::Executes { operation, begun });
                reply
            }
            (Ok(reply), Turn::Begins | Turn::Commits(_) | Turn::RollsBack(_)) => reply,
            (Err(why), _) => {
                cx.out.note(Note::StatementFails { operation });
                Reply::Refused(Refused::Statement(why))
            }
        };
        cx.out.reply(operation, reply);
    }

    /// Executes statements of a transaction.
    fn go_on(
        &mut self,
        state: &mut State,
        cx: &Context<'_, Node>,
        begun: OperationId,
        text: Value,
    ) -> Result<Reply, CannotExecute> {
        let statements = parsed(text)?;
        let index = self.open.open.iter().position(|open| open.begun == begun);
        let mut open = index
            .map(|index| self.open.open[index].clone())
            .ok_or_else(|| gone(begun.number, ""))?;
        state.journal.catch_up(Executor::of(cx));
        let mut database = state.journal.executed();
        let taken = self.open.taken();
        let may = |change: &table::Change| self.open.may(begun.client, change);
        let answer = open
            .transaction
            .go_on(&mut database, &statements, cx.config.logging(), &taken, may)
            .map_err(|TransactionError { index, error }| refused(index, statements.len(), error))?;
        open.key = open.key.or_else(|| statements.iter().find_map(Statement::table).map(Key));
        for (table, _) in open.locked() {
            if let Ok(file) = database.file(table) {
                self.open.next.insert(table, database.table(file).next());
            }
        }
        if let Some(slot) = index.and_then(|index| self.open.open.get_mut(index)) {
            *slot = open;
        }
        Ok(answer.map_or(Reply::Uncommitted, |answer| Reply::Answered(rows(&answer))))
    }
}

impl State {
    /// Appends the entry of a transaction that commits; returns its position, or nothing if it has changed nothing.
    fn commit(
        &mut self,
        cx: &mut Context<'_, Node>,
        Open { key, transaction, .. }: Open,
        write: OperationId,
        knows: Knows,
    ) -> Result<Option<u64>, ExecuteError> {
        let statements: Vec<String> = transaction.statements().map(|it| format!("{it}")).collect();
        let value = text(&format!("BEGIN; {}; COMMIT", statements.join("; ")));
        let local = transaction.local();
        self.journal.catch_up(Executor::of(cx));
        let mut database = self.journal.executed();
        let executed = transaction.clone().commit(&mut database, cx.config.logging())?;
        let Some((record, key)) = executed.record.zip(key) else { return Ok(None) };
        let (changes, transaction) = (executed.changes, Some(Rc::new(transaction)));
        let executed = Executed { database, changes, record: record.clone(), local, transaction };
        let change = Change::Tables(record);
        let entry = Entry { key, value, write, term: self.term, change, knows };
        Ok(Some(self.append_executed(cx, entry, executed)))
    }
}
