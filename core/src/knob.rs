//! The settings of a protocol that can be turned while it runs.

use crate::id::NodeSet;
use core::{fmt, str::FromStr};

/// What kind of value a knob takes. Whatever its kind, it is kept as a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number,
    /// One of these words, by its place among them.
    Word(&'static [&'static str]),
    /// Any nodes: the bits of a [`NodeSet`].
    Nodes,
}

macro_rules! knobs {
    (@kind) => { Kind::Number };
    (@kind nodes) => { Kind::Nodes };
    (@kind $($word:literal)|+) => { Kind::Word(&[$($word),+]) };
    ($($(#[$doc:meta])* $name:ident = $text:literal $(($($kind:tt)+))?,)*) => {
        /// A setting of some protocol, by the name it has in scenario files.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
        )]
        pub enum Knob {
            $($(#[$doc])* $name,)*
        }

        impl Knob {
            /// Every knob of every protocol.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in scenario files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// What it takes.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {
                    $(Self::$name => knobs!(@kind $($($kind)+)?),)*
                }
            }
        }
    };
}

knobs! {
    /// Leaderless: replicas that hold a key.
    Replicas = "n",
    /// Leaderless: answers that a write waits for.
    WriteQuorum = "w",
    /// Leaderless: answers that a read waits for.
    ReadQuorum = "r",
    /// Leaderless: how long a coordinator waits for answers, in ms.
    Patience = "patience",
    /// Leaders: how often they say how long their log is, in ms.
    Heartbeat = "heartbeat",
    /// Single leader: whose acknowledgement a write waits for.
    Replication = "replication" ("asynchronous" | "semi-synchronous" | "synchronous" | "majority"),
    /// Single leader: the synchronous followers; none stands for all.
    Synchronous = "synchronous" (nodes),
    /// Single leader: so many synchronous followers, in semi-synchronous replication.
    SynchronousCount = "synchronous-count",
    /// Single leader: what a follower has done with an entry that it acknowledges.
    AcknowledgeAfter = "acknowledge" ("received" | "stored" | "applied"),
    /// Single leader: how long a synchronous follower may take, in ms.
    SynchronousPatience = "synchronous-patience",
    /// Single leader: what a leader without a synchronous follower does.
    Blocked = "blocked" ("waits" | "goes-on"),
    /// Single leader: from one flush to the next, in ms; 0: each entry.
    Flush = "flush",
    /// Single leader: how long a follower takes to apply an entry, in ms.
    Apply = "apply",
    /// Single leader: entries that stay in the log; 0: all.
    Retain = "retain",
    /// Single leader: rows in a piece of a snapshot.
    Chunk = "chunk",
    /// Single leader: who chooses a new leader.
    Failover = "failover" ("manual" | "election" | "controller" | "sentinel"),
    /// Single leader: after how long a silence a leader is suspected, in ms.
    Suspect = "suspect",
    /// Single leader: nodes that watch the others.
    Monitors = "monitors" (nodes),
    /// Single leader: sentinels that must find the leader down.
    SentinelQuorum = "sentinel-quorum",
    /// Single leader: what keeps an old leader from doing harm.
    Fencing = "fencing" ("none" | "term" | "switch-off" | "switch-off-each-other"),
    /// Single leader: what becomes of entries that only an old leader has.
    Tail = "tail" ("discard" | "keep"),
    /// Single leader: nodes that take no part in replication.
    Outside = "outside" (nodes),

    /// Leaderless: whether a read mends replicas that answered with something older.
    ReadRepair = "read-repair" ("off" | "async" | "blocking"),
    /// Leaderless: whether other nodes stand in for homes that do not answer.
    Handoff = "handoff" ("off" | "hints" | "sloppy"),
    /// Leaderless: after how long without an answer they do, in ms.
    HandoffAfter = "handoff-after",
    /// Leaderless: how long a hint is kept, in ms.
    HintWindow = "hint-window",
    /// Leaderless: what becomes of two writes that did not know of each other.
    Conflict = "conflict" ("lww" | "version-vector" | "dotted"),
    /// Leaderless: how clients merge the siblings of a cart: a union, or one that knows what was removed.
    Merge = "merge" ("union" | "tombstones"),
    /// Leaderless: how often a node compares its rows with another one's, in ms; 0 for never.
    AntiEntropy = "anti-entropy",
    /// Leaderless: how long a tombstone is kept, in ms; 0 for ever.
    Grace = "grace",
    /// Leaderless: data centres, which the nodes belong to in turn; n, w and r are for each of them.
    Centres = "centres",
}

impl Knob {
    /// The value, if the knob stands among `knobs` and takes it.
    ///
    /// # Errors
    /// Why not.
    pub fn within(self, value: u32, knobs: &[KnobView]) -> Result<u32, KnobError> {
        let view = knobs.iter().find(|view| view.knob == self).ok_or(KnobError::NotHere(self))?;
        let (low, high) = view.range;
        let fits = match self.kind() {
            Kind::Nodes => value & !high == 0,
            Kind::Number | Kind::Word(_) => (low..=high).contains(&value),
        };
        if fits { Ok(value) } else { Err(KnobError::Range(KnobView { value, ..*view })) }
    }
}

impl fmt::Display for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Knob {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|knob| knob.name() == text).ok_or(())
    }
}

/// A value as it stands in scenario files: `3`, `election`, `B,C`.
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub Knob, pub u32);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind() {
            Kind::Word(words) if (self.1 as usize) < words.len() => {
                f.write_str(words[self.1 as usize])
            }
            Kind::Nodes => NodeSet(self.1).fmt(f),
            Kind::Number | Kind::Word(_) => self.1.fmt(f),
        }
    }
}

/// A knob as it stands: what the page draws as a slider, a list or boxes to tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnobView {
    /// Which.
    pub knob: Knob,
    /// Where it stands.
    pub value: u32,
    /// The least and the greatest value that it takes just now; for nodes the second is the set of those
    /// that may be chosen.
    pub range: (u32, u32),
    /// Whether it changes anything, as the other knobs stand.
    pub matters: bool,
}

/// Why a knob cannot be turned so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnobError {
    /// This protocol has no such knob.
    NotHere(Knob),
    /// The value lies outside what the knob takes just now.
    Range(KnobView),
    /// The cluster cannot be without this node.
    Leader(crate::id::NodeId),
    /// The quorum would not make sense.
    Quorum(crate::quorum::QuorumError),
}

impl fmt::Display for KnobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHere(knob) => write!(f, "this mode has no setting {knob}"),
            Self::Range(KnobView { knob, value, range: (low, high), .. }) => {
                let value = Shown(*knob, *value);
                match knob.kind() {
                    Kind::Nodes => {
                        write!(f, "{knob} takes nodes among {}, not {value}", NodeSet(*high))
                    }
                    _ => write!(f, "{knob} takes a value from {low} to {high}, not {value}"),
                }
            }
            Self::Leader(node) => write!(f, "the cluster cannot be without its leader {node}"),
            Self::Quorum(error) => error.fmt(f),
        }
    }
}
