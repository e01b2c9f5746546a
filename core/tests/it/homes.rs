//! Homes that change: what a new home answers, where rows go, and the names of writes after a disk was lost.

use crate::{count, outcomes, scenario};
use replicarium::{
    check::{Property, Verdict},
    id::NodeId,
    mode::{Mode, Promise, Reason},
    random::{Dice, Stream},
    review::Review,
    scenario::Run,
    sim::Trace,
};
use std::env;

fn run(text: &str) -> Trace {
    let calm = "mode leaderless\nset delay fixed 10ms\nset client-delay fixed 2ms\n";
    scenario(&format!("{calm}{text}")).run().expect("it starts")
}

/// The run as text, with the notes of its nodes.
fn told(text: &str) -> String {
    let calm = "mode leaderless\nset delay fixed 10ms\nset client-delay fixed 2ms\n";
    let scenario = scenario(&format!("{calm}{text}"));
    let trace = scenario.run().expect("it starts");
    Run { scenario, trace }.to_string()
}

fn verdict(trace: &Trace, property: Property) -> Option<Verdict> {
    let mut review = Review::of(trace);
    review.go_on(trace, trace.len(), &mut || true);
    review.verdict(property, trace.len(), &trace.tip().view())
}

/// Every key, home that misses the write, change of members, reader and moment: the outcomes of a read with w + r > n that
/// begins after the write was acknowledged.
fn reads_after_a_change(bootstrap: &str) -> Vec<(String, String)> {
    let mut reads = Vec::new();
    for key in ["x", "y", "z"] {
        for missing in ["B", "C", "D"] {
            for change in ["join E", "leave B", "leave C", "leave D", "set n 4"] {
                for reader in ["A", "B", "C", "D", "E"] {
                    let leaves = change.strip_prefix("leave ") == Some(reader);
                    if leaves || (reader == "E" && change != "join E") {
                        continue;
                    }
                    for after in [1, 9, 21, 33, 110, 400] {
                        let at = 200 + after;
                        let text = format!(
                            "nodes 4\nset n 3\nset bootstrap {bootstrap}\nclient c1 writes A\n\
                             client c2 writes A reads A\nuntil 1s\n@0ms cut A>{missing}\n\
                             @10ms c1 write {key}=v\n@100ms heal A>{missing}\n@200ms {change}\n\
                             @{at}ms c2 read {key} via {reader}\n"
                        );
                        let outcomes = outcomes(&run(&text));
                        if outcomes[0] == "ok" {
                            reads.push((text, outcomes[1].clone()));
                        }
                    }
                }
            }
        }
    }
    reads
}

#[test]
fn a_new_home_answers_when_it_has_the_rows() {
    let reads = reads_after_a_change("on");
    assert!(reads.len() > 500, "{}", reads.len());
    for (text, outcome) in reads {
        assert_eq!(outcome, "ok: v", "{text}");
    }
    let at_once = reads_after_a_change("off");
    let nothing = at_once.iter().filter(|(_, outcome)| outcome == "ok: nothing").count();
    assert!(nothing > 0, "without bootstrap, some reads find nothing");
}

/// C is down when D takes A's place. D waits for C, since the write may be on C only; the read fails, and is not wrong.
#[test]
fn a_new_home_waits_for_a_home_that_is_down() {
    let text = told(
        "nodes 3\nset w 1\nset r 3\nclient c1 writes A reads B\nuntil 2s\n@0ms crash C\n\
         @10ms c1 write cart=v\n@100ms join D\n@300ms c1 read cart\n@600ms restart C\n@900ms c1 read cart\n",
    );
    assert_eq!(count(&text, "D: c1.2: waits for the rows of cart"), 1, "{text}");
    assert_eq!(
        (count(&text, "B: c1.2: only 1 of 3 answers"), count(&text, "c1.3: ok: v")),
        (1, 1),
        "{text}"
    );
}

/// It is not told of a change while it is paused or down.
#[test]
fn a_node_that_missed_a_change_moves_its_rows_later() {
    for (stop, go) in [("pause A", "resume A"), ("crash A", "restart A")] {
        let trace = run(&format!(
            "nodes 3\nset n 1\nset w 1\nset r 1\nset client-delay fixed 2ms\nclient c1 writes any reads any\n\
             until 2s\n{}@100ms {stop}\n@110ms join D\n@120ms join E\n@200ms {go}\n",
            ["a", "b", "c", "d", "e", "f"].map(|key| format!("@0ms c1 write {key}=v\n")).concat()
        ));
        let view = trace.tip().view();
        let places = &view.ring.as_ref().expect("a ring").keys;
        assert!(places.iter().any(|it| it.homes[0].0 > 2), "some key has moved");
        for place in places {
            let holders = view
                .nodes
                .iter()
                .filter(|node| node.replica.rows.iter().any(|row| row.key == place.key));
            let holders: Vec<_> = holders.map(|node| node.id).collect();
            assert_eq!(holders, place.homes, "{stop}: {}", place.key);
        }
    }
}

/// Riak gives a virtual node another id when it starts without its disk, so that its counters are not taken for the old ones.
#[test]
fn a_wiped_home_names_its_writes_anew() {
    let text = "nodes 3\nset conflict dotted\nset read-repair async\nclient c1 writes A reads A\n\
        client c2 writes A reads B\nuntil 2s\n@0ms c1 write x=a\n@200ms crash A\n@200ms wipe A\n\
        @210ms restart A\n@300ms c2 write x=b\n@600ms c2 read x\n";
    let told = told(text);
    assert_eq!((count(&told, "as A:1"), count(&told, "as A/2:1")), (1, 1), "{told}");
    let trace = run(text);
    for property in [Property::Convergence, Property::Durable] {
        assert!(matches!(verdict(&trace, property), Some(Verdict::Holds { .. })), "{property}");
    }
    let rows: Vec<usize> =
        trace.tip().view().nodes.iter().map(|it| it.replica.rows.len()).collect();
    assert_eq!(rows, [1, 1, 1]);
    assert_eq!(outcomes(&trace).last().map(String::as_str), Some("ok: 2 siblings"));
}

/// Turning `conflict` says what becomes of old versions: they stay until they are written or merged.
#[test]
fn old_versions_are_told_of() {
    let text = told(
        "nodes 3\nclient c1 writes A reads A\nuntil 1s\n@0ms c1 write x=a\n@50ms c1 write y=b\n\
         @200ms set conflict dotted\n@300ms c1 write x=c\n@500ms set conflict lww\n",
    );
    let (before, after) = text.rsplit_once("set conflict lww").expect("it is set");
    assert_eq!(count(before, "2 rows of the earlier rule"), 3, "{text}");
    // y is as it was, and x has siblings now.
    assert_eq!(count(after, "1 row of the earlier rule"), 3, "{text}");
}

/// Three nodes join within a few ms, over links of which some are slow, and a node may be down or paused meanwhile: a home
/// that waits for rows itself tells another new home so. Returns the outcomes of a read with w + r > n.
fn reads_while_joins_overlap(bootstrap: &str) -> Vec<(String, String)> {
    let slow = [
        vec![],
        vec!["A>D", "A>E", "A>F", "C>D", "C>E", "C>F", "A>B", "C>B"],
        vec!["D>E", "E>D", "D>F", "E>F"],
        vec!["A>D", "C>D", "B>E", "D>F"],
    ];
    let mut reads = Vec::new();
    for (key, slow) in (100..124).flat_map(|n| slow.iter().map(move |slow| (n, slow))) {
        for missing in ["B", "C"] {
            for (stop, go) in [("", ""), ("crash C", "restart C"), ("pause B", "resume B")] {
                for (gap, at) in [(1, 130), (1, 240), (9, 180), (25, 190), (1, 450)] {
                    let mut acts = vec![
                        (99, stop.to_owned()),
                        (100, "join D".to_owned()),
                        (100 + gap, "join E".to_owned()),
                        (100 + 2 * gap, "join F".to_owned()),
                        (120, go.to_owned()),
                        (at, format!("c1 read k{key}")),
                    ];
                    let slow = slow
                        .iter()
                        .map(|it| (100 + 2 * gap, format!("set link-delay {it} fixed 300ms")));
                    acts.extend(slow);
                    acts.retain(|(_, act)| !act.is_empty());
                    acts.sort_by_key(|&(at, _)| at);
                    let acts: String =
                        acts.iter().map(|(at, act)| format!("@{at}ms {act}\n")).collect();
                    let text = format!(
                        "nodes 3\nset conflict dotted\nset bootstrap {bootstrap}\n\
                         client c1 writes A reads {missing}\nuntil 900ms\n@0ms cut A>{missing}\n\
                         @10ms c1 write k{key}=v\n@60ms heal A>{missing}\n{acts}"
                    );
                    let outcomes = outcomes(&run(&text));
                    if outcomes[0] == "ok" {
                        reads.push((text, outcomes[1].clone()));
                    }
                }
            }
        }
    }
    reads
}

#[test]
fn a_new_home_that_waits_for_rows_says_so() {
    let reads = reads_while_joins_overlap("on");
    let found = reads.iter().filter(|(_, outcome)| outcome == "ok: v").count();
    assert!(found > 500, "{found} of {}", reads.len());
    let wrong = reads.iter().find(|(_, outcome)| outcome.starts_with("ok: nothing"));
    assert_eq!(wrong, None);
    let at_once = reads_while_joins_overlap("off");
    let nothing = at_once.iter().filter(|(_, outcome)| outcome == "ok: nothing").count();
    assert!(nothing > 100, "{nothing}");
}

/// A random run in which nodes join around a write, over links of any delay, while a node is down or paused.
fn joins_around_a_write(seed: u64) -> String {
    let mut dice = Dice::new(seed, Stream::Storm, 0);
    let nodes = 3 + dice.below(2) as u16;
    let (w, r) = [(2, 2), (3, 1), (1, 3)][dice.below(3) as usize];
    let joining = 1 + dice.below(3) as u16;
    let key = dice.below(60);
    let mut acts = Vec::new();
    for node in (0..joining).map(|n| NodeId(nodes + n)) {
        acts.push((100 + u64::from(dice.below(40)), format!("join {node}")));
    }
    // Nodes join in the order of their names.
    let mut times: Vec<u64> = acts.iter().map(|&(at, _)| at).collect();
    times.sort_unstable();
    acts.iter_mut().zip(&times).for_each(|(act, &at)| act.0 = at);
    let node = |dice: &mut Dice, of: u16| NodeId(dice.below(of.into()) as u16);
    let missing = node(&mut dice, nodes);
    let (cut, heal) =
        if dice.below(2) == 0 { (0, 95) } else { (dice.below(90), 91 + dice.below(40)) };
    acts.push((cut.into(), format!("cut A>{missing}")));
    acts.push((heal.into(), format!("heal A>{missing}")));
    // Those that have the write are slow to pass it on, or any link is slow.
    let of_holders = dice.below(2) == 0;
    let all = (0..nodes + joining).map(NodeId);
    for (from, to) in all.clone().flat_map(|from| all.clone().map(move |to| (from, to))) {
        let holds = from.0 < nodes && from != missing;
        if from != to
            && (holds || !of_holders)
            && dice.chance(if of_holders { 900_000 } else { 300_000 })
        {
            let delay = [30, 90, 300][dice.below(3) as usize];
            acts.push((
                times[times.len() - 1] + 1,
                format!("set link-delay {from}>{to} fixed {delay}ms"),
            ));
        }
    }
    acts.retain(|(_, act)| !act.ends_with("A>A"));
    let (stop, go) = [("pause", "resume"), ("crash", "restart")][dice.below(2) as usize];
    if dice.below(2) == 0 {
        let (target, at) = (node(&mut dice, nodes), 60 + u64::from(dice.below(60)));
        acts.push((at, format!("{stop} {target}")));
        acts.push((at + u64::from(dice.below(120)), format!("{go} {target}")));
    }
    acts.push((dice.below(110).into(), format!("c1 write k{key}=v")));
    for client in 2..=6 {
        let via = if client < 4 { missing } else { node(&mut dice, nodes) };
        acts.push((90 + u64::from(dice.below(200)), format!("c{client} read k{key} via {via}")));
    }
    acts.sort_by_key(|&(at, _)| at);
    let acts: String = acts.iter().map(|(at, act)| format!("@{at}ms {act}\n")).collect();
    let clients: String = (2..=6).map(|n| format!("client c{n} as c1\n")).collect();
    format!(
        "seed {seed}\nnodes {nodes}\nset n 3\nset w {w}\nset r {r}\nset conflict dotted\nset patience 400\n\
         set timeout 500ms\nset duplication 10%\nclient c1 writes A reads A\n{clients}until 1s\n{acts}"
    )
}

/// `JOINS=N cargo test -p replicarium --test it no_read_misses -- --nocapture` tries N runs.
#[test]
fn no_read_misses_a_write_because_nodes_join() {
    let runs = env::var("JOINS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(4_000);
    let property = Property::ReadYourWrites;
    let mut found = 0;
    for seed in 0..runs {
        let text = joins_around_a_write(seed);
        let trace = run(&text);
        assert!(Mode::Leaderless.promises(property, &trace.tip().view()).is_made());
        let verdict = verdict(&trace, property).expect("it is judged");
        assert!(!verdict.is_violated(), "{verdict:?}\n{text}");
        found += outcomes(&trace).iter().filter(|it| *it == "ok: v").count();
    }
    println!("{runs} runs, {found} reads found the write");
    assert!(found as u64 > runs, "{found} reads of {runs} runs found the write");
}

/// A node that joins fills up first, so what was promised before still is. A node that leaves takes its rows with it.
#[test]
fn promises_outlive_a_node_that_joins() {
    let promise = |set: &str, changes: &str| {
        let trace = run(&format!(
            "nodes 3\nset conflict dotted\n{set}client c1 writes A reads A\nuntil 300ms\n\
             @0ms c1 write x=a\n@100ms {changes}\n"
        ));
        Mode::Leaderless.promises(Property::ReadYourWrites, &trace.tip().view())
    };
    assert!(promise("", "join D").is_made());
    assert!(promise("", "join D\n@101ms join E").is_made());
    let withheld = Promise::Never(Reason::MembersChanged, None);
    assert_eq!(promise("set bootstrap off\n", "join D"), withheld);
    assert_eq!(promise("set bootstrap off\n", "join D\n@200ms set bootstrap on"), withheld);
    assert_eq!(promise("set n 2\n", "leave C"), withheld);
    assert_eq!(promise("", "join D\n@200ms leave D"), withheld);
}
