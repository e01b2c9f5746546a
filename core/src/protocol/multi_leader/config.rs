//! The settings of a cluster of leaders.

use crate::{
    hash::Fingerprint,
    id::{NodeId, NodeSet},
    knob::{self, Features, KnobError, KnobValue, KnobView, Settings, Takes, settings, words},
    links::Links,
    store::{crdt::Way, handler::Handler},
    time::Duration,
};
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

words! {
    /// Which leaders ship their logs to each other.
    pub enum Topology {
        /// Each to every other.
        AllToAll = "all-to-all",
        /// Each to the next one, in order of names.
        Circular = "circular",
        /// The first to every other, and every other to the first.
        Star = "star",
        /// Each to the two below it and to the one above it; the first is the root.
        Tree = "tree",
        /// As the links between peers say.
        Links = "links",
    }
}

words! {
    /// What becomes of writes whose next leader on the way does not answer.
    pub enum Rerouting {
        /// They wait for it, or for a person who changes the topology.
        ByHand = "by-hand",
        /// They go around it.
        Found = "found",
    }
}

words! {
    /// When a write that has come is applied.
    pub enum Delivery {
        /// At once.
        AsReceived = "as-received",
        /// After all writes that its leader had applied before it.
        Causal = "causal",
    }
}

words! {
    /// What becomes of two writes to a key of which neither leader knew the other.
    pub enum Resolution {
        /// The one with the later timestamp is kept.
        LastWrite = "last-write",
        /// The one of the leader with the greater name is kept.
        HighestReplica = "highest-replica",
        /// Both are kept, and returned to whoever reads the key.
        Siblings = "siblings",
        /// Both are kept, and a handler makes one value of them.
        Handler = "handler",
        /// Values are of types that merge.
        Merge = "merge",
    }
}

words! {
    /// What is shipped of values that merge.
    pub enum Ships {
        /// The whole state.
        State = "state",
        /// The changes that the receiver is not known to have.
        Delta = "delta",
        /// The operations that the receiver is not known to have.
        Operations = "ops",
    }
}

words! {
    /// Where a new character of a text that merges comes in.
    pub enum Placing {
        /// On one of its neighbours.
        Fugue = "fugue",
        /// At a position between its neighbours.
        Logoot = "logoot",
    }
}

words! {
    /// When a conflict is detected.
    pub enum Detection {
        /// After both clients have been told that their writes succeeded.
        Asynchronous = "async",
        /// Before: a write waits until every other leader has it.
        Synchronous = "sync",
    }
}

words! {
    /// Whether each key has one leader that takes its writes.
    pub enum Homes {
        /// Any leader takes any write.
        Off = "off",
        /// It has, whatever happens to that leader.
        Fixed = "fixed",
        /// It has. If the home does not answer, the next leader takes its place.
        Move = "move",
    }
}

words! {
    /// How leaders number inserted rows.
    pub enum Numbering {
        /// Each counts on from the greatest number that it knows.
        Plain = "plain",
        /// Each has numbers of its own: an offset and a step.
        Interleaved = "interleaved",
    }
}

settings! {
    /// The settings.
    pub struct Config {
        /// Interval of heartbeats, in ms.
        heartbeat: u32 = 100, Heartbeat "heartbeat" 4, takes |_, _| Takes::numbers(5, 1_000);
        /// Which leaders ship their logs to each other.
        topology: Topology = Topology::AllToAll, Topology "topology" 63;
        /// The links of a topology of one's own.
        peer_links: Links = Links::NONE, PeerLinks "peer-links" 64,
            matters |config| config.topology == Topology::Links;
        /// The nodes that lead; none: all. The others follow them.
        leaders: NodeSet = NodeSet(0), Leaders "leaders" 65;
        /// What becomes of writes whose next leader on the way does not answer.
        rerouting: Rerouting = Rerouting::ByHand, Rerouting "rerouting" 66,
            matters |config| config.topology != Topology::AllToAll;
        /// The silence after which a neighbour is suspected, in ms.
        silence: u32 = 200, Silence "silence" 72,
            takes |_, _| Takes::numbers(10, 10_000),
            matters |config| config.suspects();
        /// When a write that has come is applied.
        delivery: Delivery = Delivery::AsReceived, Delivery "delivery" 67,
            matters |config| !config.merges();
        /// What becomes of two writes to a key of which neither leader knew the other.
        resolution: Resolution = Resolution::LastWrite, Resolution "resolution" 68;
        /// What is made of concurrent versions.
        handler: Handler = Handler::Newest, Handler "handler" 73,
            matters |config| config.resolution == Resolution::Handler;
        /// When the handler runs, in ms after a conflict: it writes its result. 0: with every read, and it writes nothing.
        handler_after: u32 = 0, HandlerAfter "handler-after" 74,
            takes |_, _| Takes::numbers(0, 5_000),
            matters |config| config.resolution == Resolution::Handler;
        /// What is shipped of values that merge.
        ships: Ships = Ships::Delta, Ships "ships" 75,
            matters |config| config.merges();
        /// When a conflict is detected.
        detection: Detection = Detection::Asynchronous, Detection "detection" 69,
            matters |config| config.topology == Topology::AllToAll && !config.merges();
        /// Whether each key has one leader that takes its writes.
        homes: Homes = Homes::Off, Homes "homes" 70;
        /// How leaders number inserted rows.
        numbering: Numbering = Numbering::Plain, Numbering "numbering" 71,
            matters |config| !config.merges();
        /// Where a new character of a text that merges comes in.
        placing: Placing = Placing::Fugue, Sequence "sequence" 76,
            matters |config| config.merges();
    }
}

impl Hash for Config {
    /// A setting that is younger than the fingerprints of runs is hashed only if it is not the default.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { heartbeat, topology, peer_links, leaders, rerouting, silence, .. } = self;
        (heartbeat, topology, peer_links, leaders, rerouting, silence).hash(state);
        let Self { delivery, resolution, handler, handler_after, .. } = self;
        (delivery, resolution, handler, handler_after).hash(state);
        let Self { ships, detection, homes, numbering, placing, .. } = self;
        (detection, homes, numbering).hash(state);
        if *ships != Ships::Delta {
            ships.hash(state);
        }
        if *placing != Placing::Fugue {
            placing.hash(state);
        }
    }
}

impl Ships {
    /// The same for the types that merge.
    pub(super) const fn way(self) -> Way {
        match self {
            Self::State => Way::State,
            Self::Delta => Way::Delta,
            Self::Operations => Way::Operations,
        }
    }
}

impl Config {
    /// Whether values merge.
    pub(super) fn merges(&self) -> bool {
        self.resolution == Resolution::Merge
    }

    /// The interval of heartbeats.
    pub(super) const fn interval(&self) -> Duration {
        Duration::millis(self.heartbeat as u64)
    }

    /// What decides which entries a node is sent.
    pub(super) fn ways(&self) -> u64 {
        Fingerprint::of(&(self.topology, self.peer_links, self.leaders))
    }

    /// Whether leaders suspect each other.
    pub(super) fn suspects(&self) -> bool {
        let reroutes = self.rerouting == Rerouting::Found && self.topology != Topology::AllToAll;
        reroutes || self.homes == Homes::Move
    }

    /// What is made of concurrent versions when they are read, if anything is.
    pub(super) fn makes(&self) -> Option<Handler> {
        let reads = self.resolution == Resolution::Handler && self.handler_after == 0;
        reads.then_some(self.handler)
    }

    /// After which time a handler writes what it makes of concurrent versions, if it does.
    pub(super) fn writes_after(&self) -> Option<Duration> {
        let writes = self.resolution == Resolution::Handler && self.handler_after > 0;
        writes.then_some(Duration::millis(self.handler_after.into()))
    }

    /// Whether a write waits until every other leader has it.
    pub(super) fn waits(&self) -> bool {
        self.detection == Detection::Synchronous && self.topology == Topology::AllToAll
    }
}

impl Settings for Config {
    fn views(&self, members: u16) -> Vec<KnobView> {
        self.all(members)
    }

    fn turn(&mut self, knob: knob::Knob, value: KnobValue, members: u16) -> Result<(), KnobError> {
        self.turn_within(knob, value, members)
    }

    fn check(&self, _: &[NodeId]) -> Result<(), KnobError> {
        Ok(())
    }

    fn features(&self) -> Features {
        let contexts = self.resolution == Resolution::Siblings;
        let logs = !self.merges();
        let updates = self.merges();
        Features {
            log: logs,
            numbers: logs,
            deletes: true,
            contexts,
            updates,
            ..Features::default()
        }
    }
}
