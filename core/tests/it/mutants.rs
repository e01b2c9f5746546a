//! Protocols broken on purpose. A checker must find a violation in each of them, and none in the sound protocol. Mutants
//! wrap the real nodes through the trait `Replica`, so the engine has no code for them.

// A mutant changes one input or effect, and passes on all others.
#![allow(clippy::wildcard_enum_match_arm)]

#[path = "mutants/broken.rs"]
mod broken;
#[path = "mutants/consumers.rs"]
mod consumers;
#[path = "mutants/copies.rs"]
mod copies;
#[path = "mutants/failover.rs"]
mod failover;
#[path = "mutants/fencing.rs"]
mod fencing;
#[path = "mutants/homes.rs"]
mod homes;
#[path = "mutants/leaderless.rs"]
mod leaderless;
#[path = "mutants/leaders.rs"]
mod leaders;
#[path = "mutants/logs.rs"]
mod logs;
#[path = "mutants/mending.rs"]
mod mending;
#[path = "mutants/scripts.rs"]
mod scripts;
#[path = "mutants/sessions.rs"]
mod sessions;
#[path = "mutants/several.rs"]
mod several;
#[path = "mutants/stories.rs"]
mod stories;
#[path = "mutants/types.rs"]
mod types;
#[path = "mutants/waiting.rs"]
mod waiting;
#[path = "mutants/wiped.rs"]
mod wiped;

use crate::{golden::compare, matrix::rows, scenario};
use broken::{Broken, Fault};
use replicarium::{
    check::Property,
    protocol::{leaderless as no_leader, multi_leader as multi, single_leader as single},
    replica::Replica,
    search::{Bounds, Counterexample, Extent, Progress, Search},
    sim::{Setup, Trace, World},
};
use std::{fmt::Write, rc::Rc};

/// A mutant, and the search that catches it.
struct Case {
    name: &'static str,
    row: &'static str,
    program: &'static str,
    /// The number of losses and of crashes.
    faults: (u8, u8),
    caught_by: Property,
    broken: fn(&Rc<Setup>) -> Trace,
}

fn single<F: Fault<single::Node>>(setup: &Rc<Setup>) -> Trace {
    world::<Broken<single::Node, F>>(setup, single::Config::default())
}

fn multi<F: Fault<multi::Node>>(setup: &Rc<Setup>) -> Trace {
    world::<Broken<multi::Node, F>>(setup, multi::Config::default())
}

fn no_leader<F: Fault<no_leader::Node>>(setup: &Rc<Setup>) -> Trace {
    world::<Broken<no_leader::Node, F>>(setup, no_leader::Config::for_nodes(setup.nodes))
}

fn world<R: Replica>(setup: &Rc<Setup>, config: R::Config) -> Trace {
    let world = World::new::<R>(setup, config).expect("the sound protocol starts so too");
    Trace::new(Rc::clone(setup), world)
}

macro_rules! cases {
    ($($family:ident :: <$module:ident :: $name:ident> $row:literal $program:literal $faults:tt => $caught:ident,)*) => {
        &[$(Case {
            name: stringify!($name),
            row: $row,
            program: $program,
            faults: $faults,
            caught_by: Property::$caught,
            broken: $family::<$module::$name>,
        }),*]
    };
}

#[rustfmt::skip]
const CASES: &[Case] = cases! {
    single::<leaders::SkipsThePosition>     "single-leader-reads-follower" "x=1 y=2 | y x"  (0, 0) => MonotonicWrites,
    single::<leaders::SkipsThePosition>     "single-leader-reads-follower" "x=1 | x y=2"    (0, 0) => WritesFollowReads,
    single::<leaders::TakesTheLastEntry>    "single-leader-reads-follower" "x=1 | x y=2"    (0, 0) => ConsistentPrefix,
    single::<leaders::AppliesTwice>         "single-leader-reads-follower" "x=1 x=2"        (0, 0) => LogsAgree,
    single::<leaders::BeginsAnew>           "single-leader-reads-leader"   "x=1 x=2 x=3"    (0, 0) => LogsAgree,
    single::<leaders::DropsAnEntry>         "single-leader-reads-follower" "x=1"            (0, 0) => Convergence,
    single::<leaders::AnswersBeforeStoring> "single-leader-reads-leader"   "x=1 x"          (0, 0) => Durable,
    single::<leaders::ForgetsItsLog>        "single-leader-reads-leader"   "x=1 x"          (0, 1) => Durable,
    single::<leaders::AcceptsWhatItRefuses> "single-leader-writes-any"     "x=1"            (0, 0) => Durable,
    single::<leaders::CachesReads>          "single-leader-reads-leader"   "x x=1 x"        (0, 0) => ReadYourWrites,
    single::<sessions::IgnoresPositions>    "single-leader-sessions"       "x=1 x"          (0, 0) => ReadYourWrites,
    single::<sessions::TellsTheEarlierPosition> "single-leader-sessions"   "x=1 x"          (0, 0) => ReadYourWrites,
    single::<sessions::ReadsTellNothing>    "single-leader-sessions"       "x=1 | x x"      (0, 0) => MonotonicReads,
    single::<sessions::ComparesAnotherPartition> "single-leader-partitions" "x=1 x"         (0, 0) => ReadYourWrites,
    single::<sessions::ComparesAnotherPartition> "single-leader-three-partitions" "a=1 a"   (0, 0) => ReadYourWrites,
    multi::<leaders::SkipsAnEntry>          "multi-leader-own"             "x=1 y=2"        (0, 0) => MonotonicWrites,
    multi::<leaders::KeepsItsOwn>           "multi-leader-own"             "x=1 | x=2"      (0, 0) => Convergence,
    multi::<leaders::DoesNotResume>         "multi-leader-own"             "x=1"            (1, 0) => Convergence,
    multi::<leaders::ForgetsEverything>     "multi-leader-own"            "x=1 x"          (0, 1) => Durable,
    no_leader::<leaderless::ReadsAtOneLess> "leaderless-w2-r2"             "x=1 x"          (0, 0) => ReadYourWrites,
    no_leader::<leaderless::WritesAtOneLess> "leaderless-w2-r2"            "x=1 | x"        (0, 0) => Linearizable,
    no_leader::<leaderless::CountsOneForAll>"leaderless-w3-r1"             "x=1 x"          (0, 0) => ReadYourWrites,
    no_leader::<leaderless::IgnoresAnswers> "leaderless-w2-r2"             "x=1 x"          (0, 0) => ReadYourWrites,
    no_leader::<leaderless::KeepsTheOlder>  "leaderless-w3-r1"             "x=1 x=2"        (0, 0) => Convergence,
    no_leader::<leaderless::KeepsTheLast>   "leaderless-w3-r1-own"         "x=1 | x=2"      (0, 0) => Convergence,
    no_leader::<leaderless::SaysStored>     "leaderless-w2-r2"             "x=1 x"          (0, 0) => ReadYourWrites,
    no_leader::<leaderless::ForgetsItsRows> "leaderless-w1-r1"             "x=1"            (0, 1) => Durable,
};

/// A row of the matrix, or one that only mutants need.
fn row(name: &str) -> &'static rows::Row {
    static MORE: &[rows::Row] = &[
        rows::Row {
            name: "single-leader-writes-any",
            title: "single leader, asynchronous; writes to any replica",
            mode: "mode single-leader\nnodes 3\n",
            skew: false,
            writes: |_| "ABC",
            reads: |_| "A",
        },
        rows::Row {
            name: "single-leader-sessions",
            title: "single leader, asynchronous; reads at followers, not behind what their client has seen",
            mode: "mode single-leader\nnodes 3\nset session c1 seen\nset session c2 seen\n",
            skew: false,
            writes: |_| "A",
            reads: |_| "BC",
        },
        rows::Row {
            name: "single-leader-partitions",
            title: "single leader, two partitions; reads at followers, not behind what their client has seen",
            mode: "mode single-leader\nnodes 4\nset partition-2 C,D\nset session c1 seen\nset session c2 seen\n",
            skew: false,
            writes: |_| "C",
            reads: |_| "D",
        },
        rows::Row {
            name: "single-leader-three-partitions",
            title: "single leader, three partitions; reads at followers, not behind what their client has seen",
            mode: "mode single-leader\nnodes 6\nset partition-2 C,D\nset partition-3 E,F\nset session c1 seen\nset session c2 seen\n",
            skew: false,
            writes: |_| "E",
            reads: |_| "F",
        },
        // With a shared coordinator, two writes may have equal timestamps, and then the sound protocol does not
        // converge either.
        rows::Row {
            name: "leaderless-w3-r1-own",
            title: "leaderless, n = 3, w = 3, r = 1; each client through its own coordinator",
            mode: "mode leaderless\nnodes 3\nset w 3\nset r 1\n",
            skew: false,
            writes: |client| ["A", "B", "C"][client % 3],
            reads: |client| ["A", "B", "C"][client % 3],
        },
    ];
    let more = || MORE.iter().find(|row| row.name == name);
    rows::find(name).or_else(more).unwrap_or_else(|| panic!("no row {name}"))
}

fn hunt(from: &Trace, case: &Case) -> Result<Counterexample, Extent> {
    let (drops, crashes) = case.faults;
    let bounds = Bounds { drops, crashes, ..Bounds::calm(60_000) };
    let program = rows::program(row(case.row), case.program);
    let mut search = Search::new(from, program, bounds, &[case.caught_by]);
    loop {
        match search.run(10_000) {
            Progress::Running => {}
            Progress::Found(found) => return Ok(*found),
            Progress::Exhausted(extent) => return Err(extent),
        }
    }
}

#[test]
fn every_mutant_is_caught() {
    let mut text = String::from(
        "# Protocols broken on purpose, the checker that catches each, and the number of steps. The sound protocol\n\
         # passes the same search, of the given number of states. `cargo xtask bless` writes this file.\n\n",
    );
    let mut escaped = Vec::new();
    for case in CASES {
        let scenario = scenario(&format!("{}client c1\nclient c2\n", row(case.row).mode));
        let sound = scenario.start().expect("a row starts");
        let Case { name, caught_by, program, .. } = case;
        let extent = match hunt(&sound, case) {
            Ok(found) => {
                escaped.push(format!(
                    "{name}: {caught_by} is violated by the sound protocol: {found:?}"
                ));
                continue;
            }
            Err(extent) => extent,
        };
        match hunt(&(case.broken)(&scenario.setup), case) {
            Err(extent) => escaped.push(format!("{name} is not caught by {caught_by}: {extent:?}")),
            Ok(found) => {
                let faults = match case.faults {
                    (0, 0) => "",
                    (_, 0) => ", 1 loss",
                    _ => ", 1 crash",
                };
                let reach = match extent.all {
                    true => "all runs".into(),
                    false => format!("all runs of up to {} steps", extent.depth),
                };
                let ask = format!("{program}{faults}");
                let _ = writeln!(
                    text,
                    "{name:<21} {caught_by:<16} in {:>2}   {:<28} {ask:<16} sound: {:>5} states, {reach}",
                    found.length(),
                    case.row,
                    extent.states,
                );
            }
        }
    }
    text.push_str(
        "\n# The same where leaders change. Some of these searches start after a script: see\n\
         # tests/it/mutants/failover.rs. To lead: nodes that are told to lead, or to stand for election.\n\n",
    );
    failover::hunt_all(&mut text, &mut escaped);
    assert!(escaped.is_empty(), "{}", escaped.join("\n"));
    assert_eq!(
        compare("mutants.txt", &text),
        None,
        "`cargo xtask bless` records it, if it is meant"
    );
}
