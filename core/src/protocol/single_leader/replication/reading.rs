//! Reads: what a replica answers from its own rows, and reads that wait until it has applied what their client knows.
//!
//! # Source
//! DDIA, ch. 5, "Reading Your Own Writes": the client can remember the timestamp of its most recent write, and the system can
//! ensure that the replica serving its reads reflects updates at least until then; if it is not up to date, the read is
//! handled by another replica, or waits. MongoDB, *Read Concern*, `afterClusterTime`; MySQL, `WAIT_FOR_EXECUTED_GTID_SET`.

use super::super::{
    Node, Note,
    config::Behind,
    member::{Consistency, State},
    partition::Knows,
};
use crate::{
    clock::VersionVector,
    id::OperationId,
    kv::{Found, Refused, Reply, Request},
    replica::Context,
    store::{CausalContext, Sight},
};
use alloc::{rc::Rc, vec::Vec};
use core::mem;

/// A read that waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Waiting {
    operation: OperationId,
    request: Request,
    /// The position that it waits for.
    position: u64,
}

/// The reads that wait; in memory only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reads(Vec<Waiting>);

impl Reads {
    /// The reads that wait, and the position that each waits for.
    pub fn waiting(&self) -> impl Iterator<Item = (OperationId, Request, u64)> {
        self.0.iter().map(|it| (it.operation, it.request, it.position))
    }
}

/// Answers an operation; tells a client that remembers positions one of the own log, and one of the log of each other
/// partition.
pub fn answer(
    cx: &mut Context<'_, Node>,
    operation: OperationId,
    reply: Reply,
    positions: Option<(u64, Knows)>,
) {
    let Some((position, others)) = positions else { return cx.out.reply(operation, reply) };
    let share = cx.config.share(cx.env.id);
    let own = [(cx.config.first(share), position)].into_iter();
    let context = own.chain(cx.config.other_logs(share).zip(others.positions()));
    let context = Rc::new(VersionVector::from_iter(context));
    cx.out.tell(operation, reply, Rc::new(Sight { values: Vec::new(), context }));
}

/// What a client has seen of the other partitions.
pub fn knows(cx: &Context<'_, Node>, context: &CausalContext) -> Knows {
    let Some(context) = context else { return Knows::default() };
    let logs = cx.config.other_logs(cx.config.share(cx.env.id));
    Knows::of(logs, |log| context.of(&log))
}

impl State {
    /// Answers a read from its rows, unless these are not consistent, or behind what the client knows.
    pub fn read(
        &mut self,
        cx: &mut Context<'_, Node>,
        operation: OperationId,
        request: Request,
        context: &CausalContext,
    ) {
        let log = cx.config.first(cx.config.share(cx.env.id));
        let position = context.as_ref().map_or(0, |context| context.of(&log));
        let applied = self.journal.applied();
        if self.consistency != Consistency::Reached {
            cx.out.note(Note::NotConsistent);
            cx.out.reply(operation, Reply::Refused(Refused::NotConsistent));
        } else if position <= applied {
            let (reply, knows) = self.found(cx, request);
            answer(cx, operation, reply, context.is_some().then_some((applied, knows)));
        } else if cx.config.behind == Behind::Refuses {
            cx.out.note(Note::ReadRefused { operation, position, applied });
            cx.out.reply(operation, Reply::Refused(Refused::Behind { applied }));
        } else {
            cx.out.note(Note::ReadWaits { operation, position, applied });
            self.reads.0.push(Waiting { operation, request, position });
        }
    }

    /// Answers the reads that need not wait any more.
    pub fn answer_waiting(&mut self, cx: &mut Context<'_, Node>) {
        let applied = self.journal.applied();
        if self.reads.0.iter().all(|read| read.position > applied) {
            return;
        }
        for read in mem::take(&mut self.reads.0) {
            if read.position > applied {
                self.reads.0.push(read);
            } else {
                let (reply, knows) = self.found(cx, read.request);
                answer(cx, read.operation, reply, Some((applied, knows)));
            }
        }
    }

    /// What its rows say, and what the writer of the row had seen of the other partitions.
    fn found(&self, cx: &Context<'_, Node>, request: Request) -> (Reply, Knows) {
        let key = request.key();
        let stored = self.journal.rows().get(&key);
        let knows = stored.map_or_else(Knows::default, |stored| stored.knows);
        if let Request::Query(_, statements) = request {
            return (self.query(cx, statements), knows);
        }
        // A statement writes several rows, none of which is a register of its own.
        let reply = if self.journal.is_of_table(key) {
            Reply::Answered(stored.map(|stored| stored.value))
        } else {
            let found = |stored: &super::Stored| Found { value: stored.value, write: stored.write };
            Reply::Found(stored.map(found))
        };
        (reply, knows)
    }
}
