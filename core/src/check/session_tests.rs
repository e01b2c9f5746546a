use super::*;
use crate::check::{
    samples::{as_drawn, drawn, is_certain, random_history, sibling_history},
    siblings::reference,
};
use alloc::collections::{BTreeMap, BTreeSet};

const ALL: [Property; 5] = [
    Property::ReadYourWrites,
    Property::MonotonicReads,
    Property::MonotonicWrites,
    Property::WritesFollowReads,
    Property::ConsistentPrefix,
];

fn broken(history: &History) -> Vec<Property> {
    let sessions = check(history);
    ALL.into_iter().filter(|&property| sessions.verdict(property).is_violated()).collect()
}

#[test]
fn hand_written_histories() {
    use Property::{
        ConsistentPrefix, MonotonicReads, MonotonicWrites, ReadYourWrites, WritesFollowReads,
    };
    for (want, lines) in [
        (&[][..], &["1 w x=1 0..1", "1 r x=c1.1 2..3"][..]),
        (&[ReadYourWrites], &["1 w x=1 0..1", "1 r x 2..3"]),
        (&[ReadYourWrites], &["1 w x=1 0..1", "1 w x=2 2..3", "1 r x=c1.1 4..5"]),
        // Another client's concurrent write may be newer.
        (&[], &["2 w x=9 0..9", "1 w x=1 1..2", "1 r x=c2.1 3..4"]),
        // Another device of the same user, and another user.
        (&[ReadYourWrites], &["1 w x=1 0..1", "2=1 r x 2..3"]),
        (&[], &["1 w x=1 0..1", "2 r x 2..3"]),
        // A write of another device that had not ended when the read began.
        (&[], &["1 w x=1 0..3", "2=1 r x 2..4"]),
        // An unacknowledged write need not be seen.
        (&[], &["1 w x=1 0..", "1 r x 2..3"]),
        (&[MonotonicReads], &["1 w x=1 0..1", "2 r x=c1.1 2..3", "2 r x 4..5"]),
        (&[], &["1 w x=1 0..1", "2 r x=c1.1 2..3", "3 r x 4..5"]),
        // Real time does not tell which of two clients' writes is newer.
        (&[], &["2 w x=2 0..1", "1 w x=1 2..3", "1 r x=c2.1 4..5"]),
        (&[], &["2 w x=2 0..1", "1 w x=1 2..3", "3 r x=c1.1 4..5", "3 r x=c2.1 6..7"]),
        // A client that has read the other's write before its own knows.
        (
            &[ReadYourWrites],
            &["2 w x=2 0..1", "1 r x=c2.1 2..3", "1 w x=1 4..5", "1 r x=c2.1 6..7"],
        ),
        // Two concurrent writes, read one after the other, then a write older than the first.
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
        (
            &[MonotonicWrites, ConsistentPrefix],
            &["1 w x=1 0..1", "1 w y=2 2..3", "2 r y=c1.2 4..5", "2 r x 6..7"],
        ),
        (&[], &["1 w x=1 0..1", "1 w y=2 2..3", "2 r x 4..5", "2 r y=c1.2 6..7"]),
        // The answer without the question.
        (
            &[WritesFollowReads, ConsistentPrefix],
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
        // Through another client, whose write was not read.
        (
            &[ConsistentPrefix],
            &[
                "1 w x=1 0..1",
                "2 r x=c1.1 2..3",
                "2 w y=2 4..5",
                "3 r y=c2.2 6..7",
                "3 w z=3 8..9",
                "4 r z=c3.2 10..11",
                "4 r x 12..13",
            ],
        ),
    ] {
        assert_eq!(broken(&drawn(lines)), want, "{lines:#?}");
    }
}

/// A delete without an answer may explain a read of nothing. It proves something only if nothing else does.
#[test]
fn a_delete_that_may_have_happened_is_a_possibility() {
    let story = ["1 w x=1 0..1", "2 r x=c1.1 2..3", "2 d x 4.."];
    for (want, lines) in [
        // The replica that was asked may never have had the value.
        (&[][..], &["3 r x 6..7", "3 r x=c1.1 8..9"][..]),
        (&[], &["1 r x 6..7"]),
        // The reader had seen the value, so the delete has happened.
        (&[Property::MonotonicReads], &["3 r x=c1.1 6..7", "3 r x 8..9", "3 r x=c1.1 10..11"]),
        // A second delete may have happened instead.
        (&[], &["4 d x 5..", "3 r x=c1.1 6..7", "3 r x 8..9", "3 r x=c1.1 10..11"]),
        // A write that followed the delete.
        (&[Property::ReadYourWrites], &["3 r x=c2.2 6..7", "3 w x=3 8..9", "3 r x 10..11"]),
    ] {
        let history = drawn(&[&story[..], lines].concat());
        assert_eq!(broken(&history), want, "{lines:#?}");
        assert_eq!(super::super::causal::check(&history).is_violated(), !want.is_empty());
    }
}

#[test]
fn hand_written_histories_with_siblings() {
    use Property::{
        ConsistentPrefix, MonotonicReads, MonotonicWrites, ReadYourWrites, WritesFollowReads,
    };
    for (want, lines) in [
        // Both are siblings, or one has replaced the other, directly or through a third.
        (
            &[][..],
            &["1 w x=1 0..1 {c1.1}", "2 w x=2 0..1 {c1.1,c2.1}", "1 r x={c1.1,c2.1} 2..3"][..],
        ),
        (
            &[],
            &[
                "1 w x=1 0..1 {c1.1}",
                "2 r x={c1.1} 2..3",
                "2 w x=2 4..5 {c2.2}",
                "1 r x={c2.2} 6..7",
            ],
        ),
        (
            &[],
            &[
                "1 w x=1 0..1 {c1.1}",
                "2 r x={c1.1} 2..3",
                "2 w x=2 4..5 {c2.2}",
                "3 r x={c2.2} 6..7",
                "3 w x=3 8..",
                "1 r x={c3.2} 10..11",
            ],
        ),
        // A concurrent write without its sibling is correct for a register, and a loss for siblings.
        (&[ReadYourWrites], &["2 w x=9 0..9", "1 w x=1 1..2 {c1.1}", "1 r x={c2.1} 3..4"]),
        (&[], &["2 w x=9 0..9", "1 w x=1 1..2", "1 r x=c2.1 3..4"]),
        (
            &[ReadYourWrites],
            &["1 w x=1 0..1 {c1.1}", "2 w x=2 0..1", "3 w x=3 0..1", "1 r x={c2.1,c3.1} 2..3"],
        ),
        (
            &[MonotonicReads],
            &["1 w x=1 0..1", "2 w x=2 0..1", "3 r x={c1.1,c2.1} 2..3", "3 r x={c1.1} 4..5"],
        ),
        (&[], &["1 w x=1 0..1", "2 w x=2 0..1", "3 r x={c1.1} 2..3", "3 r x={c1.1,c2.1} 4..5"]),
        (
            &[MonotonicWrites, ConsistentPrefix],
            &[
                "1 w x=1 0..1 {c1.1}",
                "1 w y=2 2..3",
                "2 w x=9 0..9",
                "2 r y={c1.2} 10..11",
                "2 r x={c2.1} 12..13",
            ],
        ),
        (
            &[WritesFollowReads, ConsistentPrefix],
            &[
                "1 w question=1 0..1",
                "4 w question=4 0..1",
                "2 r question={c1.1,c4.1} 2..3",
                "2 w answer=2 4..5",
                "3 r answer={c2.2} 6..7",
                "3 r question={c4.1} 8..9",
            ],
        ),
        (
            &[],
            &[
                "1 w question=1 0..1",
                "4 w question=4 0..1",
                "2 r question={c1.1,c4.1} 2..3",
                "2 w answer=2 4..5",
                "3 r answer={c2.2} 6..7",
                "3 r question={c1.1,c4.1} 8..9",
            ],
        ),
        // A tombstone may be dropped, which leaves concurrent writes. But a deleted value must not come back to its
        // deleter.
        (&[], &["1 w x=1 0..1 {c1.1}", "1 d x 2..3 {c1.2}", "2 w x=2 4..5", "1 r x={c2.1} 6..7"]),
        (&[ReadYourWrites], &["1 w x=1 0..1 {c1.1}", "1 d x 2..3 {c1.2}", "1 r x={c1.1} 4..5"]),
    ] {
        assert_eq!(broken(&drawn(lines)), want, "{lines:#?}");
    }
}

/// The writes that led to a write.
fn causes(history: &History, write: OperationId) -> BTreeSet<OperationId> {
    let mut causes = BTreeSet::new();
    for earlier in history.earlier(write) {
        if order::is_acknowledged(earlier) {
            causes.insert(earlier.id);
        } else if !earlier.request.is_write() {
            for found in siblings::shown(history, earlier) {
                causes.insert(found);
                causes.extend(self::causes(history, found));
            }
        }
    }
    causes
}

/// The definitions, on every pair or triple of operations.
fn naive(history: &History) -> Vec<Property> {
    let all = history.operations();
    let mut broken = Vec::new();
    let mut found = |property, holds: bool| {
        if holds && !broken.contains(&property) {
            broken.push(property);
        }
    };
    let shown = |read: &Operation| siblings::shown(history, read).collect::<Vec<_>>();
    for read in all.iter().filter(|read| siblings::is_answered(history, read)) {
        let key = read.request.key();
        let earlier =
            |a: &Operation, b: OperationId| a.id.client == b.client && a.id.number < b.number;
        let missed = |write: &Operation| {
            write.request.key() == key
                && write.request.is_write()
                && reference::misses(history, read, write)
        };
        for one in all {
            let done = one.ended.is_some_and(|(.., step)| step < read.invoked.1);
            if one.user == read.user && done && order::is_acknowledged(one) {
                found(Property::ReadYourWrites, missed(one));
            }
            let seen = shown(one).into_iter().filter(|_| !one.request.is_write());
            for write in seen.filter_map(|seen| history.operation(seen)) {
                if earlier(one, read.id) {
                    let causes = causes(history, write.id);
                    let causes = causes.into_iter().filter_map(|id| history.operation(id));
                    causes.for_each(|cause| found(Property::ConsistentPrefix, missed(cause)));
                }
                if earlier(one, read.id) {
                    found(Property::MonotonicReads, one.request.key() == key && missed(write));
                }
                if !earlier(one, read.id) || write.id.client == read.id.client {
                    continue;
                }
                // The reader has seen this write, so it must see its writer's earlier writes and reads.
                for two in all.iter().filter(|two| earlier(two, write.id)) {
                    found(Property::MonotonicWrites, order::is_acknowledged(two) && missed(two));
                    let causes = shown(two).into_iter().filter(|_| !two.request.is_write());
                    for cause in causes.filter_map(|id| history.operation(id)) {
                        found(Property::WritesFollowReads, missed(cause));
                    }
                }
            }
        }
    }
    broken.sort();
    broken
}

#[test]
fn agrees_with_the_definitions() {
    agree((0..4_000).map(random_history));
}

#[test]
fn agrees_with_the_definitions_where_siblings_are_kept() {
    agree((0..20_000).map(sibling_history));
}

fn agree(histories: impl Iterator<Item = History>) {
    let mut seen: BTreeMap<Property, u32> = BTreeMap::new();
    let mut seeds = 0;
    for (seed, history) in histories.enumerate().filter(|(_, history)| is_certain(history)) {
        seeds += 1;
        let mut got = broken(&history);
        got.sort();
        assert_eq!(got, naive(&history), "seed {seed}:\n{}", as_drawn(&history));
        got.into_iter().for_each(|property| *seen.entry(property).or_default() += 1);
    }
    // Each guarantee must be violated often and hold often.
    for property in ALL {
        let times = seen.get(&property).copied().unwrap_or(0);
        assert!((seeds / 250..seeds * 49 / 50).contains(&times), "{property}: {times}");
    }
}

#[test]
fn last_where_agrees_with_the_definition() {
    for length in 0..40_usize {
        let list: Vec<usize> = (0..length).collect();
        for limit in 0..=length {
            let last = limit.checked_sub(1);
            assert_eq!(last_where(&list, |&it| it < limit), last.as_ref(), "{limit} of {length}");
        }
    }
}
