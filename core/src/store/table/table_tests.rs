use super::{
    datum::{Column, Datum, Definition, Name, Type},
    statement::{
        Assignment, Comparator, Comparison, Event, Expr, Function, Operator, Order, Projection,
        Rows, Scope, Statement, Trigger,
    },
    *,
};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use proptest::prelude::*;

fn draws() -> Draws {
    Draws::new(7, 1, 2)
}

/// Executes a text; the rows that its last statement reads.
fn run(database: &mut Database, text: &str) -> Result<String, ExecuteError> {
    let mut read = String::new();
    for statement in parse(text).unwrap_or_else(|error| panic!("{text}: {error}")) {
        let done = database.execute(&statement, &mut draws())?;
        let row = |row: &Row| {
            let values: Vec<_> = row.iter().map(|value| format!("{value}")).collect();
            values.join(" ")
        };
        let rows = done.answer.into_iter().flat_map(|answer| answer.rows);
        read = rows.map(|it| row(&it)).collect::<Vec<_>>().join("; ");
    }
    Ok(read)
}

const PEOPLE: &str = "CREATE TABLE people (id INT AUTO_INCREMENT PRIMARY KEY, name TEXT, age INT); \
    INSERT INTO people (name, age) VALUES ('Kim', 30), ('Lee', 20), ('Park', NULL)";

#[test]
fn statements_read_and_change_rows() {
    let table = [
        ("SELECT * FROM people", "1 'Kim' 30; 2 'Lee' 20; 3 'Park' NULL"),
        ("SELECT COUNT(*) FROM people WHERE age > 0", "2"),
        ("SELECT name FROM people ORDER BY age DESC LIMIT 1", "'Kim'"),
        ("SELECT name FROM people ORDER BY age LIMIT 2", "'Park'; 'Lee'"),
        ("SELECT name FROM people WHERE age <> 20", "'Kim'"),
        ("SELECT name, id FROM people WHERE id = 2 AND age = 20", "'Lee' 2"),
        ("SELECT name FROM people WHERE 2 * (age - 5) >= 30 AND age <= 20", "'Lee'"),
        ("UPDATE people SET age = age + 1; SELECT age FROM people", "31; 21; NULL"),
        (
            "UPDATE people SET age = id, id = age WHERE id = 1; SELECT * FROM people WHERE id = 30",
            "30 'Kim' 1",
        ),
        ("UPDATE people SET age = 1 LIMIT 2; SELECT age FROM people", "1; 1; NULL"),
        ("DELETE FROM people WHERE age < 25; SELECT name FROM people", "'Kim'; 'Park'"),
        ("DELETE FROM people LIMIT 0; SELECT COUNT(*) FROM people", "3"),
        ("DELETE FROM people; INSERT INTO people (age) VALUES (1); SELECT id FROM people", "4"),
        (
            "INSERT INTO people (id) VALUES (9); INSERT INTO people (name) VALUES ('it''s'); SELECT * FROM people WHERE id > 3",
            "9 NULL NULL; 10 'it''s' NULL",
        ),
        ("INSERT INTO people (age) VALUES (NOW()); SELECT age FROM people WHERE id = 4", "7"),
    ];
    for (text, expected) in table {
        let mut database = Database::default();
        run(&mut database, PEOPLE).unwrap();
        assert_eq!(run(&mut database, text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn a_statement_that_fails_names_the_cause_and_changes_nothing() {
    let long = format!("INSERT INTO people (name) VALUES ('a'), ('{}')", "x".repeat(1_020));
    let table = [
        (
            "INSERT INTO animals (name) VALUES ('a')",
            "there is no table “animals”, and the statement names no column to make it from",
        ),
        ("INSERT INTO people (nam) VALUES ('a')", "table “people” has no column “nam”"),
        ("SELECT * FROM people WHERE nam = 1", "table “people” has no column “nam”"),
        ("SELECT * FROM people ORDER BY nam", "table “people” has no column “nam”"),
        (
            "INSERT INTO people (age) VALUES (age)",
            "column “age” stands where there is no row to read it from",
        ),
        ("INSERT INTO people (age) VALUES (1), ('a')", "column “age” is INT: 'a' does not fit"),
        ("UPDATE people SET id = NULL", "column “id” is INT: NULL does not fit"),
        ("INSERT INTO people (id) VALUES (5), (5)", "table “people” has a row with the key 5"),
        ("UPDATE people SET id = 3 WHERE id < 3", "table “people” has a row with the key 3"),
        ("UPDATE people SET age = age + name", "'Kim' is no number"),
        ("UPDATE people SET age = 9223372036854775807 + age", "a number that is too large"),
        (&long, "a row of up to 1035 bytes; at most 1016 fit a page"),
        ("CREATE TABLE people (n INT)", "“people” exists already"),
        ("CREATE TABLE t (n INT, n TEXT)", "“n” exists already"),
        ("CREATE TABLE t (n TEXT AUTO_INCREMENT PRIMARY KEY)", "the key “n” is not INT"),
        ("COMMIT", "COMMIT stands where it has no meaning"),
    ];
    for (text, expected) in table {
        let mut database = Database::default();
        run(&mut database, PEOPLE).unwrap();
        let before = database.clone();
        let error = run(&mut database, text).unwrap_err();
        assert_eq!(format!("{error}"), expected, "{text}");
        assert_eq!(database, before, "{text}");
    }
}

#[test]
fn triggers_see_old_and_new_rows_and_do_not_run_for_ever() {
    let mut database = Database::default();
    let triggers = "CREATE TABLE log (line TEXT, n INT); \
        CREATE TRIGGER a AFTER INSERT ON people FOR EACH ROW INSERT INTO log (line, n) VALUES (NEW.name, NEW.id); \
        CREATE TRIGGER b AFTER UPDATE ON people FOR EACH ROW INSERT INTO log (line, n) VALUES (OLD.name, NEW.age - OLD.age); \
        CREATE TRIGGER c AFTER DELETE ON people FOR EACH ROW DELETE FROM log WHERE line = OLD.name";
    let text = "CREATE TABLE people (id INT AUTO_INCREMENT PRIMARY KEY, name TEXT, age INT)";
    run(&mut database, &format!("{text}; {triggers}")).unwrap();
    let text = "INSERT INTO people (name, age) VALUES ('Kim', 3), ('Lee', 4); \
        UPDATE people SET age = age * 2, name = 'x'; SELECT * FROM log";
    assert_eq!(run(&mut database, text).unwrap(), "'Kim' 1; 'Lee' 2; 'Kim' 3; 'Lee' 4");
    let text = "DELETE FROM people WHERE id = 1; SELECT COUNT(*) FROM log";
    assert_eq!(run(&mut database, text).unwrap(), "4");
    let again =
        "CREATE TRIGGER d AFTER INSERT ON log FOR EACH ROW INSERT INTO log (n) VALUES (NEW.n)";
    run(&mut database, again).unwrap();
    let error = run(&mut database, "INSERT INTO log (n) VALUES (1)").unwrap_err();
    assert_eq!(format!("{error}"), "trigger “d” runs itself again and again");
}

#[test]
fn an_error_points_at_the_word_and_says_what_was_expected() {
    let statement = "expected CREATE TABLE, CREATE TRIGGER, INSERT, UPDATE, DELETE, SELECT, BEGIN, COMMIT or ROLLBACK";
    let table = [
        ("INSRT INTO t", format!("found “INSRT” at byte 0, {statement}")),
        ("FROM t", format!("found “FROM” at byte 0, {statement}")),
        ("INSERT t", "found “t” at byte 7, expected INTO".into()),
        ("SELECT * FORM t", "found “FORM” at byte 9, expected FROM".into()),
        ("SELECT * FROM t WHERE a", "found the end of the statement at byte 23, expected =, <>, <, <=, > or >=".into()),
        ("UPDATE t SET a + 1", "found “+” at byte 15, expected “=”".into()),
        ("INSERT INTO t (a, b) VALUES (1)", "found “)” at byte 30, expected 2 values, one for each column".into()),
        ("DELETE FROM t LIMIT many", "found “many” at byte 20, expected a whole number that is not too large".into()),
        ("DELETE FROM t LIMIT 99999999999", "found “99999999999” at byte 20, expected a whole number that is not too large".into()),
        ("INSERT INTO t (a) VALUES (NAU())", "found “NAU” at byte 26, expected one of the functions NOW(), RAND() and UUID()".into()),
        ("INSERT INTO t (a) VALUES ('Kim)", "found “'Kim)” at byte 26, expected a ' that ends the text".into()),
        ("CREATE TABLE t (a FLOAT)", "found “FLOAT” at byte 18, expected INT or TEXT".into()),
        ("SELECT * FROM t t", "found “t” at byte 16, expected “;” or the end".into()),
        ("SELECT a_name_of_more_than_23_bytes FROM t", "found “a_name_of_more_than_23_bytes” at byte 7, expected a name of letters, digits and _, of at most 23 bytes, that is no reserved word".into()),
        ("CREATE TRIGGER x AFTER SELECT ON t", "found “SELECT” at byte 23, expected INSERT, UPDATE or DELETE".into()),
        ("CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW COMMIT", "found “COMMIT” at byte 48, expected INSERT, UPDATE or DELETE as what the trigger does".into()),
    ];
    for (text, expected) in table {
        assert_eq!(format!("{}", parse(text).unwrap_err()), expected, "{text}");
    }
    let deep = format!("SELECT * FROM t WHERE {}1{} = 1", "(".repeat(99_999), ")".repeat(99_999));
    assert_eq!(parse(&deep).unwrap_err().expected, Expected::Shallower);
    let long = format!("SELECT * FROM t WHERE 1{} = 1", " + 1 * 1".repeat(99_999));
    assert_eq!(parse(&long).unwrap_err().expected, Expected::Shorter);
}

#[test]
fn each_storage_format_has_its_own_bytes() {
    let definition = |kinds: &[Type]| {
        let column = |(n, &kind)| Column { name: Name::new(&format!("c{n}")).unwrap(), kind };
        kinds.iter().enumerate().map(column).collect::<Vec<_>>()
    };
    let columns = definition(&[Type::Int, Type::Text, Type::Int]);
    let row = [Datum::Int(-1), Datum::Text("Kim".into()), Datum::Null];
    assert_eq!(
        Version::One.encode(&row),
        b"\x01\xff\xff\xff\xff\xff\xff\xff\xff\x02\x03\x00Kim\x00"
    );
    assert_eq!(Version::Two.encode(&row), b"\x04\x01\x03Kim");
    for version in [Version::One, Version::Two] {
        let bytes = version.encode(&row);
        assert_eq!(version.decode(&bytes, &columns).as_deref(), Some(&row[..]));
        assert!((0..bytes.len()).all(|end| version.decode(&bytes[..end], &columns).is_none()));
    }
}

#[test]
fn a_row_that_grows_moves_and_one_that_shrinks_stays() {
    let mut database = Database::default();
    run(&mut database, PEOPLE).unwrap();
    let place = |database: &Database, key| database.find(0, key).unwrap().place;
    let (first, third) = (place(&database, 1), place(&database, 3));
    run(&mut database, "UPDATE people SET name = 'K' WHERE id = 1").unwrap();
    assert_eq!(place(&database, 1), first);
    run(&mut database, "UPDATE people SET name = 'Kim Minsu' WHERE id = 1").unwrap();
    assert!(place(&database, 1) > third);
    assert_eq!(run(&mut database, "SELECT id FROM people").unwrap(), "2; 3; 1");
    // A dump that is read in again stores rows in the order of their keys.
    let mut copy = database.converted(Version::One);
    assert_eq!(run(&mut copy, "SELECT id FROM people").unwrap(), "1; 2; 3");
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        Just("a"),
        Just("name"),
        Just("이름"),
        Just("_x9"),
        Just("counted"),
        Just("count"),
        Just("New"),
        Just("key")
    ]
    .prop_map(|text| Name::new(text).unwrap())
}

fn datum() -> impl Strategy<Value = Datum> {
    prop_oneof![
        Just(Datum::Null),
        any::<i64>().prop_map(Datum::Int),
        "[a-z'; 한\n]{0,6}".prop_map(|text| Datum::Text(text.into())),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    let scope = prop::sample::select(&[Scope::Own, Scope::Old, Scope::New][..]);
    let leaf = prop_oneof![
        datum().prop_map(Expr::Literal),
        (scope, name()).prop_map(|(scope, name)| Expr::Column(scope, name)),
        prop::sample::select(&Function::ALL[..]).prop_map(Expr::Call),
    ];
    let operator = prop::sample::select(&[Operator::Plus, Operator::Minus, Operator::Times][..]);
    leaf.prop_recursive(3, 8, 2, move |inner| {
        (inner.clone(), operator.clone(), inner)
            .prop_map(|(left, by, right)| Expr::Binary(Box::new(left), by, Box::new(right)))
    })
}

fn rows() -> impl Strategy<Value = Rows> {
    let by = prop::sample::select(&Comparator::ALL[..]);
    let comparison =
        (expr(), by, expr()).prop_map(|(left, by, right)| Comparison { left, by, right });
    let order =
        (name(), any::<bool>()).prop_map(|(column, descending)| Order { column, descending });
    let filter = prop::collection::vec(comparison, 0..3);
    (name(), filter, prop::option::of(order), prop::option::of(any::<u32>()))
        .prop_map(|(table, filter, order, limit)| Rows { table, filter, order, limit })
}

fn change() -> impl Strategy<Value = Statement> {
    let names = prop::collection::vec(name(), 1..4);
    let insert = (name(), names, prop::collection::vec(prop::collection::vec(expr(), 3), 1..3));
    let insert = insert.prop_map(|(table, columns, mut rows)| {
        rows.iter_mut().for_each(|row| row.truncate(columns.len()));
        Statement::Insert { table, columns, rows }
    });
    let set = (name(), expr()).prop_map(|(column, value)| Assignment { column, value });
    let update = (rows(), prop::collection::vec(set, 1..3))
        .prop_map(|(rows, set)| Statement::Update { rows, set });
    prop_oneof![insert, update, rows().prop_map(Statement::Delete)]
}

fn statement() -> impl Strategy<Value = Statement> {
    let kind = prop::sample::select(&[Type::Int, Type::Text][..]);
    let column = (name(), kind).prop_map(|(name, kind)| Column { name, kind });
    let table = (name(), prop::collection::vec(column, 1..4), any::<bool>());
    let table = table.prop_map(|(table, columns, keyed)| {
        Statement::CreateTable(Definition { table, columns, keyed })
    });
    let event = prop::sample::select(&[Event::Insert, Event::Update, Event::Delete][..]);
    let trigger = (name(), event, name(), change()).prop_map(|(name, after, table, does)| {
        Statement::CreateTrigger(Trigger { name, after, table, does: Box::new(does) })
    });
    let what = prop_oneof![
        Just(Projection::All),
        Just(Projection::Count),
        prop::collection::vec(name(), 1..3).prop_map(Projection::Columns),
    ];
    let select = (rows(), what).prop_map(|(rows, what)| Statement::Select { rows, what });
    let ends = [Statement::Begin, Statement::Commit, Statement::Rollback];
    prop_oneof![table, trigger, change(), select, prop::sample::select(ends.to_vec())]
}

proptest! {
    #[test]
    fn printing_then_parsing_is_the_identity(statements in prop::collection::vec(statement(), 0..4)) {
        let text: Vec<_> = statements.iter().map(|it| format!("{it}")).collect();
        prop_assert_eq!(parse(&text.join("; ")), Ok(statements));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_sequence_of_words_makes_the_parser_panic(
        words in prop::collection::vec(
            prop::sample::select(&["SELECT", "*", "FROM", "t", "WHERE", "(", ")", "'", "1", "-", "=", "INSERT",
                "INTO", "VALUES", ",", "UPDATE", "SET", "NOW", "()", ".", "NEW", "CREATE", "TRIGGER", "TABLE",
                "LIMIT", "9999999999999999999", "<", "é", ";"][..]), 0..20),
    ) {
        if let Err(error) = parse(&words.join(" ")) {
            prop_assert!(error.at <= words.join(" ").len());
        }
    }
}
