//! What a reader may see of each kind of node.

use super::{
    Config, Entry,
    config::Failover,
    failover::Monitor,
    member::{Duty, Member},
    outside::Outside,
    replication::{Held, Leading, Peer, Pending, Placed},
};
use crate::{
    id::NodeSet,
    kv::Found,
    replica::Env,
    view::{
        Cell, Leadership, Marks, Pieces, Progress, ReplicaView, Role, Row, Tally, Version, Waiting,
    },
};

fn cell(position: u64, entry: &Entry) -> Cell {
    let Entry { key, value, write, term, .. } = *entry;
    Cell { position, write, key, value, term }
}

/// What checkers read of a member after every step, with its log from a position on.
pub fn outline(member: &Member, config: &Config, env: Env<'_>, from: u64) -> ReplicaView {
    let state = &member.state;
    let journal = &state.journal;
    let before = journal.start().max(from.saturating_sub(1));
    let row = |(&key, held): (&_, &Held)| Row {
        key,
        value: held.value,
        write: held.write,
        version: Version::Position(held.position),
        lost: None,
    };
    let (role, votes) = match &member.duty {
        Duty::Leader(_) => (Role::Leader, NodeSet::default()),
        Duty::Candidate(campaign) => (Role::Candidate, campaign.votes),
        Duty::Follower(_) => (Role::Follower, NodeSet::default()),
    };
    let log = (before + 1..).zip(journal.after(before));
    ReplicaView {
        role,
        rows: journal.rows().iter().map(row).collect(),
        log: log.map(|(position, entry)| cell(position, entry)).collect(),
        leadership: Some(Leadership {
            term: state.term,
            leader: state.leader,
            voted: state.voted,
            votes: Tally { nodes: votes, needed: config.majority(env) },
            suspects: member.suspects(),
            agree: Tally::default(),
        }),
        marks: Some(Marks {
            start: journal.start(),
            flushed: journal.flushed(),
            applied: journal.applied(),
            committed: state.committed,
        }),
        ..ReplicaView::default()
    }
}

/// A leader, a follower or a candidate.
pub fn member(member: &Member, config: &Config, env: Env<'_>) -> ReplicaView {
    let aside = member.state.journal.aside().iter();
    let partial = member.duty.following().and_then(|following| following.partial.as_ref());
    let mut view = ReplicaView {
        aside: aside.map(|Placed { position, entry }| cell(*position, entry)).collect(),
        pieces: partial.map(|partial| Pieces { received: partial.next, total: partial.of }),
        ..outline(member, config, env, 0)
    };
    if let Duty::Leader(leading) = &member.duty {
        let synchronous = leading.synchronous(config, env);
        let progress = |(&peer, known): (&_, &Peer)| Progress {
            peer,
            acknowledged: known.reached.stage(config.stage()),
            applied: 0,
            synchronous: synchronous.contains(peer),
        };
        view.peers = leading.peers.iter().map(progress).collect();
        let waiting = leading.waiting.iter();
        view.waiting = waiting.map(|pending| wait(leading, pending, config, env)).collect();
    }
    view
}

fn wait(leading: &Leading, pending: &Pending, config: &Config, env: Env<'_>) -> Waiting {
    let answers = leading.answers(config, env, pending.position);
    Waiting {
        operation: pending.operation,
        request: pending.request,
        answers: answers.asked.iter().filter(|(_, has)| *has).count() as u16,
        needed: answers.needed as u16,
        asked: answers.asked,
        answered: false,
    }
}

/// A controller or a sentinel.
pub fn monitor(monitor: &Monitor, config: &Config) -> ReplicaView {
    let (role, quorum) = match config.failover {
        Failover::Sentinel => (Role::Sentinel, config.sentinel_quorum),
        Failover::Manual | Failover::Election | Failover::Controller => (Role::Controller, 0),
    };
    let leader = monitor.leader.node;
    ReplicaView {
        role,
        leadership: Some(Leadership {
            term: monitor.term,
            leader: Some(leader),
            voted: monitor.voted,
            votes: Tally { nodes: monitor.replacing.votes, needed: config.sentinels_needed() },
            suspects: monitor.detector.suspects().then_some(leader),
            agree: Tally { nodes: monitor.replacing.agree, needed: quorum },
        }),
        ..ReplicaView::default()
    }
}

/// A store outside of the replication.
pub fn outside(store: &Outside) -> ReplicaView {
    let row = |(n, (&key, found)): (u64, (&_, &Found))| Row {
        key,
        value: found.value,
        write: found.write,
        version: Version::Position(n),
        lost: None,
    };
    ReplicaView {
        role: Role::Outside,
        rows: (1..).zip(&store.rows).map(row).collect(),
        ..ReplicaView::default()
    }
}
