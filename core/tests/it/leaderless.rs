//! The invariants of the leaderless protocol's mechanisms, in runs with faults. Its `mod.rs` names each test.

use crate::{
    act, go_on,
    invariants::stormy_in,
    matrix::rows::{self, Row},
    scenario, scenarios,
};
use replicarium::{
    check::{Property, StateJudge, convergence, lag, linearizable},
    history::{Operation, Outcome},
    id::{Address, ClientId, NodeId},
    kv::{Key, Request, Word},
    mode::Mode,
    note::Note,
    protocol::leaderless,
    scenario::{Scenario, library},
    search::{self, Bounds, Progress, Search, Storm, storm},
    sim::{Action, Happening, Trace},
    time::Instant,
    view::{EnvelopeView, Kind, Meeting, Status, Version},
};
use std::collections::BTreeSet;

const SEEDS: u64 = 60;

fn key(text: &str) -> Key {
    Key(Word::new(text).unwrap_or_else(|error| panic!("{error}")))
}

fn is_linearizable(trace: &Trace) -> bool {
    !linearizable::check(trace.history()).is_violated()
}

/// Whether replicas differ at the end of a run in which only clients are cut off.
fn is_differing(trace: &Trace) -> bool {
    let mut view = trace.tip().view();
    view.cuts.clear();
    convergence::check(&view).is_violated()
}

/// How many notes satisfy `is`.
fn count(trace: &Trace, is: impl Fn(&Note) -> bool) -> usize {
    let mut count = 0;
    trace.watch(0, trace.len(), |_, _, log| {
        let noted = log.happenings.iter().filter(|h| matches!(h, Happening::Noted(_, n) if is(n)));
        count += noted.count();
    });
    count
}

/// Random runs of three clients with any order of arrival.
fn storms(settings: &str, faults: bool, seeds: u64) -> impl Iterator<Item = Trace> {
    storms_from(settings, faults, seeds, 0)
}

/// The same, with A's clock ahead by `skew` µs.
fn storms_from(settings: &str, faults: bool, seeds: u64, skew: i64) -> impl Iterator<Item = Trace> {
    let route = |c| {
        if settings.contains("mode leaderless # own") {
            format!(" writes c{c} reads c{c}")
        } else {
            String::new()
        }
    };
    let clients: String = (1..=3).map(|c| format!("client c{c}{}\n", route(c))).collect();
    let mut from = scenario(&format!("{settings}\n{clients}")).start().expect("it starts");
    act(&mut from, Action::Skew(NodeId(0), skew));
    (0..seeds).map(move |seed| {
        let program = search::draw(from.setup(), seed, 8, &[key("x"), key("y")]);
        storm(&from, &program, &Storm { seed, steps: 250, faults, ..Storm::default() })
    })
}

/// In every scenario, the versions reported to meet on a replica are those before and after the merge.
#[test]
fn versions_that_meet_are_merged() {
    let vector = |trace: &Trace, steps: u32, met: &Meeting| {
        let view = trace.seek(steps).view();
        let rows = view.nodes[usize::from(met.node.0)].replica.rows.clone();
        match rows.into_iter().find(|row| row.key == met.key)?.version {
            Version::Siblings(_, seen) => Some(seen),
            Version::Position(_) | Version::Stamp(_) | Version::Vector(..) | Version::Merged(_) => {
                None
            }
        }
    };
    let mut met = Vec::new();
    for (name, scenario) in scenarios().filter(|(_, it)| it.mode == Mode::Leaderless) {
        let trace = scenario.run().expect("it starts");
        trace.watch(0, trace.len().min(400), |number, _, log| {
            for meeting in &log.meetings {
                assert_ne!(meeting.held, meeting.came, "{name}");
                assert_eq!(vector(&trace, number, meeting).as_ref(), Some(&meeting.held), "{name}");
                let mut merged = meeting.held.clone();
                merged.merge(&meeting.came);
                // A write that gets its dot here adds it.
                let after = vector(&trace, number + 1, meeting).expect("the row is there");
                assert!(after >= merged, "{name}: {after} after {meeting:?}");
                met.push(meeting.held.partial_cmp(&meeting.came));
            }
        });
    }
    use std::cmp::Ordering::{Greater, Less};
    for order in [None, Some(Less), Some(Greater)] {
        assert!(met.contains(&order), "{order:?}");
    }
}

/// The lag of replicas at the end of two scenarios.
#[test]
fn lag_is_counted() {
    let at_the_end = |name: &str| {
        let (_, scenario) = scenarios().find(|(other, _)| *other == name).expect("a story");
        let trace = scenario.run().expect("it starts");
        let all = lag::of_nodes(trace.history(), &trace.tip().view());
        all.iter().map(|it| (it.versions, it.backlog, it.hints)).collect::<Vec<_>>()
    };
    // C missed one write to cart, of which B kept no hint. A and E are not its homes.
    let none = (0, 0, 0);
    assert_eq!(at_the_end("hint_comes_too_late"), [none, none, (1, 1, 0), none, none]);
    // C was repaired for cart, and not for name.
    assert_eq!(at_the_end("read_repair"), [none, none, (1, 1, 0)]);
    assert_eq!(at_the_end("anti_entropy"), [none; 3]);
    // Earlier, hints are outstanding: C and D miss the write that A and E keep for them.
    let (_, scenario) =
        scenarios().find(|(it, _)| *it == "read_misses_the_hints").expect("a story");
    let mut trace = scenario.start().expect("it starts");
    trace.run(Instant(200_000), 1_000);
    let all = lag::of_nodes(trace.history(), &trace.tip().view());
    let counts: Vec<_> = all.iter().map(|it| (it.versions, it.hints, it.behind.0)).collect();
    assert_eq!(counts, [(0, 1, 0), (0, 0, 0), (1, 0, 41_000), (1, 0, 41_000), (0, 1, 0)]);
}

/// The lag matches its definition at many moments of every scenario: a node misses an acknowledged write if every write
/// that it stores was acknowledged before that one began.
#[test]
fn lag_matches_its_definition() {
    let mut late = 0;
    for (name, scenario) in scenarios().filter(|(_, it)| it.mode == Mode::Leaderless) {
        let trace = scenario.run().expect("it starts");
        for step in (0..=trace.len().min(300)).step_by(7) {
            let (view, history) = (trace.seek(step).view(), trace.history().before(step));
            let ring = view.ring.as_ref().expect("keys are shared out");
            let done = |o: &&Operation| matches!(o.ended, Some((Outcome::Written, ..)));
            for counted in lag::of_nodes(&history, &view) {
                let rows = &view.nodes[usize::from(counted.node.0)].replica.rows;
                let mut missed = 0;
                for place in ring.keys.iter().filter(|place| place.homes.contains(&counted.node)) {
                    let row = rows.iter().find(|row| row.key == place.key);
                    let writes = history.operations().iter().filter(done);
                    let writes: Vec<_> = writes.filter(|o| o.request.key() == place.key).collect();
                    let last = writes.iter().max_by_key(|o| o.ended.map(|(.., end)| end));
                    missed += match row {
                        // After a delete, storing nothing is correct.
                        None if last.is_some_and(|last| last.request.is_delete()) => 0,
                        None => writes.len(),
                        Some(row) => {
                            let held: Vec<_> =
                                row.writes().filter_map(|id| history.operation(id)).collect();
                            let older = |held: &&&Operation, write: &Operation| {
                                done(held)
                                    && held.ended.is_some_and(|(.., end)| end <= write.invoked.1)
                            };
                            let all = |w: &&&Operation| held.iter().all(|it| older(&it, w));
                            writes.iter().filter(all).count()
                        }
                    };
                }
                assert_eq!(counted.versions as usize, missed, "{name} at {step}: {counted:?}");
                late += missed;
            }
        }
    }
    assert!(late > 50, "{late}");
}

/// I4: with correct clocks and majorities, blocking read repair makes reads and writes linearizable
/// (Attiya, Bar-Noy and Dolev, 1995); without it they are not.
#[test]
fn blocking_repair_keeps_reads_monotonic() {
    let broken = |repair: &str, faults| {
        let settings = format!("mode leaderless\nnodes 3\nset read-repair {repair}");
        storms(&settings, faults, 500).filter(|run| !is_linearizable(run)).count()
    };
    assert_eq!(
        (broken("blocking", false), broken("blocking", true)),
        (0, 0),
        "with blocking repair"
    );
    assert!(broken("off", false) > 0, "without repair");
}

/// I5: once all nodes run, every hint is delivered. A hint is dropped only when its home has the write or its window has
/// passed.
#[test]
fn hints_are_delivered_or_expire() {
    let (mut hinted, mut handed_off) = (0, 0);
    for (seed, handoff) in (0..SEEDS).flat_map(|seed| [(seed, "hints"), (seed, "sloppy")]) {
        let settings = format!(
            "mode leaderless\nnodes 5\nset handoff {handoff}\nset handoff-after 40\n\
             set hint-window 600000"
        );
        let run = stormy_in(&settings, seed, |_| {});
        let left = |view: replicarium::view::WorldView| {
            view.nodes.iter().map(|node| node.replica.hints().len()).sum::<usize>()
        };
        assert_eq!(left(run.tip().view()), 0, "seed {seed}, handoff {handoff}");
        hinted +=
            count(&run, |note| matches!(note, Note::Leaderless(leaderless::Note::Hinted { .. })));
        handed_off += count(&run, |note| {
            matches!(note, Note::Leaderless(leaderless::Note::HandedOff { .. }))
        });
    }
    assert!(handed_off > 100 && hinted >= handed_off, "{hinted} hints, {handed_off} came home");
}

/// Read repair equalises the keys that are read, and only those.
#[test]
fn read_repair_equalises_the_keys_that_are_read() {
    let differ = |repair: &str| {
        let settings = format!("mode leaderless\nnodes 3\nset read-repair {repair}");
        let reader = ClientId(2);
        let runs = (0..SEEDS).map(|seed| {
            let mut run = stormy_in(&settings, seed, |_| {});
            for (n, k) in [(0, "x"), (1, "y")] {
                let via = NodeId(n);
                act(&mut run, Action::Heal(reader.into(), via.into()));
                act(
                    &mut run,
                    Action::Invoke { client: reader, via, request: Request::Read(key(k)) },
                );
                go_on(&mut run, 500);
            }
            run
        });
        runs.filter(is_differing).count()
    };
    assert_eq!(differ("async"), 0, "with repair");
    assert!(differ("off") > 10, "without");
}

fn is_lossy(run: &Trace) -> bool {
    StateJudge::at(run.history(), &run.tip().view()).durable(run.history()).is_violated()
}

/// I6: in 10 000 random runs with faults, with both kinds of context and of quorum, no acknowledged write is lost: each is
/// a sibling on some replica, or was replaced by a write whose client had read it.
#[test]
fn siblings_lose_nothing() {
    for conflict in ["version-vector", "dotted"] {
        let sloppy = "nodes 5\nset handoff sloppy\nset handoff-after 20";
        let repair = "nodes 3\nset w 1\nset r 1\nset read-repair async";
        // In the last one, every client coordinates for itself.
        for more in ["\nnodes 3", &format!("\n{repair}"), &format!("\n{sloppy}"), " # own\nnodes 4"]
        {
            let settings = format!("mode leaderless{more}\nset conflict {conflict}");
            let lossy = storms(&settings, true, 1_300).position(|run| is_lossy(&run));
            assert_eq!(lossy, None, "{settings}: this seed");
        }
    }
}

/// I6 in every run of small programs within bounds: two and three writes, a loss and a crash.
#[test]
fn no_small_run_loses_a_sibling() {
    static ANY: Row =
        Row { name: "", title: "", mode: "", skew: false, writes: |_| "ABC", reads: |_| "ABC" };
    for conflict in ["version-vector", "dotted"] {
        let text =
            format!("mode leaderless\nnodes 3\nset conflict {conflict}\nclient c1\nclient c2\n");
        let from = scenario(&text).start().expect("it starts");
        for (program, faults) in [("x=1 x=2 | x=3", 0), ("x=1 x | x=2", 0), ("x=1 | x=2", 1)] {
            let bounds = Bounds { drops: faults, crashes: faults, ..Bounds::calm(20_000) };
            let program = rows::program(&ANY, program);
            let mut search = Search::new(&from, program, bounds, &[Property::Durable]);
            let extent = loop {
                match search.run(10_000) {
                    Progress::Running => {}
                    Progress::Found(found) => panic!("{conflict}: {found:?}"),
                    Progress::Exhausted(extent) => break extent,
                }
            };
            assert!(extent.states > 1_000, "{conflict}: {extent:?}");
        }
    }
}

/// The same runs with last write wins and a clock that is ahead lose writes: so the tests above can fail.
#[test]
fn last_write_wins_loses_writes() {
    let settings = "mode leaderless\nnodes 3";
    let lossy = storms_from(settings, true, 1_000, 50_000).filter(is_lossy).count();
    assert!(lossy > 5, "only {lossy} runs of 1000");
}

/// I7: once faults stop, anti-entropy makes replicas equal, without any reads.
/// n is the number of homes in each data centre, and each has nodes for as many.
#[test]
fn a_quorum_fits_into_each_data_centre() {
    let turn = |nodes: u16, text: &str| {
        let head = "replicarium scenario 1\ntitle Centres\nmode leaderless";
        let parsed = format!("{head}\nnodes {nodes}\n{text}").parse::<Scenario>();
        parsed.map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(turn(6, "set centres 2\nset n 3\n"), Ok(()));
    let refused = turn(4, "set w 1\nset r 1\nset n 2\nset centres 2\nset n 3\n");
    assert!(refused.as_ref().is_err_and(|it| it.contains("n = 3")), "{refused:?}");
}

#[test]
fn anti_entropy_converges() {
    for conflict in ["lww", "version-vector", "dotted"] {
        let settings =
            format!("mode leaderless\nnodes 4\nset anti-entropy 70\nset conflict {conflict}");
        for seed in 0..SEEDS {
            let run = stormy_in(&settings, seed, |_| {});
            assert!(!is_differing(&run), "{conflict}, seed {seed}");
        }
    }
}

/// A comparison is shown from its first message to its last, with the trees that the two replicas have then.
#[test]
fn a_comparison_goes_on_while_a_message_of_it_is_on_its_way() {
    let entry = library::find("anti_entropy").expect("it is in the library");
    let scenario: Scenario = entry.text().parse().expect("it is a scenario");
    let trace = scenario.run().expect("it starts");
    let mut differing = Vec::new();
    for step in 0..=trace.len() {
        let view = trace.seek(step).view();
        let up = |address| {
            let node = view.nodes.iter().find(|node| Address::Node(node.id) == address);
            node.is_some_and(|node| node.status == Status::Running)
        };
        let of_comparison = |it: &&EnvelopeView| {
            let words = it.label.tag.to_string();
            it.kind == Kind::Message && ["hashes", "rows"].contains(&words.as_str())
        };
        let flying = view.envelopes.iter().filter(of_comparison);
        let flying = flying.filter(|it| up(it.from) && up(it.to));
        let pairs: BTreeSet<BTreeSet<NodeId>> =
            flying.map(|it| [it.from, it.to].map(NodeId::from).into()).collect();
        let shown: BTreeSet<BTreeSet<NodeId>> =
            view.comparisons.iter().map(|it| it.nodes.into()).collect();
        assert_eq!(shown, pairs, "step {step}");
        assert_eq!(view.comparisons.len(), pairs.len(), "step {step}");
        for it in &view.comparisons {
            for (side, node) in it.nodes.iter().enumerate() {
                let own = view.nodes[usize::from(node.0)].replica.merkle();
                // The replica's own view of its last comparison has the same tree, if it was with this peer.
                if let Some(own) = own.filter(|own| own.peer == it.nodes[1 - side]) {
                    assert_eq!(own.hashes, it.trees[side], "step {step}");
                }
            }
            assert!(it.asked.iter().all(|&part| part < 31) && !it.asked.is_empty(), "{it:?}");
            differing.push(it.differing_leaves());
        }
    }
    // C misses one row; once it has it, the trees are the same.
    assert!(differing.contains(&1) && differing.iter().all(|&leaves| leaves <= 1), "{differing:?}");
}

/// While two replicas compare, the view has the whole way from the root of their trees to the leaves that differ.
#[test]
fn a_comparison_shows_the_way_to_what_differs() {
    let trace = scenario(
        "mode leaderless\nnodes 2\nset n 2\nset w 1\nset r 1\nset anti-entropy 50\nset delay fixed 5ms\nuntil 1s\n\
         client c1 writes A reads A\n@0ms cut A>B\n@10ms c1 write x=a\n@20ms heal A>B\n",
    )
    .run()
    .expect("it starts");
    let mut ways: Vec<Vec<u16>> = Vec::new();
    for step in 0..=trace.len() {
        let view = trace.seek(step).view();
        let differing = view.nodes.iter().filter_map(|node| node.replica.merkle());
        ways.extend(differing.map(|it| it.differing.clone()));
    }
    let way = ways.into_iter().max_by_key(Vec::len).expect("they compare");
    assert_eq!(way[0], 0, "{way:?}");
    // Each is a child of the one before; the last is one of sixteen leaves.
    assert!(way.windows(2).all(|pair| (pair[1] - 1) / 2 == pair[0]), "{way:?}");
    assert!(way.len() >= 3 && way[way.len() - 1] >= 15, "{way:?}");
}
