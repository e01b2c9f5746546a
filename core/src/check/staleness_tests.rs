use super::*;
use crate::check::samples::{drawn, long_history, random_history};
use alloc::vec::Vec;

#[test]
fn staleness_of_hand_written_histories() {
    // The times of a parsed history are its steps, in µs.
    for (want, lines) in [
        (&[(0, 0)][..], &["1 w x=1 0..1", "2 r x=c1.1 2..3"][..]),
        (&[(1, 4)], &["1 w x=1 0..1", "2 r x 5..6"]),
        (&[(2, 6)], &["1 w x=1 0..1", "1 w x=2 2..3", "1 w x=3 4..5", "2 r x=c1.1 9..10"]),
        // A write that is concurrent, unacknowledged, or to another key is not missed.
        (&[(0, 0)], &["1 w x=1 0..9", "2 r x 5..6"]),
        (&[(0, 0)], &["1 w x=1 0..", "2 r x 5..6"]),
        (&[(0, 0)], &["1 w y=1 0..1", "2 r x 5..6"]),
        // One write began before the returned write ended, and may be older than it.
        (&[(1, 3)], &["1 w x=1 0..5", "2 w x=2 1..2", "3 w x=3 3..7", "3 r x=c2.1 10..11"]),
        // The returned write has no acknowledgement, and may be the newest.
        (&[(0, 0)], &["1 w x=1 0..", "2 w x=2 1..2", "3 r x=c1.1 3..4"]),
        // A read without a response has no staleness.
        (&[], &["1 w x=1 0..1", "2 r x 5.."]),
    ] {
        let history = drawn(lines);
        let got: Vec<(u32, u64)> = of_reads(&history).map(|s| (s.versions, s.behind.0)).collect();
        assert_eq!(got, want, "{lines:#?}");
    }
}

/// The definition, on every write.
fn naive(history: &History, read: &Operation) -> Option<Staleness> {
    let found = order::read_of(read)?;
    let missed = |write: &&Operation| {
        write.request.key() == read.request.key()
            && order::precedes(write, read)
            && order::misses(history, found, write)
    };
    let missed: Vec<&Operation> = history.operations().iter().filter(missed).collect();
    let first = missed.iter().filter_map(|write| write.ended.map(|(_, at, _)| at)).min();
    let behind = first.map_or(Duration(0), |first| read.invoked.0.since(first));
    Some(Staleness { read: read.id, versions: missed.len() as u32, behind })
}

#[test]
fn agrees_with_the_definition() {
    let (mut reads, mut stale, mut by_many) = (0, 0, 0);
    for history in
        (0..4_000).map(random_history).chain((0..2_000).map(|n| long_history(n, 300_000)))
    {
        for read in history.operations() {
            let want = naive(&history, read);
            assert_eq!(of_read(&history, read), want, "{:#?}", history.operations());
            reads += u32::from(want.is_some());
            stale += want.map_or(0, |it| u32::from(it.versions > 0));
            // More writes than clients, which are counted in another way.
            by_many += want.map_or(0, |it| u32::from(it.versions >= 4));
        }
    }
    assert!((reads / 10..reads * 9 / 10).contains(&stale), "{stale} of {reads} were stale");
    assert!(by_many > 2_000, "{by_many} reads missed many");
}

#[test]
fn a_total_has_the_maximum_and_the_sum() {
    let mut total = Total::default();
    total.extend(of_reads(&drawn(&[
        "1 w x=1 0..1",
        "1 w x=2 2..3",
        "2 r x 5..6",
        "2 r x=c1.2 7..8",
    ])));
    let want = Total { reads: 2, stale: 1, versions: (2, 2), behind: (Duration(4), Duration(4)) };
    assert_eq!(total, want);
}
