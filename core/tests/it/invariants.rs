//! The invariants of the protocols, in runs with faults. Each protocol names its tests in its `mod.rs`.

use crate::{act, go_on, scenario};
use replicarium::{
    history::Outcome,
    id::{NodeId, OperationId},
    kv::Request,
    note::Note,
    protocol::leaderless,
    random::{Dice, Stream},
    sim::{Action, By, Happening, Step, Trace},
    store::note::LogNote,
    tag::ClientTag,
    view::{Row, Status, Version, WorldView},
};
use std::collections::BTreeMap;

const SEEDS: u64 = 40;

/// A run under load with crashes, pauses, cuts and losses, and then a time without faults. `check` sees the view several
/// times, at last at the end.
fn stormy(mode: &str, seed: u64, check: impl FnMut(&WorldView)) -> Trace {
    stormy_in(&format!("mode {mode}\nnodes 3"), seed, check)
}

/// The same, with other settings.
pub fn stormy_in(settings: &str, seed: u64, mut check: impl FnMut(&WorldView)) -> Trace {
    let scenario = scenario(&format!(
        "{settings}\nseed {seed}\nset loss 30000ppm\nset duplication 30000ppm\n\
         set delay uniform 2ms 30ms\nset timeout 100ms\n\
         client c1 loops think 7ms share 60% keys x,y\nclient c2 loops think 9ms share 60% keys x,y\nclient c3\n"
    ));
    let mut trace = scenario.start().expect("it starts");
    for n in 0..30 {
        let mut dice = Dice::new(seed, Stream::Timer(NodeId(9)), n);
        if dice.chance(700_000) {
            repair(&mut trace);
        }
        let faults: Vec<Action> = trace
            .tip()
            .enabled()
            .into_iter()
            .filter(|action| match dice.below(3) {
                0 => matches!(action, Action::Crash(_) | Action::Restart(_)),
                1 => matches!(action, Action::Pause(_) | Action::Resume(_)),
                _ => matches!(action, Action::Cut(..) | Action::Heal(..)),
            })
            .collect();
        if !faults.is_empty() {
            act(&mut trace, faults[dice.below(faults.len() as u32) as usize]);
        }
        go_on(&mut trace, 25);
        check(&trace.tip().view());
    }
    mend(&mut trace);
    go_on(&mut trace, 3_000);
    check(&trace.tip().view());
    trace
}

/// Restarts and resumes all nodes, and heals all links.
pub fn repair(trace: &mut Trace) {
    let view = trace.tip().view();
    for node in &view.nodes {
        match node.status {
            Status::Crashed => act(trace, Action::Restart(node.id)),
            Status::Paused => act(trace, Action::Resume(node.id)),
            Status::Running | Status::Left => {}
        }
    }
    for &(from, to) in &view.cuts {
        act(trace, Action::Heal(from, to));
    }
}

/// Ends all faults and losses, and cuts the clients off.
pub fn mend(trace: &mut Trace) {
    use replicarium::sim::Setting;
    repair(trace);
    act(trace, Action::Configure(Setting::Loss(0)));
    act(trace, Action::Configure(Setting::Duplication(0)));
    // A client waits ten minutes for a response, and sends no new request meanwhile.
    act(trace, Action::Configure(Setting::Timeout(replicarium::time::Duration::millis(600_000))));
    let view = trace.tip().view();
    for node in &view.nodes {
        for client in &view.clients {
            act(trace, Action::Cut(client.id.into(), node.id.into()));
        }
    }
}

fn writes(view: &WorldView, node: usize) -> Vec<OperationId> {
    view.nodes[node].replica.log.iter().map(|cell| cell.write).collect()
}

/// Single leader, I1 and I2.
#[test]
fn followers_hold_prefixes() {
    for seed in 0..SEEDS {
        let mut before = [0; 3];
        stormy("single-leader", seed, |view| {
            let leader = writes(view, 0);
            for (node, before) in before.iter_mut().enumerate() {
                let log = writes(view, node);
                assert!(leader.starts_with(&log), "seed {seed}, {}", view.nodes[node].id);
                assert!(log.len() >= *before, "seed {seed}: a position went back");
                *before = log.len();
            }
        });
    }
}

/// The rows of a node, without the lost writes, which depend on the order of arrival.
fn rows(view: &WorldView, node: usize) -> Vec<Row> {
    let rows = view.nodes[node].replica.rows.iter().cloned();
    rows.map(|row| Row { lost: None, ..row }).collect()
}

/// Single leader, I3; multi-leader, I2.
#[test]
fn replicas_converge() {
    let mut with_rows = 0;
    for mode in ["single-leader", "multi-leader"] {
        for seed in 0..SEEDS {
            let trace = stormy(mode, seed, |_| {});
            let view = trace.tip().view();
            with_rows += usize::from(!rows(&view, 0).is_empty());
            for node in 1..view.nodes.len() {
                assert_eq!(rows(&view, 0), rows(&view, node), "{mode}, seed {seed}");
            }
        }
    }
    assert!(with_rows > 60, "only {with_rows} runs wrote anything");
}

/// Leaderless, I1.
#[test]
fn stamps_never_go_back() {
    for seed in 0..SEEDS {
        let mut newest = BTreeMap::new();
        stormy("leaderless", seed, |view| {
            for node in &view.nodes {
                for row in &node.replica.rows {
                    let Version::Stamp(stamp) = row.version else { panic!("no stamp") };
                    let before = newest.insert((node.id, row.key), stamp);
                    assert!(before.is_none_or(|before| before <= stamp), "seed {seed}");
                }
            }
        });
    }
}

/// Leaderless, I2: when a write is acknowledged, w replicas store it or something newer; one that was no home any more
/// when the write arrived keeps it for the homes.
#[test]
fn answers_wait_for_the_quorum() {
    let mut answered = 0;
    for seed in 0..SEEDS {
        let trace = stormy("leaderless", seed, |_| {});
        let mut stored: BTreeMap<OperationId, Vec<NodeId>> = BTreeMap::new();
        trace.watch(0, trace.len(), |_, _, log| {
            for happening in &log.happenings {
                match *happening {
                    Happening::Noted(
                        node,
                        Note::Leaderless(
                            leaderless::Note::Stored { write, .. }
                            | leaderless::Note::Hinted { write, .. }
                            | leaderless::Note::KeptNewer { ignored: write, .. },
                        ),
                    ) => {
                        let nodes = stored.entry(write).or_default();
                        if !nodes.contains(&node) {
                            nodes.push(node);
                        }
                    }
                    Happening::Sent(e) if e.label.tag == ClientTag::Written.into() => {
                        let write = e.label.about.expect("an answer is about an operation");
                        assert!(stored[&write].len() >= 2, "seed {seed}: {write}");
                        answered += 1;
                    }
                    Happening::Noted(..)
                    | Happening::Sent(_)
                    | Happening::Invoked(_)
                    | Happening::Ended(..)
                    | Happening::Halted(_) => {}
                }
            }
        });
    }
    assert!(answered >= 100, "only {answered} answers");
}

/// Leaderless, I3, for every w and r of three replicas: no stale read if and only if w + r > 3.
#[test]
fn overlapping_quorums_meet() {
    for (w, r) in (1..=3).flat_map(|w| (1..=3).map(move |r| (w, r))) {
        let mut stale = 0;
        for seed in 0..30 {
            let trace = scenario(&format!(
                "mode leaderless\nnodes 3\nseed {seed}\nuntil 4s\nset n 3\nset w {w}\nset r {r}\n\
                 set delay uniform 1ms 60ms\nclient c1 loops think 5ms share 100% keys x\n\
                 client c2 loops think 5ms share 0% keys x\n"
            ))
            .run()
            .expect("it starts");
            stale += stale_reads(&trace);
        }
        assert_eq!(stale == 0, w + r > 3, "w = {w}, r = {r}: {stale} stale reads");
    }
}

/// The number of reads that returned an older write than one acknowledged before they began. One client writes.
fn stale_reads(trace: &Trace) -> usize {
    let operations = trace.history().operations();
    let acknowledged = |number: u32, before| {
        operations.iter().any(|write| {
            write.request.is_write()
                && write.id.number > number
                && matches!(write.ended, Some((Outcome::Written, at, _)) if at < before)
        })
    };
    let stale = operations.iter().filter(|read| match (read.request, read.ended) {
        (Request::Read(_), Some((Outcome::Read(found), ..))) => {
            acknowledged(found.map_or(0, |found| found.write.number), read.invoked.0)
        }
        _ => false,
    });
    stale.count()
}

/// Multi-leader, I1: a write has a greater stamp than the writes that it overwrites, whatever the skew of the clocks.
#[test]
fn stamps_follow_causality() {
    let mut trace = scenario(
        "mode multi-leader\nnodes 2\nset delay fixed 5ms\nclient c1 writes A\nclient c2 writes B\n\
         @0ms skew A +3000ms\n@1ms c1 write x=old\n@100ms c2 write x=new\n@200ms c1 read x\n",
    )
    .run()
    .expect("it starts");
    go_on(&mut trace, 500);
    for node in trace.tip().view().nodes {
        let row = &node.replica.rows[0];
        assert_eq!(row.value.to_string(), "new", "on {}", node.id);
        assert_eq!(row.lost, None, "there was no conflict");
    }
}

/// Multi-leader, I3 and I4, in every topology: a node applies the writes of each leader in the order in which that leader
/// appended them, each once; in the end it has them all, and its log has every write once.
#[test]
fn leaders_hold_prefixes() {
    let topologies = ["all-to-all", "circular", "star", "tree"];
    for (settings, seed) in topologies.into_iter().flat_map(|it| (0..SEEDS).map(move |n| (it, n))) {
        let mode = format!("mode multi-leader\nnodes 3\nset topology {settings}");
        let trace = stormy_in(&mode, seed, |_| {});
        let mut appended: BTreeMap<NodeId, Vec<OperationId>> = BTreeMap::new();
        let mut applied: BTreeMap<(NodeId, NodeId), usize> = BTreeMap::new();
        trace.watch(0, trace.len(), |_, _, log| {
            for happening in &log.happenings {
                let Happening::Noted(node, Note::Log(note)) = *happening else { continue };
                if let LogNote::Appended { write, .. } = note {
                    appended.entry(node).or_default().push(write);
                } else if let LogNote::Applied { write, .. } = note {
                    let from = appended.iter().find(|(_, log)| log.contains(&write));
                    let (&leader, log) = from.expect("it was appended before");
                    let next = applied.entry((node, leader)).or_default();
                    assert_eq!(log[*next], write, "{settings}, seed {seed}, {node} of {leader}");
                    *next += 1;
                }
            }
        });
        let view = trace.tip().view();
        for (node, (leader, log)) in
            view.nodes.iter().flat_map(|node| appended.iter().map(move |of| (node.id, of)))
        {
            let has = applied.get(&(node, *leader)).copied().unwrap_or(0);
            assert_eq!(has, if node == *leader { 0 } else { log.len() }, "{settings}, seed {seed}");
        }
        let all: usize = appended.values().map(Vec::len).sum();
        assert!(view.nodes.iter().all(|node| node.replica.log.len() == all), "{settings}, {seed}");
    }
}

/// A crash loses volatile state: a coordinator forgets its operations, and its client gets no response.
#[test]
fn a_crashed_coordinator_forgets_its_operations() {
    let mut trace = scenario(
        "mode leaderless\nnodes 3\nset delay fixed 20ms\nset client-delay fixed 2ms\nset timeout 200ms\n\
         client c1 writes A\n@0ms c1 write x=1\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 10);
    assert_eq!(trace.tip().view().nodes[0].replica.waiting().len(), 1);
    act(&mut trace, Action::Crash(NodeId(0)));
    assert_eq!(trace.tip().view().nodes[0].replica.waiting().len(), 0);
    act(&mut trace, Action::Restart(NodeId(0)));
    go_on(&mut trace, 500);
    let outcome = trace.history().operations()[0].ended.map(|(outcome, ..)| outcome);
    assert_eq!(outcome, Some(Outcome::Unknown(None)));
    // The write is not rolled back: all three replicas store it.
    assert!(trace.tip().view().nodes.iter().all(|node| node.replica.rows.len() == 1));
}

/// Holding an envelope delays it and no other; after its release it arrives.
#[test]
fn a_held_envelope_waits_for_its_release() {
    let mut trace = scenario(
        "mode single-leader\nnodes 3\nset delay fixed 20ms\nset heartbeat 1000\n\
         client c1 writes A\n@0ms c1 write x=1\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 5);
    let view = trace.tip().view();
    let to_b = view.envelopes.iter().find(|e| e.to == NodeId(1).into()).expect("shipped to B");
    act(&mut trace, Action::Hold(to_b.id));
    go_on(&mut trace, 300);
    let lengths = |trace: &Trace| [0, 1, 2].map(|n| writes(&trace.tip().view(), n).len());
    assert_eq!(lengths(&trace), [1, 0, 1]);
    act(&mut trace, Action::Release(to_b.id));
    go_on(&mut trace, 0);
    assert_eq!(lengths(&trace), [1, 1, 1]);
}

/// A paused node processes its messages later; a crashed node never gets them.
#[test]
fn pause_keeps_and_crash_drops() {
    let story = |stop: Action, go: Action| {
        let mut trace = scenario(
            "mode single-leader\nnodes 2\nset delay fixed 5ms\nset heartbeat 1000\n\
             client c1 writes A\n@10ms c1 write x=1\n@20ms c1 write x=2\n",
        )
        .start()
        .expect("it starts");
        act(&mut trace, stop);
        go_on(&mut trace, 100);
        act(&mut trace, go);
        go_on(&mut trace, 6);
        writes(&trace.tip().view(), 1).len()
    };
    let b = NodeId(1);
    assert_eq!(story(Action::Pause(b), Action::Resume(b)), 2);
    assert_eq!(story(Action::Crash(b), Action::Restart(b)), 0);
}

/// A node that joins gets all rows; a node that leaves is sent nothing more.
#[test]
fn nodes_join_and_leave() {
    for mode in ["single-leader", "multi-leader"] {
        let mut trace = scenario(&format!(
            "mode {mode}\nnodes 2\nset delay fixed 5ms\nclient c1 writes A\nclient c2 writes B\n\
             @0ms c1 write x=1\n@50ms c1 write y=2\n@100ms c2 write z=3\n"
        ))
        .run()
        .expect("it starts");
        act(&mut trace, Action::Join(NodeId(2)));
        go_on(&mut trace, 1_000);
        let view = trace.tip().view();
        assert_eq!(rows(&view, 2), rows(&view, 0), "{mode}");
        act(&mut trace, Action::Leave(NodeId(2)));
        assert_eq!(trace.tip().members(), [NodeId(0), NodeId(1)]);
        // C's last messages are still answered.
        go_on(&mut trace, 20);
        let left = trace.len();
        go_on(&mut trace, 500);
        let mut sent = 0;
        trace.watch(left, trace.len(), |_, _, log| {
            for happening in &log.happenings {
                if let Happening::Sent(envelope) = happening {
                    assert_ne!(envelope.to, NodeId(2).into(), "{mode}: {envelope:?}");
                    sent += 1;
                }
            }
        });
        assert!(sent > 0, "{mode}: nobody sent anything");
    }
}

/// A leader that waits for a synchronous follower stops waiting when the follower leaves the cluster.
#[test]
fn a_node_that_leaves_is_not_waited_for() {
    let mut trace = scenario(
        "mode single-leader\nnodes 3\nset replication synchronous\nset delay fixed 5ms\n\
         set timeout 10000ms\nclient c1 writes A\n@0ms crash C\n@1ms c1 write x=1\n",
    )
    .start()
    .expect("it starts");
    let outcome = |trace: &Trace| trace.history().operations()[0].ended.map(|(it, ..)| it);
    go_on(&mut trace, 1_000);
    assert_eq!(outcome(&trace), None, "A waits for C");
    act(&mut trace, Action::Leave(NodeId(2)));
    go_on(&mut trace, 100);
    assert_eq!(outcome(&trace), Some(Outcome::Written));
}

/// A timer cannot be dropped, which would stop its node; it ends only with a crash of the node.
#[test]
fn timers_cannot_be_dropped() {
    let mut trace = scenario("mode multi-leader\nnodes 2\n").start().expect("it starts");
    let timer = trace.tip().view().envelopes[0];
    let step = Step { at: trace.tip().now(), by: By::Reader, action: Action::Drop(timer.id) };
    assert!(trace.push(step).is_err());
    act(&mut trace, Action::Crash(NodeId(0)));
    assert!(trace.tip().view().envelopes.iter().all(|e| e.to != NodeId(0).into()));
}

/// Of two writes through one coordinator at the same reading of its clock, all replicas keep the same one, whatever the
/// order of arrival.
#[test]
fn equal_timestamps_have_one_winner() {
    let mut trace = scenario(
        "mode leaderless\nnodes 3\nset delay fixed 20ms\nset client-delay fixed 2ms\n\
         client c1 writes A\nclient c2 writes A\n@0ms c1 write x=1\n@0ms c2 write x=2\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 5);
    let stores = |trace: &Trace, to: u16| {
        let view = trace.tip().view();
        let to = NodeId(to).into();
        let stores = view
            .envelopes
            .iter()
            .filter(|e| e.to == to && e.label.tag == leaderless::Tag::Store.into());
        stores.map(|e| e.id).collect::<Vec<_>>()
    };
    let (b, c) = (stores(&trace, 1), stores(&trace, 2));
    assert_eq!((b.len(), c.len()), (2, 2));
    for id in [b[1], b[0], c[0], c[1]] {
        act(&mut trace, Action::Deliver(id));
    }
    let view = trace.tip().view();
    assert_eq!(rows(&view, 0), rows(&view, 1));
    assert_eq!(rows(&view, 0), rows(&view, 2));
}
