use super::*;
use crate::check::samples::{drawn, random_history};
use alloc::collections::BTreeMap;

const ALL: [Property; 4] = Sessions::PROPERTIES;

fn broken(history: &History) -> Vec<Property> {
    let sessions = check(history);
    ALL.into_iter().filter(|&property| sessions.verdict(property).is_violated()).collect()
}

#[test]
fn hand_made_histories() {
    use Property::{MonotonicReads, MonotonicWrites, ReadYourWrites, WritesFollowReads};
    for (want, lines) in [
        (&[][..], &["1 w x=1 0..1", "1 r x=c1.1 2..3"][..]),
        (&[ReadYourWrites], &["1 w x=1 0..1", "1 r x 2..3"]),
        (&[ReadYourWrites], &["1 w x=1 0..1", "1 w x=2 2..3", "1 r x=c1.1 4..5"]),
        // Another client's concurrent write may be the newer one.
        (&[], &["2 w x=9 0..9", "1 w x=1 1..2", "1 r x=c2.1 3..4"]),
        // Another device of the same user, and somebody else.
        (&[ReadYourWrites], &["1 w x=1 0..1", "2=1 r x 2..3"]),
        (&[], &["1 w x=1 0..1", "2 r x 2..3"]),
        // A write on another device that had not ended as the read began.
        (&[], &["1 w x=1 0..3", "2=1 r x 2..4"]),
        // A write that was not acknowledged need not be seen.
        (&[], &["1 w x=1 0..", "1 r x 2..3"]),
        (&[MonotonicReads], &["1 w x=1 0..1", "2 r x=c1.1 2..3", "2 r x 4..5"]),
        (&[], &["1 w x=1 0..1", "2 r x=c1.1 2..3", "3 r x 4..5"]),
        // Two concurrent writes seen one after the other, then something older than the first.
        (
            &[MonotonicReads],
            &[
                "1 w x=0 0..1",
                "1 w x=1 2..9",
                "2 w x=2 3..8",
                "3 r x=c1.2 10..11",
                "3 r x=c2.1 12..13",
                "3 r x=c1.1 14..15",
            ],
        ),
        (&[MonotonicWrites], &["1 w x=1 0..1", "1 w y=2 2..3", "2 r y=c1.2 4..5", "2 r x 6..7"]),
        (&[], &["1 w x=1 0..1", "1 w y=2 2..3", "2 r x 4..5", "2 r y=c1.2 6..7"]),
        // An answer without its question.
        (
            &[WritesFollowReads],
            &[
                "1 w question=1 0..1",
                "2 r question=c1.1 2..3",
                "2 w answer=2 4..5",
                "3 r answer=c2.2 6..7",
                "3 r question 8..9",
            ],
        ),
        (
            &[],
            &[
                "1 w question=1 0..1",
                "2 w answer=2 4..5",
                "3 r answer=c2.1 6..7",
                "3 r question 8..9",
            ],
        ),
    ] {
        assert_eq!(broken(&drawn(lines)), want, "{lines:#?}");
    }
}

/// The definitions, tried on every pair or triple of operations.
fn naive(history: &History) -> Vec<Property> {
    let all = history.operations();
    let mut broken = Vec::new();
    let mut found = |property, holds: bool| {
        if holds && !broken.contains(&property) {
            broken.push(property);
        }
    };
    for read in all {
        let Some(got) = order::read_of(read) else { continue };
        let key = read.request.key();
        let earlier =
            |a: &Operation, b: OperationId| a.id.client == b.client && a.id.number < b.number;
        let missed = |write: &Operation| {
            write.request.key() == key
                && write.request.is_write()
                && order::misses(history, got, write)
        };
        for one in all {
            let done = one.ended.is_some_and(|(.., step)| step < read.invoked.1);
            if one.user == read.user && done && order::is_acknowledged(one) {
                found(Property::ReadYourWrites, missed(one));
            }
            let Some(Some(seen)) = order::read_of(one) else { continue };
            let Some(write) = history.operation(seen) else { continue };
            if earlier(one, read.id) {
                found(Property::MonotonicReads, one.request.key() == key && missed(write));
            }
            if !earlier(one, read.id) || seen.client == read.id.client {
                continue;
            }
            // `read`'s client has seen `seen`: what its writer did and saw before must be seen too.
            for two in all.iter().filter(|two| earlier(two, seen)) {
                found(Property::MonotonicWrites, order::is_acknowledged(two) && missed(two));
                let cause = order::read_of(two).flatten().and_then(|id| history.operation(id));
                let cause = cause.filter(|_| two.request.key() == key);
                found(Property::WritesFollowReads, cause.is_some_and(missed));
            }
        }
    }
    broken.sort();
    broken
}

#[test]
fn agrees_with_the_definitions() {
    let mut seen: BTreeMap<Property, u32> = BTreeMap::new();
    let seeds = 4_000;
    for seed in 0..seeds {
        let history = random_history(seed);
        let mut got = broken(&history);
        got.sort();
        assert_eq!(got, naive(&history), "seed {seed}: {:#?}", history.operations());
        got.into_iter().for_each(|property| *seen.entry(property).or_default() += 1);
    }
    // Each guarantee is broken often and kept often, or the comparison would prove little.
    for property in ALL {
        let times = seen.get(&property).copied().unwrap_or(0);
        assert!(
            (seeds as u32 / 250..seeds as u32 * 49 / 50).contains(&times),
            "{property}: {times}"
        );
    }
}
