//! The law that the page's verdicts on a run and those of `replicarium check` on the exported history agree, over every
//! scenario and every run of the matrix. `src/check/agreement_tests.rs` has random runs.
//!
//! An export does not tell apart two writes of one value, and a deleted key from one that was never written; nor does it
//! know that two clients are one user, or that a client went on after a write without an answer. In these runs the page may
//! find more, but never less. Where siblings are kept a key is no register, and nothing is compared.
//!
//! The guarantees on the order of writes are about the rows of replicas on the page, and `check` says of an export that one
//! of them or monotonic reads is violated. Then the client has not seen a cause, so the page must say that the run is not
//! causal.

use replicarium::{
    check::{Property, Verdict, session::Sessions},
    history::{History, Operation, Outcome},
    kv::{Key, RowRequest, Value},
    review::Review,
    scenario::{Run, Scenario, library},
    sim::Trace,
};
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

const PROPERTIES: [Property; 8] = [
    Property::Linearizable,
    Property::Sequential,
    Property::Causal,
    Property::ReadYourWrites,
    Property::MonotonicReads,
    Property::MonotonicWrites,
    Property::WritesFollowReads,
    Property::ConsistentPrefix,
];

fn replicarium(arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // The command may end before it has read all of its input.
    let _ = child.stdin.take().map(|mut to| to.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The verdicts on the exported history: whether each property is violated; `None` if it is not judged.
fn checked(history: &str) -> Vec<Option<bool>> {
    let ask = |names: &str| -> Vec<Option<bool>> {
        let lines =
            replicarium(&["check", "--json", "--nil=absent", "--property", names, "-"], history);
        let verdict = |line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("an object");
            match line["verdict"].as_str() {
                Some("holds") => Some(false),
                Some("violated") => Some(true),
                _ => None,
            }
        };
        lines.lines().map(verdict).collect()
    };
    let all = ask(&PROPERTIES.map(Property::name).join(","));
    if all.len() == PROPERTIES.len() {
        return all;
    }
    // One that cannot be judged ends the command.
    PROPERTIES.iter().map(|it| ask(it.name()).first().copied().flatten()).collect()
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

#[derive(Debug, Default)]
struct Tally {
    compared: u32,
    violated: u32,
    page_knows_more: u32,
    /// Exports that violate monotonic reads or a guarantee on the order of writes.
    joint: u32,
    not_judged: u32,
    with_siblings: u32,
}

impl Tally {
    fn compare(&mut self, name: &str, trace: &Trace, export: &str) {
        let history = trace.history();
        let all = history.operations();
        let has_siblings = all.iter().any(|it| {
            !history.sight(it.id).is_empty() || matches!(it.ended, Some((Outcome::Siblings(_), ..)))
        });
        if has_siblings {
            self.with_siblings += 1;
            return;
        }
        let mut review = Review::of(trace);
        review.go_on(trace, trace.len(), &mut || true);
        let view = trace.tip().view();
        let page = |property| match review.verdict(property, trace.len(), &view) {
            Some(Verdict::Holds { .. }) => Some(false),
            Some(Verdict::Violated(_)) => Some(true),
            Some(Verdict::Unknown(_)) | None => None,
        };
        for (property, check) in PROPERTIES.into_iter().zip(checked(export)) {
            if Sessions::WITH_MONOTONIC_READS.contains(&property) {
                let is_joint = check == Some(true);
                self.joint += u32::from(is_joint);
                assert!(!is_joint || page(Property::Causal) == Some(true), "{name}, {property}");
                continue;
            }
            let page = page(property);
            let (Some(page), Some(check)) = (page, check) else {
                self.not_judged += 1;
                continue;
            };
            self.compared += 1;
            self.violated += u32::from(page);
            self.page_knows_more += u32::from(page && !check);
            let agree = page == check || page && !is_unambiguous(history);
            assert!(agree, "{name}, {property}: page {page}, check {check}\n{export}");
        }
    }
}

#[test]
fn page_and_check_agree_on_every_scenario_and_run_of_the_matrix() {
    let mut tally = Tally::default();
    for entry in library::ALL {
        let scenario: Scenario = entry.text().parse().expect("a scenario");
        let trace = scenario.run().expect("it runs");
        tally.compare(entry.name, &trace, &replicarium(&["run", entry.name, "--export=jsonl"], ""));
    }
    let matrix = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../core/tests/golden/matrix");
    for file in fs::read_dir(matrix).expect("the runs of the matrix").flatten() {
        let path = file.path().display().to_string();
        let run: Run = fs::read_to_string(&path).expect("a file").parse().expect("a run");
        tally.compare(&path, &run.trace, &replicarium(&["run", &path, "--export=jsonl"], ""));
    }
    println!("every scenario and run of the matrix: {tally:?}");
    assert!(tally.compared > 300 && tally.violated > 50, "{tally:?}");
}
