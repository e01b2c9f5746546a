//! What leaders show of their conflicts.

use crate::{go_on, scenario};
use replicarium::{
    id::NodeId,
    kv::Value,
    protocol::multi_leader::{Fork, Outcome},
    sim::Trace,
};

/// The conflicts that a node shows.
fn forks(trace: &Trace, node: usize) -> Vec<Fork> {
    let view = trace.tip().view();
    view.nodes[node].replica.multi_leader().expect("it leads").forks.clone()
}

/// Two leaders write to a row that both have, each before it hears of the other.
fn conflict(settings: &str, more: &str) -> Trace {
    let mut trace = scenario(&format!(
        "mode multi-leader\nnodes 2\nset delay fixed 10ms\nset client-delay fixed 1ms\n{settings}\
         client c1 writes A reads A\nclient c2 writes B reads B\n\
         @0ms c1 write x=old\n@40ms c1 write x=one\n@42ms c2 write x=two\n{more}"
    ))
    .start()
    .expect("it starts");
    go_on(&mut trace, 70);
    trace
}

fn text(fork: &Fork) -> (String, Vec<String>) {
    let base = fork.base.as_ref().map_or_else(String::new, |it| it.value.to_string());
    (base, fork.versions.iter().map(|it| it.value.to_string()).collect())
}

#[test]
fn a_fork_has_the_version_that_both_knew_and_says_what_became_of_it() {
    let value = |text| Value::new(text).unwrap();
    for (settings, versions, outcome) in [
        ("", ["two", "one"], Outcome::Later),
        ("set resolution highest-replica\n", ["two", "one"], Outcome::Greater),
        ("@0ms skew A +1s\n", ["one", "two"], Outcome::Later),
        ("@0ms skew A +1s\nset resolution highest-replica\n", ["two", "one"], Outcome::Greater),
        ("set resolution handler\nset handler max\n", ["one", "two"], Outcome::Made(value("two"))),
        (
            "set resolution handler\nset handler union\n",
            ["one", "two"],
            Outcome::Made(value("one,two")),
        ),
        (
            "set resolution handler\nset handler union\nset handler-after 400\n",
            ["one", "two"],
            Outcome::Waits,
        ),
        (
            "set resolution handler\nset handler union\nset handler-after 5\n",
            ["one", "two"],
            Outcome::Written(value("one,two")),
        ),
    ] {
        let trace = conflict(settings, "");
        for node in 0..2 {
            let [fork] = &forks(&trace, node)[..] else { panic!("{settings}: one fork") };
            let (base, mut found) = text(fork);
            let mut want = versions.map(String::from).to_vec();
            // Where all are kept, they are in order of arrival.
            if !matches!(fork.outcome, Outcome::Later | Outcome::Greater) {
                found.sort();
                want.sort();
            }
            assert_eq!((base.as_str(), found, fork.outcome), ("old", want, outcome), "{settings}");
            let knew = fork.versions.iter().map(|it| it.context.to_string());
            assert!(knew.eq(["{A:1}"; 2]), "{settings}: {:?}", fork.versions);
        }
        assert!(
            trace
                .tip()
                .outline(NodeId(0), 0)
                .unwrap()
                .replica
                .multi_leader()
                .unwrap()
                .forks
                .is_empty()
        );
    }
}

#[test]
fn siblings_stay_until_somebody_merges_them() {
    let mut trace =
        conflict("set resolution siblings\n", "@70ms c1 read x\n@80ms c1 write x=both\n");
    let fork = &forks(&trace, 1)[0];
    // Clients that have read nothing have seen nothing but their own writes.
    assert_eq!((fork.outcome, fork.versions.len()), (Outcome::Stay, 3));
    go_on(&mut trace, 100);
    assert!(forks(&trace, 0).is_empty() && forks(&trace, 1).is_empty());
}

#[test]
fn without_a_conflict_there_is_no_fork() {
    let trace = scenario(
        "mode multi-leader\nnodes 2\nset delay fixed 5ms\nset client-delay fixed 1ms\n\
         client c1 writes A\n@0ms c1 write x=one\n@40ms c1 write x=two\n@40ms c1 write y=two\nuntil 200ms\n",
    );
    let mut trace = trace.start().expect("it starts");
    go_on(&mut trace, 200);
    assert!((0..2).all(|node| forks(&trace, node).is_empty()));
}

/// The fork of versions that nobody had a base for; one more write settles it.
#[test]
fn a_fork_is_gone_with_the_next_write() {
    let mut trace = scenario(
        "mode multi-leader\nnodes 2\nset delay fixed 10ms\nset client-delay fixed 1ms\n\
         client c1 writes A reads A\nclient c2 writes B reads B\n\
         @0ms c1 write x=one\n@2ms c2 write x=two\n@60ms c1 write x=three\nuntil 200ms\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 40);
    let fork = &forks(&trace, 0)[0];
    assert_eq!(fork.base, None);
    assert_eq!(fork.versions[1].stamp.node, NodeId(0));
    go_on(&mut trace, 100);
    assert!(forks(&trace, 0).is_empty());
}
