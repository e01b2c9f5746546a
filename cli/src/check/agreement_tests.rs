//! The law that the page's verdicts on a run and those of `replicarium check` on the exported history agree, over random
//! runs, with deletes where the mode has them. What an export does not tell is said in `tests/agreement.rs`.
//!
//! `AGREEMENT=10000 cargo test -p replicarium-cli --bin replicarium agree_on_random -- --nocapture` compares 10 000 runs.

use super::{Verdict, guarantees, linearizable};
use crate::history::{
    export, jsonl,
    open::Format,
    registers::{Meaning, Model, Registers},
};
use replicarium::{
    check::{self, Property, session::Sessions},
    history::{History, Operation, Outcome},
    id::NodeId,
    kv::{Key, RowRequest, Value},
    random::{Dice, Stream},
    review::Review,
    scenario::Scenario,
    sim::Trace,
};
use std::{collections::BTreeSet, env, fmt::Write as _, io::Cursor, time::Instant};

/// The runs that are compared, unless the environment asks for more.
const RUNS: u64 = 1_500;

/// A mode with its settings, and whether it has deletes.
const MODES: [(&str, bool); 5] = [
    ("mode single-leader\nnodes 3\nset link-delay A>C fixed 120ms\n", false),
    ("mode multi-leader\nnodes 3\n", false),
    ("mode leaderless\nnodes 3\nset w 1\nset r 1\n", true),
    ("mode leaderless\nnodes 3\nset w 2\nset r 2\n", true),
    ("mode leaderless\nnodes 3\nset w 1\nset r 1\nset grace 100\nset anti-entropy 60\n", true),
];

/// A random run: three clients, two keys, values that are written once, at most two deletes, and a cut, a crash or a wipe.
fn random_scenario(seed: u64) -> String {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 12);
    let mode = dice.below(MODES.len() as u32) as usize;
    let (settings, deletes) = MODES[mode];
    let mut text = format!("replicarium scenario 1\n{settings}seed {seed}\nset timeout 90ms\n");
    for client in 1..=3 {
        let writes = if mode == 0 { "A" } else { ["A", "B", "C"][dice.below(3) as usize] };
        let reads = ["A", "B", "C"][dice.below(3) as usize];
        let _ = writeln!(text, "client c{client} writes {writes} reads {reads}");
    }
    let (fault, mut left) = (dice.below(40), 2 * u32::from(deletes));
    for n in 0..40 {
        let (at, client) = (n * 25, 1 + dice.below(3));
        let key = ["x", "y"][dice.below(2) as usize];
        let kind = dice.below(12);
        let _ = match kind {
            _ if n == fault => writeln!(
                text,
                "@{at}ms {}",
                ["cut B>C", "crash C", "cut A>B"][dice.below(3) as usize]
            ),
            0 if left > 0 => {
                left -= 1;
                writeln!(text, "@{at}ms c{client} delete {key}")
            }
            0..6 => writeln!(text, "@{at}ms c{client} write {key}=v{n}"),
            _ => writeln!(text, "@{at}ms c{client} read {key}"),
        };
    }
    text
}

/// Whether every value of every key was written once, each user is one client, and no client goes on after a write with
/// an unknown outcome, which makes it another process.
fn is_unambiguous(history: &History) -> bool {
    let mut written: BTreeSet<(Key, Value)> = BTreeSet::new();
    let goes_on =
        |operation: &Operation| history.invoked(operation.id.client) > operation.id.number as usize;
    history.operations().iter().all(|operation| {
        let is_unknown = matches!(operation.ended, Some((Outcome::Unknown(_), ..)));
        operation.user == operation.id.client
            && !(is_unknown && operation.request.is_write() && goes_on(operation))
            && match operation.request.row() {
                Some(RowRequest::Write(key, value)) => {
                    !value.is_tombstone() && written.insert((key, value))
                }
                Some(RowRequest::Read(_)) | None => true,
            }
    })
}

/// The verdicts of `check`: whether each property that a history shows is violated; `None` if it is not judged.
fn checked(export: &str) -> Vec<(Property, Option<bool>)> {
    let (nil, failed_cas) = Format::Jsonl.usual();
    let meaning = Meaning { model: Model::CasRegister, initial: None, nil, failed_cas };
    let events = Format::Jsonl.read(Box::new(Cursor::new(export.to_owned())));
    let mut registers = Registers::gather(meaning, events).expect("an export is a history");
    let mut judge = |property| {
        let verdict = if property == Property::Linearizable {
            linearizable::judge(&mut registers, 1_000_000)
        } else {
            guarantees::judge(&mut registers, property, 1_000_000)
        };
        match verdict {
            Ok(Verdict::Holds) => Some(false),
            Ok(Verdict::Violated(_)) => Some(true),
            Ok(Verdict::Undecided { .. }) | Err(_) => None,
        }
    };
    let all = Property::ALL.iter().filter(|property| property.is_about_reads());
    all.map(|&property| (property, judge(property))).collect()
}

#[derive(Debug, Default)]
struct Tally {
    compared: u32,
    violated: u32,
    page_knows_more: u32,
    /// Of these, with a delete.
    deleted: u32,
    not_judged: u32,
    joint: u32,
}

impl Tally {
    fn compare(&mut self, name: &str, trace: &Trace) {
        let history = trace.history();
        let events = export::events(history.operations());
        let export: String = events.iter().map(jsonl::write).collect();
        let mut review = Review::of(trace);
        review.go_on(trace, trace.len(), &mut || true);
        let view = trace.tip().view();
        let page = |property| match review.verdict(property, trace.len(), &view) {
            Some(check::Verdict::Holds { .. }) => Some(false),
            Some(check::Verdict::Violated(_)) => Some(true),
            Some(check::Verdict::Unknown(_)) | None => None,
        };
        for (property, check) in checked(&export) {
            if Sessions::WITH_MONOTONIC_READS.contains(&property) {
                let is_joint = check == Some(true);
                self.joint += u32::from(is_joint);
                assert!(!is_joint || page(Property::Causal) == Some(true), "{name}, {property}");
                continue;
            }
            let (Some(page), Some(check)) = (page(property), check) else {
                self.not_judged += 1;
                continue;
            };
            self.compared += 1;
            self.violated += u32::from(page);
            self.page_knows_more += u32::from(page && !check);
            let deleted = history.operations().iter().any(|it| it.request.is_delete());
            self.deleted += u32::from(page && !check && deleted);
            let agree = page == check || page && !is_unambiguous(history);
            assert!(agree, "{name}, {property}: page {page}, check {check}\n{export}");
        }
    }
}

#[test]
fn page_and_check_agree_on_random_runs() {
    let runs = env::var("AGREEMENT").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let (start, mut tally) = (Instant::now(), Tally::default());
    for seed in 0..runs {
        let text = random_scenario(seed);
        let scenario: Scenario = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
        tally.compare(&text, &scenario.run().expect("it runs"));
    }
    println!("{runs} random runs in {:.1} s: {tally:?}", start.elapsed().as_secs_f32());
    assert!(tally.compared > 500 && tally.violated > 50, "{tally:?}");
}
