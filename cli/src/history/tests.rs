use super::{
    registers::{FailedCas, Meaning, Model, Nil, Registers},
    *,
};
use open::Format;
use proptest::prelude::*;
use std::io::Cursor;

const FORMATS: [Format; 3] = [Format::Jsonl, Format::JepsenLog, Format::Edn];

fn read(format: Format, text: impl Into<Vec<u8>>) -> Result<Vec<Event>, ParseError> {
    let events = format.read(Box::new(Cursor::new(text.into())));
    events.filter_map(|event| event.map(|(_, event)| event).transpose()).collect()
}

fn gather(format: Format, text: &str) -> Result<Registers, ParseError> {
    let (nil, failed_cas) = format.usual();
    let meaning = Meaning { model: Model::CasRegister, initial: None, nil, failed_cas };
    Registers::gather(meaning, format.read(Box::new(Cursor::new(text.to_owned()))))
}

fn event(process: u64, kind: Kind, function: Function, payload: Payload) -> Event {
    let process = process.to_string();
    Event { process, kind, function, key: None, payload, time: None, error: None }
}

fn one(text: &str) -> Payload {
    Payload::One(text.to_owned())
}

fn two(from: &str, to: &str) -> Payload {
    Payload::Two(Some(from.to_owned()), Some(to.to_owned()))
}

#[test]
fn jepsens_log_with_other_lines() {
    let text = "\
INFO  jepsen.core - Worker 3 starting
INFO  jepsen.util - 3\t:invoke\t:cas\t[2 4]
17:02:11.123 [jepsen nemesis] INFO  jepsen.util - :nemesis\t:info\t:start\tnil
INFO  jepsen.util - 10   :invoke   :read   nil\r
INFO  jepsen.util - 3\t:fail\t:cas\t[2 4]

INFO  jepsen.util - 10\t:ok\t:read\t3
INFO [2024-01-01 10:00:00,123] jepsen worker 3 - jepsen.util 3\t:invoke\t:write\t1
WARN  jepsen.core - Process 3 indeterminate
java.net.SocketTimeoutException: Read timed out
\tat java.net.SocketInputStream.socketRead0(Native Method)
Caused by: something else
INFO  jepsen.util - 3\t:info\t:write\t:timed-out
INFO  jepsen.util - 13\t:invoke\t:read\tnil
INFO  jepsen.util - 13\t:ok\t:read\tnil
";
    use Function::{Cas, Read, Write};
    use Kind::{Fail, Info, Invoke, Ok};
    let events = [
        event(3, Invoke, Cas, two("2", "4")),
        event(10, Invoke, Read, Payload::Nil),
        event(3, Fail, Cas, two("2", "4")),
        event(10, Ok, Read, one("3")),
        event(3, Invoke, Write, one("1")),
        event(3, Info, Write, Payload::Nil),
        event(13, Invoke, Read, Payload::Nil),
        event(13, Ok, Read, Payload::Nil),
    ];
    let mut read = read(Format::JepsenLog, text).unwrap();
    assert_eq!(read[5].error.take().as_deref(), Some("timed-out"));
    assert_eq!(read, events);
    assert_eq!(gather(Format::JepsenLog, text).unwrap().operations(), 4);
}

#[test]
fn edn_histories_as_maps_or_in_a_vector_with_keys_or_without() {
    let maps = "
{:process 0, :type :invoke, :f :read, :value nil} ; a comment
#jepsen.history.Op{:index 1, :process :nemesis, :type :info, :f :start, :value {:a #{1 [2]}}}
{:process 0 :type :ok :f :read :value [\"x\" \"a b\"], :error [:timeout \"}\" #inst \"2024\"]}
#_ {:process 9}
{:type :fail, :f :cas, :value :timed-out, :process 7, :time 12000}";
    let mut keyed = event(0, Kind::Ok, Function::Read, one("a b"));
    keyed.key = Some("x".to_owned());
    let mut timed = event(7, Kind::Fail, Function::Cas, Payload::Nil);
    timed.time = Some(12);
    timed.error = Some("timed-out".to_owned());
    keyed.error = Some("timeout".to_owned());
    let events = [event(0, Kind::Invoke, Function::Read, Payload::Nil), keyed, timed];
    // As a vector, as a list, and with the line ends and the byte order mark of some editors.
    let windows = format!("\u{feff}{}", maps.replace('\n', "\r\n"));
    for text in [maps.to_owned(), format!("[{maps}]"), format!("({maps}\n)\n"), windows] {
        assert_eq!(read(Format::Edn, text).unwrap(), events);
    }
    let keyed = read(Format::Edn, "{:process 1 :type :invoke :f :cas :value [k [1 2]]}").unwrap();
    assert_eq!((keyed[0].key.as_deref(), &keyed[0].payload), (Some("k"), &two("1", "2")));
}

#[test]
fn a_number_and_a_text_of_the_same_spelling_are_the_same_value() {
    let of = |value: &str| {
        let line = format!(r#"{{"process":0,"type":"ok","f":"read","value":{value}}}"#);
        read(Format::Jsonl, line).unwrap().remove(0).payload
    };
    assert_eq!(of("1"), of("\"1\""));
    assert_eq!(of("null"), Payload::Nil);
    assert_eq!(of("\"nil\""), one("nil"));
}

#[test]
fn formats_are_detected() {
    for (text, format) in [
        ("", Format::Jsonl),
        (" \n", Format::Jsonl),
        ("{\"process\":0", Format::Jsonl),
        ("{ \"process\":0", Format::Jsonl),
        ("{:process 0", Format::Edn),
        ("[{:process 0", Format::Edn),
        ("[{\"process\":0", Format::JsonArray),
        ("[\n {\n  \"process\": 0", Format::JsonArray),
        ("0\t:invoke\t:read\tnil", Format::JepsenLog),
        ("2024-01-01 10:00:00,123{GMT}\tINFO\t[main] jepsen.core: x", Format::JepsenLog),
        ("INFO [2024-01-01 10:00:00,123] main - jepsen.core x", Format::JepsenLog),
        ("\u{feff}; from a test", Format::Edn),
        ("#jepsen.history.Op{", Format::Edn),
        ("INFO  jepsen.util - 3", Format::EtcdLog),
        ("garbage", Format::JepsenLog),
    ] {
        assert_eq!(Format::of(text.as_bytes()), format, "{text}");
    }
}

#[test]
fn errors_name_line_and_column() {
    let jsonl = r#"{"process":0,"type":"invoke","f":"write","value":"1"}"#;
    let megabyte = "x".repeat(1 << 20);
    for (format, text, want) in [
        (
            Format::Jsonl,
            format!("{jsonl}\n{jsonl}"),
            "line 2, column 1: process 0 begins an operation, but its operation of line 1 has not ended",
        ),
        (
            Format::Jsonl,
            jsonl.replace('0', "1") + "\n" + &jsonl.replace("invoke", "ok"),
            "line 2, column 1: process 0 has no operation",
        ),
        (
            Format::Jsonl,
            jsonl.replace("write", "add"),
            "line 1, column 38: not an event in JSON: unknown variant `add`, expected one of `read`, `write`, `cas`",
        ),
        (Format::Jsonl, jsonl[..30].to_owned(), "line 1, column 30: not an event in JSON: EOF"),
        (
            Format::Jsonl,
            jsonl.replace("\"1\"", "[1]"),
            "line 1, column 42: found “[1]”, expected one value, nil, or [key value]",
        ),
        (
            Format::Jsonl,
            format!("\n{}", jsonl.replace('1', &megabyte)),
            "line 2, column 1: a line of more than 262144 bytes",
        ),
        (
            Format::Jsonl,
            jsonl.replace('1', &megabyte[..100_000]),
            "line 1, column 42: a value of more than 65536 bytes",
        ),
        (
            Format::Edn,
            format!("{{:process 0 :type :invoke\n:f :write :value {megabyte}}}"),
            "line 2, column 18: a value of more than 65536 bytes",
        ),
        (
            Format::Edn,
            "{:process 0 :type :invoke :f :write".to_owned(),
            "line 1, column 36: found the end",
        ),
        (
            Format::Edn,
            "[{:process 0 :type :invoke :f :read}".to_owned(),
            "line 1, column 37: found the end, expected an operation",
        ),
        (
            Format::Edn,
            "{:process 0 :type :invoke :f :add}".to_owned(),
            "line 1, column 30: found “add”, expected an operation on a register",
        ),
        (
            Format::Edn,
            "{:type :invoke :f :add}".to_owned(),
            "line 1, column 1: found “{…}”, expected a map with :process",
        ),
        (Format::Edn, "[".repeat(100_000), "line 1, column 2: found “[[["),
        (Format::Edn, format!("{{:a {}", "[".repeat(100_000)), "nested too deeply"),
        (Format::Edn, "#_".repeat(100_000), "nested too deeply"),
        (
            Format::JepsenLog,
            "garbage".to_owned(),
            "line 1, column 1: found “garbage”, expected a line of a log",
        ),
        (
            Format::JepsenLog,
            "INFO  jepsen.util - 3".to_owned(),
            "line 1, column 21: found “3”, expected a process and what it did",
        ),
        (
            Format::JepsenLog,
            "INFO  jepsen.util - 3 :inv".to_owned(),
            "line 1, column 23: found “:inv”",
        ),
        (
            Format::JepsenLog,
            "INFO  jepsen.util - 3 :invoke :cas [2".to_owned(),
            "line 1, column 38: found the end",
        ),
        (
            Format::JepsenLog,
            "INFO  jepsen.util - 3 :invoke :write".to_owned(),
            "line 1, column 37: found the end",
        ),
        (
            Format::JepsenLog,
            "INFO  jepsen.util - 3 :invoke :read nil 4".to_owned(),
            "line 1, column 41: found “4”, expected the end of the line",
        ),
    ] {
        match gather(format, &text) {
            Err(error) => assert!(error.to_string().contains(want), "{error}\n  not: {want}"),
            Ok(_) => panic!("taken: {}", error::short(&text)),
        }
    }
    let error = read(Format::Jsonl, b"{\"a\":1}\n \"\xc3\xa4\xff".to_vec()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1, column 7: not an event in JSON: missing field `process`"
    );
    let error = read(Format::Jsonl, b"\n \"\xc3\xa4\xff".to_vec()).unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 4: not UTF-8");
}

#[test]
fn a_response_must_match_its_invocation() {
    let edn = |first: &str, second: &str| {
        let text =
            format!("{{:process 0 :type :invoke {first}}} {{:process 0 :type :ok {second}}}");
        gather(Format::Edn, &text).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(edn(":f :write :value 1", ":f :write"), Ok(()));
    assert_eq!(edn(":f :cas :value [k [1 2]]", ":f :cas :value [1 2]"), Ok(()));
    for (first, second, want) in [
        (
            ":f :write :value 1",
            ":f :write :value 2",
            "another value than in the invocation on line 1",
        ),
        (":f :write :value 1", ":f :read :value 2", "another operation than"),
        (":f :read :value [k nil]", ":f :read :value [l 1]", "another key than"),
    ] {
        assert!(edn(first, second).unwrap_err().contains(want), "{first} {second}");
    }
}

#[test]
fn options_set_the_meaning_of_nil_and_of_a_failed_cas() {
    let text = "\
{:process 0 :type :invoke :f :read :value nil} {:process 0 :type :ok :f :read :value nil}
{:process 0 :type :invoke :f :cas :value [1 2]} {:process 0 :type :fail :f :cas :value [1 2]}";
    let calls = |nil, failed_cas| {
        let meaning = Meaning { model: Model::CasRegister, initial: None, nil, failed_cas };
        let events = Format::Edn.read(Box::new(Cursor::new(text.to_owned())));
        let registers = Registers::gather(meaning, events).unwrap();
        registers.each().map(|(_, operations)| operations.len()).sum::<usize>()
    };
    assert_eq!(calls(Nil::Absent, FailedCas::Observed), 2);
    assert_eq!(calls(Nil::Unknown, FailedCas::Observed), 1);
    assert_eq!(calls(Nil::Absent, FailedCas::Dropped), 1);
    assert_eq!(calls(Nil::Unknown, FailedCas::Dropped), 0);
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{1,3}", "-?[0-9a-z:.]{1,4}", "nil", "\\PC{1,6}", any::<String>()]
}

prop_compose! {
    fn any_event()(
        process in prop_oneof![
            (0..5_u64).prop_map(|it| it.to_string()), any::<u64>().prop_map(|it| it.to_string()),
            ":?[a-m]{1,9}", "\\PC{1,6}",
        ],
        kind in prop::sample::select(vec![Kind::Invoke, Kind::Ok, Kind::Fail, Kind::Info]),
        function in prop::sample::select(vec![Function::Read, Function::Write, Function::Cas]),
        key in prop::option::of(any_text()),
        values in prop::array::uniform2(prop::option::of(any_text())),
        time in prop::option::of(0..u64::MAX / 1_000),
        error in prop::option::of(any_text()),
    ) -> Event {
        let [a, b] = values;
        let payload = match function {
            Function::Cas => Payload::Two(a, b),
            Function::Read | Function::Write => a.map_or(Payload::Nil, Payload::One),
        };
        Event { process, kind, function, key, payload, time, error }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn print_then_parse_is_the_identity(events in prop::collection::vec(any_event(), 0..8)) {
        for (format, write) in
            [(Format::Jsonl, jsonl::write as fn(&Event) -> String), (Format::Edn, edn::write)]
        {
            let text: String = events.iter().map(write).collect();
            prop_assert_eq!(read(format, text.clone()), Ok(events.clone()), "{}", text);
            if !events.is_empty() {
                prop_assert_eq!(Format::of(text.as_bytes()), format);
            }
        }
    }

    /// A file in which some bytes are replaced is an error or a history.
    #[test]
    fn damaged_files_do_not_panic(
        events in prop::collection::vec(any_event(), 0..6),
        from in any::<prop::sample::Index>(),
        length in 0..20_usize,
        patch in prop_oneof![prop::collection::vec(any::<u8>(), 0..6), "[\\[\\]{}\"\\\\:#_; a-z0-9\t\n]{0,12}".prop_map(String::into_bytes)],
    ) {
        let lines = "INFO  jepsen.util - 3\t:invoke\t:cas\t[2 4]\nINFO  jepsen.util - 3\t:info\t:cas\t:timed-out\n";
        for text in [
            events.iter().map(jsonl::write).collect(),
            events.iter().map(edn::write).collect(),
            lines.repeat(events.len()),
        ] {
            let mut bytes: Vec<u8> = String::into_bytes(text);
            let from = from.index(bytes.len() + 1);
            let until = (from + length).min(bytes.len());
            bytes.splice(from..until, patch.iter().copied());
            for format in FORMATS {
                let meaning = Meaning {
                    model: Model::CasRegister,
                    initial: Some("1".to_owned()),
                    nil: Nil::Absent,
                    failed_cas: FailedCas::Observed,
                };
                let events = format.read(Box::new(Cursor::new(bytes.clone())));
                if let Ok(mut registers) = Registers::gather(meaning, events) {
                    crate::check::judge_all(&mut registers);
                }
            }
        }
    }
}
