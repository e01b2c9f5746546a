//! The leaderless settings, crossed: quorums, read repair, sloppy quorums, the handling of conflicts. Of so
//! many random runs of each, how many break a promise. `cargo xtask bless` writes the table.

use crate::{golden::compare, scenario};
use replicarium::{
    check::{Property, Watch, convergence, linearizable, session},
    kv::{Key, Word},
    search::{self, Storm, settle, storm},
    sim::Trace,
};
use std::{fmt::Write, thread};

/// Random runs of each setting without faults, and as many with.
const SEEDS: u64 = 150;
const STEPS: u32 = 160;
const OPERATIONS: u32 = 6;

const QUORUMS: [(u16, u16, u16); 6] =
    [(3, 1, 1), (3, 2, 2), (3, 3, 1), (3, 1, 3), (5, 3, 3), (3, 2, 1)];
const REPAIRS: [&str; 3] = ["off", "async", "blocking"];
const HANDOFFS: [&str; 2] = ["off", "sloppy"];
const CONFLICTS: [&str; 3] = ["lww", "version-vector", "dotted"];

/// What is counted, in the order of the columns.
const PROPERTIES: [Property; 6] = [
    Property::Linearizable,
    Property::ReadYourWrites,
    Property::MonotonicReads,
    Property::WritesFollowReads,
    Property::Durable,
    Property::Convergence,
];

/// Which of the promises a run breaks.
fn broken(run: &Trace) -> [bool; 6] {
    let history = run.history();
    let sessions = session::check(history);
    let mut later = run.seek(run.len());
    settle(&mut later, |_, _| {});
    PROPERTIES.map(|property| {
        let verdict = match property {
            Property::Linearizable => linearizable::check(history),
            Property::Durable => Watch::of(history, &run.tip().view()).durable(history),
            Property::Convergence => convergence::check(&later.view()),
            other => sessions.verdict(other),
        };
        verdict.is_violated()
    })
}

/// One row: how many runs break each promise, without faults and with.
fn row((n, w, r): (u16, u16, u16), settings: &str, handoff: &str) -> [[u32; 6]; 2] {
    // Somebody must be there to stand in.
    let nodes = if handoff == "sloppy" { n + 2 } else { n };
    let text = format!(
        "mode leaderless\nnodes {nodes}\nset n {n}\nset w {w}\nset r {r}\n{settings}\
         set handoff {handoff}\nset handoff-after 30\nclient c1\nclient c2\nclient c3\n"
    );
    let from = scenario(&text).start().expect("it starts");
    let keys = ["x", "y"].map(|key| Key(Word::new(key).expect("a word")));
    [false, true].map(|faults| {
        let mut counts = [0; 6];
        for seed in 0..SEEDS {
            let program = search::draw(from.setup(), seed, OPERATIONS, &keys);
            let run = storm(&from, &program, &Storm { seed, steps: STEPS, faults, orders: false });
            for (count, broken) in counts.iter_mut().zip(broken(&run)) {
                *count += u32::from(broken);
            }
        }
        counts
    })
}

/// The rows of some quorums.
fn rows(quorums: &[(u16, u16, u16)]) -> String {
    let mut text = String::new();
    for &quorum in quorums {
        let (n, w, r) = quorum;
        let meets = if w + r > n { "w + r > n" } else { "w + r ≤ n" };
        let _ = writeln!(text, "\nn = {n}, w = {w}, r = {r}: {meets}");
        for conflict in CONFLICTS {
            for (repair, handoff) in REPAIRS.iter().flat_map(|r| HANDOFFS.map(move |h| (r, h))) {
                let settings = format!("set read-repair {repair}\nset conflict {conflict}\n");
                let _ = write!(text, "  {conflict:<15}{repair:<9}{handoff:<7}");
                for (column, (calm, hard)) in {
                    let [calm, hard] = row(quorum, &settings, handoff);
                    calm.into_iter().zip(hard).enumerate()
                } {
                    let width = PROPERTIES[column].name().len().max(7);
                    let cell = format!("{calm} {hard}");
                    let _ = write!(text, " {:>width$}", if cell == "0 0" { "-" } else { &cell });
                }
                text.push('\n');
            }
        }
    }
    text
}

#[test]
fn settings_crossed_are_as_recorded() {
    let mut text = format!(
        "# Leaderless settings crossed. Of {SEEDS} random runs without faults and {SEEDS} with (crashes, pauses, one-way\n\
         # cuts, losses), of at most {STEPS} steps and 3 clients with {OPERATIONS} operations each: how many break the promise;\n\
         # - for none. Clocks are right. A read that found siblings is not judged as a register; a write among them is\n\
         # durable only as a sibling, or replaced by one whose client had seen it. `cargo xtask bless` writes this file.\n\n  \
         {:<15}{:<9}{:<7}",
        "conflict", "repair", "handoff"
    );
    for property in PROPERTIES {
        let _ = write!(text, " {:>7}", property.name());
    }
    text.push('\n');
    let (first, rest) = QUORUMS.split_at(3);
    thread::scope(|scope| {
        let other = scope.spawn(|| rows(rest));
        text.push_str(&rows(first));
        text.push_str(&other.join().expect("no run panics"));
    });
    let difference = compare("matrix_leaderless.txt", &text);
    assert_eq!(difference, None, "`cargo xtask bless` records it, if it is meant");
}
