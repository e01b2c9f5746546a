//! The coordinator's part: ask all n, answer at w or r, give up in the end.

use super::{
    Config, Env, Message, Node, Note, OperationId, Out, Patience, Reply, Request, Stamp, Stored,
    found, preference_list,
};
use crate::{time::Duration, view::Waiting};

/// An operation that waits for answers. Volatile: a coordinator that crashes forgets it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pending {
    request: Request,
    answers: u16,
    needed: u16,
    /// For a read, the newest answer so far.
    newest: Option<Stored>,
}

impl Pending {
    /// What a reader may see.
    pub const fn describe(&self, operation: OperationId) -> Waiting {
        let Self { request, answers, needed, .. } = *self;
        Waiting { operation, request, answers, needed }
    }
}

impl Node {
    /// Asks every replica of the key; the coordinator's own answer, if it is one, comes at once.
    pub(super) fn coordinate(
        &mut self,
        config: &Config,
        env: Env<'_>,
        operation: OperationId,
        request: Request,
        out: &mut Out<'_, Self>,
    ) {
        let needed = if request.is_write() { config.quorum.w } else { config.quorum.r };
        self.pending.insert(operation, Pending { request, answers: 0, needed, newest: None });
        out.timer(Patience(operation), Duration::millis(config.patience.into()));
        let key = request.key();
        let message = match request {
            Request::Write(_, value) => {
                let stamp = Stamp { time: env.clock, node: env.id };
                Message::Store { operation, key, new: Stored { value, write: operation, stamp } }
            }
            Request::Read(_) => Message::Fetch { operation, key },
        };
        let mut own = false;
        for replica in preference_list(key, env.members, config.quorum.n) {
            if replica == env.id {
                own = true;
            } else {
                out.send(replica, message.clone());
            }
        }
        if own {
            if let Message::Store { new, .. } = message {
                self.store(key, new, out);
            }
            let held = self.rows.get(&key).copied();
            self.answer(operation, held, out);
        }
    }

    /// One more replica has answered.
    pub(super) fn answer(
        &mut self,
        operation: OperationId,
        held: Option<Stored>,
        out: &mut Out<'_, Self>,
    ) {
        // An answer that comes after the quorum was met, or after a crash, is of no use any more.
        let Some(pending) = self.pending.get_mut(&operation) else { return };
        pending.answers += 1;
        if held.is_some_and(|new| pending.newest.is_none_or(|newest| new.wins_over(&newest))) {
            pending.newest = held;
        }
        let Pending { request, answers, needed, newest } = *pending;
        if answers < needed {
            out.note(Note::Answer { operation, answers, needed });
            return;
        }
        self.pending.remove(&operation);
        out.cancel(Patience(operation));
        out.note(Note::Enough { operation, answers });
        out.reply(operation, if request.is_write() { Reply::Written } else { found(newest) });
    }

    /// Patience ran out.
    pub(super) fn give_up(&mut self, operation: OperationId, out: &mut Out<'_, Self>) {
        let Some(Pending { answers, needed, .. }) = self.pending.remove(&operation) else { return };
        out.note(Note::TooFew { operation, answers, needed });
        out.reply(operation, Reply::TooFew { answers, needed });
    }
}
