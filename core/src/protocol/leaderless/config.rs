//! The settings of leaderless replication.

use crate::{
    clock::Clock,
    id::NodeId,
    knob::{
        self, Features, KnobError, KnobValue, KnobView, Settings, Takes, Typed, settings, words,
    },
    quorum::Quorum,
    time::Duration,
};
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

words! {
    /// What a coordinator does with stale replicas that a read finds.
    pub enum ReadRepair {
        /// Nothing.
        Off = "off",
        /// Repairs them after the reply, also those that answer later.
        Asynchronous = "async",
        /// Repairs them before the reply.
        Blocking = "blocking",
    }
}

words! {
    /// What a coordinator does if homes do not answer in time.
    pub enum Handoff {
        /// Nothing.
        Off = "off",
        /// The coordinator of a write keeps a hint for them. It does not count towards w (Cassandra).
        Hints = "hints",
        /// The next node on the ring stands in for them: its answer counts towards w and r (Dynamo §4.6).
        Sloppy = "sloppy",
    }
}

words! {
    /// Whether a node that becomes a home of keys first gets their rows.
    pub enum Bootstrap {
        /// It does, and answers reads of these keys only then.
        On = "on",
        /// It answers at once, with what it has.
        Off = "off",
    }
}

words! {
    /// How concurrent writes to a key are resolved.
    pub enum Conflict {
        /// The one with the greater timestamp is kept.
        LastWriteWins = "lww",
        /// Both are kept, tracked by one version vector for all values of a key.
        VersionVector = "version-vector",
        /// Both are kept, tracked by the dots of the writes.
        Dotted = "dotted",
    }
}

words! {
    /// How clients merge the siblings of a cart.
    pub enum Merge {
        /// The union of all siblings.
        Union = "union",
        /// The union of all siblings without the items that a tombstone in one of them removes.
        Tombstones = "tombstones",
    }
}

impl Conflict {
    /// The rule by which a write replaces siblings.
    #[must_use]
    pub const fn clock(self) -> Clock {
        match self {
            Self::VersionVector => Clock::VersionVector,
            Self::LastWriteWins | Self::Dotted => Clock::Dotted,
        }
    }
}

settings! {
    /// The settings.
    pub struct Config {
        /// Replicas that hold a key.
        n: u16 = 3, Replicas "n" 0,
            takes |config, members| Takes::numbers(1, (members / config.centres).into());
        /// Answers that a write waits for.
        w: u16 = 2, WriteQuorum "w" 1, takes |config, _| Takes::numbers(1, config.n.into());
        /// Answers that a read waits for.
        r: u16 = 2, ReadQuorum "r" 2, takes |config, _| Takes::numbers(1, config.n.into());
        /// How long a coordinator waits for answers, in ms.
        patience: u32 = 200, Patience "patience" 3, takes |_, _| Takes::numbers(5, 5_000);
        /// Whether a read repairs stale replicas.
        repair: ReadRepair = ReadRepair::Off, ReadRepair "read-repair" 22;
        /// Whether other nodes stand in for homes that do not answer.
        handoff: Handoff = Handoff::Off, Handoff "handoff" 23;
        /// The time without an answer after which another node stands in for a home, in ms.
        handoff_after: u32 = 60, HandoffAfter "handoff-after" 24,
            takes |_, _| Takes::numbers(1, 5_000),
            matters |config| config.handoff != Handoff::Off;
        /// How long a home may be silent until no new hints are kept for it, in ms by the holder's clock.
        hint_window: u32 = 3_000, HintWindow "hint-window" 25,
            takes |_, _| Takes::numbers(10, 600_000),
            matters |config| config.handoff == Handoff::Hints;
        /// How concurrent writes to a key are resolved.
        conflict: Conflict = Conflict::LastWriteWins, Conflict "conflict" 26;
        /// How clients merge the siblings of a cart.
        merge: Merge = Merge::Tombstones, Merge "merge" 27;
        /// Interval at which a node compares its rows with another one's, in ms; 0: never.
        anti_entropy: u32 = 0, AntiEntropy "anti-entropy" 28, takes |_, _| Takes::numbers(0, 60_000);
        /// How long a tombstone is kept, in ms; 0: forever.
        grace: u32 = 0, Grace "grace" 29, takes |_, _| Takes::numbers(0, 600_000);
        /// Data centres, which the nodes belong to in turn. Each holds n replicas of a key; w and r are counted
        /// in the coordinator's own.
        centres: u16 = 1, Centres "centres" 30,
            takes |config, members| {
                Takes::numbers(1, (members / config.n).clamp(1, Config::CENTRES as u16).into())
            };
        /// Whether a node that becomes a home of keys first gets their rows.
        bootstrap: Bootstrap = Bootstrap::On, Bootstrap "bootstrap" 31;
    }
}

impl Hash for Config {
    /// Fingerprints are older than `bootstrap`: it is hashed only if it is not the default.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { n, w, r, patience, repair, handoff, handoff_after, hint_window, .. } = self;
        let Self { conflict, merge, anti_entropy, grace, centres, bootstrap, .. } = self;
        (n, w, r, patience, repair, handoff, handoff_after, hint_window).hash(state);
        (conflict, merge, anti_entropy, grace, centres).hash(state);
        if *bootstrap != Bootstrap::On {
            bootstrap.hash(state);
        }
    }
}

impl Config {
    /// The most data centres.
    pub const CENTRES: usize = 3;

    /// Three replicas of each key and majorities of two, or what fewer nodes allow.
    #[must_use]
    pub fn for_nodes(nodes: u16) -> Self {
        let n = nodes.clamp(1, 3);
        let majority = n / 2 + 1;
        Self { n, w: majority, r: majority, ..Self::default() }
    }

    /// n, w and r.
    #[must_use]
    pub const fn quorum(&self) -> Quorum {
        Quorum { n: self.n, w: self.w, r: self.r }
    }

    pub(super) fn patience(&self) -> Duration {
        Duration::millis(self.patience.into())
    }

    /// The data centre of a node: they belong to the centres in turn, so that a node that joins moves no other.
    #[must_use]
    pub const fn centre(&self, node: NodeId) -> u16 {
        node.0 % self.centres
    }

    /// The quorum with one of its numbers changed; `None` if `knob` is not one of them. Lowering n lowers w and r
    /// to at most n.
    fn quorum_with(&self, knob: Knob, number: u16) -> Option<Quorum> {
        let old = self.quorum();
        let least = number.max(1);
        Some(match knob {
            Knob::Replicas => Quorum { n: number, w: old.w.min(least), r: old.r.min(least) },
            Knob::WriteQuorum => Quorum { w: number, ..old },
            Knob::ReadQuorum => Quorum { r: number, ..old },
            Knob::Patience
            | Knob::ReadRepair
            | Knob::Handoff
            | Knob::HandoffAfter
            | Knob::HintWindow
            | Knob::Conflict
            | Knob::Merge
            | Knob::AntiEntropy
            | Knob::Grace
            | Knob::Centres
            | Knob::Bootstrap => return None,
        })
    }
}

impl Settings for Config {
    fn views(&self, members: u16) -> Vec<KnobView> {
        self.all(members)
    }

    fn turn(&mut self, knob: knob::Knob, value: KnobValue, members: u16) -> Result<(), KnobError> {
        if let (Some(own), Some(number)) = (Knob::of(knob), u16::read(value))
            && let Some(quorum) = self.quorum_with(own, number)
        {
            // The quorum's own errors say more than a range.
            quorum.check(members / self.centres).map_err(KnobError::Quorum)?;
            (self.n, self.w, self.r) = (quorum.n, quorum.w, quorum.r);
            return Ok(());
        }
        self.turn_within(knob, value, members)
    }

    fn check(&self, members: &[NodeId]) -> Result<(), KnobError> {
        let of = |centre| members.iter().filter(|&&node| self.centre(node) == centre).count();
        let least = (0..self.centres).map(of).min().unwrap_or(0);
        self.quorum().check(least as u16).map_err(KnobError::Quorum)
    }

    fn features(&self) -> Features {
        Features {
            ring: true,
            deletes: true,
            contexts: self.conflict != Conflict::LastWriteWins,
            removal_marks: self.merge == Merge::Tombstones,
            client_coordinators: true,
            ..Features::default()
        }
    }
}
