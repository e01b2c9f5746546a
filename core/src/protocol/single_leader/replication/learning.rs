//! A replica that has lost its disk: it is a new member under an old name, and does not count until it has been taught.
//!
//! What it acknowledged is lost, and so are its term and its vote. Until its leader admits it, its acknowledgements do not
//! count, and it neither votes nor stands for election. Where a majority decides, the leader admits it once a majority of
//! the replicas *without it* has an entry that was appended after it came back, as if its removal and its return had been
//! committed. A candidate of a newer term that had its old vote then cannot win any more: one of that majority would have to
//! vote for it, and the candidate lacks the entry.

use super::{
    super::{
        Entry, Message, Node, Note,
        config::{Failover, Replication, Stage},
        member::State,
    },
    Leading,
};
use crate::{
    id::{NodeId, Term},
    replica::Context,
};

impl Leading {
    /// A replica that has lost its disk reports how far it has got: admits it if that is far enough.
    pub(super) fn teach(&mut self, state: &mut State, cx: &mut Context<'_, Node>, from: NodeId) {
        let known = self.learners.get(&from).copied();
        let position = known.unwrap_or_else(|| {
            let position = match decides_by_majority(cx) {
                true => state.append(cx, Entry::marker(state.term)),
                false => state.journal.end(),
            };
            self.learners.insert(from, position);
            position
        });
        let Some(reached) = self.peers.get(&from).map(|peer| peer.reached) else { return };
        if reached.stored >= position && self.has_majority(state, cx, position) {
            let (term, incarnation) = (state.term, reached.incarnation);
            cx.out.note(Note::Admits { peer: from });
            cx.out.send(from, Message::Admit { term, incarnation });
        }
    }

    /// Whether a majority of the replicas has a position, if a majority decides anything.
    fn has_majority(&self, state: &State, cx: &Context<'_, Node>, position: u64) -> bool {
        let peers = cx.config.peers(cx.env).map(|peer| self.reached(peer, Stage::Stored));
        let have = peers.chain([state.journal.flushed()]).filter(|&it| it >= position).count();
        !decides_by_majority(cx) || have as u32 >= cx.config.majority(cx.env)
    }
}

fn decides_by_majority(cx: &Context<'_, Node>) -> bool {
    let elects = cx.config.failover == Failover::Election;
    elects || cx.config.replication == Replication::Majority
}

impl State {
    /// The leader of this term counts this replica again.
    pub fn admitted(&mut self, cx: &mut Context<'_, Node>, by: NodeId, incarnation: u16) {
        if self.learns && incarnation == self.incarnation {
            // It may have voted in this term, and no longer knows for whom.
            (self.learns, self.voted) = (false, Some(by));
            cx.out.note(Note::CountsAgain);
            self.acknowledge(cx);
        }
    }

    /// The term of this number that it owns: a replica that has lost its disk does not own the terms of its earlier name.
    pub const fn own_term(&self, id: NodeId, term: Term) -> Term {
        term.given_to(id.reborn(self.incarnation))
    }
}
