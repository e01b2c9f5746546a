//! What the checkers say of every scenario: a golden table, and the witness of each violation.

use crate::{golden::compare, scenarios};
use replicarium::{
    check::{Judge, Property, Verdict},
    explain,
    history::History,
    sim::Trace,
};
use std::fmt::Write;

/// The verdicts at the end of a run, step by step as a page would ask for them.
fn judge(trace: &Trace) -> Judge {
    let mut judge = Judge::default();
    for step in (0..trace.len()).step_by(7).chain([trace.len()]) {
        judge.look(&trace.history().before(step), &trace.seek(step).view());
    }
    judge
}

fn told(trace: &Trace, verdict: &Verdict) -> String {
    let Verdict::Violated(witness) = verdict else { return format!("{verdict:?}") };
    let witness = explain::with_envelopes(trace, witness);
    let operations: Vec<String> = witness.operations.iter().map(ToString::to_string).collect();
    let envelopes: Vec<String> = witness.envelopes.iter().map(ToString::to_string).collect();
    format!("{:?} {} by {}", witness.kind, operations.join(" "), envelopes.join(" "))
}

#[test]
fn verdicts_are_as_recorded() {
    let mut table = String::new();
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("it starts");
        let judge = judge(&trace);
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{name}");
        for &property in Property::ALL {
            let Some(verdict) = judge.verdict(property) else { continue };
            let _ = writeln!(table, "  {property:<20} {}", told(&trace, verdict));
        }
    }
    let difference = compare("verdicts.txt", &table);
    assert!(difference.is_none(), "{}", difference.unwrap_or_default());
}

/// Judging step by step says what judging at once says, and never takes a violation back.
#[test]
fn judging_as_it_goes_is_judging_at_the_end() {
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("it starts");
        let history = trace.history().before(trace.len());
        let view = trace.tip().view();
        let mut at_once = Judge::default();
        at_once.look(&history, &view);
        let as_it_goes = judge(&trace);
        for &property in Property::ALL {
            let broken = |judge: &Judge| judge.verdict(property).map(Verdict::is_violated);
            assert_eq!(broken(&at_once), broken(&as_it_goes), "{name}: {property}");
        }
    }
}

/// Nothing asked, nothing broken.
#[test]
fn silence_breaks_no_promise() {
    let (_, scenario) = scenarios().next().expect("there is one");
    let world = scenario.start().expect("it starts").tip().view();
    let mut judge = Judge::default();
    judge.look(&History::default(), &world);
    for &property in Property::ALL {
        assert!(!judge.verdict(property).is_some_and(Verdict::is_violated), "{property}");
    }
}
