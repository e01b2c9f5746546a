//! Leaderless, with n, w and r.
//!
//! # Story
//! Any replica coordinates: it sends a write to all n replicas of the key and answers at w, sends a
//! read to all n and answers the newest of the first r. The newest is the one with the greatest
//! timestamp of its coordinator's own clock: last write wins.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.5 "Execution of get and put operations"; Kleppmann,
//! *Designing Data-Intensive Applications*, ch. 5: "Quorums for reading and writing", "Last write
//! wins"; Apache Cassandra's rule for cells (the greater timestamp wins).
//!
//! # Invariants
//! - I1 What a replica holds for a key never gets an older stamp (`stamps_never_go_back`).
//!   Two writes of one coordinator at one reading of its clock are told apart by their names
//!   (`equal_stamps_are_told_apart`).
//! - I2 A coordinator answers "written" only after w replicas stored the write, itself included
//!   (`answers_wait_for_the_quorum`).
//! - I3 With w + r > n, whole links and equal clocks, a read that begins after a write was
//!   acknowledged returns it or a newer one (`overlapping_quorums_meet`).
//!
//! # Not modelled
//! Read repair, anti-entropy, sloppy quorums and hints, siblings, deletes; moving data when members
//! change. A partly successful write is not rolled back: its client hears that too few answered.

mod coordinator;
mod message;

use crate::{
    clock::Stamp,
    hash::Fingerprint,
    id::{NodeId, OperationId},
    knob::{Knob, KnobError, KnobView},
    kv::{Found, Key, Reply, Request, Value},
    note::Note,
    quorum::Quorum,
    replica::{Env, Input, Out, Replica},
    view::{Label, ReplicaView, Role, Row, Version},
};
use alloc::{collections::BTreeMap, vec::Vec};

use coordinator::Pending;
pub use message::Message;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// n, w and r.
    pub quorum: Quorum,
    /// How long a coordinator waits for answers, in ms.
    pub patience: u32,
}

impl Config {
    /// Three replicas of each key and majorities of two, or what fewer nodes allow.
    #[must_use]
    pub fn for_nodes(nodes: u16) -> Self {
        let n = nodes.clamp(1, 3);
        let majority = n / 2 + 1;
        Self { quorum: Quorum { n, w: majority, r: majority }, patience: 200 }
    }
}

/// What a replica holds for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The value.
    pub value: Value,
    /// The write that brought it.
    pub write: OperationId,
    /// Its coordinator's stamp: the greater one wins.
    pub stamp: Stamp,
}

/// A coordinator's timer for one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Patience(pub OperationId);

/// One replica, and the operations that it coordinates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    rows: BTreeMap<Key, Stored>,
    pending: BTreeMap<OperationId, Pending>,
}

/// The replicas of a key: n members in order of the ring, from where the key's hash falls.
pub fn preference_list<'a>(
    key: Key,
    members: &'a [NodeId],
    n: u16,
) -> impl Iterator<Item = NodeId> + use<'a> {
    let first = match members.len() as u64 {
        0 => 0,
        len => (Fingerprint::of(&key) % len) as usize,
    };
    members.iter().copied().cycle().skip(first).take(members.len().min(usize::from(n)))
}

impl Stored {
    /// Last write wins: the greater stamp; two writes of one coordinator at one reading of its clock are
    /// told apart by their names, so that all replicas keep the same one.
    fn wins_over(&self, other: &Self) -> bool {
        (self.stamp, self.write) > (other.stamp, other.write)
    }
}

impl Node {
    /// Keeps the newer of what is held and what came.
    fn store(&mut self, key: Key, new: Stored, out: &mut Out<'_, Self>) {
        match self.rows.get_mut(&key) {
            Some(held) if !new.wins_over(held) => {
                if held.write != new.write {
                    out.note(Note::KeptNewer { key, kept: held.write, ignored: new.write });
                }
            }
            Some(held) => {
                *held = new;
                out.note(Note::Stored { write: new.write, key });
            }
            None => {
                self.rows.insert(key, new);
                out.note(Note::Stored { write: new.write, key });
            }
        }
    }
}

impl Replica for Node {
    type Config = Config;
    type Message = Message;
    type Timer = Patience;

    fn start(_: &Config, _: Env<'_>, _: &mut Out<'_, Self>) -> Self {
        Self { rows: BTreeMap::new(), pending: BTreeMap::new() }
    }

    fn step(
        &mut self,
        config: &Config,
        env: Env<'_>,
        input: Input<Message, Patience>,
        out: &mut Out<'_, Self>,
    ) {
        match input {
            Input::Request(operation, request) => {
                self.coordinate(config, env, operation, request, out);
            }
            Input::Message(from, Message::Store { operation, key, new }) => {
                self.store(key, new, out);
                out.send(from, Message::Stored { operation });
            }
            Input::Message(from, Message::Fetch { operation, key }) => {
                let held = self.rows.get(&key).copied();
                out.send(from, Message::Fetched { operation, held });
            }
            Input::Message(_, Message::Stored { operation }) => self.answer(operation, None, out),
            Input::Message(_, Message::Fetched { operation, held }) => {
                self.answer(operation, held, out);
            }
            Input::Timeout(Patience(operation)) => self.give_up(operation, out),
            Input::Restarted => {
                out.note(Note::Recovered { position: self.rows.len() as u64 });
            }
            Input::Members => {}
        }
    }

    fn recover(&self) -> Self {
        Self { rows: self.rows.clone(), pending: BTreeMap::new() }
    }

    fn describe(&self, _: &Config, _: Env<'_>) -> ReplicaView {
        let rows = self.rows.iter().map(|(&key, stored)| {
            let Stored { value, write, stamp } = *stored;
            Row { key, value, write, version: Version::Stamp(stamp), lost: None }
        });
        ReplicaView {
            role: Role::Replica,
            rows: rows.collect(),
            log: Vec::new(),
            waiting: self.pending.iter().map(|(&id, pending)| pending.describe(id)).collect(),
            peers: Vec::new(),
        }
    }

    fn label(message: &Message) -> Label {
        message.label()
    }

    fn timer_word(_: Patience) -> &'static str {
        "patience"
    }

    fn check(config: &Config, members: &[NodeId]) -> Result<(), KnobError> {
        config.quorum.check(members.len() as u16).map_err(KnobError::Quorum)
    }

    fn knobs(config: &Config, members: u16) -> Vec<KnobView> {
        let Quorum { n, w, r } = config.quorum;
        let view = |knob, value: u16, high: u16| KnobView {
            knob,
            value: value.into(),
            range: (1, high.into()),
        };
        let patience = KnobView { knob: Knob::Patience, value: config.patience, range: (5, 5_000) };
        alloc::vec![
            view(Knob::Replicas, n, members),
            view(Knob::WriteQuorum, w, n),
            view(Knob::ReadQuorum, r, n),
            patience,
        ]
    }

    fn turn(config: &mut Config, knob: Knob, value: u32, members: u16) -> Result<(), KnobError> {
        let small = u16::try_from(value).unwrap_or(u16::MAX);
        let mut quorum = config.quorum;
        match knob {
            Knob::Replicas => {
                quorum.n = small;
                // Fewer replicas cannot give more answers: w and r follow n down.
                quorum.w = quorum.w.min(small.max(1));
                quorum.r = quorum.r.min(small.max(1));
            }
            Knob::WriteQuorum => quorum.w = small,
            Knob::ReadQuorum => quorum.r = small,
            Knob::Patience => {
                config.patience = knob.within(value, &Self::knobs(config, members))?;
            }
            Knob::Heartbeat => return Err(KnobError::NotHere(knob)),
        }
        quorum.check(members).map_err(KnobError::Quorum)?;
        config.quorum = quorum;
        Ok(())
    }
}

/// The reply to a read.
const fn found(held: Option<Stored>) -> Reply {
    match held {
        Some(Stored { value, write, .. }) => Reply::Found(Some(Found { value, write })),
        None => Reply::Found(None),
    }
}
