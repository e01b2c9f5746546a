//! `replicarium check`, as a shell would run it.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

fn replicarium(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // It may end before it has read everything.
    let _ = child.stdin.take().map(|mut to| to.write_all(input.as_bytes()));
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("writable");
    path.display().to_string()
}

const GOOD: &str = r#"{"process":0,"type":"invoke","f":"write","key":"x","value":1}
{"process":1,"type":"invoke","f":"read","key":"x"}
{"process":1,"type":"ok","f":"read","key":"x","value":"1"}
{"process":0,"type":"ok","f":"write","key":"x"}
"#;

const STALE: &str = "\
{:process 0, :type :invoke, :f :write, :value 1} {:process 0, :type :ok, :f :write, :value 1}
{:process 0, :type :invoke, :f :write, :value 2} {:process 0, :type :ok, :f :write, :value 2}
{:process 1, :type :invoke, :f :read, :value nil}
{:process 1, :type :ok, :f :read, :value 1}
";

/// Two readers of two writes that overlap, who see them in opposite orders.
const OPPOSITE: &str = "\
{:process 0, :type :invoke, :f :write, :value 1} {:process 1, :type :invoke, :f :write, :value 2}
{:process 0, :type :ok, :f :write, :value 1} {:process 1, :type :ok, :f :write, :value 2}
{:process 2, :type :invoke, :f :read} {:process 2, :type :ok, :f :read, :value 1}
{:process 2, :type :invoke, :f :read} {:process 2, :type :ok, :f :read, :value 2}
{:process 3, :type :invoke, :f :read} {:process 3, :type :ok, :f :read, :value 2}
{:process 3, :type :invoke, :f :read} {:process 3, :type :ok, :f :read, :value 1}
";

/// Not linearizable, but sequential.
const LATE: &str = "\
{:process 0, :type :invoke, :f :write, :value 1} {:process 0, :type :ok, :f :write, :value 1}
{:process 0, :type :invoke, :f :write, :value 2} {:process 0, :type :ok, :f :write, :value 2}
{:process 1, :type :invoke, :f :read} {:process 1, :type :ok, :f :read, :value 1}
{:process 1, :type :invoke, :f :read} {:process 1, :type :ok, :f :read, :value 2}
";

#[test]
fn the_exit_status_says_what_was_found() {
    let good = file("good.jsonl", GOOD);
    let stale = file("stale.edn", STALE);
    let broken = file("broken.jsonl", &GOOD[..100]);
    let empty = file("empty", "");
    let opposite = file("opposite.edn", OPPOSITE);
    let late = file("late.edn", LATE);
    let many: String =
        (0..9).map(|n| format!("INFO jepsen.util - {n} :invoke :write {n}\n")).collect();
    let many = many.clone() + &many.replace(":invoke", ":ok");
    let many = file("many.log", &many);
    for (arguments, status, out, error) in [
        (&["check", &good][..], 0, "good.jsonl  linearizable  holds  2 operations  ", ""),
        (&["check", &empty], 0, "empty  linearizable  holds  0 operations  ", ""),
        (
            &["check", &stale, &good],
            1,
            "process 1 read 1 (lines 3–4), but before it began process 0 wrote 2 (line 2), after process 0 wrote 1 (line 1)",
            "",
        ),
        (
            &["check", "--property", "monotonic-reads,linearizable", &stale],
            1,
            "monotonic-reads  holds",
            "",
        ),
        (
            &["check", "--property", "sequential", &good, &stale],
            0,
            "stale.edn  sequential  holds  3 operations",
            "",
        ),
        (
            &["check", "--property=sequential", &opposite],
            1,
            "opposite.edn  sequential  violated",
            "",
        ),
        (
            &["check", "--property", "sequential", "--budget", "3", &late],
            3,
            "late.edn  sequential  unknown  4 operations",
            "",
        ),
        (
            &["check", &broken, &stale],
            2,
            "violated",
            "broken.jsonl: line 2, column 38: not an event in JSON",
        ),
        (&["check", "--property", "durable", &good], 2, "", "durable cannot be judged"),
        (&["check", "--format", "edn", &good], 2, "", "line 1, column"),
        (
            &["check", "--budget", "3", &many],
            3,
            "many.log  linearizable  unknown  9 operations",
            "",
        ),
        (&["check", "--budget", "3", &many, &stale], 1, "unknown", ""),
        (&["check", "no_such"], 2, "", "no_such: no such file"),
        (&["check"], 2, "", "check wants a file"),
        (&["check", "--nil", "never", &good], 2, "", "--nil never: not one of absent, unknown"),
        (
            &["check", "--property", "fast", &good],
            2,
            "",
            "--property fast: not one of linearizable, ",
        ),
    ] {
        let done = replicarium(arguments, "");
        assert_eq!(done.status.code(), Some(status), "{arguments:?}: {}", text(&done.stderr));
        assert!(text(&done.stdout).contains(out), "{arguments:?}: {}", text(&done.stdout));
        assert!(text(&done.stderr).contains(error), "{arguments:?}: {}", text(&done.stderr));
    }
}

#[test]
fn json_has_an_object_a_line_for_each_property() {
    let done =
        replicarium(&["check", "--json", "--property=linearizable,read-your-writes", "-"], STALE);
    assert_eq!(done.status.code(), Some(1));
    let lines: Vec<serde_json::Value> = text(&done.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    assert_eq!(lines.len(), 2);
    for (line, verdict) in lines.iter().zip(["violated", "holds"]) {
        assert_eq!((&line["file"], &line["operations"]), (&"-".into(), &3.into()));
        assert_eq!(line["verdict"], verdict);
        assert!(line["ms"].is_number());
    }
    assert_eq!(lines[0]["witness"]["lines"], serde_json::json!([3, 4, 2, 1]));
    assert_eq!(lines[1]["witness"], serde_json::Value::Null);
}

#[test]
fn options_change_what_a_history_means() {
    let nil = "
{:process 0, :type :invoke, :f :write, :value 1} {:process 0, :type :ok, :f :write, :value 1}
{:process 0, :type :invoke, :f :read, :value nil} {:process 0, :type :ok, :f :read, :value nil}
{:process 0, :type :invoke, :f :cas, :value [1 2]} {:process 0, :type :fail, :f :cas, :value [1 2]}
";
    let initial = "{:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value 7}";
    for (input, options, status) in [
        (nil, &[][..], 0),
        (nil, &["--nil", "absent"], 1),
        (nil, &["--failed-cas", "observed"], 1),
        (nil, &["--model", "register"], 2),
        (initial, &[], 1),
        (initial, &["--initial", "7"], 0),
    ] {
        let mut arguments = vec!["check", "-"];
        arguments.extend(options);
        let done = replicarium(&arguments, input);
        assert_eq!(done.status.code(), Some(status), "{options:?}: {}", text(&done.stderr));
    }
}

#[test]
fn what_a_run_exports_can_be_judged() {
    for entry in replicarium::scenario::library::ALL {
        let verdicts = ["jsonl", "edn"].map(|format| {
            let out = replicarium(&["run", entry.name, "--export", format], "");
            let history = text(&out.stdout);
            assert!(history.lines().count() > 3, "{history}");
            let done = replicarium(&["check", "--nil", "absent", "-"], &history);
            assert_eq!(text(&done.stderr), "");
            done.status.code()
        });
        assert_eq!(verdicts[0], verdicts[1], "{}", entry.name);
    }
    let out = replicarium(&["run", "stale_follower_read", "--export", "jsonl"], "");
    let done = replicarium(&["check", "--property", "read-your-writes", "-"], &text(&out.stdout));
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stdout).contains(
        "key cart: process 0 read milk (lines 5–6), although before that process 0 wrote flour"
    ));
}
