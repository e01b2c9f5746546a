use super::*;
use crate::check::{
    causal,
    samples::{as_drawn, drawn, long_history, random_history},
    sequential,
};

fn all(history: &History) -> Option<Circle> {
    contradiction(history, 0, u32::MAX)
}

#[test]
fn hand_made_histories() {
    for (want, lines) in [
        (false, &[][..]),
        (false, &["1 w x=1 0..1", "1 r x=c1.1 2..3"]),
        // Late is allowed.
        (false, &["1 w x=1 0..1", "2 r x 2..3"]),
        (true, &["1 w x=1 0..1", "1 r x 2..3"]),
        // Dekker's pattern: each wrote, and each missed the other's write.
        (true, &["1 w x=1 0..1", "2 w y=2 0..1", "1 r y 2..3", "2 r x 2..3"]),
        (false, &["1 w x=1 0..1", "2 w y=2 0..1", "1 r y=c2.1 2..3", "2 r x 2..3"]),
        // Two readers see two writes in opposite orders.
        (
            true,
            &[
                "1 w x=1 0..1",
                "2 w x=2 0..1",
                "3 r x=c1.1 2..3",
                "3 r x=c2.1 4..5",
                "4 r x=c2.1 2..3",
                "4 r x=c1.1 4..5",
            ],
        ),
        // A write without an answer may happen after what its client did next, but not before what it had done.
        (false, &["1 w x=1 0..", "1 r x 2..3", "2 r x=c1.1 4..5"]),
        (true, &["1 w x=1 0..", "2 r x=c1.1 2..3", "2 r x 4..5"]),
        (
            true,
            &[
                "1 r x=c2.1 0..1",
                "1 w x=1 2..",
                "2 w x=2 0..1",
                "3 r x=c1.2 4..5",
                "3 r x=c2.1 6..7",
            ],
        ),
    ] {
        assert_eq!(all(&drawn(lines)).is_some(), want, "{lines:#?}");
    }
}

/// What it says is so; and it is said of nearly all that has no order, of all or of a part.
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
        // What is broken by a part is broken.
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

/// Whoever skips a cause has no order.
#[test]
fn what_is_not_causal_is_found() {
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
