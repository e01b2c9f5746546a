use super::*;
use crate::store::table::{Datum, PageId, parse};
use alloc::{format, string::String, vec};
use proptest::prelude::*;

const LEADER: Local = Local { clock: 12, seed: 1, uuid: 2 };
const FOLLOWER: Local = Local { clock: 15, seed: 3, uuid: 4 };

fn logging(format: Format, functions: Functions) -> Logging {
    Logging { format, functions }
}

/// Executes a text, each statement as a transaction of its own.
fn records(leader: &mut Database, text: &str, logging: Logging) -> Vec<Record> {
    let statements = parse(text).unwrap();
    let one = |statement| execute(leader, &[statement], LEADER, logging).unwrap().record;
    statements.into_iter().filter_map(one).collect()
}

/// All rows of all tables, as text.
fn rows(database: &Database) -> Vec<String> {
    let of = |(file, table): (u16, &crate::store::table::Table)| {
        let name = table.definition().table;
        let mut rows: Vec<_> =
            database.rows(file).map(|it| format!("{name} {:?}", it.row)).collect();
        rows.sort();
        rows
    };
    (0..).zip(database.tables()).flat_map(of).collect()
}

/// The rows of a leader and of a follower that has applied its records.
fn both(text: &str, logging: Logging) -> (Vec<String>, Vec<String>) {
    let (mut leader, mut follower) = (Database::default(), Database::default());
    for record in records(&mut leader, text, logging) {
        record.apply(&mut follower, FOLLOWER, false).unwrap();
    }
    (rows(&leader), rows(&follower))
}

#[test]
fn statement_logs_diverge_on_what_is_not_determined() {
    use Functions::{AsWritten, Context, Mixed, Values};
    let now = "INSERT INTO t (at) VALUES (NOW())";
    let rand = "INSERT INTO t (n) VALUES (RAND()), (RAND())";
    let uuid = "INSERT INTO t (u) VALUES (UUID())";
    let plain = "INSERT INTO t (n) VALUES (1), (2); UPDATE t SET n = n + 1 WHERE id = 2";
    let table = [
        (now, AsWritten, false),
        (now, Context, true),
        (now, Values, true),
        (now, Mixed, true),
        (rand, AsWritten, false),
        (rand, Context, true),
        (rand, Values, true),
        (rand, Mixed, true),
        (uuid, AsWritten, false),
        (uuid, Context, false),
        (uuid, Values, true),
        (uuid, Mixed, true),
        (plain, AsWritten, true),
    ];
    for (text, functions, equal) in table {
        let (leader, follower) = both(text, logging(Format::Statement, functions));
        assert!(!leader.is_empty());
        assert_eq!(leader == follower, equal, "{text} {functions:?}");
    }
    for format in [Format::Wal, Format::Row, Format::Trigger] {
        for text in [now, rand, uuid, plain] {
            let (mut leader, follower) = both(text, logging(format, AsWritten));
            leader.retain(|row| !row.starts_with("changes"));
            let follower: Vec<_> =
                follower.into_iter().filter(|row| !row.starts_with("changes")).collect();
            assert_eq!(leader, follower, "{text} {format:?}");
        }
    }
}

#[test]
fn unsafe_statements_are_those_that_the_manual_lists() {
    let mut database = Database::default();
    let schema = "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT); \
        CREATE TABLE audit (id INT AUTO_INCREMENT PRIMARY KEY, n INT); CREATE TABLE sums (n INT); \
        CREATE TRIGGER counted AFTER UPDATE ON t FOR EACH ROW INSERT INTO audit (n) VALUES (NEW.n); \
        CREATE TRIGGER summed AFTER DELETE ON t FOR EACH ROW UPDATE sums SET n = n - OLD.n; \
        CREATE TRIGGER named AFTER INSERT ON sums FOR EACH ROW INSERT INTO audit (id, n) VALUES (NEW.n, 1)";
    for statement in parse(schema).unwrap() {
        database.execute(&statement, &mut LEADER.draws()).unwrap();
    }
    let table = [
        ("INSERT INTO t (n) VALUES (1)", None),
        ("INSERT INTO t (n) VALUES (NOW())", None),
        ("INSERT INTO t (n) VALUES (RAND() + 1)", None),
        ("INSERT INTO t (n) VALUES (1 + UUID())", Some(Unsafe::Uuid)),
        ("DELETE FROM t WHERE n = 1", None),
        ("DELETE FROM t WHERE n = 1 LIMIT 1", Some(Unsafe::Limit)),
        ("DELETE FROM t WHERE n = 1 ORDER BY id LIMIT 1", None),
        ("UPDATE sums SET n = 1 LIMIT 2", Some(Unsafe::Limit)),
        ("UPDATE t SET n = 1", Some(Unsafe::CountedByTrigger)),
        ("INSERT INTO sums (n) VALUES (4)", Some(Unsafe::CountedByTrigger)),
        ("UPDATE sums SET n = RAND()", Some(Unsafe::RandomRows)),
        ("DELETE FROM sums WHERE n < RAND()", Some(Unsafe::RandomRows)),
        ("DELETE FROM t WHERE n = 1 ORDER BY n LIMIT 1", Some(Unsafe::Limit)),
        ("SELECT * FROM t LIMIT 1", None),
    ];
    for (text, expected) in table {
        let statement = &parse(text).unwrap()[0];
        assert_eq!(unsafe_in(&database, statement), expected, "{text}");
    }
}

#[test]
fn mixed_logging_turns_to_rows_for_unsafe_statements_only() {
    let mut leader = Database::default();
    let logging = logging(Format::Statement, Functions::Mixed);
    let text =
        "INSERT INTO t (u) VALUES ('a'); INSERT INTO t (u) VALUES (UUID()); UPDATE t SET u = 'b'";
    let formats =
        records(&mut leader, text, logging).iter().map(Record::format).collect::<Vec<_>>();
    let (statement, row) = (Some(Format::Statement), Some(Format::Row));
    assert_eq!(formats, [statement, row, statement]);
}

#[test]
fn a_follower_of_the_other_format_refuses_pages_and_takes_rows() {
    for (format, takes) in [(Format::Wal, false), (Format::Row, true), (Format::Statement, true)] {
        let mut leader = Database::new(Version::One);
        let mut follower = Database::new(Version::Two);
        let records = records(
            &mut leader,
            "INSERT INTO t (name) VALUES ('Kim')",
            logging(format, Functions::AsWritten),
        );
        let applied = records[0].apply(&mut follower, FOLLOWER, false);
        let refused = ApplyError::Version { theirs: Version::One, own: Version::Two };
        assert_eq!(applied.as_ref().err(), (!takes).then_some(&refused));
        assert_eq!(rows(&leader) == rows(&follower), takes);
    }
}

/// A read in a transaction does not travel, and takes no random number from the writes after it.
#[test]
fn reads_draw_apart_from_writes() {
    for functions in [Functions::Context, Functions::Mixed] {
        let (mut leader, mut follower) = (Database::default(), Database::default());
        let logging = logging(Format::Statement, functions);
        let text = "INSERT INTO t (n) VALUES (1), (2)";
        let first = records(&mut leader, text, logging);
        let text = "SELECT * FROM t WHERE n < RAND(); INSERT INTO t (n) VALUES (RAND())";
        let second = execute(&mut leader, &parse(text).unwrap(), LEADER, logging).unwrap().record;
        for record in first.into_iter().chain(second) {
            assert_eq!(record.format(), Some(Format::Statement));
            record.apply(&mut follower, FOLLOWER, false).unwrap();
        }
        assert_eq!(rows(&leader), rows(&follower), "{functions:?}");
    }
}

/// A transaction may write more often than 65 535 times.
#[test]
fn long_transactions_travel_in_every_format() {
    let values = vec!["(1)"; 500].join(", ");
    let insert = format!("INSERT INTO t (n) VALUES {values};").repeat(50);
    for &format in Format::ALL {
        let (mut leader, mut follower) = (Database::default(), Database::default());
        let logging = logging(format, Functions::AsWritten);
        let statements = parse(&insert).unwrap();
        let record = execute(&mut leader, &statements, LEADER, logging).unwrap().record.unwrap();
        record.apply(&mut follower, FOLLOWER, false).unwrap();
        let of = |database: &Database| {
            let mut rows = rows(database);
            rows.retain(|row| row.starts_with("t "));
            rows
        };
        assert_eq!(of(&follower).len(), 25_000);
        assert!(of(&leader) == of(&follower), "{format}");
    }
}

/// One of the few statements of random runs.
fn statement() -> impl Strategy<Value = String> {
    let table = prop_oneof![Just("t"), Just("u")];
    let text = prop_oneof![Just("a"), Just("it''s"), Just("한글 한글 한글 한글 한글 한글")];
    (0..9_u8, table, 1..6_i64, text).prop_map(|(kind, table, n, text)| match kind {
        0..3 => format!("INSERT INTO {table} (n, name) VALUES ({n}, '{text}'), (RAND(), UUID())"),
        3 => format!("UPDATE {table} SET n = n + {n}, name = '{text}' WHERE n < {n}"),
        4 => format!("UPDATE {table} SET name = UUID() WHERE id = {n}"),
        5 => format!("DELETE FROM {table} WHERE id = {n}"),
        6 => format!("UPDATE {table} SET n = {n} LIMIT 2"),
        7 => format!("INSERT INTO {table} (id, n, name) VALUES ({n}, NOW(), '{text}')"),
        _ => format!("INSERT INTO keyless (n, name) VALUES ({n}, '{text}'), ({n}, '{text}')"),
    })
}

const SCHEMA: &str = "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT, name TEXT); \
    CREATE TABLE u (id INT AUTO_INCREMENT PRIMARY KEY, n INT, name TEXT); \
    CREATE TABLE keyless (n INT, name TEXT); CREATE TABLE count (n INT); INSERT INTO count (n) VALUES (0); \
    CREATE TRIGGER counts AFTER INSERT ON t FOR EACH ROW UPDATE count SET n = n + 1; \
    CREATE TRIGGER drops AFTER DELETE ON t FOR EACH ROW DELETE FROM keyless WHERE n = OLD.n LIMIT 1";

/// What a leader makes of statements that may fail: only those that do not are replicated.
fn run(texts: &[String], logging: Logging, version: Version) -> (Database, Vec<Record>) {
    let mut leader = Database::new(version);
    let mut records = records(&mut leader, SCHEMA, logging);
    for text in texts {
        let before = leader.clone();
        match execute(&mut leader, &parse(text).unwrap(), LEADER, logging) {
            Ok(executed) => records.extend(executed.record),
            Err(_) => assert_eq!(leader, before, "a transaction that failed changed something"),
        }
    }
    (leader, records)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn pages_replay_to_the_same_bytes(
        texts in prop::collection::vec(statement(), 0..40),
        from in 0..30_usize,
        two: bool,
    ) {
        let version = if two { Version::Two } else { Version::One };
        let logging = logging(Format::Wal, Functions::AsWritten);
        let (leader, records) = run(&texts, logging, version);
        let mut follower = Database::new(version);
        for (n, record) in records.iter().enumerate() {
            if n == from {
                // A snapshot of the pages, from which all of a database can be read.
                let mut copy = Database::new(version);
                let write = |(page, it): (PageId, &crate::store::table::Page)| {
                    crate::store::table::PageWrite { page, offset: 0, bytes: it.bytes().to_vec() }
                };
                let pages: Vec<_> = follower.disk().pages().map(write).collect();
                copy.redo(&pages).unwrap();
                prop_assert_eq!(&copy, &follower);
                follower = copy;
            }
            record.apply(&mut follower, FOLLOWER, false).unwrap();
        }
        prop_assert_eq!(leader, follower);
    }

    #[test]
    fn rows_are_the_same_in_both_storage_formats(texts in prop::collection::vec(statement(), 0..40)) {
        let logging = logging(Format::Row, Functions::AsWritten);
        let (leader, records) = run(&texts, logging, Version::One);
        for version in [Version::One, Version::Two] {
            let mut follower = Database::new(version);
            for record in &records {
                record.apply(&mut follower, FOLLOWER, false).unwrap();
            }
            prop_assert_eq!(rows(&leader), rows(&follower));
        }
        prop_assert_eq!(rows(&leader), rows(&leader.converted(Version::Two)));
    }

    #[test]
    fn mixed_statement_logs_converge(texts in prop::collection::vec(statement(), 0..40)) {
        let logging = logging(Format::Statement, Functions::Mixed);
        let (leader, records) = run(&texts, logging, Version::One);
        let mut follower = Database::default();
        for record in &records {
            record.apply(&mut follower, FOLLOWER, false).unwrap();
        }
        prop_assert_eq!(rows(&leader), rows(&follower));
    }

    #[test]
    fn change_tables_carry_every_row_with_a_key(texts in prop::collection::vec(statement(), 0..40)) {
        let logging = logging(Format::Trigger, Functions::AsWritten);
        let (leader, records) = run(&texts, logging, Version::One);
        let (mut once, mut twice) = (Database::default(), Database::default());
        for record in &records {
            record.apply(&mut once, FOLLOWER, false).unwrap();
            // The process crashes between applying and remembering that it has applied.
            record.apply(&mut twice, FOLLOWER, false).unwrap();
            record.apply(&mut twice, FOLLOWER, false).unwrap();
        }
        let keyed = |database| {
            let mut rows = rows(database);
            rows.retain(|row| row.starts_with("t ") || row.starts_with("u "));
            rows.sort();
            rows
        };
        prop_assert_eq!(keyed(&leader), keyed(&once));
        prop_assert_eq!(keyed(&leader), keyed(&twice));
    }

    #[test]
    fn of_a_damaged_record_nothing_is_applied(
        texts in prop::collection::vec(statement(), 1..6),
        format in prop::sample::select(Format::ALL),
        place: prop::sample::Index,
        bit in 0..8_u8,
    ) {
        let (_, records) = run(&texts, logging(format, Functions::Context), Version::One);
        let record = records.last().unwrap();
        let cut = place.index(record.bytes().len());
        let empty = Database::default();
        let mut follower = empty.clone();
        let torn = Record::received(&record.bytes()[..cut]);
        prop_assert!(torn.apply(&mut follower, FOLLOWER, false).is_err());
        prop_assert!(torn.fields().is_err());
        prop_assert_eq!(&follower, &empty);
        let mut flipped = record.bytes().to_vec();
        flipped[cut] ^= 1 << bit;
        let flipped = Record::received(&flipped);
        let found = flipped.apply(&mut follower, FOLLOWER, false);
        if flipped.format() == Some(Format::Wal) {
            prop_assert!(found.is_err());
            prop_assert_eq!(&follower, &empty);
        }
    }

    #[test]
    fn fields_cover_the_record(
        texts in prop::collection::vec(statement(), 1..6),
        format in prop::sample::select(Format::ALL),
    ) {
        let (_, records) = run(&texts, logging(format, Functions::Context), Version::Two);
        for record in &records {
            let mut end = 0;
            for field in record.fields().unwrap() {
                prop_assert_eq!(field.at, end);
                end += field.length;
            }
            prop_assert_eq!(end, record.bytes().len());
        }
    }
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    let mut leader = Database::default();
    let logging = logging(Format::Row, Functions::AsWritten);
    records(&mut leader, "INSERT INTO t (n) VALUES (1)", logging);
    let before = leader.clone();
    let both = parse("UPDATE t SET n = 2; INSERT INTO t (id, n) VALUES (1, 5)").unwrap();
    let error = execute(&mut leader, &both, LEADER, logging).unwrap_err();
    assert_eq!(format!("{error}"), "statement 2: table “t” has a row with the key 1");
    assert_eq!(leader, before);
}

#[test]
fn a_table_is_made_from_the_first_statement_that_names_its_columns() {
    let mut leader = Database::default();
    let text = "UPDATE t SET visits = visits + 1 WHERE name = 'Kim'";
    let made = execute(
        &mut leader,
        &parse(text).unwrap(),
        LEADER,
        logging(Format::Statement, Functions::AsWritten),
    )
    .unwrap();
    let texts: Vec<_> = made.statements.iter().map(|it| format!("{it}")).collect();
    let table = "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, visits INT, name TEXT)";
    assert_eq!(texts, [table, text]);
    assert_eq!(made.changes, vec![]);
    let unnamed = parse("DELETE FROM other LIMIT 1").unwrap();
    let error = leader.execute(&unnamed[0], &mut LEADER.draws()).unwrap_err();
    assert!(matches!(error, ExecuteError::NoTable(_)));
    assert_eq!(Datum::Null.kind(), None);
}
