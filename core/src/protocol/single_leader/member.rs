//! A node that holds a copy of the data: what it knows, and what each input does.

use super::{
    Message, Node, Note, Timer,
    config::{Config, Failover},
    failover::LOOKS,
    replication::{Journal, Leading, Partial},
};
use crate::{
    id::{NodeId, NodeSet, OperationId, Term},
    kv::{Found, Refused, Reply, Request},
    replica::{Context, Input, Order},
    store::LogNote,
};
use alloc::boxed::Box;

/// What a member does just now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Duty {
    /// It applies a leader's log.
    Follower,
    /// It stands for election; these have voted for it.
    Candidate(NodeSet),
    /// It leads.
    Leader(Box<Leading>),
}

/// A leader, a follower or a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The newest term it has heard of; on disk.
    pub term: Term,
    /// Whom it voted for in this term; on disk.
    pub voted: Option<NodeId>,
    /// Whom it takes for the leader; on disk.
    pub leader: Option<NodeId>,
    /// Its log and rows.
    pub journal: Journal,
    /// The snapshot that it is receiving; on disk.
    pub partial: Option<Box<Partial>>,
    /// What it does.
    pub duty: Duty,
    /// Everything up to here is acknowledged to clients, as far as it knows.
    pub committed: u64,
    /// Its log agrees with the leader's up to here.
    pub agreed: u64,
    /// Whether it has heard of the leader since it last looked.
    pub heard: bool,
    /// How often it has looked since in vain.
    pub silent: u8,
    /// Whether the timer that applies entries runs.
    pub applying: bool,
}

impl Member {
    /// A new, empty one. Term 1 is led by the one whom the administrator listed.
    pub fn start(cx: &mut Context<'_, Node>) -> Self {
        let mut member = Self {
            term: Term::FIRST,
            voted: Some(Config::LEADER),
            leader: Some(Config::LEADER),
            journal: Journal::default(),
            partial: None,
            duty: Duty::Follower,
            committed: 0,
            agreed: 0,
            heard: true,
            silent: 0,
            applying: false,
        };
        if cx.env.id == Config::LEADER {
            member.duty = Duty::Leader(Box::new(Leading::new(cx.config, cx.env)));
        }
        member.arm(cx);
        member
    }

    /// Sets the timers that its duty and the settings ask for.
    pub fn arm(&self, cx: &mut Context<'_, Node>) {
        match self.duty {
            Duty::Leader(_) => Timer::Heartbeat.set(cx),
            _ if cx.config.failover == Failover::Election => Timer::Watch.set(cx),
            _ => cx.out.cancel(Timer::Watch),
        }
    }

    /// What happens to it.
    pub fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, request, _) => {
                self.request(cx, operation, request);
            }
            Input::Message(from, message) => self.message(cx, from, message),
            Input::Timeout(timer) => self.timeout(cx, timer),
            Input::Restarted => self.restarted(cx),
            // It has nothing, and asks the leader that it was told of.
            Input::Joined => self.ask_piece(cx, 0, 0),
            Input::Members => self.settle(cx),
            Input::Configured => {
                self.arm(cx);
                self.settle(cx);
            }
            Input::Order(Order::Lead) => self.take_over(cx, self.term.next().given_to(cx.env.id)),
            Input::Order(Order::ShutDown) => self.shut_down(cx),
        }
    }

    fn request(&mut self, cx: &mut Context<'_, Node>, operation: OperationId, request: Request) {
        match request {
            Request::Read(key) => {
                let held = self.journal.rows().get(&key);
                let found = held.map(|held| Found { value: held.value, write: held.write });
                cx.out.reply(operation, Reply::Found(found));
            }
            _ if self.takes_writes() => self.write(cx, operation, request),
            _ => {
                let leader = self.known_leader().filter(|&leader| leader != cx.env.id);
                cx.out.note(Note::NotLeader { operation, leader });
                cx.out.reply(operation, Reply::Refused(Refused::NotLeader(leader)));
            }
        }
    }

    fn message(&mut self, cx: &mut Context<'_, Node>, from: NodeId, message: Message) {
        match message {
            Message::Append { term, batch, before, committed } => {
                if self.accepts(cx, from, term) {
                    self.take(cx, &batch, before, committed);
                }
            }
            Message::Chunk(chunk) => {
                if self.accepts(cx, from, chunk.term) {
                    self.take_chunk(cx, *chunk);
                }
            }
            Message::Acknowledge { term, received, stored, applied } => {
                // What a follower had in an older term may have been taken back since.
                let old = cx.config.checks_terms() && term < self.term;
                if !self.is_newer(cx, term) && !old {
                    self.acknowledged(cx, from, (received, stored, applied));
                }
            }
            Message::Resume { after, last } => self.resume(cx, from, (after, last)),
            Message::NextChunk { position, index } => {
                self.next_chunk(cx, from, position, index);
            }
            Message::Stale { term } => _ = self.is_newer(cx, term),
            Message::AskVote { term, last, position } => {
                self.asked_for_vote(cx, from, term, (last, position));
            }
            Message::Vote { term, granted } => {
                self.vote(cx, from, term, granted);
            }
            Message::Lead { term } => self.take_over(cx, term),
            Message::Follow { term, leader } => self.follow(cx, term, leader),
            Message::Ping => {
                let leads = self.takes_writes();
                let (last, position) = (self.journal.last_term(), self.journal.end());
                cx.out.send(from, Message::Pong { term: self.term, leads, last, position });
            }
            Message::PowerOff => {
                cx.out.note(Note::SwitchedOff { by: from });
                cx.out.halt();
            }
            // What monitors say to each other.
            Message::Pong { .. } | Message::AskDown { .. } | Message::Down { .. } => {}
        }
    }

    fn timeout(&mut self, cx: &mut Context<'_, Node>, timer: Timer) {
        match timer {
            Timer::Heartbeat => self.beat(cx),
            Timer::Flush => self.flush(cx),
            Timer::Apply => {
                self.applying = false;
                self.apply_one(cx);
            }
            Timer::Patience => self.out_of_patience(cx),
            Timer::Watch => self.watch(cx),
            Timer::Campaign => self.campaign(cx),
        }
    }

    fn restarted(&mut self, cx: &mut Context<'_, Node>) {
        let position = self.journal.end();
        cx.out.note(LogNote::Recovered { position });
        let leads = matches!(self.duty, Duty::Leader(_));
        if leads && cx.config.failover != Failover::Election {
            self.duty = Duty::Leader(Box::new(Leading::new(cx.config, cx.env)));
            self.beat(cx);
            return;
        }
        self.duty = Duty::Follower;
        self.leader = self.leader.filter(|&leader| leader != cx.env.id);
        self.arm(cx);
        if self.partial.is_none() {
            self.ask_after(cx, position);
        }
    }

    /// The settings or the members changed: a leader may wait for others now, or for fewer.
    fn settle(&mut self, cx: &mut Context<'_, Node>) {
        if let Duty::Leader(leading) = &mut self.duty {
            leading.choose(cx.config, cx.env);
        }
        self.advance(cx);
    }

    /// Who leads in this term, as far as this replica knows.
    pub fn known_leader(&self) -> Option<NodeId> {
        // In the term in which it stands itself nobody leads that it knows of.
        self.leader.filter(|_| !matches!(self.duty, Duty::Candidate(_)))
    }

    /// The leader, if it is suspected to be down.
    pub fn suspects(&self) -> Option<NodeId> {
        self.leader.filter(|_| self.silent >= LOOKS)
    }

    /// What is on its disk.
    pub fn recover(&self) -> Self {
        let journal = self.journal.durable();
        let duty = match self.duty {
            Duty::Leader(_) => Duty::Leader(Box::default()),
            _ => Duty::Follower,
        };
        let committed = self.committed.min(journal.end());
        Self {
            journal,
            duty,
            leader: self.known_leader(),
            committed,
            partial: self.partial.clone(),
            agreed: 0,
            heard: true,
            silent: 0,
            applying: false,
            ..*self
        }
    }
}
