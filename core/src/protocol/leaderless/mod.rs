//! Leaderless, with n, w and r.
//!
//! # Story
//! Keys are partitioned on a ring. Any node, or a client's own library, coordinates: it sends a write to all n
//! replicas of the key and replies after w answers; it sends a read to all n and replies with the newest of the
//! first r answers. Of concurrent writes, the one with the greater timestamp wins, or both are kept as siblings
//! for a client to merge. Replicas that missed a write get it by read repair, hinted handoff or anti-entropy.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.2 to §4.7: partitioning, replication, execution of get and
//! put, hinted handoff, anti-entropy; Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Quorums
//! for reading and writing", "Sloppy Quorums and Hinted Handoff", "Last write wins"; Apache Cassandra's rule for cells
//! (the greater timestamp wins), its blocking read repair, and its hints that do not count; Almeida et al.,
//! *Scalable and Accurate Causality Tracking for Eventually Consistent Stores* (2014), for siblings; Riak's vnode ids
//! (`riak_kv_vnode_status_mgr`: an id with an epoch, new when the file that keeps it is lost), for the name of a node that
//! has lost its disk.
//!
//! # Invariants
//! - I1 The stamp of a replica's row never decreases (`stamps_never_go_back`). The ids of writes break ties
//!   between equal timestamps of one coordinator (`equal_timestamps_have_one_winner`).
//! - I2 A coordinator answers "written" only after w replicas stored the write, itself included
//!   (`answers_wait_for_the_quorum`).
//! - I3 With w + r > n, no cuts and equal clocks, a read that begins after a write was
//!   acknowledged returns it or a newer one (`overlapping_quorums_meet`), also while nodes join
//!   (`no_read_misses_a_write_because_nodes_join`).
//! - I4 With blocking read repair and r + r > n, a read that follows another read returns no older value
//!   (`blocking_repair_keeps_reads_monotonic`).
//! - I5 A hint is kept until its home has the write or the hint expires (`hints_are_delivered_or_expire`).
//! - I6 Where siblings are kept, an acknowledged write is a sibling, or was replaced by a write whose
//!   client had seen it (`siblings_lose_nothing`, `no_small_run_loses_a_sibling`); with last write wins and
//!   skew it may be lost (`last_write_wins_loses_writes`).
//! - I7 Once faults stop, anti-entropy makes the replicas of a key equal (`anti_entropy_converges`).
//! - I8 A row that a node drops because it is no home of its key is on every home (`rows_move_to_their_new_homes`).
//! - I9 A new home answers a read when it has the rows that the homes before it had
//!   (`a_new_home_answers_when_it_has_the_rows`).
//! - I10 A node that has lost its disk gives its writes names that it has not given before
//!   (`a_wiped_home_names_its_writes_anew`).
//!
//! # Not modelled
//! A write that keeps siblings is coordinated by a home of its key; any other node forwards it to the first
//! home of the preference list, and does not try another if that one is down. Tombstones among siblings are
//! never dropped. A node that has lost its disk comes back empty and answers reads at once, as in Riak; the 64th and all
//! later incarnations share a name. A write that reached too few replicas is not rolled back; its client learns that the outcome
//! is unknown. Nodes do not gossip about failures; a coordinator detects them by timeouts.

mod config;
mod content;
mod coordinator;
mod entropy;
mod hints;
mod message;
mod moving;
pub mod note;
mod ring;
pub mod tag;
pub mod view;

use crate::{
    clock::VersionVector,
    hash::Fingerprint,
    id::{NodeId, NodeSet, OperationId},
    kv::{Key, Refused, Reply, Request},
    replica::{Context, Env, Input, Replica},
    view::{Label, Meeting, ReplicaView, RingView, Role, Row},
};
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use litemap::LiteMap;

pub use config::{Bootstrap, Config, Conflict, Handoff, Knob, Merge, ReadRepair};
pub use content::{Content, Stored};
use coordinator::Pending;
use entropy::Entropy;
use hints::Hints;
pub use message::Message;
use moving::Arrivals;
pub use note::Note;
pub use tag::Tag;
pub use view::{Placement, View};

/// The timers of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Times out an operation.
    Patience(OperationId),
    /// Asks other nodes to stand in for homes that have not answered.
    StandIn(OperationId),
    /// Offers hints to their homes.
    Handoff,
    /// Compares rows with another node.
    Compare,
    /// Drops old tombstones.
    Sweep,
    /// Asks again for the rows of a new home's keys.
    AskRows,
}

/// One replica, and the operations that it coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    rows: LiteMap<Key, Content>,
    hints: Hints,
    pending: LiteMap<OperationId, Pending>,
    entropy: Entropy,
    /// Writes that other nodes have passed on to it, on disk. A copy of such a message has no effect.
    forwarded: LiteMap<OperationId, ()>,
    /// How often it has lost its disk.
    incarnation: u16,
    /// Where the keys are, as far as it has moved their rows, and the number of changes of members until then.
    placed: Placement,
    epoch: u32,
    arrivals: Arrivals,
}

impl Hash for Node {
    /// Fingerprints are older than the writes passed on, incarnations, arrivals and epochs.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            rows,
            hints,
            pending,
            entropy,
            forwarded,
            incarnation,
            placed: _,
            epoch,
            arrivals,
        } = self;
        (rows, hints, pending, entropy).hash(state);
        forwarded.keys().for_each(|operation| operation.hash(state));
        if *incarnation > 0 {
            incarnation.hash(state);
        }
        if !arrivals.is_empty() {
            arrivals.hash(state);
        }
        if *epoch > 0 {
            epoch.hash(state);
        }
    }
}

impl Node {
    /// The name under which it writes: dots and stamps of another incarnation are not its own.
    const fn name(&self, id: NodeId) -> NodeId {
        id.reborn(self.incarnation)
    }

    /// Keeps incoming content: in its row, or, if this node is no home of the key, as a hint for each home. Returns
    /// whether it is a home.
    fn keep(&mut self, cx: &mut Context<'_, Self>, key: Key, new: &Content) -> bool {
        let is_home = ring::homes(cx.config, key, cx.env.members).any(|home| home == cx.env.id);
        if is_home {
            self.store(cx, key, new);
        } else {
            let homes: NodeSet = ring::homes(cx.config, key, cx.env.members).collect();
            self.pass_on(cx, homes, key, new);
        }
        is_home
    }

    /// Merges incoming content into the row of its key.
    fn store(&mut self, cx: &mut Context<'_, Self>, key: Key, new: &Content) {
        let Some(held) = self.rows.get_mut(&key) else {
            if new.is_expired(cx.config, cx.env.clock) {
                // It covers nothing here. Other replicas have dropped it, too.
                return;
            }
            self.rows.insert(key, new.clone());
            cx.out.note(Note::Stored { write: new.newest().write, key });
            self.bury(cx, new);
            return;
        };
        let (kept, came) = (held.newest().write, new.newest().write);
        if held.merge(new, cx.config.conflict) {
            cx.out.note(match held.count() {
                1 => Note::Stored { write: came, key },
                siblings => Note::Siblings { write: came, key, siblings },
            });
        } else if kept != came {
            cx.out.note(Note::KeptNewer { key, kept, ignored: came });
        }
        self.bury(cx, new);
    }

    /// The content of a key, hints included.
    fn held(&self, config: &Config, key: Key) -> Option<Content> {
        let mut held = self.rows.get(&key).cloned();
        for kept in self.hints.of(key) {
            match &mut held {
                Some(held) => _ = held.merge(kept, config.conflict),
                None => held = Some(kept.clone()),
            }
        }
        held
    }

    fn show(&self, view: View) -> ReplicaView {
        let rows = self.rows.iter().map(|(&key, content)| {
            let Stored { value, write, .. } = *content.newest();
            Row { key, value, write, version: content.version(), lost: None }
        });
        let (role, rows) = (Role::Replica, rows.collect());
        ReplicaView { role, rows, log: Vec::new(), protocol: view.into() }
    }

    fn hear(&mut self, cx: &mut Context<'_, Self>, from: NodeId, message: Message) {
        match message {
            Message::Forward { operation, request, context } => {
                if self.forwarded.insert(operation, ()).is_none() {
                    self.coordinate(cx, operation, request, context);
                }
            }
            Message::Store { operation, key, new } => {
                // A node that has ceased to be a home passes the write on, and does not count.
                if self.keep(cx, key, &new) {
                    cx.out.send(from, Message::Stored { operation });
                }
            }
            Message::Fetch { operation, key } if self.may_answer(cx, key) => {
                self.fetched(cx, from, operation, key);
            }
            Message::Fetch { operation, key } => {
                cx.out.note(Note::NoHome { operation, key });
            }
            Message::Stored { operation } => {
                self.answer(cx, operation, from, None);
            }
            Message::Fetched { operation, held } => {
                self.answer(cx, operation, from, held);
            }
            Message::Repair { operation, key, new } => {
                self.keep(cx, key, &new);
                cx.out.send(from, Message::Repaired { operation });
            }
            Message::Repaired { operation } => self.repaired(cx, operation, from),
            Message::Hint { operation, home, key, new } => {
                self.keep_hint(cx, home, key, new);
                cx.out.send(from, Message::Stored { operation });
            }
            Message::Handoff { key, new } => {
                self.keep(cx, key, &new);
                cx.out.send(from, Message::HandedOff { key, version: Fingerprint::of(&new) });
            }
            Message::Compare { hashes } => self.compared(cx, from, &hashes),
            Message::Rows { leaves, rows, back } => {
                self.exchange(cx, from, leaves, &rows, back);
            }
            Message::AskRows => self.asked_for_rows(cx, from),
            Message::Moved { epoch, rows } => self.rows_came(cx, from, epoch, &rows),
            Message::HandedOff { key, version } => self.handed_off(cx, from, key, version),
        }
    }
}

impl Replica for Node {
    type Config = Config;
    type Message = Message;
    type Timer = Timer;

    fn start(cx: &mut Context<'_, Self>) -> Self {
        // A client's library holds no rows to compare.
        if cx.env.id.client().is_none() {
            Self::wake_entropy(cx);
        }
        Self {
            rows: LiteMap::new(),
            hints: Hints::default(),
            pending: LiteMap::new(),
            entropy: Entropy::default(),
            forwarded: LiteMap::new(),
            incarnation: 0,
            placed: Placement::of(cx.config, cx.env.members),
            epoch: cx.env.epoch,
            arrivals: Arrivals::default(),
        }
    }

    fn wiped(cx: &mut Context<'_, Self>, incarnation: u16) -> Self {
        Self { incarnation, ..Self::start(cx) }
    }

    fn step(&mut self, cx: &mut Context<'_, Self>, input: Input<Message, Timer>) {
        // Also a node that was down or paused when members or settings changed.
        self.move_rows(cx);
        match input {
            Input::Request(operation, request, context) => match request.row() {
                Some(_) => self.coordinate(cx, operation, request, context),
                None => cx.out.reply(operation, Reply::Refused(Refused::NotServed)),
            },
            Input::Message(from, message) => self.hear(cx, from, message),
            Input::Timeout(Timer::Patience(operation)) => self.give_up(cx, operation),
            Input::Timeout(Timer::StandIn(operation)) => {
                self.stand_in(cx, operation);
            }
            Input::Timeout(Timer::Handoff) => self.hand_off(cx),
            Input::Restarted => {
                cx.out.note(Note::Recovered { rows: self.rows.len() as u64 });
                self.wake_hints(cx);
                self.wake_sweep(cx);
                Self::wake_entropy(cx);
                self.wake_arrivals(cx);
            }
            Input::Timeout(Timer::Compare) => self.compare(cx),
            Input::Timeout(Timer::Sweep) => self.sweep(cx),
            Input::Configured => {
                self.wake_sweep(cx);
                Self::wake_entropy(cx);
                self.tell_old_versions(cx);
            }
            Input::Timeout(Timer::AskRows) => self.ask_for_rows(cx),
            Input::Joined => self.joined(cx),
            Input::Members(_) | Input::Order(_) | Input::PoweredOff(_) => {}
        }
    }

    fn meets(&self, env: Env, input: &Input<Message, Timer>) -> Vec<Meeting> {
        let mut met = Vec::new();
        let mut meet = |key: Key, came: Option<&VersionVector>| {
            let held = self.rows.get(&key).and_then(Content::seen);
            if let (Some(held), Some(came)) = (held, came)
                && held != came
            {
                let (held, came) = (held.clone(), came.clone());
                let (comes, goes) = (Vec::new(), Vec::new());
                met.push(Meeting { node: env.id, key, held, came, comes, goes });
            }
        };
        match input {
            Input::Request(_, request, context)
            | Input::Message(_, Message::Forward { request, context, .. }) => {
                meet(request.key(), context.as_deref());
            }
            Input::Message(
                _,
                Message::Store { key, new, .. }
                | Message::Repair { key, new, .. }
                | Message::Handoff { key, new },
            ) => meet(*key, new.seen()),
            Input::Message(_, Message::Rows { rows, .. } | Message::Moved { rows, .. }) => {
                rows.iter().for_each(|(key, new)| meet(*key, new.seen()));
            }
            Input::Message(..)
            | Input::Timeout(_)
            | Input::Restarted
            | Input::Joined
            | Input::Members(_)
            | Input::Configured
            | Input::Order(_)
            | Input::PoweredOff(_) => {}
        }
        met
    }

    fn recover(&self) -> Self {
        let arrivals = self.arrivals.recover();
        Self { pending: LiteMap::new(), entropy: Entropy::default(), arrivals, ..self.clone() }
    }

    fn describe(&self, config: &Config, env: Env) -> ReplicaView {
        let view = View {
            waiting: self.pending.iter().map(|(&id, pending)| pending.describe(id)).collect(),
            hints: self.hints.describe(),
            placement: Placement::of(config, env.members),
            merkle: self.describe_entropy(config, env),
            awaited: self.arrivals.awaited(),
        };
        self.show(view)
    }

    fn outline(&self, config: &Config, env: Env, _: u64) -> ReplicaView {
        let placement = Placement::of(config, env.members);
        let awaited = self.arrivals.awaited();
        self.show(View { hints: self.hints.describe(), placement, awaited, ..View::default() })
    }

    fn label(message: &Message) -> Label {
        message.label()
    }

    fn timer_label(timer: Timer) -> Label {
        Label::new(match timer {
            Timer::Patience(_) => Tag::Patience,
            Timer::StandIn(_) => Tag::StandIn,
            Timer::Handoff => Tag::Handoff,
            Timer::Compare => Tag::Compare,
            Timer::Sweep => Tag::Sweep,
            Timer::AskRows => Tag::AskRows,
        })
    }

    fn compares(message: &Message) -> Option<Vec<u16>> {
        if let Message::Compare { hashes } = message {
            return Some(hashes.iter().map(|&(part, _)| part).collect());
        }
        if let Message::Rows { leaves, .. } = message { Some(leaves.clone()) } else { None }
    }

    fn tree(&self, config: &Config, env: Env, peer: NodeId) -> Vec<u64> {
        self.merkle(config, env, peer).hashes().to_vec()
    }

    fn ring(config: &Config, members: &[NodeId], keys: &[Key]) -> Option<RingView> {
        Some(ring::describe(config, members.iter().copied().collect(), keys))
    }
}
