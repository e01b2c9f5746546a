//! Election by a majority of the replicas.

use super::super::{Duty, Member, Message, Node, Note, Timer, config::Failover, stand_again};
use crate::{
    id::{NodeId, NodeSet, Term},
    replica::Context,
};

/// So many looks in vain, and the leader is suspected. The timer looks that often in the time that the
/// setting gives, so that an entry costs no timer of its own.
pub const LOOKS: u8 = 2;

impl Member {
    /// Looks whether the leader has said anything since the last look.
    pub fn watch(&mut self, cx: &mut Context<'_, Node>) {
        if cx.config.failover != Failover::Election || matches!(self.duty, Duty::Leader(_)) {
            return;
        }
        self.silent = if self.heard { 0 } else { self.silent.saturating_add(1) };
        self.heard = false;
        if self.silent == LOOKS {
            if let Some(node) = self.leader {
                cx.out.note(Note::Suspects { node });
            }
            // Not everybody at once: the first one to stand is mostly elected.
            Timer::Campaign.set(cx);
        }
        Timer::Watch.set(cx);
    }

    /// Has waited long enough, and stands for election if it still finds the leader down.
    pub fn campaign(&mut self, cx: &mut Context<'_, Node>) {
        if cx.config.failover != Failover::Election
            || matches!(self.duty, Duty::Leader(_))
            || self.silent < LOOKS
        {
            return;
        }
        self.stand(cx);
    }

    /// Stands for election in a new term.
    pub fn stand(&mut self, cx: &mut Context<'_, Node>) {
        if matches!(self.duty, Duty::Leader(_)) {
            return;
        }
        self.term = self.term.next();
        self.voted = Some(cx.env.id);
        let own: NodeSet = core::iter::once(cx.env.id).collect();
        self.duty = Duty::Candidate(own);
        cx.out.note(Note::Stands { term: self.term });
        let (last, position) = (self.journal.last_term(), self.journal.end());
        for peer in cx.config.peers(cx.env) {
            cx.out.send(peer, Message::AskVote { term: self.term, last, position });
        }
        stand_again(cx);
        self.count(cx);
    }

    /// A candidate asks for this replica's vote.
    pub fn asked_for_vote(
        &mut self,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        term: Term,
        log: (Term, u64),
    ) {
        self.is_newer(cx, term);
        let free = self.voted.is_none_or(|voted| voted == from);
        // Without fencing an old leader does not hear of newer terms.
        let current = term == self.term && !matches!(self.duty, Duty::Leader(_));
        let up_to_date = log >= (self.journal.last_term(), self.journal.end());
        let granted = current && free && up_to_date;
        if granted {
            self.voted = Some(from);
            (self.heard, self.silent) = (true, 0);
            cx.out.cancel(Timer::Campaign);
        }
        cx.out.note(Note::Voted { candidate: from, term, granted });
        cx.out.send(from, Message::Vote { term: self.term.max(term), granted });
    }

    /// A vote arrives.
    pub fn vote(&mut self, cx: &mut Context<'_, Node>, from: NodeId, term: Term, granted: bool) {
        if self.is_newer(cx, term) || term < self.term || !granted {
            return;
        }
        if let Duty::Candidate(votes) = &mut self.duty {
            votes.insert(from);
            self.count(cx);
        }
    }

    fn count(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Candidate(votes) = self.duty else { return };
        let needed = cx.config.majority(cx.env);
        cx.out.note(Note::Votes { votes: votes.len(), needed });
        if votes.len() >= needed {
            self.lead(cx);
        }
    }
}
