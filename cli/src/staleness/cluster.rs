//! The same trials on the simulated protocol, messages and all.
//!
//! Choosing what is applied next is all that a scheduler does, so this is one: it delivers each envelope
//! when the drawn latencies say, to the tick, and lets no timer run out. Whether a read was fresh is what its
//! client was told. As in the model, the coordinator is none of the replicas, and clients sit beside it. The
//! world's µs stand for ticks: nothing here depends on how long one is.

use super::{
    latency::Ticks,
    network::Draws,
    trial::{Measure, Trial},
};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::{Key, Request, Value, Word},
    mode::Mode,
    protocol::leaderless::{Handoff, Knob, ReadRepair},
    quorum::Quorum,
    sim::{
        Action, Happening, Setting, Setup, StepLog, World,
        setup::{ClientSpec, Route},
    },
    time::Instant,
    view::{EnvelopeView, Kind},
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Who writes, and who reads.
const WRITER: ClientId = ClientId(0);
const READER: ClientId = ClientId(1);

/// What goes between coordinator and replicas, in the order in which it arrives at one moment: a write that
/// reaches a replica together with a question is there before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Write,
    Ack,
    Read,
    Response,
}

/// The protocol at its start, with as many replicas as are asked for and one node more, to coordinate.
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
    /// It cannot have so many replicas, or no node is free to coordinate.
    pub fn new(Quorum { n, w, r }: Quorum) -> Result<Self, String> {
        let most = NodeId::LIMIT - 1;
        if n > most {
            return Err(format!(
                "--n {n}: with --cluster at most {most}, for one node coordinates"
            ));
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
        let start = Mode::Leaderless.start(&setup).map_err(|error| error.to_string())?;
        let word = |text| Word::new(text).map_err(|error| error.to_string());
        let (key, value) = (Key(word("key")?), Value(word("value")?));
        let mut protocol = Self { start, coordinator: NodeId(0), key, value };
        let draws = [Draws::new(n.into())];
        for node in (0..=n).map(NodeId) {
            protocol.coordinator = node;
            let mut run = Run::new(&protocol, &draws);
            run.invoke(WRITER, Request::Write(key, value))?;
            // A node that is a replica itself sends one fewer.
            if run.queue.len() == usize::from(n) {
                return Ok(protocol);
            }
        }
        Err("every node is a replica of the key; none is free to coordinate".to_owned())
    }
}

impl Measure for Protocol {
    fn group(&mut self, draws: &[Draws], trials: &mut Vec<Trial>) -> Result<Option<u32>, String> {
        trials.clear();
        let mut run = Run::new(self, draws);
        let mut behind = None;
        for (version, Draws { write, read, .. }) in (1..).zip(draws) {
            let begun = run.now;
            run.write()?;
            let took = run.now - begun;
            // What a read returns can only change where its question meets the write at a replica.
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
            trials.push(trial.ok_or("a read was stale although all replicas had the write")?);
        }
        Ok(behind)
    }
}

/// A world under way.
struct Run<'a> {
    protocol: &'a Protocol,
    draws: &'a [Draws],
    world: World,
    now: Ticks,
    /// Writes so far; the last one's draws are also those of the reads after it.
    writes: u32,
    /// What is under way between coordinator and replicas, by when it arrives.
    queue: BinaryHeap<Reverse<(Ticks, Way, usize, EnvelopeId)>>,
    /// How the operation ended, once it has.
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

    /// Writes the next version, and waits until its client is told.
    fn write(&mut self) -> Result<(), String> {
        self.deliver_until(self.now)?;
        self.invoke(WRITER, Request::Write(self.protocol.key, self.protocol.value))?;
        match self.outcome()? {
            Outcome::Written => Ok(()),
            other => Err(format!("a write ended with “{other}”")),
        }
    }

    /// Which version a read would return that starts so much later, if any, and how long it would take.
    fn read_after(&self, start: Ticks) -> Result<(Option<u32>, Ticks), String> {
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
        match run.outcome()? {
            Outcome::Read(found) => {
                let version = found.map(|found| found.write.number);
                Ok((version, run.now - self.now - start))
            }
            other => Err(format!("a read ended with “{other}”")),
        }
    }

    fn invoke(&mut self, client: ClientId, request: Request) -> Result<(), String> {
        self.writes += u32::from(client == WRITER);
        let via = self.protocol.coordinator;
        self.apply(Action::Invoke { client, via, request })
    }

    /// Goes on until the client that waits is told how its operation ended.
    fn outcome(&mut self) -> Result<Outcome, String> {
        loop {
            if let Some(outcome) = self.outcome.take() {
                return Ok(outcome);
            }
            let next = self.queue.pop().ok_or("nothing is under way, but a client waits")?;
            self.deliver(next)?;
        }
    }

    /// Everything that arrives until then, that moment included.
    fn deliver_until(&mut self, end: Ticks) -> Result<(), String> {
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
        Reverse((due, _, _, id)): Reverse<(Ticks, Way, usize, EnvelopeId)>,
    ) -> Result<(), String> {
        self.now = due;
        self.apply(Action::Deliver(id))
    }

    /// Applies an action, and whatever comes of it at the same moment: clients sit beside the coordinator.
    fn apply(&mut self, action: Action) -> Result<(), String> {
        let at = Instant(self.now as u64);
        self.world.apply(at, action, &mut self.log).map_err(|refusal| refusal.to_string())?;
        for happening in std::mem::take(&mut self.log.happenings) {
            match happening {
                Happening::Ended(_, outcome) => self.outcome = Some(outcome),
                Happening::Sent(EnvelopeView { id, kind: Kind::Request | Kind::Reply, .. }) => {
                    self.apply(Action::Deliver(id))?;
                }
                Happening::Sent(envelope) if envelope.kind == Kind::Message => {
                    self.post(&envelope)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Says when a message arrives.
    fn post(&mut self, envelope: &EnvelopeView) -> Result<(), String> {
        let EnvelopeView { id, from, to, label, .. } = *envelope;
        let draws = |version: u32| &self.draws[version as usize - 1];
        let (way, replica, latencies) = match (label.word, label.about) {
            ("store", Some(write)) => (Way::Write, to, &draws(write.number).write),
            ("stored", Some(write)) => (Way::Ack, from, &draws(write.number).ack),
            ("fetch", _) => (Way::Read, to, &draws(self.writes).read),
            ("holds" | "empty", _) => (Way::Response, from, &draws(self.writes).response),
            (other, _) => return Err(format!("the model knows no message “{other}”")),
        };
        let Address::Node(replica) = replica else {
            return Err(format!("“{}” went to a client", label.word));
        };
        // The coordinator has no latency, and so no place among them.
        let replica = usize::from(replica.0) - usize::from(replica > self.protocol.coordinator);
        self.queue.push(Reverse((self.now + latencies[replica], way, replica, id)));
        Ok(())
    }
}

#[cfg(test)]
#[path = "cluster_tests.rs"]
mod tests;
