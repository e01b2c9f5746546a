//! Properties, verdicts and witnesses.

use crate::{
    id::{EnvelopeId, NodeId, OperationId},
    kv::{Key, Value},
    note::Note,
    time::Instant,
};
use alloc::vec::Vec;
use core::fmt;

macro_rules! properties {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A promise of a replicated store to its clients.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Property {
            $($(#[$doc])* $name,)*
        }

        impl Property {
            /// Every property, the strongest first.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The properties that a search looks for: all but the last, since its clients insert nothing.
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
    /// Every operation appears to take effect on one copy, at one moment between its invocation and its response.
    Linearizable = "linearizable",
    /// All operations appear to take effect on one copy, in an order that contains each client's own order.
    Sequential = "sequential",
    /// A client that sees a write sees the writes that caused it.
    Causal = "causal",
    /// A client sees its own writes, or newer ones.
    ReadYourWrites = "read-your-writes",
    /// A client never sees an older value after a newer one.
    MonotonicReads = "monotonic-reads",
    /// A replica that stores a write stores the earlier writes of the same writer.
    MonotonicWrites = "monotonic-writes",
    /// A replica that stores a write stores what the writer had read before it.
    WritesFollowReads = "writes-follow-reads",
    /// A replica that stores a write stores all that led to it, through any number of clients: nobody who reads there
    /// sees an answer without its question.
    ConsistentPrefix = "consistent-prefix",
    /// An acknowledged write is stored by some replica, or was overwritten.
    Durable = "durable",
    /// All replicas are equal once nothing is in flight and nothing is broken.
    Convergence = "convergence",
    /// With one leader: logs match, positions never go back, and a term has at most one leader.
    LogsAgree = "logs-agree",
    /// No two rows of a table have the same number.
    UniqueNumbers = "unique-numbers",
}

impl Property {
    /// Whether what reads return can show that it is violated. The others are about the rows, numbers and logs of
    /// replicas alone.
    #[must_use]
    pub const fn is_about_reads(self) -> bool {
        match self {
            Self::Linearizable
            | Self::Sequential
            | Self::Causal
            | Self::ReadYourWrites
            | Self::MonotonicReads
            | Self::MonotonicWrites
            | Self::WritesFollowReads
            | Self::ConsistentPrefix => true,
            Self::Durable | Self::Convergence | Self::LogsAgree | Self::UniqueNumbers => false,
        }
    }

    /// The next stronger property: where this one is violated, that one is, too.
    #[must_use]
    pub const fn stronger(self) -> Option<Self> {
        match self {
            Self::Sequential => Some(Self::Linearizable),
            Self::Causal => Some(Self::Sequential),
            Self::ReadYourWrites | Self::MonotonicReads => Some(Self::Causal),
            // These are about what replicas store, which reads may not show.
            Self::MonotonicWrites | Self::WritesFollowReads => Some(Self::ConsistentPrefix),
            Self::ConsistentPrefix
            | Self::Linearizable
            | Self::Durable
            | Self::Convergence
            | Self::LogsAgree
            | Self::UniqueNumbers => None,
        }
    }

    /// Whether a violation of it is one of `other`, too.
    #[must_use]
    pub fn breaks(self, other: Self) -> bool {
        core::iter::successors(self.stronger(), |it| it.stronger()).any(|it| it == other)
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The verdict of a checker on a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The property holds for everything that was checked so far.
    Holds {
        /// Operations checked.
        checked: u32,
    },
    /// The property is violated, as the witness proves.
    Violated(Witness),
    /// The checker does not decide.
    Unknown(Why),
}

impl Verdict {
    /// Whether the property is violated.
    #[must_use]
    pub const fn is_violated(&self) -> bool {
        matches!(self, Self::Violated(_))
    }
}

/// Why a checker does not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The budget of the search is spent.
    Budget {
        /// Operations in the longest order that was found.
        placed: u32,
        /// Operations in the history.
        operations: u32,
    },
    /// The run is longer than the part that was judged.
    NotJudged {
        /// Steps judged.
        judged: u32,
        /// Steps of the run.
        steps: u32,
    },
    /// Messages are in flight, or nodes and links are faulty.
    Unsettled {
        /// Messages in flight.
        in_flight: u32,
        /// Crashed and paused nodes, and cut links.
        faults: u32,
    },
    /// A heartbeat, a comparison or a hint that may mend it is still to come.
    StillDue,
    /// Statements have read rows, which no order of operations on keys explains or contradicts.
    Statements {
        /// Requests that read rows by statements.
        reads: u32,
    },
}

/// A violation, and the operations that prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The violation.
    pub violation: Violation,
    /// The operations, in the order that [`Violation`] documents.
    pub operations: Vec<OperationId>,
    /// The envelopes that explain it.
    pub envelopes: Vec<EnvelopeId>,
    /// The notes that explain it, in order of time.
    pub notes: Vec<Noted>,
}

/// A note, with its node, step and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The node.
    pub node: NodeId,
    /// The step.
    pub step: u32,
    /// When.
    pub at: Instant,
    /// The note.
    pub note: Note,
}

impl Witness {
    /// A witness without envelopes and notes.
    #[must_use]
    pub fn new(violation: Violation, operations: &[OperationId]) -> Self {
        Self {
            violation,
            operations: operations.to_vec(),
            envelopes: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Why a replica that stores a write must store another one too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// The same client wrote it before.
    SameWriter,
    /// The writer had read it.
    Read,
    /// It led to the write through other clients.
    Cause,
}

/// The replica that removed the last copy of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastCopy {
    /// The replica.
    pub replica: NodeId,
    /// The time of the removal.
    pub at: Instant,
    /// The step of the removal.
    pub step: u32,
}

/// What a witness proves. Each variant documents the witness's operations, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// *read*, *write*: the read returned an older value than the write, which was acknowledged before the read
    /// began.
    Stale,
    /// *read*, *earlier read*, and where siblings are kept *write*: the read returned an older value than the earlier
    /// read, which had ended before it began, or misses that sibling.
    WentBack,
    /// *read*, *write*: the read returned a write that began after the read had ended.
    FromTheFuture,
    /// *operations*: no order of the history contains them.
    NoPlace,
    /// *read*, *own write*: a client's read returned an older value than the client's own write.
    OwnWriteMissing,
    /// *read*, *seen write*, *missing write*: the reader had seen a write, and missed an earlier write of its writer.
    EarlierWriteMissing,
    /// *read*, *seen write*, *missing write*: the reader had seen a write, and missed a write that its writer had read.
    CauseMissing,
    /// *read*, *write*: the write is a cause of what the reader had seen, through any number of clients, and the read
    /// returned a value that the write had replaced.
    CauseSkipped,
    /// *read*, *seen write*, *missing write*: the reader had seen a write, and missed a cause of it.
    AnswerWithoutQuestion,
    /// *write*, *missing write*: a replica stored the write, but not the other one, nor anything newer in its place.
    StoredWithout {
        /// The replica.
        replica: NodeId,
        /// Why it must store both.
        link: Link,
        /// Since when it did.
        at: Instant,
        /// The step.
        step: u32,
    },
    /// *write*: it was acknowledged, and no replica stores it or anything newer.
    Lost {
        /// The node that acknowledged it.
        by: NodeId,
        /// The last copy; `None` if no replica ever stored one.
        last_copy: Option<LastCopy>,
    },
    /// *insert*, *insert*: two rows of a table have the same number.
    SameNumber {
        /// The table.
        table: Key,
        /// The number.
        number: u32,
    },
    /// Two nodes lead in one term, or, without terms, at one time.
    TwoLeaders {
        /// The two nodes.
        replicas: (NodeId, NodeId),
    },
    /// A running node's log got shorter within a term.
    PositionWentBack {
        /// The node.
        replica: NodeId,
    },
    /// *write*, *write*: they are at the same position of two logs.
    LogsDiffer {
        /// The position.
        position: u64,
        /// The two replicas.
        replicas: (NodeId, NodeId),
    },
    /// *write*, *write*, as far as there are any: two replicas differ, and nothing is in flight.
    Differ {
        /// The key.
        key: Key,
        /// Two replicas that differ.
        replicas: (NodeId, NodeId),
    },
    /// *write*: two replicas have made different values of it, and nothing is in flight.
    DifferentEffects {
        /// The key.
        key: Key,
        /// Two replicas that differ.
        replicas: (NodeId, NodeId),
        /// Their values, in that order.
        values: (Value, Value),
    },
}
