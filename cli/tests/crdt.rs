//! `replicarium crdt`, driven by another program.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

fn replicarium(kind: &str, input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.args(["crdt", kind]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // The command may end before it has read all of its input.
    let _ = child.stdin.take().map(|mut to| to.write_all(input.as_bytes()));
    child.wait_with_output().expect("it ends")
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
        ("g-counter", "on A increment 18446744073709551615", "column 1"),
        ("pn-counter", "on A increment", "column 15"),
        ("lww-register", "on A write x 5", "column 14"),
        ("or-set", "on A add", "column 9"),
        ("or-set", "on A clear all", "column 12"),
        ("or-map", "on A at k sequence insert 0 x", "column 11"),
        ("sequence", "on A insert 9 x", "column 1"),
        ("sequence", "on A insert 0", "column 14"),
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
        let out = replicarium(kind, &format!("on A {first}\n{line}\nget A"));
        let answers = String::from_utf8(out.stdout).expect("answers are text");
        let [before, error, after] = answers.lines().collect::<Vec<_>>()[..] else {
            panic!("three answers, not {answers}");
        };
        assert_eq!(before, after, "{line}");
        assert!(error.starts_with(&format!("{{\"error\":\"line 2, {place}: ")), "{line}: {error}");
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
        let out = replicarium(kind, &commands.join("\n"));
        let said = String::from_utf8_lossy(&out.stdout);
        assert_eq!(said.lines().collect::<Vec<_>>(), answers);
        sessions += 1;
    }
    assert_eq!(sessions, 4);
}
