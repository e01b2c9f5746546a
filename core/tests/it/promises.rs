//! No run breaks a promise that is made: random runs with faults, and with all that promises may not survive, in settings
//! that cover every pair of values of two knobs.
//!
//! `PROMISES=N cargo test -p replicarium --test it no_run_breaks -- --nocapture` searches N runs in each setting.

#[path = "promises/pairs.rs"]
mod pairs;

use crate::scenario;
use pairs::{Pairs, pairs};
use replicarium::{
    check::{Property, Verdict, convergence},
    kv::{Key, Request, Value, Word},
    mode::Mode,
    review::Review,
    scenario::{Run, Scenario},
    search::{self, Changes, Counterexample, Program, Storm, find, settle, shrink, storm},
    sim::{Action, Setting, Trace},
};
use std::{env, time::Instant};

/// The steps of a run, and the most operations of each client in it.
const STEPS: u32 = 250;
const OPERATIONS: u32 = 10;
/// The runs in each setting, unless the environment asks for more.
const RUNS: u64 = 40;

/// A line of a scenario and the texts that may end it.
type Factor = (&'static str, &'static [&'static str]);

const ROUTES: Factor = (
    "routes",
    &["leader leader", "A any", "A A", "any any", "own own", "A nearest", "leader sticky"],
);
/// What each client does so that its reads are not behind. If it is shared, the second client is a device of the first one's
/// user.
const SESSIONS: Factor = (
    "sessions",
    &["nothing", "writes", "seen", "leader-for=30ms", "own=x", "writes shared", "seen shared"],
);
const NETWORK: Factor = ("set loss", &["0ppm", "10000ppm"]);

const SINGLE_LEADER: &[Factor] = &[
    ("nodes", &["3", "4", "6"]),
    ROUTES,
    SESSIONS,
    NETWORK,
    ("set heartbeat", &["20", "100"]),
    ("set behind", &["waits", "refuses"]),
    ("set partition-2", &["none", "C", "B,C"]),
    ("set partition-3", &["none", "D"]),
    ("set partition-4", &["none", "E"]),
    ("set partition-by", &["key", "prefix"]),
    ("set consumers", &["none", "C", "D"]),
    ("set consumer-poll", &["20"]),
    ("set consumer-batch", &["16", "1"]),
    ("set consumer-work", &["5"]),
    ("set consumer-takes", &["\"SELECT n FROM t\""]),
    ("set consumer-writes", &["upsert", "append"]),
    ("set consumer-records", &["after", "before", "together"]),
    ("set replication", &["asynchronous", "semi-synchronous", "synchronous", "majority"]),
    ("set synchronous", &["none", "B", "B,C"]),
    ("set synchronous-count", &["1", "2"]),
    ("set acknowledge", &["stored", "received", "applied"]),
    ("set synchronous-patience", &["20", "100"]),
    ("set blocked", &["waits", "goes-on"]),
    ("set flush", &["0", "8"]),
    ("set apply", &["0", "5"]),
    ("set retain", &["0", "2"]),
    ("set chunk", &["2", "1"]),
    ("set failover", &["manual", "election", "controller", "sentinel"]),
    ("set suspect", &["40", "200"]),
    ("set monitors", &["none", "D", "D,E,F"]),
    ("set sentinel-quorum", &["2", "1"]),
    ("set fencing", &["term", "none", "switch-off", "switch-off-each-other"]),
    ("set promotion", &["after-switch-off", "at-once"]),
    ("set tail", &["discard", "keep"]),
    ("set outside", &["none", "C"]),
    ("set log", &["row", "statement", "wal", "trigger"]),
    ("set functions", &["as-written", "context", "values", "mixed"]),
    ("set replica-triggers", &["skip", "run"]),
    ("set format-2", &["none", "B"]),
];

/// Statements in place of the writes and reads of keys.
const STATEMENTS: [&str; 6] = [
    "INSERT INTO t (n, u) VALUES (RAND(), UUID()), (NOW(), 'x')",
    "UPDATE t SET n = n + 1, u = 'a longer text than before'",
    "INSERT INTO log (line) VALUES ('a')",
    "UPDATE t SET n = RAND() WHERE id < 3",
    "DELETE FROM t LIMIT 1",
    "UPDATE log SET line = 'b'",
];

/// The program with statements in place of its requests.
fn of_statements(mut program: Program) -> Program {
    let text = |text: &str| Value::new(text).expect("it fits");
    let table = Key(Word::new("t").expect("a word"));
    for (n, ask) in program.0.iter_mut().flatten().enumerate() {
        ask.request = match ask.request {
            Request::Read(_) => Request::Query(table, text("SELECT * FROM t")),
            Request::Write(..)
            | Request::Insert(_)
            | Request::Execute(..)
            | Request::Query(..)
            | Request::Update(..)
            | Request::Transaction(..) => {
                Request::Execute(table, text(STATEMENTS[n % STATEMENTS.len()]))
            }
        };
    }
    program
}

const MULTI_LEADER: &[Factor] = &[
    ("nodes", &["3", "2", "4"]),
    ROUTES,
    NETWORK,
    ("set heartbeat", &["20", "100"]),
    ("set topology", &["all-to-all", "circular", "star", "tree", "links"]),
    ("set peer-links", &["A>B,B>A,B>C,C>B", "none"]),
    ("set leaders", &["none", "A,B"]),
    ("set rerouting", &["by-hand", "found"]),
    ("set silence", &["60", "200"]),
    ("set delivery", &["as-received", "causal"]),
    ("set resolution", &["last-write", "siblings", "highest-replica", "handler", "merge"]),
    ("set ships", &["delta", "state", "ops"]),
    ("set sequence", &["fugue", "logoot"]),
    ("set handler", &["newest", "union", "max", "concat", "prefer(B)"]),
    ("set handler-after", &["0", "15"]),
    ("set detection", &["async", "sync"]),
    ("set homes", &["off", "fixed", "move"]),
    ("set numbering", &["plain", "interleaved"]),
];

const LEADERLESS: &[Factor] = &[
    ("nodes", &["3", "4", "6"]),
    ROUTES,
    NETWORK,
    ("set n", &["3", "2", "1"]),
    ("set w", &["1", "2", "3"]),
    ("set r", &["1", "2", "3"]),
    ("set patience", &["40", "200"]),
    ("set read-repair", &["off", "async", "blocking"]),
    ("set handoff", &["off", "hints", "sloppy"]),
    ("set handoff-after", &["10", "60"]),
    ("set hint-window", &["3000", "20"]),
    ("set conflict", &["lww", "version-vector", "dotted"]),
    ("set merge", &["tombstones", "union"]),
    ("set anti-entropy", &["0", "20"]),
    ("set grace", &["0", "30"]),
    ("set centres", &["1", "2"]),
    ("set bootstrap", &["on", "off"]),
];

/// The modes with their factors, and factors that replace some of these: settings in which more is promised, which few rows
/// of the whole table have.
const TABLES: [(Mode, &[Factor], &[Factor]); 9] = [
    (Mode::SingleLeader, SINGLE_LEADER, &[]),
    (Mode::SingleLeader, SINGLE_LEADER, &[("set fencing", &["term"])]),
    (
        Mode::SingleLeader,
        SINGLE_LEADER,
        &[
            ("set replication", &["majority"]),
            ("set failover", &["election"]),
            ("set fencing", &["term"]),
            ("set acknowledge", &["stored", "applied"]),
        ],
    ),
    (
        Mode::SingleLeader,
        SINGLE_LEADER,
        &[
            ("set replication", &["synchronous"]),
            ("set synchronous", &["none"]),
            ("set acknowledge", &["applied"]),
            ("set blocked", &["waits"]),
            ("set outside", &["none"]),
        ],
    ),
    (
        Mode::SingleLeader,
        SINGLE_LEADER,
        &[
            ("sessions", &["seen", "writes", "seen shared", "writes shared"]),
            ("routes", &["leader leader", "leader any", "leader nearest", "leader sticky"]),
            ("set replication", &["majority"]),
            ("set failover", &["election"]),
            ("set fencing", &["term"]),
            ("set acknowledge", &["stored", "applied"]),
            ("set outside", &["none"]),
        ],
    ),
    (Mode::MultiLeader, MULTI_LEADER, &[]),
    (
        Mode::MultiLeader,
        MULTI_LEADER,
        &[
            ("routes", &["own own"]),
            ("set leaders", &["none"]),
            ("set delivery", &["causal"]),
            ("set resolution", &["last-write"]),
            ("set homes", &["off"]),
        ],
    ),
    (Mode::Leaderless, LEADERLESS, &[]),
    (
        Mode::Leaderless,
        LEADERLESS,
        &[
            ("set w", &["2", "3"]),
            ("set r", &["2", "3"]),
            ("set handoff", &["off", "hints"]),
            ("set conflict", &["version-vector", "dotted"]),
            ("set anti-entropy", &["20"]),
        ],
    ),
];

/// The factors with their replacements.
fn table(factors: &[Factor], narrow: &[Factor]) -> Vec<Factor> {
    let of = |factor: &Factor| narrow.iter().find(|it| it.0 == factor.0).copied();
    factors.iter().map(|factor| of(factor).unwrap_or(*factor)).collect()
}

/// The scenario of a row; `None` if its settings exclude each other.
fn of_row(mode: Mode, factors: &[Factor], row: &[usize]) -> Option<Scenario> {
    let mut text = format!("replicarium scenario 1\ntitle A promise\nmode {mode}\n");
    let mut clients = String::new();
    let session = factors.iter().zip(row).find(|((name, _), _)| *name == SESSIONS.0);
    let session = session.map(|((_, values), &value)| values[value]);
    for (&(name, values), &value) in factors.iter().zip(row) {
        if name == ROUTES.0 {
            let (writes, reads) = values[value].split_once(' ')?;
            for client in 1..=3 {
                let route = |it| match it {
                    "own" if mode == Mode::Leaderless => format!("c{client}"),
                    "own" => ["A", "B", "C"][client - 1].into(),
                    "leader" if mode != Mode::SingleLeader => "any".into(),
                    it => String::from(it),
                };
                let (writes, reads) = (route(writes), route(reads));
                let shared = client == 2 && session.is_some_and(|it| it.ends_with("shared"));
                let user = if shared { " as c1" } else { "" };
                clients += &format!("client c{client}{user} writes {writes} reads {reads}\n");
            }
        } else if name == SESSIONS.0 {
            for client in 1..=3 {
                text += &format!("set session c{client} {}\n", values[value]);
            }
        } else {
            text += &format!("{name} {}\n", values[value]);
        }
    }
    text +=
        "until 300ms\nset delay uniform 1ms 4ms\nset client-delay fixed 1ms\nset timeout 60ms\n";
    let scenario: Scenario = (text + &clients).parse().ok()?;
    scenario.start().ok()?;
    Some(scenario)
}

/// Every knob of a mode with the values of the table, as settings.
fn settings(mode: Mode, factors: &[Factor]) -> Vec<Setting> {
    let change = |line: String| {
        let text = format!("mode {mode}\nnodes 6\nclient c1\n@1ms {line}\n");
        let trace = scenario(&text).run().ok()?;
        let steps = (0..trace.len()).filter_map(|n| trace.step(n));
        let settings = steps.into_iter().filter_map(|step| {
            if let Action::Configure(setting) = step.action { Some(setting) } else { None }
        });
        settings.into_iter().next()
    };
    let lines = factors.iter().filter(|(name, _)| name.starts_with("set "));
    let lines =
        lines.flat_map(|(name, values)| values.iter().map(move |it| format!("{name} {it}")));
    let sessions = factors.iter().filter(|(name, _)| *name == SESSIONS.0);
    let sessions =
        sessions.flat_map(|(_, values)| values.iter().map(|it| format!("set session c1 {it}")));
    lines.chain(sessions).filter_map(change).collect()
}

/// What may happen in the run with this seed. Most promises end with a change, so each run has few kinds of them.
fn changes(seed: u64, all: &[Setting]) -> Changes {
    let none = Changes::default();
    match seed % 7 {
        0 => Changes { copies: true, ..none },
        1 => Changes { clocks: true, copies: true, ..none },
        2 => Changes { disks: true, ..none },
        3 => Changes { joins: true, leaves: true, copies: true, ..none },
        5 => Changes { joins: true, copies: true, ..none },
        4 => Changes { settings: all.to_vec(), ..none },
        _ => Changes {
            clocks: true,
            copies: true,
            disks: true,
            joins: true,
            leaves: true,
            settings: all.to_vec(),
        },
    }
}

/// A promise that a run breaks, after a number of its steps.
fn broken(mode: Mode, run: &Trace) -> Option<(Property, u32)> {
    let mut review = Review::of(run);
    review.go_on(run, run.len(), &mut || true);
    let end = run.tip().view();
    for &property in Property::ALL {
        let violated = |steps| {
            let verdict = review.verdict(property, steps, &end);
            verdict.is_some_and(|verdict| verdict.is_violated())
        };
        let is_made = |steps| mode.promises(property, &run.seek(steps).view()).is_made();
        if property == Property::Convergence {
            let mut world = run.tip().clone();
            settle(&mut world, |_, _| ());
            let view = world.view();
            let differ = matches!(convergence::judge(&view), Verdict::Violated(_));
            if differ && mode.promises(property, &view).is_made() {
                return Some((property, run.len()));
            }
            continue;
        }
        // A violation begins at a step, and is one of the end too unless it was mended.
        let begins = (1..=run.len()).filter(|&steps| violated(steps) && !violated(steps - 1));
        let moments = begins.chain(violated(run.len()).then_some(run.len()));
        if let Some(steps) = moments.into_iter().find(|&steps| is_made(steps)) {
            return Some((property, steps));
        }
    }
    None
}

/// The shortest run like this one that breaks the promise.
fn shortest(mode: Mode, from: &Trace, run: &Trace, property: Property, steps: u32) -> Trace {
    let found: Option<Counterexample> = find(property, from, &run.branch(steps));
    let short = found.map(|found| shrink(from, &found)).and_then(|it| it.trace(from).ok());
    short.filter(|it| broken(mode, it).is_some()).unwrap_or_else(|| run.branch(steps))
}

#[test]
fn no_run_breaks_a_promise() {
    let runs = env::var("PROMISES").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    // If there are two partitions, `x` is in the second one; if there are more, the two are in different ones.
    let keys = ["x", "a"].map(|text| Key(Word::new(text).expect("a word")));
    let mut failures = Vec::new();
    for (mode, factors, narrow) in TABLES {
        let start = Instant::now();
        let all = settings(mode, factors);
        let factors = &table(factors, narrow)[..];
        let counts: Vec<usize> = factors.iter().map(|(_, values)| values.len()).collect();
        let Pairs { rows, impossible } = pairs(&counts, |row| of_row(mode, factors, row).is_some());
        let mut promised = 0;
        for (n, row) in rows.iter().enumerate() {
            let scenario = of_row(mode, factors, row).expect("a valid row");
            let from = scenario.start().expect("it starts");
            for seed in 0..runs {
                let seed = n as u64 * 10_000 + seed;
                let mut program = search::draw(from.setup(), seed, OPERATIONS, &keys);
                if mode == Mode::SingleLeader && seed % 3 == 2 {
                    program = of_statements(program);
                }
                let orders = mode == Mode::SingleLeader && seed.is_multiple_of(2);
                let changes = changes(seed, &all);
                let plan = Storm { seed, steps: STEPS, faults: true, orders, changes };
                let run = storm(&from, &program, &plan);
                let made =
                    |property: &&Property| mode.promises(**property, &run.tip().view()).is_made();
                promised += Property::ALL.iter().filter(made).count();
                if let Some((property, steps)) = broken(mode, &run) {
                    let trace = shortest(mode, &from, &run, property, steps);
                    let scenario = scenario.clone();
                    let text = Run { scenario, trace }.to_string();
                    failures.push(format!("{mode}, seed {seed}: {property} is promised\n{text}"));
                    break;
                }
            }
        }
        println!(
            "{mode}: {} settings ({impossible} pairs exclude each other), {runs} runs each, \
             {promised} promises kept, {:.1} s",
            rows.len(),
            start.elapsed().as_secs_f32()
        );
        assert!(promised > 100, "{mode}: {promised} promises");
    }
    assert!(failures.is_empty(), "{} broken\n{}", failures.len(), failures.join("\n"));
}

/// The table has every knob: a new one belongs there.
#[test]
fn every_knob_is_searched() {
    for (mode, factors, _) in TABLES {
        let trace =
            scenario(&format!("mode {mode}\nnodes 6\nclient c1\n")).start().expect("it starts");
        for knob in trace.tip().view().knobs {
            let name = format!("set {}", knob.knob);
            assert!(factors.iter().any(|(it, _)| *it == name), "{mode}: {name}");
        }
    }
}
