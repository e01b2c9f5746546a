//! What a cluster without leaders promises.

use super::{Promise, Reason};
use crate::{
    check::Property,
    protocol::leaderless::{Config, Handoff, Knob},
    sim::Setting,
};

/// The interval of anti-entropy that is proposed where there is none, in ms.
const ANTI_ENTROPY: u32 = 200;

pub fn promise(config: &Config, property: Property) -> Promise {
    use Promise::{Made, Never};
    match property {
        Property::LogsAgree | Property::UniqueNumbers | Property::Durable => Made,
        Property::Convergence if config.anti_entropy > 0 => Made,
        Property::Convergence => {
            Never(Reason::NoRepair, Some(Setting::knob(Knob::AntiEntropy, ANTI_ENTROPY)))
        }
        // A node that stands in counts, and is not asked by the next reader.
        Property::ReadYourWrites if config.handoff == Handoff::Sloppy => {
            Never(Reason::SloppyQuorum, Some(Setting::knob(Knob::Handoff, Handoff::Hints)))
        }
        Property::ReadYourWrites if config.quorum().overlaps() => Made,
        Property::ReadYourWrites => {
            // w ≤ n, so the read quorum that overlaps is at least 1.
            let overlap = Setting::knob(Knob::ReadQuorum, config.n - config.w + 1);
            Never(Reason::QuorumsDoNotOverlap, Some(overlap))
        }
        Property::Linearizable
        | Property::Sequential
        | Property::Causal
        | Property::MonotonicReads
        | Property::MonotonicWrites
        | Property::WritesFollowReads => Never(Reason::ReadDuringWrite, None),
    }
}
