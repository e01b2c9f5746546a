use super::*;
use crate::{
    check::{
        causal,
        samples::{ORDERED, as_drawn, drawn, long_history, random_history},
        sequential,
    },
    kv::{Refused, Reply},
    time::Instant,
};

fn all(history: &History) -> Option<Cycle> {
    contradiction(history, 0, u32::MAX)
}

#[test]
fn hand_written_histories() {
    for &(ordered, lines) in ORDERED {
        assert_eq!(all(&drawn(lines)).is_none(), ordered, "{lines:#?}");
    }
}

/// A write whose failure is learned later is no reason yet.
#[test]
fn a_read_of_a_write_that_fails_later_is_no_contradiction_yet() {
    let mut history = drawn(&["1 w x=1 0..", "2 r x=c1.1 1..2"]);
    let write = history.operations()[0].id;
    history.end(write, Outcome::Failed(Reply::Refused(Refused::NotServed)), Instant(6), 6);
    assert_eq!(contradiction(&history, 0, 1), None);
    let read = history.operations()[1].id;
    assert_eq!(contradiction(&history, 0, 2), Some(vec![read]));
}

/// A cycle means that there is no order; and nearly every history without an order has a cycle, in all or in part of it.
#[test]
fn agrees_with_the_search_for_an_order() {
    let (mut found, mut missed, mut parts) = (0, 0, 0);
    let long = |seed| long_history(seed, [0, 5_000, 50_000][seed as usize % 3]);
    for history in (0..6_000).map(random_history).chain((0..1_500).map(long)) {
        let verdict = sequential::search(&history, u64::MAX);
        let (broken, said) = (verdict.is_violated(), all(&history).is_some());
        assert!(broken || !said, "{}", as_drawn(&history));
        found += u32::from(said);
        missed += u32::from(broken && !said);
        // A violation in a part is a violation of the whole.
        let ended = history.known().ended;
        for from in [ended / 4, ended / 2] {
            let part = contradiction(&history, from, ended).is_some();
            assert!(!part || broken, "from {from}: {}", as_drawn(&history));
            parts += u32::from(part);
        }
    }
    assert!(found > 1_000 && missed * 50 < found, "{found} found, {missed} missed");
    assert!(parts > 500, "{parts} by a part");
}

/// A history that is not causal has a cycle.
#[test]
fn histories_that_are_not_causal_have_a_cycle() {
    let mut broken = 0;
    let long = |seed| long_history(seed, 20_000);
    for history in (0..3_000).map(random_history).chain((0..300).map(long)) {
        if causal::check(&history).is_violated() {
            assert!(all(&history).is_some(), "{}", as_drawn(&history));
            broken += 1;
        }
    }
    assert!(broken > 500, "{broken} broken");
}
