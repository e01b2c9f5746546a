//! `replicarium check`, run as a process.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

fn replicarium(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // The command may end before it has read all of its input.
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

/// Two concurrent writes, and two readers that see them in opposite orders.
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
fn the_exit_status_is_that_of_the_worst_verdict() {
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
        (&["check", &empty], 2, "", "empty: there is no operation on a register to judge"),
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
        (
            &["check", "--property", "durable", &good],
            2,
            "",
            "durable cannot be judged: it is about what replicas store",
        ),
        (&["check", "--format", "edn", &good], 2, "", "line 1, column"),
        (
            &["check", "--budget", "3", &many],
            3,
            "many.log  linearizable  unknown  9 operations",
            "",
        ),
        (&["check", "--budget", "3", &many, &stale], 1, "unknown", ""),
        (&["check", "no_such"], 2, "", "no_such: no such file"),
        (&["check"], 2, "", "<FILE>..."),
        (&["check", "--nil", "never", &good], 2, "", "'never' for '--nil <NIL>'"),
        (
            &["check", "--property", "fast", &good],
            2,
            "",
            "'fast' for '--property <NAME>'\n  [possible values: linearizable, ",
        ),
    ] {
        let done = replicarium(arguments, "");
        assert_eq!(done.status.code(), Some(status), "{arguments:?}: {}", text(&done.stderr));
        assert!(text(&done.stdout).contains(out), "{arguments:?}: {}", text(&done.stdout));
        assert!(text(&done.stderr).contains(error), "{arguments:?}: {}", text(&done.stderr));
    }
}

#[test]
fn json_output_has_an_object_for_each_property() {
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
fn exported_runs_can_be_judged() {
    for entry in replicarium::scenario::library::ALL {
        let other = [" sql ", " update "].iter().any(|it| entry.text().contains(it));
        if other || !entry.text().contains(" write ") {
            // Statements, values that merge and numbers concern no register, and a history without any has nothing to judge.
            continue;
        }
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
    // The longest value, with all that needs an escape.
    let value = format!(r#"{} "\ # '"#, "x".repeat(1_017));
    let scenario = format!(
        "replicarium scenario 1\nmode leaderless\nnodes 3\nclient c1\n@0ms c1 write x=\"{}\"\n@99ms c1 read x\n",
        value.replace('\\', r"\\").replace('"', "\\\"")
    );
    let scenario = file("long.scenario", &scenario);
    for format in ["jsonl", "edn"] {
        let out = replicarium(&["run", &scenario, "--export", format], "");
        let history = text(&out.stdout);
        assert_eq!(history.matches(&"x".repeat(1_017)).count(), 3, "{history}");
        let done = replicarium(&["check", "--nil", "absent", "-"], &history);
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()), "{history}");
    }
    let out = replicarium(&["run", "stale_follower_read", "--export", "jsonl"], "");
    let done = replicarium(&["check", "--property", "read-your-writes", "-"], &text(&out.stdout));
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stdout).contains(
        "key cart: process 0 read milk (lines 5–6), although before that process 0 wrote flour"
    ));
}

/// The examples of the README, except for the time that judging took.
#[test]
fn the_examples_of_the_readme_are_true() {
    let readme = include_str!("../README.md");
    let block = readme.split("```\n").find(|block| block.starts_with("$ cat late.jsonl\n"));
    let mut commands = block.expect("a block with that file").split("$ ").skip(1);
    let history = commands.next().and_then(|it| it.split_once('\n')).expect("the file").1;
    let path = file("late.jsonl", history);
    let mut run = 0;
    for command in commands {
        let (arguments, want) = command.split_once('\n').expect("what it prints");
        let arguments = arguments.strip_prefix("replicarium ").expect("our command");
        let arguments = arguments.split(' ').map(|it| if it == "late.jsonl" { &path } else { it });
        let done = replicarium(&arguments.collect::<Vec<_>>(), "");
        assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
        let said = text(&done.stdout).replace(&path, "late.jsonl");
        assert_eq!(timeless(&said), timeless(want));
        run += 1;
    }
    assert_eq!(run, 2);
}

/// A line without the time that judging took.
fn timeless(line: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || c == '.';
    let without = |mark: &str| {
        let (before, after) = line.split_once(mark)?;
        Some(format!("{before}{mark}{}", after.trim_start_matches(number)))
    };
    without("operations  ").or_else(|| without("\"ms\":")).unwrap_or_else(|| line.to_owned())
}

#[test]
fn staleness_is_measured_for_each_read() {
    let measured = |input: &str, options: &[&str]| {
        let mut arguments = vec!["check", "--json", "--property=staleness", "-"];
        arguments.extend(options);
        let done = replicarium(&arguments, input);
        let line = text(&done.stdout);
        let line =
            if line.is_empty() { text(&done.stderr).into() } else { line.parse().expect("JSON") };
        (done.status.code(), line)
    };
    // Without times, with a concurrent write, and with two registers.
    let (status, line): (_, serde_json::Value) = measured(STALE, &[]);
    assert_eq!((status, &line["verdict"]), (Some(1), &"violated".into()));
    assert_eq!(line["witness"]["lines"], serde_json::json!([3, 4]));
    let each = serde_json::json!([
        {"line": 3, "process": 1, "key": null, "versions": 1, "behind_ms": null}
    ]);
    let stale = &line["staleness"];
    assert_eq!((&stale["each"], &stale["behind_ms"]), (&each, &serde_json::Value::Null));
    assert_eq!((&stale["reads"], &stale["stale"]), (&1.into(), &1.into()));
    assert_eq!(stale["versions"], serde_json::json!({"max": 1, "mean": 1.0}));
    let (status, line) = measured(GOOD, &[]);
    assert_eq!((status, &line["verdict"]), (Some(0), &"holds".into()));
    assert_eq!(line["witness"], serde_json::Value::Null);
    let keys = "\
{:process 0 :type :invoke :f :write :value [x 1] :time 0} {:process 0 :type :ok :f :write :value [x 1] :time 2000000}
{:process 1 :type :invoke :f :read :value [y nil] :time 5000000} {:process 1 :type :ok :f :read :value [y nil] :time 6000000}
{:process 1 :type :invoke :f :read :value [x nil] :time 7000000} {:process 1 :type :ok :f :read :value [x nil] :time 8000000}
";
    let (status, line) = measured(keys, &["--nil", "absent"]);
    let each = serde_json::json!([
        {"line": 2, "process": 1, "key": "y", "versions": 0, "behind_ms": 0.0},
        {"line": 3, "process": 1, "key": "x", "versions": 1, "behind_ms": 5.0}
    ]);
    assert_eq!((status, &line["staleness"]["each"]), (Some(1), &each));
    assert_eq!(line["staleness"]["behind_ms"], serde_json::json!({"max": 5.0, "mean": 2.5}));
    // An empty history, and one that cannot be measured.
    assert_eq!(measured("", &[]).0, Some(2));
    let cas = "{:process 0 :type :invoke :f :cas :value [1 2]} {:process 0 :type :ok :f :cas :value [1 2]}";
    let (status, why) = measured(cas, &[]);
    assert_eq!(status, Some(2));
    let why = why.as_str().unwrap_or_default().to_owned();
    assert!(why.contains("staleness cannot be judged: line 1 is a compare-and-set"), "{why}");
}

/// A question, its answer by another process, and an observer who reads the answer and then not the question.
const CONVERSATION: &str = r#"{"process":0,"type":"invoke","f":"write","key":"question","value":1}
{"process":0,"type":"ok","f":"write","key":"question"}
{"process":1,"type":"invoke","f":"read","key":"question"}
{"process":1,"type":"ok","f":"read","key":"question","value":1}
{"process":1,"type":"invoke","f":"write","key":"answer","value":2}
{"process":1,"type":"ok","f":"write","key":"answer"}
{"process":2,"type":"invoke","f":"read","key":"answer"}
{"process":2,"type":"ok","f":"read","key":"answer","value":2}
{"process":2,"type":"invoke","f":"read","key":"question"}
{"process":2,"type":"ok","f":"read","key":"question"}
"#;

/// The second read may have asked a replica that is behind: the history does not tell which guarantee is violated.
#[test]
fn reads_that_contradict_an_order_of_writes_name_both_guarantees() {
    let names = "monotonic-writes,writes-follow-reads,consistent-prefix";
    let out = replicarium(&["check", "--property", names, "-"], CONVERSATION);
    assert_eq!(out.status.code(), Some(1));
    let out = text(&out.stdout);
    for said in [
        "  monotonic-writes  holds",
        "  writes-follow-reads or monotonic-reads  violated",
        "  consistent-prefix or monotonic-reads  violated",
        "together with monotonic reads",
    ] {
        assert!(out.contains(said), "{said}\n{out}");
    }
    let json = replicarium(&["check", "--json", "--property", names, "-"], CONVERSATION);
    let or = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("an object");
        line["or"].as_str().map(str::to_owned)
    };
    let or: Vec<_> = text(&json.stdout).lines().map(or).collect();
    assert_eq!(or, [None, Some("monotonic-reads".into()), Some("monotonic-reads".into())]);
    // In the other order there is nothing to say.
    let mut lines: Vec<&str> = CONVERSATION.lines().collect();
    lines.rotate_right(2);
    let out = replicarium(&["check", "--property", names, "-"], &lines.join("\n"));
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stdout));
}
