//! Multi-leader, all to all.
//!
//! # Story
//! Every node is a leader: it accepts writes, acknowledges them at once, and ships its log to all others.
//! Concurrent writes to a key conflict. Every node detects the conflict by the version vectors, keeps the
//! write with the greater stamp, and remembers the other.
//!
//! A leader that has lost its disk comes back under a new name: the entries of its log, the counts in its vectors and its
//! stamps are those of another leader, so that no peer takes them for old ones. It asks every peer for its rows, and ships
//! its own old writes among them again, because the lost log may not have reached all. For the same reason a peer that gets
//! a late entry of the lost log ships it on.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Multi-Leader Replication", "Converging
//! toward a consistent state", "Multi-Leader Replication Topologies" (all-to-all). Version vectors:
//! Parker et al., *Detection of Mutual Inconsistency in Distributed Systems* (1983). A new name after a lost disk: Riak's
//! vnode ids (`riak_kv_vnode_status_mgr`: an id with an epoch, new when the file that keeps it is lost). Rows from
//! peers: EDB Postgres Distributed (BDR), "Creating and joining PGD groups" (a node that joins copies the data of one that
//! is there); MariaDB, "State Snapshot Transfers (SSTs) in Galera Cluster" (a new or recovering node gets all data of a
//! donor). These copy one node; here every peer is asked, since each may lack writes that another has.
//!
//! # Invariants
//! - I1 A write that has seen another has the greater stamp, even if its leader's clock is behind: a stamp
//!   is later than that of the write that the key holds (`stamps_follow_causality`).
//! - I2 Every node keeps the write with the greatest stamp, in any order of arrival. Once nothing is in
//!   flight and no link is cut, all rows are equal (`replicas_converge`).
//! - I3 A node applies a prefix of each other node's log (`leaders_hold_prefixes`).
//!
//! # Not modelled
//! Circular and star topologies, conflict handlers other than last write wins, deletes. A leader that has lost its disk
//! serves requests before it has all rows. The lost writes that others remember are not restored. The 64th and all later
//! incarnations share a name.

mod config;
mod message;
pub mod note;
pub mod tag;
pub mod view;

use crate::{
    clock::{Stamp, VersionVector},
    id::{NodeId, NodeSet, OperationId, Term},
    kv::{Found, Key, Refused, Reply, RowRequest, Value},
    replica::{Context, Env, Input, Replica},
    store::{Batch, LogNote, Shipping, shipping::Fit},
    time::Duration,
    view::{Cell, Label, ReplicaView, Role, Row, Version},
};
use alloc::vec::Vec;
use core::{
    cmp::Ordering,
    hash::{Hash, Hasher},
};
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    shipping: Shipping<Entry>,
    rows: LiteMap<Key, Stored>,
    /// The last applied position of each peer's log; of each of its logs, if it has lost its disk.
    applied: LiteMap<NodeId, u64>,
    /// How often it has lost its disk.
    incarnation: u16,
    /// The peers whose rows it still asks for, because it has lost its disk.
    restoring: NodeSet,
}

impl Hash for Node {
    /// Fingerprints are older than incarnations.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { shipping, rows, applied, incarnation, restoring } = self;
        (shipping, rows, applied).hash(state);
        if *incarnation > 0 {
            (incarnation, restoring).hash(state);
        }
    }
}

impl Node {
    /// The name under which it writes.
    const fn name(&self, id: NodeId) -> NodeId {
        id.reborn(self.incarnation)
    }

    /// The newest name of a peer that it has heard of.
    fn newest(&self, peer: NodeId) -> NodeId {
        let names = self.applied.keys().copied().filter(|name| name.place() == peer.place());
        names.max().unwrap_or(peer)
    }

    /// Sends a batch of its log.
    fn ship(&self, cx: &mut Context<'_, Self>, to: NodeId, batch: Batch<Entry>) {
        let message = match self.incarnation {
            0 => Message::Ship(batch),
            _ => Message::ShipAs(self.name(cx.env.id), batch),
        };
        cx.out.send(to, message);
    }

    /// Appends a write to its log.
    fn append(&mut self, cx: &mut Context<'_, Self>, entry: Entry) {
        let write = entry.write;
        let position = self.shipping.log_mut().push(entry);
        cx.out.note(LogNote::Appended { write, position });
    }

    /// Asks the peers for their rows that have not sent them yet.
    fn restore(&self, cx: &mut Context<'_, Self>) {
        let name = self.name(cx.env.id);
        for peer in cx.env.peers().filter(|&peer| self.restoring.contains(peer)) {
            cx.out.send(peer, Message::AskRows(name));
        }
    }

    /// A peer that has lost its disk asks for all rows, under a new name.
    fn asked_for_rows(&mut self, cx: &mut Context<'_, Self>, from: NodeId, name: NodeId) {
        self.applied.entry(name).or_insert(0);
        let rows = self.rows.values().map(|stored| stored.entry.clone());
        cx.out.send(from, Message::Rows(name, rows.collect()));
    }

    /// The rows of a peer arrive. Its own old writes are shipped again. An answer to a name that it has lost since, with
    /// another disk, may lack what it has written under that name.
    fn take_rows(
        &mut self,
        cx: &mut Context<'_, Self>,
        from: NodeId,
        name: NodeId,
        rows: Vec<Entry>,
    ) {
        if name != self.name(cx.env.id) || !self.restoring.remove(from) {
            return;
        }
        cx.out.note(Note::Restored { peer: from, rows: rows.len() as u32 });
        for entry in rows {
            let own = entry.stamp.node.place() == cx.env.id;
            if self.merge(cx, entry.clone()) && own {
                self.append(cx, entry);
            }
        }
    }

    fn read(&self, key: Key) -> Option<Found> {
        let Entry { value, write, .. } = self.rows.get(&key)?.entry;
        Some(Found { value, write })
    }

    fn write(&mut self, cx: &mut Context<'_, Self>, write: OperationId, key: Key, value: Value) {
        let stored = self.rows.get(&key).map(|stored| &stored.entry);
        let mut vector = stored.map(|entry| entry.vector.clone()).unwrap_or_default();
        let node = self.name(cx.env.id);
        vector.count(node);
        // I1: with a clock that is behind, the overwritten value would win at other nodes.
        let after = stored.map(|entry| entry.stamp.time.next());
        let time = after.map_or(cx.env.clock, |after| after.max(cx.env.clock));
        let entry = Entry { key, value, write, stamp: Stamp { time, node }, vector };
        self.append(cx, entry.clone());
        self.merge(cx, entry);
        cx.out.reply(write, Reply::Written);
        let env = cx.env;
        for peer in env.peers() {
            let batch = self.shipping.newest(peer);
            self.ship(cx, peer, batch);
        }
    }

    /// Merges a write into its row: it replaces a write that it has seen, is ignored if the row has seen it, and
    /// otherwise conflicts. Returns whether the row had not seen it.
    fn merge(&mut self, cx: &mut Context<'_, Self>, new: Entry) -> bool {
        let Some(stored) = self.rows.get_mut(&new.key) else {
            self.rows.insert(new.key, Stored { entry: new, lost: None });
            return true;
        };
        match new.vector.partial_cmp(&stored.entry.vector) {
            Some(Ordering::Greater) => *stored = Stored { entry: new, lost: None },
            Some(Ordering::Less | Ordering::Equal) => return false,
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
        true
    }

    /// A batch of a peer's log arrives; `log` is the name of the peer that wrote it.
    fn take(&mut self, cx: &mut Context<'_, Self>, from: NodeId, log: NodeId, batch: Batch<Entry>) {
        let held = self.applied.get(&log).copied().unwrap_or(0);
        let lost = self.newest(log) != log;
        match batch.fit(held) {
            Fit::Gap => {
                cx.out.note(LogNote::Gap { held, after: batch.after });
                cx.out.send(from, Message::Resume { after: held });
            }
            Fit::From(known) => {
                let end = batch.end().max(held);
                for (position, entry) in (held + 1..).zip(batch.entries.into_iter().skip(known)) {
                    cx.out.note(LogNote::Applied { write: entry.write, position });
                    self.merge(cx, entry.clone());
                    if lost {
                        // Its leader cannot ship it to the others any more.
                        self.append(cx, entry);
                    }
                }
                self.applied.insert(log, end);
                cx.out.send(from, Message::Applied { position: end });
            }
        }
    }

    fn beat(&self, cx: &mut Context<'_, Self>) {
        let env = cx.env;
        for peer in env.peers() {
            self.ship(cx, peer, self.shipping.heartbeat());
        }
        self.restore(cx);
        cx.out.timer(Timer::Heartbeat, Duration::millis(cx.config.heartbeat.into()));
    }
}

impl Replica for Node {
    type Config = Config;
    type Message = Message;
    type Timer = Timer;

    fn start(cx: &mut Context<'_, Self>) -> Self {
        cx.out.timer(Timer::Heartbeat, Duration::millis(cx.config.heartbeat.into()));
        let (rows, applied) = (LiteMap::new(), LiteMap::new());
        let (incarnation, restoring) = (0, NodeSet::default());
        Self { shipping: Shipping::default(), rows, applied, incarnation, restoring }
    }

    fn wiped(cx: &mut Context<'_, Self>, incarnation: u16) -> Self {
        Self { incarnation, restoring: cx.env.peers().collect(), ..Self::start(cx) }
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
            Input::Message(from, Message::Ship(batch)) => self.take(cx, from, from, batch),
            Input::Message(from, Message::ShipAs(name, batch)) => self.take(cx, from, name, batch),
            Input::Message(from, Message::AskRows(name)) => self.asked_for_rows(cx, from, name),
            Input::Message(from, Message::Rows(name, rows)) => self.take_rows(cx, from, name, rows),
            Input::Message(from, Message::Resume { after }) => {
                cx.out.note(LogNote::Resumed { peer: from, after });
                let batch = self.shipping.resume(from, after);
                self.ship(cx, from, batch);
            }
            Input::Message(from, Message::Applied { position }) => {
                if let Some(batch) = self.shipping.acknowledge(from, position) {
                    self.ship(cx, from, batch);
                }
            }
            Input::Timeout(Timer::Heartbeat) => self.beat(cx),
            Input::Restarted => {
                cx.out.note(LogNote::Recovered { position: self.shipping.log().end() });
                for peer in cx.env.peers() {
                    let after = self.applied.get(&self.newest(peer)).copied().unwrap_or(0);
                    cx.out.send(peer, Message::Resume { after });
                }
                self.beat(cx);
            }
            // A new leader receives the others' heartbeats and requests the missing entries.
            Input::Joined
            | Input::Members(_)
            | Input::Configured
            | Input::Order(_)
            | Input::PoweredOff(_) => {}
        }
    }

    fn recover(&self) -> Self {
        Self { shipping: self.shipping.durable(), ..self.clone() }
    }

    fn describe(&self, config: &Config, env: Env<'_>) -> ReplicaView {
        let peers = env.peers().map(|peer| PeerProgress {
            peer,
            acknowledged: self.shipping.acknowledged(peer),
            applied: self.applied.get(&self.newest(peer)).copied().unwrap_or(0),
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
