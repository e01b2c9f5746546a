//! The effects of each step of a run, recorded as the run is executed: envelopes, notes, and versions that met.
//!
//! A record watches a [`Trace`] and is read beside it: times, requests and values are in the trace, so that the
//! record takes about fifty bytes per envelope. Records of runs with the same first steps share those in memory.

use super::{
    action::Action,
    happening::Happening,
    scheduler::Step,
    steps::Number,
    trace::{Executed, Trace},
};
use crate::{
    history::{History, News, Operation},
    id::{Address, ClientId, EnvelopeId, NodeId, OperationId},
    note::Note,
    shared::SharedVec,
    tag::Tag,
    time::{Duration, Instant},
    view::{EnvelopeView, Fate, Kind, Label, Meeting},
};
use alloc::{rc::Rc, vec::Vec};
use core::num::NonZeroU32;

/// How an envelope left the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It arrived.
    Delivered,
    /// The network lost it, or a reader dropped it.
    Lost,
}

/// An envelope's way through the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// The envelope as it was sent.
    pub envelope: EnvelopeView,
    /// The step that sent it; `None` if a node sent it as it started.
    pub sent_step: Option<u32>,
    /// How it ended, when, and by which step; `None` while it is in flight.
    pub end: Option<(End, Instant, u32)>,
}

/// A step and its effects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The step.
    pub step: Step,
    /// The envelope that it delivered, lost, held, released or copied; timers included.
    pub moved: Option<EnvelopeView>,
    /// What happened: an invocation, envelopes, notes, an end.
    pub happenings: Vec<Happening>,
    /// The versions that met on a replica.
    pub meetings: Vec<Rc<Meeting>>,
}

/// A fact that a node noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The number of the step.
    pub step: u32,
    /// The node.
    pub node: NodeId,
    /// The fact.
    pub note: Note,
}

/// The record of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    steps: u32,
    /// Each envelope at the index that is its id, timers included.
    sent: SharedVec<Packed>,
    /// The envelopes that the packed form does not fit, in the order of their ids.
    unusual: SharedVec<EnvelopeView>,
    facts: SharedVec<Fact>,
    /// Versions that met, and in which step.
    meetings: SharedVec<(u32, Rc<Meeting>)>,
    /// The messages in flight now, in the order of their ids.
    in_flight: Vec<EnvelopeId>,
    /// Those that were in flight before step 0, [`BLOCK`], 2 · `BLOCK` …
    were_in_flight: SharedVec<Rc<[EnvelopeId]>>,
}

/// Steps between two lists of what is in flight.
const BLOCK: u32 = 256;

impl Record {
    /// The record of a run that was executed without one: replays it.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut record = Self::start(trace);
        trace.replay(0, trace.len(), &mut |executed| record.take(executed));
        record
    }

    /// The record of a run before its first step.
    #[must_use]
    pub fn start(trace: &Trace) -> Self {
        let mut record = Self::default();
        for envelope in trace.seek(0).view().envelopes {
            record.put(trace.history(), &envelope, None);
        }
        record
    }

    /// The number of steps.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.steps
    }

    /// Whether there are no steps.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.steps == 0
    }

    /// Takes in the next step of the run.
    pub fn take(&mut self, executed: &Executed<'_>) {
        let Executed { number, step, log, history, .. } = *executed;
        if number.is_multiple_of(BLOCK) {
            self.were_in_flight.push(self.in_flight.as_slice().into());
        }
        if let Action::Deliver(id) | Action::Drop(id) = step.action {
            self.arrive(id, number);
        }
        for happening in &log.happenings {
            match *happening {
                Happening::Sent(envelope) => self.put(history, &envelope, Some(number)),
                Happening::Noted(node, note) => self.facts.push(Fact { step: number, node, note }),
                Happening::Invoked(_) | Happening::Ended(..) | Happening::Halted(_) => {}
            }
        }
        for meeting in &log.meetings {
            self.meetings.push((number, Rc::new(meeting.clone())));
        }
        self.steps = number + 1;
    }

    /// Records the step by which a message left the network. Timers are skipped, since nothing asks for theirs.
    fn arrive(&mut self, id: EnvelopeId, step: u32) {
        if let Ok(place) = self.in_flight.binary_search(&id) {
            self.in_flight.remove(place);
            if let Some(packed) = self.sent.get_mut(id.0 as usize) {
                packed.end = Some(step).into();
            }
        }
    }

    fn put(&mut self, history: &History, envelope: &EnvelopeView, step: Option<u32>) {
        let packed = Packed::of(envelope, step);
        if packed.view(envelope.id, envelope.sent, history) != *envelope {
            self.unusual.push(*envelope);
        }
        if envelope.kind != Kind::Timer {
            self.in_flight.push(envelope.id);
        }
        debug_assert_eq!(self.sent.len(), envelope.id.0 as usize);
        self.sent.push(packed);
    }

    /// The record of the first `n` steps. It costs no more for a long run than for a short one.
    #[must_use]
    pub fn branch(&self, n: u32) -> Self {
        let n = n.min(self.steps);
        let (sent, open) = (self.sent_before(n), self.in_flight_before(n));
        let mut branch = self.clone();
        branch.steps = n;
        branch.sent.truncate(sent as usize);
        for id in &open {
            if let Some(packed) = branch.sent.get_mut(id.0 as usize) {
                packed.end = None.into();
            }
        }
        branch.unusual.truncate(self.unusual.partition_point(|envelope| envelope.id.0 < sent));
        branch.facts.truncate(self.facts.partition_point(|fact| fact.step < n));
        branch.meetings.truncate(self.meetings.partition_point(|&(step, _)| step < n));
        branch.were_in_flight.truncate(n.div_ceil(BLOCK) as usize);
        branch.in_flight = open;
        branch
    }

    /// The messages that were in flight before step number `n`, in the order of their ids.
    fn in_flight_before(&self, n: u32) -> Vec<EnvelopeId> {
        let block = n / BLOCK;
        let Some(known) = self.were_in_flight.get(block as usize).filter(|_| n < self.steps) else {
            return self.in_flight.clone();
        };
        let since = (self.sent_before(block * BLOCK)..self.sent_before(n)).map(EnvelopeId);
        let is_open = |id: &EnvelopeId| {
            let packed = self.sent.get(id.0 as usize).filter(|packed| packed.kind != Kind::Timer);
            packed.is_some_and(|packed| packed.end.get().is_none_or(|end| end >= n))
        };
        known.iter().copied().chain(since).filter(is_open).collect()
    }

    /// The number of envelopes sent before step number `n`: the id of the first one that was sent later.
    fn sent_before(&self, n: u32) -> u32 {
        self.sent.partition_point(|packed| packed.step.get().is_none_or(|step| step < n)) as u32
    }

    /// An envelope as it was sent.
    #[must_use]
    pub fn envelope(&self, trace: &Trace, id: EnvelopeId) -> Option<EnvelopeView> {
        let packed = self.sent.get(id.0 as usize)?;
        let place = self.unusual.partition_point(|envelope| envelope.id < id);
        if let Some(envelope) = self.unusual.get(place).filter(|envelope| envelope.id == id) {
            return Some(*envelope);
        }
        let sent = packed.step.get().and_then(|step| trace.at(step)).unwrap_or_default();
        Some(packed.view(id, sent, trace.history()))
    }

    /// The way of a message; timers have none.
    #[must_use]
    pub fn path(&self, trace: &Trace, id: EnvelopeId) -> Option<Path> {
        let packed = self.sent.get(id.0 as usize).filter(|packed| packed.kind != Kind::Timer)?;
        let envelope = self.envelope(trace, id)?;
        let end = packed.end.get().and_then(|number| {
            let step = trace.step(number)?;
            let lost = matches!(step.action, Action::Drop(_));
            Some((if lost { End::Lost } else { End::Delivered }, step.at, number))
        });
        Some(Path { envelope, sent_step: packed.step.get(), end })
    }

    /// The ways of all messages, in the order of their ids.
    pub fn paths(&self, trace: &Trace) -> impl Iterator<Item = Path> {
        (0..self.sent.len() as u32).filter_map(|id| self.path(trace, EnvelopeId(id)))
    }

    /// The messages sent in the first `n` steps, the last one first.
    pub fn latest(&self, n: u32) -> impl Iterator<Item = EnvelopeId> {
        let all = (0..self.sent_before(n)).rev().map(EnvelopeId);
        all.filter(|id| self.sent.get(id.0 as usize).is_some_and(|it| it.kind != Kind::Timer))
    }

    /// The messages that were in flight at any time from `from` to `to`, in the order of their ids. Found by
    /// bisection.
    pub fn between(
        &self,
        trace: &Trace,
        from: Instant,
        to: Instant,
    ) -> impl Iterator<Item = EnvelopeId> {
        // A step at that very moment may have delivered what was in flight until then.
        let first = trace.until(Instant(from.0.saturating_sub(1)));
        let since = self.sent_before(first)..self.sent_before(trace.until(to));
        let since = since.map(EnvelopeId).filter(|id| {
            self.sent.get(id.0 as usize).is_some_and(|packed| packed.kind != Kind::Timer)
        });
        self.in_flight_before(first).into_iter().chain(since)
    }

    /// What nodes noted, in order.
    #[must_use]
    pub const fn facts(&self) -> &SharedVec<Fact> {
        &self.facts
    }

    /// What nodes noted in the steps `from..to`.
    pub fn facts_in(&self, from: u32, to: u32) -> impl DoubleEndedIterator<Item = &Fact> {
        let before = |step: u32| self.facts.partition_point(|fact| fact.step < step);
        self.facts.range(before(from)..before(to))
    }

    /// The versions that met in step number `n`.
    pub fn meetings_of(&self, n: u32) -> impl Iterator<Item = &Rc<Meeting>> {
        let before = |n: u32| self.meetings.partition_point(|&(step, _)| step < n);
        self.meetings.range(before(n)..before(n + 1)).map(|(_, meeting)| meeting)
    }

    /// The envelopes sent in step number `n`, timers included.
    pub fn sent_in(&self, trace: &Trace, n: u32) -> impl Iterator<Item = EnvelopeView> {
        let sent = self.sent_before(n)..self.sent_before(n + 1);
        sent.filter_map(|id| self.envelope(trace, EnvelopeId(id)))
    }

    /// The envelope that step number `n` delivered, lost, held, released or copied; timers included.
    #[must_use]
    pub fn moved_by(&self, trace: &Trace, n: u32) -> Option<EnvelopeView> {
        self.envelope(trace, trace.step(n)?.action.envelope()?)
    }

    /// Step number `n` and its effects.
    #[must_use]
    pub fn outcomes(&self, trace: &Trace, n: u32) -> Option<Outcomes> {
        let step = trace.step(n).filter(|_| n < self.steps)?;
        let of_clients = trace.history().of_step(n).filter_map(|news| match news {
            News::Begun(it) => Some(Happening::Invoked(Operation { ended: None, ..*it })),
            News::Ended(it) => it.ended.map(|(outcome, ..)| Happening::Ended(it.id, outcome)),
        });
        let sent = self.sent_in(trace, n).map(Happening::Sent);
        let noted = self.facts_in(n, n + 1).map(|fact| Happening::Noted(fact.node, fact.note));
        Some(Outcomes {
            step,
            moved: self.moved_by(trace, n),
            happenings: of_clients.chain(sent).chain(noted).collect(),
            meetings: self.meetings_of(n).cloned().collect(),
        })
    }
}

/// An envelope, packed: its times are in the trace, the value that it carries is in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed {
    tag: Tag,
    step: Number,
    end: Number,
    /// The time from sending until it is due, in µs.
    flight: u32,
    number: Number,
    of: Number,
    carries: Option<Name>,
    about: Option<Name>,
    from: Address,
    to: Address,
    kind: Kind,
    fate: Fate,
}

/// The name of an operation, or none, in eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name {
    number: NonZeroU32,
    client: ClientId,
}

impl Name {
    fn of(id: OperationId) -> Option<Self> {
        Some(Self { number: NonZeroU32::new(id.number)?, client: id.client })
    }

    const fn id(self) -> OperationId {
        OperationId { client: self.client, number: self.number.get() }
    }
}

impl Packed {
    /// Packs an envelope. What does not fit is lost; the caller compares.
    fn of(envelope: &EnvelopeView, step: Option<u32>) -> Self {
        let EnvelopeView { from, to, kind, label, sent, due, fate, .. } = *envelope;
        Self {
            tag: label.tag,
            step: step.into(),
            end: None.into(),
            flight: due.since(sent).0 as u32,
            number: label.number.map(|number| number as u32).into(),
            of: label.of.into(),
            carries: label.carries.and_then(|(_, write)| Name::of(write)),
            about: label.about.and_then(Name::of),
            from,
            to,
            kind,
            fate,
        }
    }

    fn view(&self, id: EnvelopeId, sent: Instant, history: &History) -> EnvelopeView {
        let carries = self.carries.and_then(|write| {
            let value = history.operation(write.id())?.request.value()?;
            Some((value, write.id()))
        });
        let label = Label {
            tag: self.tag,
            carries,
            about: self.about.map(Name::id),
            number: self.number.get().map(u64::from),
            of: self.of.get(),
        };
        EnvelopeView {
            id,
            from: self.from,
            to: self.to,
            kind: self.kind,
            label,
            sent,
            due: sent + Duration(u64::from(self.flight)),
            fate: self.fate,
            held: false,
        }
    }
}
