use super::*;
use crate::history::{
    open::Format,
    registers::{FailedCas, Model, Nil},
};
use replicarium::{
    id::NodeId,
    random::{Dice, Stream},
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
    Registers::gather(meaning, Format::EtcdLog.read(Box::new(Cursor::new(log)))).unwrap()
}

fn words(text: &str, property: Property) -> String {
    let mut registers = registers(text);
    let verdict = if property == Property::Linearizable {
        linearizable::judge(&mut registers, 1_000)
    } else {
        guarantees::judge(&mut registers, property, 1_000)
    };
    match verdict {
        Err(why) => format!("cannot: {why}"),
        Ok(verdict) => said(verdict),
    }
}

fn said(verdict: Verdict) -> String {
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
        (
            "0 invoke read nil\n 0 ok read 3",
            "process 0 read 3 (lines 1–2), and no write of it can have happened; if the register began with this value, \
             say --initial 3",
        ),
        (
            "0 invoke write 3\n 0 fail write 3\n 1 invoke read nil\n 1 ok read 3",
            "process 1 read 3 (lines 3–4), but the write of it failed: process 0 tried to write 3 (lines 1–2)",
        ),
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
            "process 1 found another value than 3 (lines 3–4): no order of the operations explains this response; all before it can be explained; after line 1 the value is that of line 1, so line 3 cannot follow",
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
    for &property in &Property::ALL[..8] {
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
        "process 0 wrote 1 (lines 1–3), and process 1 wrote 2 (lines 2–4), and process 2 read 1 (lines 5–6), and process \
         2 read 2 (lines 7–8), and process 3 read 2 (lines 9–10), and process 3 read 1 (lines 11–12): no order of these \
         operations that agrees with each process's own explains what they read; after lines 1, 5, 2, 7, 9 the value is that \
         of line 2, so line 11 cannot follow; after lines 2, 9, 1, 5, 11 the value is that of line 1, so line 7 cannot \
         follow; after lines 1, 2, 9 the value is that of line 2, so line 5 cannot follow"
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
    ] {
        assert_eq!(words(text, property), want);
    }
}

/// Processes in turn, each with a part of a text.
fn shuffled(parts: &[&str]) -> Vec<String> {
    let Some((first, rest)) = parts.split_first() else { return vec![String::new()] };
    let rest = shuffled(rest);
    let insert = |tail: &String| {
        let parts: Vec<&str> = tail.split_terminator('|').collect();
        let at = |n: usize| {
            let mut parts = parts.clone();
            parts.insert(n, first);
            parts.iter().map(|part| format!("{part}|")).collect::<String>()
        };
        (0..=parts.len()).map(at).collect::<Vec<_>>()
    };
    rest.iter().flat_map(insert).collect()
}

/// The verdicts on the properties that do not know the time, for every order of the sessions.
#[test]
fn the_order_of_whole_sessions_changes_no_verdict() {
    use Property::{Causal, MonotonicReads, ReadYourWrites, Sequential};
    let reader = "2 invoke read nil\n 2 ok read 5\n 2 invoke read nil\n 2 ok read 4\n";
    let writer = "1 invoke read nil\n 1 ok read 4\n 1 invoke write 5\n 1 ok write 5\n";
    let first = "0 invoke write 4\n 0 ok write 4\n";
    let cycle = [
        "0 invoke read nil\n 0 ok read [x 8]\n 0 invoke write [y 9]\n 0 ok write [y 9]\n",
        "1 invoke read nil\n 1 ok read [y 9]\n 1 invoke write [x 8]\n 1 ok write [x 8]\n",
    ]
    .map(|it| it.replace("invoke read nil", "invoke read [? nil]"));
    let cycle = cycle.map(|it| {
        let key = if it.contains("read [x") { "x" } else { "y" };
        it.replace("[? nil]", &format!("[{key} nil]"))
    });
    for (sessions, broken) in [
        (vec![first, writer, reader], &[Causal, Sequential, MonotonicReads][..]),
        (vec![first, writer], &[]),
        (vec![&cycle[0], &cycle[1]], &[Causal, Sequential]),
        // A process that reads what it writes later.
        (
            vec!["0 invoke read nil\n 0 ok read 4\n 0 invoke write 4\n 0 ok write 4\n"],
            &[Causal, Sequential],
        ),
    ] {
        for order in shuffled(&sessions) {
            let text = order.replace('|', "");
            for property in [Causal, Sequential, ReadYourWrites, MonotonicReads] {
                let said = words(&text, property);
                assert_eq!(
                    said != "holds",
                    broken.contains(&property),
                    "{property}: {said}\n{text}"
                );
            }
        }
    }
    let text = cycle.concat();
    assert_eq!(
        words(&text, Causal),
        "key x: process 0 read 8 (lines 1–2), then process 0 wrote 9 (lines 3–4) under key y, then process 1 read 9 \
         (lines 5–6) under key y, then process 1 wrote 8 (lines 7–8): each of these must precede the next, and the last \
         the first"
    );
}

/// Sessions with random operations on few values, some of them written twice, none a compare-and-set.
fn random_sessions(seed: u64) -> Vec<String> {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 11);
    let mut sessions = vec![String::new(); 2 + dice.below(3) as usize];
    let mut next = 0;
    for _ in 0..4 + dice.below(8) {
        let process = dice.below(sessions.len() as u32);
        let key = ["x", "y"][dice.below(2) as usize];
        let end = if dice.chance(900_000) { "ok" } else { "info" };
        let text = if dice.below(2) == 0 {
            next += u32::from(!dice.chance(100_000));
            format!("{process} invoke write [{key} {next}]\n{process} {end} write [{key} {next}]\n")
        } else {
            let seen = dice.below(next + 2);
            let seen = if seen == 0 { "nil".to_owned() } else { seen.to_string() };
            format!("{process} invoke read [{key} nil]\n{process} ok read [{key} {seen}]\n")
        };
        sessions[process as usize] += &text;
    }
    sessions
}

/// Laws over random histories of a file, with values that nobody wrote and values that were written twice.
#[test]
fn laws_of_random_files() {
    use Property::{
        Causal, MonotonicReads, MonotonicWrites, ReadYourWrites, Sequential, WritesFollowReads,
    };
    let seeds = 1_500;
    let (mut judged, mut broken) = (0, 0);
    for seed in 0..seeds {
        let sessions = random_sessions(seed);
        let text = sessions.concat();
        let mut turned = sessions.clone();
        turned.reverse();
        let turned = turned.concat();
        let levels = |text: &str| {
            let holds = |property| match &*words(text, property) {
                "holds" => Some(true),
                other => (!other.starts_with("cannot: ")).then_some(false),
            };
            let guarantees = [ReadYourWrites, MonotonicReads, MonotonicWrites, WritesFollowReads];
            let sessions: Option<Vec<bool>> = guarantees.into_iter().map(holds).collect();
            let sessions = sessions.map(|all| all.into_iter().all(|holds| holds));
            [holds(Sequential), holds(Causal), sessions]
        };
        let found = levels(&text);
        assert_eq!(found, levels(&turned), "seed {seed}: shuffled sessions\n{text}");
        let all: Vec<bool> = found.into_iter().flatten().collect();
        assert!(all.is_sorted(), "seed {seed}: {found:?}\n{text}");
        judged += u32::from(all.len() == 3);
        broken += u32::from(all.first() == Some(&false));
    }
    println!("{seeds} random files: {judged} judged, {broken} not sequential");
    assert!(
        u64::from(judged) > seeds / 2 && broken > 100 && judged - broken > 100,
        "{judged} {broken}"
    );
}

#[test]
fn values_that_were_written_twice_are_judged_if_every_choice_agrees() {
    let twice = "0 invoke write 1\n 0 ok write 1\n 0 invoke write 2\n 0 ok write 2\n 0 invoke write 1\n 0 ok write 1\n";
    for (more, want) in [
        // Nobody reads it.
        ("1 invoke read nil\n 1 ok read 2", "holds"),
        // Whichever it was.
        ("1 invoke read nil\n 1 ok read 1", "holds"),
        ("1 invoke read nil\n 1 ok read 2\n 1 invoke read nil\n 1 ok read 1", "holds"),
        (
            "1 invoke read nil\n 1 ok read 1\n 1 invoke read nil\n 1 ok read nil",
            "process 1 read nil (lines 9–10), although its process had seen an effect of this: process 0 wrote 1 (lines 1–2)",
        ),
    ] {
        assert_eq!(words(&format!("{twice}{more}"), Property::Causal), want, "{more}");
    }
    // Too many choices, and no violation without these reads.
    let many: String = (0..12).map(|_| "1 invoke read nil\n 1 ok read 1\n").collect();
    assert_eq!(
        words(&format!("{twice}{many}"), Property::Causal),
        "cannot: line 7 reads a value that lines 1 and 5 wrote, and it is ambiguous which of them it saw"
    );
}

#[test]
fn a_witness_of_a_search_is_never_empty() {
    let history =
        "0 invoke write [x 1]\n 1 invoke write [x 2]\n 0 ok write [x 1]\n 1 ok write [x 2]
        0 invoke read [y nil]\n 1 invoke read [y nil]\n 0 ok read [y nil]\n 1 ok read [y nil]
        0 invoke write [y 3]\n 1 invoke write [y 4]\n 0 ok write [y 3]\n 1 ok write [y 4]
        0 invoke read [x nil]\n 1 invoke read [x nil]\n 0 ok read [x 1]\n 1 ok read [x 2]";
    assert_eq!(words(history, Property::Causal), "holds");
    let said = words(history, Property::Sequential);
    assert!(
        said.starts_with("key x: process 0 wrote 1 (lines 1–3), and process 1 wrote 2"),
        "{said}"
    );
    assert_eq!(said.matches("process ").count(), 8, "all eight are needed: {said}");
}
