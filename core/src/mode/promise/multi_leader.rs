//! What a cluster of leaders promises.

use super::{Promise, Reason};
use crate::{
    check::Property,
    id::NodeId,
    knob::KnobView,
    protocol::multi_leader::{
        Config, Delivery, Detection, Knob, Numbering, Resolution, Topology, topology::Places,
    },
    sim::Setting,
    view::WorldView,
};

pub fn promise(config: &Config, property: Property) -> Promise {
    use Promise::{Made, Never};
    let siblings = Setting::knob(Knob::Resolution, Resolution::Siblings);
    match property {
        Property::LogsAgree => Made("each leader has a log of its own"),
        Property::Convergence => converges(config),
        Property::Durable if config.resolution == Resolution::Siblings => {
            Made("DDIA, ch. 5, \"Detecting Concurrent Writes\"")
        }
        Property::Durable if config.resolution == Resolution::Merge => {
            Made("Shapiro et al., \"Conflict-free Replicated Data Types\", 2011")
        }
        Property::Durable if config.resolution == Resolution::LastWrite => {
            Never(Reason::LastWriteWins, Some(siblings))
        }
        Property::Durable => Never(Reason::RuleDecides, Some(siblings)),
        Property::UniqueNumbers if config.numbering == Numbering::Interleaved => {
            Made("MySQL, auto_increment_increment")
        }
        Property::UniqueNumbers => {
            let interleaved = Setting::knob(Knob::Numbering, Numbering::Interleaved);
            Never(Reason::LeadersDoNotAsk, Some(interleaved))
        }
        Property::Linearizable
        | Property::Sequential
        | Property::Causal
        | Property::ReadYourWrites
        | Property::MonotonicReads
        | Property::MonotonicWrites
        | Property::WritesFollowReads
        | Property::ConsistentPrefix => Never(Reason::LeadersDoNotAsk, None),
    }
}

fn converges(config: &Config) -> Promise {
    let ends = config.peer_links.ends();
    if config.resolution == Resolution::HighestReplica {
        let last = Setting::knob(Knob::Resolution, Resolution::LastWrite);
        Promise::Never(Reason::WinnersReplaced, Some(last))
    } else if let Some(reason) = handled(config) {
        Promise::Never(reason, Some(Setting::knob(Knob::Resolution, Resolution::LastWrite)))
    } else if config.topology == Topology::Links && !Places::new(config, ends).is_connected() {
        let all = Setting::knob(Knob::Topology, Topology::AllToAll);
        Promise::Never(Reason::NotConnected, Some(all))
    } else {
        Promise::Made("DDIA, ch. 5, \"Converging toward a consistent state\"")
    }
}

/// Why a handler does not make the same value at every node.
fn handled(config: &Config) -> Option<Reason> {
    let orders = !config.handler.ignores_order();
    let handles = config.resolution == Resolution::Handler;
    (handles && orders).then_some(Reason::HandlerDependsOnOrder)
}

/// What is promised because writes are delivered after their causes, as long as each user asks one node only.
pub fn by_causes(property: Property, view: &WorldView) -> Option<Promise> {
    let concerned = matches!(
        property,
        Property::Causal
            | Property::ReadYourWrites
            | Property::MonotonicReads
            | Property::MonotonicWrites
            | Property::WritesFollowReads
            | Property::ConsistentPrefix
    );
    let causal = |settings: &[KnobView]| {
        let config = Config::of(settings);
        // A write that waits for the other leaders is read, and may be refused.
        config.delivery == Delivery::Causal
            && config.resolution == Resolution::LastWrite
            && config.detection == Detection::Asynchronous
    };
    let always = causal(&view.knobs) && view.past.settings.iter().all(|then| causal(then));
    let stays = view.past.asked.iter().all(|nodes| nodes.len() <= 1);
    let source = "Ladin et al., \"Lazy Replication\", 1992";
    (concerned && always && stays).then_some(Promise::Made(source))
}

/// Whether the topology connects all leaders among these members.
pub fn connects(settings: &[KnobView], members: &[NodeId]) -> bool {
    let members = members.iter().copied().collect();
    Places::new(&Config::of(settings), members).is_connected()
}

/// Whether writes wait for others, which may have been lost with a disk.
pub fn holds_back(settings: &[KnobView]) -> bool {
    Config::of(settings).delivery == Delivery::Causal
}

/// Whether two settings resolve conflicts in other ways, number rows in other ways, or choose other leaders.
pub fn moves(then: &[KnobView], now: &[KnobView]) -> bool {
    let ways = |settings| {
        let Config { resolution, handler, handler_after, leaders, numbering, .. } =
            Config::of(settings);
        (resolution, handler, handler_after, leaders, numbering)
    };
    ways(then) != ways(now)
}
