//! Values that merge: nodes that have heard of the same updates have equal values, and no acknowledged update is lost.

use crate::{
    act, go_on,
    invariants::{mend, repair},
    scenario,
};
use replicarium::{
    check::{Property, Verdict},
    history::Outcome,
    id::{ClientId, NodeId},
    kv::{Key, Refused, Reply, Request, Value, Word},
    random::{Dice, Stream},
    review::Review,
    sim::{Action, Record, Trace},
    store::crdt::parts::Part,
    view::{Row, Status},
};
use std::{env, iter};

/// Updates of every type, and requests without a type.
const UPDATES: [&str; 14] = [
    "update n=\"g-counter increment 2\"",
    "update m=\"pn-counter increment 3\"",
    "update m=\"pn-counter decrement 1\"",
    "update last=\"lww-register write dark\"",
    "update all=\"mv-register write light\"",
    "update cart=\"or-set add milk\"",
    "update cart=\"or-set remove milk\"",
    "update list=\"remove-wins-set add flour\"",
    "update list=\"remove-wins-set remove flour\"",
    "update user=\"or-map at carts or-set add egg\"",
    "update doc=\"sequence insert 0 ab\"",
    "update doc=\"sequence delete 0 1\"",
    "write plain=1",
    "delete plain",
];

fn start(settings: &str, seed: u64) -> Trace {
    let scenario = scenario(&format!(
        "mode multi-leader\nnodes 4\nseed {seed}\nset resolution merge\n{settings}\n\
         set delay uniform 1ms 30ms\nset client-delay fixed 1ms\nset timeout 100ms\n\
         set loss 30000ppm\nset duplication 30000ppm\nclient c1\nclient c2\nclient c3\n"
    ));
    scenario.start().expect("it starts")
}

fn rows(trace: &Trace, node: usize) -> Vec<(String, String)> {
    let text = |row: &Row| (row.key.to_string(), row.value.to_string());
    trace.tip().view().nodes[node].replica.rows.iter().map(text).collect()
}

/// The nodes that run.
fn running(trace: &Trace) -> Vec<usize> {
    let view = trace.tip().view();
    let runs = |&at: &usize| view.nodes[at].status == Status::Running;
    (0..view.nodes.len()).filter(runs).collect()
}

/// Draws updates and faults; disks are lost and members change if `changes`.
fn storm(trace: &mut Trace, seed: u64, changes: bool) {
    for n in 0..40 {
        let mut dice = Dice::new(seed, Stream::Storm, n);
        if dice.chance(500_000) {
            repair(trace);
        }
        let idle = trace.tip().view().clients.iter().find(|it| it.waits.is_none()).map(|it| it.id);
        if let Some(client) = idle {
            let words = UPDATES[dice.below(UPDATES.len() as u32) as usize];
            let nodes = running(trace);
            let node = NodeId(nodes[dice.below(nodes.len() as u32) as usize] as u16);
            act(trace, format!("{client} {words} via {node}").parse().expect("an action"));
        }
        let wanted = dice.below(8);
        let may = |action: &Action| match wanted {
            0 | 1 => matches!(action, Action::Crash(_) | Action::Restart(_)),
            2 => matches!(action, Action::Pause(_)),
            3 | 4 => matches!(action, Action::Cut(..)),
            5 if changes => matches!(action, Action::Wipe(_)),
            6 if changes && n < 20 => matches!(action, Action::Join(_) | Action::Leave(_)),
            _ => false,
        };
        let down = trace.tip().view().nodes.len() - running(trace).len();
        let all: Vec<Action> = trace.tip().enabled().into_iter().filter(may).collect();
        if !all.is_empty() && down < 2 {
            act(trace, all[dice.below(all.len() as u32) as usize]);
        }
        go_on(trace, 15);
    }
    mend(trace);
    go_on(trace, 4_000);
}

fn durable(trace: &Trace) -> Verdict {
    let mut review = Review::of(trace);
    review.go_on(trace, trace.len(), &mut || true);
    review.verdict(Property::Durable, trace.len(), &trace.tip().view()).expect("a verdict")
}

/// Every way of shipping in every topology, with lost, doubled and late messages, crashes, cuts, lost disks and new members.
/// `MERGING=10000` for more runs.
#[test]
fn values_that_merge_converge() {
    let runs = env::var("MERGING").ok().and_then(|runs| runs.parse().ok()).unwrap_or(120);
    let (mut judged, mut merged) = (0, 0);
    for seed in 0..runs {
        let ships = ["state", "delta", "ops"][seed as usize % 3];
        let topology = ["all-to-all", "circular", "star", "tree"][seed as usize / 3 % 4];
        let leaders = ["", "set leaders A,B\n"][seed as usize / 12 % 2];
        let changes = seed % 5 == 4;
        let sequence = ["fugue", "logoot"][seed as usize / 24 % 2];
        let settings = format!(
            "set ships {ships}\nset topology {topology}\nset sequence {sequence}\n{leaders}"
        );
        let mut trace = start(&settings, seed);
        storm(&mut trace, seed, changes);
        let nodes = running(&trace);
        let first = rows(&trace, nodes[0]);
        for &node in &nodes[1..] {
            assert_eq!(rows(&trace, node), first, "seed {seed}, {settings}\n{}", trace.len());
        }
        merged += first.len();
        // No acknowledged update is lost, as long as no disk is and nobody leaves.
        if !changes {
            let verdict = durable(&trace);
            let Verdict::Holds { checked } = verdict else { panic!("seed {seed}: {verdict:?}") };
            judged += checked;
        }
    }
    assert!(judged > runs as u32 && merged as u64 > runs, "{judged} updates, {merged} values");
}

/// Counters count every acknowledged increment once, though messages are repeated and doubled.
#[test]
fn counters_count_each_increment_once() {
    for ships in ["state", "delta", "ops"] {
        let mut trace = start(&format!("set ships {ships}"), 7);
        let mut expected = 0;
        for n in 0..30_u16 {
            let (client, node) = (n % 3 + 1, ["A", "B", "C", "D"][usize::from(n % 4)]);
            let action = format!("c{client} update n=\"pn-counter increment {n}\" via {node}");
            act(&mut trace, action.parse().expect("an action"));
            go_on(&mut trace, 120);
        }
        mend(&mut trace);
        go_on(&mut trace, 2_000);
        for (operation, n) in iter::zip(trace.history().operations(), 0..) {
            match operation.ended.map(|it| it.0) {
                Some(Outcome::Written) => expected += n,
                // The request or its answer was lost.
                _ => expected += if was_taken(&trace, operation.id) { n } else { 0 },
            }
        }
        for node in 0..4 {
            assert_eq!(rows(&trace, node), [("n".into(), expected.to_string())], "{ships}, {node}");
        }
    }
}

fn was_taken(trace: &Trace, write: replicarium::id::OperationId) -> bool {
    let view = trace.tip().view();
    let taken = view.nodes.iter().filter_map(|node| node.replica.multi_leader());
    taken.flat_map(|it| &it.merged.taken).any(|it| it.write == write)
}

/// A node that has lost its disk takes no updates before it has heard from another one, and what it had is lost with it if nobody
/// else has it.
#[test]
fn an_update_that_was_not_shipped_is_lost_with_the_disk() {
    let mut trace = start("set ships delta", 3);
    act(&mut trace, "cut A>B".parse().unwrap());
    act(&mut trace, "cut A>C".parse().unwrap());
    act(&mut trace, "cut A>D".parse().unwrap());
    act(&mut trace, "c1 update cart=\"or-set add milk\" via A".parse().unwrap());
    go_on(&mut trace, 50);
    assert_eq!(rows(&trace, 0), [("cart".into(), "{milk}".into())]);
    assert_eq!(durable(&trace), Verdict::Holds { checked: 1 });
    for action in ["crash A", "wipe A", "restart A"] {
        act(&mut trace, action.parse().unwrap());
    }
    assert!(matches!(durable(&trace), Verdict::Violated(_)));
    act(&mut trace, "c2 update cart=\"or-set add flour\" via A".parse().unwrap());
    go_on(&mut trace, 5);
    let refused = trace.history().operations()[1].ended.map(|it| it.0);
    assert_eq!(refused, Some(Outcome::Failed(Reply::Refused(Refused::NotConsistent))));
    // The others do not hear its new name before the link is healed.
    act(&mut trace, "heal A>B".parse().unwrap());
    go_on(&mut trace, 400);
    act(&mut trace, "c2 update cart=\"or-set add flour\" via A".parse().unwrap());
    go_on(&mut trace, 50);
    assert_eq!(rows(&trace, 0), [("cart".into(), "{flour}".into())]);
}

/// What a shipment brings and takes away is recorded before it is merged, whatever is shipped.
#[test]
fn what_a_shipment_brings_is_recorded() {
    for ships in ["state", "delta", "ops"] {
        let mut trace = scenario(&format!(
            "mode multi-leader\nnodes 2\nset resolution merge\nset ships {ships}\nclient c1\n\
             set delay fixed 10ms\nset client-delay fixed 1ms\n"
        ))
        .start()
        .expect("it starts");
        for update in [
            "c1 update s=\"or-set add milk\" via A",
            "c1 update s=\"or-set remove milk\" via B",
            "c1 update t=\"sequence insert 0 hi\" via A",
            "c1 update t=\"sequence delete 0 1\" via B",
        ] {
            act(&mut trace, update.parse().expect("an action"));
            go_on(&mut trace, 12);
        }
        let record = Record::of(&trace);
        let parts = |parts: &[Part<NodeId>]| -> String {
            let part = |it: &Part<NodeId>| {
                let dots: Vec<String> = it.dots.iter().map(ToString::to_string).collect();
                format!("{}{} ", if it.text.is_empty() { "†" } else { &it.text }, dots.join("+"))
            };
            parts.iter().map(part).collect::<String>()
        };
        let met = (0..trace.len()).flat_map(|n| record.meetings_of(n));
        let met = met
            .map(|it| format!("{} {}: +{}-{}", it.node, it.key, parts(&it.comes), parts(&it.goes)));
        assert_eq!(
            met.collect::<Vec<_>>(),
            ["B s: +milkA:1 -", "A s: +-milkA:1 ", "B t: +hA:1 iA:2 -", "A t: +-hA:1 "],
            "{ships}"
        );
    }
}

/// What is asked in vain changes nothing.
#[test]
fn an_update_that_does_not_fit_is_refused() {
    let mut trace = start("", 1);
    for words in ["sequence insert 1 x", "sequence delete 0 1", "or-set remove milk"] {
        assert!(rows(&trace, 0).is_empty(), "no empty text is left behind");
        let request = Request::Update(Key(Word::new("x").unwrap()), Value::new(words).unwrap());
        act(&mut trace, Action::Invoke { client: ClientId(0), via: NodeId(0), request });
        go_on(&mut trace, 5);
    }
    let outcomes: Vec<String> = crate::outcomes(&trace);
    assert_eq!(
        outcomes,
        [
            "failed: refused, position 1 is behind the end of 0 characters",
            "failed: refused, there are 0 characters from position 0 on, not 1",
            "ok"
        ]
    );
    go_on(&mut trace, 300);
    assert!((0..4).all(|node| rows(&trace, node).is_empty()));
}
