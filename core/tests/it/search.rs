//! Laws of the search: it merges only states with the same future, and its counterexamples replay.

use crate::{matrix::rows, scenario};
use replicarium::{
    check::Property,
    id::{ClientId, EnvelopeId, NodeId},
    kv::{Key, Request, Word},
    search::{
        self, Bounds, Counterexample, Program, Progress, Search, Storm, carry, find, shrink, storm,
    },
    sim::{Action, By, Step, Trace},
    time::{Duration, Instant},
};
use std::collections::BTreeMap;

const TWO: &str = "nodes 2\nclient c1\nclient c2\n";

fn start(mode: &str) -> Trace {
    scenario(&format!("mode {mode}\n{TWO}")).start().expect("it starts")
}

fn row(name: &str) -> &'static rows::Row {
    rows::find(name).expect("a row of the matrix")
}

/// All counterexamples of a search that returns after every `budget` states, and the number of states.
fn all_found(
    from: &Trace,
    program: &Program,
    bounds: Bounds,
    budget: u32,
) -> (Vec<Counterexample>, u32) {
    let mut search = Search::new(from, program.clone(), bounds, Property::SEARCHED);
    let mut all = Vec::new();
    loop {
        match search.run(budget) {
            Progress::Running => {}
            Progress::Found(found) => all.push(*found),
            Progress::Exhausted(extent) => return (all, extent.states),
        }
    }
}

/// Two deliveries at two nodes lead to the same state in either order, with different fingerprints of the run.
#[test]
fn independent_deliveries_commute() {
    let mut from = start("multi-leader");
    let row = row("multi-leader-own");
    for (n, asks) in (0..).zip(rows::program(row, "x=1 | x=2").0) {
        let action =
            Action::Invoke { client: ClientId(n), via: asks[0].via[0], request: asks[0].request };
        from.push(Step { at: Instant(0), by: By::Reader, action }).expect("clients are idle");
    }
    let requests: Vec<EnvelopeId> =
        from.tip().arrivals().iter().filter(|a| !a.timer).map(|a| a.id).collect();
    let play = |order: [usize; 2]| {
        let mut trace = from.branch(from.len());
        for at in order {
            let action = Action::Deliver(requests[at]);
            trace.push(Step { at: Instant(0), by: By::Reader, action }).expect("it can arrive");
        }
        (trace.tip().state(), trace.fingerprint())
    };
    let (one, other) = (play([0, 1]), play([1, 0]));
    assert_eq!(one.0, other.0);
    assert_ne!(one.1, other.1);
    assert_ne!(one.0, from.tip().state());
}

/// A search that returns after every state finds the same.
#[test]
fn an_interrupted_search_finds_the_same() {
    let from = start("leaderless");
    let program = rows::program(row("leaderless-w1-r1"), "x=1 x");
    let program = within_two(program);
    let bounds = Bounds { drops: 1, timeouts: 1, ..Bounds::calm(20_000) };
    let at_once = all_found(&from, &program, bounds, u32::MAX);
    assert!(!at_once.0.is_empty());
    assert_eq!(all_found(&from, &program, bounds, 1), at_once);
}

/// Restricts a program to nodes A and B.
fn within_two(mut program: Program) -> Program {
    program.0.iter_mut().flatten().for_each(|ask| ask.via.retain(|node| node.0 < 2));
    program
}

/// The length of the shortest violation of each property, by trying every run without merging states.
fn naive(from: &Trace, program: &Program, depth: u32) -> BTreeMap<Property, u32> {
    let mut shortest = BTreeMap::new();
    let mut runs = vec![from.branch(from.len())];
    for length in 1..=depth {
        let mut longer = Vec::new();
        for run in &runs {
            for (at, action) in choices(run, program) {
                let mut next = run.branch(run.len());
                next.push(Step { at, by: By::Reader, action }).expect("it is enabled");
                for &property in Property::SEARCHED {
                    let broken = property != Property::Convergence
                        && search::broken(property, next.history(), || next.tip().view()).is_some();
                    if broken {
                        shortest.entry(property).or_insert(length);
                    }
                }
                longer.push(next);
            }
        }
        runs = longer;
    }
    shortest
}

fn choices(run: &Trace, program: &Program) -> Vec<(Instant, Action)> {
    let now = run.tip().now();
    let mut choices = Vec::new();
    for (n, asks) in (0..).zip(&program.0) {
        let idle = run.tip().idle(ClientId(n));
        if let Some(ask) = idle.and_then(|(_, invoked)| asks.get(invoked as usize)) {
            choices.extend(ask.via.iter().map(|&via| {
                let action = Action::Invoke { client: ClientId(n), via, request: ask.request };
                (now + Duration::millis(1), action)
            }));
        }
    }
    let messages = run.tip().arrivals().into_iter().filter(|arrival| !arrival.timer);
    choices.extend(messages.map(|arrival| (now, Action::Deliver(arrival.id))));
    choices
}

/// Merging states changes neither which properties are violated nor after how many steps.
#[test]
fn merging_states_loses_nothing() {
    for (mode, name, text) in [
        ("single-leader", "single-leader-reads-any", "x=1 x | x"),
        ("multi-leader", "multi-leader-own", "x=1 | x"),
        ("leaderless\nset w 1\nset r 1", "leaderless-w1-r1", "x=1 x"),
    ] {
        let from = start(mode);
        let program = within_two(rows::program(row(name), text));
        let mut found = BTreeMap::new();
        let bounds = Bounds { depth: 7, ..Bounds::calm(u32::MAX) };
        for it in all_found(&from, &program, bounds, u32::MAX).0 {
            found.insert(it.property, it.length());
        }
        found.remove(&Property::Convergence);
        assert!(!found.is_empty(), "{mode}");
        assert_eq!(found, naive(&from, &program, 7), "{mode}");
    }
}

/// A run that is tried in another setting follows the routes of that setting.
#[test]
fn a_rerun_follows_the_routes_of_its_setting() {
    let start = |reads: &str| {
        let text = format!("mode single-leader\nnodes 3\nclient c1 writes A reads {reads}\n");
        scenario(&text).start().expect("it starts")
    };
    let from = start("any");
    let program = rows::program(row("single-leader-reads-any"), "x=1 x");
    let (all, _) = all_found(&from, &program, Bounds::calm(10_000), u32::MAX);
    let found = all.iter().find(|it| it.property == Property::ReadYourWrites).expect("it is stale");
    assert_eq!(carry(&from, found, &start("A")), None);
    for (reads, node) in [("B", 1), ("C", 2)] {
        let carried = carry(&from, found, &start(reads)).expect("any follower is stale");
        let mut asked = Vec::new();
        for step in &carried.steps {
            if let Action::Invoke { via, request: Request::Read(_), .. } = step.action {
                asked.push(via);
            }
        }
        assert_eq!(asked, [NodeId(node)]);
    }
}

/// A shrunk run violates the same property, and without any single step it does not.
#[test]
fn shrunk_runs_are_minimal() {
    let word = |text| Key(Word::new(text).expect("a word"));
    let from = start("single-leader\nset timeout 100ms");
    let program = search::draw(from.setup(), 3, 8, &[word("x"), word("y")]);
    let mut shrunk = 0;
    for seed in 0..60 {
        let run =
            storm(&from, &program, &Storm { seed, steps: 200, faults: true, ..Storm::default() });
        let Some(found) = find(Property::Linearizable, &from, &run) else { continue };
        let small = shrink(&from, &found);
        assert!(small.length() <= found.length());
        assert_eq!(shrink(&from, &small), small, "seed {seed}: once is enough");
        let again = small.trace(&from).expect("it replays");
        assert_eq!(find(Property::Linearizable, &from, &again), Some(small), "seed {seed}");
        shrunk += 1;
    }
    assert!(shrunk > 5, "only {shrunk} runs had something to shrink");
}
