//! Trials on the simulated protocol, with all its messages.
//!
//! This is a scheduler: it delivers each envelope exactly when the drawn latencies say, and fires no timer. The
//! response to the client tells whether a read was fresh. As in the model, the coordinator is not a replica, and
//! messages between clients and the coordinator take no time. The world's µs stand for ticks; nothing here depends on
//! the length of a tick.

use super::{
    StalenessError,
    error::ProtocolError,
    latency::Ticks,
    network::Draws,
    trial::{Measure, Trial},
};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::{Key, Request, Value, Word},
    mode::Mode,
    protocol::leaderless::{self, Handoff, Knob, ReadRepair},
    quorum::Quorum,
    sim::{
        Action, Happening, Setting, Setup, StepLog, World,
        setup::{ClientSpec, Route},
    },
    tag::Tag,
    time::Instant,
    view::{EnvelopeView, Kind},
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// The client that writes, and the one that reads.
const WRITER: ClientId = ClientId(0);
const READER: ClientId = ClientId(1);

/// Messages between the coordinator and replicas, in the order of delivery at equal times: a write that reaches a
/// replica together with a read comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Message {
    Write,
    Ack,
    Read,
    Response,
}

/// The protocol at its start, with the replicas and one more node as the coordinator.
pub struct Protocol {
    start: World,
    coordinator: NodeId,
    key: Key,
    value: Value,
}

impl Protocol {
    /// Without read repair and hints.
    ///
    /// # Errors
    /// It cannot have `n` replicas and a coordinator.
    pub fn new(Quorum { n, w, r }: Quorum) -> Result<Self, StalenessError> {
        if n >= NodeId::LIMIT {
            return Err(StalenessError::TooManyNodes { n });
        }
        let settings = vec![
            Setting::knob(Knob::Replicas, n),
            Setting::knob(Knob::WriteQuorum, w),
            Setting::knob(Knob::ReadQuorum, r),
            Setting::knob(Knob::ReadRepair, ReadRepair::Off),
            Setting::knob(Knob::Handoff, Handoff::Off),
        ];
        let client =
            ClientSpec { user: None, writes: Route::Any, reads: Route::Any, workload: None };
        let setup = Setup {
            seed: 0,
            nodes: n + 1,
            clients: vec![client; 2],
            settings,
            script: Vec::new(),
            until: Instant(u64::MAX),
        };
        let start = Mode::Leaderless.start(&setup).map_err(ProtocolError::Setup)?;
        let [key, value] = ["key", "value"].map(|text| Word::new(text).unwrap_or_default());
        let (key, value) = (Key(key), Value::Word(value));
        let mut protocol = Self { start, coordinator: NodeId(0), key, value };
        let draws = [Draws::new(n.into())];
        for node in (0..=n).map(NodeId) {
            protocol.coordinator = node;
            let mut run = Run::new(&protocol, &draws);
            run.invoke(WRITER, Request::Write(key, value))?;
            // A coordinator that is a replica itself sends one message less.
            if run.queue.len() == usize::from(n) {
                return Ok(protocol);
            }
        }
        Err(ProtocolError::NoCoordinator.into())
    }
}

impl Measure for Protocol {
    fn group(
        &mut self,
        draws: &[Draws],
        trials: &mut Vec<Trial>,
    ) -> Result<Option<u32>, StalenessError> {
        trials.clear();
        let mut run = Run::new(self, draws);
        let mut behind = None;
        for (version, Draws { write, read, .. }) in (1..).zip(draws) {
            let start = run.now;
            run.write()?;
            let took = run.now - start;
            // The result of a read changes only at starts for which it meets the write at a replica.
            let meetings = write.iter().zip(read).map(|(write, read)| write - read - took);
            let mut starts: Vec<Ticks> = meetings.filter(|&start| start > 0).collect();
            starts.push(0);
            starts.sort_unstable();
            let mut trial = None;
            for visible in starts {
                let (found, answered) = run.read_after(visible)?;
                if visible == 0 {
                    behind = found.map(|found| version - found);
                }
                if found == Some(version) {
                    trial = Some(Trial { write: took, read: answered, visible });
                    break;
                }
            }
            trials.push(trial.ok_or(ProtocolError::Stale)?);
        }
        Ok(behind)
    }
}

/// A world, and the messages in flight.
struct Run<'a> {
    protocol: &'a Protocol,
    draws: &'a [Draws],
    world: World,
    now: Ticks,
    /// The number of writes so far. The reads that follow a write use the same draws.
    writes: u32,
    /// Messages in flight between the coordinator and replicas, by their time of arrival.
    queue: BinaryHeap<Reverse<(Ticks, Message, usize, EnvelopeId)>>,
    /// The outcome of the last operation, until it is taken.
    outcome: Option<Outcome>,
    log: StepLog,
}

impl<'a> Run<'a> {
    fn new(protocol: &'a Protocol, draws: &'a [Draws]) -> Self {
        Self {
            protocol,
            draws,
            world: protocol.start.clone(),
            now: 0,
            writes: 0,
            queue: BinaryHeap::new(),
            outcome: None,
            log: StepLog { watch: true, ..StepLog::default() },
        }
    }

    /// Writes the next version, and runs until it is acknowledged.
    fn write(&mut self) -> Result<(), ProtocolError> {
        self.deliver_until(self.now)?;
        self.invoke(WRITER, Request::Write(self.protocol.key, self.protocol.value))?;
        let outcome = self.outcome()?;
        if outcome == Outcome::Written { Ok(()) } else { Err(ProtocolError::Write(outcome)) }
    }

    /// The version that a read would return if it started `start` ticks from now, if any, and how long it would take.
    fn read_after(&self, start: Ticks) -> Result<(Option<u32>, Ticks), ProtocolError> {
        let mut run = Self {
            world: self.world.clone(),
            queue: self.queue.clone(),
            outcome: None,
            log: StepLog { watch: true, ..StepLog::default() },
            ..*self
        };
        run.deliver_until(self.now + start)?;
        run.now = self.now + start;
        run.invoke(READER, Request::Read(self.protocol.key))?;
        let outcome = run.outcome()?;
        let Outcome::Read(found) = outcome else { return Err(ProtocolError::Read(outcome)) };
        let version = found.map(|found| found.write.number);
        Ok((version, run.now - self.now - start))
    }

    fn invoke(&mut self, client: ClientId, request: Request) -> Result<(), ProtocolError> {
        self.writes += u32::from(client == WRITER);
        let via = self.protocol.coordinator;
        self.apply(Action::Invoke { client, via, request })
    }

    /// Runs until the outstanding operation ends.
    fn outcome(&mut self) -> Result<Outcome, ProtocolError> {
        loop {
            if let Some(outcome) = self.outcome.take() {
                return Ok(outcome);
            }
            let next = self.queue.pop().ok_or(ProtocolError::Stuck)?;
            self.deliver(next)?;
        }
    }

    /// Delivers every message that arrives up to and including `end`.
    fn deliver_until(&mut self, end: Ticks) -> Result<(), ProtocolError> {
        while let Some(&Reverse((due, ..))) = self.queue.peek()
            && due <= end
            && let Some(next) = self.queue.pop()
        {
            self.deliver(next)?;
        }
        Ok(())
    }

    fn deliver(
        &mut self,
        Reverse((due, _, _, id)): Reverse<(Ticks, Message, usize, EnvelopeId)>,
    ) -> Result<(), ProtocolError> {
        self.now = due;
        self.apply(Action::Deliver(id))
    }

    /// Applies an action and delivers at once what it sends between the client and the coordinator.
    fn apply(&mut self, action: Action) -> Result<(), ProtocolError> {
        let at = Instant(self.now as u64);
        self.world.apply(at, action, &mut self.log)?;
        for happening in std::mem::take(&mut self.log.happenings) {
            match happening {
                Happening::Ended(_, outcome) => self.outcome = Some(outcome),
                Happening::Sent(EnvelopeView { id, kind: Kind::Request | Kind::Reply, .. }) => {
                    self.apply(Action::Deliver(id))?;
                }
                Happening::Sent(envelope) if envelope.kind == Kind::Message => {
                    self.post(&envelope)?;
                }
                Happening::Sent(_)
                | Happening::Invoked(_)
                | Happening::Noted(..)
                | Happening::Halted(_) => {}
            }
        }
        Ok(())
    }

    /// Puts a message into the queue.
    fn post(&mut self, envelope: &EnvelopeView) -> Result<(), ProtocolError> {
        let EnvelopeView { id, from, to, label, .. } = *envelope;
        let draws = |version: u32| &self.draws[version as usize - 1];
        let (message, replica, latencies) = match (label.tag, label.about) {
            (Tag::Leaderless(leaderless::Tag::Store), Some(write)) => {
                (Message::Write, to, &draws(write.number).write)
            }
            (Tag::Leaderless(leaderless::Tag::Stored), Some(write)) => {
                (Message::Ack, from, &draws(write.number).ack)
            }
            (Tag::Leaderless(leaderless::Tag::Fetch), _) => {
                (Message::Read, to, &draws(self.writes).read)
            }
            (Tag::Leaderless(leaderless::Tag::Holds | leaderless::Tag::Empty), _) => {
                (Message::Response, from, &draws(self.writes).response)
            }
            (other, _) => return Err(ProtocolError::UnknownMessage(other)),
        };
        let Address::Node(replica) = replica else {
            return Err(ProtocolError::SentToClient(label.tag));
        };
        // The draws skip the coordinator.
        let replica = usize::from(replica.0) - usize::from(replica > self.protocol.coordinator);
        self.queue.push(Reverse((self.now + latencies[replica], message, replica, id)));
        Ok(())
    }
}

#[cfg(test)]
#[path = "cluster_tests.rs"]
mod tests;
