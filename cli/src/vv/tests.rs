//! Commands and their answers.

use super::*;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::io::Cursor;

fn answers(clock: Clock, input: impl AsRef<[u8]>) -> Vec<String> {
    let mut out = Vec::new();
    let mut store = Store::new(clock);
    let input = Box::new(Cursor::new(input.as_ref().to_vec()));
    talk::talk(input, &mut out, |number, line| store.line(number, line)).expect("it is all there");
    String::from_utf8(out).expect("answers are text").lines().map(str::to_owned).collect()
}

/// The answer to the last line.
fn last(input: &str) -> String {
    answers(Clock::Dotted, input).pop().expect("there is an answer")
}

/// The error message that is the only answer.
fn error(input: impl AsRef<[u8]>) -> String {
    let answers = answers(Clock::Dotted, input);
    let [answer] = &answers[..] else { panic!("one answer, not {answers:?}") };
    let json: Json = serde_json::from_str(answer).expect("answers are JSON");
    json["error"].as_str().unwrap_or_else(|| panic!("no error: {answer}")).to_owned()
}

/// A session with every command, under both clocks.
#[test]
fn a_session_with_every_command() {
    let session = r#"
        # Two clients have read nothing.
        put A cart v1
        put A cart v2
        sync A B cart
        # A third client has seen the first write.
        put B cart v3 {"A":1}
        get A cart
        sync B A cart
        clear A cart {"A":2}
        sync A B cart
        merge {"A":2} {"B":1}
        compare {"A":2} {"A":2,"B":1}
        get C cart
        reset
        get A cart
    "#;
    let dotted = [
        r#"{"values":["v1"],"context":{"A":1}}"#,
        r#"{"values":["v1","v2"],"context":{"A":2}}"#,
        r#"{"values":["v1","v2"],"context":{"A":2}}"#,
        r#"{"values":["v2","v3"],"context":{"A":2,"B":1}}"#,
        r#"{"values":["v1","v2"],"context":{"A":2}}"#,
        r#"{"values":["v2","v3"],"context":{"A":2,"B":1}}"#,
        r#"{"values":["v3"],"context":{"A":2,"B":1}}"#,
        r#"{"values":["v3"],"context":{"A":2,"B":1}}"#,
        r#"{"A":2,"B":1}"#,
        r#""before""#,
        r#"{"values":[],"context":{}}"#,
        "{}",
        r#"{"values":[],"context":{}}"#,
    ];
    assert_eq!(answers(Clock::Dotted, session), dotted);
    // With one version vector, the stale context removes no sibling.
    let mut plain = dotted;
    plain[3] = r#"{"values":["v1","v2","v3"],"context":{"A":2,"B":1}}"#;
    (5..8).for_each(|n| plain[n] = plain[3]);
    assert_eq!(answers(Clock::VersionVector, session), plain);
}

#[test]
fn compare_and_merge() {
    for (a, b, order, merged) in [
        ("{}", "{}", "equal", "{}"),
        (r#"{"A":0}"#, "{}", "equal", "{}"),
        (r#"{"A":1}"#, r#"{"A":1,"B":0}"#, "equal", r#"{"A":1}"#),
        ("{}", r#"{"A":1}"#, "before", r#"{"A":1}"#),
        (r#"{"B":1}"#, r#"{"A":1,"B":1}"#, "before", r#"{"A":1,"B":1}"#),
        (r#"{"A":2}"#, r#"{"A":1}"#, "after", r#"{"A":2}"#),
        (r#"{"A":2,"B":1}"#, r#"{"B":2,"A":1}"#, "concurrent", r#"{"A":2,"B":2}"#),
        (r#"{"b":1}"#, r#"{"a":1}"#, "concurrent", r#"{"a":1,"b":1}"#),
        (
            r#"{"A":18446744073709551615}"#,
            r#"{"A":18446744073709551614}"#,
            "after",
            r#"{"A":18446744073709551615}"#,
        ),
    ] {
        assert_eq!(last(&format!("compare {a} {b}")), format!("{order:?}"), "{a} {b}");
        assert_eq!(last(&format!("merge {a} {b}")), merged, "{a} {b}");
        assert_eq!(last(&format!("merge {b}{a}")), merged, "{b}{a}");
    }
}

#[test]
fn words_are_literal_and_contexts_may_have_white_space() {
    for (line, answer) in [
        ("put n1 k v", r#"{"values":["v"],"context":{"n1":1}}"#),
        ("\tput  n1\tk   v  \r", r#"{"values":["v"],"context":{"n1":1}}"#),
        (r#"put "A" k "v""#, r#"{"values":["\"v\""],"context":{"\"A\"":1}}"#),
        (r#"put A k {"A":1}"#, r#"{"values":["{\"A\":1}"],"context":{"A":1}}"#),
        ("put 서울 #k #v", r##"{"values":["#v"],"context":{"서울":1}}"##),
        (r#"put A k v { "A" : 4 , "B":0 } "#, r#"{"values":["v"],"context":{"A":5}}"#),
        (r#"put A k v {}"#, r#"{"values":["v"],"context":{"A":1}}"#),
        (r#"clear A k {"X":3}"#, r#"{"values":[],"context":{"X":3}}"#),
        (r#"clear A k {"two words":3}"#, r#"{"values":[],"context":{"two words":3}}"#),
        ("\u{feff}get A k", r#"{"values":[],"context":{}}"#),
    ] {
        assert_eq!(last(line), answer, "{line}");
    }
    assert!(answers(Clock::Dotted, "\n  \n#\n  # put A k v\r\n").is_empty());
}

#[test]
fn values_are_sorted_and_equal_values_are_siblings() {
    let input = "put A k b\nput A k a\nput A k b\nput B k 10\nput B k 9\nsync A B k";
    assert_eq!(last(input), r#"{"values":["10","9","a","b","b"],"context":{"A":3,"B":2}}"#);
    // A sync with itself or with an empty copy changes nothing.
    assert_eq!(last(&format!("{input}\nsync B B k\nsync C B k\nget B k")), last(input));
    // Keys are independent.
    assert_eq!(last(&format!("{input}\nget B K")), r#"{"values":[],"context":{}}"#);
}

#[test]
fn every_dot_is_unique() {
    let ahead = last("put A k v1\nput A k v2 {\"A\":7,\"Z\":2}\nput A k v3");
    assert_eq!(ahead, r#"{"values":["v2","v3"],"context":{"A":9,"Z":2}}"#);
    let after_a_delete = last("put A k v1\nclear A k {\"A\":1}\nput A k v2");
    assert_eq!(after_a_delete, r#"{"values":["v2"],"context":{"A":2}}"#);
}

#[test]
fn errors_name_the_place() {
    const NUMBER: &str = "expected a whole number from 0 to 18446744073709551615";
    for (input, wanted) in [
        (
            "sing",
            "line 1, column 1: found “sing”, expected put, get, sync, clear, compare, merge or reset",
        ),
        ("\n# first\n  PUT A k v", "line 3, column 3: found “PUT”, expected put, get,"),
        ("put", "line 1, column 4: found the end, expected the name of a node"),
        ("put A", "line 1, column 6: found the end, expected a key"),
        ("put é k", "line 1, column 8: found the end, expected a value"),
        ("get A k k", "line 1, column 9: found “k”, expected the end of the line"),
        ("reset all", "line 1, column 7: found “all”, expected the end"),
        ("clear A k", "line 1, column 10: found the end, expected a context such as {\"A\":2}"),
        ("compare {}", "line 1, column 11: found the end, expected a context"),
        ("compare {} {} {}", "line 1, column 15: found “{}”, expected the end"),
        ("put A k v w", "line 1, column 11: not a context in JSON: expected value"),
        ("put A k v {} w", "line 1, column 14: found “w”, expected the end"),
        ("put A k v {\"A\":1", "column 16: not a context in JSON: EOF while parsing an object"),
        ("put é k v {\"é\":1,}", "column 18: not a context in JSON: trailing comma"),
        ("merge {A:1} {}", "column 8: not a context in JSON: key must be a string"),
        (
            "merge [1] {}",
            "invalid type: sequence, expected nodes and their counts, such as {\"A\":2,\"B\":1}",
        ),
        ("merge {\"A\":1,\"A\":1} {}", "\"A\" is there twice, with 1 and 1"),
        ("merge {\"A\":-1} {}", NUMBER),
        ("merge {\"A\":1.5} {}", NUMBER),
        ("merge {\"A\":1e3} {}", NUMBER),
        ("merge {\"A\":18446744073709551616} {}", NUMBER),
        ("merge {\"A\":\"1\"} {}", NUMBER),
        ("merge {\"A\":null} {}", NUMBER),
        ("merge {\"A\":{\"B\":1}} {}", NUMBER),
        (
            "put A k v {\"A\":18446744073709551615}",
            "line 1, column 1: A has counted to 18446744073709551615 and can count no further; write through another node",
        ),
    ] {
        let message = error(input);
        assert!(message.contains(wanted), "{input}: {message}");
    }
    assert_eq!(error(b"get A \xff"), "line 1, column 7: not UTF-8");
    let nested = format!("merge {}", "[{\"A\":".repeat(20_000));
    assert!(error(&nested).contains("invalid type: sequence"));
}

#[test]
fn a_command_with_an_error_changes_nothing() {
    let long = "x".repeat(1 << 20);
    let bad = [
        b"put A k\n".to_vec(),
        b"put A k new {\"A\":18446744073709551615}\n".to_vec(),
        b"\xf0\x28\x8c\x28\n".to_vec(),
        format!("put A k {long}\n").into_bytes(),
        // One byte too long, with the end of the line in the buffer.
        format!("put A k {}\n", &long[..(256 << 10) - 7]).into_bytes(),
    ];
    for bad in bad {
        let mut input = b"put A k old\n".to_vec();
        input.extend(&bad);
        input.extend(b"get A k");
        let answers = answers(Clock::Dotted, &input);
        let [put, error, get] = &answers[..] else { panic!("three answers, not {answers:?}") };
        assert!(error.starts_with("{\"error\":\"line 2, column "), "{error}");
        assert_eq!(put, get);
    }
    let longest = &long[..(256 << 10) - 8];
    assert!(last(&format!("put A k {longest}\n")).contains(longest));
}

/// Words of commands, valid and invalid.
const WORDS: &[&str] = &[
    "put",
    "get",
    "sync",
    "clear",
    "compare",
    "merge",
    "reset",
    "A",
    "B",
    "k",
    "v",
    "{}",
    "{\"A\":1}",
    "{\"A\":2,\"B\":1}",
    "{\"B\":18446744073709551615}",
    "{\"A\":",
    "}",
    "\"",
    "#",
    "é",
    "-1",
];

proptest! {
    #[test]
    fn every_line_has_an_answer_in_json(
        lines in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(WORDS), 0..6), 0..20,
        ),
    ) {
        let lines: Vec<String> = lines.iter().map(|words| words.join(" ")).collect();
        let asked = lines.iter().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let answers = answers(Clock::Dotted, lines.join("\n"));
        prop_assert_eq!(answers.len(), asked.count());
        for answer in answers {
            prop_assert!(serde_json::from_str::<Json>(&answer).is_ok(), "{answer}");
        }
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let lines = bytes.split(|&byte| byte == b'\n').count();
        prop_assert!(answers(Clock::VersionVector, &bytes).len() <= lines);
    }

    #[test]
    fn printing_and_parsing_of_contexts_are_inverses(
        counts in proptest::collection::btree_map(".{0,4}", 1..=u64::MAX, 0..5),
    ) {
        let context = Context(counts.into_iter().collect());
        let text = serde_json::to_string(&context).expect("it is JSON");
        prop_assert_eq!(serde_json::from_str::<Context>(&text).expect("it is a context"), context);
    }
}
