//! `replicarium run --what-if`, run as a process.

use serde_json::Value as Json;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.arg("run").args(arguments).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Each line with a setting, given to the scenario as a file, has the verdict that the line says.
#[test]
fn what_the_list_says_the_run_confirms() {
    let name = "stale_follower_read";
    let out = run(&[name, "--what-if", "--json"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let scenario = replicarium::scenario::library::find(name).expect("it is there").text();
    let mut confirmed = 0;
    for line in text(&out.stdout).lines() {
        let line: Json = serde_json::from_str(line).expect("an object");
        let set = line["set"].as_array().expect("a list");
        let set: Vec<&str> = set.iter().filter_map(Json::as_str).collect();
        if set.is_empty() {
            continue;
        }
        let changed = scenario.replacen("client c1", &format!("{}\nclient c1", set.join("\n")), 1);
        let file = std::env::temp_dir().join(format!("what-if-{}-{confirmed}", std::process::id()));
        std::fs::write(&file, changed).expect("writable");
        let verdicts = run(&[&file.display().to_string(), "--verdicts", "--quiet", "--json"]);
        std::fs::remove_file(&file).expect("it is there");
        let verdicts = text(&verdicts.stdout);
        let property = line["property"].as_str().expect("a name");
        let verdict =
            verdicts.lines().find(|it| it.contains(&format!("\"property\":\"{property}\"")));
        let verdict = verdict.expect("a verdict");
        assert!(verdict.contains("\"verdict\":\"holds\""), "{line}\n{verdict}");
        confirmed += 1;
    }
    assert!(confirmed > 5, "{confirmed}");
}

#[test]
fn nothing_broken_is_an_empty_list_and_nothing_that_helps_is_a_status() {
    let whole = run(&["follower_catches_up", "--what-if"]);
    assert_eq!((text(&whole.stdout).as_str(), whole.status.code()), ("", Some(0)));
    let file = std::env::temp_dir().join(format!("what-if-one-disk-{}", std::process::id()));
    let one_disk = "replicarium scenario 1\ntitle One disk\nmode multi-leader\nnodes 1\nuntil 300ms\n\
        client c1 writes A reads A\n@0ms c1 write x=a\n@100ms crash A\n@110ms wipe A\n\
        @120ms restart A\n@200ms c1 read x\n";
    std::fs::write(&file, one_disk).expect("writable");
    let out = run(&[&file.display().to_string(), "--what-if"]);
    std::fs::remove_file(&file).expect("it is there");
    assert_eq!(out.status.code(), Some(1));
    let all = text(&out.stdout);
    assert!(all.lines().any(|line| line.ends_with("nothing that can be set keeps it")), "{all}");
}

#[test]
fn it_is_a_list_of_its_own() {
    for other in ["--verdicts", "--history"] {
        let out = run(&["stale_follower_read", "--what-if", other]);
        assert_eq!(out.status.code(), Some(2), "{other}");
    }
}

/// What changes how the cluster works comes before what only shifts when things happen, and before faults that are left out.
#[test]
fn cures_come_before_accidents() {
    for (name, property, cure, accident) in [
        ("stale_follower_read", "read-your-writes", "set replication synchronous", "link-delay"),
        ("any_replica_goes_back", "monotonic-reads", "set reads c2 leader", "set flush"),
        (
            "async_failover_loses_acknowledged_write",
            "durable",
            "set replication synchronous",
            "without",
        ),
    ] {
        let list = text(&run(&[name, "--what-if"]).stdout);
        let place = |what: &str| {
            list.lines().position(|line| line.starts_with(property) && line.contains(what))
        };
        let (cure, accident) = (place(cure), place(accident));
        assert!(cure.is_some() && accident.is_some() && cure < accident, "{name}: {list}");
    }
}
