//! Several leaders: what calls itself convergent converges. After crashes, lost disks, cuts, changes of members, lost, copied
//! and delayed messages, once all is calm, every node has the same rows.
//!
//! `CONVERGENT=10000 cargo test -p replicarium --test it convergent:: -- --nocapture` tries as many seeds. A seed draws the
//! settings as well as the run.

use crate::{act, count, go_on, scenario};
use replicarium::{
    check::{Property, Verdict, convergence},
    id::{Address, NodeId},
    kv::{Key, Request, Value, Word},
    mode::Mode,
    random::{Dice, Stream},
    scenario::{Run, Scenario},
    search::{self, Changes, Program, Storm, settle, storm},
    sim::{Action, By, Step, Trace},
    view::{NodeView, Role, Status, Version, WorldView},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    rc::Rc,
};

/// The runs, unless the environment asks for more.
const RUNS: u64 = 1_200;
/// The steps of each of the two storms of a run, and the most operations of each client in it.
const STEPS: u32 = 110;
const OPERATIONS: u32 = 12;
/// How often a second passes until rows are equal, besides the first.
const ROUNDS: u32 = 5;

/// The settings that a seed chooses from. Several words of one name are as many settings.
const SETTINGS: &[(&str, &[&str])] = &[
    ("nodes", &["3", "4", "2", "5"]),
    ("set leaders", &["none", "A,B", "A,B,C", "A"]),
    ("set topology", &["all-to-all", "circular", "star", "tree", "links"]),
    ("set rerouting", &["by-hand", "found"]),
    ("set delivery", &["as-received", "causal"]),
    ("set detection", &["async", "async", "async", "sync"]),
    ("set homes", &["off", "off", "fixed", "move"]),
    ("set handler-after", &["0", "15"]),
    ("set loss", &["0ppm", "10000ppm", "50000ppm"]),
    ("set duplication", &["0ppm", "50000ppm"]),
    ("set delay", &["uniform 1ms 4ms", "uniform 1ms 40ms"]),
];

/// What becomes of concurrent writes, and whether it may call itself convergent.
const RESOLUTIONS: &[(&str, bool)] = &[
    ("last-write", true),
    ("siblings", true),
    ("newest", true),
    ("oldest", true),
    ("max", true),
    ("min", true),
    ("union", true),
    ("intersection", true),
    ("prefer(B)", true),
    ("handler highest-replica", true),
    ("sum", false),
    ("concat", false),
    ("highest-replica", false),
];

/// What happens besides faults that end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Copies,
    Clocks,
    Disk,
    Joins,
    Leaves,
    JoinsAndLeaves,
    LeavesAtAnyTime,
}

const KINDS: [Kind; 7] = [
    Kind::Copies,
    Kind::Clocks,
    Kind::Disk,
    Kind::Joins,
    Kind::Leaves,
    Kind::JoinsAndLeaves,
    Kind::LeavesAtAnyTime,
];

/// One run, with what its seed has drawn.
struct Drawn {
    resolution: &'static str,
    convergent: bool,
    kind: Kind,
    scenario: Scenario,
}

fn drawn(seed: u64) -> Drawn {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(7)), 0);
    let mut pick = |n: usize| dice.below(n as u32) as usize;
    let mut text = String::from("title Convergent\nmode multi-leader\n");
    for (name, values) in SETTINGS {
        text += &format!("{name} {}\n", values[pick(values.len())]);
    }
    let (resolution, convergent) = RESOLUTIONS[pick(RESOLUTIONS.len())];
    text += &match resolution {
        "last-write" | "siblings" | "highest-replica" => format!("set resolution {resolution}\n"),
        handler => {
            let handler = handler.trim_start_matches("handler ");
            format!("set resolution handler\nset handler {handler}\n")
        }
    };
    text += "set peer-links A>B,B>A,B>C,C>B,C>D,D>C,D>E,E>D\nset heartbeat 20\nset silence 60\n\
             set client-delay fixed 1ms\nset timeout 60ms\nuntil 300ms\n";
    for client in 1..=3 {
        text += &format!("client c{client} writes any reads any\n");
    }
    Drawn { resolution, convergent, kind: KINDS[pick(KINDS.len())], scenario: scenario(&text) }
}

/// Reads change nothing, so every operation is a write. Some delete, and some insert rows.
fn of_writes(mut program: Program) -> Program {
    for (n, ask) in program.0.iter_mut().flatten().enumerate() {
        let value = Value::new(&format!("v{n}")).expect("it fits");
        ask.request = match (n % 9, ask.request.key()) {
            (3, key) => Request::Write(key, Value::TOMBSTONE),
            (7, _) => Request::Insert(Key(Word::new("t").expect("a word"))),
            (_, key) => Request::Write(key, value),
        };
    }
    program
}

/// Ends all faults, and lets the clock run.
fn calm(trace: &mut Trace) {
    let ends =
        |it: &Action| matches!(it, Action::Restart(_) | Action::Resume(_) | Action::Heal(..));
    for action in trace.tip().enabled().into_iter().filter(ends) {
        let step = Step { at: trace.tip().now(), by: By::Reader, action };
        trace.push(step).expect("it is enabled");
    }
    go_on(trace, 1_000);
}

/// The run of a seed: a storm; then a node may leave, once all is calm; and another storm.
fn run(seed: u64, Drawn { kind, scenario, .. }: &Drawn) -> Trace {
    let from = scenario.start().expect("it starts");
    let keys = ["x", "y"].map(|it| Key(Word::new(it).expect("a word")));
    let program = of_writes(search::draw(from.setup(), seed, OPERATIONS, &keys));
    let joins = matches!(kind, Kind::Joins | Kind::JoinsAndLeaves | Kind::LeavesAtAnyTime);
    let changes = |late: bool| Changes {
        copies: *kind != Kind::Disk,
        clocks: *kind == Kind::Clocks,
        disks: *kind == Kind::Disk && !late,
        joins,
        leaves: *kind == Kind::LeavesAtAnyTime,
        ..Changes::default()
    };
    let plan = |seed, late| Storm {
        seed,
        steps: STEPS,
        faults: true,
        orders: false,
        changes: changes(late),
    };
    let mut run = storm(&from, &program, &plan(seed, false));
    if matches!(kind, Kind::Leaves | Kind::JoinsAndLeaves) {
        calm(&mut run);
        let leave = |it: &Action| matches!(it, Action::Leave(_));
        let leaves: Vec<Action> = run.tip().enabled().into_iter().filter(leave).collect();
        if !leaves.is_empty() && run.tip().view().nodes.len() > 2 {
            let action = leaves[seed as usize % leaves.len()];
            run.push(Step { at: run.tip().now(), by: By::Reader, action }).expect("it is enabled");
        }
    }
    storm(&run, &program, &plan(seed + 1_000_000, true))
}

/// What the members have for each key: all values that a reader may get, with their writes.
fn rows(view: &WorldView) -> BTreeSet<Vec<String>> {
    let there = view.nodes.iter().filter(|node| node.status != Status::Left);
    let rows = there.map(|node| {
        let row = |row: &replicarium::view::Row| match &row.version {
            Version::Siblings(all, _) => {
                let all = all.iter().map(|it| format!("{} of {}", it.value, it.write));
                format!("{}: {}", row.key, all.collect::<Vec<_>>().join(", "))
            }
            Version::Position(_) | Version::Stamp(_) | Version::Vector(..) | Version::Merged(_) => {
                format!("{}: {} of {}", row.key, row.value, row.write)
            }
        };
        node.replica.rows.iter().map(row).collect()
    });
    rows.collect()
}

/// Whether convergence is claimed. The mode promises nothing once a node has left, because its followers may have what no leader
/// has. Here it leaves once all have the same; or it leaves at any time, and every node leads.
fn is_claimed(view: &WorldView, kind: Kind) -> bool {
    let leads = |node: &NodeView| node.status == Status::Left || node.replica.role == Role::Leader;
    let mut view = view.clone();
    Rc::make_mut(&mut view.past).left &= match kind {
        Kind::Copies | Kind::Clocks | Kind::Disk | Kind::Joins => true,
        Kind::Leaves | Kind::JoinsAndLeaves => false,
        Kind::LeavesAtAnyTime => !view.nodes.iter().all(leads),
    };
    Mode::MultiLeader.promises(Property::Convergence, &view).is_made()
}

#[test]
fn what_calls_itself_convergent_converges() {
    let runs = env::var("CONVERGENT").ok().and_then(|it| it.parse().ok()).unwrap_or(RUNS);
    let mut claimed: BTreeMap<(Kind, bool), u32> = BTreeMap::new();
    let mut tried: BTreeMap<&str, (u32, u32, u32)> = BTreeMap::new();
    let mut failures = Vec::new();
    for seed in 0..runs {
        let drawn = drawn(seed);
        let trace = run(seed, &drawn);
        let mut world = trace.tip().clone();
        settle(&mut world, |_, _| ());
        // Handlers of several leaders that run in the background answer each other for some rounds.
        for _ in 0..ROUNDS {
            if rows(&world.view()).len() > 1 && is_claimed(&world.view(), drawn.kind) {
                settle(&mut world, |_, _| ());
            }
        }
        let view = world.view();
        let promised = is_claimed(&view, drawn.kind);
        assert!(drawn.convergent || !promised, "{seed}: {}", drawn.resolution);
        let differ = rows(&view).len() > 1;
        let judged = matches!(convergence::judge(&view), Verdict::Violated(_));
        assert!(differ >= judged, "{seed}: the judge sees a difference, and there is none");
        *claimed.entry((drawn.kind, promised)).or_default() += 1;
        let (all, made, apart) = tried.entry(drawn.resolution).or_default();
        (*all, *made, *apart) = (*all + 1, *made + u32::from(promised), *apart + u32::from(differ));
        if promised && differ {
            println!("seed {seed}: {}, {:?}", drawn.resolution, drawn.kind);
            let Drawn { resolution, kind, scenario, .. } = drawn;
            let text = Run { scenario, trace }.to_string();
            failures
                .push(format!("seed {seed}, {resolution}, {kind:?}: {:#?}\n{text}", rows(&view)));
        }
    }
    println!("{claimed:?}\n{tried:?}");
    assert!(failures.is_empty(), "{} of {runs} diverge\n{}", failures.len(), failures[0]);
    for (resolution, convergent) in RESOLUTIONS {
        let (_, made, apart) = tried.get(resolution).copied().unwrap_or_default();
        // What claims nothing is seen to diverge: the test can fail.
        assert!(if *convergent { made > 5 } else { apart > 0 }, "{resolution}: {made}, {apart}");
    }
}

/// What every node has for `x` at the end of a run, and the run as text.
fn ends(settings: &str, script: &str) -> (Vec<Option<String>>, String) {
    let scenario = scenario(&format!(
        "mode multi-leader\n{settings}\nuntil 2s\nset delay fixed 10ms\nset client-delay fixed 2ms\n\
         client c1 writes A reads A\nclient c2 writes B reads B\n{script}"
    ));
    let trace = scenario.run().expect("it starts");
    let view = trace.tip().view();
    let there = view.nodes.iter().filter(|node| node.status != Status::Left);
    let x = there.map(|node| {
        let x = node.replica.rows.iter().find(|row| row.key.to_string() == "x");
        x.map(|row| row.value.to_string())
    });
    let x = x.collect();
    (x, Run { scenario, trace }.to_string())
}

/// A leader has left. Whoever joins later, or has missed its writes, gets them from the others, and with causal delivery in
/// their order.
#[test]
fn what_a_leader_leaves_behind_reaches_all() {
    for delivery in ["as-received", "causal"] {
        let settings = format!("nodes 3\nset delivery {delivery}");
        for script in [
            "@0ms c1 write x=1\n@20ms c1 write x=2\n@200ms leave A\n@400ms join D\n",
            "@0ms c1 write x=1\n@10ms cut A>C\n@20ms c1 write x=2\n@200ms leave A\n@201ms heal A>C\n",
            "@0ms crash C\n@10ms c1 write x=1\n@20ms c1 write x=2\n@200ms leave A\n@300ms restart C\n",
            "@0ms c1 write x=1\n@20ms c1 write x=2\n@200ms leave A\n@300ms c2 write y=1\n@400ms join D\n",
        ] {
            let (x, text) = ends(&settings, script);
            assert!(x.len() >= 2 && x.iter().all(|it| it.as_deref() == Some("2")), "{x:?}\n{text}");
        }
    }
}

/// A leader has lost its disk, and one of its followers gets the end of the lost log afterwards. It could not pass it on.
#[test]
fn a_follower_takes_nothing_late_from_a_lost_log() {
    let scenario = scenario(
        "mode multi-leader\nnodes 4\nset leaders A,B\nset delay fixed 10ms\nset client-delay fixed 2ms\n\
         until 2s\nclient c1 writes B reads B\n@0ms c1 write x=1\n@60ms cut B>A\n@70ms c1 write x=2\n\
         @110ms crash B\n@111ms wipe B\n@112ms heal B>A\n@120ms restart B\n",
    );
    let mut trace = scenario.start().expect("it starts");
    go_on(&mut trace, 75);
    let view = trace.tip().view();
    let ends = (Address::from(NodeId(1)), Address::from(NodeId(3)));
    let ship =
        view.envelopes.iter().find(|it| (it.from, it.to) == ends && it.label.about.is_some());
    let ship = ship.expect("the second write is on its way to D").id;
    act(&mut trace, Action::Hold(ship));
    go_on(&mut trace, 500);
    act(&mut trace, Action::Release(ship));
    go_on(&mut trace, 1_000);
    assert_eq!(rows(&trace.tip().view()).len(), 1);
    let text = Run { scenario, trace }.to_string();
    assert_eq!(count(&text, "D: applied c1.1"), 1, "{text}");
    assert_eq!(count(&text, "D: applied c1.2"), 0, "{text}");
}
