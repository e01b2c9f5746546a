//! What a cluster without leaders promises.

use super::{Promise, Reason};
use crate::{
    check::Property,
    knob::KnobView,
    protocol::leaderless::{Bootstrap, Config, Conflict, Handoff, Knob},
    sim::Setting,
};

/// The interval of anti-entropy that is proposed where there is none, in ms.
const ANTI_ENTROPY: u32 = 200;

pub fn promise(config: &Config, property: Property) -> Promise {
    use Promise::{Made, Never};
    match property {
        Property::LogsAgree | Property::UniqueNumbers => Made("there is no log and no counter"),
        Property::Convergence if config.anti_entropy > 0 => Made("Dynamo, §4.7"),
        Property::Convergence => {
            Never(Reason::NoRepair, Some(Setting::knob(Knob::AntiEntropy, ANTI_ENTROPY)))
        }
        Property::Durable => durable(config),
        Property::ReadYourWrites => read_your_writes(config),
        Property::Linearizable
        | Property::Sequential
        | Property::Causal
        | Property::MonotonicReads => Never(Reason::ReadDuringWrite, None),
        Property::MonotonicWrites | Property::WritesFollowReads | Property::ConsistentPrefix => {
            Never(Reason::NoCommonOrder, None)
        }
    }
}

/// Whichever write has the greater timestamp is kept, also if a clock that is ahead gave it.
fn last_write_wins(config: &Config) -> Option<Promise> {
    let siblings = Setting::knob(Knob::Conflict, Conflict::Dotted);
    let loses = config.conflict == Conflict::LastWriteWins;
    loses.then_some(Promise::Never(Reason::LastWriteWins, Some(siblings)))
}

fn durable(config: &Config) -> Promise {
    last_write_wins(config).unwrap_or(Promise::Made("Dynamo, §4.4 and §4.5"))
}

fn read_your_writes(config: &Config) -> Promise {
    use Promise::Never;
    if config.handoff == Handoff::Sloppy {
        // A node that stands in counts, and is not asked by the next reader.
        Never(Reason::SloppyQuorum, Some(Setting::knob(Knob::Handoff, Handoff::Hints)))
    } else if !config.quorum().overlaps() {
        // w ≤ n, so the read quorum that overlaps is at least 1.
        let overlap = Setting::knob(Knob::ReadQuorum, config.n - config.w + 1);
        Never(Reason::QuorumsDoNotOverlap, Some(overlap))
    } else if config.centres > 1 {
        Never(Reason::OtherCentres, Some(Setting::knob(Knob::Centres, 1_u16)))
    } else {
        let source = "DDIA, ch. 5, \"Quorums for reading and writing\"";
        last_write_wins(config).unwrap_or(Promise::Made(source))
    }
}

/// Whether a node that joins answers reads only when it has the rows of its keys.
pub fn fills_new_homes(settings: &[KnobView]) -> bool {
    Config::of(settings).bootstrap == Bootstrap::On
}

/// Whether two settings resolve concurrent writes in other ways.
pub fn resolves_otherwise(then: &[KnobView], now: &[KnobView]) -> bool {
    Config::of(then).conflict != Config::of(now).conflict
}

/// Whether two settings place a key's rows on other nodes, keep them in another form, or wait for other nodes.
pub fn moves(then: &[KnobView], now: &[KnobView]) -> bool {
    let placed = |settings| {
        let Config { n, w, r, centres, conflict, handoff, .. } = Config::of(settings);
        (n, w, r, centres, conflict, handoff)
    };
    placed(then) != placed(now)
}
