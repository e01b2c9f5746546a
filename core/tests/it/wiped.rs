//! Nodes that lose their disks come back as new members: they do not count before they are taught, and nothing that they
//! number anew is taken for what they numbered before.

use crate::{act, count, scenario};
use replicarium::{
    check::{Property, Verdict},
    hash::Fingerprint,
    id::{ClientId, NodeId},
    kv::{Key, Request, Value, Word},
    mode::{Mode, Promise},
    review::Review,
    scenario::Run,
    sim::{Action, By, Step, Trace},
    time::{Duration, Instant},
    view::{NodeView, Status},
};

fn calm(text: &str) -> replicarium::scenario::Scenario {
    scenario(&format!("{text}set delay fixed 10ms\nset client-delay fixed 2ms\n"))
}

/// The run as text, with the notes of its nodes.
fn told(settings: &str, script: &str) -> String {
    let scenario = scenario(&format!(
        "{settings}set delay fixed 10ms\nset client-delay fixed 2ms\nclient c1 writes A reads A\n\
         client c2 writes C reads C\n{script}"
    ));
    let trace = scenario.run().expect("it starts");
    Run { scenario, trace }.to_string()
}

/// What follows the first line with this text.
fn after<'a>(run: &'a str, wanted: &str) -> &'a str {
    run.split_once(wanted).map_or("", |(_, rest)| rest)
}

fn verdict(trace: &Trace, property: Property) -> Option<Verdict> {
    let mut review = Review::of(trace);
    review.go_on(trace, trace.len(), &mut || true);
    review.verdict(property, trace.len(), &trace.tip().view())
}

const ELECTED: &str = "mode single-leader\nnodes 3\nset replication majority\nset failover election\n\
    set suspect 200\nset heartbeat 50\n";

#[test]
fn a_voter_without_its_disk_does_not_vote() {
    let text = told(
        ELECTED,
        "until 2s\n@0ms cut A>C\n@0ms cut C>A\n@20ms c1 write x=1\n@100ms crash B\n@110ms wipe B\n\
         @120ms crash A\n@130ms restart B\n",
    );
    assert!(count(&text, "C: stands for term") > 2, "{text}");
    assert!(count(&text, "B: does not vote for C") > 2, "{text}");
    assert_eq!(count(&text, "leads in term") + count(&text, "B: stands"), 0, "{text}");
}

#[test]
fn a_follower_without_its_disk_does_not_count_for_a_majority() {
    let text = told(
        ELECTED,
        "until 3s\nset timeout 2s\n@0ms c1 write x=1\n@100ms crash C\n@110ms crash B\n@120ms wipe B\n\
         @130ms restart B\n@200ms c1 write x=2\n@1s restart C\n",
    );
    // B has the entry long before C is back, and does not count.
    let (before, _) = text.rsplit_once("restart C").expect("it happens");
    assert!(count(before, "B>A stored 3") > 0, "{text}");
    assert_eq!(count(before, "c1.2: ok"), 0, "{text}");
    assert_eq!((count(&text, "c1.2: ok"), count(&text, "B: counts again")), (1, 1), "{text}");
}

/// B and C would be a majority, and neither knows what the other has voted.
#[test]
fn a_majority_without_disks_elects_nobody() {
    let text = told(
        ELECTED,
        "until 3s\n@0ms c1 write x=1\n@100ms crash B\n@110ms wipe B\n@120ms crash C\n@130ms wipe C\n\
         @140ms crash A\n@150ms restart B\n@160ms restart C\n",
    );
    assert_eq!(count(&text, "leads in term") + count(&text, "counts again"), 0, "{text}");
}

#[test]
fn a_synchronous_follower_without_its_disk_is_waited_for_until_it_is_taught() {
    for replication in ["synchronous", "semi-synchronous"] {
        let text = told(
            &format!(
                "mode single-leader\nnodes 3\nset replication {replication}\nset synchronous B\nset chunk 1\n\
                 set retain 1\n"
            ),
            "until 3s\nset timeout 2s\n@0ms crash C\n@0ms c1 write x=1\n@50ms c1 write y=2\n\
             @100ms crash B\n@110ms wipe B\n@120ms c1 write z=3\n@130ms restart B\n",
        );
        assert_eq!((count(&text, "B: counts again"), count(&text, "c1.3: ok")), (1, 1), "{text}");
        let taught = after(&text, "A: counts B again");
        assert_eq!(count(taught, "c1.3: ok"), 1, "{text}");
    }
}

#[test]
fn a_leader_without_its_disk_leads_again_under_a_new_name() {
    let text = told(
        "mode single-leader\nnodes 3\n",
        "until 2s\n@0ms c1 write x=1\n@50ms crash A\n@60ms wipe A\n@70ms promote B\n@80ms restart A\n\
         @500ms promote A\n@900ms c1 write x=2\n",
    );
    assert_eq!(count(&text, "A: counts again"), 1, "{text}");
    assert_eq!(
        (count(&text, "A: leads in term 3.A/2"), count(&text, "c1.2: ok")),
        (1, 1),
        "{text}"
    );
    let early = told(
        "mode single-leader\nnodes 3\n",
        "until 2s\n@0ms c1 write x=1\n@50ms crash A\n@60ms wipe A\n@80ms restart A\n@100ms promote A\n",
    );
    assert_eq!((count(&early, "A: is not up to date yet"), count(&early, "A: leads")), (1, 0));
}

#[test]
fn a_controller_does_not_choose_a_replica_that_does_not_count() {
    // B is taught by nobody, and C is behind.
    let text = told(
        "mode single-leader\nnodes 4\nset failover controller\nset monitors D\nset suspect 200\n",
        "until 2s\n@0ms c1 write x=1\n@50ms crash B\n@60ms wipe B\n@70ms crash A\n@80ms restart B\n",
    );
    assert_eq!(count(&text, "D: chose C, whose log ends at 1"), 1, "{text}");
    assert_eq!((count(&text, "C: leads"), count(&text, "B: counts again")), (1, 1), "{text}");
}

const LEADERS: &str = "mode multi-leader\nnodes 3\n";

fn leaders(script: &str) -> (Trace, String) {
    let scenario = scenario(&format!(
        "{LEADERS}set delay fixed 10ms\nset client-delay fixed 2ms\nclient c1 writes A reads A\n\
         client c2 writes C reads C\n{script}"
    ));
    let trace = scenario.run().expect("it starts");
    let text = Run { scenario, trace: trace.branch(trace.len()) }.to_string();
    (trace, text)
}

/// Convergence is promised after a lost disk, and holds.
fn converged(trace: &Trace) {
    let promise = Mode::MultiLeader.promises(Property::Convergence, &trace.tip().view());
    assert!(matches!(promise, Promise::Made(_)));
    let verdict = verdict(trace, Property::Convergence);
    assert!(matches!(verdict, Some(Verdict::Holds { .. })), "{verdict:?}");
}

fn value(trace: &Trace, node: u16, key: &str) -> Option<String> {
    let rows = trace.tip().view().nodes[usize::from(node)].replica.rows.clone();
    rows.iter().find(|row| row.key.to_string() == key).map(|row| row.value.to_string())
}

#[test]
fn writes_after_a_lost_disk_are_not_skipped() {
    // Four entries, then two: under the old name both would be old.
    let (trace, text) = leaders(
        "until 2s\n@0ms c1 write x=1\n@20ms c1 write x=2\n@40ms c1 write x=3\n@60ms c1 write x=4\n\
         @100ms crash A\n@110ms wipe A\n@120ms restart A\n@121ms c1 write x=5\n@300ms c1 write y=6\n",
    );
    converged(&trace);
    for node in 0..3 {
        assert_eq!(value(&trace, node, "x").as_deref(), Some("5"), "{text}");
        assert_eq!(value(&trace, node, "y").as_deref(), Some("6"), "{text}");
    }
}

#[test]
fn what_one_peer_has_of_a_lost_log_reaches_all() {
    let (trace, text) = leaders(
        "until 2s\n@0ms cut A>C\n@10ms c1 write x=1\n@50ms crash A\n@60ms wipe A\n@70ms heal A>C\n\
         @80ms restart A\n",
    );
    converged(&trace);
    assert_eq!(value(&trace, 2, "x").as_deref(), Some("1"), "{text}");
}

/// An entry of the lost log arrives after its leader has got the rows of all others.
#[test]
fn a_late_entry_of_a_lost_log_reaches_all() {
    let (mut trace, _) = leaders("until 13ms\n@0ms cut A>C\n@10ms c1 write x=1\n");
    let late = trace.tip().view().envelopes;
    let late = late.iter().find(|e| e.label.carries.is_some()).map(|e| e.id).expect("it is sent");
    act(&mut trace, Action::Hold(late));
    for action in [Action::Crash(NodeId(0)), Action::Wipe(NodeId(0)), Action::Restart(NodeId(0))] {
        act(&mut trace, action);
    }
    act(&mut trace, Action::Heal(NodeId(0).into(), NodeId(2).into()));
    trace.run(Instant(400_000), 10_000);
    act(&mut trace, Action::Release(late));
    trace.run(Instant(2_000_000), 10_000);
    converged(&trace);
    assert_eq!(value(&trace, 0, "x").as_deref(), Some("1"));
    assert_eq!(value(&trace, 2, "x").as_deref(), Some("1"));
}

/// A sequence of draws.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = Fingerprint::of(&self.0);
        self.0 % limit
    }

    fn one<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below((from.len() as u64).max(1)) as usize).copied()
    }
}

/// A random run of crashes, lost disks, restarts, cuts and writes: at most one node is down, or has lost its disk and does
/// not count yet, at a time. Then all faults end.
fn storm(settings: &str, promotes: bool, seed: u64) -> Trace {
    let text = format!(
        "{settings}set timeout 100ms\nclient c1 writes leader reads leader\nclient c2 writes leader\n"
    );
    let mut trace = calm(&text).start().expect("it starts");
    let mut dice = Dice(seed);
    let (mut written, mut wiped) = (0, 0);
    for _ in 0..260 {
        let view = trace.tip().view();
        let fine = |node: &NodeView| {
            let learns = node.replica.leadership().is_some_and(|known| known.learns);
            node.status == Status::Running && !learns
        };
        let all_fine = view.nodes.iter().all(fine);
        let fits = |action: &Action| {
            matches!(action, Action::Restart(_) | Action::Heal(..))
                || (all_fine && matches!(action, Action::Crash(_)))
                || (wiped < 3 && matches!(action, Action::Wipe(_)))
                || (view.cuts.len() < 2 && matches!(action, Action::Cut(..)))
                || (promotes && matches!(action, Action::Promote(_)))
        };
        let at = trace.tip().now() + Duration(1);
        let action = match dice.below(10) {
            0 => dice.one(&trace.tip().enabled().into_iter().filter(fits).collect::<Vec<_>>()),
            1..3 => {
                let client = ClientId(dice.below(2) as u16);
                written += 1;
                let word = |text: &str| Word::new(text).expect("a short word");
                let (key, value) = (Key(word("x")), Value::Word(word(&written.to_string())));
                let via = NodeId(dice.below(3) as u16);
                trace.tip().idle(client).is_some().then_some(Action::Invoke {
                    client,
                    via,
                    request: Request::Write(key, value),
                })
            }
            _ => None,
        };
        let drawn = action.map(|action| Step { at, by: By::Reader, action });
        // A wiped node may be down when it is wiped again.
        wiped += u32::from(matches!(action, Some(Action::Wipe(_))));
        let Some(step) = drawn.or_else(|| trace.next()) else { break };
        trace.push(step).unwrap_or_else(|refusal| panic!("{}: {refusal}", step.action));
    }
    let mends = |action: &Action| matches!(action, Action::Restart(_) | Action::Heal(..));
    for action in trace.tip().enabled().into_iter().filter(mends).collect::<Vec<_>>() {
        act(&mut trace, action);
    }
    trace.run(trace.tip().now() + Duration::millis(3_000), 100_000);
    trace
}

/// The number of random runs of each kind.
const RUNS: u64 = 150;

/// One disk at a time: no acknowledged write is lost, and no two leaders share a term.
#[test]
fn a_majority_survives_lost_disks_one_at_a_time() {
    let (mut lost, mut taught) = (0, 0);
    for seed in 0..RUNS {
        let trace = storm(ELECTED, false, seed);
        for property in [Property::Durable, Property::LogsAgree] {
            let verdict = verdict(&trace, property);
            let broken = verdict.as_ref().is_some_and(Verdict::is_violated);
            assert!(!broken, "seed {seed}: {verdict:?}");
        }
        let view = trace.tip().view();
        lost += u64::from(view.past.disks_lost > 0);
        let learns = |node: &NodeView| node.replica.leadership().is_some_and(|it| it.learns);
        taught += u64::from(view.past.disks_lost > 0 && !view.nodes.iter().any(learns));
    }
    assert!(lost > RUNS / 4 && taught > lost / 2, "{lost} runs lose a disk, {taught} end well");
}

/// Where a person appoints leaders, writes may be lost, and the logs still agree.
#[test]
fn logs_agree_whoever_loses_its_disk() {
    for seed in 0..RUNS {
        let trace = storm("mode single-leader\nnodes 3\nset heartbeat 50\n", true, seed);
        let verdict = verdict(&trace, Property::LogsAgree);
        assert!(!verdict.as_ref().is_some_and(Verdict::is_violated), "seed {seed}: {verdict:?}");
    }
}

/// Convergence is promised to several leaders after the loss of one disk. After that of several it is not, and few runs break
/// it: the only copy of a write has to be on its way while each disk is lost.
#[test]
fn leaders_converge_when_disks_are_lost() {
    let (mut lost, mut once) = (0, 0);
    for seed in 0..RUNS {
        let trace = storm("mode multi-leader\nnodes 3\nset heartbeat 50\n", false, seed);
        let view = trace.tip().view();
        let promise = Mode::MultiLeader.promises(Property::Convergence, &view);
        let verdict = verdict(&trace, Property::Convergence);
        assert!(matches!(verdict, Some(Verdict::Holds { .. })), "seed {seed}: {verdict:?}");
        let disks = view.past.disks_lost;
        assert_eq!(promise.is_made(), disks <= 1, "seed {seed}: {disks} disks");
        once += u64::from(disks == 1);
        lost += u64::from(disks > 0);
    }
    assert!(lost > RUNS / 4 && once > 0, "{lost} runs lose a disk, {once} of them one");
}

/// An answer to the name that A lost with its second disk has no rows, and comes after A has asked under its third.
#[test]
fn rows_for_an_earlier_name_restore_nothing() {
    let text = told(
        "mode multi-leader\nnodes 3\n",
        "until 1s\n@0ms crash A\n@0ms wipe A\n@1ms restart A\n@2ms c1 write x=1\n@5ms crash A\n@5ms wipe A\n\
         @6ms restart A\n@600ms c2 read x\n",
    );
    let scenario = text.parse::<Run>().expect("it replays");
    let rows = scenario
        .trace
        .tip()
        .view()
        .nodes
        .iter()
        .map(|it| it.replica.rows.len())
        .collect::<Vec<_>>();
    assert_eq!(rows, [1, 1, 1], "{text}");
    let restored = text.lines().filter(|line| line.contains("A: restored from B"));
    assert_eq!(restored.count(), 1, "{text}");
}
