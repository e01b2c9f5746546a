//! What a cluster with one leader promises.

use super::{Promise, Reason};
use crate::{
    check::Property,
    id::NodeSet,
    knob::KnobView,
    protocol::single_leader::{
        Blocked, Config, Failover, Fencing, Knob, Replication, Stage, Triggers,
    },
    session::{Rule, Session},
    sim::Setting,
    store::record::{Format, Functions},
    view::{ClientView, WorldView},
};

pub fn promise(config: &Config, property: Property) -> Promise {
    match property {
        Property::LogsAgree => fenced(config).unwrap_or(Promise::Made("Raft, §5.3")),
        Property::Convergence => {
            fenced(config).or_else(|| same_effects(config)).unwrap_or(Promise::Made("Raft, §5.3"))
        }
        Property::Durable | Property::UniqueNumbers => {
            fenced(config).or_else(|| kept(config)).unwrap_or(Promise::Made("Raft, §5.4"))
        }
        Property::ReadYourWrites => read_your_writes(config),
        // Every replica applies one log. But a write that is lost is no longer in it, and what followed it may be.
        Property::MonotonicWrites | Property::WritesFollowReads | Property::ConsistentPrefix => {
            let source = "DDIA, ch. 5, \"Consistent prefix reads\"";
            let outside = outside(config);
            let lost = || fenced(config).or_else(|| kept(config));
            outside.or_else(|| parted(config)).or_else(lost).unwrap_or(Promise::Made(source))
        }
        Property::Linearizable
        | Property::Sequential
        | Property::Causal
        | Property::MonotonicReads => match config.replication {
            Replication::Asynchronous => Promise::Never(Reason::AsynchronousFollowers, None),
            Replication::SemiSynchronous | Replication::Synchronous | Replication::Majority => {
                Promise::Never(Reason::OneReplicaAnswers, None)
            }
        },
    }
}

/// What is not promised while an old leader may go on.
fn fenced(config: &Config) -> Option<Promise> {
    let fence = Setting::knob(Knob::Fencing, Fencing::Term);
    (config.fencing != Fencing::Term).then_some(Promise::Never(Reason::NoFencing, Some(fence)))
}

/// What is not promised while equal logs may have different effects.
fn same_effects(config: &Config) -> Option<Promise> {
    let rows = Setting::knob(Knob::Log, Format::Row);
    let (reason, mend) = match config {
        Config { log: Format::Statement, functions, .. } if *functions != Functions::Mixed => {
            (Reason::ExecutedAgain, Setting::knob(Knob::Functions, Functions::Mixed))
        }
        Config { log: Format::Wal, .. } if !config.format_two.is_empty() => {
            (Reason::OtherFormat, rows)
        }
        Config { log: Format::Trigger, .. } => (Reason::KeysOnly, rows),
        Config {
            log: Format::Row | Format::Statement, replica_triggers: Triggers::Run, ..
        } => (Reason::TriggersRunAgain, Setting::knob(Knob::ReplicaTriggers, Triggers::Skip)),
        _ => return None,
    };
    Some(Promise::Never(reason, Some(mend)))
}

/// What is not promised while an acknowledged write may be lost.
fn kept(config: &Config) -> Option<Promise> {
    let asynchronous = config.replication == Replication::Asynchronous;
    let (reason, mend) = match config {
        Config { flush: 1.., .. } if asynchronous => {
            (Reason::NotFlushed, Setting::knob(Knob::Flush, 0_u32))
        }
        Config { acknowledge: Stage::Received, .. } if !asynchronous => {
            (Reason::NotFlushed, Setting::knob(Knob::AcknowledgeAfter, Stage::Stored))
        }
        // Settings cannot tell that no other node will ever lead.
        _ if config.replication != Replication::Majority => {
            (Reason::LostInFailover, Setting::knob(Knob::Replication, Replication::Majority))
        }
        _ if config.failover != Failover::Election => {
            (Reason::ChosenByFew, Setting::knob(Knob::Failover, Failover::Election))
        }
        _ => return None,
    };
    Some(Promise::Never(reason, Some(mend)))
}

/// What is not promised where some stores take no part in replication: a write that one of them took is nowhere else.
fn outside(config: &Config) -> Option<Promise> {
    let none = Setting::knob(Knob::Outside, NodeSet::default());
    (!config.outside.is_empty()).then_some(Promise::Never(Reason::OneReplicaAnswers, Some(none)))
}

/// What is not promised where keys are in several partitions. Without a second one there is none after it.
fn parted(config: &Config) -> Option<Promise> {
    let one = Setting::knob(Knob::PartitionTwo, NodeSet::default());
    config.is_partitioned().then_some(Promise::Never(Reason::Partitions, Some(one)))
}

/// A follower that every write waits for, until its readers see it, is never behind what a client wrote.
fn read_your_writes(config: &Config) -> Promise {
    if let Some(promise) = outside(config).or_else(|| fenced(config)) {
        return promise;
    }
    let all = config.replication == Replication::Synchronous && config.synchronous.is_empty();
    let seen = config.blocked == Blocked::Waits && config.acknowledge == Stage::Applied;
    let mend = match (all, seen) {
        (true, true) => return Promise::Made("PostgreSQL, synchronous_commit = remote_apply"),
        (true, false) => Setting::knob(Knob::AcknowledgeAfter, Stage::Applied),
        (false, _) => Setting::knob(Knob::Replication, Replication::Synchronous),
    };
    Promise::Never(Reason::AsynchronousFollowers, Some(mend))
}

/// What is promised because every client remembers positions of the log, where an acknowledged entry is never lost.
pub fn by_sessions(property: Property, view: &WorldView) -> Option<Promise> {
    let seen = |session: Session| session.rule == Rule::Seen;
    let written = |session: Session| session.rule.carries_position();
    let keeps: &dyn Fn(Session) -> bool = match property {
        Property::ReadYourWrites => &written,
        // Two logs have no common order.
        Property::Sequential if parted(&Config::of(&view.knobs)).is_some() => return None,
        Property::MonotonicReads
        | Property::Causal
        | Property::Sequential
        | Property::MonotonicWrites
        | Property::WritesFollowReads
        | Property::ConsistentPrefix => &seen,
        Property::Linearizable
        | Property::LogsAgree
        | Property::Convergence
        | Property::Durable
        | Property::UniqueNumbers => return None,
    };
    let devices = |user| view.clients.iter().filter(|client| client.user == user).count();
    let remembers = |client: &ClientView| {
        keeps(client.session) && (client.session.shared || devices(client.user) == 1)
    };
    if !view.clients.iter().all(remembers) {
        return None;
    }
    let lost = |settings| {
        let config = Config::of(settings);
        outside(&config).or_else(|| fenced(&config)).or_else(|| kept(&config))
    };
    let earlier = view.past.sessions || view.past.settings.iter().any(|then| lost(then).is_some());
    let earlier = earlier.then_some(Promise::Never(Reason::EarlierSettings, None));
    let source = "DDIA, ch. 5, \"Reading Your Own Writes\"";
    Some(lost(&view.knobs).or(earlier).unwrap_or(Promise::Made(source)))
}

/// Whether leaders were chosen in another way under earlier settings.
pub fn chooses_otherwise(then: &[KnobView], now: &[KnobView]) -> bool {
    Config::of(then).failover != Config::of(now).failover
}

/// Whether two settings make other nodes hold the data. A node that holds data again starts empty.
pub fn moves(then: &[KnobView], now: &[KnobView]) -> bool {
    let others = |settings| {
        let config = Config::of(settings);
        let Config { monitors, outside, consumers, partition_by, .. } = config;
        let Config { partition_two, partition_three, partition_four, .. } = config;
        let partitions = [partition_two, partition_three, partition_four];
        (monitors, outside, consumers, partitions, partition_by)
    };
    others(then) != others(now)
}
