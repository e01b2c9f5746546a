use super::*;
use crate::{
    id::{ClientId, NodeId, OperationId},
    kv::{Key, Refused, Reply, Request, Value, Word},
    time::Instant,
};
use alloc::vec::Vec;

/// How an operation ends, and after how many µs.
type End = (Option<Outcome>, u64);

const ENDS: [End; 7] = [
    (Some(Outcome::Written), 1),
    (Some(Outcome::Written), 2),
    (Some(Outcome::Inserted(1)), 5),
    (Some(Outcome::Failed(Reply::Refused(Refused::NotServed))), 9),
    (Some(Outcome::Unknown(None)), 30),
    (Some(Outcome::Unknown(Some(Reply::TooFew { answers: 1, needed: 2 }))), 40),
    (None, 0),
];

/// A client for each operation, so that they may overlap.
fn history(ends: &[End], writes: bool) -> History {
    let mut history = History::default();
    for (n, (outcome, after)) in (0..).zip(ends) {
        let key = Key(Word::new("x").unwrap());
        let request = match writes {
            true => Request::Write(key, Value::new("v").unwrap()),
            false => Request::Read(key),
        };
        let id = OperationId { client: ClientId(n), number: 1 };
        let invoked = (Instant(u64::from(n)), u32::from(n));
        let user = ClientId(n);
        history.invoke(Operation { id, user, via: NodeId(0), request, invoked, ended: None });
        if let Some(outcome) = outcome {
            history.end(id, *outcome, Instant(u64::from(n) + after), 100 + u32::from(n));
        }
    }
    history
}

/// Against the definition, for all histories of at most four writes that end in seven ways.
#[test]
fn every_history_has_the_latencies_of_its_answers() {
    for len in 0..=4_u32 {
        for choice in 0..ENDS.len().pow(len) {
            let ends: Vec<End> =
                (0..len).map(|place| ENDS[choice / ENDS.len().pow(place) % ENDS.len()]).collect();
            let Latencies { reads, writes } = of(&history(&ends, true));
            assert_eq!(reads, Latency::default());
            let mut times: Vec<u64> = ends.iter().map(|(_, after)| *after).collect();
            times.retain(|&it| (1..=5).contains(&it));
            times.sort_unstable();
            let count = |after: &[u64]| ends.iter().filter(|it| after.contains(&it.1)).count();
            let want = (times.len(), count(&[9]), count(&[0, 30, 40]));
            let found = (writes.answered, writes.refused, writes.unanswered);
            assert_eq!(found, (want.0 as u32, want.1 as u32, want.2 as u32), "{ends:?}");
            // At least half of the times are no longer than the median, and as many no shorter.
            let median = writes.median.0;
            let half = times.len().div_ceil(2);
            assert!(times.iter().filter(|&&it| it <= median).count() >= half, "{ends:?}");
            assert!(times.iter().filter(|&&it| it >= median).count() >= half, "{ends:?}");
            assert!(times.is_empty() || times.contains(&median), "{ends:?}");
            assert_eq!(writes.longest.0, times.last().copied().unwrap_or(0), "{ends:?}");
        }
    }
}

#[test]
fn reads_are_counted_apart() {
    let read = |after| (Some(Outcome::Read(None)), after);
    let Latencies { reads, writes } = of(&history(&[read(7), read(3), (None, 0)], false));
    assert_eq!(writes, Latency::default());
    let (median, longest) = (Duration(3), Duration(7));
    assert_eq!(reads, Latency { answered: 2, refused: 0, unanswered: 1, median, longest });
}
