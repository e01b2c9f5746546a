//! The view of each kind of node.

use super::{
    Config, Entry,
    config::Failover,
    consuming::{Consumer, Source},
    failover::Monitor,
    member::{Duty, Member, State},
    outside::Outside,
    replication::{Leading, Peer, Pending, Placed, Rows, Stored},
    view::{Consuming, FollowerProgress, Leadership, Marks, Pieces, Tally, View},
};
use crate::{
    id::NodeSet,
    kv::Found,
    replica::Env,
    store::share::Share,
    view::{Cell, Progress, ReplicaView, Role, Row, Version, Waiting},
};
use alloc::vec::Vec;

/// The number of entries of statements that a view has.
const RECORDS: usize = 3;

fn cell(position: u64, entry: &Entry) -> Cell {
    let &Entry { key, value, write, term, .. } = entry;
    Cell { position, write, key, value, term }
}

/// The view of a member without what checkers do not read, and with its log from a position on.
pub fn outline(member: &Member, config: &Config, env: Env, from: u64) -> ReplicaView {
    let view = essentials(member, config, env);
    show(member, from, view)
}

/// The view of a leader, a follower or a candidate.
pub fn member(member: &Member, config: &Config, env: Env) -> ReplicaView {
    let aside = member.state.journal.aside().iter();
    let partial = member.duty.following().and_then(|following| following.partial.as_ref());
    let mut view = View {
        aside: aside.map(|Placed { position, entry }| cell(*position, entry)).collect(),
        records: member.state.journal.records(RECORDS).collect(),
        pieces: partial.map(|partial| Pieces { received: partial.next, total: partial.of }),
        ..essentials(member, config, env)
    };
    if let Duty::Leader(leading) = &member.duty {
        let synchronous = leading.synchronous(config, env);
        let progress = |(&node, known): (&_, &Peer)| FollowerProgress {
            node,
            acknowledged: known.reached.stage(config.stage()),
            synchronous: synchronous.contains(node),
        };
        view.followers = leading.peers.iter().map(progress).collect();
        let waiting = leading.waiting.iter();
        view.waiting = waiting.map(|pending| wait(leading, pending, config, env)).collect();
    }
    show(member, 0, view)
}

/// How far a member's log has got.
pub fn progress(member: &Member) -> Progress {
    let State { term, journal, .. } = &member.state;
    let leads = matches!(member.duty, Duty::Leader(_));
    Progress { leads, term: *term, end: journal.end(), applied: journal.applied() }
}

/// A member's leadership and marks.
fn essentials(member: &Member, config: &Config, env: Env) -> View {
    let state = &member.state;
    let journal = &state.journal;
    let switching_off = member.switching_off;
    let until_off = switching_off.then.map_or_else(NodeSet::default, |_| switching_off.nodes);
    let votes = match &member.duty {
        Duty::Candidate(campaign) => campaign.votes,
        Duty::Leader(_) | Duty::Follower(_) => NodeSet::default(),
    };
    View {
        leadership: Some(Leadership {
            share: config.share(env.id),
            term: state.term,
            leader: state.leader,
            voted: state.voted,
            votes: Tally { nodes: votes, needed: config.majority(env) },
            suspects: member.suspects(),
            until_off,
            learns: state.learns,
            agree: Tally::default(),
        }),
        marks: Some(Marks {
            start: journal.start(),
            flushed: journal.flushed(),
            applied: journal.applied(),
            committed: state.committed,
            stopped: journal.stopped().0.map(|(_, stop)| stop),
        }),
        ..View::default()
    }
}

fn show(member: &Member, from: u64, view: View) -> ReplicaView {
    let journal = &member.state.journal;
    let before = journal.start().max(from.saturating_sub(1));
    let role = match &member.duty {
        Duty::Leader(_) => Role::Leader,
        Duty::Candidate(_) => Role::Candidate,
        Duty::Follower(_) => Role::Follower,
    };
    let log = (before + 1..).zip(journal.after(before));
    ReplicaView {
        role,
        rows: rows(journal.rows()),
        log: log.map(|(position, entry)| cell(position, entry)).collect(),
        protocol: view.into(),
    }
}

fn rows(rows: &Rows) -> Vec<Row> {
    let row = |(&key, stored): (&_, &Stored)| Row {
        key,
        value: stored.value,
        write: stored.write,
        version: Version::Position(stored.position),
        lost: None,
    };
    rows.iter().map(row).collect()
}

fn wait(leading: &Leading, pending: &Pending, config: &Config, env: Env) -> Waiting {
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
    let leadership = Leadership {
        share: Share::default(),
        term: monitor.term,
        leader: Some(leader),
        voted: monitor.voted,
        votes: Tally { nodes: monitor.replacing.votes, needed: config.sentinels_needed() },
        suspects: monitor.detector.suspects().then_some(leader),
        until_off: NodeSet::default(),
        learns: false,
        agree: Tally { nodes: monitor.replacing.agreed(), needed: quorum },
    };
    let view = View { leadership: Some(leadership), ..View::default() };
    ReplicaView { role, rows: Vec::new(), log: Vec::new(), protocol: view.into() }
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
    let (role, rows) = (Role::Outside, (1..).zip(&store.rows).map(row).collect());
    ReplicaView { role, rows, log: Vec::new(), protocol: View::default().into() }
}

/// A store outside of the cluster that follows the database.
pub fn consumer(consumer: &Consumer) -> ReplicaView {
    let batch = consumer.batch.as_ref();
    let consuming = Consuming {
        position: consumer.mark.position,
        of_table: consumer.mark.source == Source::ChangeTable,
        behind: consumer.behind(),
        reading: batch.map(|batch| batch.changes.end.position),
        half: batch.is_some_and(|batch| batch.half),
        stopped: consumer.stopped.is_some(),
        rows: consumer.derived.count(),
    };
    let view = View { consuming: Some(consuming), ..View::default() };
    let rows = rows(consumer.derived.rows());
    ReplicaView { role: Role::Consumer, rows, log: Vec::new(), protocol: view.into() }
}
