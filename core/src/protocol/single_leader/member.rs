//! A node that holds a copy of the data: what it knows, and what each input does.

use super::{
    Config, Message, Timer,
    config::Failover,
    failover::LOOKS,
    replication::{Journal, Leading, Partial},
};
use crate::{
    id::{NodeId, NodeSet, OperationId, Term},
    kv::{Found, Refused, Reply, Request},
    note::{Lead, Note},
    replica::{Env, Input, Order, Outbox},
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

/// Where a member puts what it wants done.
pub type Out<'a> = Outbox<'a, Message, Timer>;

impl Member {
    /// A new, empty one. Term 1 is led by the one whom the administrator listed.
    pub fn start(config: &Config, env: Env<'_>, out: &mut Out<'_>) -> Self {
        let mut member = Self {
            term: Term::FIRST,
            voted: Some(config.leader),
            leader: Some(config.leader),
            journal: Journal::default(),
            partial: None,
            duty: Duty::Follower,
            committed: 0,
            agreed: 0,
            heard: true,
            silent: 0,
            applying: false,
        };
        if env.id == config.leader {
            member.duty = Duty::Leader(Box::new(Leading::new(config, env)));
        }
        member.arm(config, out);
        member
    }

    /// Sets the timers that its duty and the settings ask for.
    pub fn arm(&self, config: &Config, out: &mut Out<'_>) {
        match self.duty {
            Duty::Leader(_) => Timer::Heartbeat.set(config, out),
            _ if config.failover() == Failover::Election => Timer::Watch.set(config, out),
            _ => out.cancel(Timer::Watch),
        }
    }

    /// What happens to it.
    pub fn step(
        &mut self,
        config: &Config,
        env: Env<'_>,
        input: Input<Message, Timer>,
        out: &mut Out<'_>,
    ) {
        match input {
            Input::Request(operation, request, _) => {
                self.request(config, env, operation, request, out);
            }
            Input::Message(from, message) => self.message(config, env, from, message, out),
            Input::Timeout(timer) => self.timeout(config, env, timer, out),
            Input::Restarted => self.restarted(config, env, out),
            // It has nothing, and asks the leader that it was told of.
            Input::Joined => self.ask_piece(0, 0, out),
            Input::Members => self.settle(config, env, out),
            Input::Configured => {
                self.arm(config, out);
                self.settle(config, env, out);
            }
            Input::Order(Order::Lead) => {
                self.take_over(config, env, self.term.next().given_to(env.id), out)
            }
            Input::Order(Order::ShutDown) => self.shut_down(config, env, out),
        }
    }

    fn request(
        &mut self,
        config: &Config,
        env: Env<'_>,
        operation: OperationId,
        request: Request,
        out: &mut Out<'_>,
    ) {
        match request {
            Request::Read(key) => {
                let held = self.journal.rows().get(&key);
                let found = held.map(|held| Found { value: held.value, write: held.write });
                out.reply(operation, Reply::Found(found));
            }
            _ if self.takes_writes() => self.write(config, env, operation, request, out),
            _ => {
                let leader = self.known_leader().filter(|&leader| leader != env.id);
                out.note(Note::NotLeader { operation, leader });
                out.reply(operation, Reply::Refused(Refused::NotLeader(leader)));
            }
        }
    }

    fn message(
        &mut self,
        config: &Config,
        env: Env<'_>,
        from: NodeId,
        message: Message,
        out: &mut Out<'_>,
    ) {
        match message {
            Message::Append { term, batch, before, committed } => {
                if self.accepts(config, from, term, out) {
                    self.take(config, &batch, before, committed, out);
                }
            }
            Message::Chunk(chunk) => {
                if self.accepts(config, from, chunk.term, out) {
                    self.take_chunk(config, *chunk, out);
                }
            }
            Message::Acknowledge { term, received, stored, applied } => {
                // What a follower had in an older term may have been taken back since.
                let old = config.checks_terms() && term < self.term;
                if !self.is_newer(config, term, out) && !old {
                    self.acknowledged(config, env, from, (received, stored, applied), out);
                }
            }
            Message::Resume { after, last } => self.resume(config, from, (after, last), out),
            Message::NextChunk { position, index } => {
                self.next_chunk(config, from, position, index, out);
            }
            Message::Stale { term } => _ = self.is_newer(config, term, out),
            Message::AskVote { term, last, position } => {
                self.asked_for_vote(config, from, term, (last, position), out);
            }
            Message::Vote { term, granted } => {
                self.vote(config, env, from, term, granted, out);
            }
            Message::Lead { term } => self.take_over(config, env, term, out),
            Message::Follow { term, leader } => self.follow(config, env, term, leader, out),
            Message::Ping => {
                let leads = self.takes_writes();
                let (last, position) = (self.journal.last_term(), self.journal.end());
                out.send(from, Message::Pong { term: self.term, leads, last, position });
            }
            Message::PowerOff => {
                out.note(Lead::SwitchedOff { by: from }.into());
                out.halt();
            }
            // What monitors say to each other.
            Message::Pong { .. } | Message::AskDown { .. } | Message::Down { .. } => {}
        }
    }

    fn timeout(&mut self, config: &Config, env: Env<'_>, timer: Timer, out: &mut Out<'_>) {
        match timer {
            Timer::Heartbeat => self.beat(config, env, out),
            Timer::Flush => self.flush(config, env, out),
            Timer::Apply => {
                self.applying = false;
                self.apply_one(config, out);
            }
            Timer::Patience => self.out_of_patience(config, env, out),
            Timer::Watch => self.watch(config, out),
            Timer::Campaign => self.campaign(config, env, out),
        }
    }

    fn restarted(&mut self, config: &Config, env: Env<'_>, out: &mut Out<'_>) {
        let position = self.journal.end();
        out.note(Note::Recovered { position });
        let leads = matches!(self.duty, Duty::Leader(_));
        if leads && config.failover() != Failover::Election {
            self.duty = Duty::Leader(Box::new(Leading::new(config, env)));
            self.beat(config, env, out);
            return;
        }
        self.duty = Duty::Follower;
        self.leader = self.leader.filter(|&leader| leader != env.id);
        self.arm(config, out);
        if self.partial.is_none() {
            self.ask_after(position, out);
        }
    }

    /// The settings or the members changed: a leader may wait for others now, or for fewer.
    fn settle(&mut self, config: &Config, env: Env<'_>, out: &mut Out<'_>) {
        if let Duty::Leader(leading) = &mut self.duty {
            leading.choose(config, env);
        }
        self.advance(config, env, out);
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
