//! `replicarium staleness`, run as a process.

use serde_json::{Value, json};
use std::{
    path::PathBuf,
    process::{Command, Output},
};

fn staleness(line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.arg("staleness").args(line.split_whitespace()).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn file(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("writable");
    path.display().to_string()
}

const FAST: &str = "--ack-latency exp:1 --read-latency exp:1 --response-latency exp:1";

fn object(line: &str) -> Value {
    let done = staleness(&format!("{line} --json"));
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()), "{line}");
    serde_json::from_slice(&done.stdout).expect("an object")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn json_output_has_the_documented_fields() {
    let said = object(&format!(
        "--n 3 --r 1 --w 1 --write-latency exp:0.1 {FAST} --trials 100000 --t 5,0,1.5"
    ));
    let times: Vec<f64> = (0..3).map(|n| number(&said["p_fresh"][n]["t_ms"])).collect();
    assert_eq!(times, [5.0, 0.0, 1.5], "in the order in which they were given");
    for share in said["p_fresh"].as_array().into_iter().flatten() {
        let (p, low, high) = (number(&share["p"]), number(&share["low"]), number(&share["high"]));
        assert!(0.0 < low && low < p && p < high && high < 1.0, "{share}");
    }
    for spread in ["read_ms", "write_ms"] {
        let (mut before, bounds) = (0.0, &said["intervals"][spread]);
        for quantile in ["p50", "p99", "p999"] {
            let (ms, bounds) = (number(&said[spread][quantile]), &bounds[quantile]);
            assert!(number(&bounds[0]) <= ms && ms <= number(&bounds[1]), "{said}");
            assert!(before < ms, "{said}");
            before = ms;
        }
    }
    let (t, bounds) = (number(&said["t_999_ms"]), &said["intervals"]["t_999_ms"]);
    assert!(number(&bounds[0]) < t && t < number(&bounds[1]), "{said}");
    assert_eq!(
        (&said["trials"], &said["seed"], &said["confidence"]),
        (&json!(100_000), &json!(1), &json!(0.95))
    );
    let versions = said["versions"].as_array().expect("a list");
    assert_eq!(versions.iter().map(|it| &it["k"]).collect::<Vec<_>>(), [1, 2, 3, 5, 10]);
    assert!((number(&versions[0]["closed_form"]) - 1.0 / 3.0).abs() < 1e-12);
    assert!(number(&versions[0]["p"]) > 0.2 && number(&versions[4]["p"]) > 0.9, "{said}");
}

#[test]
fn latencies_are_drawn_from_a_file() {
    let lan = file("lan.txt", b"# three pings\n1\n2\n\n3\n");
    let others = "--ack-latency fixed:0 --read-latency fixed:0 --response-latency fixed:0";
    let said = object(&format!("--n 1 --write-latency empirical:{lan}+10 {others} --trials 10000"));
    assert_eq!(said["write_ms"]["p50"].as_f64().map(f64::round), Some(12.0));
    assert_eq!(said["write_ms"]["p999"].as_f64().map(f64::round), Some(13.0));
}

#[test]
fn errors_name_the_option_and_the_place() {
    let (empty, bad) = (file("empty.txt", b"\n"), file("bad.txt", b"1\n2 ms\n"));
    let binary = file("binary.txt", b"1\n\xff\n");
    for (line, want) in [
        (
            "--write-latency mix:0.9*pareto:0.2,0+0.1*exp:1.5".to_owned(),
            "'mix:0.9*pareto:0.2,0+0.1*exp:1.5' for '--write-latency <DIST>': column 20: ALPHA is 0; it must be above 0"
                .to_owned(),
        ),
        ("--write-latency empirical:no_such".to_owned(), "column 11: no_such: no such file".to_owned()),
        (format!("--write-latency empirical:{empty}"), format!("{empty}: no latencies in it")),
        (format!("--write-latency empirical:{bad}"), format!("{bad}: line 2: “2 ms” is no latency in ms")),
        (format!("--write-latency empirical:{binary}"), "not UTF-8 from byte 3 on".to_owned()),
        ("--write-latency exp:1 --n 0".to_owned(), "0 is not in 1..=1000".to_owned()),
        ("--write-latency exp:1 --r 4".to_owned(), "--r 4: only n = 3 replicas can respond".to_owned()),
        (String::new(), "--write-latency <DIST>".to_owned()),
    ] {
        let done = staleness(&format!("{FAST} {line}"));
        assert_eq!(done.status.code(), Some(2), "{line}");
        assert!(text(&done.stderr).contains(&want), "{line}: {}", text(&done.stderr));
        assert!(done.stdout.is_empty());
    }
}

#[test]
fn the_default_output_is_tables() {
    let done =
        staleness(&format!("--write-latency exp:0.1 {FAST} --wan 75 --trials 10000 --threads 1"));
    let out = text(&done.stdout);
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    for want in [
        "WARS model, n = 3, w = 1, r = 1; 10000 trials, seed 1",
        "W exp:0.1",
        "and 75 ms one way, but for the local replica",
        "99.9 % see it from t = ",
        "closed form",
        "0.333333",
    ] {
        assert!(out.contains(want), "{out}");
    }
}

/// With the same latencies, the simulated protocol and the model have the same results.
#[test]
fn the_simulated_protocol_agrees_with_the_model() {
    let late = format!("--write-latency mix:0.38*pareto:1.05,1.51+0.62*exp:0.183 {FAST}");
    for rest in [
        "--trials 20000",
        "--trials 10007 --r 2 --seed 5",
        "--trials 10000 --n 5 --r 2 --w 2 --wan 75 --t 0,10,75,150",
        "--trials 5000 --w 2 --r 2",
    ] {
        let (model, cluster) =
            (object(&format!("{late} {rest}")), object(&format!("{late} {rest} --cluster")));
        assert_eq!(model, cluster, "{rest}");
    }
    let done = staleness(&format!("{late} --cluster --n 26"));
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("--n 26: with --cluster at most 25"));
}
