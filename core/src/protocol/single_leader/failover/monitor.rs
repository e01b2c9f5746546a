//! A node that watches the replicas and appoints the next leader: alone as a controller, or as one of several
//! sentinels.

use super::{
    super::{
        Message, Node, Note, Timer,
        config::{Config, Failover},
        refuse,
        replication::LogEnd,
    },
    detector::Detector,
};
use crate::{
    id::{NodeId, NodeSet, Term},
    replica::{Context, Input},
};
use litemap::LiteMap;

/// What a replica last reported to a monitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Report {
    /// Whether it arrived since the monitor's last check.
    pub fresh: bool,
    /// Where the replica's log ends.
    pub end: LogEnd,
}

/// A leader, and its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Leader {
    /// The node.
    pub node: NodeId,
    /// Its term.
    pub term: Term,
}

/// The state of one failover; it ends when a new leader is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Replacing {
    /// The sentinels that find the leader down, this one included, each with the checks for which its answer is
    /// still good.
    pub agree: LiteMap<NodeId, u8>,
    /// The sentinels that voted for this one to lead the failover.
    pub votes: NodeSet,
    /// The replica that was told to lead, until it does.
    pub chosen: Option<NodeId>,
}

/// A controller or a sentinel. It holds no data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Monitor {
    /// The newest term it has heard of; on disk.
    pub term: Term,
    /// The sentinel it voted for in this term; on disk.
    pub voted: Option<NodeId>,
    /// The leader it knows; on disk.
    pub leader: Leader,
    /// What the replicas last reported.
    pub reports: LiteMap<NodeId, Report>,
    /// Whether it suspects the leader to be down.
    pub detector: Detector,
    /// The failover in progress, if there is one.
    pub replacing: Replacing,
}

impl Monitor {
    /// A monitor that knows the leader that the administrator appointed.
    pub fn start(cx: &mut Context<'_, Node>) -> Self {
        Timer::Watch.set(cx);
        let leader = Leader { node: Config::LEADER, term: Term::FIRST };
        Self::knowing(Term::FIRST, None, leader)
    }

    fn knowing(term: Term, voted: Option<NodeId>, leader: Leader) -> Self {
        let (detector, replacing) = (Detector::default(), Replacing::default());
        Self { term, voted, leader, reports: LiteMap::new(), detector, replacing }
    }

    /// The part that is on disk.
    pub fn recover(&self) -> Self {
        Self::knowing(self.term, self.voted, self.leader)
    }

    /// Handles an input.
    pub fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, ..) => refuse(cx, operation, Some(self.leader.node)),
            Input::Message(from, message) => self.message(cx, from, message),
            Input::Timeout(Timer::Watch) => self.check(cx),
            Input::Timeout(Timer::Campaign) => self.campaign(cx),
            Input::Restarted => Timer::Watch.set(cx),
            Input::Order(_) => cx.out.halt(),
            Input::Timeout(_)
            | Input::Joined
            | Input::Members(_)
            | Input::Configured
            | Input::PoweredOff(_) => {}
        }
    }

    fn message(&mut self, cx: &mut Context<'_, Node>, from: NodeId, message: Message) {
        match message {
            Message::Pong { term, leads, end } => {
                self.reports.insert(from, Report { fresh: true, end });
                self.term = self.term.max(term);
                if leads {
                    self.hears_leader(cx, Leader { node: from, term });
                }
            }
            Message::Follow { term, leader } if term > self.leader.term => {
                self.term = self.term.max(term);
                self.settle(cx, Leader { node: leader, term });
            }
            Message::AskDown { leader } => {
                let down = self.detector.suspects() && leader == self.leader.node;
                cx.out.send(from, Message::Down { leader, down });
            }
            Message::Down { leader, down } if leader == self.leader.node => {
                self.told_down(cx, from, down);
            }
            Message::AskVote { term, .. } => self.asked_for_vote(cx, from, term),
            Message::Vote { term, granted: true } if term == self.term => {
                self.replacing.votes.insert(from);
                self.count(cx);
            }
            // A monitor has no log, and leads nobody.
            Message::Append { .. }
            | Message::Acknowledge { .. }
            | Message::Resume { .. }
            | Message::NextChunk { .. }
            | Message::Chunk(_)
            | Message::Stale { .. }
            | Message::Admit { .. }
            | Message::Vote { .. }
            | Message::Lead { .. }
            | Message::Follow { .. }
            | Message::Ping
            | Message::Fetch { .. }
            | Message::Changes(_)
            | Message::Down { .. } => {}
        }
    }

    /// A replica says that it leads.
    fn hears_leader(&mut self, cx: &mut Context<'_, Node>, claimed: Leader) {
        let (Leader { node: from, term }, known) = (claimed, self.leader);
        if term > known.term {
            let chosen = self.replacing.chosen == Some(from);
            self.settle(cx, claimed);
            if chosen {
                let rest = cx.env.peers().filter(|&node| node != from);
                let told = rest.filter(|&node| !cx.config.outside.contains(node));
                told.for_each(|node| cx.out.send(node, Message::Follow { term, leader: from }));
            }
        } else if from == known.node {
            self.detector.hear();
            self.replacing.withdraw();
        } else {
            // An old leader is back, and does not know that it was replaced.
            let Leader { node: leader, term } = known;
            cx.out.note(Note::Repoints { node: from, leader });
            cx.out.send(from, Message::Follow { term, leader });
        }
    }

    fn settle(&mut self, cx: &mut Context<'_, Node>, leader: Leader) {
        cx.out.cancel(Timer::Campaign);
        self.leader = leader;
        self.detector.hear();
        self.replacing = Replacing::default();
    }

    /// Checks which replicas have answered since the last check, and pings them again.
    fn check(&mut self, cx: &mut Context<'_, Node>) {
        let suspected = self.detector.check();
        self.replacing.age();
        match cx.config.failover {
            Failover::Manual | Failover::Election => self.detector.reset(),
            Failover::Controller | Failover::Sentinel => {
                if suspected {
                    cx.out.note(Note::Suspects { node: self.leader.node });
                }
            }
        }
        if self.detector.suspects() {
            match cx.config.failover {
                Failover::Sentinel => self.ask_down(cx),
                Failover::Manual | Failover::Election | Failover::Controller => {
                    self.fail_over(cx, self.term.next());
                }
            }
        }
        for (_, report) in self.reports.iter_mut() {
            report.fresh = false;
        }
        cx.config.replicas(cx.env).for_each(|node| cx.out.send(node, Message::Ping));
        Timer::Watch.set(cx);
    }

    /// Appoints the most up-to-date replica that answers as the leader of a new term.
    pub(super) fn fail_over(&mut self, cx: &mut Context<'_, Node>, term: Term) {
        // A replica that was chosen gets until the second check after that to lead.
        if self.replacing.chosen.take().is_some() {
            return;
        }
        let answers = |node: &NodeId| self.reports.get(node).is_some_and(|report| report.fresh);
        let others = cx.config.replicas(cx.env).filter(|&node| node != self.leader.node);
        let end = |node: NodeId| {
            self.reports.get(&node).map_or_else(LogEnd::default, |report| report.end)
        };
        // The first of those that are equally up to date.
        let newer = |best, node| if end(node) > end(best) { node } else { best };
        let Some(best) = others.filter(answers).reduce(newer) else { return };
        let position = end(best).position;
        (self.term, self.replacing.chosen) = (term, Some(best));
        cx.out.note(Note::Chose { successor: best, position });
        cx.out.send(best, Message::Lead { term: term.given_to(best) });
    }
}
