//! Sentinels: several monitors must find a leader down, and elect the one among them that replaces it.

use super::{
    super::{Message, Node, Note, Timer, stand_again},
    Monitor,
};
use crate::{
    id::{NodeId, NodeSet, Term},
    replica::Context,
};

impl Monitor {
    /// Asks the other sentinels whether they find the leader down too.
    pub(super) fn ask_down(&mut self, cx: &mut Context<'_, Node>) {
        self.agree.insert(cx.env.id);
        let leader = self.leader.0;
        for other in cx.config.monitors.iter().filter(|&other| other != cx.env.id) {
            cx.out.send(other, Message::AskDown { leader });
        }
        self.agrees(cx, cx.env.id);
    }

    /// A sentinel finds the leader down.
    pub(super) fn agrees(&mut self, cx: &mut Context<'_, Node>, from: NodeId) {
        let quorum = cx.config.sentinel_quorum;
        let before = self.agree.len();
        self.agree.insert(from);
        let own_word = before == 1 && quorum == 1;
        let reached = before < quorum && self.agree.len() >= quorum;
        if self.suspects() && (reached || own_word) {
            cx.out.note(Note::AgreedDown { node: self.leader.0, sentinels: self.agree.len() });
            // Not everybody at once: the first one to stand is mostly elected.
            Timer::Campaign.set(cx);
        }
    }

    /// Stands for leading the failover.
    pub(super) fn campaign(&mut self, cx: &mut Context<'_, Node>) {
        if !self.suspects() || self.agree.len() < cx.config.sentinel_quorum {
            return;
        }
        stand_again(cx);
        if self.chosen.is_some() {
            // It was told to lead and does not: another one next time.
            self.chosen = None;
            return;
        }
        self.term = self.term.next();
        self.voted = Some(cx.env.id);
        self.votes = core::iter::once(cx.env.id).collect();
        cx.out.note(Note::Stands { term: self.term });
        for other in cx.config.monitors.iter().filter(|&other| other != cx.env.id) {
            cx.out.send(
                other,
                Message::AskVote { term: self.term, last: Term::default(), position: 0 },
            );
        }
        self.count(cx);
    }

    /// Another sentinel wants to lead the failover. Each has one vote in a term.
    pub(super) fn asked_for_vote(&mut self, cx: &mut Context<'_, Node>, from: NodeId, term: Term) {
        if term > self.term {
            (self.term, self.voted, self.votes) = (term, None, NodeSet::default());
        }
        let granted = term == self.term && self.voted.is_none_or(|voted| voted == from);
        if granted {
            self.voted = Some(from);
            if self.suspects() {
                Timer::Campaign.set(cx);
            }
        }
        cx.out.note(Note::Voted { candidate: from, term, granted });
        cx.out.send(from, Message::Vote { term: self.term, granted });
    }

    /// With the votes of a majority of the sentinels, and of no fewer than the quorum, it acts.
    pub(super) fn count(&mut self, cx: &mut Context<'_, Node>) {
        let needed = cx.config.sentinels_needed();
        let votes = self.votes.len();
        cx.out.note(Note::Votes { votes, needed });
        if votes >= needed && self.chosen.is_none() && self.suspects() {
            let term = self.term;
            self.fail_over(cx, term);
            if let Some(chosen) = self.chosen {
                // To hear soon that it leads. It has some time for that, and then another one is chosen.
                cx.out.send(chosen, Message::Ping);
                cx.out.timer(Timer::Campaign, cx.config.suspect());
            }
        }
    }
}
