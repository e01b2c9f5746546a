//! Multi-leader, all to all.
//!
//! # Story
//! Every node is a leader: it accepts writes, acknowledges them at once, and ships its log to all others.
//! Concurrent writes to a key conflict. Every node detects the conflict by the version vectors, keeps the
//! write with the greater stamp, and remembers the other.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Multi-Leader Replication", "Converging
//! toward a consistent state", "Multi-Leader Replication Topologies" (all-to-all). Version vectors:
//! Parker et al., *Detection of Mutual Inconsistency in Distributed Systems* (1983).
//!
//! # Invariants
//! - I1 A write that has seen another has the greater stamp, even if its leader's clock is behind: a stamp
//!   is later than that of the write that the key holds (`stamps_follow_causality`).
//! - I2 Every node keeps the write with the greatest stamp, in any order of arrival. Once nothing is in
//!   flight and no link is cut, all rows are equal (`replicas_converge`).
//! - I3 A node applies a prefix of each other node's log (`leaders_hold_prefixes`).
//!
//! # Not modelled
//! Circular and star topologies, conflict handlers other than last write wins, deletes.

mod config;
mod message;
pub mod note;
pub mod tag;
pub mod view;

use crate::{
    clock::{Stamp, VersionVector},
    id::{NodeId, OperationId, Term},
    kv::{Found, Key, Refused, Reply, RowRequest, Value},
    replica::{Context, Env, Input, Replica},
    store::{Batch, LogNote, Shipping, shipping::Fit},
    time::Duration,
    view::{Cell, Label, ReplicaView, Role, Row, Version},
};
use core::cmp::Ordering;
use litemap::LiteMap;

pub use config::{Config, Knob};
pub use message::Message;
pub use note::Note;
pub use tag::Tag;
pub use view::{PeerProgress, View};

/// An entry of a leader's log: a write, and the writes to its key that the leader knew.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// Its new value.
    pub value: Value,
    /// The write that asked for it.
    pub write: OperationId,
    /// The stamp. Of concurrent writes, the one with the greater stamp is kept.
    pub stamp: Stamp,
    /// The writes to this key that it includes, itself among them.
    pub vector: VersionVector,
}

/// A row of a leader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stored {
    entry: Entry,
    /// The last concurrent write that was not kept.
    lost: Option<OperationId>,
}

/// The timers of a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Sends a heartbeat with the position of the log's end.
    Heartbeat,
}

/// A leader. Everything is durable except its peers' progress.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    shipping: Shipping<Entry>,
    rows: LiteMap<Key, Stored>,
    /// The last applied position of each peer's log.
    applied: LiteMap<NodeId, u64>,
}

impl Node {
    fn read(&self, key: Key) -> Option<Found> {
        let Entry { value, write, .. } = self.rows.get(&key)?.entry;
        Some(Found { value, write })
    }

    fn write(&mut self, cx: &mut Context<'_, Self>, write: OperationId, key: Key, value: Value) {
        let stored = self.rows.get(&key).map(|stored| &stored.entry);
        let mut vector = stored.map(|entry| entry.vector.clone()).unwrap_or_default();
        vector.count(cx.env.id);
        // I1: with a clock that is behind, the overwritten value would win at other nodes.
        let after = stored.map(|entry| entry.stamp.time.next());
        let time = after.map_or(cx.env.clock, |after| after.max(cx.env.clock));
        let entry = Entry { key, value, write, stamp: Stamp { time, node: cx.env.id }, vector };
        let position = self.shipping.log_mut().push(entry.clone());
        cx.out.note(LogNote::Appended { write, position });
        self.merge(cx, entry);
        cx.out.reply(write, Reply::Written);
        for peer in cx.env.peers() {
            cx.out.send(peer, Message::Ship(self.shipping.newest(peer)));
        }
    }

    /// Merges a write into its row: it replaces a write that it has seen, is ignored if the row has seen it, and
    /// otherwise conflicts.
    fn merge(&mut self, cx: &mut Context<'_, Self>, new: Entry) {
        let Some(stored) = self.rows.get_mut(&new.key) else {
            self.rows.insert(new.key, Stored { entry: new, lost: None });
            return;
        };
        match new.vector.partial_cmp(&stored.entry.vector) {
            Some(Ordering::Greater) => *stored = Stored { entry: new, lost: None },
            Some(Ordering::Less | Ordering::Equal) => {}
            None => {
                let mut both = stored.entry.vector.clone();
                both.merge(&new.vector);
                let (mut kept, lost) = match new.stamp > stored.entry.stamp {
                    true => (new, stored.entry.write),
                    false => (stored.entry.clone(), new.write),
                };
                kept.vector = both;
                cx.out.note(Note::Conflict { key: kept.key, kept: kept.write, lost });
                *stored = Stored { entry: kept, lost: Some(lost) };
            }
        }
    }

    fn take(&mut self, cx: &mut Context<'_, Self>, from: NodeId, batch: Batch<Entry>) {
        let held = self.applied.get(&from).copied().unwrap_or(0);
        match batch.fit(held) {
            Fit::Gap => {
                cx.out.note(LogNote::Gap { held, after: batch.after });
                cx.out.send(from, Message::Resume { after: held });
            }
            Fit::From(known) => {
                let end = batch.end().max(held);
                for (position, entry) in (held + 1..).zip(batch.entries.into_iter().skip(known)) {
                    cx.out.note(LogNote::Applied { write: entry.write, position });
                    self.merge(cx, entry);
                }
                self.applied.insert(from, end);
                cx.out.send(from, Message::Applied { position: end });
            }
        }
    }

    fn beat(&self, cx: &mut Context<'_, Self>) {
        for peer in cx.env.peers() {
            cx.out.send(peer, Message::Ship(self.shipping.heartbeat()));
        }
        cx.out.timer(Timer::Heartbeat, Duration::millis(cx.config.heartbeat.into()));
    }
}

impl Replica for Node {
    type Config = Config;
    type Message = Message;
    type Timer = Timer;

    fn start(cx: &mut Context<'_, Self>) -> Self {
        cx.out.timer(Timer::Heartbeat, Duration::millis(cx.config.heartbeat.into()));
        Self { shipping: Shipping::default(), rows: LiteMap::new(), applied: LiteMap::new() }
    }

    fn step(&mut self, cx: &mut Context<'_, Self>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, request, _) => match request.row() {
                Some(RowRequest::Read(key)) => {
                    cx.out.reply(operation, Reply::Found(self.read(key)));
                }
                Some(RowRequest::Write(key, value)) => self.write(cx, operation, key, value),
                None => cx.out.reply(operation, Reply::Refused(Refused::NotServed)),
            },
            Input::Message(from, Message::Ship(batch)) => self.take(cx, from, batch),
            Input::Message(from, Message::Resume { after }) => {
                cx.out.note(LogNote::Resumed { peer: from, after });
                cx.out.send(from, Message::Ship(self.shipping.resume(from, after)));
            }
            Input::Message(from, Message::Applied { position }) => {
                if let Some(batch) = self.shipping.acknowledge(from, position) {
                    cx.out.send(from, Message::Ship(batch));
                }
            }
            Input::Timeout(Timer::Heartbeat) => self.beat(cx),
            Input::Restarted => {
                cx.out.note(LogNote::Recovered { position: self.shipping.log().end() });
                for peer in cx.env.peers() {
                    let after = self.applied.get(&peer).copied().unwrap_or(0);
                    cx.out.send(peer, Message::Resume { after });
                }
                self.beat(cx);
            }
            // A new leader receives the others' heartbeats and requests the missing entries.
            Input::Joined | Input::Members(_) | Input::Configured | Input::Order(_) => {}
        }
    }

    fn recover(&self) -> Self {
        let Self { shipping, rows, applied } = self;
        Self { shipping: shipping.durable(), rows: rows.clone(), applied: applied.clone() }
    }

    fn describe(&self, config: &Config, env: Env<'_>) -> ReplicaView {
        let peers = env.peers().map(|peer| PeerProgress {
            peer,
            acknowledged: self.shipping.acknowledged(peer),
            applied: self.applied.get(&peer).copied().unwrap_or(0),
        });
        let protocol = View { peers: peers.collect() }.into();
        ReplicaView { protocol, ..self.outline(config, env, 0) }
    }

    fn outline(&self, _: &Config, _: Env<'_>, from: u64) -> ReplicaView {
        let rows = self.rows.iter().map(|(&key, stored)| {
            let Entry { value, write, stamp, ref vector, .. } = stored.entry;
            let version = Version::Vector(vector.clone(), stamp);
            Row { key, value, write, version, lost: stored.lost }
        });
        let before = from.saturating_sub(1);
        let log = (before + 1..).zip(self.shipping.log().after(before)).map(|(position, entry)| {
            let Entry { key, value, write, .. } = *entry;
            Cell { position, write, key, value, term: Term::default() }
        });
        let (role, rows, log) = (Role::Leader, rows.collect(), log.collect());
        ReplicaView { role, rows, log, protocol: View::default().into() }
    }

    fn label(message: &Message) -> Label {
        message.label()
    }

    fn timer_label(timer: Timer) -> Label {
        match timer {
            Timer::Heartbeat => Label::new(Tag::Heartbeat),
        }
    }
}
