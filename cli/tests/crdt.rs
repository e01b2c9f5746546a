//! `replicarium crdt`, driven by another program.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

const KINDS: [&str; 8] = [
    "g-counter",
    "pn-counter",
    "lww-register",
    "mv-register",
    "or-set",
    "remove-wins-set",
    "or-map",
    "sequence",
];

fn replicarium(kind: &str, input: impl AsRef<[u8]>) -> Output {
    let input = input.as_ref();
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.args(["crdt", kind]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut to = child.stdin.take().expect("it is a pipe");
    std::thread::scope(|threads| {
        // It answers while it reads. It may end before it has read all of its input.
        threads.spawn(move || to.write_all(input));
        child.wait_with_output().expect("it ends")
    })
}

/// The answer to the last line.
fn last(kind: &str, input: &str) -> String {
    let out = replicarium(kind, input);
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let answers = String::from_utf8(out.stdout).expect("answers are text");
    answers.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn each_type_merges_in_each_way() {
    for (kind, at_a, at_b, value) in [
        ("g-counter", "increment 2", "increment 3", "5"),
        ("pn-counter", "increment 2", "decrement 3", "-1"),
        ("lww-register", "write x", "write y", r#""y""#),
        ("lww-register", "write x @5", "write y", r#""x""#),
        ("mv-register", "write x", "write y", r#"["x","y"]"#),
        ("or-set", "add \"two words\"", "add x", r#"["two words","x"]"#),
        ("or-set", "add x", "remove x", r#"["x"]"#),
        ("remove-wins-set", "add x", "remove x", "[]"),
        ("or-map", "at k or-set add x", "at k or-set add y", r#"{"k":["x","y"]}"#),
        ("or-map", "at k or-map at l g-counter increment 2", "remove k", r#"{"k":{"l":2}}"#),
        (
            "or-map",
            "at k lww-register write x",
            "at k pn-counter decrement 1",
            r#"{"k (lww-register)":"x","k (pn-counter)":-1}"#,
        ),
        ("sequence", "insert 0 ab ", "insert 0 \" c\"", r#""ab  c""#),
    ] {
        for way in ["", "--state", "--delta", "--ops"] {
            let session = format!(
                "on A {at_a}\non B {at_b}\nsync A B {way}\nsync A B {way}\nsync B C {way}\nget C"
            );
            assert_eq!(last(kind, &session), format!("{{\"value\":{value}}}"), "{kind} {way}");
        }
    }
}

#[test]
fn a_bad_line_is_answered_and_changes_nothing() {
    for (kind, line, place) in [
        ("g-counter", "on A decrement 1", "column 6"),
        ("g-counter", "on A increment -1", "column 16"),
        ("g-counter", "on A increment +1", "column 16"),
        ("g-counter", "on A increment 1.5", "column 16"),
        ("g-counter", "on A increment 1e3", "column 16"),
        ("g-counter", "on A increment 99999999999999999999999", "column 16"),
        ("g-counter", "on A increment 1 --json", "column 18"),
        ("g-counter", "get A --json", "column 7"),
        ("g-counter", "--json", "column 1"),
        ("g-counter", "\u{feff}get A", "column 1"),
        ("g-counter", "on", "column 3"),
        ("g-counter", "on A", "column 5"),
        ("g-counter", "sync A", "column 7"),
        ("g-counter", "sync A B C", "column 10"),
        ("g-counter", "reset all", "column 7"),
        ("g-counter", "get\u{0}A", "column 1"),
        ("g-counter", "on A increment 18446744073709551615", "column 1"),
        ("pn-counter", "on A increment", "column 15"),
        ("lww-register", "on A write x 5", "column 14"),
        ("lww-register", "on A write x @", "column 14"),
        ("lww-register", "on A write x @-5", "column 14"),
        ("lww-register", "on A write x @+5", "column 14"),
        ("or-set", "on A add", "column 9"),
        ("or-set", "on A add \"", "column 10"),
        ("or-set", "on A add \"x", "column 11"),
        ("or-set", "on A add \"x\"y", "column 13"),
        ("or-set", "on A add \"\\ud800\"", "column 17"),
        ("or-set", "on \"A B\" add x", "column 7"),
        ("or-set", "on A clear all", "column 12"),
        ("or-map", "on A at k sequence insert 0 x", "column 11"),
        ("sequence", "on A insert 9 x", "column 1"),
        ("sequence", "on A insert 0", "column 14"),
        ("sequence", "on A insert 0 \"", "column 15"),
        ("sequence", "on A insert -1 x", "column 13"),
        ("sequence", "on A delete 0 -1", "column 15"),
        ("sequence", "on A delete 0 2", "column 1"),
        ("sequence", "sync A B --all", "column 10"),
        ("sequence", "sing", "column 1"),
    ] {
        let first = match kind {
            "g-counter" | "pn-counter" => "increment 1",
            "lww-register" => "write w",
            "or-set" => "add w",
            "or-map" => "at w g-counter increment 1",
            _ => "insert 0 w",
        };
        let out = replicarium(kind, format!("on A {first}\n{line}\nget A"));
        let answers = String::from_utf8(out.stdout).expect("answers are text");
        let [before, error, after] = answers.lines().collect::<Vec<_>>()[..] else {
            panic!("three answers, not {answers}");
        };
        assert_eq!(before, after, "{line}");
        assert!(error.starts_with(&format!("{{\"error\":\"line 2, {place}: ")), "{line}: {error}");
    }
}

/// Each line has one answer, but for empty ones and comments.
#[test]
fn odd_input_is_answered_line_by_line() {
    let long = "x".repeat(262_144);
    let deep = "at k or-map ".repeat(20_000);
    let cases: [(&str, Vec<u8>, &[&str]); 9] = [
        ("g-counter", b"\xef\xbb\xbfon A increment 1\r\n\r\n \t\n# x\nget A".into(), &[r#"{"value":1}"#; 2]),
        ("g-counter", b"\x0bget A\x0c\n\rget A\n".into(), &[r#"{"value":0}"#; 2]),
        ("or-set", b"on A add \xff\nget A\n\xc3".into(), &[
            r#"{"error":"line 1, column 10: not UTF-8"}"#,
            r#"{"value":[]}"#,
            r#"{"error":"line 3, column 1: not UTF-8"}"#,
        ]),
        ("or-set", format!("{long}x\nget A").into(), &[
            r#"{"error":"line 1, column 1: a line of more than 262144 bytes"}"#,
            r#"{"value":[]}"#,
        ]),
        ("or-set", format!("{long}\nget A").into(), &[r#"{"error":"line 1, column 1: found “x"#, r#"{"value":[]}"#]),
        ("or-set", b"on A add \0\non A add \"\"\non A add x\"y".into(), &[
            r#"{"value":["\u0000"]}"#,
            r#"{"value":["","\u0000"]}"#,
            r#"{"value":["","\u0000","x\"y"]}"#,
        ]),
        ("or-map", format!("on A {deep}\nget A").into(), &[
            r#"{"error":"line 1, column 390: maps are nested more than 32 deep"}"#,
            r#"{"value":{}}"#,
        ]),
        ("pn-counter", "on A decrement 18446744073709551615\non A decrement 1\non B increment 18446744073709551615\n\
                        sync B A\nget A".into(), &[
            r#"{"value":-18446744073709551615}"#,
            r#"{"error":"line 2, column 1: the node has counted to 18446744073709551615 and can count no further"}"#,
            r#"{"value":18446744073709551615}"#,
            r#"{"from":"B","to":"A","shipped":"state","#,
            r#"{"value":0}"#,
        ]),
        // A node that nothing was told is empty, and has nothing to tell itself.
        ("or-set", "get Q\nsync A A\nstate Q\ncollect Q".into(), &[
            r#"{"value":[]}"#,
            r#"{"from":"A","to":"A","shipped":"state","bytes":4,"clocks":7,"changed":false}"#,
            r#"{"state":[],"bytes":3,"tombstones":0,"#,
            r#"{"dropped":0,"tombstones":0,"#,
        ]),
    ];
    for (kind, input, wanted) in cases {
        let out = replicarium(kind, input);
        assert_eq!((out.status.code(), out.stderr.len()), (Some(0), 0), "{kind}");
        let answers = String::from_utf8(out.stdout).expect("answers are text");
        let answers: Vec<&str> = answers.lines().collect();
        assert_eq!(answers.len(), wanted.len(), "{kind}: {answers:?}");
        for (answer, wanted) in answers.iter().zip(wanted) {
            assert!(answer.starts_with(wanted), "{answer}, not {wanted}");
        }
    }
}

/// 10 000 lines of words that mean something at some place, for each type.
#[test]
fn any_lines_of_words_are_answered_one_by_one() {
    const WORDS: [&str; 36] = [
        "on",
        "on A",
        "on A",
        "on B",
        "sync",
        "sync A B",
        "sync B A",
        "get",
        "get A",
        "state",
        "state A",
        "collect A",
        "reset",
        "increment",
        "decrement",
        "write",
        "add",
        "remove",
        "clear",
        "at",
        "at k",
        "insert 0",
        "delete 0",
        "or-set",
        "or-map",
        "g-counter",
        "x",
        "\"x y\"",
        "\"",
        "1",
        "0",
        "-1",
        "18446744073709551615",
        "@5",
        "--delta",
        "--ops",
    ];
    for (n, kind) in (1_u64..).zip(KINDS) {
        let mut state = n;
        let mut draw = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let line = |draw: &mut dyn FnMut(usize) -> usize| {
            (0..1 + draw(5)).map(|_| WORDS[draw(WORDS.len())]).collect::<Vec<_>>().join(" ")
        };
        let lines: Vec<String> = (0..10_000).map(|_| line(&mut draw)).collect();
        let out = replicarium(kind, lines.join("\n"));
        assert_eq!((out.status.code(), out.stderr.len()), (Some(0), 0), "{kind}");
        let answers = String::from_utf8(out.stdout).expect("answers are text");
        assert_eq!(answers.lines().count(), lines.len(), "{kind}");
        let (mut errors, mut done) = (0, 0);
        for (answer, line) in answers.lines().zip(&lines) {
            let object = serde_json::from_str::<serde_json::Value>(answer);
            let object = object.unwrap_or_else(|error| panic!("{line}: {error}"));
            match object.get("error").and_then(serde_json::Value::as_str) {
                Some(error) => errors += u32::from(error.starts_with("line ")),
                None => done += u32::from(object.is_object()),
            }
        }
        assert_eq!(errors + done, 10_000, "{kind}");
        assert!(done > 100, "{kind}: {done} lines of words mean something");
    }
}

#[test]
fn the_sessions_of_the_readme_are_true() {
    let mut sessions = 0;
    for block in include_str!("../README.md").split("```\n$ replicarium crdt ").skip(1) {
        let block = block.split("\n```").next().unwrap_or_default();
        let (kind, session) = block.split_once('\n').expect("it has lines");
        let (answers, commands): (Vec<&str>, Vec<&str>) =
            session.lines().partition(|line| line.starts_with('{'));
        let out = replicarium(kind, commands.join("\n"));
        let said = String::from_utf8_lossy(&out.stdout);
        assert_eq!(said.lines().collect::<Vec<_>>(), answers);
        sessions += 1;
    }
    assert_eq!(sessions, 5);
}
