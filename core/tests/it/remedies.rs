//! What would have kept a guarantee: what the list says, the run confirms.

use crate::{act, scenario, scenarios};
use replicarium::{
    check::{Property, availability, latency, order},
    history::{History, Operation},
    id::{ClientId, OperationId},
    mode::Mode,
    remedy::{Answer, Change, Difference, Fate, Plan, Remedies, Rerun, Shortfall},
    review::Review,
    scenario::{Run, Scenario},
    sim::{
        Trace,
        setup::{self, Choice},
    },
    time::{Duration, Instant},
};
use std::{fs, rc::Rc};

fn tried(scenario: &Scenario, trace: &Trace) -> Remedies {
    let mut remedies = Remedies::of(trace, scenario.mode, scenario.setup.until, Scenario::STEPS);
    remedies.go_on(&mut || true);
    assert!(remedies.is_done());
    remedies
}

fn broken(remedies: &Remedies) -> Vec<Property> {
    remedies.broken().into_iter().flatten().collect()
}

fn violated(trace: &Trace) -> Vec<Property> {
    let mut review = Review::of(trace);
    review.go_on(trace, trace.len(), &mut || true);
    let view = trace.tip().view();
    let is_violated = |&it: &Property| {
        review.verdict(it, trace.len(), &view).is_some_and(|verdict| verdict.is_violated())
    };
    Property::ALL.iter().copied().filter(is_violated).collect()
}

/// The scenario with the change in its text.
fn with(scenario: &Scenario, change: &Change) -> Scenario {
    let mut scenario = scenario.clone();
    let setup = Rc::make_mut(&mut scenario.setup);
    match change {
        Change::Set(settings) => setup.settings.extend(settings),
        Change::Without(at, acts) => setup.script.retain(|line| match line.choice {
            Choice::Act(action) => line.at != *at || !acts.contains(&action),
            Choice::Ask(..) | Choice::Cart(..) => true,
        }),
    }
    // What only undoes a fault that is left out is left out too, or else the text makes no sense.
    loop {
        match scenario.to_string().parse::<Scenario>() {
            Ok(_) => return scenario,
            Err(error) => {
                let line = |it: &setup::Line| it.to_string() == error.found;
                let setup = Rc::make_mut(&mut scenario.setup);
                let place = setup.script.iter().position(line).expect("a line of the script");
                setup.script.remove(place);
            }
        }
    }
}

/// The part of a price that clients see, computed apart.
fn seen(history: &History, end: Instant) -> (i64, i64, Option<(i64, i64)>) {
    let acknowledged: Vec<&Operation> =
        history.operations().iter().filter(|it| order::is_acknowledged(it)).collect();
    let latency = |it: &&Operation| it.ended.map(|(_, at, _)| at.since(it.invoked.0).0 as i64);
    let mut latencies: Vec<i64> = acknowledged.iter().filter_map(latency).collect();
    latencies.sort_unstable();
    let gaps: u64 = availability::gaps(history).iter().map(|gap| gap.length(end).0).sum();
    let both = latencies.last().map(|&last| (latencies[(latencies.len() - 1) / 2], last));
    (latencies.len() as i64, gaps as i64, both)
}

fn confirm(
    name: &str,
    (scenario, original): (&Scenario, &Trace),
    property: Property,
    answer: &Answer,
) {
    let at = format!("{name}, {property}: {}", answer.change);
    let changed = with(scenario, &answer.change);
    let trace = changed.run().unwrap_or_else(|error| panic!("{at}: {error}"));
    assert!(!violated(&trace).contains(&property), "{at}");
    let (before, after) = (original.history(), trace.history());
    let end = scenario.setup.until;
    let (writes, gaps, latencies) = seen(before, end);
    let (now, now_gaps, now_latencies) = seen(after, end);
    let Difference { refused, without_writes, median, longest, .. } = answer.price;
    assert_eq!((refused, without_writes), (writes - now, now_gaps - gaps), "{at}");
    let both = latencies.zip(now_latencies);
    assert_eq!(median, both.map(|((old, _), (new, _))| new - old), "{at}");
    assert_eq!(longest, both.map(|((_, old), (_, new))| new - old), "{at}");
    if let Some(Fate::But(Shortfall::NotDone(id, outcome))) = answer.fate(property) {
        assert!(before.operation(*id).is_some_and(|it| it.ended.is_some()), "{at}");
        let now = after.operation(*id).and_then(|it| it.ended).map(|(outcome, ..)| outcome);
        assert_eq!(now, *outcome, "{at}");
    }
}

/// Of every scenario: what is said to be broken is broken, and each change that is said to keep a guarantee, put into
/// the scenario's text, keeps it at the price that is told.
#[test]
fn the_list_of_every_scenario_is_confirmed_by_its_runs() {
    let (mut kept, mut but) = (0, 0);
    for (name, scenario) in scenarios() {
        let trace = scenario.run().expect("it starts");
        let remedies = tried(&scenario, &trace);
        assert_eq!(broken(&remedies), violated(&trace), "{name}");
        for property in broken(&remedies) {
            let answers = remedies.answers(property);
            for answer in &answers {
                confirm(name, (&scenario, &trace), property, answer);
                match answer.fate(property) {
                    Some(Fate::Kept) => kept += 1,
                    Some(Fate::But(_)) => but += 1,
                    other => panic!("{name}: {other:?}"),
                }
            }
        }
    }
    assert!(kept > 100 && but > 10, "{kept} {but}");
}

/// Stopping after every step changes nothing.
#[test]
fn trying_in_slices_gives_the_same_list() {
    for (name, scenario) in scenarios().take(12) {
        let trace = scenario.run().expect("it starts");
        let whole = tried(&scenario, &trace);
        let until = scenario.setup.until;
        let mut sliced = Remedies::of(&trace, scenario.mode, until, Scenario::STEPS);
        let mut slices = 0;
        while !sliced.is_done() {
            let mut more = true;
            sliced.go_on(&mut || std::mem::take(&mut more));
            slices += 1;
            if slices == 100 {
                // A copy tries the change in progress anew, from its start.
                sliced = sliced.clone();
            }
        }
        assert!(slices > whole.progress().1, "{slices}");
        for property in broken(&whole) {
            let told = |it: &Remedies| format!("{:?}", it.answers(property));
            assert_eq!(told(&sliced), told(&whole), "{name}");
        }
    }
}

/// The run that follows from the choices of a run.
fn again(trace: &Trace, mode: Mode, end: Instant) -> Trace {
    let plan = Plan::of(trace, mode, end);
    let mut again = plan.start().expect("it starts");
    let mut rerun = Rerun::of(plan);
    // A run of a search ends although more is due.
    while again.len() < trace.len()
        && let Some(step) = rerun.next(&again, end)
    {
        again.push(step).expect("it is possible");
    }
    again
}

/// The choices of a run, unchanged, make the same run: with a reader's acts at every moment, between steps of one moment
/// too, and for runs in which a search chose every arrival.
#[test]
fn the_choices_of_a_run_make_the_same_run() {
    for (name, scenario) in scenarios() {
        let whole = scenario.run().expect("it starts");
        for n in (0..whole.len().min(200)).step_by(13) {
            let mut trace = whole.branch(n);
            let enabled = trace.tip().enabled();
            for pick in 0..3 {
                let place = (n as usize * 7 + pick * 31) % enabled.len();
                let action = enabled[place];
                if trace.tip().enabled().contains(&action) {
                    act(&mut trace, action);
                }
            }
            let end = trace.tip().now() + Duration::millis(80);
            trace.run(end, 3_000);
            let again = again(&trace, scenario.mode, end);
            assert_eq!(again.fingerprint(), trace.fingerprint(), "{name}, step {n}");
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/matrix");
    for file in fs::read_dir(folder).expect("it is there") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a text");
        let Run { scenario, trace } = text.parse().expect("a run");
        let again = again(&trace, scenario.mode, trace.tip().now());
        assert_eq!(again.fingerprint(), trace.fingerprint(), "{}", scenario.title);
    }
}

fn list(text: &str, property: Property) -> (Remedies, Vec<String>) {
    let scenario = scenario(text);
    let remedies = tried(&scenario, &scenario.run().expect("it starts"));
    assert!(broken(&remedies).contains(&property), "{:?}", broken(&remedies));
    let fate = |it: &Answer| match it.fate(property) {
        Some(Fate::Kept) => format!("{}: kept", it.change),
        Some(Fate::But(Shortfall::NotDone(id, _))) => format!("{}: but {id}", it.change),
        other => format!("{}: {other:?}", it.change),
    };
    let list = remedies.answers(property).into_iter().map(fate).collect();
    (remedies, list)
}

/// A leader whose slower follower, which lacks the write, is promoted when the leader has died. When that one is back, it
/// follows.
const FAILOVER: &str = "mode single-leader\nnodes 3\nuntil 400ms\nset heartbeat 1000\n\
    set delay fixed 10ms\nset link-delay A>C fixed 80ms\nset client-delay fixed 4ms\n\
    client c1 writes A reads A\nclient c2 writes C reads C\n\
    @0ms c1 write name=Kim\n@50ms cut A>C\n@60ms crash A\n@100ms promote C\n\
    @130ms c2 write cart=flour\n@150ms heal A>C\n@160ms restart A\n@300ms c2 read name\n";

/// A faster link brings the write to C in time. A majority that acknowledges does not save it: B has the write, but a
/// person promotes C. Synchronous replication keeps the guarantee only because the client is told nothing.
#[test]
fn a_write_lost_by_a_promotion_is_saved_by_what_brings_it_there() {
    let (_, list) = list(FAILOVER, Property::Durable);
    let has = |start: &str| list.iter().any(|line| line.starts_with(start));
    assert!(has("set link-delay A>C fixed 10ms: kept"), "{list:#?}");
    assert!(!has("set replication majority"), "{list:#?}");
    assert!(has("set replication synchronous: but c1.1"), "{list:#?}");
    assert!(has("without cut A>C at 50ms: kept"), "{list:#?}");
    assert!(has("without promote C at 100ms: kept"), "{list:#?}");
}

/// Two leaders take writes to one key while they are cut off from each other: a home for the key, or conflicts that are
/// detected first, keep one of the writes away.
#[test]
fn two_leaders_that_are_cut_off_are_saved_by_a_home() {
    let scenario = find("leaders_converge_after_a_cut");
    let remedies = tried(&scenario, &scenario.run().expect("it starts"));
    assert!(broken(&remedies).contains(&Property::Linearizable));
    assert!(remedies.can_be_set(Property::Linearizable));
}

/// A cluster of one node whose disk is lost: nothing that can be set brings the write back.
#[test]
fn nothing_that_can_be_set_saves_the_only_disk() {
    let scenario = scenario(
        "mode multi-leader\nnodes 1\nuntil 300ms\nclient c1 writes A reads A\n\
         @0ms c1 write x=a\n@100ms crash A\n@110ms wipe A\n@120ms restart A\n@200ms c1 read x\n",
    );
    let remedies = tried(&scenario, &scenario.run().expect("it starts"));
    assert!(broken(&remedies).contains(&Property::Durable));
    assert!(!remedies.can_be_set(Property::Durable));
    let answers = remedies.answers(Property::Durable);
    assert!(!answers.is_empty() && answers.iter().all(|it| !it.change.is_setting()));
}
/// A read from a follower that is behind: reading from the leader is free, and waiting for the follower is not.
#[test]
fn a_stale_read_is_saved_by_the_leader_or_by_waiting() {
    let scenario = find("stale_follower_read");
    let remedies = tried(&scenario, &scenario.run().expect("it starts"));
    let answers = remedies.answers(Property::ReadYourWrites);
    let price = |change: &str| {
        let answer = answers.iter().find(|it| it.change.to_string() == change);
        let answer = answer.unwrap_or_else(|| panic!("{change}: {answers:#?}"));
        assert_eq!(answer.fate(Property::ReadYourWrites), Some(&Fate::Kept), "{change}");
        answer.price.median
    };
    assert_eq!(price("set reads c1 leader"), Some(0));
    // C gets a write 120 ms later, and its answer takes 20 ms; before, a write waited for nobody.
    assert_eq!(price("set replication synchronous"), Some(140_000));
}

/// Crash, cut and promotion of a leader's only follower: the client was told ok before the write left A. Synchronous
/// replication does not save the write, but tells the client nothing.
#[test]
fn a_write_that_is_not_acknowledged_is_told_apart() {
    let scenario = find("async_failover_loses_acknowledged_write");
    let remedies = tried(&scenario, &scenario.run().expect("it starts"));
    let answers = remedies.answers(Property::Durable);
    let synchronous =
        answers.iter().find(|it| it.change.to_string() == "set replication synchronous");
    let fate = synchronous.and_then(|it| it.fate(Property::Durable));
    let id = OperationId { client: ClientId(0), number: 2 };
    assert_eq!(fate, Some(&Fate::But(Shortfall::NotDone(id, None))));
}

/// With dots, leaderless replication promises that no acknowledged write is lost; without the skew of A's clock it does
/// not, although this run loses none. What is promised comes first.
#[test]
fn a_promise_is_told_from_luck() {
    let scenario = find("skewed_clocks_lose_a_write");
    let remedies = tried(&scenario, &scenario.run().expect("it starts"));
    let answers = remedies.answers(Property::Durable);
    let told = |it: &&Answer| (it.change.to_string(), it.promised.contains(&Property::Durable));
    let list: Vec<(String, bool)> = answers.iter().map(told).collect();
    let expected = [("set conflict dotted", true), ("without skew A +200ms at 0ms", false)];
    assert_eq!(list, expected.map(|(change, promised)| (change.to_owned(), promised)));
    for (_, scenario) in scenarios().take(12) {
        let remedies = tried(&scenario, &scenario.run().expect("it starts"));
        for property in broken(&remedies) {
            let settings =
                remedies.answers(property).into_iter().filter(|it| it.change.is_setting());
            let promised: Vec<bool> = settings.map(|it| it.promised.contains(&property)).collect();
            assert!(promised.is_sorted_by(|a, b| a >= b), "{property}: {promised:?}");
        }
    }
}

fn find(name: &str) -> Scenario {
    let found = scenarios().find(|(it, _)| *it == name);
    found.map(|(_, scenario)| scenario).expect("it is in the library")
}

/// The same requests to one leader across two data centres, and to a leader in each: what the second saves in time it pays
/// for with guarantees; and what-if says both of the first.
#[test]
fn a_leader_in_each_centre_saves_time_and_loses_guarantees() {
    let of = |name| scenarios().find(|(it, _)| *it == name).expect("it is there").1;
    let (one, two) = (of("two_centres_one_leader"), of("two_centres_two_leaders"));
    assert_eq!(one.setup.script, two.setup.script);
    let (alone, both) = (one.run().expect("it starts"), two.run().expect("it starts"));
    let writes = |trace: &Trace| latency::of(trace.history()).writes;
    let (far, near) = (Duration::millis(120), Duration::millis(4));
    assert_eq!((writes(&alone).median, writes(&both).median), (far, near));
    assert_eq!((writes(&alone).answered, writes(&both).answered), (3, 3));
    assert_eq!(latency::of(alone.history()).reads, latency::of(both.history()).reads);
    assert_eq!(
        (violated(&alone), violated(&both)),
        (vec![], vec![Property::Linearizable, Property::Durable])
    );
    let remedies = tried(&two, &both);
    let answers = remedies.answers(Property::Linearizable);
    let answer =
        answers.iter().find(|it| it.change.to_string() == "set leaders A, set writes c2 A");
    let answer = answer.expect("one leader is tried");
    assert_eq!(answer.fate(Property::Linearizable), Some(&Fate::Kept));
    assert_eq!(answer.waits.before, latency::of(both.history()));
    assert_eq!(answer.waits.after, latency::of(alone.history()));
}
