//! The guarantees of each mode, and the reasons for those that it does not give.

mod leaderless;
mod multi_leader;
mod single_leader;

use super::Mode;
use crate::{check::Property, knob::KnobView, protocol, sim::Setting};

/// Whether a property is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// It is. A violation is a broken promise.
    Made,
    /// It is not, for this reason. The setting, if there is one, would change that.
    Never(Reason, Option<Setting>),
}

/// Why a property is not promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A follower may be behind the leader, and another follower farther behind.
    AsynchronousFollowers,
    /// A replica answers from its own rows: a follower may be behind, and an old leader replaced.
    OneReplicaAnswers,
    /// A write is acknowledged before a majority has it, and one that has not may lead next.
    LostInFailover,
    /// A person, a controller or sentinels may make a node the leader that has not all acknowledged writes:
    /// only the votes of a majority tell that it has.
    ChosenByFew,
    /// A write is acknowledged before it is on disk.
    NotFlushed,
    /// Nothing keeps an old leader from going on beside the new one.
    NoFencing,
    /// Leaders accept writes without asking each other.
    LeadersDoNotAsk,
    /// One of two concurrent writes is discarded.
    LastWriteWins,
    /// A read may ask only replicas that no write has reached: w + r ≤ n.
    QuorumsDoNotOverlap,
    /// A write that has reached some replicas is seen by one reader and not by the next.
    ReadDuringWrite,
    /// A replica that missed a write is never repaired.
    NoRepair,
    /// Nodes that stand in for a key's homes count towards w, and a later read may not ask them.
    SloppyQuorum,
}

impl Mode {
    /// Whether this mode promises a property with its settings as they stand.
    #[must_use]
    pub fn promises(self, property: Property, settings: &[KnobView]) -> Promise {
        match self {
            Self::SingleLeader => {
                single_leader::promise(&protocol::single_leader::Config::of(settings), property)
            }
            Self::MultiLeader => multi_leader::promise(property),
            Self::Leaderless => {
                leaderless::promise(&protocol::leaderless::Config::of(settings), property)
            }
        }
    }
}
