//! The consumer: it asks, applies, and records its position.

use super::{
    super::{
        Config, Message, Node, Note, Timer,
        config::Recording,
        refuse,
        replication::{Executor, query},
    },
    Changes, Derived, Mark,
};
use crate::{
    id::{NodeId, OperationId, Term},
    kv::{Reply, Request},
    replica::{Context, Input},
    store::record::Stop,
};
use alloc::boxed::Box;

/// The number of questions without an answer after which a consumer asks another replica.
const PATIENCE: u8 = 3;

/// Changes that a consumer has read, and not finished with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch {
    /// The changes.
    pub changes: Box<Changes>,
    /// Whether the first of two steps is done: it has applied them, or recorded the position.
    pub half: bool,
}

/// A store outside of the cluster that follows the database.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Consumer {
    /// Its rows; on disk.
    pub derived: Derived,
    /// The position that it has recorded; on disk.
    pub mark: Mark,
    /// What it has read, and not finished with.
    pub batch: Option<Batch>,
    /// The replica that it asks.
    pub asks: NodeId,
    /// The newest term it has heard of.
    term: Term,
    /// The questions that were not answered since the last answer.
    unanswered: u8,
    /// The last position that there is, as far as it knows.
    pub newest: u64,
    /// Why it cannot go on.
    pub stopped: Option<Stop>,
}

impl Consumer {
    /// A consumer that has nothing.
    pub fn start(cx: &mut Context<'_, Node>) -> Self {
        Timer::Poll.set(cx);
        Self::with(Derived::new(cx.config), Mark::default(), Config::LEADER, Term::FIRST)
    }

    const fn with(derived: Derived, mark: Mark, asks: NodeId, term: Term) -> Self {
        let newest = mark.position;
        Self { derived, mark, batch: None, asks, term, unanswered: 0, newest, stopped: None }
    }

    /// The part that is on disk.
    pub fn recover(&self) -> Self {
        Self::with(self.derived.clone(), self.mark, self.asks, self.term)
    }

    /// How many positions it is behind, as far as it knows.
    pub const fn behind(&self) -> u64 {
        self.newest.saturating_sub(self.mark.position)
    }

    /// Handles an input.
    pub fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, request, _) => self.request(cx, operation, request),
            Input::Message(from, Message::Changes(changes)) => self.read(cx, from, changes),
            Input::Message(_, Message::Follow { term, leader }) if term >= self.term => {
                (self.term, self.asks, self.unanswered) = (term, leader, 0);
            }
            Input::Timeout(Timer::Poll) => {
                Timer::Poll.set(cx);
                self.poll(cx);
            }
            Input::Timeout(Timer::Take) => self.take(cx),
            Input::Restarted => {
                cx.out.note(Note::GoesOnAfter { position: self.mark.position });
                self.settle(cx);
            }
            Input::Configured => self.settle(cx),
            Input::Order(_) => cx.out.halt(),
            Input::Message(..)
            | Input::Timeout(_)
            | Input::Joined
            | Input::Members(_)
            | Input::PoweredOff(_) => {}
        }
    }

    /// It serves what reads, from its own store. It takes no writes.
    fn request(&self, cx: &mut Context<'_, Node>, operation: OperationId, request: Request) {
        match request {
            Request::Read(key) => {
                let stored = self.derived.rows().get(&key);
                cx.out.reply(operation, Reply::Answered(stored.map(|stored| stored.value)));
            }
            Request::Query(_, statements) => {
                let local = Executor::of(cx).local(self.mark.position);
                cx.out.reply(operation, query(self.derived.database().clone(), local, statements));
            }
            Request::Write(..)
            | Request::Insert(_)
            | Request::Execute(..)
            | Request::Update(..)
            | Request::Transaction(..) => {
                refuse(cx, operation, Some(self.asks));
            }
        }
    }

    /// Starts over if its store was derived under other settings.
    fn settle(&mut self, cx: &mut Context<'_, Node>) {
        if !self.derived.fits(cx.config) {
            cx.out.cancel(Timer::Take);
            *self = Self::with(Derived::new(cx.config), Mark::default(), self.asks, self.term);
        }
        Timer::Poll.set(cx);
    }

    /// Asks for what follows, unless it is not finished with what it has read.
    fn poll(&mut self, cx: &mut Context<'_, Node>) {
        if self.batch.is_some() {
            return;
        }
        if self.unanswered >= PATIENCE {
            let after = |&node: &NodeId| node > self.asks;
            let next = cx.config.replicas(cx.env).find(after);
            self.asks = next.or_else(|| cx.config.replicas(cx.env).next()).unwrap_or(self.asks);
            self.unanswered = 0;
        }
        self.unanswered += 1;
        cx.out.send(self.asks, Message::Fetch { after: self.mark });
    }

    /// An answer arrives. It counts only if it is the answer to the question that is open.
    fn read(&mut self, cx: &mut Context<'_, Node>, from: NodeId, changes: Box<Changes>) {
        if cx.config.turns_away_old() && changes.term < self.term {
            let term = changes.term;
            return cx.out.note(Note::RefusedOld { from, term });
        }
        if self.batch.is_some() || changes.after != self.mark {
            return;
        }
        (self.term, self.asks, self.unanswered) = (changes.term.max(self.term), from, 0);
        self.newest = changes.newest;
        let position = changes.end.position;
        if changes.stops {
            self.stop(cx, position + 1, Stop::NotRows);
        } else {
            self.stopped = self.stopped.filter(|&stop| stop != Stop::NotRows);
        }
        if changes.end == self.mark {
            return;
        }
        cx.out.note(Note::Read { changes: changes.items.len() as u32, position });
        self.batch = Some(Batch { changes, half: false });
        Timer::Take.set(cx);
    }

    /// Notes why it cannot go on, once.
    fn stop(&mut self, cx: &mut Context<'_, Node>, position: u64, stop: Stop) {
        if self.stopped.replace(stop) != Some(stop) {
            cx.out.note(Note::Stops { position, stop });
        }
    }

    /// Takes the next step with what it has read: applies it, or records the position.
    fn take(&mut self, cx: &mut Context<'_, Node>) {
        let Some(Batch { changes, half }) = self.batch.take() else { return };
        let recording = cx.config.consumer_records;
        let applies = match recording {
            Recording::After => !half,
            Recording::Before => half,
            Recording::Together => true,
        };
        if applies && !self.apply(cx, &changes) {
            return;
        }
        if !applies || recording == Recording::Together {
            self.mark = changes.end;
            cx.out.note(Note::RecordsPosition { position: self.mark.position });
        }
        if !half && recording != Recording::Together {
            self.batch = Some(Batch { changes, half: true });
            return Timer::Take.set(cx);
        }
        if self.behind() > 0 {
            // There is more: it does not wait until it is time to ask again.
            Timer::Poll.set(cx);
            self.poll(cx);
        }
    }

    /// Applies what it has read; returns whether it could.
    fn apply(&mut self, cx: &mut Context<'_, Node>, changes: &Changes) -> bool {
        let &Changes { end, whole, ref items, .. } = changes;
        let applied = self.derived.apply(items, whole);
        let position = end.position;
        match applied {
            Ok(()) => {
                self.stopped = None;
                cx.out.note(match whole {
                    true => Note::SnapshotInstalled { position },
                    false => Note::Took { changes: items.len() as u32, position },
                });
            }
            Err(stop) => self.stop(cx, position, stop),
        }
        applied.is_ok()
    }
}
