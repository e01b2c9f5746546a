//! Several leaders.
//!
//! # Story
//! Every leader accepts writes, acknowledges them at once, and ships its log to the leaders that the topology gives it, and to
//! its own followers. A node's log has all that the node has applied, so entries of others travel on. An entry names the nodes
//! that have applied it on its way, and is not shipped to these.
//!
//! Concurrent writes to a key conflict ([`conflict`]). Every node detects the conflict when the two meet, by what their authors
//! had seen, and resolves it by itself.
//!
//! With causal delivery an entry also names the writes that its leader had applied before. A node that lacks one of them holds
//! the entry back.
//!
//! Conflicts can be avoided: each key has a home, the only leader that takes its writes; as long as the home answers, or is
//! waited for. They can be detected synchronously: a write waits until every other leader has it, and the one of two concurrent
//! writes that is not kept is refused. Then a leader needs all others for each write, as a single leader with synchronous
//! followers does.
//!
//! A leader that has lost its disk comes back under a new name: the entries of its log, the counts in its vectors and its
//! stamps are those of another leader, so that no peer takes them for old ones. It asks every peer for its rows, puts them into
//! its new log, and ships its own old writes among them again, because the lost log may not have reached all. For the same
//! reason a peer that gets a late entry of the lost log ships it on.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Multi-Leader Replication" ("Multi-datacenter operation",
//! "Handling Write Conflicts", "Synchronous versus asynchronous conflict detection", "Conflict avoidance", "Converging toward a
//! consistent state", "Multi-Leader Replication Topologies": entries tagged with the nodes that they have passed). MySQL,
//! `log_replica_updates` (a replica logs what it applies, so that a ring passes it on), `auto_increment_offset` and
//! `auto_increment_increment`. Version vectors: Parker et al., *Detection of Mutual Inconsistency in Distributed Systems*
//! (1983). Causal delivery: Ladin et al., *Providing High Availability Using Lazy Replication* (1992), whose updates wait for
//! those in their `prev`; Petersen et al., *Flexible Update Propagation for Weakly Consistent Replication* (1997), in which
//! every server passes on what it has in an order that keeps the prefix of each origin. A new name after a lost disk: Riak's
//! vnode ids (`riak_kv_vnode_status_mgr`: an id with an epoch, new when the file that keeps it is lost). Rows from peers: EDB
//! Postgres Distributed (BDR), "Creating and joining PGD groups" (a node that joins copies the data of one that is there);
//! MariaDB, "State Snapshot Transfers (SSTs) in Galera Cluster" (a new or recovering node gets all data of a donor). These copy
//! one node; here every peer is asked, since each may lack writes that another has.
//!
//! # Invariants
//! - I1 A write that has seen another has the greater stamp, even if its leader's clock is behind: a stamp
//!   is later than those of the versions that it replaces (`stamps_follow_causality`).
//! - I2 With last write wins, every node keeps the write with the greatest stamp, in any order of arrival. Once nothing is in
//!   flight and no link is cut, all rows are equal (`replicas_converge`).
//! - I3 A node applies a prefix of each neighbour's log (`leaders_hold_prefixes`). So it has, of each leader's writes, all
//!   before the last.
//! - I4 A node appends each write to its log once, so nothing circulates for ever in any topology
//!   (`nothing_circulates_for_ever`), and nothing is shipped to a node that it has passed.
//! - I5 With causal delivery, a node that has applied a write has applied all that its leader had
//!   (`causes_are_delivered_first`).
//!
//! # Not modelled
//! A leader that has lost its disk serves requests before it has all rows. The lost writes that others remember are not
//! restored. The 64th and all later incarnations share a name. With causal delivery, a write that waits for one that was lost
//! with a disk waits for ever. Followers of a leader that is down are not given to another one, and none of them is promoted.
//! Two leaders may disagree about who is silent: going around a leader then leaves out what only it could pass on. The home of
//! a key is suspected by its neighbours only. Tombstones are kept for ever. Synchronous detection is for leaders that all ship
//! to each other; with causal delivery, a leader acknowledges what it holds back, before it could meet another write.
//! When a node leaves, all others read all logs again. What the followers of a leader that has left had before the other leaders
//! stays with them.

mod config;
mod conflict;
mod copies;
mod detecting;
mod entry;
mod forks;
mod handling;
mod homes;
mod merging;
mod message;
pub mod note;
mod outgoing;
mod restoring;
mod silence;
pub mod tag;
pub mod topology;
mod travel;
pub mod view;

use crate::{
    clock::{Stamp, VersionVector},
    id::{NodeId, NodeSet, OperationId, Term},
    kv::{Key, Refused, Reply, Request, Value},
    replica::{Context, Env, Input, Replica},
    store::{CausalContext, LogNote},
    view::{Cell, Label, Meeting, ReplicaView, Role, WaysView},
};
use alloc::{rc::Rc, vec::Vec};
use conflict::Row;
use detecting::Waiting;
use litemap::LiteMap;
use merging::Merging;
use outgoing::Outgoing;
use silence::Silence;
use topology::Places;
use travel::{Held, wanted, ways};

pub use config::{
    Config, Delivery, Detection, Homes, Knob, Numbering, Placing, Rerouting, Resolution, Ships,
    Topology,
};
pub use copies::{Receipts, Shipment};
pub use entry::{Entry, Write};
pub use message::Message;
pub use note::Note;
pub use outgoing::Parcel;
pub use tag::Tag;
pub use view::{Branch, Fork, HeldBack, Outcome, PeerProgress, View};

/// The timers of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Sends a heartbeat with the position of the log's end.
    Heartbeat,
    /// Runs the conflict handler on a key.
    Handle(Key),
}

/// A leader, or a follower of one. Everything is durable except its peers' progress, its suspicions, and what waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    outgoing: Outgoing,
    rows: LiteMap<Key, Row>,
    /// The greatest number of a row that it knows, by table.
    numbers: LiteMap<Key, u32>,
    /// The writes of each leader that it has applied.
    seen: VersionVector,
    /// What has come before its causes, in order of arrival.
    held: Vec<Held>,
    /// The last applied position of each peer's log; of each of its logs, if it has lost its disk.
    applied: LiteMap<NodeId, u64>,
    /// The ways by which writes travelled when it wrote down these positions.
    ways: u64,
    /// How often it has lost its disk.
    incarnation: u16,
    /// The peers whose rows it still asks for, because it has lost its disk.
    restoring: NodeSet,
    silence: Silence,
    waiting: Vec<Waiting>,
    merging: Merging,
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

    /// A client asks for something.
    fn asked(
        &mut self,
        cx: &mut Context<'_, Self>,
        operation: OperationId,
        request: Request,
        context: &CausalContext,
    ) {
        if cx.config.merges() {
            return self.asked_to_merge(cx, operation, request);
        }
        let (key, value, inserts) = match request {
            Request::Read(key) => return self.read(cx, operation, key),
            Request::Write(key, value) => (key, value, None),
            Request::Insert(table) => {
                let number = self.next_number(cx, table);
                (table, Value::of_number(number), Some(number))
            }
            Request::Execute(..)
            | Request::Query(..)
            | Request::Update(..)
            | Request::Transaction(..) => {
                return cx.out.reply(operation, Reply::Refused(Refused::NotServed));
            }
        };
        if let Some(other) = self.elsewhere(cx, key) {
            return cx.out.reply(operation, Reply::Refused(Refused::NotLeader(Some(other))));
        }
        let reply = inserts.map_or(Reply::Written, Reply::Inserted);
        let write = Write { inserts, ..self.write(cx, operation, key, value, context) };
        let entry = Entry::from(write);
        let before = self.outgoing.log().end();
        let position = self.append(cx, entry.clone());
        cx.out.note(LogNote::Appended { write: operation, position });
        self.merge(cx, entry);
        self.acknowledge(
            cx,
            Waiting {
                write: operation,
                request,
                reply,
                position,
                asked: NodeSet(0),
                lacks: NodeSet(0),
            },
        );
        self.ship_news(cx, before);
    }

    /// A new write.
    fn write(
        &self,
        cx: &Context<'_, Self>,
        write: OperationId,
        key: Key,
        value: Value,
        context: &CausalContext,
    ) -> Write {
        let node = self.name(cx.env.id);
        let row = self.rows.get(&key);
        // A client that gets siblings replaces those that it has seen; otherwise its leader has seen them for it.
        let context = if cx.config.resolution == Resolution::Siblings {
            context.clone().unwrap_or_default()
        } else {
            Rc::new(row.map(|row| row.seen().clone()).unwrap_or_default())
        };
        // I1: with a clock that is behind, the overwritten value would win at other nodes.
        let after = row.and_then(Row::newest).map(|newest| newest.stamp.time.next());
        let time = after.map_or(cx.env.clock, |after| after.max(cx.env.clock));
        let causal = cx.config.delivery == Delivery::Causal;
        Write {
            key,
            value,
            inserts: None,
            made: false,
            write,
            stamp: Stamp { time, node },
            count: row.map_or(0, |row| row.seen().of(&node)) + 1,
            context,
            number: self.seen.of(&node) + 1,
            causes: causal.then(|| self.seen.clone()),
        }
    }

    fn read(&self, cx: &mut Context<'_, Self>, operation: OperationId, key: Key) {
        let Some(row) = self.rows.get(&key) else {
            return cx.out.reply(operation, Reply::Found(None));
        };
        match row.reply(cx.config) {
            (reply, None) => cx.out.reply(operation, reply),
            (reply, Some(sight)) => cx.out.tell(operation, reply, sight),
        }
    }

    /// The next number of a table: with interleaved numbers, the next one that belongs to this leader.
    fn next_number(&self, cx: &Context<'_, Self>, table: Key) -> u32 {
        let next = self.numbers.get(&table).copied().unwrap_or(0).saturating_add(1);
        let places = Places::new(cx.config, cx.env.members);
        let own = places.leaders().place(cx.env.id);
        let step = places.leaders().len();
        match (cx.config.numbering, own) {
            (Numbering::Plain, _) | (Numbering::Interleaved, None) => next,
            (Numbering::Interleaved, Some(own)) => {
                // The numbers of the leader at place `own` are own + 1, own + 1 + step, …
                next.saturating_add((own as u32 + step - (next - 1) % step) % step)
            }
        }
    }
}

impl Replica for Node {
    type Config = Config;
    type Message = Message;
    type Timer = Timer;

    fn start(cx: &mut Context<'_, Self>) -> Self {
        cx.out.timer(Timer::Heartbeat, cx.config.interval());
        Self {
            outgoing: Outgoing::default(),
            rows: LiteMap::new(),
            numbers: LiteMap::new(),
            seen: VersionVector::default(),
            held: Vec::new(),
            applied: LiteMap::new(),
            ways: ways(cx),
            incarnation: 0,
            restoring: NodeSet::default(),
            silence: Silence::default(),
            waiting: Vec::new(),
            merging: Merging::default(),
        }
    }

    fn wiped(cx: &mut Context<'_, Self>, incarnation: u16) -> Self {
        let restoring: NodeSet = cx.env.peers().collect();
        let merging = Merging::of_new_node(!restoring.is_empty());
        Self { incarnation, restoring, merging, ..Self::start(cx) }
    }

    fn step(&mut self, cx: &mut Context<'_, Self>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, request, context) => {
                self.asked(cx, operation, request, &context);
            }
            Input::Message(from, message) => {
                self.hear(cx, from);
                self.told(cx, from, message);
            }
            Input::Timeout(Timer::Heartbeat) => self.beat(cx),
            Input::Timeout(Timer::Handle(key)) => self.handle(cx, key),
            Input::Restarted => {
                cx.out.note(LogNote::Recovered { position: self.outgoing.log().end() });
                self.look_again(cx);
                self.find_conflicts(cx);
                self.catch_up(cx);
                self.beat(cx);
            }
            Input::Configured => self.configured(cx),
            Input::Members(change) => self.members_changed(cx, change),
            // A new leader receives the others' heartbeats and requests the missing entries.
            Input::Joined => {
                self.merging = Merging::of_new_node(cx.env.peers().next().is_some());
            }
            Input::Order(_) | Input::PoweredOff(_) => {}
        }
    }

    fn recover(&self) -> Self {
        Self {
            outgoing: self.outgoing.durable(),
            silence: Silence::default(),
            waiting: Vec::new(),
            ..self.clone()
        }
    }

    fn meets(&self, env: Env, input: &Input<Message, Timer>) -> Vec<Meeting> {
        match input {
            Input::Message(_, Message::Merge(_, shipment)) => self.merging.meets(env.id, shipment),
            Input::Message(..)
            | Input::Request(..)
            | Input::Timeout(_)
            | Input::Restarted
            | Input::Configured
            | Input::Joined
            | Input::Members(_)
            | Input::Order(_)
            | Input::PoweredOff(_) => Vec::new(),
        }
    }

    fn describe(&self, config: &Config, env: Env) -> ReplicaView {
        let outline = self.outline(config, env, 0);
        let places = Places::new(config, env.members);
        let peers = env.peers().map(|peer| PeerProgress {
            peer,
            acknowledged: self.outgoing.reached(peer, wanted(config, &places, env.id, peer)),
            applied: self.applied.get(&self.newest(peer)).copied().unwrap_or(0),
        });
        let view = View {
            peers: peers.filter(|_| !config.merges()).collect(),
            held: self.held_back(),
            ships_to: self.ships_to(config, &places, env.id),
            suspects: self.silence.suspects(),
            follows: places.leader_of(env.id),
            waiting: self.waiting.iter().map(Waiting::view).collect(),
            merged: self.merging.view(),
            values: self.merging.open_up(),
            forks: self.forks(config),
        };
        ReplicaView { protocol: view.into(), ..outline }
    }

    fn outline(&self, config: &Config, env: Env, from: u64) -> ReplicaView {
        let rows = match config.merges() {
            true => self.merging.rows(),
            false => self.rows.iter().filter_map(|(&key, row)| row.view(key, config)).collect(),
        };
        let before = from.saturating_sub(1);
        let log = (before + 1..).zip(self.outgoing.log().after(before)).map(|(position, entry)| {
            let Write { key, value, write, .. } = **entry;
            Cell { position, write, key, value, term: Term::default() }
        });
        let follows = Places::new(config, env.members).leader_of(env.id);
        let role = if follows.is_some() { Role::Follower } else { Role::Leader };
        let (held, merged) = (self.held_back(), self.merging.view());
        let view = View { held, follows, merged, ..View::default() };
        ReplicaView { role, rows, log: log.collect(), protocol: view.into() }
    }

    fn ways(config: &Config, members: &[NodeId]) -> Option<WaysView> {
        let places = Places::new(config, members.iter().copied().collect());
        Some(WaysView { links: places.links(), leaders: places.leaders().iter().collect() })
    }

    fn label(message: &Message) -> Label {
        message.label()
    }

    fn timer_label(timer: Timer) -> Label {
        match timer {
            Timer::Heartbeat => Label::new(Tag::Heartbeat),
            Timer::Handle(_) => Label::new(Tag::Handler),
        }
    }
}
