//! A node that holds a copy of the data: its state, its role, and what each input does.

use super::{
    Message, Node, Note, Timer,
    config::Failover,
    failover::{Campaign, Detector, SwitchingOff},
    refuse,
    replication::{Following, Journal, Leading, LogEnd, Reads},
};
use crate::{
    id::{NodeId, OperationId, Term},
    kv::{CannotExecute, ExecuteError, Refused, Reply, Request, Turn},
    replica::{Context, Input, Order},
    store::{CausalContext, LogNote},
};
use alloc::boxed::Box;
use core::{
    hash::{Hash, Hasher},
    mem,
};

/// The role of a member, with the state that only this role has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Copies a leader's log.
    Follower(Following),
    /// Stands for election.
    Candidate(Campaign),
    /// Leads.
    Leader(Box<Leading>),
}

impl Duty {
    /// The state that followers and candidates have.
    pub const fn following(&self) -> Option<&Following> {
        match self {
            Self::Follower(following) => Some(following),
            Self::Candidate(campaign) => Some(&campaign.following),
            Self::Leader(_) => None,
        }
    }

    /// The state that followers and candidates have.
    pub const fn following_mut(&mut self) -> Option<&mut Following> {
        match self {
            Self::Follower(following) => Some(following),
            Self::Candidate(campaign) => Some(&mut campaign.following),
            Self::Leader(_) => None,
        }
    }
}

/// Whether a replica's rows are rows that its leader once had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Consistency {
    /// They are.
    #[default]
    Reached,
    /// They are once everything up to this position is applied.
    At(u64),
    /// It is new, or has lost its disk, and has nothing from a leader yet.
    Unknown,
}

/// The state that a member has in every role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The newest term it has heard of; on disk.
    pub term: Term,
    /// The node it voted for in this term; on disk.
    pub voted: Option<NodeId>,
    /// The node it believes to lead; on disk.
    pub leader: Option<NodeId>,
    /// The last leader before that, if leaders are switched off; on disk.
    pub replaced: Option<NodeId>,
    /// Its log and rows.
    pub journal: Journal,
    /// The last position that is acknowledged to clients, as far as it knows.
    pub committed: u64,
    /// The last position up to which its log is known to match that of the leader it follows or last followed.
    pub agreed: u64,
    /// Whether the timer that applies entries runs.
    pub applying: bool,
    /// Whether its rows may be read; on disk.
    pub consistency: Consistency,
    /// How often it has lost its disk.
    pub incarnation: u16,
    /// Whether it has lost its disk, and its leader does not count it yet; on disk.
    pub learns: bool,
    /// Reads that wait until it has applied more.
    pub reads: Reads,
    /// Its partition.
    pub partition: u16,
}

impl State {
    /// Begins a newer term, in which it has not voted and knows no leader.
    pub const fn enter(&mut self, term: Term) {
        (self.term, self.voted, self.leader, self.agreed) = (term, None, None, 0);
    }
}

/// A leader, a follower or a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it has in every role.
    pub state: State,
    /// Its role.
    pub duty: Duty,
    /// The nodes that it has switched off.
    pub switching_off: SwitchingOff,
}

impl Hash for Member {
    /// Hashes a follower's state around that of the other roles, and a leader as if it had a fresh follower's:
    /// the fingerprints of recorded runs depend on this order. They are older than what is hashed only if it is set.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let State { term, voted, leader, journal, committed, agreed, applying, .. } = &self.state;
        let State { replaced, consistency, incarnation, learns, .. } = &self.state;
        let following = self.duty.following();
        let partial = following.and_then(|following| following.partial.as_ref());
        let detector = following.map_or_else(Detector::default, |following| following.detector);
        (term, voted, leader, journal, partial, mem::discriminant(&self.duty)).hash(hasher);
        match &self.duty {
            Duty::Follower(_) => {}
            Duty::Candidate(campaign) => campaign.votes.hash(hasher),
            Duty::Leader(leading) => leading.hash(hasher),
        }
        (committed, agreed, detector, applying).hash(hasher);
        if *consistency != Consistency::Reached {
            consistency.hash(hasher);
        }
        if self.state.reads != Reads::default() {
            self.state.reads.hash(hasher);
        }
        if self.state.partition > 0 {
            self.state.partition.hash(hasher);
        }
        if *incarnation > 0 {
            (incarnation, learns).hash(hasher);
        }
        if replaced.is_some() || self.switching_off != SwitchingOff::default() {
            (replaced, self.switching_off).hash(hasher);
        }
    }
}

impl Member {
    /// A new, empty member. The administrator appoints the leader of the first term.
    pub fn start(cx: &mut Context<'_, Node>) -> Self {
        let share = cx.config.share(cx.env.id);
        let (leader, partition) = (cx.config.first(share), share.index);
        let duty = if cx.env.id == leader {
            Duty::Leader(Box::new(Leading::new(cx.config, cx.env)))
        } else {
            Duty::Follower(Following::default())
        };
        let (voted, leader) = (Some(leader), Some(leader));
        let journal = Journal::new(cx.config.format(cx.env.id));
        let state =
            State { term: Term::FIRST, voted, leader, journal, partition, ..State::default() };
        let member = Self { state, duty, switching_off: SwitchingOff::default() };
        member.arm(cx);
        member
    }

    /// A member that has lost its disk: it does not know whether it led, or which rows there were.
    pub fn wiped(cx: &mut Context<'_, Node>, incarnation: u16) -> Self {
        let share = cx.config.share(cx.env.id);
        let leader = Some(cx.config.first(share)).filter(|&leader| leader != cx.env.id);
        let consistency = Consistency::Unknown;
        let (term, learns) = (Term::FIRST, true);
        let journal = Journal::new(cx.config.format(cx.env.id));
        let state = State {
            term,
            leader,
            consistency,
            incarnation,
            learns,
            journal,
            partition: share.index,
            ..State::default()
        };
        let duty = Duty::Follower(Following::default());
        Self { state, duty, switching_off: SwitchingOff::default() }
    }

    /// Sets the timers that its role and the settings ask for.
    pub fn arm(&self, cx: &mut Context<'_, Node>) {
        match self.duty {
            Duty::Leader(_) => Timer::Heartbeat.set(cx),
            Duty::Follower(_) | Duty::Candidate(_) if cx.config.failover == Failover::Election => {
                Timer::Watch.set(cx);
            }
            Duty::Follower(_) | Duty::Candidate(_) => cx.out.cancel(Timer::Watch),
        }
    }

    /// Handles an input.
    pub fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, request, context) => {
                self.request(cx, operation, request, &context);
            }
            Input::Message(from, message) => self.message(cx, from, message),
            Input::Timeout(timer) => self.timeout(cx, timer),
            Input::Restarted => self.restarted(cx),
            // The first node of a partition leads it.
            Input::Joined if matches!(self.duty, Duty::Leader(_)) => {}
            // It is empty, and asks the appointed leader for a snapshot.
            Input::Joined => {
                self.state.consistency = Consistency::Unknown;
                self.state.ask_piece(cx, 0, 0);
            }
            Input::Members(_) => self.settle(cx),
            Input::Configured => {
                self.arm(cx);
                self.settle(cx);
                self.reconsider(cx);
            }
            Input::PoweredOff(node) => self.powered_off(cx, node),
            Input::Order(Order::Lead) => {
                self.take_over(cx, self.state.term.next());
            }
            Input::Order(Order::ShutDown) => self.shut_down(cx),
        }
        self.state.answer_waiting(cx);
    }

    fn request(
        &mut self,
        cx: &mut Context<'_, Node>,
        operation: OperationId,
        request: Request,
        context: &CausalContext,
    ) {
        let share = cx.config.share(cx.env.id);
        match (request, &mut self.duty) {
            _ if !request.lacks_table() && !share.has(request.key()) => {
                cx.out.reply(operation, Reply::Refused(Refused::OtherPartition));
            }
            (Request::Read(_) | Request::Query(..), duty) => {
                if let Duty::Leader(leading) = duty {
                    leading.open.give_up(cx, operation.client, request);
                }
                self.state.read(cx, operation, request, context);
            }
            (_, Duty::Leader(leading)) if leading.takes_writes() => {
                leading.open.give_up(cx, operation.client, request);
                leading.write(&mut self.state, cx, operation, request, context);
            }
            (
                Request::Transaction(
                    ..,
                    Turn::Goes(1..) | Turn::Commits(1..) | Turn::RollsBack(1..),
                ),
                _,
            ) => {
                let why = CannotExecute { number: None, error: ExecuteError::NoTransaction };
                cx.out.note(Note::StatementFails { operation });
                cx.out.reply(operation, Reply::Refused(Refused::Statement(why)));
            }
            _ => {
                let leader = self.known_leader().filter(|&leader| leader != cx.env.id);
                refuse(cx, operation, leader);
            }
        }
    }

    fn message(&mut self, cx: &mut Context<'_, Node>, from: NodeId, message: Message) {
        // It was sent before one of the two changed its partition.
        if !cx.config.together(from, cx.env.id) {
            return;
        }
        match message {
            Message::Append { term, batch, before, committed } => {
                if let Some((following, state)) = self.accepts(cx, from, term) {
                    following.take(state, cx, &batch, before, committed);
                }
            }
            Message::Chunk(chunk) => {
                if let Some((following, state)) = self.accepts(cx, from, chunk.term) {
                    following.take_chunk(state, cx, *chunk);
                }
            }
            Message::Acknowledge { term, reached } => {
                // What a follower had in an older term may have been removed since.
                let old = cx.config.checks_terms() && term < self.state.term;
                if !self.is_newer(cx, term) && !old {
                    self.acknowledged(cx, from, reached);
                }
            }
            Message::Resume { after, last } => match &mut self.duty {
                Duty::Leader(leading) => leading.resume(&mut self.state, cx, from, after, last),
                Duty::Follower(_) | Duty::Candidate(_) => self.point_out(cx, from),
            },
            Message::NextChunk { position, index } => match &mut self.duty {
                Duty::Leader(leading) => {
                    leading.next_chunk(&mut self.state, cx, from, position, index);
                }
                Duty::Follower(_) | Duty::Candidate(_) => self.point_out(cx, from),
            },
            Message::Stale { term } => _ = self.is_newer(cx, term),
            Message::Admit { term, incarnation } => {
                if let Some((_, state)) = self.accepts(cx, from, term) {
                    state.admitted(cx, from, incarnation);
                }
            }
            Message::AskVote { term, end } => self.asked_for_vote(cx, from, term, end),
            Message::Vote { term, granted } => self.vote(cx, from, term, granted),
            Message::Lead { term } => self.take_over(cx, term),
            Message::Follow { term, leader } => self.follow(cx, term, leader),
            Message::Ping => {
                let (term, leads) = (self.state.term, self.takes_writes());
                // A replica that does not count yet is not to be chosen.
                let end =
                    if self.state.learns { LogEnd::default() } else { self.state.journal.last() };
                cx.out.send(from, Message::Pong { term, leads, end });
            }
            Message::Fetch { after } => self.fetch(cx, from, after),
            // Monitors send these to each other, and leaders to consumers.
            Message::Pong { .. }
            | Message::AskDown { .. }
            | Message::Down { .. }
            | Message::Changes(_) => {}
        }
    }

    fn timeout(&mut self, cx: &mut Context<'_, Node>, timer: Timer) {
        match timer {
            Timer::Heartbeat => self.beat(cx),
            Timer::Flush => self.flush(cx),
            Timer::Apply => {
                self.state.applying = false;
                if self.duty.following().is_some() {
                    self.state.apply_one(cx);
                }
            }
            Timer::Patience => {
                if let Duty::Leader(leading) = &mut self.duty {
                    leading.out_of_patience(&mut self.state, cx);
                }
            }
            Timer::Watch => self.watch(cx),
            Timer::Campaign => self.campaign(cx),
            Timer::Confirmation => self.unconfirmed(cx),
            // Those of consumers.
            Timer::Poll | Timer::Take => {}
        }
    }

    fn restarted(&mut self, cx: &mut Context<'_, Node>) {
        let position = self.state.journal.end();
        cx.out.note(LogNote::Recovered { position });
        let format = cx.config.format(cx.env.id);
        if self.state.journal.upgrade(format) {
            cx.out.note(Note::Upgraded { format: format.number() });
        }
        let elected = cx.config.failover == Failover::Election;
        match &mut self.duty {
            Duty::Leader(leading) if !elected => {
                **leading = Leading::new(cx.config, cx.env);
                return self.beat(cx);
            }
            // An elected leader does not know whether another one was elected meanwhile.
            Duty::Leader(_) => self.duty = Duty::Follower(Following::default()),
            Duty::Follower(_) | Duty::Candidate(_) => {}
        }
        self.state.leader = self.state.leader.filter(|&leader| leader != cx.env.id);
        self.arm(cx);
        if self.duty.following().is_some_and(|following| following.partial.is_none()) {
            self.state.ask_after(cx, position);
        }
    }

    /// The settings or the members changed: a leader may have to wait for others now, or for fewer.
    fn settle(&mut self, cx: &mut Context<'_, Node>) {
        if let Duty::Leader(leading) = &mut self.duty {
            leading.choose(cx.config, cx.env);
            leading.advance(&mut self.state, cx);
        }
    }

    /// Whether it takes writes.
    pub fn takes_writes(&self) -> bool {
        matches!(&self.duty, Duty::Leader(leading) if leading.takes_writes())
    }

    /// The leader of its term, as far as it knows. A candidate knows none.
    pub fn known_leader(&self) -> Option<NodeId> {
        self.state.leader.filter(|_| !matches!(self.duty, Duty::Candidate(_)))
    }

    /// The leader, if it is suspected to be down.
    pub fn suspects(&self) -> Option<NodeId> {
        let following = self.duty.following();
        self.state.leader.filter(|_| following.is_some_and(|it| it.detector.suspects()))
    }

    /// The part that is on disk.
    pub fn recover(&self) -> Self {
        let duty = match &self.duty {
            Duty::Leader(_) => Duty::Leader(Box::default()),
            Duty::Follower(following) | Duty::Candidate(Campaign { following, .. }) => {
                Duty::Follower(following.recover())
            }
        };
        let journal = self.state.journal.durable();
        let committed = self.state.committed.min(journal.end());
        let leader = self.known_leader();
        let state = State {
            journal,
            leader,
            committed,
            agreed: 0,
            applying: false,
            reads: Reads::default(),
            ..self.state
        };
        Self { state, duty, switching_off: SwitchingOff::default() }
    }
}
