//! What a checker says.

use crate::{
    id::{EnvelopeId, NodeId, OperationId},
    kv::Key,
    note::Note,
    time::Instant,
};
use alloc::vec::Vec;
use core::fmt;

macro_rules! properties {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A promise that a replicated store may make to its clients.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Property {
            $($(#[$doc])* $name,)*
        }

        impl Property {
            /// Every property, the strongest first.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Those that a search looks for: all but the last, for it reads and writes, and inserts nothing.
            pub const SEARCHED: &[Self] = Self::ALL.split_at(Self::ALL.len() - 1).0;

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

properties! {
    /// As if there were one copy, and every operation took effect at one moment while it lasted.
    Linearizable = "linearizable",
    /// As if there were one copy, and each client's operations took effect in its own order.
    Sequential = "sequential",
    /// Who sees a write sees all that led to it.
    Causal = "causal",
    /// A client that wrote sees its write or a newer one.
    ReadYourWrites = "read-your-writes",
    /// A client never sees an older value after a newer one.
    MonotonicReads = "monotonic-reads",
    /// Who sees a client's write sees that client's earlier ones.
    MonotonicWrites = "monotonic-writes",
    /// Who sees a write sees what its writer had seen.
    WritesFollowReads = "writes-follow-reads",
    /// A write that was acknowledged is kept somewhere, or was overwritten.
    Durable = "durable",
    /// Once nothing is in flight and nothing is broken, all replicas are equal.
    Convergence = "convergence",
    /// With one leader: logs agree, positions never go back, and nobody else leads in its term.
    LogsAgree = "logs-agree",
    /// No two rows of a table are given the same number.
    UniqueNumbers = "unique-numbers",
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a checker says of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds for everything that could be checked so far.
    Holds {
        /// Operations checked.
        checked: u32,
    },
    /// It does not; this proves it.
    Violated(Witness),
    /// It cannot be decided.
    Unknown(Why),
}

impl Verdict {
    /// Whether it is broken.
    #[must_use]
    pub const fn is_violated(&self) -> bool {
        matches!(self, Self::Violated(_))
    }
}

/// Why a checker does not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The budget was spent after so many operations took their place.
    Budget {
        /// Operations in the longest order found.
        placed: u32,
        /// Operations there are.
        of: u32,
    },
    /// So far only the first of these steps have been judged.
    Behind {
        /// Steps judged.
        judged: u32,
        /// Steps there are.
        of: u32,
    },
    /// So many messages are still in flight, so many nodes and links are out of order.
    Unsettled {
        /// Messages in flight.
        in_flight: u32,
        /// Nodes that do not run, and links that are cut.
        faults: u32,
    },
}

/// The few operations that prove a violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What they prove; decides the sentence.
    pub kind: Kind,
    /// The operations, in the order in which the sentence names them.
    pub operations: Vec<OperationId>,
    /// The envelopes that explain it.
    pub envelopes: Vec<EnvelopeId>,
    /// What nodes noted that explains it, in order of time.
    pub notes: Vec<Noted>,
}

/// What a node noted at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The node.
    pub node: NodeId,
    /// The step.
    pub step: u32,
    /// When.
    pub at: Instant,
    /// What it noted.
    pub note: Note,
}

impl Witness {
    /// A witness without envelopes and notes.
    #[must_use]
    pub fn of(kind: Kind, operations: &[OperationId]) -> Self {
        Self { kind, operations: operations.to_vec(), envelopes: Vec::new(), notes: Vec::new() }
    }
}

/// How the last copy of a write went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Died {
    /// Who had it.
    pub replica: NodeId,
    /// When.
    pub at: Instant,
    /// By which step.
    pub step: u32,
}

/// What a witness proves. The comments name its operations in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// *read*, *write*: the read returned something older than the write, which had been acknowledged
    /// before the read began.
    Stale,
    /// *read*, *earlier read*, and if siblings may have been returned *write*: the read returned something older
    /// than what the earlier one, which ended before it began, had returned, or misses that sibling.
    WentBack,
    /// *read*, *write*: the read returned a write that began only after the read had ended.
    FromTheFuture,
    /// The *operations* find no place in any order.
    NoPlace,
    /// *read*, *own write*: a client's read returned something older than its own write.
    OwnWriteMissing,
    /// *read*, *seen write*, *missing write*: who had seen a client's write missed an earlier one.
    EarlierWriteMissing,
    /// *read*, *seen write*, *missing write*: who had seen a write missed what its writer had read.
    CauseMissing,
    /// *read*, *write*: the read's client had seen, by way of others, what came of the write, and yet read
    /// something that the write had replaced.
    CauseSkipped,
    /// The *write* was acknowledged, and nobody keeps it, nor anything newer.
    Lost {
        /// Who acknowledged it.
        by: NodeId,
        /// When the last copy went; nothing if none was ever kept.
        died: Option<Died>,
    },
    /// *insert*, *insert*: two rows of a table were given the same number.
    SameNumber {
        /// The table.
        table: Key,
        /// The number.
        number: u32,
    },
    /// Two nodes take themselves for the leader, of one term where there are terms.
    TwoLeaders {
        /// The two.
        replicas: (NodeId, NodeId),
    },
    /// A node's log became shorter.
    PositionWentBack {
        /// The node.
        replica: NodeId,
    },
    /// Two *writes* stand at one position of two logs.
    LogsDiffer {
        /// The position.
        position: u64,
        /// The two replicas.
        replicas: (NodeId, NodeId),
    },
    /// Replicas differ, and nothing is under way that could change it.
    Differ {
        /// The key.
        key: Key,
        /// Two replicas that differ.
        replicas: (NodeId, NodeId),
    },
}
