//! `replicarium run --verdicts`, run as a process.

use replicarium::{
    check::{
        Property, Verdict, Why, causal, convergence,
        latency::{self, Latency},
        linearizable, session,
    },
    review::Review,
    scenario::{Scenario, library},
    time::Duration,
};
use serde_json::{Value as Json, json};
use std::{
    path::PathBuf,
    process::{Command, Output},
};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.arg("run").args(arguments).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn objects(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

fn golden(name: &str) -> String {
    let path = format!("../core/tests/golden/{name}.trace");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

const fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds { .. } => "holds",
        Verdict::Violated(_) => "violated",
        Verdict::Unknown(_) => "unknown",
    }
}

/// For every scenario of the library, the answers are those of the review and the promises that the page shows, and
/// the checkers that judge a whole history at once agree.
#[test]
fn the_verdicts_of_every_scenario_are_those_of_the_page() {
    let mut violated = 0;
    for entry in library::ALL {
        let scenario: Scenario = entry.text().parse().expect("a scenario");
        let trace = scenario.run().expect("it runs");
        let view = trace.tip().view();
        let mut review = Review::of(&trace);
        review.go_on(&trace, trace.len(), &mut || true);

        let out = run(&[entry.name, "--verdicts", "--json", "--quiet"]);
        assert_eq!(text(&out.stderr), "", "{}", entry.name);
        let mut lines = objects(&text(&out.stdout)).into_iter();
        let mut is_broken = false;
        for &property in Property::ALL {
            let Some(verdict) = review.verdict(property, trace.len(), &view) else { continue };
            let line = lines.next().expect("a line for each property");
            let at = format!("{} {property}: {line}", entry.name);
            let promise = scenario.mode.promises(property, &view);
            assert_eq!(line["property"], property.name(), "{at}");
            assert_eq!(line["promised"], promise.is_made(), "{at}");
            assert_eq!(line["reason"].is_string(), !promise.is_made(), "{at}");
            assert_eq!(line["source"].is_string(), promise.is_made(), "{at}");
            assert_eq!(line["verdict"], word(&verdict), "{at}");
            match &verdict {
                Verdict::Violated(witness) => {
                    let names: Vec<String> =
                        witness.operations.iter().map(ToString::to_string).collect();
                    assert_eq!(line["witness"]["operations"], json!(names), "{at}");
                    let words = line["witness"]["words"].as_str().expect("words");
                    assert!(names.iter().all(|name| words.contains(name)), "{at}");
                    is_broken |= promise.is_made();
                    violated += 1;
                }
                Verdict::Holds { .. } | Verdict::Unknown(_) => {
                    assert_eq!(line["witness"], Json::Null, "{at}");
                }
            }
            let history = trace.history();
            let whole = match property {
                Property::Linearizable => linearizable::check(history),
                Property::Causal => causal::check(history),
                Property::Convergence => convergence::judge(&view),
                Property::ReadYourWrites | Property::MonotonicReads => {
                    session::check(history).verdict(property)
                }
                Property::MonotonicWrites
                | Property::WritesFollowReads
                | Property::ConsistentPrefix
                | Property::Sequential
                | Property::Durable
                | Property::LogsAgree
                | Property::UniqueNumbers => continue,
            };
            if let Verdict::Unknown(Why::Statements { .. }) = verdict {
                // What statements read is no part of a history of keys.
                assert_eq!(word(&whole), "holds", "{at}");
                continue;
            }
            assert_eq!(line["verdict"], word(&whole), "{at}");
        }
        let latencies = latency::of(trace.history());
        for (kind, latency) in [("reads", latencies.reads), ("writes", latencies.writes)] {
            let Latency { answered, refused, unanswered, median, longest } = latency;
            if answered + refused + unanswered > 0 {
                let time = |it: Duration| (answered > 0).then_some(it.0);
                let want = json!({
                    "latency": kind, "answered": answered, "refused": refused,
                    "unanswered": unanswered, "median": time(median), "longest": time(longest),
                });
                assert_eq!(lines.next(), Some(want), "{}", entry.name);
            }
        }
        assert_eq!(lines.next(), None, "{}", entry.name);
        assert_eq!(out.status.code(), Some(i32::from(is_broken)), "{}", entry.name);
    }
    assert!(violated > 50, "the library shows violations: {violated}");
}

#[test]
fn the_verdicts_follow_the_steps_unless_it_is_quiet() {
    let steps = text(&run(&["stale_follower_read"]).stdout);
    let quiet = text(&run(&["stale_follower_read", "--verdicts", "--quiet"]).stdout);
    let both = run(&["stale_follower_read", "--verdicts"]);
    assert_eq!(text(&both.stdout), format!("{steps}{quiet}"));
    let history = text(&run(&["stale_follower_read", "--history"]).stdout);
    let out = run(&["stale_follower_read", "--history", "--verdicts"]);
    assert_eq!(text(&out.stdout), format!("{history}{quiet}"));
    let json = text(&run(&["stale_follower_read", "--verdicts", "--quiet", "--json"]).stdout);
    let lines = quiet.lines().zip(objects(&json));
    for (line, object) in lines {
        let Some(name) = object["property"].as_str() else {
            let (kind, answered) =
                (object["latency"].as_str().expect("a kind"), &object["answered"]);
            assert!(line.starts_with(&format!("{kind}  {answered} answered")), "{line}");
            continue;
        };
        let promise = match (object["reason"].as_str(), object["source"].as_str()) {
            (None, Some(source)) => format!("promised ({source})"),
            (Some(reason), None) => format!("not promised: {reason}"),
            both => panic!("{both:?}"),
        };
        let verdict = object["verdict"].as_str().expect("a verdict");
        let start = format!("{name}  {promise}  {verdict}");
        let rest = line.strip_prefix(&start).unwrap_or_else(|| panic!("{line}\n{start}"));
        if let Some(words) = object["witness"]["words"].as_str() {
            assert_eq!(rest, format!(": {words}"));
        }
    }
    assert_eq!(both.status.code(), Some(0), "no promised property is violated");
}

#[test]
fn recorded_runs_have_the_verdicts_of_their_scenarios() {
    for name in ["stale_follower_read", "follower_catches_up"] {
        let of = |scenario: &str| {
            let out = run(&[scenario, "--verdicts", "--quiet", "--json"]);
            (text(&out.stdout), out.status.code())
        };
        assert_eq!(of(&golden(name)), of(name));
    }
}

/// The examples of the README.
#[test]
fn the_examples_of_the_readme_are_true() {
    let mut examples = 0;
    for block in include_str!("../README.md").split("```\n$ replicarium run ").skip(1) {
        let (line, want) = block.split_once('\n').expect("it has lines");
        // What is piped into another command has no output of its own.
        if !line.contains('|') {
            let want = want.split("```").next().unwrap_or_default();
            let out = run(&line.split(' ').collect::<Vec<_>>());
            assert_eq!(text(&out.stdout), want);
            assert_eq!(
                out.status.code(),
                Some(0),
                "what is violated in the examples is not promised"
            );
            examples += 1;
        }
    }
    assert_eq!(examples, 5);
}

/// A handler makes a value that no client has written: it is told by the value, not by a name.
#[test]
fn a_value_that_a_handler_has_made_is_told_as_such() {
    let out = run(&["handler_depends_on_order", "--verdicts", "--quiet"]);
    let said = text(&out.stdout);
    assert!(said.contains("one/two/three, which no client has written"), "{said}");
    assert!(!said.contains("c33"), "{said}");
}
