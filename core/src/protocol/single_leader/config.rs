//! The settings of a single-leader cluster: one number each, so that a knob is a line of a table.

use crate::{
    id::{NodeId, NodeSet},
    knob::{Knob, KnobError, KnobView},
    replica::Env,
    time::Duration,
};
use alloc::vec::Vec;

/// A knob, where it stands at the start, and the least and greatest value that it takes.
type Line = (Knob, u32, (u32, u32));

const MS: u32 = 10_000;

const TABLE: [Line; 17] = [
    (Knob::Replication, 0, (0, 3)),
    (Knob::Synchronous, 0, (0, 0)),
    (Knob::SynchronousCount, 1, (1, 25)),
    (Knob::AcknowledgeAfter, 1, (0, 2)),
    (Knob::SynchronousPatience, 100, (5, MS)),
    (Knob::Blocked, 0, (0, 1)),
    (Knob::Flush, 0, (0, MS)),
    (Knob::Apply, 0, (0, MS)),
    (Knob::Retain, 0, (0, 100_000)),
    (Knob::Chunk, 2, (1, 1_000)),
    (Knob::Failover, 0, (0, 3)),
    (Knob::Suspect, 200, (10, MS)),
    (Knob::Monitors, 0, (0, 0)),
    (Knob::SentinelQuorum, 2, (1, 25)),
    (Knob::Fencing, 1, (0, 3)),
    (Knob::Tail, 0, (0, 1)),
    (Knob::Outside, 0, (0, 0)),
];

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Who leads at the start.
    pub leader: NodeId,
    /// How often the leader says how long its log is, in ms.
    pub heartbeat: u32,
    values: [u32; TABLE.len()],
}

impl Default for Config {
    fn default() -> Self {
        Self { leader: NodeId(0), heartbeat: 100, values: TABLE.map(|(_, start, _)| start) }
    }
}

/// Whose acknowledgement a write waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replication {
    /// Nobody's.
    Asynchronous,
    /// That of a few followers, which are replaced when they are slow or gone.
    SemiSynchronous,
    /// That of the followers that the administrator listed; of all, if none is listed.
    Synchronous,
    /// That of any majority of the replicas, the leader among them.
    Majority,
}

/// What a follower must have done with an entry before its acknowledgement counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It has it in memory.
    Received,
    /// It is on its disk.
    Stored,
    /// Its readers see it.
    Applied,
}

/// Who chooses a new leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failover {
    /// A person.
    Manual,
    /// A majority of the replicas.
    Election,
    /// One node that was appointed for it.
    Controller,
    /// Several monitors that must agree.
    Sentinel,
}

/// What keeps an old leader from doing harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fencing {
    /// Nothing.
    Nothing,
    /// Everyone refuses what comes from an older term.
    Term,
    /// The new leader has the old one switched off.
    SwitchOff,
    /// Whoever leads has any other leader switched off.
    SwitchOffEachOther,
}

/// The place of a knob in the table, looked up when this is compiled.
const fn at(knob: Knob) -> usize {
    let mut place = 0;
    while TABLE[place].0 as usize != knob as usize {
        place += 1;
    }
    place
}

const fn ms(value: u32) -> Duration {
    Duration::millis(value as u64)
}

impl Config {
    pub(super) fn replication(&self) -> Replication {
        match self.values[const { at(Knob::Replication) }] {
            0 => Replication::Asynchronous,
            1 => Replication::SemiSynchronous,
            2 => Replication::Synchronous,
            _ => Replication::Majority,
        }
    }

    /// The followers that every write waits for, in fixed synchronous replication.
    pub(super) fn synchronous(&self) -> NodeSet {
        NodeSet(self.values[const { at(Knob::Synchronous) }])
    }

    pub(super) fn synchronous_count(&self) -> u32 {
        self.values[const { at(Knob::SynchronousCount) }]
    }

    /// How far a follower must be. In a majority nobody applies what is not acknowledged yet, so that it can
    /// only be waited for until it is stored.
    pub(super) fn stage(&self) -> Stage {
        match self.values[const { at(Knob::AcknowledgeAfter) }] {
            0 => Stage::Received,
            2 if self.replication() != Replication::Majority => Stage::Applied,
            _ => Stage::Stored,
        }
    }

    /// How long a write waits for a synchronous follower before another takes its place.
    pub(super) fn patience(&self) -> Duration {
        ms(self.values[const { at(Knob::SynchronousPatience) }])
    }

    /// Whether a leader without a synchronous follower goes on alone.
    pub(super) fn goes_on_alone(&self) -> bool {
        self.values[const { at(Knob::Blocked) }] == 1
    }

    /// From one flush to the next; zero: each entry is flushed as it is written.
    pub(super) fn flush(&self) -> Duration {
        ms(self.values[const { at(Knob::Flush) }])
    }

    /// How long a follower takes to apply an entry.
    pub(super) fn apply(&self) -> Duration {
        ms(self.values[const { at(Knob::Apply) }])
    }

    /// Entries that stay in the log; zero: all.
    pub(super) fn retain(&self) -> u64 {
        self.values[const { at(Knob::Retain) }].into()
    }

    /// Rows in a piece of a snapshot.
    pub(super) fn chunk(&self) -> u32 {
        self.values[const { at(Knob::Chunk) }]
    }

    pub(super) fn failover(&self) -> Failover {
        match self.values[const { at(Knob::Failover) }] {
            0 => Failover::Manual,
            1 => Failover::Election,
            2 => Failover::Controller,
            _ => Failover::Sentinel,
        }
    }

    /// After how long a silence a leader is suspected.
    pub(super) fn suspect(&self) -> Duration {
        ms(self.values[const { at(Knob::Suspect) }])
    }

    pub(super) fn sentinel_quorum(&self) -> u32 {
        self.values[const { at(Knob::SentinelQuorum) }]
    }

    pub(super) fn fencing(&self) -> Fencing {
        match self.values[const { at(Knob::Fencing) }] {
            0 => Fencing::Nothing,
            1 => Fencing::Term,
            2 => Fencing::SwitchOff,
            _ => Fencing::SwitchOffEachOther,
        }
    }

    /// Whether everyone refuses what comes from an older term.
    pub(super) fn checks_terms(&self) -> bool {
        self.fencing() == Fencing::Term
    }

    /// Whether followers take nothing more from an old leader once they have heard of a newer one.
    pub(super) fn turns_away_old(&self) -> bool {
        self.fencing() != Fencing::Nothing
    }

    /// Whether writes that only an old leader has are kept aside instead of thrown away.
    pub(super) fn keeps_tail(&self) -> bool {
        self.values[const { at(Knob::Tail) }] == 1
    }

    /// The controller or the sentinels.
    pub(super) fn monitors(&self) -> NodeSet {
        NodeSet(self.values[const { at(Knob::Monitors) }])
    }

    /// Stores that do not take part in replication.
    pub(super) fn outside(&self) -> NodeSet {
        NodeSet(self.values[const { at(Knob::Outside) }])
    }

    /// Whether a node holds a copy of the data.
    pub(super) fn holds_data(&self, node: NodeId) -> bool {
        !self.monitors().contains(node) && !self.outside().contains(node)
    }

    /// The members that hold a copy of the data, in order.
    pub(super) fn replicas(&self, env: Env<'_>) -> impl Iterator<Item = NodeId> {
        env.members.iter().copied().filter(|&node| self.holds_data(node))
    }

    /// So many of them are a majority.
    pub(super) fn majority(&self, env: Env<'_>) -> u32 {
        self.replicas(env).count() as u32 / 2 + 1
    }

    /// So many sentinels elect the one that acts: a majority of them, and no fewer than the quorum.
    pub(super) fn sentinels_needed(&self) -> u32 {
        (self.monitors().len() / 2 + 1).max(self.sentinel_quorum())
    }

    /// The members that hold a copy of the data, without oneself.
    pub(super) fn peers(&self, env: Env<'_>) -> impl Iterator<Item = NodeId> {
        self.replicas(env).filter(move |&node| node != env.id)
    }

    /// The settings as they stand.
    pub(super) fn knobs(&self, members: u16) -> Vec<KnobView> {
        let (knob, value) = (Knob::Heartbeat, self.heartbeat);
        let heartbeat = KnobView { knob, value, range: (5, 1_000), matters: true };
        // Also of the node that joins next: what it is to be is written down before it starts.
        let next = u32::from(members + 1).min(NodeId::LIMIT.into());
        let followers = (1 << next) - 2;
        let line = |(&(knob, _, range), &value): (&Line, &u32)| {
            let range = match knob {
                Knob::Synchronous | Knob::Monitors | Knob::Outside => (0, followers),
                _ => range,
            };
            KnobView { knob, value, range, matters: self.matters(knob) }
        };
        let rest = TABLE.iter().zip(&self.values).map(line);
        core::iter::once(heartbeat).chain(rest).collect()
    }

    /// Whether a knob changes anything, as the others stand.
    fn matters(&self, knob: Knob) -> bool {
        let replication = self.replication();
        match knob {
            Knob::SynchronousCount => replication == Replication::SemiSynchronous,
            Knob::AcknowledgeAfter => replication != Replication::Asynchronous,
            // Semi-synchronous replication begins with those that are listed.
            Knob::Synchronous | Knob::SynchronousPatience | Knob::Blocked => {
                matches!(replication, Replication::SemiSynchronous | Replication::Synchronous)
            }
            Knob::Suspect => self.failover() != Failover::Manual,
            Knob::Monitors => {
                let watched = matches!(self.failover(), Failover::Controller | Failover::Sentinel);
                // A node that is listed holds no data, whether it has anything to do or not.
                watched || !self.monitors().is_empty()
            }
            Knob::SentinelQuorum => self.failover() == Failover::Sentinel,
            Knob::Tail => self.fencing() == Fencing::Term,
            _ => true,
        }
    }

    pub(super) fn turn(&mut self, knob: Knob, value: u32, members: u16) -> Result<(), KnobError> {
        let value = knob.within(value, &self.knobs(members))?;
        match TABLE.iter().position(|&(other, ..)| other == knob) {
            Some(place) => self.values[place] = value,
            None => self.heartbeat = value,
        }
        Ok(())
    }

    pub(super) fn check(&self, members: &[NodeId]) -> Result<(), KnobError> {
        if members.iter().any(|&node| self.holds_data(node)) {
            Ok(())
        } else {
            Err(KnobError::Leader(self.leader))
        }
    }
}
