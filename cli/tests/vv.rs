//! `replicarium vv`, driven by another program.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Output, Stdio},
};

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.arg("vv").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

fn replicarium(arguments: &[&str], input: &str) -> Output {
    let mut child = start(arguments);
    // The command may end before it has read all of its input.
    let _ = child.stdin.take().map(|mut to| to.write_all(input.as_bytes()));
    child.wait_with_output().expect("it ends")
}

#[test]
fn each_line_is_answered_before_the_next_is_read() {
    let mut child = start(&[]);
    let mut to = child.stdin.take().expect("a pipe");
    let mut from = BufReader::new(child.stdout.take().expect("a pipe"));
    for n in 1..100_u32 {
        // The context of each write is the answer to the write before it.
        writeln!(to, "put A k v{n} {{\"A\":{}}}", n - 1).expect("it listens");
        let mut answer = String::new();
        from.read_line(&mut answer).expect("it answers");
        assert_eq!(answer, format!("{{\"values\":[\"v{n}\"],\"context\":{{\"A\":{n}}}}}\n"));
    }
    drop(to);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = start(&[]);
    let mut to = child.stdin.take().expect("a pipe");
    drop(child.stdout.take());
    // A process that another test starts just now may hold the pipe open for a moment.
    while writeln!(to, "reset").is_ok() {}
    let out = child.wait_with_output().expect("it ends");
    assert!(out.status.success() && out.stderr.is_empty(), "{out:?}");
}

#[test]
fn errors_in_commands_are_answers_and_errors_in_options_are_not() {
    let out = replicarium(&[], "sing\n");
    assert_eq!(out.status.code(), Some(0));
    assert!(out.stdout.starts_with(b"{\"error\":\"line 1, column 1: "), "{out:?}");
    let out = replicarium(&["--clock", "lamport"], "reset\n");
    assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0));
    assert!(
        String::from_utf8_lossy(&out.stderr).contains("'lamport' for '--clock <CLOCK>'"),
        "{out:?}"
    );
}

#[test]
fn the_sessions_of_the_readme_are_true() {
    let mut sessions = 0;
    for block in include_str!("../README.md").split("```\n$ replicarium vv").skip(1) {
        let block = block.split("\n```").next().unwrap_or_default();
        let (arguments, session) = block.split_once('\n').expect("it has lines");
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let (answers, commands): (Vec<&str>, Vec<&str>) =
            session.lines().partition(|line| line.starts_with(['{', '"']));
        let out = replicarium(&arguments, &commands.join("\n"));
        let said = String::from_utf8_lossy(&out.stdout);
        assert_eq!(said.lines().collect::<Vec<_>>(), answers);
        sessions += 1;
    }
    assert_eq!(sessions, 3);
}
