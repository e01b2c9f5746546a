//! The binary, as a shell would run it.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

fn replicarium(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.args(arguments).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn core(path: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../core").join(path).display().to_string()
}

#[test]
fn runs_print_the_golden_trace() {
    let golden = std::fs::read_to_string(core("tests/golden/stale_follower_read.trace"));
    for name in [core("scenarios/stale_follower_read.scenario"), "stale_follower_read".into()] {
        let out = replicarium(&["run", &name]);
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
        assert_eq!(text(&out.stdout), *golden.as_ref().expect("the golden trace is there"));
    }
}

#[test]
fn recorded_runs_replay() {
    let recorded = core("tests/golden/follower_catches_up.trace");
    let out = replicarium(&["run", &recorded]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert_eq!(text(&out.stdout), std::fs::read_to_string(recorded).expect("it is there"));
}

#[test]
fn seed_and_end_can_be_changed() {
    let out = text(&replicarium(&["run", "first_look", "--seed=8", "--until", "300ms"]).stdout);
    assert!(out.contains("\nseed 8\n") && out.contains("\nuntil 300ms\n"), "{out}");
    assert_ne!(out, text(&replicarium(&["run", "first_look", "--until", "300ms"]).stdout));
}

#[test]
fn the_history_has_one_operation_per_line() {
    let out = text(&replicarium(&["run", "stale_follower_read", "--history"]).stdout);
    assert_eq!(out.lines().count(), 5, "{out}");
    assert!(out.lines().nth(2).is_some_and(|line| line.ends_with("ok: milk")), "{out}");
}

#[test]
fn errors_name_the_place() {
    let bad = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bad.scenario");
    std::fs::write(&bad, "replicarium scenario 1\nmode leaderless\nnodes 3\nset w 4\n")
        .expect("writable");
    let bad = bad.display().to_string();
    let recorded = core("tests/golden/follower_catches_up.trace");
    for (arguments, want) in [
        (
            &["run", &bad][..],
            "line 4, column 1: found “set w 4”, which cannot be: a write cannot wait for w = 4 answers of n = 3 replicas",
        ),
        (&["run", "no_such"], "no such file, and no scenario of that name"),
        (&["run"], "<SCENARIO>"),
        (&["run", "first_look", "--seed", "x"], "'x' for '--seed <N>': invalid digit"),
        (&["run", "first_look", "--histori"], "a similar argument exists: '--history'"),
        (&["runn"], "a similar subcommand exists: 'run'"),
        (
            &["run", "first_look", "--until", "soon"],
            "'soon' for '--until <TIME>': not a length of time such as 12ms",
        ),
        (&["run", "first_look", "--until", "3601s"], "more than an hour"),
        (&["run", "first_look", "--json"], "--verdicts"),
        (&["run", &recorded, "--seed", "8"], "a recorded run cannot be changed"),
    ] {
        let out = replicarium(arguments);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        assert!(text(&out.stderr).contains(want), "{arguments:?}: {}", text(&out.stderr));
        assert!(out.stdout.is_empty());
    }
}

#[test]
fn the_list_names_every_scenario() {
    let out = text(&replicarium(&["scenarios"]).stdout);
    for entry in replicarium::scenario::library::ALL {
        assert!(out.contains(entry.name), "{out}");
    }
}

#[test]
fn every_command_has_help() {
    let overview = replicarium(&[]);
    assert_eq!(overview.status.code(), Some(0));
    assert_eq!(text(&overview.stdout), text(&replicarium(&["--help"]).stdout));
    for command in ["run", "check", "vv", "staleness", "scenarios", "completions"] {
        assert!(text(&overview.stdout).contains(&format!("  {command} ")), "{command}");
        let [help, option] = [&["help", command], &[command, "--help"]].map(|it| replicarium(it));
        assert_eq!((help.status.code(), option.status.code()), (Some(0), Some(0)));
        let usage = format!("Usage: replicarium {command}");
        assert!(text(&help.stdout).contains(&usage), "{}", text(&help.stdout));
        assert_eq!(text(&help.stdout), text(&option.stdout));
    }
    assert!(text(&replicarium(&["--version"]).stdout).starts_with("replicarium "));
}

#[test]
fn completion_scripts_have_every_command_and_option() {
    for shell in ["bash", "zsh", "fish"] {
        let out = replicarium(&["completions", shell]);
        assert_eq!(out.status.code(), Some(0));
        for word in ["staleness", "read-latency", "verdicts", "cas-register"] {
            assert!(text(&out.stdout).contains(word), "{shell}: no {word}");
        }
    }
    assert_eq!(replicarium(&["completions", "cmd"]).status.code(), Some(2));
}
