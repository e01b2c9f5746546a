//! The settings of a single-leader cluster.

use crate::{
    id::{NodeId, NodeSet},
    knob::{
        self, Features, KnobError, KnobValue, KnobView, Settings, Takes, settings, typed_words,
        words,
    },
    replica::Env,
    store::{
        record::{Format, Functions, Logging},
        share::PartitionBy,
        table::{Selection, Version},
    },
    time::Duration,
};
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

words! {
    /// The acknowledgements that a write waits for.
    pub enum Replication {
        /// None.
        Asynchronous = "asynchronous",
        /// Those of a few followers, which are replaced when they are slow or gone.
        SemiSynchronous = "semi-synchronous",
        /// Those of the followers that the administrator listed; of all, if none is listed.
        Synchronous = "synchronous",
        /// Those of any majority of the replicas, the leader among them.
        Majority = "majority",
    }
}

words! {
    /// What a follower must have done with an entry before its acknowledgement counts.
    pub enum Stage {
        /// It has it in memory.
        Received = "received",
        /// It is on its disk.
        Stored = "stored",
        /// Its readers see it.
        Applied = "applied",
    }
}

words! {
    /// What a leader does when no synchronous follower is left.
    pub enum Blocked {
        /// It keeps writes waiting.
        Waits = "waits",
        /// It acknowledges alone.
        GoesOn = "goes-on",
    }
}

words! {
    /// The authority that chooses a new leader.
    pub enum Failover {
        /// A person.
        Manual = "manual",
        /// A majority of the replicas.
        Election = "election",
        /// One node that was appointed for it.
        Controller = "controller",
        /// Several monitors that must agree.
        Sentinel = "sentinel",
    }
}

words! {
    /// How an old leader is fenced off.
    pub enum Fencing {
        /// Nothing.
        Nothing = "none",
        /// Every node refuses what comes from an older term.
        Term = "term",
        /// The new leader has the old one switched off.
        SwitchOff = "switch-off",
        /// A leader has any other leader switched off.
        SwitchOffEachOther = "switch-off-each-other",
    }
}

words! {
    /// When a new leader begins that has the old one switched off.
    pub enum Promotion {
        /// Once the power switch has confirmed that the old one is off.
        AfterSwitchOff = "after-switch-off",
        /// At once.
        AtOnce = "at-once",
    }
}

words! {
    /// Whether a follower's triggers run when it applies rows.
    pub enum Triggers {
        /// They do not: what the leader's triggers changed is in the log.
        Skip = "skip",
        /// They do.
        Run = "run",
    }
}

words! {
    /// How a consumer applies changes.
    pub enum Writing {
        /// A row replaces the one with its key.
        Upsert = "upsert",
        /// A row is added.
        Append = "append",
    }
}

words! {
    /// When a consumer records its position.
    pub enum Recording {
        /// After it has applied the changes.
        After = "after",
        /// Before it applies the changes.
        Before = "before",
        /// Together with the changes, in one transaction of its store.
        Together = "together",
    }
}

typed_words!(Format);
typed_words!(Functions);
typed_words!(PartitionBy);

words! {
    /// What a replica does with a read that carries a position which it has not applied.
    pub enum Behind {
        /// It answers once it has applied the position.
        Waits = "waits",
        /// It refuses, and the client asks the next replica.
        Refuses = "refuses",
    }
}

words! {
    /// What happens to entries that only an old leader has.
    pub enum Tail {
        /// They are discarded.
        Discard = "discard",
        /// They are put aside for the administrator.
        Keep = "keep",
    }
}

/// The longest time of a setting, in ms.
const MS: u32 = 10_000;

/// The nodes that a setting may list. The node that joins next can be listed before it starts. A cannot be listed,
/// because it leads at the start.
fn listed(_: &Config, members: u16) -> Takes {
    let next = u32::from(members + 1).min(NodeId::LIMIT.into());
    Takes::Nodes { among: NodeSet((1 << next) - 2) }
}

/// All nodes, and the one that joins next.
fn any_node(_: &Config, members: u16) -> Takes {
    let next = u32::from(members + 1).min(NodeId::LIMIT.into());
    Takes::Nodes { among: NodeSet((1 << next) - 1) }
}

settings! {
    /// The settings.
    pub struct Config {
        /// Interval of heartbeats, in ms.
        heartbeat: u32 = 100, Heartbeat "heartbeat" 4, takes |_, _| Takes::numbers(5, 1_000);
        /// The acknowledgements that a write waits for.
        replication: Replication = Replication::Asynchronous, Replication "replication" 5;
        /// The synchronous followers; none stands for all. Semi-synchronous replication begins with them.
        synchronous: NodeSet = NodeSet(0), Synchronous "synchronous" 6,
            takes listed,
            matters Config::waits_for_followers;
        /// The number of synchronous followers, in semi-synchronous replication.
        synchronous_count: u32 = 1, SynchronousCount "synchronous-count" 7,
            takes |_, _| Takes::numbers(1, 25),
            matters |config| config.replication == Replication::SemiSynchronous;
        /// What a follower has done with an entry that it acknowledges.
        acknowledge: Stage = Stage::Stored, AcknowledgeAfter "acknowledge" 8,
            matters |config| config.replication != Replication::Asynchronous;
        /// How long a write waits for a synchronous follower before another takes its place, in ms.
        synchronous_patience: u32 = 100, SynchronousPatience "synchronous-patience" 9,
            takes |_, _| Takes::numbers(5, MS),
            matters Config::waits_for_followers;
        /// What a leader without a synchronous follower does.
        blocked: Blocked = Blocked::Waits, Blocked "blocked" 10,
            matters Config::waits_for_followers;
        /// Interval of flushes, in ms; 0: each entry is flushed as it is written.
        flush: u32 = 0, Flush "flush" 11, takes |_, _| Takes::numbers(0, MS);
        /// How long a follower takes to apply an entry, in ms.
        apply: u32 = 0, Apply "apply" 12, takes |_, _| Takes::numbers(0, MS);
        /// Entries that stay in the log; 0: all.
        retain: u32 = 0, Retain "retain" 13, takes |_, _| Takes::numbers(0, 100_000);
        /// Rows in a piece of a snapshot.
        chunk: u32 = 2, Chunk "chunk" 14, takes |_, _| Takes::numbers(1, 1_000);
        /// The authority that chooses a new leader.
        failover: Failover = Failover::Manual, Failover "failover" 15;
        /// The silence after which a leader is suspected, in ms.
        suspect: u32 = 200, Suspect "suspect" 16,
            takes |_, _| Takes::numbers(10, MS),
            matters |config| config.failover != Failover::Manual;
        /// The controller or the sentinels. A node that is listed holds no data, even if it has nothing to do.
        monitors: NodeSet = NodeSet(0), Monitors "monitors" 17,
            takes listed,
            matters |config| {
                matches!(config.failover, Failover::Controller | Failover::Sentinel)
                    || !config.monitors.is_empty()
            };
        /// Sentinels that must find the leader down.
        sentinel_quorum: u32 = 2, SentinelQuorum "sentinel-quorum" 18,
            takes |_, _| Takes::numbers(1, 25),
            matters |config| config.failover == Failover::Sentinel;
        /// How an old leader is fenced off.
        fencing: Fencing = Fencing::Term, Fencing "fencing" 19;
        /// When a new leader begins that has the old one switched off.
        promotion: Promotion = Promotion::AfterSwitchOff, Promotion "promotion" 40,
            matters Config::switches_off;
        /// What happens to entries that only an old leader has.
        tail: Tail = Tail::Discard, Tail "tail" 20,
            matters |config| config.fencing == Fencing::Term;
        /// What the replication log is made of, for statements.
        log: Format = Format::Row, Log "log" 41;
        /// What a statement log does about functions whose value depends on the node.
        functions: Functions = Functions::AsWritten, Functions "functions" 42,
            matters |config| config.log == Format::Statement;
        /// Whether a follower's triggers run when it applies rows.
        replica_triggers: Triggers = Triggers::Skip, ReplicaTriggers "replica-triggers" 43,
            matters |config| config.log != Format::Wal;
        /// Nodes whose storage format is the second one. A node that runs changes its format when it restarts.
        format_two: NodeSet = NodeSet(0), FormatTwo "format-2" 44, takes any_node;
        /// The nodes of the second partition; none: there is one partition.
        partition_two: NodeSet = NodeSet(0), PartitionTwo "partition-2" 61, takes listed;
        /// The nodes of the third partition; none: there are no more than two.
        partition_three: NodeSet = NodeSet(0), PartitionThree "partition-3" 77,
            takes listed,
            matters |config| config.is_partitioned();
        /// The nodes of the fourth partition; none: there are no more than three.
        partition_four: NodeSet = NodeSet(0), PartitionFour "partition-4" 78,
            takes listed,
            matters |config| config.is_partitioned() && !config.partition_three.is_empty();
        /// What of a key decides on its partition.
        partition_by: PartitionBy = PartitionBy::Key, PartitionBy "partition-by" 62,
            matters Config::is_partitioned;
        /// What a replica does with a read that carries a position which it has not applied.
        behind: Behind = Behind::Waits, Behind "behind" 60;
        /// Stores that take no part in replication.
        outside: NodeSet = NodeSet(0), Outside "outside" 21, takes listed;
        /// Stores outside of the cluster that follow the database.
        consumers: NodeSet = NodeSet(0), Consumers "consumers" 50, takes listed;
        /// How often a consumer asks for changes, in ms.
        consumer_poll: u32 = 50, ConsumerPoll "consumer-poll" 51,
            takes |_, _| Takes::numbers(5, MS),
            matters Config::has_consumers;
        /// Entries, or rows of the change table, in one answer to a consumer.
        consumer_batch: u32 = 16, ConsumerBatch "consumer-batch" 52,
            takes |_, _| Takes::numbers(1, 1_000),
            matters Config::has_consumers;
        /// How long a consumer takes to apply what it has read, and to record its position, in ms.
        consumer_work: u32 = 5, ConsumerWork "consumer-work" 53,
            takes |_, _| Takes::numbers(1, MS),
            matters Config::has_consumers;
        /// What a consumer takes of the data.
        consumer_takes: Selection = Selection::ALL, ConsumerTakes "consumer-takes" 54,
            matters Config::has_consumers;
        /// How a consumer applies changes.
        consumer_writes: Writing = Writing::Upsert, ConsumerWrites "consumer-writes" 55,
            matters Config::has_consumers;
        /// When a consumer records its position.
        consumer_records: Recording = Recording::After, ConsumerRecords "consumer-records" 56,
            matters Config::has_consumers;
    }
}

impl Hash for Config {
    /// The first leader, the heartbeat, and the other settings as one table of numbers: fingerprints are older
    /// than the typed fields. A setting that is younger than they are is hashed only if it is not the default.
    fn hash<H: Hasher>(&self, state: &mut H) {
        Self::LEADER.hash(state);
        self.heartbeat.hash(state);
        let table: [u32; 17] = [
            self.replication as u32,
            self.synchronous.0,
            self.synchronous_count,
            self.acknowledge as u32,
            self.synchronous_patience,
            self.blocked as u32,
            self.flush,
            self.apply,
            self.retain,
            self.chunk,
            self.failover as u32,
            self.suspect,
            self.monitors.0,
            self.sentinel_quorum,
            self.fencing as u32,
            self.tail as u32,
            self.outside.0,
        ];
        table.hash(state);
        if self.promotion != Promotion::AfterSwitchOff {
            self.promotion.hash(state);
        }
        let Self { log, functions, replica_triggers, format_two, .. } = self;
        let of_tables = (log, functions, replica_triggers, format_two);
        let Self { log, functions, replica_triggers, format_two, .. } = &Self::default();
        if of_tables != (log, functions, replica_triggers, format_two) {
            of_tables.hash(state);
        }
        if self.behind != Behind::Waits {
            self.behind.hash(state);
        }
        if self.is_partitioned() {
            (self.partition_two, self.partition_by).hash(state);
        }
        let more = (self.partition_three, self.partition_four);
        if more != (NodeSet(0), NodeSet(0)) {
            more.hash(state);
        }
        if self.consuming() != Self::default().consuming() {
            self.consuming().hash(state);
        }
    }
}

const fn ms(value: u32) -> Duration {
    Duration::millis(value as u64)
}

impl Config {
    /// The leader of the first term.
    pub const LEADER: NodeId = NodeId(0);

    /// The settings of consumers.
    const fn consuming(&self) -> (NodeSet, [u32; 3], Selection, Writing, Recording) {
        let &Self { consumers, consumer_poll, consumer_batch, consumer_work, .. } = self;
        let &Self { consumer_takes, consumer_writes, consumer_records, .. } = self;
        let numbers = [consumer_poll, consumer_batch, consumer_work];
        (consumers, numbers, consumer_takes, consumer_writes, consumer_records)
    }

    /// Whether there are consumers.
    const fn has_consumers(&self) -> bool {
        !self.consumers.is_empty()
    }

    /// Whether writes wait for chosen followers.
    pub(super) fn waits_for_followers(&self) -> bool {
        matches!(self.replication, Replication::SemiSynchronous | Replication::Synchronous)
    }

    /// What a follower has done with an entry that it acknowledges. With majority acknowledgement no follower applies
    /// an entry before it is acknowledged, so a write can only wait until the entry is stored.
    pub(super) fn stage(&self) -> Stage {
        match (self.acknowledge, self.replication) {
            (Stage::Applied, Replication::Majority) => Stage::Stored,
            (stage, _) => stage,
        }
    }

    /// How long a write waits for a synchronous follower before another takes its place.
    pub(super) const fn patience(&self) -> Duration {
        ms(self.synchronous_patience)
    }

    /// Whether a leader without a synchronous follower goes on alone.
    pub(super) fn goes_on_alone(&self) -> bool {
        self.blocked == Blocked::GoesOn
    }

    /// Interval of flushes; zero: each entry is flushed as it is written.
    pub(super) const fn flush(&self) -> Duration {
        ms(self.flush)
    }

    /// How long a follower takes to apply an entry.
    pub(super) const fn apply(&self) -> Duration {
        ms(self.apply)
    }

    /// The silence after which a leader is suspected.
    pub(super) const fn suspect(&self) -> Duration {
        ms(self.suspect)
    }

    /// Whether every node refuses what comes from an older term.
    pub(super) fn checks_terms(&self) -> bool {
        self.fencing == Fencing::Term
    }

    /// Whether followers take nothing more from an old leader once they have heard of a newer one.
    pub(super) fn turns_away_old(&self) -> bool {
        self.fencing != Fencing::Nothing
    }

    /// Whether writes that only an old leader has are put aside instead of discarded.
    pub(super) fn keeps_tail(&self) -> bool {
        self.tail == Tail::Keep
    }

    /// What a leader makes of a transaction.
    pub(super) const fn logging(&self) -> Logging {
        Logging { format: self.log, functions: self.functions }
    }

    /// The storage format of a node.
    pub(super) const fn format(&self, node: NodeId) -> Version {
        if self.format_two.contains(node) { Version::Two } else { Version::One }
    }

    /// Whether a node holds a copy of the data.
    pub(super) fn holds_data(&self, node: NodeId) -> bool {
        !self.monitors.contains(node)
            && !self.outside.contains(node)
            && !self.consumers.contains(node)
    }

    /// The members that hold a copy of the data of a node's partition, in order.
    pub(super) fn replicas(&self, env: Env) -> impl Iterator<Item = NodeId> {
        let is_peer = move |&node: &NodeId| self.holds_data(node) && self.together(node, env.id);
        env.members.iter().filter(is_peer)
    }

    /// The size of a majority of the replicas.
    pub(super) fn majority(&self, env: Env) -> u32 {
        self.replicas(env).count() as u32 / 2 + 1
    }

    /// The sentinels that elect the one that acts: a majority of them, and no fewer than the quorum.
    pub(super) fn sentinels_needed(&self) -> u32 {
        (self.monitors.len() / 2 + 1).max(self.sentinel_quorum)
    }

    /// The other members that hold a copy of the data.
    pub(super) fn peers(&self, env: Env) -> impl Iterator<Item = NodeId> {
        self.replicas(env).filter(move |&node| node != env.id)
    }
}

impl Settings for Config {
    fn views(&self, members: u16) -> Vec<KnobView> {
        self.all(members)
    }

    fn turn(&mut self, knob: knob::Knob, value: KnobValue, members: u16) -> Result<(), KnobError> {
        self.turn_within(knob, value, members)
    }

    fn check(&self, members: &[NodeId]) -> Result<(), KnobError> {
        let first = |node| self.holds_data(node) && self.share(node).index == 0;
        let has_replica = members.iter().any(|&node| first(node));
        if has_replica { Ok(()) } else { Err(KnobError::NoReplica) }
    }

    fn features(&self) -> Features {
        Features {
            leader: true,
            appointed: self.failover == Failover::Manual,
            log: true,
            numbers: true,
            statements: true,
            switches: self.switches_off(),
            sessions: true,
            ..Features::default()
        }
    }
}
