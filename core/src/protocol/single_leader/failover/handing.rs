//! Taking leadership, giving it up, and handing it over.

use super::{
    super::{
        Config, Duty, Entry, Leading, Member, Message, Node, Note, Timer,
        config::{Failover, Fencing, Replication},
    },
    election::LOOKS,
};
use crate::{
    id::{NodeId, Term},
    replica::{Context, Env},
    time::Duration,
};
use alloc::boxed::Box;

impl Member {
    /// Leads in a new term, because a person, a monitor or the old leader says so. Where leaders are
    /// elected, it stands for election at once instead: else two could begin the same term.
    pub fn take_over(&mut self, cx: &mut Context<'_, Node>, term: Term) {
        if term <= self.term {
            // An order that is repeated, or that somebody else's term has overtaken.
        } else if cx.config.failover == Failover::Election {
            self.stand(cx);
        } else {
            self.term = term;
            self.voted = Some(cx.env.id);
            self.lead(cx);
        }
    }

    /// Leads in the current term.
    pub fn lead(&mut self, cx: &mut Context<'_, Node>) {
        let old = self.leader.replace(cx.env.id).filter(|&old| old != cx.env.id);
        self.duty = Duty::Leader(Box::new(Leading::new(cx.config, cx.env)));
        self.partial = None;
        // Heartbeats say how much is on its disk, and followers take back what is of older terms after that.
        self.journal.flush();
        (self.heard, self.silent) = (true, 0);
        cx.out.cancel(Timer::Watch);
        cx.out.cancel(Timer::Campaign);
        cx.out.note(Note::Leads { term: self.term });
        let switches =
            matches!(cx.config.fencing, Fencing::SwitchOff | Fencing::SwitchOffEachOther);
        if let Some(old) = old.filter(|_| switches) {
            self.switch_off(cx, old);
        }
        if cx.config.replication == Replication::Majority {
            self.append(cx, Entry::marker(self.term));
        }
        self.advance(cx);
        self.beat(cx);
    }

    fn switch_off(&self, cx: &mut Context<'_, Node>, node: NodeId) {
        cx.out.note(Note::SwitchesOff { node });
        cx.out.send(node, Message::PowerOff);
    }

    /// A leader hears another leader: whether it gives way.
    pub fn yields(&self, cx: &mut Context<'_, Node>, other: NodeId, term: Term) -> bool {
        match cx.config.fencing {
            Fencing::Nothing => false,
            // An older term is refused like by a follower.
            Fencing::Term => true,
            Fencing::SwitchOff if term > self.term => false,
            Fencing::SwitchOff | Fencing::SwitchOffEachOther => {
                self.switch_off(cx, other);
                false
            }
        }
    }

    /// Whether a message comes from a newer term; then this replica is no leader any more, if terms count.
    pub fn is_newer(&mut self, cx: &mut Context<'_, Node>, term: Term) -> bool {
        let leads = matches!(self.duty, Duty::Leader(_));
        if term <= self.term || (leads && !cx.config.checks_terms()) {
            return false;
        }
        self.enter(term);
        self.become_follower(cx);
        true
    }

    /// A newer term begins: this replica has not voted in it, and nobody is known to lead.
    pub fn enter(&mut self, term: Term) {
        (self.term, self.voted, self.leader) = (term, None, None);
        self.agreed = 0;
    }

    /// Stops leading or standing for election. Writes that wait stay without an answer. Who does neither
    /// goes on waiting for the leader as before: candidates that cannot win must not keep others from
    /// standing.
    pub fn become_follower(&mut self, cx: &mut Context<'_, Node>) {
        self.agreed = 0;
        match self.duty {
            Duty::Follower => return,
            Duty::Candidate(_) => {}
            Duty::Leader(_) => {
                cx.out.note(Note::StepsDown { term: self.term });
                cx.out.cancel(Timer::Heartbeat);
                cx.out.cancel(Timer::Patience);
                if !self.takes_writes() {
                    // This is what it has waited for.
                    cx.out.halt();
                }
            }
        }
        cx.out.cancel(Timer::Campaign);
        self.duty = Duty::Follower;
        // One more look in vain, and it stands for election again.
        self.silent = self.silent.min(LOOKS - 1);
        self.arm(cx);
    }

    /// A monitor, or a replica that was asked in its place, says who leads.
    pub fn follow(&mut self, cx: &mut Context<'_, Node>, term: Term, leader: NodeId) {
        let stale = term < self.term || (term == self.term && self.leader == Some(leader));
        if stale || leader == cx.env.id {
            return;
        }
        if term > self.term {
            self.enter(term);
        }
        self.leader = Some(leader);
        self.become_follower(cx);
        (self.heard, self.silent) = (true, 0);
        self.ask_after(cx, self.journal.end());
    }

    /// A person asks this node to stop without doing harm.
    pub fn shut_down(&mut self, cx: &mut Context<'_, Node>) {
        match &mut self.duty {
            Duty::Leader(leading) => {
                leading.leaving = tries(cx.config);
                cx.out.note(Note::Leaving);
                if self.journal.flushed() < self.journal.end() {
                    self.flush(cx);
                }
                self.hand_over(cx);
            }
            _ => cx.out.halt(),
        }
    }

    /// Whom a leader that is leaving hands over to: once no client waits any more, the first follower that
    /// has everything.
    pub fn successor(&self, config: &Config, env: Env<'_>) -> Option<NodeId> {
        let Duty::Leader(leading) = &self.duty else { return None };
        let end = self.journal.end();
        let ready = |&peer: &NodeId| leading.peers.get(&peer).is_some_and(|p| p.received == end);
        let done = leading.leaving > 0 && leading.waiting.is_empty();
        config.peers(env).find(ready).filter(|_| done)
    }

    /// A leader that is leaving tells its successor to lead. It stops when it hears that it does.
    pub fn hand_over(&mut self, cx: &mut Context<'_, Node>) {
        if let Some(successor) = self.successor(cx.config, cx.env) {
            cx.out.note(Note::HandsOver { to: successor });
            let term = self.term.next().given_to(successor);
            cx.out.send(successor, Message::Lead { term });
        } else if !self.takes_writes() && cx.config.peers(cx.env).next().is_none() {
            (self.duty, self.leader) = (Duty::Follower, None);
            cx.out.halt();
        }
    }

    /// With every heartbeat a leader that is leaving says so again, in case it was not heard; and in the end
    /// it leads on.
    pub fn try_again(&mut self, cx: &mut Context<'_, Node>) {
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

/// For so many heartbeats a leader tries to hand over: as long as the silence after which one is suspected.
fn tries(config: &Config) -> u8 {
    let Duration(suspect) = config.suspect();
    let Duration(heartbeat) = Duration::millis(config.heartbeat.into());
    suspect.div_ceil(heartbeat).clamp(2, u8::MAX.into()) as u8
}
