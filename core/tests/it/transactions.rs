//! Laws of transactions over several requests.

use crate::{scenario, scenarios};
use replicarium::{
    check::{Verdict, convergence},
    history::Outcome,
    kv::{Request, Value},
    scenario::Scenario,
    search::{Ask, Changes, Program, Storm, settle, storm},
    sim::Trace,
    store::table,
};

fn sql(text: &str) -> Ask {
    let text = Value::new(text).expect("it fits");
    let request = table::request(text).expect("it is in the language").expect("it has a table");
    Ask { via: vec![], request }
}

fn asks(texts: &[&str]) -> Vec<Ask> {
    texts.iter().map(|text| sql(text)).collect()
}

fn seeds() -> u64 {
    std::env::var("STATEMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// Four accounts with 100 on each pair, on every replica.
fn accounts(settings: &str) -> Trace {
    let clients = "client c1 writes leader reads any\nclient c2 writes leader reads any\n\
        client c3 writes leader reads any\nclient c4 writes leader reads any\n";
    let create = "CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, n INT); \
        INSERT INTO a (n) VALUES (100), (0), (100), (0)";
    let text = format!(
        "mode single-leader\nnodes 3\nuntil 300ms\n{settings}\n{clients}@0ms c4 sql \"{create}\"\n"
    );
    let mut trace = scenario(&text).start().expect("it starts");
    trace.run(trace.setup().until, Scenario::STEPS);
    trace
}

/// Two clients move money between the accounts of a pair, add rows and take them back, and read what they are doing. A third
/// one reads.
fn transfers() -> Program {
    let transfer = |from: u8, ends: &str| {
        let to = from + 1;
        vec![
            sql("BEGIN"),
            sql(&format!("UPDATE a SET n = n - 30 WHERE id = {from}")),
            sql("INSERT INTO a (n) VALUES (0)"),
            sql("SELECT * FROM a"),
            sql(&format!("UPDATE a SET n = n + 30 WHERE id = {to}")),
            sql(ends),
        ]
    };
    let client = |from, then: &[&str]| {
        let ends = ["COMMIT", "ROLLBACK", "COMMIT"].iter();
        let all = ends.flat_map(|end| transfer(from, end));
        all.chain(then.iter().map(|text| sql(text))).collect::<Vec<_>>()
    };
    let reads = vec![sql("SELECT * FROM a"); 12];
    Program(vec![client(1, &["INSERT INTO a (n) VALUES (0)"]), client(3, &[]), reads])
}

/// Why a reader has seen a part of a transaction, if one has.
fn half(trace: &Trace) -> Option<String> {
    trace.history().operations().iter().find_map(|read| {
        let (Request::Query(..), Some((Outcome::Answered(Some(rows)), ..))) =
            (read.request, read.ended)
        else {
            return None;
        };
        let rows = rows.as_str().split("; ").filter_map(|row| {
            let (id, n) = row.split_once(' ')?;
            Some((id.parse::<i64>().ok()?, n.parse::<i64>().ok()?))
        });
        let rows: Vec<_> = rows.collect();
        let sum = |ids: [i64; 2]| -> i64 {
            rows.iter().filter(|(id, _)| ids.contains(id)).map(|(_, n)| n).sum()
        };
        let whole = (sum([1, 2]), sum([3, 4])) == (100, 100);
        (!whole).then(|| format!("{}: {rows:?}", read.id))
    })
}

/// Whatever is lost or delayed, replicas end with the same rows, and nobody sees a part of a transaction.
#[test]
fn interleaved_transactions_converge_and_are_seen_as_a_whole() {
    let mut commits = 0;
    for settings in [
        "set log row",
        "set log row\nset failover election\nset replication majority",
        "set log wal",
        "set log trigger",
        "set log statement\nset functions mixed",
        "set log statement\nset functions context",
    ] {
        for seed in 0..seeds() {
            let changes = Changes::default();
            let plan = Storm { seed, steps: 350, faults: seed % 3 > 0, orders: false, changes };
            let run = storm(&accounts(settings), &transfers(), &plan);
            assert_eq!(half(&run), None, "{settings}, seed {seed}");
            let mut world = run.tip().clone();
            settle(&mut world, |_, _| {});
            let verdict = convergence::check(&world.view());
            assert!(
                !matches!(verdict, Verdict::Violated(_)),
                "{settings}, seed {seed}: {verdict:?}"
            );
            let written = run.history().operations().iter().filter(|it| {
                let commits = it.request.statements().is_some_and(|text| text.as_str() == "COMMIT");
                commits && matches!(it.ended, Some((Outcome::Written, ..)))
            });
            commits += written.count();
        }
    }
    assert!(commits as u64 > 4 * seeds(), "only {commits} transactions were committed");
}

/// The outcomes of a run, and its trace.
fn outcomes(settings: &str, lines: &str) -> (Vec<String>, Trace) {
    let text = format!(
        "mode single-leader\nnodes 3\nuntil 1s\nset delay fixed 10ms\nset client-delay fixed 4ms\n{settings}\n\
         client c1 writes A reads A\nclient c2 writes A reads B\n\
         @0ms c1 sql \"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT)\"\n\
         @20ms c1 sql \"INSERT INTO t (n) VALUES (7)\"\n{lines}"
    );
    let trace = scenario(&text).run().expect("it runs");
    let ended = trace.history().operations().iter().skip(2);
    let ended = ended.map(|it| it.ended.map_or("open".into(), |(outcome, ..)| outcome.to_string()));
    (ended.collect(), trace)
}

fn agrees(trace: &Trace) -> bool {
    let mut world = trace.tip().clone();
    settle(&mut world, |_, _| {});
    matches!(convergence::check(&world.view()), Verdict::Holds { .. })
}

/// The numbers of a transaction that is rolled back are not given again, and a log that says which rows changed carries that.
#[test]
fn a_rollback_leaves_no_trace_but_its_numbers() {
    let lines = "@100ms c1 sql \"BEGIN\"\n@120ms c1 sql \"INSERT INTO t (n) VALUES (1), (2)\"\n\
        @140ms c1 sql \"SELECT * FROM t\"\n@160ms c1 sql \"ROLLBACK\"\n@180ms c1 sql \"SELECT * FROM t\"\n\
        @200ms c1 sql \"INSERT INTO t (n) VALUES (3)\"\n@300ms c2 sql \"SELECT * FROM t\"\n";
    let told = [
        "ok, not committed",
        "ok, not committed",
        "ok: 1 7; 2 1; 3 2",
        "ok, not committed",
        "ok: 1 7",
        "ok",
        "ok: 1 7; 4 3",
    ];
    for (settings, sound) in [
        ("set log row", true),
        ("set log wal", true),
        ("set log trigger", true),
        ("set log statement\nset functions context", true),
        ("set log statement\nset functions mixed", true),
        ("set log statement", false),
    ] {
        let (outcomes, trace) = outcomes(settings, lines);
        assert_eq!(outcomes[..6], told[..6], "{settings}");
        assert_eq!(outcomes[6] == told[6], sound, "{settings}: {}", outcomes[6]);
        assert_eq!(agrees(&trace), sound, "{settings}");
        let logs = trace.tip().view().nodes.into_iter().map(|node| node.replica.log.len());
        assert_eq!(logs.collect::<Vec<_>>(), [3, 3, 3], "{settings}");
    }
}

#[test]
fn a_crash_of_the_leader_ends_a_transaction_and_the_client_is_told() {
    let lines = "@100ms c1 sql \"BEGIN\"\n@120ms c1 sql \"INSERT INTO t (n) VALUES (1)\"\n\
        @140ms crash A\n@160ms restart A\n@200ms c1 sql \"INSERT INTO t (n) VALUES (2)\"\n\
        @220ms c1 sql \"COMMIT\"\n@240ms c1 sql \"INSERT INTO t (n) VALUES (3)\"\n\
        @260ms c1 sql \"COMMIT\"\n@300ms c2 sql \"SELECT * FROM t\"\n";
    let (outcomes, trace) = outcomes("set log row", lines);
    let gone = "failed: refused, the transaction is gone: nothing of it has happened";
    let no = "failed: refused, COMMIT stands where it has no meaning";
    let begun = ["ok, not committed"; 2];
    assert_eq!(outcomes, [&begun[..], &[gone, gone, "ok", no, "ok: 1 7; 2 3"]].concat());
    assert!(agrees(&trace));
}

#[test]
fn a_row_that_an_open_transaction_has_changed_is_locked() {
    let lines = "@100ms c1 sql \"BEGIN\"\n@110ms c2 sql \"BEGIN\"\n@120ms c1 sql \"UPDATE t SET n = 8\"\n\
        @130ms c2 sql \"DELETE FROM t\"\n@140ms c2 sql \"INSERT INTO t (n) VALUES (9)\"\n\
        @150ms c2 sql \"CREATE TABLE u (n INT)\"\n@160ms c1 sql \"BEGIN\"\n@170ms c2 sql \"COMMIT\"\n\
        @190ms c2 sql \"UPDATE t SET n = 0 WHERE id = 1\"\n@210ms c1 sql \"COMMIT\"\n\
        @230ms c2 sql \"UPDATE t SET n = n + 1\"\n@300ms c2 sql \"SELECT * FROM t\"\n";
    let (outcomes, trace) = outcomes("set log row", lines);
    let (open, locked) =
        ("ok, not committed", "failed: refused, an open transaction of c1 has changed t/1");
    let defines = "failed: refused, tables and triggers are not made within an open transaction";
    let misplaced = "failed: refused, BEGIN stands where it has no meaning";
    assert_eq!(
        outcomes,
        [
            open,
            open,
            open,
            locked,
            open,
            defines,
            misplaced,
            "ok",
            locked,
            "ok",
            "ok",
            "ok: 1 9; 2 10"
        ]
    );
    assert!(agrees(&trace));
}

/// A client that got no answer to a statement does not commit the rest of its transaction.
#[test]
fn a_transaction_without_an_answer_is_gone() {
    let lines = "set timeout 50ms\n@100ms c1 sql \"BEGIN\"\n@120ms cut c1>A\n\
        @130ms c1 sql \"INSERT INTO t (n) VALUES (1)\"\n@170ms heal c1>A\n\
        @200ms c1 sql \"INSERT INTO t (n) VALUES (2)\"\n@240ms c1 sql \"COMMIT\"\n@300ms c2 sql \"SELECT * FROM t\"\n";
    let (outcomes, _) = outcomes("set log row", &lines.replacen("set timeout 50ms\n", "", 1));
    let gone = "failed: refused, the transaction is gone: nothing of it has happened";
    assert_eq!(outcomes[0], "ok, not committed");
    assert!(outcomes[1].starts_with("unknown"), "{outcomes:?}");
    assert_eq!(outcomes[2..], [gone, gone, "ok: 1 7"]);
}

/// Numbers that are taken in one order and logged in another one: who converges, and who does not.
#[test]
fn only_a_log_without_the_numbers_diverges() {
    let (_, story) = scenarios()
        .find(|(name, _)| *name == "auto_increment_diverges_under_concurrency")
        .expect("it is in the library");
    for (log, sound) in [
        ("set log row", true),
        ("set log wal", true),
        ("set log trigger", true),
        ("set log statement\nset functions context", true),
        ("set log statement\nset functions mixed", true),
        ("set log statement\nset functions values", false),
        ("set log statement", false),
    ] {
        let text = story.to_string().replacen("set log statement", log, 1);
        let text = text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
        assert_eq!(agrees(&scenario(&text).run().expect("it runs")), sound, "{log}");
    }
}

#[test]
fn what_no_store_with_statements_has_is_refused() {
    let asks = asks(&["BEGIN", "COMMIT", "ROLLBACK"]);
    assert!(asks.iter().all(|ask| ask.request.lacks_table() && ask.request.is_write()));
    for mode in ["multi-leader", "leaderless"] {
        let text = format!(
            "mode {mode}\nnodes 3\nuntil 100ms\nclient c1 writes A reads A\n@0ms c1 sql \"BEGIN\"\n"
        );
        let trace = scenario(&text).run().expect("it runs");
        let told = trace.history().operations().iter().next().and_then(|it| it.ended);
        let told = told.map(|(outcome, ..)| outcome.to_string()).unwrap_or_default();
        assert!(told.starts_with("failed: refused, this kind of store"), "{mode}: {told}");
    }
}
