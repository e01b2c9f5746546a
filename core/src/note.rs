//! Remarkable facts: what a replica says about what it just did. One enum for all protocols, so that
//! every trace reads alike and every language translates one list.

mod lead;
mod says;

pub use lead::Lead;
pub use says::Says;

use crate::{
    clock::Dot,
    id::{NodeId, OperationId},
    kv::Key,
};
use core::fmt;

/// A fact that a replica knows of itself. Positions count from 1; 0 is before the first entry.
#[allow(missing_docs, reason = "each variant's sentence names its fields")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The leader put a write at this position of its log.
    Appended { write: OperationId, position: u64 },
    /// A follower applied the write at this position.
    Applied { write: OperationId, position: u64 },
    /// Entries arrived that do not follow what is held; the rest is asked for.
    Gap { held: u64, after: u64 },
    /// A peer asked for what follows this position.
    Resumed { peer: NodeId, after: u64 },
    /// A peer holds everything up to this position.
    CaughtUp { peer: NodeId, position: u64 },
    /// A write was stored for this key.
    Stored { write: OperationId, key: Key },
    /// A write arrived that is older than what the key holds, and was ignored.
    KeptNewer { key: Key, kept: OperationId, ignored: OperationId },
    /// Another answer came for an operation that this replica coordinates.
    Answer { operation: OperationId, answers: u16, needed: u16 },
    /// Enough answers: the client is told.
    Enough { operation: OperationId, answers: u16 },
    /// Too few answers in time.
    TooFew { operation: OperationId, answers: u16, needed: u16 },
    /// Two writes to one key were concurrent: one is kept, the other is lost.
    Conflict { key: Key, kept: OperationId, lost: OperationId },
    /// A replica that is no leader refused a write.
    NotLeader { operation: OperationId, leader: Option<NodeId> },
    /// After a restart, the log ends here.
    Recovered { position: u64 },
    /// What leaders, followers and those who choose them do about each other.
    Lead(Lead),
    /// A fact of replicas without a leader.
    Leaderless(Leaderless),
}

/// What replicas without a leader say of conflicts, and of how they get what they missed.
#[allow(missing_docs, reason = "each variant's sentence names its fields")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leaderless {
    /// A write got its name among those to its key; the key now has so many siblings.
    Named { write: OperationId, key: Key, dot: Dot, siblings: u16 },
    /// After this write the key has so many values, none of which any write has replaced.
    Siblings { write: OperationId, key: Key, siblings: u16 },
    /// A write goes to one of its key's homes: only a home can tell what it replaces.
    Forwarded { write: OperationId, to: NodeId },
    /// Of so many parts of the tree of hashes, some are not the same as a peer's.
    Differ { peer: NodeId, parts: u16, of: u16 },
    /// A tombstone is old enough to be forgotten.
    Swept { write: OperationId, key: Key },
    /// A coordinator sends this write to a replica that answered a read with something older.
    Repairs { operation: OperationId, replica: NodeId, write: OperationId },
    /// A home did not answer in time: another node is asked in its place.
    StandsIn { operation: OperationId, home: NodeId, by: NodeId },
    /// A write is kept for its home.
    Hinted { write: OperationId, home: NodeId },
    /// The home has what was kept for it.
    HandedOff { write: OperationId, home: NodeId },
    /// The time of a hint is over, or its home has left: it is thrown away.
    HintExpired { write: OperationId, home: NodeId },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Appended { write, position } => write!(f, "appended {write} at {position}"),
            Self::Applied { write, position } => write!(f, "applied {write} at {position}"),
            Self::Gap { held, after } => write!(f, "gap: holds {held}, got what follows {after}"),
            Self::Resumed { peer, after } => write!(f, "{peer} resumes after {after}"),
            Self::CaughtUp { peer, position } => write!(f, "{peer} has all up to {position}"),
            Self::Stored { write, key } => write!(f, "stored {write} for {key}"),
            Self::KeptNewer { key, kept, ignored } => {
                write!(f, "{key}: kept {kept}, ignored older {ignored}")
            }
            Self::Answer { operation, answers, needed } => {
                write!(f, "{operation}: {answers} of {needed} answers")
            }
            Self::Enough { operation, answers } => {
                write!(f, "{operation}: {answers} answers, enough")
            }
            Self::TooFew { operation, answers, needed } => {
                write!(f, "{operation}: only {answers} of {needed} answers")
            }
            Self::Conflict { key, kept, lost } => {
                write!(f, "conflict on {key}: kept {kept}, lost {lost}")
            }
            Self::NotLeader { operation, leader: Some(leader) } => {
                write!(f, "refused {operation}: {leader} is the leader")
            }
            Self::NotLeader { operation, leader: None } => {
                write!(f, "refused {operation}: there is no leader")
            }
            Self::Lead(lead) => lead.fmt(f),
            Self::Recovered { position } => write!(f, "recovered: log ends at {position}"),
            Self::Leaderless(fact) => fact.fmt(f),
        }
    }
}

impl From<Lead> for Note {
    fn from(lead: Lead) -> Self {
        Self::Lead(lead)
    }
}

impl From<Leaderless> for Note {
    fn from(fact: Leaderless) -> Self {
        Self::Leaderless(fact)
    }
}

impl fmt::Display for Leaderless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named { write, key, dot, siblings } => {
                let s = if *siblings == 1 { "" } else { "s" };
                write!(f, "stored {write} for {key} as {dot}: {siblings} value{s}")
            }
            Self::Siblings { write, key, siblings } => {
                write!(f, "stored {write} for {key}: {siblings} siblings")
            }
            Self::Forwarded { write, to } => {
                write!(f, "holds no such key: {to} coordinates {write}")
            }
            Self::Differ { peer, parts, of } => {
                write!(f, "{parts} of {of} hashes differ from those of {peer}")
            }
            Self::Swept { write, key } => write!(f, "forgot the tombstone {write} of {key}"),
            Self::Repairs { operation, replica, write } => {
                write!(f, "{operation}: repairs {replica} with {write}")
            }
            Self::StandsIn { operation, home, by } => {
                write!(f, "{operation}: no answer from {home}, asks {by} in its place")
            }
            Self::Hinted { write, home } => write!(f, "keeps {write} for {home}"),
            Self::HandedOff { write, home } => write!(f, "{home} has {write}: hint dropped"),
            Self::HintExpired { write, home } => write!(f, "hint of {write} for {home} expired"),
        }
    }
}
