//! What a reader may see of each kind of node.

use super::{
    Config, Entry,
    config::{Failover, Stage},
    failover::Monitor,
    member::{Duty, Member},
    outside::Outside,
};
use crate::{
    id::NodeSet,
    replica::Env,
    view::{Cell, Leadership, Marks, Progress, ReplicaView, Role, Row, Version, Waiting},
};

fn cell((position, entry): (u64, &Entry)) -> Cell {
    let Entry { key, value, write, term, .. } = *entry;
    Cell { position, write, key, value, term }
}

/// What a checker looks at after every step, with the log from a position on.
pub fn outline(member: &Member, config: &Config, env: Env<'_>, from: u64) -> ReplicaView {
    let journal = &member.journal;
    let before = journal.start().max(from.saturating_sub(1));
    let row = |(&key, held): (&_, &super::replication::Held)| Row {
        key,
        value: held.value,
        write: held.write,
        version: Version::Position(held.position),
        lost: None,
    };
    let (role, votes) = match &member.duty {
        Duty::Leader(_) => (Role::Leader, NodeSet::default()),
        Duty::Candidate(votes) => (Role::Candidate, *votes),
        Duty::Follower => (Role::Follower, NodeSet::default()),
    };
    ReplicaView {
        role,
        rows: journal.rows().iter().map(row).collect(),
        log: (before + 1..).zip(journal.after(before)).map(cell).collect(),
        leadership: Some(Leadership {
            term: member.term,
            leader: member.leader,
            voted: member.voted,
            votes,
            needed: config.majority(env),
            suspects: member.suspects(),
            agree: Default::default(),
        }),
        marks: Some(Marks {
            start: journal.start(),
            flushed: journal.flushed(),
            applied: journal.applied(),
            committed: member.committed,
        }),
        ..ReplicaView::default()
    }
}

pub fn member(member: &Member, config: &Config, env: Env<'_>) -> ReplicaView {
    let aside = member.journal.aside().iter();
    let mut view = ReplicaView {
        aside: aside.map(|(position, entry)| cell((*position, entry))).collect(),
        pieces: member.partial.as_ref().map(|partial| (partial.next, partial.of)),
        ..outline(member, config, env, 0)
    };
    if let Duty::Leader(leading) = &member.duty {
        let synchronous = leading.synchronous(config, env);
        let stage = config.stage();
        let progress = |(&peer, known): (&_, &super::replication::Peer)| Progress {
            peer,
            acknowledged: match stage {
                Stage::Received => known.received,
                Stage::Stored => known.stored,
                Stage::Applied => known.applied,
            },
            applied: 0,
            synchronous: synchronous.contains(peer),
        };
        view.peers = leading.peers.iter().map(progress).collect();
        let wait = |pending: &super::replication::Pending| {
            let (asked, needed) = leading.answers(config, env, pending.position);
            Waiting {
                operation: pending.operation,
                request: pending.request,
                answers: asked.iter().filter(|(_, has)| *has).count() as u16,
                needed: needed as u16,
                asked,
                answered: false,
            }
        };
        view.waiting = leading.waiting.iter().map(wait).collect();
    }
    view
}

pub fn monitor(monitor: &Monitor, config: &Config) -> ReplicaView {
    let (role, quorum) = match config.failover {
        Failover::Sentinel => (Role::Sentinel, config.sentinel_quorum),
        _ => (Role::Controller, 0),
    };
    let (leader, _) = monitor.leader;
    ReplicaView {
        role,
        leadership: Some(Leadership {
            term: monitor.term,
            leader: Some(leader),
            voted: monitor.voted,
            votes: monitor.votes,
            needed: config.sentinels_needed(),
            suspects: monitor.suspects().then_some(leader),
            agree: (monitor.agree, quorum),
        }),
        ..ReplicaView::default()
    }
}

pub fn outside(store: &Outside) -> ReplicaView {
    let row = |(n, (&key, found)): (u64, (&_, &crate::kv::Found))| Row {
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
