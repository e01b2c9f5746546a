//! The settings of the matrix in which clients execute statements, by what the replication log is made of.

use super::rows::{CALM, HARD, PLAN, Plan, Row};
use replicarium::{
    kv::{Request, Value},
    store::table::{self, About},
};

/// The statements of programs, by name.
const STATEMENTS: &[(&str, &str)] = &[
    ("table", "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v TEXT)"),
    ("plain", "INSERT INTO t (v) VALUES ('a')"),
    ("now", "INSERT INTO t (v) VALUES (NOW())"),
    ("rand", "INSERT INTO t (v) VALUES (RAND())"),
    ("uuid", "INSERT INTO t (v) VALUES (UUID())"),
    (
        "noted",
        "CREATE TABLE notes (v TEXT); CREATE TABLE t (v TEXT); \
               CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW INSERT INTO notes (v) VALUES (NEW.v)",
    ),
    ("keyless", "CREATE TABLE t (v TEXT)"),
    ("update", "UPDATE t SET v = 'b'"),
];

/// The request to execute statements.
pub fn request(name: &str) -> Request {
    let found = STATEMENTS.iter().find(|(it, _)| *it == name);
    let (_, text) = found.unwrap_or_else(|| panic!("no statements are called {name}"));
    let about = table::about(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let About { table, writes } = about.expect("they are about a table");
    Request::of_statements(table, Value::new(text).expect("a short text"), writes)
}

/// The plans, by the statements that are executed.
const BASE: Plan = Plan { states: 4_000, seeds: 300, ..PLAN };
macro_rules! plan {
    ($name:ident, $($program:literal),*) => {
        static $name: Plan =
            Plan { searches: &[$(($program, CALM),)* $(($program, HARD),)*], drawn: &[$($program),*], ..BASE };
    };
}
plan!(PLAIN, "sql:table sql:plain | sql:plain");
plan!(NOW, "sql:table sql:now | sql:now");
plan!(RAND_OR_UUID, "sql:table sql:rand", "sql:table sql:uuid");
plan!(UUID, "sql:table sql:uuid | sql:uuid");
plan!(NOW_AND_RAND, "sql:table sql:now | sql:rand");
plan!(ALL, "sql:table sql:now | sql:uuid", "sql:table sql:rand | sql:now");
plan!(NOTED, "sql:noted sql:plain | sql:plain");
plan!(KEYLESS, "sql:keyless sql:plain sql:update");

/// A row with one leader, to which all requests go, and whose clock is ahead.
macro_rules! log {
    ($name:literal, $title:literal $(, $setting:literal)*) => {
        Row {
            name: concat!("single-leader-log-", $name),
            title: $title,
            mode: concat!("mode single-leader\nnodes 3\n", $("set ", $setting, "\n",)*),
            skew: true,
            writes: |_| "A",
            reads: |_| "A",
        }
    };
}

/// The rows, each with its plan.
pub static BY_LOG: &[(&[Row], &Plan)] = &[
    (
        &[log!("statement", "the log has statements; none depends on the node", "log statement")],
        &PLAIN,
    ),
    (&[log!("statement-now", "the log has statements; NOW()", "log statement")], &NOW),
    (
        &[log!("statement-rand", "the log has statements; RAND() or UUID()", "log statement")],
        &RAND_OR_UUID,
    ),
    (
        &[log!(
            "context",
            "the log has statements, with the leader's time and seed; NOW() and RAND()",
            "log statement",
            "functions context"
        )],
        &NOW_AND_RAND,
    ),
    (
        &[log!(
            "context-uuid",
            "the log has statements, with the leader's time and seed; UUID()",
            "log statement",
            "functions context"
        )],
        &UUID,
    ),
    (
        &[log!(
            "mixed",
            "the log has statements, and rows where functions depend on the node; NOW(), RAND() and UUID()",
            "log statement",
            "functions mixed"
        )],
        &ALL,
    ),
    (&[log!("row", "the log has rows; NOW(), RAND() and UUID()", "log row")], &ALL),
    (
        &[log!(
            "row-triggers-run",
            "the log has rows; a trigger runs on followers, too",
            "log row",
            "replica-triggers run"
        )],
        &NOTED,
    ),
    (&[log!("wal", "the log has bytes of pages; NOW(), RAND() and UUID()", "log wal")], &ALL),
    (
        &[log!(
            "trigger-keyless",
            "triggers write a change table; a table has no primary key",
            "log trigger"
        )],
        &KEYLESS,
    ),
];
