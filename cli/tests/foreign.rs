//! `replicarium check` on files that other programs write.

use flate2::{Compression, write::GzEncoder};
use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

fn check(options: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replicarium"));
    command.arg("check").args(options).arg("-");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // The command may end before it has read all of its input.
    let _ = child.stdin.take().map(|mut to| to.write_all(input));
    child.wait_with_output().expect("it ends")
}

/// The exit status and the output or the error.
fn said(options: &[&str], input: &str) -> (i32, String) {
    let Output { status, stdout, stderr } = check(options, input.as_bytes());
    let said = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
    (status.code().expect("a status"), said)
}

/// Checks files with options: the exit status, and a part of what is said.
fn expect(cases: &[(&str, &[&str], i32, &str)]) {
    for &(input, options, status, want) in cases {
        let (got, said) = said(options, input);
        assert_eq!(got, status, "{options:?}: {said}\n{input}");
        assert!(said.contains(want), "{options:?}: {said}\nnot: {want}\n{input}");
    }
}

/// A write of the first value, and a read of the second, in JSON.
fn write_and_read(first: &str, second: &str) -> String {
    format!(
        r#"{{"process":0,"type":"invoke","f":"write","value":{first}}}
{{"process":0,"type":"ok","f":"write","value":{first}}}
{{"process":1,"type":"invoke","f":"read"}}
{{"process":1,"type":"ok","f":"read","value":{second}}}
"#
    )
}

#[test]
fn numbers_keep_all_their_digits() {
    for (first, second, status) in [
        ("340282366920938463463374607431768211455", "340282366920938463463374607431768211456", 1),
        (
            "340282366920938463463374607431768211455",
            "\"340282366920938463463374607431768211455\"",
            0,
        ),
        ("0.30000000000000000001", "0.30000000000000000002", 1),
        ("-18446744073709551617", "-18446744073709551618", 1),
        ("1e400", "2e400", 1),
        ("12", "\"12\"", 0),
    ] {
        let lines = write_and_read(first, second);
        assert_eq!(said(&[], &lines).0, status, "{lines}");
        let array = format!("[{}]", lines.trim().replace('\n', ","));
        assert_eq!(said(&[], &array).0, status, "{array}");
        // As a key: a register that was never written.
        let keyed = |value: &str| format!("\"key\":{value},\"value\":7");
        let keys = lines.replace(&format!("\"value\":{first}"), &keyed(first));
        let keys = keys.replace(&format!("\"value\":{second}"), &keyed(second));
        let keys = keys.replace("\"f\":\"read\"}", &format!("\"f\":\"read\",\"key\":{second}}}"));
        assert_eq!(said(&[], &keys).0, status, "{keys}");
    }
}

#[test]
fn numbers_of_edn_have_one_spelling() {
    for (first, second, status) in [
        ("7", "7N", 0),
        ("+7", "7", 0),
        ("-7N", "-7", 0),
        ("7", "-7", 1),
        ("N", "7", 1),
        ("7", "7M", 1),
    ] {
        let edn = format!(
            "{{:process 0 :type :invoke :f :write :value {first}}} {{:process 0 :type :ok :f :write :value {first}}}
             {{:process 1 :type :invoke :f :read}} {{:process 1 :type :ok :f :read :value {second}}}"
        );
        assert_eq!(said(&[], &edn).0, status, "{edn}");
    }
}

#[test]
fn processes_have_names_of_any_kind() {
    let edn = |name: &str| {
        format!(
            "{{:process {name} :type :invoke :f :read}} {{:process {name} :type :ok :f :read :value 2}}"
        )
    };
    let json = |name: &str| {
        format!(
            r#"{{"process":{name},"type":"invoke","f":"read"}}
{{"process":{name},"type":"ok","f":"read","value":2}}"#
        )
    };
    expect(&[
        (&edn(":carol"), &[], 1, "process :carol read 2"),
        (&edn("\"carol\""), &[], 1, "process carol read 2"),
        (&edn("carol/1"), &[], 1, "process carol/1 read 2"),
        (&edn("[:shop 2]"), &[], 1, "process [:shop 2] read 2"),
        (&edn("-3"), &[], 1, "process -3 read 2"),
        (&edn("nil"), &[], 2, "expected a process: a number or a name"),
        (&edn("{:a 1}"), &[], 2, "expected a process: a number or a name"),
        (&json("\"carol\""), &[], 1, "process carol read 2"),
        (&json("5.5"), &[], 1, "process 5.5 read 2"),
        (&json("[1]"), &[], 2, "found “[1]”, expected a process"),
        (":carol\t:invoke\t:read\tnil\n:carol\t:ok\t:read\t2\n", &[], 1, "process :carol read 2"),
    ]);
}

#[test]
fn what_is_skipped_is_counted_and_nothing_judged_is_an_error() {
    let nemesis = "{:process :nemesis :type :info :f :start :value {:a #{1}}}";
    let phase = "{:process :phase :type :info :f :heal}";
    let write =
        "{:process 0 :type :invoke :f :write :value 1} {:process 0 :type :ok :f :write :value 1}";
    let json = r#"{"process":"nemesis","type":"info","f":"start","value":["n1",["n2"]]}"#;
    let nothing = "there is no operation on a register to judge";
    expect(&[
        ("", &[], 2, nothing),
        ("[]", &[], 2, nothing),
        ("INFO [2024-01-01 10:00:00,123] main - jepsen.core Done", &[], 2, nothing),
        (nemesis, &[], 2, "judge; 1 event was skipped"),
        (&format!("{nemesis}\n{phase}"), &[], 2, "judge; 2 events were skipped"),
        (&format!("{nemesis}\n{write}\n{phase}"), &[], 0, "(2 events skipped)"),
        (&format!("{nemesis}\n{write}"), &["--json"], 0, "\"skipped\":1,"),
        (json, &[], 2, "judge; 1 event was skipped"),
        (&format!("{json}\n{}", write_and_read("1", "1")), &[], 0, "(1 event skipped)"),
        // A client's operation on something else than a register is no reason to look away.
        (
            "{:process 0 :type :invoke :f :add :value 1}",
            &[],
            2,
            "expected an operation on a register",
        ),
    ]);
}

#[test]
fn the_files_of_one_run_have_one_meaning() {
    let runs = [
        // A read of nil, and a compare-and-set that failed.
        (
            "0 :invoke :write 9\n0 :ok :write 9\n1 :invoke :read nil\n1 :ok :read nil\n",
            "(nil: unknown)",
        ),
        (
            "0 :invoke :write 9\n0 :ok :write 9\n1 :invoke :cas [9 3]\n1 :fail :cas [9 3]\n",
            "(failed cas: dropped)",
        ),
    ];
    for (text, reading) in runs {
        let log: String = text
            .lines()
            .map(|line| {
                format!("2024-05-06 07:08:10,010{{GMT}}\tINFO\t[worker 0] jepsen.util: {line}\n")
            })
            .collect();
        let edn: String = text
            .lines()
            .map(|line| {
                let [process, kind, f, value] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else {
                    panic!("{line}")
                };
                format!("{{:process {process}, :type {kind}, :f {f}, :value {value}}}\n")
            })
            .collect();
        for file in [text, &log, &edn] {
            expect(&[
                (file, &[], 0, reading),
                (file, &["--nil=absent", "--failed-cas=observed"], 1, "violated"),
            ]);
        }
        // The logs of etcd that come with Porcupine have no times, and Porcupine's meaning.
        let bare: String =
            text.lines().map(|line| format!("INFO  jepsen.util - {line}\n")).collect();
        expect(&[(&bare, &[], 1, "violated"), (&bare, &["--format", "jepsen-log"], 1, "violated")]);
    }
}

#[test]
fn a_failure_for_another_reason_is_no_observation() {
    let failed = |reason: &str| {
        format!("0 :invoke :write 9\n0 :ok :write 9\n1 :invoke :cas [9 3]\n1 :fail :cas {reason}\n")
    };
    let observed: &[&str] = &["--failed-cas", "observed"];
    for (reason, status) in [
        ("[9 3]", 1),
        ("[9 3] :precondition-failed", 1),
        ("[9 3] [:value-mismatch \"9\"]", 1),
        ("[9 3] :no-leader", 0),
        ("[9 3] [:timeout \"read", 0),
        ("[9 3] #error {", 0),
        (":conn-refused", 0),
        (":did-not-succeed", 1),
    ] {
        assert_eq!(said(observed, &failed(reason)).0, status, "{reason}");
        let bare: String =
            failed(reason).lines().map(|line| format!("INFO jepsen.util - {line}\n")).collect();
        assert_eq!(said(&[], &bare).0, status, "{bare}");
    }
    for (error, status) in
        [(":closed", 0), (":precondition", 1), ("[:http 500 \"a\" 1 2 3 4 5 6 7 8]", 0)]
    {
        let edn = format!(
            "{{:process 0 :type :invoke :f :write :value 9}} {{:process 0 :type :ok :f :write :value 9}}
             {{:process 1 :type :invoke :f :cas :value [9 3]}}
             {{:process 1 :type :fail :f :cas :value [9 3] :error {error}}}"
        );
        assert_eq!(said(observed, &edn).0, status, "{edn}");
    }
}

/// A whole log of a recent Jepsen: command line, map of the test, errors of several lines, and the last words.
const RECENT: &str = "\
2024-05-06 07:08:09,010{GMT}\tINFO\t[test runner] jepsen.core: Command line:
lein run test --concurrency 5 :fast
2024-05-06 07:08:09,020{GMT}\tINFO\t[test runner] jepsen.core: Running test:
{:remote #jepsen.control.Retry{:conn nil}
:concurrency 5
 :nodes [\"n1\" \"n2\"]}
2024-05-06 07:08:10,010{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:invoke\t:write\t[4 1]
2024-05-06 07:08:10,020{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:ok\t:write\t[4 1]
2024-05-06 07:08:10,021{GMT}\tINFO\t[jepsen nemesis] jepsen.util: :nemesis\t:info\t:start-partition\t:majority
2024-05-06 07:08:10,030{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:invoke\t:write\t[4 2]
2024-05-06 07:08:10,031{GMT}\tWARN\t[jepsen worker 1] jepsen.generator.interpreter: Process 1 crashed
java.lang.IllegalStateException: closed
\tat some.Client.invoke(Client.java:3)
Caused by: java.io.IOException: 4 :ok is not a number
2024-05-06 07:08:10,040{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:info\t:write\t[4 2]\t[:exception {:via [{:type java.io.IOException
  :message \"closed\"}]}]
2024-05-06 07:08:10,050{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:invoke\t:read\t[4 nil]
2024-05-06 07:08:10,060{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:ok\t:read\t[4 2]
2024-05-06 07:08:11,000{GMT}\tINFO\t[test runner] jepsen.core: {:valid? true,
 :count 3}


Everything looks good! ヽ('ー`)ノ
";

#[test]
fn whole_logs_of_jepsen() {
    let older = RECENT
        .replace("2024-05-06 07:08:", "INFO [2024-05-06 07:08:")
        .replace("jepsen.util: ", "- jepsen.util ");
    let older = older.replace("{GMT}\tINFO\t", "] ").replace("{GMT}\tWARN\t", "] ");
    for log in [RECENT, &older] {
        expect(&[
            (log, &[], 0, "holds  3 operations"),
            (log, &[], 0, "(1 event skipped)"),
            (&log.replace(":read\t[4 2]", ":read\t[4 3]"), &[], 1, "key 4: process 0 read 3"),
            (&log.replace("0\t:ok", "0\t:oh"), &[], 2, "found “:oh"),
        ]);
    }
    expect(&[("Everything looks good!\n", &[], 2, "expected a line of a log")]);
}

#[test]
fn files_compressed_by_gzip() {
    for (text, status) in [(RECENT, 0), (&write_and_read("1", "2"), 1), ("", 2)] {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text.as_bytes()).expect("memory");
        let mut bytes = gzip.finish().expect("memory");
        assert_eq!(check(&[], &bytes).status.code(), Some(status), "{text}");
        bytes.truncate(bytes.len() - 9);
        let cut = check(&[], &bytes);
        assert_eq!(cut.status.code(), Some(2), "{}", String::from_utf8_lossy(&cut.stderr));
    }
}

#[test]
fn arrays_of_json() {
    let lines = write_and_read("1", "2");
    let events: Vec<&str> = lines.lines().collect();
    let pretty = format!("[\n  {}\n]\n", events.join(",\n  ").replace("\"f\"", "\n    \"f\""));
    let wrong = pretty.replace("\"read\"", "\"scan\"");
    expect(&[
        (&format!("[{}]", events.join(",")), &[], 1, "process 1 read 2 (line 1)"),
        (&pretty, &[], 1, "process 1 read 2 (lines 6–8)"),
        (&wrong, &[], 2, "line 7, column 14: not an event in JSON: unknown variant `scan`"),
        (&pretty.replace("]", ""), &[], 2, "found the end, expected an event or ] at the end"),
        (&pretty.replacen(',', ", ,", 4), &[], 2, "line 2, column"),
        (&format!("{pretty}x"), &["--format", "json"], 2, "found “x”, expected an object {…}"),
    ]);
}

#[test]
fn keys_stand_before_values() {
    let json = |f: &str, invoked: &str, seen: &str| {
        format!(
            r#"{{"process":0,"type":"invoke","f":"{f}","value":{invoked}}}
{{"process":0,"type":"ok","f":"{f}","value":{seen}}}"#
        )
    };
    let edn = |value: &str| {
        format!(
            "{{:process 0 :type :invoke :f :cas :value {value}}} {{:process 0 :type :ok :f :cas :value {value}}}"
        )
    };
    expect(&[
        (&json("read", "[\"x\",null]", "[\"x\",2]"), &[], 1, "key x: process 0 read 2"),
        (&json("write", "[\"x\",1]", "[\"y\",1]"), &[], 2, "another key than"),
        (
            &json("cas", "[\"x\",[1,2]]", "[\"x\",[1,2]]"),
            &[],
            1,
            "key x: process 0 swapped 1 for 2",
        ),
        (&json("cas", "[\"x\",1,2]", "[\"x\",1,2]"), &[], 1, "key x: process 0 swapped 1 for 2"),
        (&json("cas", "[1,2]", "[1,2]"), &["--initial", "1"], 0, "holds"),
        (&edn("[x 1 2]"), &[], 1, "key x: process 0 swapped 1 for 2"),
        (&edn("[x [1 2]]"), &[], 1, "key x: process 0 swapped 1 for 2"),
        (&edn("[x 1 2 3]"), &[], 2, "expected [from to] or [key [from to]]"),
        (
            "0 :invoke :cas [x 1 2]\n0 :ok :cas [x 1 2]\n",
            &[],
            1,
            "key x: process 0 swapped 1 for 2",
        ),
    ]);
}

#[test]
fn histories_of_responses_only() {
    let ok = |process: u32, f: &str, value: &str| {
        format!("{{:process {process} :type :ok :f :{f} :value {value}}}\n")
    };
    let good = ok(1, "read", "1") + &ok(0, "write", "1");
    let stale =
        ok(1, "read", "2") + &ok(1, "read", "1") + &ok(0, "write", "1") + &ok(0, "write", "2");
    let causal: &[&str] = &["--property", "causal"];
    expect(&[
        (&good, causal, 0, "holds  2 operations"),
        (&stale, causal, 1, "process 1 read 1 (line 2)"),
        (
            &good,
            &[],
            2,
            "linearizable cannot be judged: there are responses without invocations only",
        ),
        (&good, &["--property", "staleness"], 2, "staleness cannot be judged: there are responses"),
        (
            &(good.clone() + "{:process 7 :type :invoke :f :read}"),
            causal,
            2,
            "line 3, column 1: an invocation, but the first events of this history are responses",
        ),
    ]);
}

#[test]
fn times_are_numbers_or_dates() {
    let stale = |times: [&str; 6], quote: &str| {
        let lines = r#"{"process":0,"type":"invoke","f":"write","value":1,"time":0}
{"process":0,"type":"ok","f":"write","time":1}
{"process":0,"type":"invoke","f":"write","value":2,"time":2}
{"process":0,"type":"ok","f":"write","time":3}
{"process":1,"type":"invoke","f":"read","time":4}
{"process":1,"type":"ok","f":"read","value":1,"time":5}"#;
        let lines = lines.lines().zip(times).enumerate();
        let lines = lines.map(|(n, (line, time))| {
            line.replace(&format!("\"time\":{n}"), &format!("\"time\":{quote}{time}{quote}"))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let numbers = stale(["0.5", "1.5", "2e3", "3000.25", "5000.75", "6000"], "");
    let dates =
        ["10", "11", "12", "13.5", "15.5", "16"].map(|it| format!("2024-05-06T07:08:{it}Z"));
    let dates = stale(dates.each_ref().map(String::as_str), "\"");
    let unknown = stale(["noon"; 6], "\"");
    expect(&[
        (&numbers, &["--property", "staleness"], 1, "1 version and 2 ms behind"),
        (&dates, &["--property", "staleness"], 1, "1 version and 2000 ms behind"),
        (&unknown, &["--property", "staleness"], 1, "for how long is not known"),
    ]);
}

#[test]
fn a_read_of_what_nobody_wrote_hides_no_other_violation() {
    let aborted =
        "{:process 0 :type :invoke :f :write :value 1} {:process 0 :type :fail :f :write :value 1}
        {:process 1 :type :invoke :f :read} {:process 1 :type :ok :f :read :value 1}";
    let stale = "{:process 2 :type :invoke :f :write :value [x 1]} {:process 2 :type :ok :f :write :value [x 1]}
        {:process 2 :type :invoke :f :write :value [x 2]} {:process 2 :type :ok :f :write :value [x 2]}
        {:process 2 :type :invoke :f :read :value [x nil]} {:process 2 :type :ok :f :read :value [x 1]}";
    let both = format!("{aborted}\n{stale}");
    let own =
        "{:process 0 :type :invoke :f :write :value 1} {:process 0 :type :ok :f :write :value 1}
        {:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value 9}";
    let failed = "process 1 read 1 (line 2), but the write of it failed: process 0 tried to write 1 (line 1)";
    expect(&[
        (aborted, &["--property", "linearizable"], 1, failed),
        (aborted, &["--property", "sequential"], 1, failed),
        (aborted, &["--property", "causal"], 1, failed),
        (aborted, &["--property", "read-your-writes"], 0, "holds"),
        (&both, &["--property", "read-your-writes"], 1, "process 2 read 1"),
        (&both, &["--property", "monotonic-reads"], 0, "holds"),
        // What nobody wrote is no newer than the client's own write.
        (own, &["--property", "read-your-writes"], 1, "process 0 read 9"),
        (
            "{:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value 0}",
            &["--property", "causal"],
            1,
            "if the register began with this value, say --initial 0",
        ),
    ]);
}
