//! Several leaders: topologies, the order of delivery, detection and avoidance of conflicts, numbers.

use crate::{act, go_on, invariants::stormy_in, scenario};
use replicarium::{
    history::Outcome,
    id::{Address, NodeId, NodeSet, OperationId},
    kv::{Refused, Reply},
    links::Links,
    note::Note,
    protocol::multi_leader,
    sim::{Action, Happening, Trace},
    store::note::LogNote,
    view::Version,
};
use std::collections::{BTreeMap, BTreeSet};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

/// What a node has for a key, as text.
fn value(trace: &Trace, node: usize, key: &str) -> Vec<String> {
    let rows = trace.tip().view().nodes[node].replica.rows.clone();
    let row = rows.into_iter().find(|row| row.key.to_string() == key);
    let Some(row) = row else { return Vec::new() };
    if let Version::Siblings(all, _) = &row.version {
        return all.iter().map(|it| it.value.to_string()).collect();
    }
    vec![row.value.to_string()]
}

/// The notes of a run, with the nodes that report them.
fn notes(trace: &Trace) -> Vec<(NodeId, Note)> {
    let mut notes = Vec::new();
    trace.watch(0, trace.len(), |_, _, log| {
        notes.extend(log.happenings.iter().filter_map(Happening::noted));
    });
    notes
}

/// Every graph of at most four nodes in which each is reached from each, and every graph of five nodes whose links have both
/// directions: each write travels on each link at most once, and reaches every node.
#[test]
fn nothing_circulates_for_ever() {
    let mut graphs = 0;
    for nodes in 1..=5_u16 {
        let ends = |from: u16| (0..nodes).filter(move |&to| to != from).map(move |to| (from, to));
        let mut pairs: Vec<(u16, u16)> = (0..nodes).flat_map(ends).collect();
        if nodes == 5 {
            pairs.retain(|(from, to)| from < to);
        }
        for chosen in 0..1_u32 << pairs.len() {
            let chosen = (0..).zip(&pairs).filter(|(n, _)| chosen & 1 << n != 0);
            let both = |(_, &(from, to)): (u32, &(u16, u16))| {
                let (from, to) = (NodeId(from), NodeId(to));
                if nodes == 5 { vec![(from, to), (to, from)] } else { vec![(from, to)] }
            };
            let links: Links = chosen.flat_map(both).collect();
            if connected(links, nodes) {
                graphs += 1;
                each_write_travels_once(links, nodes);
            }
        }
    }
    assert_eq!(graphs, 1 + 1 + 18 + 1_606 + 728);
}

fn connected(links: Links, nodes: u16) -> bool {
    (0..nodes).map(NodeId).all(|start| {
        let mut reached = NodeSet::from_iter([start]);
        for _ in 0..nodes {
            reached = reached.iter().flat_map(|it| links.from(it).iter().chain([it])).collect();
        }
        reached.len() == u32::from(nodes)
    })
}

fn each_write_travels_once(links: Links, nodes: u16) {
    let mut text = format!(
        "mode multi-leader\nnodes {nodes}\nset topology links\nset peer-links {links}\n\
         set heartbeat 1000\nset delay fixed 3ms\nset client-delay fixed 1ms\nuntil 900ms\n"
    );
    for n in 1..=nodes {
        let node = NodeId(n - 1);
        text += &format!("client c{n} writes {node} reads {node}\n@{n}ms c{n} write k{n}=v\n");
    }
    let trace = scenario(&text).run().expect("it starts");
    let mut carried: BTreeMap<(NodeId, NodeId, OperationId), u32> = BTreeMap::new();
    trace.watch(0, trace.len(), |_, _, log| {
        for happening in &log.happenings {
            if let Happening::Sent(envelope) = happening
                && let (Address::Node(from), Address::Node(to), Some(write)) =
                    (envelope.from, envelope.to, envelope.label.about)
            {
                *carried.entry((from, to, write)).or_default() += 1;
            }
        }
    });
    assert!(carried.values().all(|&times| times == 1), "{links}: {carried:?}");
    assert!(carried.keys().all(|&(from, to, _)| links.has(from, to)), "{links}: {carried:?}");
    let view = trace.tip().view();
    assert!(view.nodes.iter().all(|node| node.replica.rows.len() == usize::from(nodes)), "{links}");
}

/// I5, under faults, in every topology: a write is applied after all that its leader had applied before it.
#[test]
fn causes_are_delivered_first() {
    let mut held = 0;
    let topologies = ["all-to-all", "circular", "star", "tree"];
    for (topology, seed) in topologies.into_iter().flat_map(|it| (0..25).map(move |n| (it, n))) {
        let mode =
            format!("mode multi-leader\nnodes 3\nset topology {topology}\nset delivery causal");
        let trace = stormy_in(&mode, seed, |_| {});
        let mut has: BTreeMap<NodeId, BTreeSet<OperationId>> = BTreeMap::new();
        let mut causes: BTreeMap<OperationId, BTreeSet<OperationId>> = BTreeMap::new();
        for (node, note) in notes(&trace) {
            let has = has.entry(node).or_default();
            if let Note::Log(LogNote::Appended { write, .. }) = note {
                causes.insert(write, has.clone());
                has.insert(write);
            } else if let Note::Log(LogNote::Applied { write, .. }) = note {
                let lacks: Vec<_> = causes[&write].difference(has).collect();
                assert!(
                    lacks.is_empty(),
                    "{topology}, {seed}: {node} applies {write} without {lacks:?}"
                );
                has.insert(write);
            } else if let Note::MultiLeader(multi_leader::Note::HeldBack { .. }) = note {
                held += 1;
            }
        }
        let view = trace.tip().view();
        let all = causes.len();
        assert!(view.nodes.iter().all(|node| node.replica.log.len() == all), "{topology}, {seed}");
    }
    assert!(held > 100, "only {held} writes were held back");
}

const QUESTION: &str = "mode multi-leader\nnodes 3\nset delay fixed 10ms\nset client-delay fixed 1ms\n\
    set link-delay A>C fixed 200ms\nclient c1 writes A reads A\nclient c2 writes B reads B\n\
    @0ms c1 write ask=why\n@20ms c2 read ask\n@30ms c2 write tell=because\nuntil 500ms\n";

#[test]
fn a_fast_link_overtakes_a_slow_one_unless_delivery_is_causal() {
    for (delivery, want) in [("as-received", vec!["because"]), ("causal", vec![])] {
        let text = format!("{QUESTION}set delivery {delivery}\n");
        let mut trace = scenario(&text).start().expect("it starts");
        go_on(&mut trace, 100);
        assert_eq!(value(&trace, 2, "tell"), want, "{delivery}");
        assert_eq!(value(&trace, 2, "ask"), Vec::<String>::new());
        let held = trace.tip().view().nodes[2].replica.held().len();
        assert_eq!(held, usize::from(delivery == "causal"));
        go_on(&mut trace, 300);
        assert_eq!([value(&trace, 2, "ask"), value(&trace, 2, "tell")], [["why"], ["because"]]);
    }
}

/// Two writes that do not know of each other: what each resolution keeps, whichever has the later stamp.
#[test]
fn each_resolution_keeps_what_it_says() {
    for (resolution, first, want) in [
        ("last-write", "c1", vec!["two"]),
        ("last-write", "c2", vec!["one"]),
        ("highest-replica", "c1", vec!["two"]),
        ("highest-replica", "c2", vec!["two"]),
        ("siblings", "c1", vec!["two", "one"]),
        ("siblings", "c2", vec!["one", "two"]),
    ] {
        let one = "c1 write x=one";
        let two = "c2 write x=two";
        let (now, later) = if first == "c1" { (one, two) } else { (two, one) };
        let trace = scenario(&format!(
            "mode multi-leader\nnodes 3\nset delay fixed 20ms\nset client-delay fixed 1ms\n\
             set resolution {resolution}\nclient c1 writes A\nclient c2 writes B\n\
             @0ms {now}\n@5ms {later}\nuntil 300ms\n"
        ))
        .run()
        .expect("it starts");
        for node in 0..3 {
            assert_eq!(value(&trace, node, "x"), want, "{resolution}, {first} first, node {node}");
        }
    }
}

/// A client that has read the siblings replaces them; one that has not adds another one.
#[test]
fn siblings_are_written_back() {
    let trace = scenario(
        "mode multi-leader\nnodes 2\nset delay fixed 20ms\nset client-delay fixed 1ms\n\
         set resolution siblings\nclient c1 writes A reads A\nclient c2 writes B reads B\n\
         @0ms c1 write x=one\n@0ms c2 write x=two\n@100ms c1 read x\n@120ms c1 write x=both\n\
         @125ms c2 write x=three\nuntil 400ms\n",
    )
    .run()
    .expect("it starts");
    let mut both = value(&trace, 0, "x");
    both.sort();
    // c2 has read nothing: its second write replaces neither its own first one nor that of c1.
    assert_eq!(both, ["both", "three"], "{:?}", value(&trace, 1, "x"));
    let mut other = value(&trace, 1, "x");
    other.sort();
    assert_eq!(other, both);
}

/// By the highest replica, a write that replaces the winner of a conflict can lose against the loser, where it is still
/// there.
#[test]
fn highest_replica_may_never_converge() {
    let trace = scenario(
        "mode multi-leader\nnodes 3\nset delay fixed 10ms\nset client-delay fixed 1ms\n\
         set link-delay B>A fixed 300ms\nset resolution highest-replica\n\
         client c1 writes A reads A\nclient c2 writes B\nclient c3 writes C\n\
         @0ms c2 write x=of-B\n@0ms c3 write x=of-C\n@50ms c1 write x=of-A\nuntil 900ms\n",
    )
    .run()
    .expect("it starts");
    let all: Vec<_> = (0..3).map(|node| value(&trace, node, "x")).collect();
    assert_eq!(all, [["of-B"], ["of-A"], ["of-A"]]);
}

/// Of two concurrent writes one is refused, and one waits until every other leader has it.
#[test]
fn synchronous_detection_refuses_one_of_two_writes() {
    for later in 0..30 {
        let trace = scenario(&format!(
            "mode multi-leader\nnodes 3\nset delay fixed 10ms\nset client-delay fixed 1ms\n\
             set detection sync\nclient c1 writes A\nclient c2 writes B\n\
             @0ms c1 write x=one\n@{later}ms c2 write x=two\nuntil 300ms\n"
        ))
        .run()
        .expect("it starts");
        let ends: Vec<Outcome> =
            trace.history().operations().iter().filter_map(|it| Some(it.ended?.0)).collect();
        let refused = Outcome::Failed(Reply::Refused(Refused::Conflict));
        let concurrent = later < 10;
        let kept = ends.iter().filter(|&&end| end == Outcome::Written).count();
        let given = ends.iter().filter(|&&end| end == refused).count();
        assert_eq!((kept, given), if concurrent { (1, 1) } else { (2, 0) }, "{later}: {ends:?}");
    }
}

/// A leader that does not answer stops every write of the others, if conflicts are to be detected before.
#[test]
fn synchronous_detection_waits_for_every_leader() {
    let mut trace = scenario(
        "mode multi-leader\nnodes 3\nset delay fixed 10ms\nset client-delay fixed 1ms\n\
         set detection sync\nset timeout 5000ms\nclient c1 writes A\n@5ms crash C\n@9ms c1 write x=1\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 500);
    assert!(trace.history().operations()[0].ended.is_none());
    act(&mut trace, Action::Restart(NodeId(2)));
    go_on(&mut trace, 300);
    assert_eq!(trace.history().operations()[0].ended.map(|it| it.0), Some(Outcome::Written));
}

/// Only the home of a key takes its writes. If homes move, two leaders that cannot hear each other take them.
#[test]
fn homes_avoid_conflicts_until_they_move() {
    for (homes, conflicts) in [("off", true), ("fixed", false), ("move", true)] {
        let mut trace = scenario(&format!(
            "mode multi-leader\nnodes 2\nset delay fixed 5ms\nset client-delay fixed 1ms\n\
             set heartbeat 20\nset silence 60\nset homes {homes}\nclient c1 writes A\nclient c2 writes B\n\
             @0ms cut A>B\n@0ms cut B>A\n@300ms c1 write x=one\n@300ms c2 write x=two\n"
        ))
        .start()
        .expect("it starts");
        go_on(&mut trace, 400);
        let taken = trace.history().operations().iter();
        let taken = taken.filter(|it| matches!(it.ended, Some((Outcome::Written, ..)))).count();
        assert_eq!(taken, if conflicts { 2 } else { 1 }, "{homes}");
        act(&mut trace, Action::Heal(A.into(), B.into()));
        act(&mut trace, Action::Heal(B.into(), A.into()));
        go_on(&mut trace, 400);
        let met = notes(&trace).iter().any(|(_, note)| {
            matches!(note, Note::MultiLeader(multi_leader::Note::Conflict { .. }))
        });
        assert_eq!(met, conflicts, "{homes}");
        assert_eq!(value(&trace, 0, "x"), value(&trace, 1, "x"));
    }
}

/// A ring stops at a node that is down, unless its neighbours find the way around it.
#[test]
fn a_way_around_a_dead_leader_is_found() {
    for topology in ["circular", "star", "tree"] {
        for (rerouting, arrives) in [("by-hand", false), ("found", true)] {
            let down = if topology == "circular" { "B" } else { "A" };
            let mut trace = scenario(&format!(
                "mode multi-leader\nnodes 4\nset delay fixed 5ms\nset client-delay fixed 1ms\n\
                 set heartbeat 20\nset silence 60\nset topology {topology}\n\
                 set rerouting {rerouting}\nclient c1 writes D\n@1ms crash {down}\n@300ms c1 write x=1\n"
            ))
            .start()
            .expect("it starts");
            go_on(&mut trace, 800);
            let others = if topology == "circular" { 0..1 } else { 1..3 };
            // In the ring D writes to A; what A has does not pass B.
            let last = if topology == "circular" { 2 } else { others.end - 1 };
            assert_eq!(value(&trace, last, "x").len(), usize::from(arrives), "{topology}");
            act(&mut trace, Action::Restart(NodeId(u16::from(down == "B"))));
            go_on(&mut trace, 500);
            assert!((0..4).all(|node| value(&trace, node, "x") == ["1"]), "{topology}");
        }
    }
}

/// When the topology changes, what only came by the old ways comes by the new ones.
#[test]
fn another_topology_brings_what_the_old_one_did_not() {
    for to in ["circular", "star", "tree"] {
        for cut in ["A>C", "C>A", "B>C"] {
            let trace = scenario(&format!(
                "mode multi-leader\nnodes 4\nset delay fixed 5ms\nset client-delay fixed 1ms\n\
                 set heartbeat 20\nclient c1 writes A\nclient c2 writes B\nclient c3 writes C\n\
                 @1ms cut {cut}\n@10ms c1 write a=1\n@10ms c2 write b=1\n@10ms c3 write c=1\n\
                 @200ms set topology {to}\n@400ms set topology all-to-all\n@401ms heal {cut}\n\
                 @500ms set topology {to}\nuntil 900ms\n"
            ))
            .run()
            .expect("it starts");
            for node in 0..4 {
                for key in ["a", "b", "c"] {
                    assert_eq!(value(&trace, node, key), ["1"], "{to}, {cut}: {key} at {node}");
                }
            }
        }
    }
}

/// Followers apply what their own leader ships, whichever leader it is from, and send writers there.
#[test]
fn followers_get_the_writes_of_all_leaders() {
    let trace = scenario(
        "mode multi-leader\nnodes 5\nset leaders A,B\nset delay fixed 5ms\nset client-delay fixed 1ms\n\
         client c1 writes A\nclient c2 writes D\n@0ms c1 write x=1\n@1ms c2 write y=1\nuntil 200ms\n",
    )
    .run()
    .expect("it starts");
    assert!((0..5).all(|node| value(&trace, node, "x") == ["1"]));
    let refused = Outcome::Failed(Reply::Refused(Refused::NotLeader(Some(B))));
    assert_eq!(trace.history().operations()[1].ended.map(|it| it.0), Some(refused));
}

#[test]
fn interleaved_numbers_never_collide() {
    for (numbering, collide) in [("plain", true), ("interleaved", false)] {
        let trace = scenario(&format!(
            "mode multi-leader\nnodes 3\nset numbering {numbering}\nset delay fixed 20ms\n\
             set client-delay fixed 1ms\nclient c1 writes A\nclient c2 writes B\nclient c3 writes C\n\
             @0ms c1 insert t\n@1ms c2 insert t\n@2ms c3 insert t\n@60ms c3 insert t\n\
             @61ms c1 insert t\n@100ms c1 insert t\nuntil 200ms\n"
        ))
        .run()
        .expect("it starts");
        let numbers: Vec<u32> = trace
            .history()
            .operations()
            .iter()
            .filter_map(|it| {
                if let Outcome::Inserted(number) = it.ended?.0 { Some(number) } else { None }
            })
            .collect();
        let all: BTreeSet<u32> = numbers.iter().copied().collect();
        assert_eq!(numbers.len(), 6);
        assert_eq!(all.len() < 6, collide, "{numbering}: {numbers:?}");
    }
}

/// Three concurrent writes that meet in different orders: a handler that ignores the order makes the same of them everywhere.
#[test]
fn a_handler_makes_one_value_of_concurrent_versions() {
    for (handler, want) in [
        ("union", ["a,b,c"; 3]),
        ("max", ["c"; 3]),
        ("prefer(B)", ["b"; 3]),
        ("concat(\"/\")", ["a/b/c", "b/a/c", "c/a/b"]),
    ] {
        let trace = scenario(&format!(
            "mode multi-leader\nnodes 3\nset delay fixed 20ms\nset client-delay fixed 1ms\n\
             set link-delay B>C fixed 60ms\nset resolution handler\nset handler {handler}\n\
             client c1 writes A reads A\nclient c2 writes B reads B\nclient c3 writes C reads C\n\
             @0ms c1 write x=a\n@0ms c2 write x=b\n@0ms c3 write x=c\n@200ms c3 read x\nuntil 300ms\n"
        ))
        .run()
        .expect("it starts");
        let all: Vec<String> = trace
            .tip()
            .view()
            .nodes
            .iter()
            .map(|node| node.replica.rows[0].value.to_string())
            .collect();
        assert_eq!(all, want, "{handler}");
        let read = trace.history().operations()[3].ended.map(|it| it.0);
        let Some(Outcome::Read(Some(found))) = read else { panic!("{read:?}") };
        assert_eq!(found.value.to_string(), want[2]);
    }
}

/// In the background two leaders run the handler on one conflict. What both make of it is one version, if it is the same.
#[test]
fn a_handler_that_runs_twice_counts_twice_unless_it_is_idempotent() {
    // The third write reaches B before its handler runs, and A after.
    for (handler, values, want) in [
        ("sum", ["1", "1", "1"], "5"),
        ("union", ["a", "b", "c"], "a,b,c"),
        ("max", ["1", "2", "3"], "3"),
    ] {
        let [one, two, three] = values;
        let trace = scenario(&format!(
            "mode multi-leader\nnodes 3\nset delay fixed 5ms\nset client-delay fixed 1ms\n\
             set link-delay C>A fixed 60ms\nset resolution handler\nset handler {handler}\n\
             set handler-after 20\nclient c1 writes A\nclient c2 writes B\nclient c3 writes C\n\
             @0ms c1 write x={one}\n@0ms c2 write x={two}\n@0ms c3 write x={three}\nuntil 900ms\n"
        ))
        .run()
        .expect("it starts");
        let view = trace.tip().view();
        let all: BTreeSet<String> =
            view.nodes.iter().map(|node| node.replica.rows[0].value.to_string()).collect();
        assert_eq!(all, BTreeSet::from([want.to_owned()]), "{handler}");
        let runs = notes(&trace).into_iter().filter(|(_, note)| {
            matches!(note, Note::MultiLeader(multi_leader::Note::Handled { .. }))
        });
        assert!(runs.count() > 1, "{handler}");
    }
}

/// A write that waits says for which leaders, and does not wait for one that has left.
#[test]
fn a_leader_that_has_left_is_not_waited_for() {
    let mut trace = scenario(
        "mode multi-leader\nnodes 3\nset delay fixed 10ms\nset client-delay fixed 1ms\n\
         set detection sync\nset timeout 5000ms\nclient c1 writes A\n@5ms crash C\n@9ms c1 write x=1\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 300);
    let view = trace.tip().view();
    let [waiting] = view.nodes[0].replica.waiting() else { panic!("nothing waits") };
    assert_eq!(waiting.asked, [(B, true), (NodeId(2), false)]);
    assert_eq!((waiting.answers, waiting.needed), (1, 2));
    act(&mut trace, Action::Leave(NodeId(2)));
    go_on(&mut trace, 10);
    assert_eq!(trace.history().operations()[0].ended.map(|it| it.0), Some(Outcome::Written));
    assert!(trace.tip().view().nodes[0].replica.waiting().is_empty());
}

/// Siblings are there when the rule changes to last write wins: the next conflict leaves the newest of all.
#[test]
fn the_newest_of_several_siblings_is_kept_when_the_rule_changes() {
    let trace = scenario(
        "mode multi-leader\nnodes 3\nset delay fixed 20ms\nset client-delay fixed 1ms\nset resolution siblings\n\
         set link-delay C>A fixed 100ms\nset link-delay C>B fixed 100ms\n\
         client c1 writes A\nclient c2 writes B\nclient c3 writes C\n\
         @0ms c1 write x=oldest\n@2ms c3 write x=middle\n@4ms c2 write x=newest\n\
         @60ms set resolution last-write\nuntil 400ms\n",
    )
    .run()
    .expect("it starts");
    for node in 0..2 {
        assert_eq!(value(&trace, node, "x"), ["newest"], "node {node}");
    }
}
