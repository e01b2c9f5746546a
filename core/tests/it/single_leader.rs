//! The single leader under every combination of settings: it recovers from faults.

use crate::{act, go_on, invariants::stormy_in, scenario};
use replicarium::{
    id::{Address, NodeId},
    protocol::single_leader,
    sim::{Action, Happening},
    tag::ClientTag,
    view::{Role, Status, WorldView},
};

/// Settings to combine: acknowledgement, choice of the leader, and handling of the log.
const REPLICATION: [&str; 4] = ["asynchronous", "semi-synchronous", "synchronous", "majority"];
const FAILOVER: [(&str, u16); 4] = [
    ("set failover manual", 3),
    ("set failover election", 3),
    ("set failover controller\nset monitors D", 4),
    ("set failover sentinel\nset monitors D,E,F", 6),
];
const LOG: [&str; 3] = ["", "set flush 20\nset apply 3", "set retain 4\nset chunk 1"];

fn copies(view: &WorldView) -> impl Iterator<Item = &replicarium::view::NodeView> {
    view.nodes.iter().filter(|node| node.replica.role.is_replica())
}

/// The leader that each node knows, for messages of failures.
fn told(view: &WorldView) -> String {
    let line = |node: &replicarium::view::NodeView| {
        format!("{} {} {:?}\n", node.id, node.replica.role, node.replica.leadership())
    };
    view.nodes.iter().map(line).collect()
}

/// After the faults end, one replica leads and all replicas are equal.
#[test]
fn one_node_leads_after_the_faults() {
    let mut terms = 0;
    for replication in REPLICATION {
        for (failover, nodes) in FAILOVER {
            for log in LOG {
                for seed in 0..6 {
                    let name = format!("{replication}, {failover}, {log}, seed {seed}");
                    let settings = format!(
                        "mode single-leader\nnodes {nodes}\nset replication {replication}\n\
                         {failover}\n{log}\nset suspect 100\nset heartbeat 20"
                    );
                    let run = stormy_in(&settings, seed, |_| {});
                    let view = run.tip().view();
                    let term = |n: &&replicarium::view::NodeView| {
                        n.replica.leadership().map_or(0, |leadership| leadership.term.number())
                    };
                    terms += copies(&view).map(|node| term(&node)).max().unwrap_or(0);
                    assert!(view.nodes.iter().all(|node| node.status == Status::Running), "{name}");
                    let leaders = copies(&view).filter(|node| node.replica.role == Role::Leader);
                    assert_eq!(leaders.count(), 1, "{name}\n{}", told(&view));
                    let mut rows = copies(&view).map(|node| &node.replica.rows);
                    let first = rows.next().expect("a replica");
                    assert!(rows.all(|other| other == first), "{name}");
                }
            }
        }
    }
    assert!(terms > 400, "only {terms} terms in 288 runs that begin in term 1");
}

/// A node that is to be an outside store or a monitor knows so before it joins: it never asks for a snapshot, and clients
/// that ask any replica do not ask it.
#[test]
fn nodes_without_a_copy_are_not_asked() {
    let trace = scenario(
        "mode single-leader\nnodes 3\nset failover sentinel\nset sentinel-quorum 1\nuntil 2s\n\
         client c1 writes A reads any loops think 5ms share 20% keys x\n\
         @0ms set outside D\n@0ms join D\n@0ms set monitors E\n@0ms join E\n",
    )
    .run()
    .expect("it starts");
    let roles: Vec<Role> = trace.tip().view().nodes.iter().map(|n| n.replica.role).collect();
    assert_eq!(roles[3..], [Role::Outside, Role::Sentinel]);
    let mut asked = Vec::new();
    trace.watch(0, trace.len(), |_, _, log| {
        for happening in &log.happenings {
            let Happening::Sent(envelope) = happening else { continue };
            assert_ne!(envelope.label.tag, single_leader::Tag::AskSnapshot.into());
            if envelope.label.tag == ClientTag::Read.into() && !asked.contains(&envelope.to) {
                asked.push(envelope.to);
            }
        }
    });
    asked.sort_unstable();
    assert_eq!(asked, [0, 1, 2].map(|n| Address::from(NodeId(n))));
}

/// A follower shows that it suspects the leader when it has been silent for too long, and not before.
#[test]
fn a_silent_leader_is_suspected() {
    let trace = scenario(
        "mode single-leader\nnodes 3\nset failover election\nset heartbeat 20\nset suspect 100\n\
         set delay fixed 5ms\nuntil 400ms\nclient c1\n@200ms crash A\n",
    )
    .run()
    .expect("it starts");
    let (mut calm, mut suspected) = (0, Vec::new());
    for step in 0..=trace.len() {
        let view = trace.seek(step).view();
        for node in &view.nodes {
            let suspects = node.replica.leadership().and_then(|known| known.suspects);
            match suspects {
                Some(leader) => suspected.push((view.now, node.id, leader)),
                None => calm += 1,
            }
        }
    }
    assert!(calm > 50, "{calm}");
    let leader = NodeId(0);
    let (from, by, _) = *suspected.first().expect("it is suspected");
    assert!(from.0 > 200_000 && by != leader, "{suspected:?}");
    assert!(suspected.iter().all(|&(.., it)| it == leader), "{suspected:?}");
}

/// A node becomes another kind of node when the settings list it elsewhere, and a follower when none does any more.
#[test]
fn the_settings_say_what_a_node_is() {
    let role = |changes: &[&str]| {
        let lines = (1..).zip(changes).map(|(n, line)| format!("@{}ms set {line}\n", 100 * n));
        let lines: String = lines.collect();
        let trace = scenario(&format!(
            "mode single-leader\nnodes 4\nset failover controller\nuntil 1s\nclient c1\n{lines}"
        ))
        .run()
        .expect("it starts");
        trace.tip().view().nodes[3].replica.role
    };
    for (changes, want) in [
        (&["outside D"][..], Role::Outside),
        (&["outside D", "outside none"], Role::Follower),
        (&["outside D", "monitors D"], Role::Controller),
        (&["outside D", "monitors D", "monitors none"], Role::Outside),
        (&["monitors D", "monitors none"], Role::Follower),
        (&["monitors D", "outside D"], Role::Controller),
        (&["consumers D"], Role::Consumer),
        (&["consumers D", "outside D"], Role::Outside),
        (&["consumers D", "consumers none"], Role::Follower),
    ] {
        assert_eq!(role(changes), want, "{changes:?}");
    }
}

/// The view shows what a crash took from memory until the node runs again.
#[test]
fn a_crashed_node_shows_its_lost_entries() {
    let mut trace = scenario(
        "mode single-leader\nnodes 2\nset flush 50\nset delay fixed 5ms\nset client-delay fixed 1ms\n\
         client c1 writes A\n@0ms c1 write x=1\n@60ms c1 write x=2\n@70ms c1 write y=3\n@80ms crash A\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 90);
    let node = trace.tip().view().nodes[0].clone();
    assert_eq!(node.replica.log.len(), 1, "the first one was flushed");
    let lost: Vec<u64> = node.lost.iter().map(|cell| cell.position).collect();
    assert_eq!(lost, [2, 3]);
    act(&mut trace, Action::Restart(NodeId(0)));
    assert_eq!(trace.tip().view().nodes[0].lost, []);
}
