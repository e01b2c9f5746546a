//! Integration tests of the engine, in one binary.

mod consumers;
mod convergent;
mod errors;
mod failover;
mod fencing;
mod forks;
mod golden;
mod homes;
mod invariants;
mod knobs;
mod laws;
mod leaderless;
mod leaders;
mod majorities;
mod matrix;
mod merging;
mod mutants;
mod network;
mod order;
mod promises;
mod remedies;
mod replication;
mod search;
mod sessions;
mod single_leader;
mod statements;
mod stories;
mod text;
mod transactions;
mod truth;
mod values;
mod verdicts;
mod watching;
mod wiped;

use replicarium::{
    scenario::{Scenario, library},
    sim::{Action, By, Step, Trace},
    time::Instant,
};

/// Every scenario of the library, by name.
fn scenarios() -> impl Iterator<Item = (&'static str, Scenario)> {
    library::ALL.iter().map(|entry| match entry.text().parse() {
        Ok(scenario) => (entry.name, scenario),
        Err(error) => panic!("{}: {error}", entry.name),
    })
}

/// Parses a scenario from its text without the version line.
fn scenario(text: &str) -> Scenario {
    let text = format!("replicarium scenario 1\n{text}");
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Applies an action at the current time, as a reader.
fn act(trace: &mut Trace, action: Action) {
    let at = trace.tip().now();
    let step = Step { at, by: By::Reader, action };
    trace.push(step).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
}

/// Lets the clock run for `millis` ms.
fn go_on(trace: &mut Trace, millis: u64) {
    let until = Instant(trace.tip().now().0 + millis * 1_000);
    trace.run(until, 100_000);
}

/// The number of lines of a run with this text.
fn count(run: &str, wanted: &str) -> usize {
    run.lines().filter(|line| line.contains(wanted)).count()
}

/// The outcomes of the operations of a run.
fn outcomes(trace: &Trace) -> Vec<String> {
    let operations = trace.history().operations().iter();
    operations
        .map(|it| it.ended.map_or("open".into(), |(outcome, ..)| outcome.to_string()))
        .collect()
}
