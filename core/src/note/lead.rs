//! Facts of clusters with one leader: how the log gets to the followers, and who leads.

use crate::id::{NodeId, OperationId, Term};
use core::fmt;

/// A fact that a leader, a follower or a monitor knows of itself.
#[allow(missing_docs, reason = "each variant's sentence names its fields")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lead {
    /// A leader waits for this follower from now on, in place of one that is slow or gone.
    SynchronousNow { peer: NodeId, instead: NodeId },
    /// No synchronous follower is left: the leader acknowledges alone.
    GoesOnAlone,
    /// A synchronous follower has caught up: the leader waits for it again.
    WaitsAgain { peer: NodeId },
    /// Everything up to this position is on disk.
    Flushed { position: u64 },
    /// The oldest entries were dropped; so many are left.
    Shortened { kept: u64 },
    /// A leader takes a snapshot for a follower.
    SnapshotBegun { peer: NodeId, position: u64 },
    /// A piece of a snapshot arrived.
    SnapshotPiece { piece: u32, of: u32 },
    /// A snapshot is whole; the log begins after it.
    SnapshotInstalled { position: u64 },
    /// The leader's log and this one differ before what arrived; the rest is asked for.
    Diverges { after: u64 },
    /// An entry that the leader has not was taken out of the log.
    Discarded { write: OperationId, position: u64, kept: bool },
    /// A message of an older term was refused.
    RefusedOld { from: NodeId, term: Term },
    /// Somebody finds a leader down.
    Suspects { node: NodeId },
    /// Enough sentinels find the leader down.
    AgreedDown { node: NodeId, sentinels: u32 },
    /// A candidate stands in this term.
    Stands { term: Term },
    /// A vote was given, or not.
    Voted { candidate: NodeId, term: Term, granted: bool },
    /// So many votes of those needed.
    Votes { votes: u32, needed: u32 },
    /// A monitor chose the next leader.
    Chose { successor: NodeId, position: u64 },
    /// A leader begins its term.
    Leads { term: Term },
    /// A leader is none any more.
    StepsDown { term: Term },
    /// A leader is about to stop.
    Leaving,
    /// A leader that stops names its successor.
    HandsOver { to: NodeId },
    /// A leader that was to stop has found no successor, or none that leads, and goes on leading.
    LeadsOn,
    /// A monitor tells an old leader whom to follow.
    Repoints { node: NodeId, leader: NodeId },
    /// Another node's power is cut.
    SwitchesOff { node: NodeId },
    /// This node's power is cut.
    SwitchedOff { by: NodeId },
}

impl fmt::Display for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SynchronousNow { peer, instead } => {
                write!(f, "waits for {peer} instead of {instead}")
            }
            Self::GoesOnAlone => f.write_str("no synchronous follower is left: goes on alone"),
            Self::WaitsAgain { peer } => write!(f, "waits for {peer} again"),
            Self::Flushed { position } => write!(f, "flushed up to {position}"),
            Self::Shortened { kept } => write!(f, "dropped the oldest entries, {kept} left"),
            Self::SnapshotBegun { peer, position } => {
                write!(f, "snapshot for {peer} at {position}")
            }
            Self::SnapshotPiece { piece, of } => write!(f, "piece {piece} of {of}"),
            Self::SnapshotInstalled { position } => {
                write!(f, "snapshot installed: all up to {position}")
            }
            Self::Diverges { after } => write!(f, "logs differ: asks for what follows {after}"),
            Self::Discarded { write, position, kept } => {
                let verb = if *kept { "put aside" } else { "threw away" };
                write!(f, "{verb} {write} at {position}")
            }
            Self::RefusedOld { from, term } => write!(f, "refused {from}: term {term} is over"),
            Self::Suspects { node } => write!(f, "suspects {node}"),
            Self::AgreedDown { node, sentinels } => {
                write!(f, "{sentinels} sentinels find {node} down")
            }
            Self::Stands { term } => write!(f, "stands for term {term}"),
            Self::Voted { candidate, term, granted } => {
                let vote = if *granted { "votes" } else { "does not vote" };
                write!(f, "{vote} for {candidate} in term {term}")
            }
            Self::Votes { votes, needed } => write!(f, "{votes} of {needed} votes"),
            Self::Chose { successor, position } => {
                write!(f, "chose {successor}, whose log ends at {position}")
            }
            Self::Leads { term } => write!(f, "leads in term {term}"),
            Self::StepsDown { term } => write!(f, "steps down in term {term}"),
            Self::Leaving => f.write_str("takes no more writes: is about to stop"),
            Self::HandsOver { to } => write!(f, "hands over to {to}"),
            Self::LeadsOn => f.write_str("nobody took over: leads on"),
            Self::Repoints { node, leader } => write!(f, "tells {node} to follow {leader}"),
            Self::SwitchesOff { node } => write!(f, "switches {node} off"),
            Self::SwitchedOff { by } => write!(f, "switched off by {by}"),
        }
    }
}
