//! Single leader: the invariants of acknowledgements, snapshots and elections.

use crate::{act, go_on, invariants::stormy_in, scenario};
use replicarium::{
    id::{Address, NodeId, OperationId},
    note::Note,
    protocol::single_leader::{self, Knob},
    scenario::Run,
    sim::{Action, Happening, Setting, StepLog, Trace},
    tag::ClientTag,
    time::Instant,
    view::{Cell, Role, WorldView},
};

/// Replays a run and calls `check` for each acknowledged write, with the node that acknowledges it and the view at that
/// step; returns how many there are.
fn acknowledged(trace: &Trace, mut check: impl FnMut(OperationId, NodeId, &WorldView)) -> usize {
    let mut world = trace.seek(0);
    let mut log = StepLog { watch: true, ..StepLog::default() };
    let mut count = 0;
    for step in (0..trace.len()).filter_map(|n| trace.step(n)) {
        world.apply(step.at, step.action, &mut log).expect("it was possible");
        for happening in &log.happenings {
            let Happening::Sent(envelope) = happening else { continue };
            let Some(write) =
                envelope.label.about.filter(|_| envelope.label.tag == ClientTag::Written.into())
            else {
                continue;
            };
            let Address::Node(by) = envelope.from else { panic!("a node answers") };
            check(write, by, &world.view());
            count += 1;
        }
    }
    count
}

fn holds(
    view: &WorldView,
    node: NodeId,
    write: OperationId,
    up_to: impl Fn(&Cell) -> bool,
) -> bool {
    let replica = &view.nodes[usize::from(node.0)].replica;
    replica.log.iter().any(|cell| cell.write == write && up_to(cell))
}

/// Replication, I2: when a write is acknowledged, the followers that the leader waits for have received, stored or applied
/// it, as the settings require.
#[test]
fn acknowledged_writes_have_reached_the_required_stage() {
    let kinds = [("semi-synchronous", 1), ("synchronous", 2), ("majority", 1)];
    let stages = ["received", "stored", "applied"];
    for (kind, needed) in kinds {
        for stage in stages {
            let mut count = 0;
            for seed in 0..8 {
                let trace = stormy_in(
                    &format!(
                        "mode single-leader\nnodes 3\nset replication {kind}\nset acknowledge {stage}\n\
                         set apply 5"
                    ),
                    seed,
                    |_| {},
                );
                count += acknowledged(&trace, |write, by, view| {
                    let others = view.nodes.iter().filter(|node| node.id != by);
                    let have = others.filter(|node| {
                        let marks = node.replica.marks().expect("a replica has marks");
                        holds(view, node.id, write, |cell| match stage {
                            "received" => true,
                            // With a majority, an entry is applied only after it is acknowledged.
                            _ if stage == "stored" || kind == "majority" => {
                                cell.position <= marks.flushed
                            }
                            _ => cell.position <= marks.applied && cell.position <= marks.flushed,
                        })
                    });
                    let have = have.count();
                    assert!(have >= needed, "{kind}, {stage}, seed {seed}: {write} on {have}");
                });
            }
            assert!(count > 10, "{kind}, {stage}: only {count} answers");
        }
    }
}

/// Replication, I3: a snapshot resumes after each cut of the link. Each piece arrives once, and the follower ends with
/// the leader's rows. A change of the piece size in between does not matter.
#[test]
fn snapshots_resume() {
    for cut_at in 0..10 {
        let writes: String =
            (1..=9).map(|n| format!("@{}ms c1 write k{n}=v{n}\n", 10 * n)).collect();
        let mut trace = scenario(&format!(
            "mode single-leader\nnodes 2\nset chunk 2\nset heartbeat 50\nset delay fixed 5ms\n\
             set client-delay fixed 1ms\nclient c1 writes A\n{writes}@100ms join C\n@105ms c1 write k1=w\n"
        ))
        .start()
        .expect("it starts");
        go_on(&mut trace, 111 + 4 * cut_at);
        let (a, c) = (NodeId(0).into(), NodeId(2).into());
        act(&mut trace, Action::Cut(a, c));
        go_on(&mut trace, 120);
        act(&mut trace, Action::Configure(Setting::knob(Knob::Chunk, 3_u32)));
        act(&mut trace, Action::Heal(a, c));
        go_on(&mut trace, 400);
        let view = trace.tip().view();
        assert_eq!(view.nodes[2].replica.rows, view.nodes[0].replica.rows, "cut {cut_at}");
        let mut pieces = Vec::new();
        trace.watch(0, trace.len(), |_, _, log| {
            for happening in &log.happenings {
                if let Happening::Noted(
                    _,
                    Note::SingleLeader(single_leader::Note::SnapshotPiece { piece, of }),
                ) = happening
                {
                    pieces.push((*piece, *of));
                }
            }
        });
        let all: Vec<_> = (1..=5).map(|n| (n, 5)).collect();
        assert_eq!(pieces, all, "cut {cut_at}");
    }
}

/// After any number of failovers, and with logs of any length, all replicas end with the same rows.
#[test]
fn replicas_converge_after_failovers() {
    for (replication, retain) in [("asynchronous", 0), ("asynchronous", 3), ("majority", 3)] {
        let mut leaders = 0;
        for seed in 0..25 {
            let trace = stormy_in(
                &format!(
                    "mode single-leader\nnodes 3\nset failover election\nset suspect 100\nset heartbeat 30\n\
                     set replication {replication}\nset retain {retain}"
                ),
                seed,
                |_| {},
            );
            let view = trace.tip().view();
            for node in &view.nodes[1..] {
                let (first, rows) = (&view.nodes[0].replica.rows, &node.replica.rows);
                assert_eq!(first, rows, "{replication}, {retain}, seed {seed}: {}", node.id);
            }
            leaders +=
                view.nodes[0].replica.leadership().map_or(0, |leadership| leadership.term.number());
        }
        assert!(leaders > 50, "{replication}, {retain}: only {leaders} terms in all");
    }
}

/// A candidate whose log is too short does not delay the others.
#[test]
fn a_candidate_that_cannot_win_does_not_delay_the_election() {
    for seed in 0..40 {
        let mut trace = scenario(&format!(
            "mode single-leader\nnodes 3\nseed {seed}\nset failover election\nset suspect 200\n\
             set heartbeat 50\nset delay fixed 10ms\nset client-delay fixed 1ms\nclient c1 writes A\n\
             @0ms cut A>C\n@1ms c1 write x=1\n@20ms crash A\n"
        ))
        .start()
        .expect("it starts");
        go_on(&mut trace, 1_500);
        let view = trace.tip().view();
        assert_eq!(view.nodes[1].replica.role, Role::Leader, "seed {seed}");
    }
}

/// A change of the number of synchronous followers takes effect at once.
#[test]
fn the_number_of_synchronous_followers_is_as_set() {
    let mut trace = scenario(
        "mode single-leader\nnodes 4\nset replication semi-synchronous\nset delay fixed 5ms\n\
         client c1 writes A\n",
    )
    .start()
    .expect("it starts");
    let synchronous = |trace: &Trace| {
        let view = trace.tip().view();
        let peers = view.nodes[0].replica.followers().iter().filter(|peer| peer.synchronous);
        peers.map(|peer| peer.node.0).collect::<Vec<_>>()
    };
    go_on(&mut trace, 250);
    for (count, want) in [(1_u32, &[1][..]), (3, &[1, 2, 3]), (2, &[1, 2])] {
        act(&mut trace, Action::Configure(Setting::knob(Knob::SynchronousCount, count)));
        assert_eq!(synchronous(&trace), want);
    }
    act(&mut trace, Action::Leave(NodeId(1)));
    assert_eq!(synchronous(&trace), [2, 3]);
}

/// An acknowledgement when applied includes the flush of the follower, and that of the leader before it.
#[test]
fn applied_includes_stored() {
    let trace = scenario(
        "mode single-leader\nnodes 2\nset replication synchronous\nset acknowledge applied\nset flush 100\n\
         set delay fixed 5ms\nset client-delay fixed 1ms\nclient c1 writes A\n@0ms c1 write x=1\n",
    )
    .run()
    .expect("it starts");
    let ended = trace.history().operations()[0].ended.map(|(_, at, _)| at);
    assert_eq!(ended, Some(Instant(1_000 + 100_000 + 5_000 + 100_000 + 5_000 + 1_000)));
}

/// An old leader that comes back gets the rows of the new one, for any length of the part of its log that only it has, of
/// the new leader's log, and of the retained log.
#[test]
fn an_old_leader_gets_the_rows_of_the_new_one() {
    for (retain, tail) in [(0, "discard"), (0, "keep"), (2, "discard"), (2, "keep")] {
        for (shared, lost, new) in
            (0..4).flat_map(|s| (0..8).flat_map(move |l| (0..8).map(move |n| (s, l, n))))
        {
            let writes = |client: &str, from: u32, count: u32| -> String {
                let line = |n| format!("@{}ms {client} write k{n}={client}\n", 10 * n);
                (from..from + count).map(line).collect()
            };
            let mut trace = scenario(&format!(
                "mode single-leader\nnodes 2\nset retain {retain}\nset tail {tail}\nset chunk 3\n\
                 set heartbeat 50\nset delay fixed 2ms\nset client-delay fixed 1ms\nuntil 400ms\n\
                 client c1 writes A\nclient c2 writes B\n{}@48ms cut A>B\n@48ms cut B>A\n{}\
                 @148ms promote B\n{}@240ms heal A>B\n@240ms heal B>A\n",
                writes("c1", 1, shared),
                writes("c1", 5, lost),
                writes("c2", 15, new),
            ))
            .start()
            .expect("it starts");
            go_on(&mut trace, 239);
            // Entries that it has dropped from its log cannot be put aside.
            let log = trace.tip().view().nodes[0].replica.log.clone();
            let own = log.iter().filter(|cell| cell.position > shared.into()).count();
            go_on(&mut trace, 361);
            let view = trace.tip().view();
            let rows = |node: usize| {
                let rows = view.nodes[node].replica.rows.iter();
                rows.map(|row| (row.key, row.write)).collect::<Vec<_>>()
            };
            let case = format!("retain {retain}, {shared} shared, {lost} lost, {new} new");
            assert_eq!(rows(0), rows(1), "{case}");
            assert_eq!(rows(1).len() as u32, shared + new, "{case}");
            let aside = if tail == "keep" { own } else { 0 };
            assert_eq!(view.nodes[0].replica.aside().len(), aside, "{case}");
        }
    }
}

/// A follower that was cut off or down, and gets a snapshot in place of its log, puts nothing aside: the leader has all of
/// it.
#[test]
fn a_snapshot_puts_nothing_aside_that_the_leader_has() {
    for (away, back) in [("cut A>B", "heal A>B"), ("crash B", "restart B")] {
        let writes: String =
            (5..=12).map(|n| format!("@{}ms c1 write k{n}=v{n}\n", 10 * n)).collect();
        let trace = scenario(&format!(
            "mode single-leader\nnodes 2\nset retain 2\nset tail keep\nset delay fixed 2ms\n\
             set heartbeat 50\nset client-delay fixed 1ms\nuntil 500ms\nclient c1 writes A\n\
             @10ms c1 write k1=v1\n@20ms c1 write k2=v2\n@40ms {away}\n{writes}@148ms {back}\n"
        ))
        .run()
        .expect("it starts");
        let view = trace.tip().view();
        let marks = view.nodes[1].replica.marks().expect("a replica has marks");
        assert!(marks.start > 4, "{away}: it got a snapshot");
        assert_eq!(view.nodes[1].replica.aside(), [], "{away}");
    }
}

/// Only a node that joins asks for a snapshot. A node with an empty log does not, while other nodes join and leave.
#[test]
fn only_a_joining_node_asks_for_a_snapshot() {
    let mut trace = scenario("mode single-leader\nnodes 3\n").start().expect("it starts");
    act(&mut trace, Action::Join(NodeId(3)));
    act(&mut trace, Action::Leave(NodeId(2)));
    act(&mut trace, Action::Join(NodeId(4)));
    let mut asked = Vec::new();
    trace.watch(0, trace.len(), |_, _, log| {
        for happening in &log.happenings {
            if let Happening::Sent(envelope) = happening
                && envelope.label.tag == single_leader::Tag::AskSnapshot.into()
            {
                asked.push(envelope.from);
            }
        }
    });
    assert_eq!(asked, [NodeId(3), NodeId(4)].map(Address::from));
}

/// The new leader begins the snapshot of which C has the first piece. C asks for the second one at once: with a leader that
/// changes before its next heartbeat, it would never have the whole.
#[test]
fn a_snapshot_goes_on_with_another_leader() {
    let scenario = scenario(
        "mode single-leader\nnodes 2\nset retain 0\nset chunk 1\nset heartbeat 500\nset delay fixed 10ms\n\
         set client-delay fixed 2ms\nclient c1 writes A reads A\nuntil 300ms\n@0ms c1 write x=1\n\
         @30ms c1 write y=2\n@100ms join C\n@125ms crash A\n@130ms promote B\n",
    );
    let trace = scenario.run().expect("it starts");
    let rows = trace.tip().view().nodes[2].replica.rows.len();
    assert_eq!(rows, 2, "{}", Run { scenario, trace });
}
