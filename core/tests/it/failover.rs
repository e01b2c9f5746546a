//! The invariants of failover: over every short run, and over many long runs with faults. I1 to I4 are those of the
//! protocol's `failover/mod.rs`.

use crate::{act, go_on, golden::compare, scenario};
use replicarium::{
    check::{Judge, Property, Verdict},
    history::Outcome,
    id::{ClientId, NodeId, Term},
    kv::{Key, Request, Word},
    mode::{Mode, Promise},
    protocol::single_leader::{self, Config, Failover, Fencing, Knob, Replication, Stage},
    scenario::{Run, Scenario},
    search::{self, Ask, Bounds, Counterexample, Extent, Program, Progress, Search, Storm, storm},
    sim::{Action, Setting, Trace, scheduler},
    view::{EnvelopeView, NodeView, Role, Status, WorldView},
};
use std::collections::BTreeMap;

/// The steps of a random run, and the most operations of each client in it.
const STEPS: u32 = 400;
const OPERATIONS: u32 = 24;

/// Leaders elected by a majority and fenced by terms; writes acknowledged by a majority.
const SAFE: &str = "set replication majority\nset failover election\nset fencing term\n";

/// Settings that must not lose a write either: more nodes, delayed flushes, acknowledgements when applied, and logs so
/// short that followers need snapshots.
const VARIANTS: [&str; 6] = [
    "nodes 3\n",
    "nodes 5\n",
    "nodes 3\nset flush 8\n",
    "nodes 3\nset retain 2\nset chunk 1\n",
    "nodes 3\nset acknowledge applied\nset apply 2\nset tail keep\n",
    "nodes 4\nset flush 5\nset retain 3\nset chunk 1\n",
];

/// Fast heartbeats and short timeouts, so that a short run contains several failovers.
const STORMY: &str = "set heartbeat 20\nset suspect 40\nset delay uniform 1ms 4ms\nset timeout 30ms\n\
                      set loss 5000ppm\nset duplication 20000ppm\n";

/// Two clients that send requests to the leader, as far as they know it, and one that sends them to any node.
fn story(settings: &str) -> Scenario {
    scenario(&format!(
        "title A write is lost in a failover\nmode single-leader\n{settings}until 300ms\n\
         client c1 writes leader reads leader\nclient c2 writes leader reads leader\nclient c3\n"
    ))
}

fn start(settings: &str) -> Trace {
    story(settings).start().expect("it starts")
}

fn keys() -> [Key; 2] {
    ["x", "y"].map(|text| Key(Word::new(text).expect("a word")))
}

/// What happened in many runs: runs without failovers and writes prove nothing.
#[derive(Debug, Default)]
struct Totals {
    runs: u32,
    /// Runs with a new leader.
    failed_over: u32,
    /// New leaders in all runs.
    failovers: u32,
    acknowledged: u32,
    snapshots: u32,
    steps: u32,
}

impl Totals {
    /// Replays a run and judges it after each step; returns the first violation.
    fn judge(&mut self, from: &Trace, run: &Trace) -> Option<String> {
        let mut again = from.branch(from.len());
        let mut judge = Judge::default();
        let mut led = BTreeMap::from([(Term::FIRST, NodeId(0))]);
        let (mut term, mut installed) = (1, 0);
        for n in from.len()..run.len() {
            let step = run.step(n).expect("a step of the run");
            again.push(step).expect("it replays");
            let view = again.tip().view();
            if let Some(broken) = rivals(&view, &mut led) {
                return Some(format!("step {n}: {broken}"));
            }
            let (world, all) = (again.tip(), view.nodes.iter().map(|node| node.id).collect());
            let mut see = |node, from| world.outline(node, from);
            judge.observe(again.history(), (step.at, n), all, &mut see);
            for property in [Property::LogsAgree, Property::Durable] {
                if let Some(Verdict::Violated(witness)) = judge.verdict(again.history(), property) {
                    return Some(format!("step {n}: {witness:?}"));
                }
            }
            term = term.max(newest_led(&view));
            installed = installed.max(pieces(&view));
        }
        let written = again.history().operations().iter();
        let written = written.filter(|o| matches!(o.ended, Some((Outcome::Written, ..))));
        self.runs += 1;
        self.failed_over += u32::from(term > 1);
        self.failovers += term - 1;
        self.acknowledged += written.count() as u32;
        self.snapshots += installed;
        self.steps += run.len() - from.len();
        None
    }
}

impl Totals {
    /// Replays a run and checks only the leader of each term.
    fn leaders(&mut self, from: &Trace, run: &Trace) -> Option<String> {
        let mut again = from.branch(from.len());
        let mut led = BTreeMap::from([(Term::FIRST, NodeId(0))]);
        for n in from.len()..run.len() {
            again.push(run.step(n).expect("a step of the run")).expect("it replays");
            if let Some(broken) = rivals(&again.tip().view(), &mut led) {
                return Some(format!("step {n}: {broken}"));
            }
        }
        self.runs += 1;
        self.failed_over += u32::from(led.len() > 1);
        None
    }
}

/// A node that leads in a term in which another node has led.
fn rivals(view: &WorldView, led: &mut BTreeMap<Term, NodeId>) -> Option<String> {
    view.nodes.iter().find_map(|node| {
        let leadership = node.replica.leadership().filter(|_| node.replica.role == Role::Leader)?;
        let first = *led.entry(leadership.term).or_insert(node.id);
        let two = format!("{first} and {} both led in term {}", node.id, leadership.term);
        (first != node.id).then_some(two)
    })
}

fn newest_led(view: &WorldView) -> u32 {
    let leaders = view.nodes.iter().filter(|node| node.replica.role == Role::Leader);
    let terms = leaders.filter_map(|node| Some(node.replica.leadership()?.term.number()));
    terms.max().unwrap_or(1)
}

fn pieces(view: &WorldView) -> u32 {
    u32::from(view.nodes.iter().any(|node| node.replica.pieces().is_some()))
}

/// Random runs, which take turns through these settings; each is judged.
fn storms(
    runs: u64,
    settings: &[String],
    judge: fn(&mut Totals, &Trace, &Trace) -> Option<String>,
) -> Totals {
    let mut seen = Totals::default();
    let starts: Vec<Trace> = settings.iter().map(|it| start(&format!("{it}{STORMY}"))).collect();
    for seed in 0..runs {
        let which = seed as usize % starts.len();
        let (from, settings) = (&starts[which], &settings[which]);
        let program = search::draw(from.setup(), seed, OPERATIONS, &keys());
        let run = storm(
            from,
            &program,
            &Storm { seed, steps: STEPS, faults: true, orders: true, ..Storm::default() },
        );
        let broken = judge(&mut seen, from, &run);
        assert_eq!(broken, None, "seed {seed} of\n{settings}");
    }
    seen
}

/// Searches every run within the bounds for a violation.
fn search(
    from: &Trace,
    program: &Program,
    bounds: Bounds,
    goals: &[Property],
) -> Result<Counterexample, Extent> {
    let mut search = Search::new(from, program.clone(), bounds, goals);
    loop {
        match search.run(10_000) {
            Progress::Running => {}
            Progress::Found(found) => return Ok(*found),
            Progress::Exhausted(extent) => return Err(extent),
        }
    }
}

/// Writes of some clients, each to the leader as far as the client knows it.
fn writes(clients: usize, each: u32) -> Program {
    let key = keys()[0];
    let ask = |client: usize, n| {
        let value = scheduler::value(ClientId(client as u16), n);
        Ask { via: Vec::new(), request: Request::Write(key, value) }
    };
    Program((0..clients).map(|client| (1..=each).map(|n| ask(client, n)).collect()).collect())
}

/// I2: no acknowledged write is lost, logs match, and no term has two leaders.
#[test]
fn majority_loses_nothing() {
    let from = start(&format!("nodes 3\n{SAFE}"));
    let goals = [Property::Durable, Property::LogsAgree];
    // Writes, candidates and crashes; whether the search tries every run.
    for (each, promotions, crashes, all) in
        [(1, 1, 0, true), (0, 2, 0, false), (1, 2, 0, false), (1, 1, 1, false), (2, 1, 0, false)]
    {
        let bounds = Bounds { promotions, crashes, ..Bounds::calm(100_000) };
        match search(&from, &writes(1, each), bounds, &goals) {
            Ok(found) => panic!("{bounds:?}: {found:?}"),
            Err(extent) => {
                assert!(if all { extent.all } else { extent.depth >= 10 }, "{extent:?}")
            }
        }
    }
    let seen = storms(10_000, &VARIANTS.map(|variant| format!("{variant}{SAFE}")), Totals::judge);
    assert!(seen.failed_over > 9_000, "{seen:?}");
    assert!(seen.acknowledged > 30_000, "{seen:?}");
    assert!(seen.snapshots > 500, "{seen:?}");
}

/// I1 and I3, with every replication and fencing: a leader was elected, and a term has one election.
#[test]
fn no_two_leaders_share_a_term() {
    let mut settings = Vec::new();
    for replication in Replication::WORDS {
        for fencing in Fencing::WORDS {
            settings.push(format!(
                "nodes 3\nset failover election\nset replication {replication}\nset fencing {fencing}\n"
            ));
        }
    }
    settings.push("nodes 5\nset failover election\nset flush 10\n".into());
    for settings in &settings {
        let bounds = Bounds { promotions: 2, crashes: 1, ..Bounds::calm(10_000) };
        let found = search(&start(settings), &writes(0, 0), bounds, &[Property::LogsAgree]);
        assert!(found.is_err(), "{settings}: {found:?}");
    }
    let seen = storms(100 * settings.len() as u64, &settings, Totals::leaders);
    // A node that waits until the old leader is off does not lead while the order or its confirmation is lost.
    assert!(seen.failed_over > seen.runs * 7 / 10, "{seen:?}");
}

/// The shortest run in which asynchronous replication loses an acknowledged write in a failover.
#[test]
fn asynchronous_replication_loses_a_write() {
    let story = story("nodes 3\nset replication asynchronous\nset failover election\n");
    let from = story.start().expect("it starts");
    let bounds = Bounds { promotions: 1, ..Bounds::calm(100_000) };
    let found = search(&from, &writes(1, 1), bounds, &[Property::Durable]).expect("it is lost");
    let trace = found.trace(&from).expect("what was found replays");
    let text = Run { scenario: story, trace }.to_string();
    let difference = compare("lost_in_a_failover.trace", &text);
    assert_eq!(difference, None, "`cargo xtask bless` records it, if it is meant");
}

/// I1 without elections: an appointed leader owns its term, even if two people, or a person and a monitor, appoint
/// leaders independently.
#[test]
fn appointed_leaders_share_no_term() {
    let bounds = Bounds { promotions: 3, ..Bounds::calm(20_000) };
    let found = search(&start("nodes 3\n"), &writes(0, 0), bounds, &[Property::LogsAgree]);
    assert!(found.is_err(), "{found:?}");
    let chosen = [
        "nodes 3\n",
        "nodes 4\nset failover controller\nset monitors D\n",
        "nodes 6\nset failover sentinel\nset monitors D,E,F\n",
    ];
    let fenced = chosen.iter().flat_map(|settings| {
        Fencing::WORDS.iter().map(move |word| format!("{settings}set fencing {word}\n"))
    });
    let settings: Vec<String> = fenced.collect();
    let seen = storms(100 * settings.len() as u64, &settings, Totals::leaders);
    assert!(seen.failed_over > seen.runs / 2, "{seen:?}");
}

/// A message of a leader that was switched off arrives late: the followers of the new leader ignore it.
#[test]
fn messages_of_a_dead_leader_are_ignored() {
    let mut trace = scenario(
        "mode single-leader\nnodes 3\nset fencing switch-off\nset promotion at-once\nset heartbeat 1000\n\
         set delay fixed 5ms\nset power-delay fixed 5ms\nset client-delay fixed 1ms\nset link-delay A>C fixed 50ms\nclient c1 writes A\n\
         @0ms c1 write x=1\n@3ms promote B\n",
    )
    .start()
    .expect("it starts");
    go_on(&mut trace, 45);
    let view = trace.tip().view();
    assert_eq!(view.nodes[0].status, Status::Crashed);
    assert!(!view.envelopes.is_empty(), "A's entry is still on its way to C");
    go_on(&mut trace, 45);
    let c = &trace.tip().view().nodes[2].replica;
    assert_eq!(c.leadership().and_then(|it| it.leader), Some(NodeId(1)), "C follows B");
    assert!(c.rows.is_empty(), "C must not store x, which B does not have");
}

/// I4: a lost order to take over is sent again; if no follower can take over, the old leader keeps leading.
#[test]
fn shutdown_leaves_a_leader() {
    let leads = |trace: &Trace| {
        let nodes = trace.tip().view().nodes;
        let leads =
            |node: &&NodeView| node.status == Status::Running && node.replica.role == Role::Leader;
        nodes.iter().filter(leads).map(|node| node.id).collect::<Vec<_>>()
    };
    for fencing in Fencing::WORDS {
        let start = || {
            let text = format!(
                "mode single-leader\nnodes 3\nset fencing {fencing}\nset heartbeat 50\n\
                 set delay fixed 5ms\nset power-delay fixed 5ms\nset client-delay fixed 1ms\nclient c1 writes A\n\
                 @0ms c1 write x=1\n"
            );
            let mut trace = scenario(&text).start().expect("it starts");
            go_on(&mut trace, 30);
            act(&mut trace, Action::ShutDown(NodeId(0)));
            trace
        };
        let mut lost = start();
        let order = |e: &&EnvelopeView| e.label.tag == single_leader::Tag::Lead.into();
        let order = lost.tip().view().envelopes.iter().find(order).map(|e| e.id);
        act(&mut lost, Action::Drop(order.expect("the order is on its way")));
        go_on(&mut lost, 100);
        assert_eq!(leads(&lost), [NodeId(1)], "{fencing}");
        assert_eq!(lost.tip().view().nodes[0].status, Status::Crashed, "{fencing}");
        let mut alone = start();
        for peer in [NodeId(1), NodeId(2)] {
            act(&mut alone, Action::Cut(NodeId(0).into(), peer.into()));
        }
        for envelope in alone.tip().view().envelopes {
            if envelope.label.tag == single_leader::Tag::Lead.into() {
                act(&mut alone, Action::Drop(envelope.id));
            }
        }
        go_on(&mut alone, 400);
        assert_eq!(leads(&alone), [NodeId(0)], "{fencing}");
        // It has given up handing over, and takes writes again.
        act(&mut alone, "c1 write x=2 via A".parse().expect("an action"));
        go_on(&mut alone, 20);
        let last = alone
            .history()
            .operations()
            .iter()
            .next_back()
            .map(|it| it.ended.is_some_and(|(outcome, ..)| outcome.is_ok()));
        assert_eq!(last, Some(true), "{fencing}");
    }
}

/// The changes of settings that the page proposes lead to a setting that promises durability, and it is one of those
/// that the runs above have tested.
#[test]
fn proposed_settings_promise_durability() {
    let mut trace = start("nodes 3\n");
    let configs = Replication::ALL.iter().flat_map(|&replication| {
        Stage::ALL.iter().flat_map(move |&acknowledge| {
            Failover::ALL.iter().flat_map(move |&failover| {
                let fencings =
                    Fencing::ALL.iter().flat_map(|&fencing| [(fencing, 0), (fencing, 8)]);
                fencings.map(move |(fencing, flush)| Config {
                    replication,
                    acknowledge,
                    failover,
                    fencing,
                    flush,
                    ..Config::default()
                })
            })
        })
    });
    for config in configs {
        let changed = [
            Setting::knob(Knob::Replication, config.replication),
            Setting::knob(Knob::AcknowledgeAfter, config.acknowledge),
            Setting::knob(Knob::Failover, config.failover),
            Setting::knob(Knob::Fencing, config.fencing),
            Setting::knob(Knob::Flush, config.flush),
        ];
        for setting in changed {
            act(&mut trace, Action::Configure(setting));
        }
        let mut mended = 0;
        while let Promise::Never(_, mend) = durable(&trace) {
            let mend = mend.unwrap_or_else(|| panic!("{config:?}: there is no proposal"));
            act(&mut trace, Action::Configure(mend));
            mended += 1;
            assert!(mended <= 5, "{config:?}");
        }
        let safe = Config::of(&trace.tip().view().knobs);
        let chosen = (safe.replication, safe.failover, safe.fencing);
        assert_eq!(
            chosen,
            (Replication::Majority, Failover::Election, Fencing::Term),
            "{config:?}"
        );
    }
}

fn durable(trace: &Trace) -> Promise {
    Mode::SingleLeader.promises(Property::Durable, &trace.tip().view())
}
