//! Bad input: every error names its place and how to fix it.

use crate::scenarios;
use replicarium::scenario::{Run, Scenario};

fn error(text: &str) -> String {
    match text.parse::<Scenario>() {
        Ok(_) => panic!("accepted:\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// A scenario with one more line, which is line 5.
fn with(line: &str) -> String {
    error(&format!("replicarium scenario 1\nmode leaderless\nnodes 3\nclient c1\n{line}\n"))
}

#[test]
fn errors_name_place_found_and_expected() {
    for (line, want) in [
        ("@5ms crash Q", "line 5, column 6: found “crash”, which cannot be: there is no node Q"),
        ("@5ms crash 7", "line 5, column 12: found “7”, expected a node such as A"),
        (
            "@5ms crush A",
            "line 5, column 6: found “crush”, expected a client, or deliver, drop, duplicate, hold, release, crash, restart, wipe, pause, resume, cut, heal, skew, join, leave, promote, shutdown or set",
        ),
        (
            "@5 crash A",
            "line 5, column 2: found “5”, expected a length of time such as 12ms, 500us or 2s",
        ),
        (
            "@1.0005ms crash A",
            "line 5, column 2: found “1.0005ms”, expected a length of time such as 12ms, 500us or 2s",
        ),
        ("@5ms cut A>A", "line 5, column 6: found “cut”, which cannot be: A has no link to itself"),
        ("@5ms cut A", "line 5, column 10: found “A”, expected a link such as A>B"),
        ("@5ms c2 read x", "line 5, column 6: found “c2”, which cannot be: there is no client c2"),
        (
            "@5ms c1 write x",
            "line 5, column 15: found “x”, expected a key and a value such as cart=flour",
        ),
        (
            "@5ms c1 write x=",
            "line 5, column 17: found the end of the line, which is nothing; expected a word of at most 23 bytes such as cart, or a text of at most 1024 bytes in double quotes",
        ),
        (
            "@5ms c1 write x=\"\"",
            "line 5, column 17: found “\"\"”, which is nothing; expected a word of at most 23 bytes such as cart, or a text of at most 1024 bytes in double quotes",
        ),
        (
            "@5ms c1 write x=\"milk # and eggs",
            "line 5, column 17: found “\"milk # and eggs”, expected a value that ends with its closing quote",
        ),
        (
            "@5ms c1 write x=\"milk\"s via A",
            "line 5, column 17: found “\"milk\"s”, expected a value that ends with its closing quote",
        ),
        (
            r#"@5ms c1 write x="a\nb""#,
            r#"line 5, column 17: found “"a\nb"”, expected \" or \\ where a quoted value has a \"#,
        ),
        (
            "@5ms c1 add x=\"two words\"",
            "line 5, column 15: found “\"two words\"”, which is a text with ' ' in it; expected a word of at most 23 bytes such as cart",
        ),
        (
            "@5ms c1 write x=abcdefghijklmnopqrstuvwx",
            "line 5, column 17: found “abcdefghijklmnopqrstuvwx”, which is a text of 24 bytes; at most 23 fit; expected a word of at most 23 bytes such as cart, or a text of at most 1024 bytes in double quotes",
        ),
        (
            "@5ms c1 write x=†",
            "line 5, column 17: found “†”, expected a value; † shows a deleted one, and “delete” deletes",
        ),
        (
            "@5ms c65537 read x",
            "line 5, column 6: found “c65537”, expected a client from c1 to c32",
        ),
        (
            "@5ms set w 9",
            "line 5, column 1: found “@5ms set w 9”, which cannot be: a write cannot wait for w = 9 answers of n = 3 replicas",
        ),
        (
            "@5ms heal A>B",
            "line 5, column 1: found “@5ms heal A>B”, which cannot be: the link A>B is not cut",
        ),
        (
            "@5ms resume A",
            "line 5, column 1: found “@5ms resume A”, which cannot be: A is not paused",
        ),
        (
            "until 4ms\n@5ms crash A",
            "line 6, column 1: found “@5ms crash A”, which cannot be: the run ends at 4ms; set a later end by “until”",
        ),
        ("@5ms c1 read x now", "line 5, column 16: found “now”, expected the end of the line"),
        (
            "@5ms join F",
            "line 5, column 6: found “join”, which cannot be: the next node to join is D",
        ),
        (
            "@5ms skew A 5ms",
            "line 5, column 13: found “5ms”, expected a signed length of time such as +5ms or -300us",
        ),
        (
            "set n 0",
            "line 5, column 1: found “set n 0”, which cannot be: n, w and r must each be at least 1",
        ),
        (
            "set w 4",
            "line 5, column 1: found “set w 4”, which cannot be: a write cannot wait for w = 4 answers of n = 3 replicas",
        ),
        (
            "set r 9",
            "line 5, column 1: found “set r 9”, which cannot be: a read cannot wait for r = 9 answers of n = 3 replicas",
        ),
        (
            "set n 4",
            "line 5, column 1: found “set n 4”, which cannot be: n = 4 replicas cannot be held by 3 nodes",
        ),
        (
            "set heartbeat 5",
            "line 5, column 1: found “set heartbeat 5”, which cannot be: this mode has no setting heartbeat",
        ),
        (
            "set speed 5",
            "line 5, column 5: found “speed”, expected a setting such as delay, loss, timeout, w or r",
        ),
        (
            "set loss 2000000ppm",
            "line 5, column 1: found “set loss 2000000ppm”, which cannot be: a rate is at most 100%, and 2000000 parts of a million are more",
        ),
        (
            "set delay normal 5ms",
            "line 5, column 11: found “normal”, expected fixed, uniform, exponential, lognormal or pareto",
        ),
        (
            "set delay uniform 9ms 5ms",
            "line 5, column 11: found “uniform”, which cannot be: a first length that is greater than the second",
        ),
        (
            "set delay fixed 900s",
            "line 5, column 11: found “fixed”, which cannot be: a delay of more than ten minutes",
        ),
        (
            "set link-delay A>Z fixed 9ms",
            "line 5, column 1: found “set link-delay A>Z fixed 9ms”, which cannot be: there is no node Z",
        ),
        (
            "mode leaderless",
            "line 5, column 1: found “mode”, but there is a line “mode” already; expected one",
        ),
        ("client c3", "line 5, column 8: found “c3”, expected clients in order: c1, c2, …"),
        ("client c2 writes D", "line 5, column 18: found “D”, which cannot be: there is no node D"),
        (
            "until 2h",
            "line 5, column 7: found “2h”, expected a length of time such as 12ms, 500us or 2s",
        ),
        (
            "hello",
            "line 5, column 1: found “hello”, expected title, mode, nodes, seed, until, client, set, | or @",
        ),
    ] {
        assert_eq!(with(line), want);
    }
}

#[test]
fn errors_of_incomplete_scenarios() {
    let head = "replicarium scenario 1\nmode leaderless\n";
    for (text, want) in [
        (
            String::new(),
            "line 1, column 1: found the end of the line, expected the first line “replicarium scenario 1”",
        ),
        (
            "replicarium scenario 2\n".into(),
            "line 1, column 22: found “2”, expected version 1, the only one that there is",
        ),
        (
            format!("\u{feff}{head}nodes 3\n"),
            "line 1, column 1: found “\u{feff}replicarium”, expected a file without a byte order mark: save it as UTF-8 without BOM",
        ),
        (
            format!("{head}nodes 26\n@5ms join A\n"),
            "line 4, column 6: found “join”, which cannot be: a cluster has at most 26 nodes",
        ),
        (
            format!("{head}nodes 10000\n"),
            "line 3, column 7: found “10000”, expected a number of nodes from 1 to 26",
        ),
        (
            format!("{head}nodes 0\n"),
            "line 3, column 7: found “0”, expected a number of nodes from 1 to 26",
        ),
        (
            head.into(),
            "line 2, column 1: found the end of the line, expected a line “nodes” before",
        ),
        (
            format!("{head}client c1 reads B\nnodes 3\n"),
            "line 3, column 17: found “B”, expected a line “nodes” before",
        ),
        (
            format!("{head}nodes 3\n@9ms crash A\n@8ms restart A\n"),
            "line 5, column 1: found “@8ms”, which cannot be: time runs backwards: it is 9ms already, not 8ms",
        ),
    ] {
        assert_eq!(error(&text), want);
    }
}

#[test]
fn a_recorded_run_replays_exactly_or_says_so() {
    let scenario = scenarios().nth(1).expect("the second scenario").1;
    let trace = scenario.run().expect("it starts");
    let text = Run { scenario, trace }.to_string();
    assert!(text.parse::<Run>().is_ok());
    let late = text.replacen("deliver e0", "deliver e9", 1);
    let refused = late.parse::<Run>().expect_err("e9 is not in flight");
    assert!(
        refused.to_string().ends_with("e2 is not in flight")
            || refused.to_string().ends_with("e9 is not in flight"),
        "{refused}"
    );
    let edited = text.replacen("write cart=milk", "write cart=cola", 1).replacen(
        "write cart=milk",
        "write cart=cola",
        1,
    );
    let differs = edited.parse::<Run>().expect_err("another value is another run");
    assert!(differs.to_string().contains("behaves differently"), "{differs}");
}
