//! A node that watches the replicas and chooses the next leader: alone as a controller, or as one of
//! several sentinels.

use super::{
    super::{
        Message, Node, Note, Timer,
        config::{Config, Failover},
    },
    election::LOOKS,
};
use crate::{
    id::{NodeId, NodeSet, Term},
    kv::{Refused, Reply},
    replica::{Context, Input},
};
use litemap::LiteMap;

/// What a monitor heard last from a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Report {
    /// Whether that was since the monitor's last look.
    pub fresh: bool,
    /// The term of the last entry of its log, and the entry's position.
    pub log: (Term, u64),
}

/// A controller or a sentinel. It holds no data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Monitor {
    /// The newest term it has heard of; on disk.
    pub term: Term,
    /// Which sentinel it voted for in this term; on disk.
    pub voted: Option<NodeId>,
    /// The leader, and its term; on disk.
    pub leader: (NodeId, Term),
    /// What the replicas said.
    pub reports: LiteMap<NodeId, Report>,
    /// Whether the leader has answered since it last looked.
    pub heard: bool,
    /// How often it has looked since in vain.
    pub silent: u8,
    /// The sentinels that find the leader down too.
    pub agree: NodeSet,
    /// The sentinels that voted for this one to lead the failover.
    pub votes: NodeSet,
    /// The replica that it told to lead, until it does.
    pub chosen: Option<NodeId>,
}

impl Monitor {
    /// One that knows what the administrator wrote down.
    pub fn start(cx: &mut Context<'_, Node>) -> Self {
        Timer::Watch.set(cx);
        Self {
            term: Term::FIRST,
            voted: None,
            leader: (Config::LEADER, Term::FIRST),
            reports: LiteMap::new(),
            heard: true,
            silent: 0,
            agree: NodeSet::default(),
            votes: NodeSet::default(),
            chosen: None,
        }
    }

    /// What is on its disk.
    pub fn recover(&self) -> Self {
        Self {
            reports: LiteMap::new(),
            heard: true,
            silent: 0,
            agree: NodeSet::default(),
            votes: NodeSet::default(),
            chosen: None,
            ..*self
        }
    }

    /// Whether it finds the leader down.
    pub const fn suspects(&self) -> bool {
        self.silent >= LOOKS
    }

    /// What happens to it.
    pub fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, ..) => {
                let leader = Some(self.leader.0);
                cx.out.note(Note::NotLeader { operation, leader });
                cx.out.reply(operation, Reply::Refused(Refused::NotLeader(leader)));
            }
            Input::Message(from, message) => self.message(cx, from, message),
            Input::Timeout(Timer::Watch) => self.look(cx),
            Input::Timeout(Timer::Campaign) => self.campaign(cx),
            Input::Restarted => Timer::Watch.set(cx),
            Input::Order(_) => cx.out.halt(),
            Input::Timeout(_) | Input::Joined | Input::Members | Input::Configured => {}
        }
    }

    fn message(&mut self, cx: &mut Context<'_, Node>, from: NodeId, message: Message) {
        match message {
            Message::Pong { term, leads, last, position } => {
                self.reports.insert(from, Report { fresh: true, log: (last, position) });
                self.term = self.term.max(term);
                if leads {
                    self.hears_leader(cx, from, term);
                }
            }
            Message::Follow { term, leader } if term > self.leader.1 => {
                self.term = self.term.max(term);
                self.settle(cx, (leader, term));
            }
            Message::AskDown { leader } => {
                let down = self.suspects() && leader == self.leader.0;
                cx.out.send(from, Message::Down { leader, down });
            }
            Message::Down { leader, down: true } if leader == self.leader.0 => {
                self.agrees(cx, from);
            }
            Message::AskVote { term, .. } => self.asked_for_vote(cx, from, term),
            Message::Vote { term, granted: true } if term == self.term => {
                self.votes.insert(from);
                self.count(cx);
            }
            Message::PowerOff => cx.out.halt(),
            _ => {}
        }
    }

    /// A replica says that it leads.
    fn hears_leader(&mut self, cx: &mut Context<'_, Node>, from: NodeId, term: Term) {
        let (leader, known) = self.leader;
        if term > known {
            let chosen = self.chosen == Some(from);
            self.settle(cx, (from, term));
            if chosen {
                let rest = cx.env.peers().filter(|&node| node != from);
                let told = rest.filter(|&node| !cx.config.outside.contains(node));
                told.for_each(|node| cx.out.send(node, Message::Follow { term, leader: from }));
            }
        } else if from == leader {
            (self.heard, self.silent) = (true, 0);
        } else {
            // An old leader is back, and nobody has told it.
            cx.out.note(Note::Repoints { node: from, leader });
            cx.out.send(from, Message::Follow { term: known, leader });
        }
    }

    fn settle(&mut self, cx: &mut Context<'_, Node>, leader: (NodeId, Term)) {
        cx.out.cancel(Timer::Campaign);
        self.leader = leader;
        (self.heard, self.silent, self.chosen) = (true, 0, None);
        (self.agree, self.votes) = (NodeSet::default(), NodeSet::default());
    }

    /// Looks who has answered since the last look, and asks again.
    fn look(&mut self, cx: &mut Context<'_, Node>) {
        self.silent = if self.heard { 0 } else { self.silent.saturating_add(1) };
        self.heard = false;
        if cx.config.failover == Failover::Manual || cx.config.failover == Failover::Election {
            self.silent = 0;
        }
        if self.silent == LOOKS {
            cx.out.note(Note::Suspects { node: self.leader.0 });
        }
        if self.suspects() {
            match cx.config.failover {
                Failover::Sentinel => self.ask_down(cx),
                _ => self.fail_over(cx, self.term.next()),
            }
        }
        for (_, report) in self.reports.iter_mut() {
            report.fresh = false;
        }
        cx.config.replicas(cx.env).for_each(|node| cx.out.send(node, Message::Ping));
        Timer::Watch.set(cx);
    }

    /// Makes the most up-to-date replica that answers the leader of a new term.
    pub fn fail_over(&mut self, cx: &mut Context<'_, Node>, term: Term) {
        // One that was chosen has until the next look but one to say that it leads.
        if self.chosen.take().is_some() {
            return;
        }
        let there = |&node: &NodeId| self.reports.get(&node).is_some_and(|report| report.fresh);
        let others = cx.config.replicas(cx.env).filter(|&node| node != self.leader.0).filter(there);
        let log = |node: NodeId| {
            self.reports.get(&node).map_or_else(Default::default, |report| report.log)
        };
        // Of equals the first in order.
        let best = others.reduce(|best, node| if log(node) > log(best) { node } else { best });
        let Some(best) = best else { return };
        self.term = term;
        self.chosen = Some(best);
        cx.out.note(Note::Chose { successor: best, position: log(best).1 });
        cx.out.send(best, Message::Lead { term: term.given_to(best) });
    }
}
