//! `replicarium log` as a user meets it.

use serde_json::Value;
use std::process::{Command, Output};

fn replicarium(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_replicarium")).arg("log").args(arguments).output().unwrap()
}

fn objects(arguments: &[&str]) -> Vec<Value> {
    let output = replicarium(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_transaction_is_shown_in_four_formats() {
    let text = "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT); \
        BEGIN; INSERT INTO t (n) VALUES (5); UPDATE t SET n = n + 1; COMMIT; SELECT * FROM t";
    let objects = objects(&[text]);
    let formats: Vec<_> = objects.iter().map(|it| it["format"].as_str().unwrap()).collect();
    let one = ["statement", "wal", "row", "trigger"];
    assert_eq!(formats, [one, one, one].concat());
    let lines = |n: usize| objects[n]["lines"].clone();
    let statements = ["INSERT INTO t (n) VALUES (5)", "UPDATE t SET n = n + 1"];
    assert_eq!(lines(4), Value::from(statements.to_vec()));
    let rows = ["begin", "insert t (1, 5)", "update t where 0 = 1: 1 = 6", "commit"];
    assert_eq!(lines(6), Value::from(rows.to_vec()));
    let changes = ["1 INSERT t: id = 1, n = 5", "2 UPDATE t: id = 1, n = 6"];
    assert_eq!(lines(7), Value::from(changes.to_vec()));
    for object in &objects {
        let (bytes, hex) = (object["bytes"].as_u64().unwrap(), object["hex"].as_str().unwrap());
        assert_eq!(hex.len() as u64, 2 * bytes);
        let fields = object["fields"].as_array().unwrap();
        let length: u64 = fields.iter().map(|field| field["length"].as_u64().unwrap()).sum();
        assert_eq!(length, bytes);
    }
    assert!(objects[8..].iter().all(|object| object["bytes"] == 0), "a SELECT travels");
}

#[test]
fn a_rollback_leaves_nothing_but_its_numbers() {
    let text = "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT); BEGIN; \
        INSERT INTO t (n) VALUES (5); ROLLBACK; INSERT INTO t (n) VALUES (6)";
    let objects = objects(&[text, "--format", "row"]);
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[1]["transaction"], 2);
    assert_eq!(objects[1]["lines"], Value::from(vec!["begin", "insert t (2, 6)", "commit"]));
    for text in ["COMMIT", "ROLLBACK", "BEGIN; INSERT INTO t (n) VALUES (1)"] {
        assert!(!replicarium(&[text]).status.success(), "{text}");
    }
}

#[test]
fn pages_differ_between_storage_formats_and_rows_do_not() {
    let text = "INSERT INTO t (name) VALUES ('Kim')";
    let hex = |format, version| {
        let objects = objects(&[text, "--format", format, "--engine-version", version]);
        objects[0]["hex"].as_str().unwrap().to_owned()
    };
    assert_ne!(hex("wal", "1"), hex("wal", "2"));
    assert_eq!(hex("row", "1"), hex("row", "2"));
}

#[test]
fn what_a_statement_log_does_about_functions_is_an_option() {
    let text = "INSERT INTO t (at, u) VALUES (NOW(), UUID())";
    let lines = |functions| {
        let options = ["--format=statement", "--clock=54", "--functions", functions];
        objects(&[&[text], &options[..]].concat())[0]["lines"].clone()
    };
    assert_eq!(lines("as-written")[1], text);
    assert_eq!(
        (&lines("context")[0], &lines("context")[1]),
        (&"clock 54".into(), &"seed 1".into())
    );
    assert!(
        lines("values")[1].as_str().unwrap().starts_with("INSERT INTO t (at, u) VALUES (54, '")
    );
    assert_eq!(lines("mixed")[0], "begin");
}

#[test]
fn an_error_quotes_the_word() {
    let errors = [
        ("SELECT *\nFORM t", "replicarium: found “FORM” at byte 9, expected FROM\n  FORM t\n  ^\n"),
        (
            "INSERT INTO t (a) VALUES ('é', )",
            "replicarium: found “)” at byte 32, expected a number, a 'text', NULL, a column, or a function\n  INSERT INTO t (a) VALUES ('é', )\n                                 ^\n",
        ),
        ("BEGIN; DELETE FROM t WHERE a = 1", "replicarium: statement 1: BEGIN without COMMIT\n"),
        (
            "INSERT INTO t (a) VALUES (1); COMMIT",
            "replicarium: statement 2: COMMIT stands where it has no meaning\n",
        ),
        (
            "DELETE FROM t",
            "replicarium: statement 1: there is no table “t”, and the statement names no column to make it from\n",
        ),
    ];
    for (text, expected) in errors {
        let output = replicarium(&[text]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), expected, "{text}");
    }
}
