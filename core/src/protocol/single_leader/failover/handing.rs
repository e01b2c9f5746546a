//! Becoming the leader, giving way to another one, and handing over to a successor.

use super::super::{
    Config, Entry, Leading, Member, Message, Node, Note, Timer,
    config::{Failover, Fencing, Replication},
    member::{Consistency, Duty, State},
    replication::{Following, Reached},
};
use crate::{
    id::{NodeId, Term},
    replica::Context,
    time::Duration,
};
use alloc::boxed::Box;
use core::mem;

impl Member {
    /// Leads in a new term that it owns, because an administrator, a monitor or the old leader says so. Where leaders are
    /// elected it stands for election instead, so that no two nodes begin the same term.
    pub fn take_over(&mut self, cx: &mut Context<'_, Node>, term: Term) {
        let alone = cx.config.peers(cx.env).next().is_none();
        let complete = self.state.consistency == Consistency::Reached && !self.state.learns;
        let term = self.state.own_term(cx.env.id, term);
        if !complete && !alone {
            cx.out.note(Note::NotConsistent);
        } else if term <= self.state.term {
            // A repeated order, or one that another leader's term has overtaken.
        } else if cx.config.failover == Failover::Election {
            self.stand(cx);
        } else {
            self.lead_in(cx, term);
        }
    }

    /// Leads in the current term.
    pub fn lead(&mut self, cx: &mut Context<'_, Node>) {
        let state = &mut self.state;
        state.leader = Some(cx.env.id);
        // A heartbeat carries the end of the log on disk. Followers remove older entries beyond that.
        state.journal.flush();
        cx.out.cancel(Timer::Watch);
        cx.out.cancel(Timer::Campaign);
        cx.out.note(Note::Leads { term: state.term });
        let mut leading = Box::new(Leading::new(cx.config, cx.env));
        if cx.config.replication == Replication::Majority {
            state.append(cx, Entry::marker(state.term));
        }
        leading.advance(state, cx);
        self.duty = Duty::Leader(leading);
        self.beat(cx);
    }

    /// Sends a heartbeat to every follower.
    pub fn beat(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Leader(leading) = &mut self.duty else { return };
        leading.beat(&self.state, cx);
        self.try_again(cx);
        Timer::Heartbeat.set(cx);
    }

    /// Whether a leader that hears from another leader gives way to it.
    pub fn yields(&mut self, cx: &mut Context<'_, Node>, other: NodeId, term: Term) -> bool {
        match cx.config.fencing {
            Fencing::Nothing => false,
            // An older term is refused afterwards, as a follower refuses it.
            Fencing::Term => true,
            Fencing::SwitchOff if term > self.state.term => false,
            Fencing::SwitchOff | Fencing::SwitchOffEachOther => {
                self.switch_off(cx, other);
                false
            }
        }
    }

    /// Enters the term of a message if it is newer, and returns whether it is. A leader steps down, unless
    /// fencing ignores terms.
    pub fn is_newer(&mut self, cx: &mut Context<'_, Node>, term: Term) -> bool {
        let leads = matches!(self.duty, Duty::Leader(_));
        if term <= self.state.term || (leads && !cx.config.checks_terms()) {
            return false;
        }
        self.state.remember_leader(cx.config);
        self.state.enter(term);
        self.give_way(cx);
        self.become_follower(cx);
        true
    }

    /// Stops leading or standing for election. Clients of pending writes get no answer. A follower keeps its
    /// election timer: a candidate that cannot win must not delay the others.
    pub fn become_follower(&mut self, cx: &mut Context<'_, Node>) {
        self.state.agreed = 0;
        let mut following = match &mut self.duty {
            Duty::Follower(_) => return,
            Duty::Candidate(campaign) => mem::take(&mut campaign.following),
            Duty::Leader(leading) => {
                cx.out.note(Note::StepsDown { term: self.state.term });
                cx.out.cancel(Timer::Heartbeat);
                cx.out.cancel(Timer::Patience);
                if !leading.takes_writes() {
                    // It was asked to shut down, and has a successor now.
                    cx.out.halt();
                }
                Following::default()
            }
        };
        cx.out.cancel(Timer::Campaign);
        following.detector.doubt();
        self.duty = Duty::Follower(following);
        self.arm(cx);
    }

    /// A monitor, or a replica that was mistaken for the leader, says who leads.
    pub fn follow(&mut self, cx: &mut Context<'_, Node>, term: Term, leader: NodeId) {
        let known = self.state.leader == Some(leader);
        let stale = term < self.state.term || (term == self.state.term && known);
        if stale || leader == cx.env.id {
            return;
        }
        if term > self.state.term {
            self.state.enter(term);
            self.give_way(cx);
        }
        self.state.leader = Some(leader);
        self.become_follower(cx);
        if let Some(following) = self.duty.following_mut() {
            following.detector.hear();
        }
        self.state.ask_after(cx, self.state.journal.end());
    }

    /// The administrator asks this node to shut down without harm.
    pub fn shut_down(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Leader(leading) = &mut self.duty else { return cx.out.halt() };
        leading.open.roll_back(cx, |_| true);
        leading.leaving = attempts(cx.config);
        cx.out.note(Note::Leaving);
        if self.state.journal.flushed() < self.state.journal.end() {
            self.flush(cx);
        }
        self.hand_over(cx);
    }

    /// A leader that shuts down tells its successor to lead. It halts when it hears that the successor leads.
    pub fn hand_over(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Leader(leading) = &self.duty else { return };
        if let Some(successor) = leading.successor(&self.state, cx) {
            cx.out.note(Note::HandsOver { to: successor });
            let term = self.state.term.next().given_to(successor);
            cx.out.send(successor, Message::Lead { term });
        } else if !leading.takes_writes() && cx.config.peers(cx.env).next().is_none() {
            // Nobody can lead in its place: it leads again when it is started.
            cx.out.halt();
        }
    }

    /// A leader that shuts down repeats its order with every heartbeat, in case it was lost. After the last
    /// attempt it keeps leading.
    fn try_again(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Leader(leading) = &mut self.duty else { return };
        match leading.leaving {
            0 => {}
            1 => {
                leading.leaving = 0;
                cx.out.note(Note::LeadsOn);
            }
            _ => {
                leading.leaving -= 1;
                self.hand_over(cx);
            }
        }
    }
}

impl Leading {
    /// Whether it takes writes: a leader that shuts down does not.
    pub const fn takes_writes(&self) -> bool {
        self.leaving == 0
    }

    /// The node that a leader hands over to when it shuts down: once no client waits, the first follower that
    /// has the whole log.
    pub fn successor(&self, state: &State, cx: &Context<'_, Node>) -> Option<NodeId> {
        if self.takes_writes() || !self.waiting.is_empty() {
            return None;
        }
        let end = state.journal.end();
        let has_all = |peer: &NodeId| {
            let has_all = |reached: Reached| reached.received == end && !reached.learns;
            self.peers.get(peer).is_some_and(|progress| has_all(progress.reached))
        };
        cx.config.peers(cx.env).find(has_all)
    }
}

/// The number of heartbeats for which a leader tries to hand over: those within the timeout after which a
/// silent leader is suspected.
fn attempts(config: &Config) -> u8 {
    let Duration(suspect) = config.suspect();
    let Duration(heartbeat) = Duration::millis(config.heartbeat.into());
    suspect.div_ceil(heartbeat).clamp(2, u8::MAX.into()) as u8
}
