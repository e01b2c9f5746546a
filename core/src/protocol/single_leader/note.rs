//! Facts of a cluster with one leader: how its log reaches the followers, and who leads.

use crate::{
    id::{NodeId, NodeSet, OperationId, Term},
    store::{Writes, record::Stop},
};
use core::fmt;
use derive_more::Display;

/// A fact that a leader, a follower, a controller or a sentinel reports about itself. Positions count from 1.
#[allow(missing_docs, reason = "the sentence of each variant names its fields")]
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum Note {
    /// A node that does not lead refused a write, and named the leader that it knows.
    #[display("refused {operation}: {}", known_leader(*leader))]
    NotLeader { operation: OperationId, leader: Option<NodeId> },
    /// A follower acknowledged everything up to this position.
    #[display("{peer} has all up to {position}")]
    CaughtUp { peer: NodeId, position: u64 },
    /// A leader makes this follower synchronous, in place of one that is slow or gone.
    #[display("waits for {peer} instead of {instead}")]
    SynchronousNow { peer: NodeId, instead: NodeId },
    /// No synchronous follower is left: the leader acknowledges writes alone.
    #[display("no synchronous follower is left: goes on alone")]
    GoesOnAlone,
    /// A synchronous follower is slow or gone: the leader waits for the others only.
    #[display("no longer waits for {peer}")]
    GivesUp { peer: NodeId },
    /// A synchronous follower has caught up: the leader waits for it again.
    #[display("waits for {peer} again")]
    WaitsAgain { peer: NodeId },
    /// A replica that is new, or has lost its disk, refused to answer or to lead: its rows are not complete yet.
    #[display("is not up to date yet: refuses")]
    NotConsistent,
    /// A leader counts this follower again, which has lost its disk and has been taught since.
    #[display("counts {peer} again")]
    Admits { peer: NodeId },
    /// A replica that has lost its disk counts again.
    #[display("counts again")]
    CountsAgain,
    /// Everything up to this position is on disk.
    #[display("flushed up to {position}")]
    Flushed { position: u64 },
    /// The oldest entries were dropped; `kept` entries are left.
    #[display("dropped the oldest entries, {kept} left")]
    Shortened { kept: u64 },
    /// A leader took a snapshot for a follower.
    #[display("snapshot for {peer} at {position}")]
    SnapshotBegun { peer: NodeId, position: u64 },
    /// A piece of a snapshot arrived.
    #[display("piece {piece} of {of}")]
    SnapshotPiece { piece: u32, of: u32 },
    /// The last piece of a snapshot arrived; the log begins after this position.
    #[display("snapshot installed: all up to {position}")]
    SnapshotInstalled { position: u64 },
    /// The follower's log differs from the leader's before the batch that arrived; the follower asks for the rest.
    #[display("logs differ: asks for what follows {after}")]
    Diverges { after: u64 },
    /// A follower truncated an entry that the leader does not have; `kept` if it was put aside.
    #[display("{} {write} at {position}", if *kept { "put aside" } else { "threw away" })]
    Discarded { write: OperationId, position: u64, kept: bool },
    /// A message of an older term was refused.
    #[display("refused {from}: term {term} is over")]
    RefusedOld { from: NodeId, term: Term },
    /// A node suspects that the leader is down.
    #[display("suspects {node}")]
    Suspects { node: NodeId },
    /// A quorum of sentinels finds the leader down.
    #[display("{sentinels} sentinels find {node} down")]
    AgreedDown { node: NodeId, sentinels: u32 },
    /// A candidate stands for election in this term.
    #[display("stands for term {term}")]
    Stands { term: Term },
    /// A vote was granted or refused.
    #[display("{} for {candidate} in term {term}", if *granted { "votes" } else { "does not vote" })]
    Voted { candidate: NodeId, term: Term, granted: bool },
    /// A candidate has `votes` of the `needed` votes.
    #[display("{votes} of {needed} votes")]
    Votes { votes: u32, needed: u32 },
    /// A controller or a sentinel chose the next leader.
    #[display("chose {successor}, whose log ends at {position}")]
    Chose { successor: NodeId, position: u64 },
    /// A leader begins its term.
    #[display("leads in term {term}")]
    Leads { term: Term },
    /// A leader learned of a newer term and becomes a follower.
    #[display("steps down in term {term}")]
    StepsDown { term: Term },
    /// A leader takes no more writes because it is shutting down.
    #[display("takes no more writes: is about to stop")]
    Leaving,
    /// A leader that is shutting down names its successor.
    #[display("hands over to {to}")]
    HandsOver { to: NodeId },
    /// A shutdown is cancelled: no successor took over in time, and the leader goes on leading.
    #[display("nobody took over: leads on")]
    LeadsOn,
    /// A controller or a sentinel tells an old leader to follow the new one.
    #[display("tells {node} to follow {leader}")]
    Repoints { node: NodeId, leader: NodeId },
    /// A node has another node's power cut.
    #[display("switches {node} off")]
    SwitchesOff { node: NodeId },
    /// A node that is to lead waits until these nodes are known to be off.
    #[display("does not lead until {nodes} is off")]
    WaitsUntilOff { nodes: NodeSet },
    /// The power switch of a node confirmed that the node is off.
    #[display("{node} is off")]
    KnowsOff { node: NodeId },
    /// No power switch confirmed in time that this node is off; the order is repeated.
    #[display("no confirmation that {node} is off")]
    NotConfirmed { node: NodeId },
    /// A leader refused statements that cannot be executed.
    #[display("cannot execute {operation}")]
    StatementFails { operation: OperationId },
    /// A follower or a consumer cannot apply the entry at this position, and stops before it.
    #[display("cannot apply {position}: {}", why(*stop))]
    Stops { position: u64, stop: Stop },
    /// A node stores pages in another format from now on.
    #[display("stores pages in format {format}")]
    Upgraded { format: u8 },
    /// A read waits until the replica has applied the position that the client knows of.
    #[display("{operation} waits for {position}: has applied up to {applied}")]
    ReadWaits { operation: OperationId, position: u64, applied: u64 },
    /// A replica refuses a read, because it has not applied the position that the client knows of.
    #[display("refused {operation}: has applied up to {applied}, not {position}")]
    ReadRefused { operation: OperationId, position: u64, applied: u64 },
    /// A leader answered a consumer's query of the change table.
    #[display("{by} reads {rows} rows of the change table")]
    Queried { by: NodeId, rows: u32 },
    /// A consumer has read changes up to this position, and has them in memory.
    #[display("read {changes} changes up to {position}")]
    Read { changes: u32, position: u64 },
    /// A consumer has applied changes up to this position.
    #[display("applied {changes} changes up to {position}")]
    Took { changes: u32, position: u64 },
    /// A consumer has recorded its position.
    #[display("recorded position {position}")]
    RecordsPosition { position: u64 },
    /// A consumer is back after a crash, and goes on after the position that it has recorded.
    #[display("goes on after {position}")]
    GoesOnAfter { position: u64 },
    /// A leader has begun a transaction over several requests.
    #[display("begins the transaction of {operation}")]
    Begins { operation: OperationId },
    /// A leader has executed statements of an open transaction.
    #[display("executed {operation} in the transaction of {begun}")]
    Executes { operation: OperationId, begun: OperationId },
    /// A leader has rolled back a transaction.
    #[display("rolls back the transaction of {begun}")]
    RollsBack { begun: OperationId },
}

fn known_leader(leader: Option<NodeId>) -> impl fmt::Display {
    fmt::from_fn(move |f| match leader {
        Some(leader) => write!(f, "{leader} is the leader"),
        None => f.write_str("there is no leader"),
    })
}

impl Note {
    /// What the fact says about writes.
    #[must_use]
    pub const fn writes(&self) -> Writes {
        match *self {
            Self::NotLeader { operation: write, .. } | Self::Discarded { write, .. } => {
                Writes::dropped(write)
            }
            Self::StatementFails { operation: write } => Writes::dropped(write),
            Self::Stops { .. }
            | Self::Upgraded { .. }
            | Self::ReadWaits { .. }
            | Self::ReadRefused { .. }
            | Self::Queried { .. }
            | Self::Read { .. }
            | Self::Took { .. }
            | Self::RecordsPosition { .. }
            | Self::GoesOnAfter { .. }
            | Self::Begins { .. }
            | Self::Executes { .. }
            | Self::RollsBack { .. }
            | Self::CaughtUp { .. }
            | Self::SynchronousNow { .. }
            | Self::GoesOnAlone
            | Self::GivesUp { .. }
            | Self::NotConsistent
            | Self::Admits { .. }
            | Self::CountsAgain
            | Self::WaitsAgain { .. }
            | Self::Flushed { .. }
            | Self::Shortened { .. }
            | Self::SnapshotBegun { .. }
            | Self::SnapshotPiece { .. }
            | Self::SnapshotInstalled { .. }
            | Self::Diverges { .. }
            | Self::RefusedOld { .. }
            | Self::Suspects { .. }
            | Self::AgreedDown { .. }
            | Self::Stands { .. }
            | Self::Voted { .. }
            | Self::Votes { .. }
            | Self::Chose { .. }
            | Self::Leads { .. }
            | Self::StepsDown { .. }
            | Self::Leaving
            | Self::HandsOver { .. }
            | Self::LeadsOn
            | Self::Repoints { .. }
            | Self::SwitchesOff { .. }
            | Self::WaitsUntilOff { .. }
            | Self::KnowsOff { .. }
            | Self::NotConfirmed { .. } => Writes::NONE,
        }
    }
}

fn why(stop: Stop) -> &'static str {
    match stop {
        Stop::Version => "pages of another format",
        Stop::NoRow => "the row is not there",
        Stop::Fails => "the change fails here",
        Stop::Damaged => "the record is damaged",
        Stop::NotRows => "the log does not say which rows changed",
    }
}
