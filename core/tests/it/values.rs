//! Values that are longer than a word, or have characters that a word cannot have.

use crate::scenario;
use replicarium::{
    history::Outcome,
    id::{ClientId, OperationId},
    kv::{Value, WordError},
    scenario::{Run, Scenario},
    sim::Trace,
    view::Version,
};

const MODES: [&str; 4] =
    ["single-leader", "multi-leader", "leaderless", "leaderless\nset conflict dotted"];

/// A text with everything that a quoted value may have, `ending` included.
fn statement(ending: &str) -> String {
    format!(r#"UPDATE "carts" SET items = 'milk # eggs\flour, 밀가루' WHERE user = {ending}"#)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// Client 1 writes a value at A, and client 2 reads it from B.
fn written_and_read(mode: &str, value: &str) -> Scenario {
    scenario(&format!(
        "mode {mode}\nnodes 3\nset delay fixed 5ms\nset client-delay fixed 1ms\nuntil 300ms\n\
         client c1 writes A reads A\nclient c2 writes B reads B\n\
         @0ms c1 write x={} # a comment\n@100ms c2 read x\n",
        quoted(value)
    ))
}

fn outcome(trace: &Trace, client: u16) -> Option<Outcome> {
    let id = OperationId { client: ClientId(client), number: 1 };
    trace.history().operation(id)?.ended.map(|(outcome, ..)| outcome)
}

/// The values of x on each node, siblings included.
fn stored(trace: &Trace) -> Vec<Vec<String>> {
    let of_row = |row: &replicarium::view::Row| match &row.version {
        Version::Siblings(siblings, _) => siblings.iter().map(|it| it.value.to_string()).collect(),
        Version::Position(_) | Version::Stamp(_) | Version::Vector(..) | Version::Merged(_) => {
            vec![row.value.to_string()]
        }
    };
    let nodes = trace.tip().view().nodes;
    nodes.iter().map(|node| node.replica.rows.first().map_or_else(Vec::new, of_row)).collect()
}

#[test]
fn a_quoted_value_is_stored_shipped_and_read_in_every_mode() {
    let text = statement("7");
    for mode in MODES {
        let trace = written_and_read(mode, &text).run().expect("it starts");
        assert_eq!(stored(&trace), vec![vec![text.clone()]; 3], "{mode}");
        let read = match outcome(&trace, 1) {
            Some(Outcome::Read(Some(found))) => found.value.as_str().to_owned(),
            Some(Outcome::Siblings(1)) => {
                let id = OperationId { client: ClientId(1), number: 1 };
                trace.history().sight(id)[0].value.as_str().to_owned()
            }
            other => panic!("{mode}: {other:?}"),
        };
        assert_eq!(read, text, "{mode}");
    }
}

#[test]
fn a_recorded_run_with_a_quoted_value_replays() {
    for mode in MODES {
        let scenario = written_and_read(mode, &statement("7"));
        let trace = scenario.run().expect("it starts");
        let printed = Run { scenario, trace }.to_string();
        let again: Run = printed.parse().unwrap_or_else(|error| panic!("{error}\n{printed}"));
        assert_eq!(again.to_string(), printed);
        assert_eq!(stored(&again.trace)[0], [statement("7")]);
    }
}

/// Two values that differ only after what a word has room for.
#[test]
fn a_fingerprint_depends_on_the_whole_value() {
    for mode in MODES {
        let end = |ending: &str| {
            let trace = written_and_read(mode, &statement(ending)).run().expect("it starts");
            trace.fingerprint()
        };
        assert_eq!(end("7"), end("7"), "{mode}");
        assert_ne!(end("7"), end("8"), "{mode}");
    }
}

/// With equal timestamps the greater value wins, whichever was interned first.
#[test]
fn equal_timestamps_are_broken_by_the_text() {
    for (a, b) in [("1", "2"), ("4", "3")] {
        let (a, b) = (statement(a), statement(b));
        let trace = scenario(&format!(
            "mode leaderless\nnodes 3\nset delay fixed 5ms\nset client-delay fixed 1ms\nuntil 300ms\n\
             client c1 writes A reads A\nclient c2 writes B reads B\n\
             @0ms c1 write x={}\n@0ms c2 write x={}\n",
            quoted(&a),
            quoted(&b)
        ));
        let trace = trace.run().expect("it starts");
        let greater = a.max(b);
        assert_eq!(stored(&trace), vec![vec![greater]; 3]);
    }
}

#[test]
fn values_are_ordered_by_their_texts() {
    let texts =
        ["milk", "a longer text than a word", "a", "milk and eggs", "milkz", "z z", "밀가루 둘"];
    let mut values = texts.map(|text| Value::new(text).expect("a value"));
    let mut sorted = texts;
    values.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(values.map(|value| value.to_string()), sorted);
}

#[test]
fn a_value_has_at_most_1024_bytes_and_no_control_characters() {
    for (text, want) in [
        ("x".repeat(Value::LIMIT), None),
        ("x".repeat(1_025), Some(WordError::TooLong { bytes: 1_025, limit: 1_024 })),
        (String::new(), Some(WordError::Empty)),
        ("two\nlines".into(), Some(WordError::Character('\n'))),
    ] {
        assert_eq!(Value::new(&text).err(), want);
    }
}
