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
}

impl Mode {
    /// Whether this mode, with its knobs where they stand, promises a property.
    #[must_use]
    pub fn promises(self, property: Property, knobs: &[KnobView]) -> Promise {
        use Promise::{Made, Never};
        let value = |knob| knobs.iter().find(|view| view.knob == knob).map_or(0, |view| view.value);
        let (n, w, r) = (value(Knob::Replicas), value(Knob::WriteQuorum), value(Knob::ReadQuorum));
        match (self, property) {
            (_, Property::LogsAgree)
            | (Self::SingleLeader, Property::Durable | Property::Convergence)
            | (Self::MultiLeader, Property::Convergence) => Made,
            (Self::SingleLeader, _) => Never(Reason::AsynchronousFollowers, None),
            (Self::MultiLeader, Property::Durable) => Never(Reason::LastWriteWins, None),
            (Self::MultiLeader, _) => Never(Reason::LeadersDoNotAsk, None),
            (Self::Leaderless, Property::Convergence) => Never(Reason::NoRepair, None),
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
