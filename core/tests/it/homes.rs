//! Homes that change: what a new home answers, where rows go, and the names of writes after a disk was lost.

use crate::{count, outcomes, scenario};
use replicarium::{
    check::{Property, Verdict},
    mode::{Mode, Promise, Reason},
    review::Review,
    scenario::Run,
    sim::Trace,
};

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

/// D and E still wait for their rows when F asks them, and answer with what they have. So a read may miss the write, and
/// nothing is promised once members have changed.
#[test]
fn joins_that_overlap_may_lose_a_write_from_sight() {
    let slow: String = ["A>D", "A>E", "A>F", "C>D", "C>E", "C>F", "A>B", "C>B"]
        .map(|link| format!("@103ms set link-delay {link} fixed 300ms\n"))
        .concat();
    let trace = run(&format!(
        "nodes 3\nset conflict dotted\nclient c1 writes A reads B\nuntil 900ms\n@0ms cut A>B\n\
         @10ms c1 write k119=milk\n@60ms heal A>B\n@100ms join D\n@101ms join E\n@102ms join F\n{slow}\
         @130ms c1 read k119\n"
    ));
    let property = Property::ReadYourWrites;
    assert!(verdict(&trace, property).is_some_and(|it| it.is_violated()));
    let promise = Mode::Leaderless.promises(property, &trace.tip().view());
    assert_eq!(promise, Promise::Never(Reason::MembersChanged, None));
}
