//! The order of writes at replicas: monotonic writes, writes follow reads, and consistent prefix, on whole runs.

use crate::scenario;
use replicarium::{
    check::{Property, Verdict, Violation, session::Sessions},
    explain,
    id::NodeId,
    review::Review,
    sim::{Record, Trace},
};

const CALM: &str = "set delay fixed 10ms\nset client-delay fixed 4ms\nuntil 800ms\n";

fn run(text: &str) -> Trace {
    scenario(&format!("{CALM}{text}")).run().expect("it starts")
}

/// The verdict on a property at the end of a run.
fn verdict(trace: &Trace, property: Property) -> Verdict {
    let mut review = Review::of(trace);
    review.go_on(trace, trace.len(), &mut || true);
    review.verdict(property, trace.len(), &trace.tip().view()).expect("it applies")
}

fn broken(trace: &Trace) -> Vec<Property> {
    let of_order = [Property::Causal, Property::MonotonicReads];
    let all = of_order.into_iter().chain(Sessions::WITH_MONOTONIC_READS);
    all.filter(|&it| verdict(trace, it).is_violated()).collect()
}

/// An observer reads the answer at B, and asks C, which is farther behind, for the question.
const CONVERSATION: &str = "client c1 writes A reads A\nclient c2 writes A reads B\nclient c3 writes A reads B\n\
    set heartbeat 1000\n\
    @0ms c1 write question=howfar\n@50ms c2 read question\n@70ms c2 write answer=tensec\n\
    @150ms c3 read answer via B\n@170ms c3 read question via C\n";

/// A verdict that holds says how many acknowledged writes it was checked on.
#[test]
fn the_verdicts_on_order_count_acknowledged_writes() {
    let trace = run(
        "mode single-leader\nnodes 2\nclient c1 writes A reads A\nclient c2 writes B reads B\n\
        @0ms c1 write x=a\n@50ms c1 write y=b\n@100ms c2 write x=c\n@150ms c1 read x\n",
    );
    for property in
        [Property::MonotonicWrites, Property::WritesFollowReads, Property::ConsistentPrefix]
    {
        // The follower refuses the third.
        assert_eq!(verdict(&trace, property), Verdict::Holds { checked: 2 }, "{property}");
    }
}

#[test]
fn under_one_log_no_replica_has_an_answer_without_its_question() {
    let trace = run(&format!(
        "mode single-leader\nnodes 3\nset link-delay A>C fixed 300ms\n{CONVERSATION}"
    ));
    // The observer's second replica is behind the first, and each applies the same log.
    assert_eq!(broken(&trace), [Property::Causal]);
}

/// B's writes overtake A's on the way to C.
#[test]
fn where_leaders_do_not_ask_a_replica_has_an_answer_without_its_question() {
    let trace = run("mode multi-leader\nnodes 3\nset link-delay A>C fixed 300ms\n\
         client c1 writes A reads A\nclient c2 writes B reads B\n\
         @0ms c1 write question=howfar\n@50ms c2 read question\n@70ms c2 write answer=tensec\n");
    assert_eq!(broken(&trace), [Property::WritesFollowReads, Property::ConsistentPrefix]);
    let Verdict::Violated(witness) = verdict(&trace, Property::ConsistentPrefix) else { panic!() };
    let Violation::StoredWithout { replica, step, .. } = witness.violation else { panic!() };
    assert_eq!(replica, NodeId(2));
    // What explains it: the question is on its way to C when the answer arrives there.
    let whole = explain::explained(&trace, &Record::of(&trace), &witness);
    assert_eq!(whole.envelopes.len(), 1, "{whole:?}");
    assert!(whole.notes.iter().any(|it| it.step == step && it.node == replica), "{whole:?}");
}

/// A session that moves to another leader is ahead of its own writes.
#[test]
fn a_session_that_changes_leaders_writes_before_its_earlier_write_has_come() {
    let trace = run("mode multi-leader\nnodes 2\nset link-delay A>B fixed 300ms\n\
        client c1 writes A reads A\n@0ms c1 write x=1\n@50ms c1 write y=2 via B\n");
    assert_eq!(broken(&trace), [Property::MonotonicWrites, Property::ConsistentPrefix]);
}

/// A failover loses what a client had read, and keeps what it wrote in answer: the one log has changed.
#[test]
fn a_failover_that_loses_a_write_breaks_the_order() {
    let trace =
        run("mode single-leader\nnodes 2\nset heartbeat 1000\nset link-delay A>B fixed 300ms\n\
        client c1 writes leader reads A\nclient c2 writes leader reads A\n\
        @0ms c1 write question=howfar\n@30ms c2 read question\n@50ms crash A\n@60ms promote B\n\
        @400ms c2 write answer=tensec via B\n");
    let broken = broken(&trace);
    assert!(broken.contains(&Property::ConsistentPrefix), "{broken:?}");
    assert!(!broken.contains(&Property::MonotonicWrites), "{broken:?}");
}

/// Where the question and the answer have no common home, an observer may see the one without the other, though each
/// replica has all that it is to store: consistent prefix is lost with partitions.
#[test]
fn partitions_of_their_own_show_an_answer_without_its_question() {
    let conversation = |question: &str, answer: &str, homes: [NodeId; 3]| {
        let [written, late, answers] = homes;
        run(&format!(
            "mode leaderless\nnodes 6\nset n 2\nset w 1\nset r 1\n\
             set link-delay {written}>{late} fixed 500ms\n\
             client c1 writes {written} reads {written}\n\
             client c2 writes {answers} reads {written}\nclient c3 writes {late} reads {answers}\n\
             @0ms c1 write {question}=howfar\n@50ms c2 read {question}\n\
             @100ms c2 write {answer}=tensec\n@200ms c3 read {answer}\n\
             @250ms c3 read {question} via {late}\n"
        ))
    };
    let names: Vec<String> = (0..12).map(|n| format!("k{n}")).collect();
    let writes: String = names
        .iter()
        .enumerate()
        .map(|(n, name)| format!("@{}ms c1 write {name}=1\n", n * 40))
        .collect();
    let all =
        run(&format!("mode leaderless\nnodes 6\nset n 2\nclient c1 writes A reads A\n{writes}"));
    let ring = all.tip().view().ring.expect("keys are partitioned");
    let mut tried = 0;
    for one in &ring.keys {
        let apart = |two: &&replicarium::view::KeyPlace| {
            two.homes.iter().all(|home| !one.homes.contains(home))
        };
        let Some(two) = ring.keys.iter().find(apart) else { continue };
        let (question, answer) = (one.key.to_string(), two.key.to_string());
        let homes = [one.homes[0], one.homes[1], two.homes[0]];
        let trace = conversation(&question, &answer, homes);
        assert!(broken(&trace).contains(&Property::ConsistentPrefix), "{question}, {answer}");
        let Verdict::Violated(witness) = verdict(&trace, Property::ConsistentPrefix) else {
            panic!()
        };
        assert_eq!(witness.violation, Violation::AnswerWithoutQuestion);
        tried += 1;
    }
    assert!(tried > 0, "no two keys without a common home");
}
