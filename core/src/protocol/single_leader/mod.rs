//! Single leader, asynchronous.
//!
//! # Story
//! Clients write to the leader; it appends to its replication log, answers at once and ships entries
//! by position. Followers apply them in order; one that missed something asks for all that follows
//! the last position it has stored.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Leaders and Followers", "Synchronous
//! Versus Asynchronous Replication", "Follower failure: Catch-up recovery". Log shipping by position
//! follows PostgreSQL's streaming replication (manual, 27.2.5) in outline.
//!
//! # Invariants
//! - I1 A follower's log is a prefix of the leader's (`followers_hold_prefixes` in `tests/it`).
//! - I2 A follower's position never goes back, except that a crash cannot take it below what is on
//!   its disk, which is everything: every entry is durable as it is applied (`followers_hold_prefixes`).
//! - I3 Once nothing is in flight and all links are whole, all logs are equal (`replicas_converge`).
//!
//! # Not modelled
//! Failover: the leader stays the leader, also while it is dead. Entries that are applied but not yet
//! flushed, snapshots, log truncation, synchronous followers.

mod message;

use crate::{
    id::{NodeId, OperationId},
    knob::{Knob, KnobError, KnobView},
    kv::{Found, Key, Refused, Reply, Request, Value},
    note::Note,
    replica::{Env, Input, Out, Replica},
    store::{Batch, Shipping, shipping::Fit},
    time::Duration,
    view::{Cell, Label, Progress, ReplicaView, Role, Row, Version},
};
use alloc::vec::Vec;
use litemap::LiteMap;

pub use message::Message;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Who leads.
    pub leader: NodeId,
    /// How often the leader says how long its log is, in ms.
    pub heartbeat: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { leader: NodeId(0), heartbeat: 100 }
    }
}

/// One entry of the replication log: the logical change of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The row.
    pub key: Key,
    /// What it holds from here on.
    pub value: Value,
    /// The write that asked for it.
    pub write: OperationId,
}

/// The leader's one timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Tell the followers how long the log is.
    Heartbeat,
}

/// A leader or a follower.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    shipping: Shipping<Entry>,
    /// Which position holds the newest entry of each key: an index of the log.
    rows: LiteMap<Key, u64>,
}

impl Node {
    fn append(&mut self, entry: Entry) -> u64 {
        let position = self.shipping.log_mut().push(entry);
        self.rows.insert(entry.key, position);
        position
    }

    fn read(&self, key: Key) -> Option<Found> {
        let entry = self.shipping.log().at(*self.rows.get(&key)?)?;
        Some(Found { value: entry.value, write: entry.write })
    }

    fn request(
        &mut self,
        config: &Config,
        env: Env<'_>,
        operation: OperationId,
        request: Request,
        out: &mut Out<'_, Self>,
    ) {
        match request {
            Request::Read(key) => out.reply(operation, Reply::Found(self.read(key))),
            Request::Write(..) if env.id != config.leader => {
                let leader = config.leader;
                out.note(Note::NotLeader { operation, leader });
                out.reply(operation, Reply::Refused(Refused::NotLeader(leader)));
            }
            Request::Write(key, value) => {
                let position = self.append(Entry { key, value, write: operation });
                out.note(Note::Appended { write: operation, position });
                out.reply(operation, Reply::Written);
                for peer in env.peers() {
                    out.send(peer, Message::Append(self.shipping.newest(peer)));
                }
            }
        }
    }

    fn take(&mut self, leader: NodeId, batch: &Batch<Entry>, out: &mut Out<'_, Self>) {
        let held = self.shipping.log().end();
        match batch.fit(held) {
            Fit::Gap => {
                out.note(Note::Gap { held, after: batch.after });
                out.send(leader, Message::Resume { after: held });
            }
            Fit::From(known) => {
                for &entry in batch.entries.iter().skip(known) {
                    let position = self.append(entry);
                    out.note(Note::Applied { write: entry.write, position });
                }
                let position = self.shipping.log().end();
                out.send(leader, Message::Applied { position });
            }
        }
    }

    fn beat(&self, config: &Config, env: Env<'_>, out: &mut Out<'_, Self>) {
        for peer in env.peers() {
            out.send(peer, Message::Append(self.shipping.heartbeat()));
        }
        wait(config, out);
    }
}

fn wait(config: &Config, out: &mut Out<'_, Node>) {
    out.timer(Timer::Heartbeat, Duration::millis(config.heartbeat.into()));
}

impl Replica for Node {
    type Config = Config;
    type Message = Message;
    type Timer = Timer;

    fn start(config: &Config, env: Env<'_>, out: &mut Out<'_, Self>) -> Self {
        if env.id == config.leader {
            wait(config, out);
        }
        Self { shipping: Shipping::default(), rows: LiteMap::new() }
    }

    fn step(
        &mut self,
        config: &Config,
        env: Env<'_>,
        input: Input<Message, Timer>,
        out: &mut Out<'_, Self>,
    ) {
        match input {
            Input::Request(operation, request) => {
                self.request(config, env, operation, request, out)
            }
            Input::Message(from, Message::Append(batch)) => self.take(from, &batch, out),
            Input::Message(from, Message::Resume { after }) => {
                out.note(Note::Resumed { peer: from, after });
                out.send(from, Message::Append(self.shipping.resume(from, after)));
            }
            Input::Message(from, Message::Applied { position }) => {
                if self.shipping.acknowledged(from) < position
                    && position == self.shipping.log().end()
                {
                    out.note(Note::CaughtUp { peer: from, position });
                }
                if let Some(batch) = self.shipping.acknowledge(from, position) {
                    out.send(from, Message::Append(batch));
                }
            }
            Input::Timeout(Timer::Heartbeat) => self.beat(config, env, out),
            Input::Restarted => {
                let position = self.shipping.log().end();
                out.note(Note::Recovered { position });
                if env.id == config.leader {
                    self.beat(config, env, out);
                } else {
                    out.send(config.leader, Message::Resume { after: position });
                }
            }
            // A new follower hears the leader's next heartbeat and asks for what it lacks.
            Input::Members => {}
        }
    }

    fn recover(&self) -> Self {
        Self { shipping: self.shipping.durable(), rows: self.rows.clone() }
    }

    fn describe(&self, config: &Config, env: Env<'_>) -> ReplicaView {
        let log = self.shipping.log();
        let rows = self.rows.iter().filter_map(|(&key, &position)| {
            let Entry { value, write, .. } = *log.at(position)?;
            Some(Row { key, value, write, version: Version::Position(position), lost: None })
        });
        let cells = (1..).zip(log.after(0)).map(|(position, entry)| {
            let Entry { key, value, write } = *entry;
            Cell { position, write, key, value }
        });
        let peers: Vec<Progress> = env
            .peers()
            .map(|peer| Progress {
                peer,
                acknowledged: self.shipping.acknowledged(peer),
                applied: 0,
            })
            .filter(|progress| progress.acknowledged > 0)
            .collect();
        ReplicaView {
            rows: rows.collect(),
            log: cells.collect(),
            peers,
            ..ReplicaView::of(if env.id == config.leader { Role::Leader } else { Role::Follower })
        }
    }

    fn label(message: &Message) -> Label {
        message.label()
    }

    fn timer_word(_: Timer) -> &'static str {
        "heartbeat"
    }

    fn check(config: &Config, members: &[NodeId]) -> Result<(), KnobError> {
        if members.contains(&config.leader) {
            Ok(())
        } else {
            Err(KnobError::Leader(config.leader))
        }
    }

    fn knobs(config: &Config, _: u16) -> Vec<KnobView> {
        alloc::vec![KnobView { knob: Knob::Heartbeat, value: config.heartbeat, range: (5, 1_000) }]
    }

    fn turn(config: &mut Config, knob: Knob, value: u32, members: u16) -> Result<(), KnobError> {
        match knob {
            Knob::Heartbeat => {
                config.heartbeat = knob.within(value, &Self::knobs(config, members))?
            }
            _ => return Err(KnobError::NotHere(knob)),
        }
        Ok(())
    }
}
