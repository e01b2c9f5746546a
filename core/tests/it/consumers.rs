//! Laws of consumers: whatever was lost or crashed, a consumer that may do a change twice ends with the rows of the leader.
//! One that adds rows, or records its position too early, does not, and a crash at every moment finds it.

use crate::{go_on, outcomes, scenario};
use replicarium::{
    id::NodeId,
    kv::{Request, Value},
    scenario::Scenario,
    search::{Ask, Changes, Program, Storm, settle, storm},
    store::table::about,
    view::{ReplicaView, Role, WorldView},
};

fn sql(text: &str) -> Ask {
    let about = about(text).expect("a statement").expect("a table");
    let text = Value::new(text).expect("it fits");
    Ask { via: vec![], request: Request::of_statements(about.table, text, about.writes) }
}

/// What two clients do. A row of the change table does not tell the key that a row had before, so a key changes only where
/// the log is one of rows.
fn program(settings: &str) -> Program {
    let last = match settings.contains("trigger") {
        true => "UPDATE t SET n = 7 WHERE name = 'Park'",
        false => "UPDATE t SET id = 100, n = 7 WHERE name = 'Park'",
    };
    let first = [
        "INSERT INTO t (n, name) VALUES (1, 'Kim'), (2, 'Lee')",
        "UPDATE t SET n = n + 1 WHERE name = 'Kim'",
        "BEGIN; INSERT INTO u (n) VALUES (5); UPDATE u SET n = n * 2 WHERE n = 5; COMMIT",
        "DELETE FROM t WHERE name = 'Lee'",
        "INSERT INTO t (n, name) VALUES (0, 'Park')",
        last,
    ];
    let second = [
        "INSERT INTO u (n) VALUES (3)",
        "UPDATE u SET n = n + 1",
        "INSERT INTO t (n, name) VALUES (9, 'Choi')",
        "UPDATE t SET n = n - 8",
    ];
    Program(vec![first.map(sql).into(), second.map(sql).into()])
}

/// The world after a run with faults that end.
fn after_faults(settings: &str, seed: u64) -> WorldView {
    let text = format!(
        "mode single-leader\nnodes 4\nset consumers D\nset consumer-poll 20\n{settings}\n\
         client c1 writes leader reads any\nclient c2 writes leader reads any\n"
    );
    let start = scenario(&text).start().expect("it starts");
    // Another leader may discard what a consumer has applied but not recorded: then it keeps rows that nobody has.
    let orders = settings.contains("together") && !settings.contains("election");
    let plan = Storm { seed, steps: 300, faults: true, orders, changes: Changes::default() };
    let mut world = storm(&start, &program(settings), &plan).tip().clone();
    settle(&mut world, |_, _| {});
    world.view()
}

/// The rows of tables, as `t/1: n = 2, name = 'Kim'`.
fn rows(replica: &ReplicaView) -> Vec<String> {
    let of_table = replica.rows.iter().filter(|row| row.key.0.as_str().contains('/'));
    of_table.map(|row| format!("{}: {}", row.key, row.value)).collect()
}

/// What the leader has and the consumer has; `None` if nobody leads.
fn both(view: &WorldView) -> Option<(Vec<String>, Vec<String>)> {
    let leads = |role| role == Role::Leader;
    let leader = view.nodes.iter().find(|node| leads(node.replica.role))?;
    Some((rows(&leader.replica), rows(&view.nodes[3].replica)))
}

/// Of the rows of `t`, the name where n is positive.
fn part(rows: &[String]) -> Vec<String> {
    let take = |row: &String| {
        let (key, columns) = row.strip_prefix("t/")?.split_once(": n = ")?;
        let (n, name) = columns.split_once(", ")?;
        (n.parse::<i64>().ok()? > 0).then(|| format!("t/{key}: {name}"))
    };
    rows.iter().filter_map(take).collect()
}

/// The rows of a leader in a table without a key.
fn without_keys(rows: &[String]) -> Vec<String> {
    let of = |table: &str| {
        let columns = |row: &String| {
            let (key, columns) = row.strip_prefix(table)?.split_once(": ")?;
            Some(format!("id = {key}, {columns}"))
        };
        let mut all: Vec<String> = rows.iter().filter_map(columns).collect();
        all.sort();
        (!all.is_empty()).then(|| format!("{table}*: {}", all.join("; ")))
    };
    ["t/", "u/"].into_iter().filter_map(of).collect()
}

fn seeds() -> u64 {
    std::env::var("CONSUMERS").ok().and_then(|n| n.parse().ok()).unwrap_or(25)
}

/// The seeds at which a consumer does not end with what `want` makes of the leader's rows.
fn wrong(settings: &str, want: fn(&[String]) -> Vec<String>) -> Vec<u64> {
    let (mut wrong, mut judged, mut full) = (Vec::new(), 0, 0);
    for seed in 0..seeds() {
        let Some((leader, consumer)) = both(&after_faults(settings, seed)) else { continue };
        judged += 1;
        full += u64::from(!consumer.is_empty());
        if consumer != want(&leader) {
            wrong.push(seed);
        }
    }
    assert!(judged * 10 >= seeds() * 9, "{settings}: only {judged} runs have a leader");
    assert!(full * 3 >= seeds(), "{settings}: only {full} consumers have rows");
    wrong
}

#[test]
fn consumers_end_equal_to_the_leader() {
    let election = "set failover election\nset replication majority";
    let part_of = "set consumer-takes \"SELECT name FROM t WHERE n > 0\"";
    let append = "set consumer-writes append";
    for log in ["row", "trigger"] {
        for others in ["", "set flush 30", election, "set retain 2\nset consumer-batch 2"] {
            for records in ["after", "together"] {
                let settings = format!("set log {log}\n{others}\nset consumer-records {records}");
                assert_eq!(wrong(&settings, <[String]>::to_vec), [], "{settings}");
                let settings = format!("{settings}\n{part_of}");
                assert_eq!(wrong(&settings, part), [], "{settings}");
            }
        }
    }
    // The log tells the row before a change, and position and rows are one transaction.
    let settings = format!("set log row\n{append}\nset consumer-records together");
    assert_eq!(wrong(&settings, without_keys), [], "{settings}");
}

/// What client 2 reads from the consumer after it crashed at a moment, for every moment.
fn crashed(settings: &str) -> Vec<String> {
    let at = |ms| {
        let text = format!(
            "mode single-leader\nnodes 4\nset consumers D\nset consumer-work 3\nset delay fixed 5ms\n\
             set client-delay fixed 2ms\n{settings}\nuntil 900ms\n\
             client c1 writes A reads A\nclient c2 writes A reads D\n\
             @0ms c1 sql \"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT)\"\n\
             @60ms c1 sql \"INSERT INTO t (n) VALUES (7)\"\n@{ms}ms crash D\n@230ms restart D\n\
             @800ms c2 sql \"SELECT n FROM t\"\n"
        );
        outcomes(&scenario(&text).run().expect("it runs")).pop().expect("it has read")
    };
    (61..220).map(at).collect()
}

#[test]
fn a_crash_does_a_change_twice_or_never_unless_that_does_no_harm() {
    for log in ["row", "trigger"] {
        for (writes, records, other) in [
            ("upsert", "after", None),
            ("upsert", "together", None),
            ("append", "together", None),
            ("append", "after", Some("ok: 7; 7")),
            ("upsert", "before", Some("refused")),
            ("append", "before", Some("refused")),
        ] {
            let settings = format!(
                "set log {log}\nset consumer-writes {writes}\nset consumer-records {records}"
            );
            let mut read = crashed(&settings);
            read.sort();
            read.dedup();
            let harmed = read.iter().filter(|it| *it != "ok: 7").collect::<Vec<_>>();
            let fits = |it: &&String| other.is_some_and(|other| it.contains(other));
            assert!(harmed.len() == other.iter().len(), "{settings}: {read:?}");
            assert!(harmed.iter().all(fits), "{settings}: {read:?}");
        }
    }
}

/// What is not committed does not reach a consumer, and what another leader has discarded leaves it.
#[test]
fn consumers_follow_the_leader_that_counts() {
    let text = "mode single-leader\nnodes 4\nset consumers D\nset delay fixed 5ms\n\
        client c1 writes A reads A\nclient c2 writes A reads D\nclient c3 writes A reads D\nuntil 900ms\n\
        @0ms c1 write x=1\n@100ms cut A>B\n@100ms cut A>C\n@110ms c1 write x=2\n@250ms c2 read x\n\
        @300ms crash A\n@310ms promote B\n@800ms c3 read x\n";
    let trace = scenario(text).run().expect("it runs");
    assert_eq!(
        outcomes(&trace)[2..],
        ["ok: 2", "ok: 1"],
        "asynchronous: it is committed on A alone"
    );
    let majority = text.replace("set delay", "set replication majority\nset delay");
    let trace = scenario(&majority).run().expect("it runs");
    assert_eq!(outcomes(&trace)[2..], ["ok: 1", "ok: 1"], "A alone commits nothing");
}

/// A log that does not say which rows changed stops a consumer, and so does a selection that does not fit the table.
#[test]
fn a_consumer_stops_where_it_cannot_go_on() {
    let run = |settings: &str| {
        let text = format!(
            "mode single-leader\nnodes 3\nset consumers C\n{settings}\nuntil 400ms\nclient c1 writes A\n\
             @0ms c1 write x=1\n@10ms c1 sql \"INSERT INTO t (n) VALUES (1)\"\n"
        );
        scenario(&text).run().expect("it starts").tip().view().nodes[2].replica.clone()
    };
    for (settings, position, stopped) in [
        ("set log row", 2, false),
        ("set log statement", 1, true),
        ("set log wal", 1, true),
        ("set log row\nset consumer-takes \"SELECT m FROM t\"", 0, true),
        ("set log row\nset consumer-takes \"SELECT n FROM t WHERE n = 2\"", 2, false),
    ] {
        let consuming = run(settings).consuming().expect("a consumer");
        assert_eq!((consuming.position, consuming.stopped), (position, stopped), "{settings}");
        // The value of a key, and a row.
        let rows = if settings.contains("takes") { 0 } else { position };
        assert_eq!(consuming.rows, rows, "{settings}");
    }
}

/// A setting that changes what the store is makes it anew.
#[test]
fn another_selection_makes_the_store_anew() {
    let text = "mode single-leader\nnodes 3\nset consumers C\nuntil 900ms\nclient c1 writes A\n\
        @0ms c1 write x=1\n@10ms c1 sql \"INSERT INTO t (n) VALUES (1), (2)\"\n\
        @300ms set consumer-takes \"SELECT * FROM t WHERE n > 1\"\n@600ms set consumer-takes everything\n";
    let mut trace = scenario(text).start().expect("it starts");
    let keys = |trace: &replicarium::sim::Trace| {
        let view = trace.tip().view();
        view.nodes[2].replica.rows.iter().map(|row| row.key.to_string()).collect::<Vec<_>>()
    };
    go_on(&mut trace, 290);
    assert_eq!(keys(&trace), ["t/1", "t/2", "x"]);
    go_on(&mut trace, 300);
    assert_eq!(keys(&trace), ["t/2"]);
    go_on(&mut trace, 300);
    assert_eq!(keys(&trace), ["t/1", "t/2", "x"]);
}

/// Nobody waits for a consumer, asks it by a route, or counts its vote.
#[test]
fn a_consumer_is_no_replica() {
    let text = "mode single-leader\nnodes 3\nset consumers C\nset replication majority\n\
        set failover election\nset suspect 100\nset heartbeat 20\nuntil 2s\n\
        client c1 writes A reads any loops think 5ms share 20% keys x\n@1s crash A\n";
    let trace = scenario(text).run().expect("it starts");
    let asked = trace.history().operations().iter().map(|operation| operation.via);
    assert!(asked.into_iter().all(|node| node != NodeId(2)));
    let leads = |node: &replicarium::view::NodeView| {
        node.id == NodeId(1) && node.replica.role == Role::Leader
    };
    assert!(!trace.tip().view().nodes.iter().any(leads), "one of two replicas is no majority");
}

#[test]
fn selections_print_as_they_are_written_and_errors_name_the_place() {
    let of = |value: &str| {
        let text = format!(
            "replicarium scenario 1\nmode single-leader\nnodes 2\nset consumer-takes {value}\n"
        );
        text.parse::<Scenario>().map(|scenario| scenario.setup.settings[0].to_string())
    };
    for value in ["everything", "\"SELECT name FROM users WHERE age > 17 AND name <> 'Kim'\""] {
        assert_eq!(of(value), Ok(format!("consumer-takes {value}")));
    }
    let shape = "expected everything, or one SELECT of columns of a table in double quotes, with or without WHERE \
                 and without functions, such as \"SELECT name FROM users WHERE age > 17\"";
    for (value, want) in [
        ("\"SELECT name FORM users\"", "line 4, column 33: found “FORM”, expected FROM".to_owned()),
        ("users", "line 4, column 20: found “users”, expected CREATE".to_owned()),
        (
            "\"SELECT COUNT(*) FROM t\"",
            format!("line 4, column 20: found “\"SELECT COUNT(*) FROM t\"”, {shape}"),
        ),
        ("\"DELETE FROM t\"", format!("line 4, column 20: found “\"DELETE FROM t\"”, {shape}")),
        (
            "\"SELECT n FROM t LIMIT 1\"",
            format!("line 4, column 20: found “\"SELECT n FROM t LIMIT 1\"”, {shape}"),
        ),
        (
            "\"SELECT n FROM t WHERE n < NOW()\"",
            format!("line 4, column 20: found “\"SELECT n FROM t WHERE n < NOW()\"”, {shape}"),
        ),
    ] {
        let error = of(value).expect_err("it is no selection").to_string();
        assert!(error.starts_with(&want), "{error}");
    }
}
