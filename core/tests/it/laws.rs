//! Laws of the simulation, for every scenario and for random runs.

use crate::{scenario, scenarios};
use proptest::prelude::*;
use replicarium::{
    id::{ClientId, NodeId},
    kv::{Key, Request, Value, Word},
    protocol::leaderless,
    random::{Dice, Stream},
    scenario::Scenario,
    sim::{Action, By, Happening, Step, StepLog, Trace},
    time::Instant,
    view::{NodeView, ReplicaView},
};
use std::collections::BTreeSet;

fn request(n: u64) -> Request {
    let word = |text: String| Word::new(&text).unwrap_or_else(|error| panic!("{error}"));
    let key = Key(word(format!("k{}", n % 2)));
    if n.is_multiple_of(3) {
        Request::Read(key)
    } else {
        Request::Write(key, Value::Word(word(format!("v{n}"))))
    }
}

/// A random run: each step is drawn from the enabled actions, or is the clock's choice.
pub fn disturbed(scenario: &Scenario, seed: u64, steps: u32) -> Trace {
    let mut trace = scenario.start().expect("a parsed scenario starts");
    for n in 0..u64::from(steps) {
        let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), n);
        let at = trace.tip().now();
        let enabled = trace.tip().enabled();
        let some = |dice: &mut Dice| enabled[dice.below(enabled.len() as u32) as usize];
        let client = ClientId(dice.below(2) as u16);
        let node = NodeId(dice.below(trace.tip().members().len() as u32) as u16);
        let action = match dice.below(8) {
            0 | 1 => some(&mut dice),
            2 if trace.tip().idle(client).is_some() => {
                Action::Invoke { client, via: node, request: request(n) }
            }
            _ => match trace.next() {
                Some(step) => {
                    trace.push(step).expect("what the clock chooses can happen");
                    continue;
                }
                None => some(&mut dice),
            },
        };
        let step = Step { at, by: By::Reader, action };
        trace.push(step).unwrap_or_else(|refusal| panic!("enabled, but {action}: {refusal}"));
    }
    trace
}

fn modes() -> Vec<Scenario> {
    ["single-leader", "multi-leader", "leaderless"]
        .map(|mode| {
            scenario(&format!(
                "mode {mode}\nnodes 3\nset loss 20000ppm\nset duplication 20000ppm\n\
                 client c1 loops think 20ms share 60% keys x,y\nclient c2\n"
            ))
        })
        .into()
}

/// `seek(n)` equals the world after applying `n` steps.
#[test]
fn seeking_is_applying() {
    for scenario in modes() {
        let trace = disturbed(&scenario, 5, 2_500);
        let mut live = scenario.start().expect("a parsed scenario starts");
        for n in 0..trace.len() {
            if n % 97 == 0 || n % Trace::INTERVAL < 2 {
                assert_eq!(trace.seek(n).fingerprint(), live.fingerprint(), "after {n} steps");
                assert_eq!(trace.seek(n).view(), live.tip().view());
                assert_eq!(trace.history().before(n), *live.history());
            }
            let step = trace.step(n).expect("within the run");
            live.push(step).expect("it happened before");
        }
        assert_eq!(trace.fingerprint(), live.fingerprint());
    }
}

/// A branch has the same steps up to its start, and its own after it.
#[test]
fn a_branch_shares_the_steps_before_its_origin() {
    for scenario in modes() {
        let trace = disturbed(&scenario, 8, 1_500);
        for n in [0, 1, 700, 1_023, 1_024, 1_025, 1_500] {
            let branch = trace.branch(n);
            assert_eq!(branch.len(), n);
            assert_eq!(branch.fingerprint(), trace.seek(n).fingerprint());
            assert_eq!(*branch.history(), trace.history().before(n));
            assert!((0..n).all(|step| branch.step(step) == trace.step(step)));
        }
    }
}

/// A step does the same whether or not its log collects envelopes and notes.
#[test]
fn a_watched_step_is_the_same_step() {
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("a parsed scenario starts");
        let (mut world, mut watched) = (trace.seek(0), trace.seek(0));
        let mut log = StepLog::default();
        let mut full = StepLog { watch: true, ..StepLog::default() };
        for n in 0..trace.len() {
            let Step { at, action, .. } = trace.step(n).expect("within the run");
            world.apply(at, action, &mut log).expect("it happened before");
            watched.apply(at, action, &mut full).expect("it happened before");
            assert_eq!(world.state(), watched.state(), "{name}, step {n}");
            assert_eq!(world.fingerprint(), watched.fingerprint(), "{name}, step {n}");
            let is_always_logged =
                |it: &&Happening| !matches!(it, Happening::Sent(_) | Happening::Noted(..));
            let always = full.happenings.iter().filter(is_always_logged);
            assert!(log.happenings.iter().eq(always), "{name}, step {n}: {log:?}, {full:?}");
            assert_eq!((log.cause, log.before), (full.cause, full.before), "{name}, step {n}");
            assert_eq!((log.touched, &log.sight), (full.touched, &full.sight), "{name}, step {n}");
        }
    }
}

/// Watching plays the steps of the run, from any step on, and reports every envelope that is ever in flight.
#[test]
fn watching_reports_every_step_and_envelope() {
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("a parsed scenario starts");
        let mut sent = BTreeSet::new();
        let mut all = Vec::new();
        let at_start = trace.seek(0).view().envelopes;
        sent.extend(at_start.iter().map(|envelope| envelope.id));
        let mut world = trace.seek(0);
        trace.watch(0, trace.len(), |number, step, log| {
            assert_eq!(trace.step(number), Some(step), "{name}");
            world.apply(step.at, step.action, &mut StepLog::default()).expect("it happened before");
            sent.extend(log.happenings.iter().filter_map(Happening::sent).map(|it| it.id));
            for envelope in world.view().envelopes {
                assert!(sent.contains(&envelope.id), "{name}, step {number}: {envelope:?}");
            }
            all.push(log.clone());
        });
        assert_eq!(all.len() as u32, trace.len(), "{name}");
        let middle = trace.len() / 2;
        let mut later = Vec::new();
        trace.watch(middle, trace.len(), |_, _, log| later.push(log.clone()));
        assert!(later == all[middle as usize..], "{name}: watched from step {middle} on");
    }
}

/// Delay and loss of an envelope are drawn by link and ordinal: an additional message on one link does not change those of
/// another link.
#[test]
fn an_extra_message_does_not_change_other_draws() {
    let scenario = scenario(
        "mode leaderless\nnodes 3\nuntil 300ms\nset loss 50000ppm\n\
         client c1 writes A reads A\nclient c2 writes B reads B\n\
         @0ms c1 write x=1\n@100ms c1 write x=2\n@100ms c2 write y=3\n",
    );
    let way = |trace: &Trace, from: NodeId| {
        let mut ways = Vec::new();
        trace.watch(0, trace.len(), |_, _, log| {
            for happening in &log.happenings {
                if let Happening::Sent(e) = happening
                    && e.from == from.into()
                    && e.label.tag == leaderless::Tag::Store.into()
                {
                    ways.push((e.to, e.due.since(e.sent), e.fate));
                }
            }
        });
        ways
    };
    let plain = scenario.run().expect("it starts");
    let mut other = scenario.start().expect("it starts");
    other.run(Instant(50_000), 1_000);
    let extra = Action::Invoke { client: ClientId(0), via: NodeId(0), request: request(1) };
    other.push(Step { at: Instant(50_000), by: By::Reader, action: extra }).expect("c1 is idle");
    other.run(scenario.setup.until, 10_000);
    assert!(way(&other, NodeId(0)).len() > way(&plain, NodeId(0)).len());
    // B answers the extra write on the link to A; the link to C carries nothing new.
    let to_c = |trace: &Trace| {
        way(trace, NodeId(1))
            .into_iter()
            .filter(|way| way.0 == NodeId(2).into())
            .collect::<Vec<_>>()
    };
    assert_eq!(to_c(&other), to_c(&plain));
    let before = way(&plain, NodeId(0));
    assert_eq!(way(&other, NodeId(0))[..2], before[..2]);
}

/// A refused action changes nothing.
#[test]
fn refusals_change_nothing() {
    for scenario in modes() {
        let trace = disturbed(&scenario, 3, 300);
        let mut world = trace.seek(trace.len());
        let (print, now) = (world.fingerprint(), world.now());
        let node = NodeId(25);
        let refused = [
            Action::Crash(node),
            Action::Deliver(replicarium::id::EnvelopeId(u32::MAX)),
            Action::Cut(NodeId(0).into(), NodeId(0).into()),
            Action::Cut(ClientId(0).into(), ClientId(1).into()),
            Action::Join(node),
            Action::Skew(NodeId(0), i64::MAX),
            Action::Invoke { client: ClientId(9), via: NodeId(0), request: request(0) },
            Action::Invoke { client: ClientId(0), via: node, request: request(0) },
        ];
        for action in refused {
            let log = &mut StepLog::default();
            assert!(world.apply(now, action, log).is_err(), "{action}");
            let later = Instant(now.0 + 5);
            assert!(world.apply(later, action, log).is_err(), "{action}");
            assert_eq!((world.fingerprint(), world.now()), (print, now), "{action}");
        }
        let back = Instant(now.0 - 1);
        // The time is what is wrong with this action.
        let tick = Action::Skew(NodeId(0), 0);
        assert!(world.apply(back, tick, &mut StepLog::default()).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Every enabled action can be applied.
    #[test]
    fn every_enabled_action_applies(seed in any::<u64>(), mode in 0..3_usize) {
        let trace = disturbed(&modes()[mode], seed, 150);
        let world = trace.seek(trace.len());
        for action in world.enabled() {
            let mut fork = world.clone();
            let applied = fork.apply(world.now(), action, &mut StepLog::default());
            prop_assert!(applied.is_ok(), "{}: {:?}", action, applied);
        }
    }

    /// Parsing a printed run is the identity.
    #[test]
    fn runs_print_and_parse(seed in any::<u64>(), mode in 0..3_usize) {
        let scenario = modes()[mode].clone();
        let trace = disturbed(&scenario, seed, 200);
        let run = replicarium::scenario::Run { scenario, trace };
        let text = run.to_string();
        let again: replicarium::scenario::Run = match text.parse() {
            Ok(run) => run,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
        };
        prop_assert_eq!(&again.scenario, &run.scenario);
        prop_assert_eq!(again.trace.fingerprint(), run.trace.fingerprint());
        prop_assert_eq!(again.to_string(), text);
    }
}

/// A step changes only the nodes that its log lists as touched.
#[test]
fn untouched_nodes_are_as_they_were() {
    for (n, scenario) in (0..).zip(modes()) {
        let trace = disturbed(&scenario, n, 3_000);
        let mut world = trace.seek(0);
        let mut log = StepLog::default();
        let mut untouched = 0;
        for n in 0..trace.len() {
            let before = world.view();
            let step = trace.step(n).expect("within the run");
            world.apply(step.at, step.action, &mut log).expect("it could happen before");
            for (before, now) in before.nodes.iter().zip(&world.view().nodes) {
                if log.touched.contains(now.id) {
                    continue;
                }
                untouched += 1;
                let what = |node: &NodeView| {
                    let leads = node.replica.leadership().map(|it| (it.term, it.leader));
                    let (hints, marks) = (node.replica.hints().to_vec(), node.replica.marks());
                    let ReplicaView { role, rows, log, .. } = node.replica.clone();
                    (node.status, node.skew, role, rows, log, hints, marks, leads)
                };
                assert_eq!(what(before), what(now), "{}: {}", now.id, step.action);
            }
        }
        assert!(untouched > trace.len(), "most nodes are not touched");
    }
}

/// A run goes on with the steps that the clock would choose next, one after the other. Lines of the script that a reader has
/// made impossible are skipped.
#[test]
fn a_run_is_what_comes_next() {
    let crashed = scenario(
        "mode single-leader\nnodes 3\nuntil 300ms\nclient c1 writes A reads C\n@0ms c1 write a=1\n\
         @20ms crash B\n@30ms c1 read a\n@40ms restart B\n@50ms crash C\n",
    );
    let end = Instant(300_000);
    for (name, scenario) in scenarios().chain([("crashed", crashed)]) {
        let mut from = scenario.start().expect("it starts");
        from.run(Instant(10_000), 20);
        let at = from.tip().now();
        for node in [1, 2].map(NodeId) {
            let _ = from.push(Step { at, by: By::Reader, action: Action::Crash(node) });
        }
        let (mut at_once, mut by_steps) = (from.branch(from.len()), from);
        at_once.run(end, 500);
        while by_steps.len() < at_once.len() {
            let step = by_steps.next().expect("the clock goes on");
            by_steps.push(step).expect("what comes next can happen");
        }
        assert_eq!(by_steps.fingerprint(), at_once.fingerprint(), "{name}");
        assert!(name != "crashed" || at_once.skipped().len() >= 2, "{:?}", at_once.skipped());
    }
}
