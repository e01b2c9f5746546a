//! Sentinels: several monitors must find the leader down, and then elect the one that replaces it.

use super::{
    super::{Message, Node, Note, Timer, replication::LogEnd, stand_again},
    monitor::{Monitor, Replacing},
};
use crate::{
    id::{NodeId, NodeSet, Term},
    replica::Context,
};
use litemap::LiteMap;

/// The number of checks for which the answer of another sentinel is good. Each sentinel asks at every check; Redis asks
/// once a second and forgets an answer after five (`SENTINEL_ASK_PERIOD`).
const GOOD_FOR: u8 = 5;

impl Replacing {
    /// The sentinels that find the leader down.
    pub fn agreed(&self) -> NodeSet {
        self.agree.keys().copied().collect()
    }

    /// One more check has passed: old answers are no longer good.
    pub fn age(&mut self) {
        self.agree.iter_mut().for_each(|(_, checks)| *checks -= 1);
        self.agree.retain(|_, checks| *checks > 0);
    }

    /// The leader was heard: it is not down, and nobody replaces it.
    pub fn withdraw(&mut self) {
        (self.agree, self.votes) = (LiteMap::new(), NodeSet::default());
    }
}

impl Monitor {
    /// Asks the other sentinels whether they find the leader down as well.
    pub(super) fn ask_down(&mut self, cx: &mut Context<'_, Node>) {
        let leader = self.leader.node;
        for other in cx.env.peers().filter(|&other| cx.config.monitors.contains(other)) {
            cx.out.send(other, Message::AskDown { leader });
        }
        self.agrees(cx, cx.env.id);
    }

    /// Another sentinel says whether it finds the leader down. This one only counts such answers while it finds the
    /// leader down itself.
    pub(super) fn told_down(&mut self, cx: &mut Context<'_, Node>, from: NodeId, down: bool) {
        if !down {
            self.replacing.agree.remove(&from);
        } else if self.detector.suspects() {
            self.agrees(cx, from);
        }
    }

    /// A sentinel finds the leader down.
    fn agrees(&mut self, cx: &mut Context<'_, Node>, from: NodeId) {
        let (quorum, agree) = (cx.config.sentinel_quorum, &mut self.replacing.agree);
        let before = agree.len() as u32;
        agree.insert(from, GOOD_FOR);
        let sentinels = agree.len() as u32;
        if before < quorum && sentinels >= quorum {
            cx.out.note(Note::AgreedDown { node: self.leader.node, sentinels });
            // A random delay: mostly one sentinel stands and is elected before the others stand.
            Timer::Campaign.set(cx);
        }
    }

    /// Stands for election as the sentinel that leads the failover.
    pub(super) fn campaign(&mut self, cx: &mut Context<'_, Node>) {
        let agreed = self.replacing.agree.len() as u32 >= cx.config.sentinel_quorum;
        if !self.detector.suspects() || !agreed {
            return;
        }
        stand_again(cx);
        if self.replacing.chosen.take().is_some() {
            // The chosen replica does not lead. Another one is chosen next time.
            return;
        }
        let term = self.term.next();
        (self.term, self.voted) = (term, Some(cx.env.id));
        self.replacing.votes = core::iter::once(cx.env.id).collect();
        cx.out.note(Note::Stands { term });
        for other in cx.env.peers().filter(|&other| cx.config.monitors.contains(other)) {
            cx.out.send(other, Message::AskVote { term, end: LogEnd::default() });
        }
        self.count(cx);
    }

    /// Another sentinel stands for election. Each sentinel has one vote in a term.
    pub(super) fn asked_for_vote(&mut self, cx: &mut Context<'_, Node>, from: NodeId, term: Term) {
        if term > self.term {
            (self.term, self.voted, self.replacing.votes) = (term, None, NodeSet::default());
        }
        let granted = term == self.term && self.voted.is_none_or(|voted| voted == from);
        if granted {
            self.voted = Some(from);
            if self.detector.suspects() {
                Timer::Campaign.set(cx);
            }
        }
        cx.out.note(Note::Voted { candidate: from, term, granted });
        cx.out.send(from, Message::Vote { term: self.term, granted });
    }

    /// Leads the failover once a majority of the sentinels, and at least the quorum, has voted for this one.
    pub(super) fn count(&mut self, cx: &mut Context<'_, Node>) {
        let (votes, needed) = (self.replacing.votes.len(), cx.config.sentinels_needed());
        cx.out.note(Note::Votes { votes, needed });
        if votes >= needed && self.replacing.chosen.is_none() && self.detector.suspects() {
            self.fail_over(cx, self.term);
            if let Some(chosen) = self.replacing.chosen {
                // The answer shows whether it leads. If it does not in time, another one is chosen.
                cx.out.send(chosen, Message::Ping);
                cx.out.timer(Timer::Campaign, cx.config.suspect());
            }
        }
    }
}
