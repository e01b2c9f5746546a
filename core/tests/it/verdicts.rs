//! The verdicts on every scenario: a golden table, with the witness of each violation.

use crate::{golden::compare, scenarios};
use replicarium::{
    check::{Noted, Property, StateJudge, Verdict, causal, linearizable, sequential, session},
    explain,
    review::Review,
    sim::{Record, Trace},
    view::ReplicaView,
};
use std::fmt::Write;

/// Judges a run step by step, as the page does.
fn review(trace: &Trace, mut may_go_on: impl FnMut() -> bool) -> Review {
    let mut review = Review::of(trace);
    while review.steps() < trace.len() {
        review.go_on(trace, trace.len(), &mut may_go_on);
    }
    review
}

fn told(trace: &Trace, verdict: &Verdict) -> String {
    let Verdict::Violated(witness) = verdict else { return format!("{verdict:?}") };
    let witness = explain::explained(trace, &Record::of(trace), witness);
    let operations: Vec<String> = witness.operations.iter().map(ToString::to_string).collect();
    let envelopes: Vec<String> = witness.envelopes.iter().map(ToString::to_string).collect();
    let noted = |it: &Noted| format!("{:29}{}: {}: {}\n", "", it.step, it.node, it.note);
    let notes: String = witness.notes.iter().map(noted).collect();
    let (operations, envelopes) = (operations.join(" "), envelopes.join(" "));
    format!("{:?} {operations} by {envelopes}\n{}", witness.violation, notes).trim_end().to_owned()
}

#[test]
fn verdicts_are_as_recorded() {
    let mut table = String::new();
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("it starts");
        let (review, view) = (review(&trace, || true), trace.tip().view());
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{name}");
        for &property in Property::ALL {
            let Some(verdict) = review.verdict(property, trace.len(), &view) else { continue };
            let _ = writeln!(table, "  {property:<20} {}", told(&trace, &verdict));
        }
    }
    let difference = compare("verdicts.txt", &table);
    assert!(difference.is_none(), "{}", difference.unwrap_or_default());
}

/// A verdict at a step depends neither on how often judging stopped, nor on later steps.
#[test]
fn a_verdict_at_a_step_depends_on_the_steps_before_it_only() {
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("it starts");
        let whole = review(&trace, || true);
        let mut turn = false;
        let in_turns = review(&trace, || {
            turn = !turn;
            turn
        });
        for steps in (0..trace.len()).step_by(61).chain([trace.len()]) {
            let view = trace.seek(steps).view();
            let start = review(&trace.branch(steps), || true);
            for &property in Property::ALL {
                let said = whole.verdict(property, steps, &view);
                assert_eq!(in_turns.verdict(property, steps, &view), said, "{name}: {property}");
                assert_eq!(start.verdict(property, steps, &view), said, "{name}: {property}");
            }
        }
    }
}

/// Judging step by step and judging at the end give the same verdicts.
#[test]
fn verdicts_agree_with_judging_at_the_end() {
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("it starts");
        let (history, view) = (trace.history(), trace.tip().view());
        let review = review(&trace, || true);
        let sessions = session::check(history);
        for (property, at_once) in [
            (Property::Linearizable, linearizable::check(history)),
            (Property::Sequential, sequential::check(history, 1_000_000)),
            (Property::Causal, causal::check(history)),
            (Property::ReadYourWrites, sessions.verdict(Property::ReadYourWrites)),
            (Property::MonotonicReads, sessions.verdict(Property::MonotonicReads)),
            (Property::Durable, StateJudge::at(history, &view).durable(history)),
        ] {
            let as_it_goes = review.verdict(property, trace.len(), &view);
            let as_it_goes = as_it_goes.as_ref().map(Verdict::is_violated);
            assert_eq!(as_it_goes, Some(at_once.is_violated()), "{name}: {property}");
        }
        // What one moment shows, the run shows.
        for property in session::Sessions::WITH_MONOTONIC_READS {
            let at_once = StateJudge::at(history, &view).in_order(property);
            let as_it_goes = review.verdict(property, trace.len(), &view).expect("it applies");
            assert!(as_it_goes.is_violated() >= at_once.is_violated(), "{name}: {property}");
        }
    }
}

/// An outline is the view, with only the end of the log.
#[test]
fn an_outline_is_the_view_with_the_end_of_the_log() {
    let mut cut = 0;
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("it starts");
        for steps in (0..trace.len()).step_by(3).chain([trace.len()]) {
            let world = trace.seek(steps);
            for mut node in world.view().nodes {
                let from = u64::from(steps) % (node.replica.end() + 2);
                let log = node.replica.log.len();
                node.replica.log.retain(|cell| cell.position >= from);
                cut += log - node.replica.log.len();
                let seen = world.outline(node.id, from).expect("it is there");
                // Of a protocol's own view, checkers read only this.
                let read =
                    |view: &ReplicaView| (view.marks(), view.leadership(), view.hints().to_vec());
                assert_eq!(read(&seen.replica), read(&node.replica), "{name}, {steps} steps");
                node.replica.protocol = seen.replica.protocol.clone();
                assert_eq!(seen, node, "{name}, after {steps} steps, from {from} on");
            }
        }
    }
    assert!(cut > 500, "{cut} entries were not looked at");
}

/// A run without operations violates nothing.
#[test]
fn a_run_without_operations_violates_nothing() {
    let (_, scenario) = scenarios().next().expect("there is one");
    let trace = scenario.start().expect("it starts");
    let (review, view) = (Review::of(&trace), trace.tip().view());
    for &property in Property::ALL {
        let verdict = review.verdict(property, 0, &view);
        assert!(!verdict.is_some_and(|it| it.is_violated()), "{property}");
    }
}
