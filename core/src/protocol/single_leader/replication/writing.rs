//! Writes of clients: what a leader appends of them.

use super::{
    super::{Entry, Node, Note, Timer, config::Replication, entry::Change, member::State},
    leading::Leading,
    pending::Pending,
    reading::knows,
};
use crate::{
    id::OperationId,
    kv::{Key, Refused, Reply, Request, Value},
    replica::Context,
    store::{CausalContext, LogNote},
};

impl Leading {
    /// Appends what a client asks for, ships it, and answers as soon as it may. `context` if the client remembers positions.
    pub fn write(
        &mut self,
        state: &mut State,
        cx: &mut Context<'_, Node>,
        operation: OperationId,
        request: Request,
        context: &CausalContext,
    ) {
        let (term, tells) = (state.term, context.is_some());
        let knows = knows(cx, context);
        let entry =
            |key, value, change| Entry { key, value, write: operation, term, change, knows };
        let (position, reply) = match request {
            Request::Read(_) | Request::Query(..) => return,
            Request::Transaction(_, text, turn) => {
                return self.transact(state, cx, operation, (request, text, turn), context);
            }
            Request::Update(..) => {
                return cx.out.reply(operation, Reply::Refused(Refused::NotServed));
            }
            Request::Write(key, value) => {
                (state.append(cx, entry(key, value, Change::Write)), Reply::Written)
            }
            Request::Insert(table) => {
                let number = state.next_number(table);
                let entry = entry(table, Value::of_number(number), Change::Write);
                (state.append(cx, entry), Reply::Inserted(number))
            }
            Request::Execute(key, statements) => {
                match state.execute(cx, statements, &self.open, operation.client) {
                    Ok(executed) => {
                        let entry = entry(key, statements, Change::Tables(executed.record.clone()));
                        (state.append_executed(cx, entry, executed), Reply::Written)
                    }
                    Err(why) => {
                        cx.out.note(Note::StatementFails { operation });
                        return cx.out.reply(operation, Reply::Refused(Refused::Statement(why)));
                    }
                }
            }
        };
        self.appended(state, cx, Pending { position, operation, request, reply, tells });
    }

    /// Ships what was appended last, and answers as soon as it may.
    pub(super) fn appended(
        &mut self,
        state: &mut State,
        cx: &mut Context<'_, Node>,
        pending: Pending,
    ) {
        let Pending { position, operation, .. } = pending;
        cx.out.note(LogNote::Appended { write: operation, position });
        self.waiting.push_back(pending);
        self.advance(state, cx);
        if self.waiting.len() == 1 && cx.config.replication != Replication::Majority {
            // Patience runs from the first write that has to wait.
            Timer::Patience.set(cx);
        }
        if state.journal.flushed() == state.journal.end() {
            self.ship_newest(state, cx);
        }
    }
}

impl State {
    /// The number after the last one in a table, counting entries that are not applied yet.
    fn next_number(&self, table: Key) -> u32 {
        let rows = self.journal.rows().get(&table).map(|stored| stored.value);
        let pending = self.journal.after(self.journal.applied());
        let last = pending.filter(|entry| entry.key == table).last().map(|entry| entry.value);
        let number = |value: Value| value.as_str().parse::<u32>().ok();
        last.or(rows).and_then(number).unwrap_or(0).saturating_add(1)
    }

    /// Appends an entry to the log; returns its position.
    pub fn append(&mut self, cx: &mut Context<'_, Node>, entry: Entry) -> u64 {
        let position = self.journal.push(entry);
        self.write_down(cx, position - 1);
        position
    }
}
