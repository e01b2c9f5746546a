use super::*;
use crate::{
    check::{
        samples::{drawn, is_certain, long_history, random_history, sibling_history},
        siblings::reference,
    },
    kv::{Refused, Reply},
    time::Instant,
};

#[test]
fn hand_written_histories() {
    for (want, lines) in [
        (true, &["1 w x=1 0..1", "2 r x=c1.1 2..3", "2 r x=c1.1 4..5"][..]),
        // Without a cause, one client need not see what the other sees.
        (true, &["1 w x=1 0..1", "2 r x 2..3"]),
        // Concurrent writes may be seen in any order, even in turn.
        (true, &["1 w x=1 0..1", "2 w x=2 0..1", "3 r x=c1.1 2..3", "4 r x=c2.1 2..3"]),
        (false, &["1 w x=1 0..1", "1 w x=2 2..3", "2 r x=c1.2 4..5", "2 r x=c1.1 6..7"]),
        // Through three clients.
        (
            false,
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
        // A write without a response may take effect after its client's next operations; a client that read it must
        // see it.
        (true, &["1 w x=1 0..", "1 r x 2..3"]),
        (true, &["1 w x=1 0..", "1 r x 2..3", "2 r x=c1.1 4..5"]),
        (false, &["1 w x=1 0..", "2 r x=c1.1 4..5", "2 r x 6..7"]),
        // Siblings must include the causes that nothing replaced.
        (
            true,
            &["1 w x=1 0..1", "3 w x=3 0..1", "2 r x={c1.1,c3.1} 2..3", "2 r x={c3.1,c1.1} 4..5"],
        ),
        (false, &["1 w x=1 0..1", "3 w x=3 0..1", "2 r x={c1.1,c3.1} 2..3", "2 r x={c3.1} 4..5"]),
        (
            false,
            &[
                "1 w x=1 0..1",
                "3 w x=3 0..1",
                "2 r x={c1.1,c3.1} 2..3",
                "2 w y=2 4..5",
                "4 r y={c2.2} 6..7",
                "4 r x={c3.1} 8..9",
            ],
        ),
        (
            true,
            &[
                "1 w x=1 0..1",
                "3 w x=3 0..1",
                "2 r x={c1.1,c3.1} 2..3",
                "2 w x=2 4..5 {c2.2}",
                "4 r x={c2.2} 6..7",
                "4 r x={c2.2} 8..9",
            ],
        ),
    ] {
        assert_eq!(!check(&drawn(lines)).is_violated(), want, "{lines:#?}");
    }
}

/// The definition: causes as a transitive closure.
fn naive(history: &History) -> bool {
    let all = history.operations();
    let causes = reference::causes(history);
    let place = |id: OperationId| all.iter().position(|o| o.id == id).expect("it is there");
    all.iter().enumerate().all(|(r, read)| {
        if !siblings::is_answered(history, read) {
            return true;
        }
        let found = order::read_of(read).flatten();
        all.iter().enumerate().all(|(w, write)| {
            let to_key = write.request.is_write() && write.request.key() == read.request.key();
            let replaced = match found {
                _ if !history.sight(read.id).is_empty() => {
                    return !(to_key && causes[w][r] && reference::misses(history, read, write));
                }
                None => true,
                Some(found) => found != write.id && causes[place(found)][w],
            };
            !(to_key && causes[w][r] && replaced)
        })
    })
}

#[test]
fn agrees_with_the_definition() {
    let mut violated = 0;
    let seeds = 0..8_000;
    for seed in seeds.clone() {
        let sample = if seed % 2 == 0 { random_history } else { sibling_history };
        let history = sample(seed / 2);
        if !is_certain(&history) {
            continue;
        }
        let want = naive(&history);
        assert_eq!(
            !check(&history).is_violated(),
            want,
            "seed {seed}: {:#?}",
            history.operations()
        );
        violated += u64::from(!want);
    }
    assert!((seeds.end / 10..seeds.end * 9 / 10).contains(&violated), "{violated} violated");
}

/// A read returns a write whose failure is learned later: the read is to blame from then on, and not before.
#[test]
fn a_read_of_a_write_that_fails_later_is_wrong_from_then_on() {
    let mut history = drawn(&["1 w x=1 0..", "2 r x=c1.1 1..2", "2 r y 3..4"]);
    let write = history.operations()[0].id;
    history.end(write, Outcome::Failed(Reply::Refused(Refused::NotServed)), Instant(6), 6);
    let mut causal = Causal::default();
    for news in history.news(Known::default()) {
        causal.take(&history, news);
        let failed = matches!(news, News::Ended(operation) if operation.id == write);
        assert_eq!(causal.verdict().is_violated(), failed, "{news:?}");
    }
}

/// After each operation the verdict matches the definition on the history so far.
#[test]
fn agrees_with_the_definition_step_by_step() {
    let mut violated = 0;
    for history in (0..3_000).map(random_history).chain((0..30).map(|n| long_history(n, 20_000))) {
        let mut causal = Causal::default();
        for news in history.news(Known::default()) {
            causal.take(&history, news);
            let News::Ended(Operation { ended: Some((.., now)), .. }) = news else { continue };
            let is_broken = causal.verdict().is_violated();
            assert_eq!(!is_broken, naive(&history.before(now + 1)), "{:#?}", history.operations());
            violated += u32::from(is_broken);
            if is_broken {
                break;
            }
        }
    }
    assert!(violated > 500, "{violated} violated");
}
