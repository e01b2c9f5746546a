//! Notes: the facts that replicas report about themselves.
//!
//! Each protocol declares its own in its `note` module, and facts about something that protocols share are
//! declared with that; [`Note`] is only their sum.

use crate::{
    id::{NodeId, OperationId},
    protocol::{
        leaderless::note as leaderless, multi_leader::note as multi_leader,
        single_leader::note as single_leader,
    },
    store::note::{LogNote, Writes},
};
use derive_more::{Display, From};

/// A fact that a replica reports about itself. Displays as in traces.
#[derive(Clone, Copy, Debug, Display, From, PartialEq, Eq, Hash)]
pub enum Note {
    /// About a replication log, in whichever protocol.
    Log(LogNote),
    /// Of a cluster with one leader.
    SingleLeader(single_leader::Note),
    /// Of a cluster in which every node leads.
    MultiLeader(multi_leader::Note),
    /// Of a store without a leader.
    Leaderless(leaderless::Note),
    /// A copy of a request arrived that this node has executed. It has no effect.
    #[from(skip)]
    #[display("{_0} was executed already")]
    Repeated(OperationId),
    /// The power of this node's machine was cut, whatever its process did.
    #[display("switched off by {by}")]
    SwitchedOff {
        /// The node that ordered it.
        by: NodeId,
    },
}

impl Note {
    /// What the fact says about writes at the node that reports it.
    #[must_use]
    pub const fn writes(&self) -> Writes {
        match self {
            Self::Log(note) => note.writes(),
            Self::SingleLeader(note) => note.writes(),
            Self::MultiLeader(note) => note.writes(),
            Self::Leaderless(note) => note.writes(),
            Self::Repeated(_) | Self::SwitchedOff { .. } => Writes::NONE,
        }
    }

    /// Whether the node applies nothing more from here on.
    #[must_use]
    pub const fn is_stop(&self) -> bool {
        matches!(self, Self::SingleLeader(single_leader::Note::Stops { .. }))
    }

    /// Whether the fact only counts the answers to an operation.
    #[must_use]
    pub const fn is_count(&self) -> bool {
        match self {
            Self::Leaderless(note) => note.is_count(),
            Self::Log(_)
            | Self::SingleLeader(_)
            | Self::MultiLeader(_)
            | Self::Repeated(_)
            | Self::SwitchedOff { .. } => false,
        }
    }
}
