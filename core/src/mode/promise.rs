//! What each mode promises its clients, and what it never did.

use super::Mode;
use crate::{
    check::Property,
    knob::{Knob, KnobView},
    sim::Setting,
};

/// Whether a property is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// It is: a violation is a broken promise.
    Made,
    /// It is not, for this reason; this setting, if there is one, would change that.
    Never(Reason, Option<Setting>),
}

/// Why a property is not promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A follower may be behind the leader, and another follower farther behind.
    AsynchronousFollowers,
    /// Whoever is asked answers from its own rows: a follower may be behind, and an old leader replaced.
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
    /// Of two writes that did not know of each other one is thrown away.
    LastWriteWins,
    /// A read may ask only replicas that no write has reached: w + r ≤ n.
    QuorumsDoNotOverlap,
    /// A write that has reached some replicas is seen by one reader and not by the next.
    ReadDuringWrite,
    /// A replica that missed a write is not told later: there is no repair.
    NoRepair,
    /// Nodes that stand in for a key's homes count towards w, and the homes know nothing of it.
    SloppyQuorum,
}

/// The places of the words of knobs.
const ASYNCHRONOUS: u32 = 0;
const SYNCHRONOUS: u32 = 2;
const MAJORITY: u32 = 3;
const ELECTION: u32 = 1;
const APPLIED: u32 = 2;
const STORED: u32 = 1;
const BY_TERM: u32 = 1;

fn single_leader(property: Property, value: &dyn Fn(Knob) -> u32) -> Promise {
    use Promise::{Made, Never};
    let change = |knob, value| Some(Setting::Knob(knob, value));
    let replication = value(Knob::Replication);
    match property {
        Property::LogsAgree
        | Property::Convergence
        | Property::Durable
        | Property::UniqueNumbers
            if value(Knob::Fencing) != BY_TERM =>
        {
            Never(Reason::NoFencing, change(Knob::Fencing, BY_TERM))
        }
        Property::Durable | Property::UniqueNumbers
            if replication == ASYNCHRONOUS && value(Knob::Flush) > 0 =>
        {
            Never(Reason::NotFlushed, change(Knob::Flush, 0))
        }
        Property::Durable | Property::UniqueNumbers
            if replication != ASYNCHRONOUS && value(Knob::AcknowledgeAfter) < STORED =>
        {
            Never(Reason::NotFlushed, change(Knob::AcknowledgeAfter, STORED))
        }
        // A setting cannot know that nobody else will ever come to lead.
        Property::Durable | Property::UniqueNumbers if replication != MAJORITY => {
            Never(Reason::LostInFailover, change(Knob::Replication, MAJORITY))
        }
        Property::Durable | Property::UniqueNumbers if value(Knob::Failover) != ELECTION => {
            Never(Reason::ChosenByFew, change(Knob::Failover, ELECTION))
        }
        Property::LogsAgree
        | Property::Convergence
        | Property::Durable
        | Property::UniqueNumbers => Made,
        Property::ReadYourWrites => {
            let all = replication == SYNCHRONOUS && value(Knob::Synchronous) == 0;
            match all {
                true if value(Knob::Blocked) == 0 && value(Knob::AcknowledgeAfter) == APPLIED => {
                    Made
                }
                true => {
                    Never(Reason::AsynchronousFollowers, change(Knob::AcknowledgeAfter, APPLIED))
                }
                false => {
                    Never(Reason::AsynchronousFollowers, change(Knob::Replication, SYNCHRONOUS))
                }
            }
        }
        _ if replication == ASYNCHRONOUS => Never(Reason::AsynchronousFollowers, None),
        _ => Never(Reason::OneReplicaAnswers, None),
    }
}

impl Mode {
    /// Whether this mode, with its knobs where they stand, promises a property.
    #[must_use]
    pub fn promises(self, property: Property, knobs: &[KnobView]) -> Promise {
        use Promise::{Made, Never};
        let value = |knob| knobs.iter().find(|view| view.knob == knob).map_or(0, |view| view.value);
        let (n, w, r) = (value(Knob::Replicas), value(Knob::WriteQuorum), value(Knob::ReadQuorum));
        match (self, property) {
            (Self::SingleLeader, _) => single_leader(property, &value),
            (_, Property::LogsAgree | Property::UniqueNumbers)
            | (Self::MultiLeader, Property::Convergence) => Made,
            (Self::MultiLeader, Property::Durable) => Never(Reason::LastWriteWins, None),
            (Self::MultiLeader, _) => Never(Reason::LeadersDoNotAsk, None),
            (Self::Leaderless, Property::Convergence) if value(Knob::AntiEntropy) > 0 => Made,
            (Self::Leaderless, Property::Convergence) => {
                Never(Reason::NoRepair, Some(Setting::Knob(Knob::AntiEntropy, 200)))
            }
            // Who stands in counts, and is not asked by the next reader.
            (Self::Leaderless, Property::ReadYourWrites) if value(Knob::Handoff) == 2 => {
                Never(Reason::SloppyQuorum, Some(Setting::Knob(Knob::Handoff, 1)))
            }
            (Self::Leaderless, Property::Durable) => Made,
            (Self::Leaderless, Property::ReadYourWrites) if w + r > n => Made,
            (Self::Leaderless, Property::ReadYourWrites) => {
                // w ≤ n, so the read quorum that overlaps is at least 1.
                let overlap = Setting::Knob(Knob::ReadQuorum, n - w + 1);
                Never(Reason::QuorumsDoNotOverlap, Some(overlap))
            }
            (Self::Leaderless, _) => Never(Reason::ReadDuringWrite, None),
        }
    }
}
