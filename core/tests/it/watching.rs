//! Laws of the one execution of a run and of those that watch it: record, history and review.

use crate::{laws::disturbed, scenario, scenarios};
use replicarium::{
    check::{Property, Verdict},
    review::Review,
    scenario::Scenario,
    sim::{Action, Happening, Record, Trace, record::End},
    time::Instant,
    view::{EnvelopeView, Kind},
};
use std::collections::BTreeMap;

/// A run that is watched as it is executed.
struct Watched {
    trace: Trace,
    record: Record,
    review: Review,
}

impl Watched {
    fn start(scenario: &Scenario) -> Self {
        let trace = scenario.start().expect("a parsed scenario starts");
        Self { record: Record::start(&trace), review: Review::of(&trace), trace }
    }

    fn run(&mut self, until: Instant, limit: u32) {
        let Self { trace, record, review } = self;
        trace.run_watched(until, limit, &mut |executed| {
            record.take(executed);
            review.watch(executed);
        });
    }

    fn branch(&self, n: u32) -> Self {
        let trace = self.trace.branch(n);
        Self { record: self.record.branch(n), review: self.review.branch(&trace, n), trace }
    }

    /// All verdicts after the last step, judged to the end.
    fn verdicts(mut self) -> Vec<Option<Verdict>> {
        let view = self.trace.tip().view();
        self.review.go_on(&self.trace, self.trace.len(), &mut || true);
        let end = self.trace.len();
        Property::ALL.iter().map(|&it| self.review.verdict(it, end, &view)).collect()
    }
}

/// Runs with faults, of every mode, and longer than a checkpoint interval.
fn disturbed_runs() -> impl Iterator<Item = Trace> {
    ["single-leader\nset failover election", "multi-leader", "leaderless\nset conflict dotted"]
        .into_iter()
        .enumerate()
        .map(|(seed, mode)| {
            let scenario = scenario(&format!(
                "mode {mode}\nnodes 3\nset loss 20000ppm\nset duplication 20000ppm\n\
                 client c1 loops think 20ms share 60% keys x,y\nclient c2\n"
            ));
            disturbed(&scenario, seed as u64, 1_400)
        })
}

/// Where branches leave: at both ends, around blocks and checkpoints, and in between.
fn places(len: u32) -> Vec<u32> {
    let all = [0, 1, 2, 63, 64, 65, 255, 256, 257, 500, 1_023, 1_024, 1_025, len / 2, len];
    all.into_iter().filter(|&n| n <= len).collect()
}

/// A record of the execution is the record of a replay.
#[test]
fn watching_records_what_a_replay_shows() {
    for (name, scenario) in scenarios() {
        let mut run = Watched::start(&scenario);
        run.run(scenario.setup.until, 1_000);
        assert!(run.record == Record::of(&run.trace), "{name}");
    }
}

/// The record of a branch is that of the same run made from scratch.
#[test]
fn a_branch_has_the_record_of_its_own_run() {
    for trace in disturbed_runs() {
        let record = Record::of(&trace);
        for n in places(trace.len()) {
            let mut branch = trace.branch(n);
            let mut recorded = record.branch(n);
            assert!(recorded == Record::of(&branch), "{n} steps");
            branch.run_watched(Instant(u64::MAX), 100, &mut |executed| recorded.take(executed));
            assert!(recorded == Record::of(&branch), "100 more after {n} steps");
        }
    }
}

/// The record of each step has what the step log had.
#[test]
fn a_record_matches_the_step_logs() {
    let library = scenarios().map(|(_, scenario)| scenario.run().expect("it starts"));
    for trace in library.chain(disturbed_runs()) {
        let record = Record::of(&trace);
        let mut sent: BTreeMap<u32, EnvelopeView> = BTreeMap::new();
        let initial = trace.seek(0).view().envelopes;
        sent.extend(initial.into_iter().map(|envelope| (envelope.id.0, envelope)));
        trace.watch(0, trace.len(), |n, step, log| {
            let outcomes = record.outcomes(&trace, n).expect("within the run");
            assert_eq!(outcomes.step, step);
            let kind = |it: &Happening| match it {
                Happening::Invoked(_) => 0,
                Happening::Ended(..) => 1,
                Happening::Sent(_) => 2,
                Happening::Noted(..) => 3,
                Happening::Halted(_) => 4,
            };
            // A client that finds nothing of what was deleted finds the delete: the history says so.
            let same = |a: &Happening, b: &Happening| match (a, b) {
                (Happening::Ended(a, _), Happening::Ended(b, _)) => a == b,
                _ => a == b,
            };
            let mut all = log.happenings.clone();
            all.retain(|it| !matches!(it, Happening::Halted(_)));
            all.sort_by_key(kind);
            assert_eq!(all.len(), outcomes.happenings.len(), "step {n}");
            assert!(all.iter().zip(&outcomes.happenings).all(|(a, b)| same(a, b)), "step {n}");
            assert!(outcomes.meetings.iter().map(|it| &**it).eq(&log.meetings), "step {n}");
            let moved = step.action.envelope().and_then(|id| sent.get(&id.0).copied());
            assert_eq!(outcomes.moved, moved, "step {n}");
            for happening in &log.happenings {
                if let Happening::Sent(envelope) = happening {
                    sent.insert(envelope.id.0, *envelope);
                }
            }
        });
        for path in record.paths(&trace) {
            assert_eq!(Some(&path.envelope), sent.get(&path.envelope.id.0));
            if let Some((end, at, n)) = path.end {
                let action = trace.step(n).expect("within the run").action;
                let want = match end {
                    End::Delivered => Action::Deliver(path.envelope.id),
                    End::Lost => Action::Drop(path.envelope.id),
                };
                assert_eq!((action, Some(at)), (want, trace.at(n)));
            }
        }
    }
}

/// What is found by bisection is what a look at every message finds.
#[test]
fn messages_are_found_by_time() {
    for trace in disturbed_runs() {
        let record = Record::of(&trace);
        let end = trace.tip().now().0;
        for from in (0..=end).step_by((end / 40).max(1) as usize) {
            for to in [from, from + 1, from + end / 30, end] {
                let found: Vec<u32> =
                    record.between(&trace, Instant(from), Instant(to)).map(|id| id.0).collect();
                let first = trace.until(Instant(from.saturating_sub(1)));
                let all = record.paths(&trace).filter(|path| {
                    let sent = path.envelope.sent.0 <= to;
                    sent && path.end.is_none_or(|(.., step)| step >= first)
                });
                assert_eq!(found, all.map(|path| path.envelope.id.0).collect::<Vec<_>>());
            }
        }
        for n in places(trace.len()) {
            let view = trace.seek(n).view();
            let flying = view.envelopes.iter().filter(|e| e.kind != Kind::Timer);
            let now = view.now;
            let (branch, record) = (trace.branch(n), record.branch(n));
            let open = record.paths(&branch).filter(|path| path.end.is_none());
            assert!(flying.map(|e| e.id).eq(open.map(|path| path.envelope.id)), "{n} at {now}");
        }
    }
}

/// Whether a run was watched or is replayed, and however it is cut into branches: the verdicts are the same.
#[test]
fn the_verdicts_of_a_branch_are_those_of_a_new_run() {
    for trace in disturbed_runs() {
        let all = |trace: &Trace| {
            let review = Review::of(trace);
            Watched { record: Record::default(), review, trace: trace.branch(trace.len()) }
                .verdicts()
        };
        let whole = Watched {
            record: Record::of(&trace),
            review: {
                let mut review = Review::of(&trace);
                trace.replay(0, trace.len(), &mut |executed| review.watch(executed));
                review.go_on(&trace, 700, &mut || true);
                review
            },
            trace,
        };
        for n in places(whole.trace.len()) {
            let mut branch = whole.branch(n);
            assert!(branch.review.known() >= n.min(700), "what was judged stays judged");
            branch.run(Instant(u64::MAX), 150);
            let want = all(&branch.trace);
            assert_eq!(branch.verdicts(), want, "after {n} steps");
        }
    }
}

/// A branch that leaves before the last judged step knows the verdicts of the steps that it shares at once.
#[test]
fn a_branch_keeps_the_verdicts_of_shared_steps() {
    for trace in disturbed_runs() {
        let mut review = Review::of(&trace);
        review.go_on(&trace, trace.len(), &mut || true);
        let n = trace.len() / 2;
        let branch = trace.branch(n);
        let judged = review.branch(&branch, n);
        for step in (0..=n).step_by(17) {
            let view = trace.seek(step).view();
            for &property in Property::ALL {
                let want = review.verdict(property, step, &view);
                assert_eq!(judged.verdict(property, step, &view), want, "{property} after {step}");
            }
        }
    }
}
