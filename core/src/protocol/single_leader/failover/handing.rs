//! Taking leadership, giving it up, and handing it over.

use super::{
    super::{
        Config, Duty, Entry, Leading, Member, Message, Timer,
        config::{Failover, Fencing, Replication},
        member::Out,
    },
    election::LOOKS,
};
use crate::{id::NodeId, note::Lead, replica::Env};
use alloc::boxed::Box;

impl Member {
    /// Leads in a new term, because a person, a monitor or the old leader says so. Where leaders are
    /// elected, it stands for election at once instead: else two could begin the same term.
    pub fn take_over(&mut self, config: &Config, env: Env<'_>, term: u32, out: &mut Out<'_>) {
        if term <= self.term {
            // An order that is repeated, or that somebody else's term has overtaken.
        } else if config.failover() == Failover::Election {
            self.stand(config, env, out);
        } else {
            self.term = term;
            self.voted = Some(env.id);
            self.lead(config, env, out);
        }
    }

    /// Leads in the current term.
    pub fn lead(&mut self, config: &Config, env: Env<'_>, out: &mut Out<'_>) {
        let old = self.leader.replace(env.id).filter(|&old| old != env.id);
        self.duty = Duty::Leader(Box::new(Leading::new(config, env)));
        self.partial = None;
        // Heartbeats say how much is on its disk, and followers take back what is of older terms after that.
        self.journal.flush();
        (self.heard, self.silent) = (true, 0);
        out.cancel(Timer::Watch);
        out.cancel(Timer::Campaign);
        out.note(Lead::Leads { term: self.term }.into());
        let switches = matches!(config.fencing(), Fencing::SwitchOff | Fencing::SwitchOffEachOther);
        if let Some(old) = old.filter(|_| switches) {
            self.switch_off(old, out);
        }
        if config.replication() == Replication::Majority {
            self.append(config, Entry::marker(self.term), out);
        }
        self.advance(config, env, out);
        self.beat(config, env, out);
    }

    fn switch_off(&self, node: NodeId, out: &mut Out<'_>) {
        out.note(Lead::SwitchesOff { node }.into());
        out.send(node, Message::PowerOff);
    }

    /// A leader hears another leader: whether it gives way.
    pub fn yields(
        &self,
        config: &Config,
        env: Env<'_>,
        other: NodeId,
        term: u32,
        out: &mut Out<'_>,
    ) -> bool {
        match config.fencing() {
            Fencing::Nothing => false,
            // An older term is refused like by a follower. Two people can begin the same term in two places:
            // then the first node in order goes on.
            Fencing::Term => term != self.term || other < env.id,
            Fencing::SwitchOff if term > self.term => false,
            Fencing::SwitchOff | Fencing::SwitchOffEachOther => {
                self.switch_off(other, out);
                false
            }
        }
    }

    /// Whether a message comes from a newer term; then this replica is no leader any more, if terms count.
    pub fn is_newer(&mut self, config: &Config, term: u32, out: &mut Out<'_>) -> bool {
        let leads = matches!(self.duty, Duty::Leader(_));
        if term <= self.term || (leads && !config.checks_terms()) {
            return false;
        }
        self.enter(term);
        self.become_follower(config, out);
        true
    }

    /// A newer term begins: this replica has not voted in it, and nobody is known to lead.
    pub fn enter(&mut self, term: u32) {
        (self.term, self.voted, self.leader) = (term, None, None);
        self.agreed = 0;
    }

    /// Stops leading or standing for election. Writes that wait stay without an answer. Who does neither
    /// goes on waiting for the leader as before: candidates that cannot win must not keep others from
    /// standing.
    pub fn become_follower(&mut self, config: &Config, out: &mut Out<'_>) {
        self.agreed = 0;
        match self.duty {
            Duty::Follower => return,
            Duty::Candidate(_) => {}
            Duty::Leader(_) => {
                out.note(Lead::StepsDown { term: self.term }.into());
                out.cancel(Timer::Heartbeat);
                out.cancel(Timer::Patience);
            }
        }
        out.cancel(Timer::Campaign);
        self.duty = Duty::Follower;
        // One more look in vain, and it stands for election again.
        self.silent = self.silent.min(LOOKS - 1);
        self.arm(config, out);
    }

    /// A monitor, or a replica that was asked in its place, says who leads.
    pub fn follow(
        &mut self,
        config: &Config,
        env: Env<'_>,
        term: u32,
        leader: NodeId,
        out: &mut Out<'_>,
    ) {
        let stale = term < self.term || (term == self.term && self.leader == Some(leader));
        if stale || leader == env.id {
            return;
        }
        if term > self.term {
            self.enter(term);
        }
        self.leader = Some(leader);
        self.become_follower(config, out);
        (self.heard, self.silent) = (true, 0);
        self.ask_after(self.journal.end(), out);
    }

    /// A person asks this node to stop without doing harm.
    pub fn shut_down(&mut self, config: &Config, env: Env<'_>, out: &mut Out<'_>) {
        match &mut self.duty {
            Duty::Leader(leading) => {
                leading.leaving = true;
                out.note(Lead::Leaving.into());
                if self.journal.flushed() < self.journal.end() {
                    self.flush(config, env, out);
                }
                self.hand_over(config, env, out);
            }
            _ => out.halt(),
        }
    }

    /// A leader that is leaving makes the first follower that has everything its successor.
    pub fn hand_over(&mut self, config: &Config, env: Env<'_>, out: &mut Out<'_>) {
        let Duty::Leader(leading) = &self.duty else { return };
        if !leading.leaving {
            return;
        }
        let end = self.journal.end();
        let ready = |&peer: &NodeId| leading.peers.get(&peer).is_some_and(|p| p.received == end);
        let first = config.peers(env).find(ready);
        let alone = config.peers(env).next().is_none();
        if let Some(successor) = first {
            out.note(Lead::HandsOver { to: successor }.into());
            out.send(successor, Message::Lead { term: self.term + 1 });
        }
        if first.is_some() || alone {
            (self.duty, self.leader) = (Duty::Follower, first);
            out.halt();
        }
    }
}
