use super::*;
use crate::history::{
    open::Format,
    registers::{FailedCas, Model, Nil},
};
use std::io::Cursor;

/// The registers of a history, an event a line: `0 invoke write 1`.
fn registers(text: &str) -> Registers {
    let meaning = Meaning {
        model: Model::CasRegister,
        initial: None,
        nil: Nil::Absent,
        failed_cas: FailedCas::Observed,
    };
    let mut log = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [process, kind, rest] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        log += &format!("INFO jepsen.util - {process} :{kind} :{rest}\n");
    }
    Registers::gather(meaning, Format::JepsenLog.read(Box::new(Cursor::new(log)))).unwrap()
}

fn words(text: &str, property: Property) -> String {
    let mut registers = registers(text);
    let verdict = if property == Property::Linearizable {
        linearizable::judge(&mut registers, 1_000)
    } else {
        match guarantees::judge(&mut registers, property, 1_000) {
            Ok(verdict) => verdict,
            Err(why) => return format!("cannot: {why}"),
        }
    };
    match verdict {
        Verdict::Holds => "holds".to_owned(),
        Verdict::Violated(witness) => witness.words,
        Verdict::Undecided { placed, of } => format!("{placed} of {of}"),
    }
}

#[test]
fn a_witness_names_the_operations_that_prove_the_violation() {
    for (text, want) in [
        ("", "holds"),
        ("0 invoke read nil\n 0 ok read 3", "process 0 read 3 (lines 1–2), and no write of it can have happened"),
        (
            "0 invoke read nil\n 0 ok read 3\n 1 invoke write 3\n 1 ok write 3",
            "process 0 read 3 (lines 1–2), but only later process 1 wrote 3 (lines 3–4)",
        ),
        (
            "0 invoke write 3\n 0 ok write 3\n 1 invoke read nil\n 1 ok read nil",
            "process 1 read nil (lines 3–4), but before it began process 0 wrote 3 (lines 1–2), and no operation restored the initial value",
        ),
        (
            "0 invoke write 3\n 0 ok write 3\n 0 invoke write 4\n 1 invoke read nil\n 1 ok read 4
             1 invoke read nil\n 1 ok read 3\n 0 ok write 4",
            "process 1 read 3 (lines 6–7), but before it began process 1 read 4 (lines 4–5), after process 0 wrote 3 (lines 1–2)",
        ),
        // A failed compare-and-set saw another value, but no other value was written.
        (
            "0 invoke write 3\n 0 ok write 3\n 1 invoke cas [3 4]\n 1 fail cas [3 4]\n 0 invoke read nil\n 0 ok read 3",
            "process 1 found another value than 3 (lines 3–4): no order of the operations explains this response; all before it can be explained",
        ),
        // A compare-and-set with an unknown outcome takes effect late, or never.
        (
            "0 invoke write 3\n 0 ok write 3\n 1 invoke cas [3 4]\n 1 info cas :timed-out\n 0 invoke read nil\n 0 ok read 3
             2 invoke read nil\n 2 ok read 4",
            "holds",
        ),
    ] {
        assert_eq!(words(text, Property::Linearizable), want, "{text}");
    }
}

#[test]
fn session_guarantees_of_unique_values() {
    let stale = "0 invoke write 1\n 0 ok write 1\n 0 invoke write 2\n 0 ok write 2\n 0 invoke read nil\n 0 ok read 1";
    assert_eq!(
        words(stale, Property::ReadYourWrites),
        "process 0 read 1 (lines 5–6), although before that process 0 wrote 2 (lines 3–4)"
    );
    assert_eq!(words(stale, Property::MonotonicReads), "holds");
    let back = "0 invoke write 1\n 0 ok write 1\n 0 invoke write 2\n 0 ok write 2
        1 invoke read nil\n 1 ok read 2\n 1 invoke read nil\n 1 ok read 1";
    assert_eq!(
        words(back, Property::MonotonicReads),
        "process 1 read 1 (lines 7–8), although before that process 1 read 2 (lines 5–6)"
    );
    // A write with an unknown outcome may take effect after a later write of the same process.
    let late = "0 invoke write 1\n 0 info write :timed-out\n 0 invoke write 2\n 0 ok write 2
        0 invoke read nil\n 0 ok read 2\n 0 invoke read nil\n 0 ok read 1";
    assert_eq!(words(late, Property::Linearizable), "holds");
    for &property in &Property::ALL[..7] {
        assert_eq!(words(late, property), "holds", "{property}");
    }
}

/// A stale read of a single register violates linearizability, but not sequential consistency.
#[test]
fn sequential_consistency_of_unique_values() {
    let stale = "0 invoke write 1\n 0 ok write 1\n 1 invoke read nil\n 1 ok read nil";
    assert!(words(stale, Property::Linearizable).contains("before it began"));
    assert_eq!(words(stale, Property::Sequential), "holds");
    // Two readers see two concurrent writes in opposite orders. Either reader alone is sequential.
    let opposite = "0 invoke write 1\n 1 invoke write 2\n 0 ok write 1\n 1 ok write 2
        2 invoke read nil\n 2 ok read 1\n 2 invoke read nil\n 2 ok read 2
        3 invoke read nil\n 3 ok read 2\n 3 invoke read nil\n 3 ok read 1";
    assert_eq!(words(opposite, Property::Causal), "holds");
    assert_eq!(
        words(opposite, Property::Sequential),
        "process 2 read 1 (lines 5–6), and process 3 read 1 (lines 11–12): no order of the operations \
         that agrees with each process's own explains this"
    );
    // A history that is not causal is not sequential, and has the same witness.
    let back = "0 invoke write 1\n 0 ok write 1\n 1 invoke read nil\n 1 ok read 1
        1 invoke read nil\n 1 ok read nil";
    assert_eq!(words(back, Property::Sequential), words(back, Property::Causal));
}

#[test]
fn histories_that_cannot_be_judged_have_a_reason() {
    for (text, property, want) in [
        (
            "",
            Property::Durable,
            "cannot: it is about what replicas store, which a history does not show",
        ),
        (
            "",
            Property::LogsAgree,
            "cannot: it is about what replicas store, which a history does not show",
        ),
        (
            "0 invoke cas [1 2]\n 0 ok cas [1 2]",
            Property::Causal,
            "cannot: line 1 is a compare-and-set, but the property is defined for reads and writes only",
        ),
        (
            "0 invoke write 1\n 0 ok write 1\n 0 invoke write 1\n 0 ok write 1",
            Property::MonotonicReads,
            "cannot: lines 1 and 3 write the same value, so that a read of it does not tell which write it saw",
        ),
        (
            "0 invoke read nil\n 0 ok read 1",
            Property::MonotonicReads,
            "cannot: line 2 reads a value that no operation wrote",
        ),
    ] {
        assert_eq!(words(text, property), want);
    }
}
