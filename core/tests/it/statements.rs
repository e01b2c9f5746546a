//! Laws of replication logs under faults: rows, pages of one format and mixed statements converge, whatever is lost or
//! delayed; a statement log diverges as soon as a statement calls what is not determined.

use crate::scenario;
use replicarium::{
    check::{Property, Verdict, convergence},
    kv::{Key, Request, Value, Word},
    search::{
        Ask, Bounds, Changes, Counterexample, Program, Progress, Search, Storm, settle, storm,
    },
    sim::Trace,
};

fn sql(text: &str) -> Ask {
    let about = replicarium::store::table::about(text).expect("a statement").expect("a table");
    let text = Value::new(text).expect("it fits");
    Ask { via: vec![], request: Request::of_statements(about.table, text, about.writes) }
}

fn start(nodes: u16, settings: &str) -> Trace {
    let text = format!(
        "mode single-leader\nnodes {nodes}\n{settings}\nclient c1 writes leader reads any\nclient c2 writes leader reads any\n"
    );
    scenario(&text).start().expect("it starts")
}

/// What two clients do. All of it means the same in any order of the clients.
fn program(rest: &[&str]) -> Program {
    let first = [
        "INSERT INTO t (n, name) VALUES (1, 'Kim'), (2, 'Lee')",
        "UPDATE t SET n = n + 1, name = 'Kim Minsu' WHERE name = 'Kim'",
        "BEGIN; INSERT INTO u (n) VALUES (5); UPDATE u SET n = n * 2 WHERE n = 5; COMMIT",
        "DELETE FROM t WHERE name = 'Lee'",
    ];
    let second = [
        "INSERT INTO u (n) VALUES (3)",
        "UPDATE u SET n = n + 1",
        "INSERT INTO log (line) VALUES ('a')",
    ];
    let all = [&first[..], rest];
    let asks = all.concat().into_iter().map(sql).collect();
    Program(vec![asks, second.into_iter().map(sql).collect()])
}

const UNDETERMINED: [&str; 3] = [
    "INSERT INTO t (n, name) VALUES (RAND(), UUID()), (NOW(), 'x')",
    "UPDATE t SET n = n + RAND()",
    "DELETE FROM t LIMIT 1",
];

/// The verdict on convergence after a run with faults that end.
fn verdict(settings: &str, program: &Program, seed: u64) -> Verdict {
    let plan = Storm { seed, steps: 250, faults: true, orders: false, changes: Changes::default() };
    let run = storm(&start(3, settings), program, &plan);
    let mut world = run.tip().clone();
    settle(&mut world, |_, _| {});
    convergence::check(&world.view())
}

fn seeds() -> u64 {
    std::env::var("STATEMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// No run diverges. Few are not settled a second after their faults have ended, for example because an election goes on.
fn converges(settings: &str, program: &Program) {
    let mut open = 0;
    for seed in 0..seeds() {
        match verdict(settings, program, seed) {
            Verdict::Holds { .. } => {}
            Verdict::Unknown(_) => open += 1,
            violated @ Verdict::Violated(_) => panic!("{settings} seed {seed}: {violated:?}"),
        }
    }
    assert!(open * 100 <= seeds(), "{settings}: {open} of {} runs are open", seeds());
}

#[test]
fn logs_that_say_what_changed_converge_under_faults() {
    let election = "set failover election\nset replication majority\n";
    for settings in [
        "set log row",
        "set log row\nset format-2 B",
        "set log wal",
        "set log wal\nset format-2 A,B,C",
        "set log statement\nset functions mixed",
    ] {
        for failover in ["", election] {
            let settings = format!("{settings}\n{failover}");
            converges(&settings, &program(&UNDETERMINED));
        }
    }
}

#[test]
fn a_statement_log_of_determined_statements_converges_under_faults() {
    for functions in ["as-written", "context", "values"] {
        converges(&format!("set log statement\nset functions {functions}"), &program(&[]));
    }
}

fn search(settings: &str, statements: &[&str]) -> Option<Counterexample> {
    let program = Program(vec![statements.iter().map(|text| sql(text)).collect()]);
    let bounds = Bounds::calm(20_000);
    let mut search = Search::new(&start(2, settings), program, bounds, &[Property::Convergence]);
    loop {
        match search.run(10_000) {
            Progress::Running => {}
            Progress::Found(found) => return Some(*found),
            Progress::Exhausted(extent) => {
                assert!(extent.all, "not all runs were tried: {extent:?}");
                return None;
            }
        }
    }
}

/// Every cure holds, and without it the search finds the divergence.
#[test]
fn the_search_finds_a_divergence_exactly_where_nothing_cures_it() {
    let rand = ["INSERT INTO t (n) VALUES (RAND())"];
    let uuid = ["INSERT INTO t (u) VALUES (UUID())"];
    let limit = [
        "INSERT INTO t (n) VALUES (1), (2)",
        "UPDATE t SET n = 1000 WHERE n = 1",
        "DELETE FROM t LIMIT 1",
    ];
    let trigger = [
        "CREATE TABLE t (n INT); CREATE TABLE s (n INT); INSERT INTO s (n) VALUES (0)",
        "CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW UPDATE s SET n = n + 1",
        "INSERT INTO t (n) VALUES (1)",
    ];
    let statement =
        |functions| format!("set log statement\nset format-2 B\nset functions {functions}");
    let table: [(String, &[&str], bool); 13] = [
        (statement("as-written"), &rand, true),
        (statement("context"), &rand, false),
        (statement("values"), &rand, false),
        (statement("context"), &uuid, true),
        (statement("values"), &uuid, false),
        (statement("mixed"), &uuid, false),
        (statement("values"), &limit, true),
        (statement("mixed"), &limit, false),
        ("set log row\nset format-2 B".into(), &limit, false),
        ("set log row\nset replica-triggers run".into(), &trigger, true),
        ("set log row".into(), &trigger, false),
        ("set log wal\nset format-2 B".into(), &rand, true),
        ("set log wal".into(), &trigger, false),
    ];
    for (settings, statements, diverges) in table {
        let found = search(&settings, statements);
        assert_eq!(found.is_some(), diverges, "{settings} {statements:?}: {found:?}");
    }
}

/// A key that stands for a row is read like any other, and is no register that a checker judges.
#[test]
fn rows_are_read_by_their_keys_and_judged_by_convergence_only() {
    let text = "mode single-leader\nnodes 2\nuntil 200ms\nclient c1 writes A reads A\n\
        @0ms c1 sql \"INSERT INTO t (n) VALUES (1)\"\n@50ms c1 read t/1\n@100ms c1 read t/2\n";
    let trace = scenario(text).run().expect("it runs");
    let outcomes: Vec<String> = trace
        .history()
        .operations()
        .iter()
        .filter_map(|operation| Some(operation.ended?.0.to_string()))
        .collect();
    assert_eq!(outcomes, ["ok", "ok: n = 1", "ok: no row"]);
    assert_eq!(trace.history().written(Key(Word::new("t").expect("a word"))).len(), 1);
}
