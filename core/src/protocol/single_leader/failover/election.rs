//! Election by a majority of the replicas.

use super::super::{
    Member, Message, Node, Note, Timer,
    config::Failover,
    member::{Consistency, Duty},
    replication::{Following, LogEnd},
    stand_again,
};
use crate::{
    id::{NodeId, NodeSet, Term},
    replica::Context,
};
use core::mem;

/// The state of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// The nodes that have voted for it in this term, itself included.
    pub votes: NodeSet,
    /// The state of the follower that it was, and becomes again if it loses.
    pub following: Following,
}

impl Member {
    /// Checks whether the leader was heard since the last check.
    pub fn watch(&mut self, cx: &mut Context<'_, Node>) {
        let elected = cx.config.failover == Failover::Election;
        let Some(following) = self.duty.following_mut().filter(|_| elected) else { return };
        if following.detector.check() {
            if let Some(node) = self.state.leader {
                cx.out.note(Note::Suspects { node });
            }
            // A random delay: mostly one follower stands and is elected before the others stand.
            Timer::Campaign.set(cx);
        }
        Timer::Watch.set(cx);
    }

    /// The election timer ran out: stands for election if the leader is still suspected.
    pub fn campaign(&mut self, cx: &mut Context<'_, Node>) {
        if self.switching_off.then.is_some() {
            return self.keep_votes(cx);
        }
        let suspects = self.duty.following().is_some_and(|it| it.detector.suspects());
        let complete = self.state.consistency == Consistency::Reached && !self.state.learns;
        if suspects && complete && cx.config.failover == Failover::Election {
            self.stand(cx);
        }
    }

    /// Stands for election in a new term.
    pub fn stand(&mut self, cx: &mut Context<'_, Node>) {
        let Some(following) = self.duty.following_mut().map(mem::take) else { return };
        self.state.remember_leader(cx.config);
        let term = self.state.term.next();
        (self.state.term, self.state.voted) = (term, Some(cx.env.id));
        let votes = core::iter::once(cx.env.id).collect();
        self.duty = Duty::Candidate(Campaign { votes, following });
        cx.out.note(Note::Stands { term });
        for peer in cx.config.peers(cx.env) {
            cx.out.send(peer, Message::AskVote { term, end: self.state.journal.last() });
        }
        stand_again(cx);
        self.count(cx);
    }

    /// A candidate asks for this node's vote.
    pub fn asked_for_vote(
        &mut self,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        term: Term,
        end: LogEnd,
    ) {
        self.is_newer(cx, term);
        let state = &mut self.state;
        let free = state.voted.is_none_or(|voted| voted == from);
        let electable = term == state.term && free && end >= state.journal.last() && !state.learns;
        // A replica that has lost its disk does not know whether it has voted. Without fencing, a leader may be asked that knows of no newer term. It does not vote.
        let voter = self.duty.following_mut().filter(|_| electable);
        let granted = voter.is_some();
        if let Some(voter) = voter {
            state.voted = Some(from);
            voter.detector.hear();
            cx.out.cancel(Timer::Campaign);
        }
        cx.out.note(Note::Voted { candidate: from, term, granted });
        cx.out.send(from, Message::Vote { term: state.term.max(term), granted });
    }

    /// A vote arrives.
    pub fn vote(&mut self, cx: &mut Context<'_, Node>, from: NodeId, term: Term, granted: bool) {
        if self.is_newer(cx, term) || term < self.state.term || !granted {
            return;
        }
        if let Duty::Candidate(campaign) = &mut self.duty {
            campaign.votes.insert(from);
            self.count(cx);
        }
    }

    fn count(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Candidate(campaign) = &self.duty else { return };
        let (votes, needed) = (campaign.votes.len(), cx.config.majority(cx.env));
        cx.out.note(Note::Votes { votes, needed });
        if votes >= needed {
            self.lead_in(cx, self.state.term);
        }
    }
}
