//! Laws between the properties, over random histories.

use super::{
    Verdict, causal, linearizable,
    samples::{as_drawn, drawn, long_history, random_history},
    sequential,
    session::{self, Sessions},
};
use crate::history::{History, Operation};
use std::println;

extern crate std;

/// The history in which every client is a user of its own, so that a session is a client.
fn of_single_clients(history: &History) -> History {
    let mut alone = History::default();
    for operation in history.operations() {
        alone.invoke(Operation { user: operation.id.client, ..*operation });
    }
    alone
}

/// Whether the history is linearizable, sequential and causal, and keeps each session guarantee. The first two are
/// searched for, without the shortcuts between them.
fn levels(history: &History) -> [bool; 4] {
    let sessions = session::check(history);
    let sequential = sequential::search(history, 1_000_000);
    assert!(!matches!(sequential, Verdict::Unknown(_)), "{}", as_drawn(history));
    [
        !linearizable::check(history).is_violated(),
        !sequential.is_violated(),
        !causal::check(history).is_violated(),
        Sessions::PROPERTIES
            .iter()
            .chain(&Sessions::WITH_MONOTONIC_READS)
            .all(|&it| !sessions.verdict(it).is_violated()),
    ]
}

/// Linearizable implies sequential, which implies causal, which implies the session guarantees.
#[test]
fn stronger_properties_imply_weaker_ones() {
    let (short, long) = (20_000, 600);
    let histories = (0..short).map(random_history);
    let histories = histories.chain((0..long).map(|seed| long_history(seed, 30_000)));
    // By the number of levels that hold.
    let mut seen = [0; 5];
    for history in histories {
        let history = of_single_clients(&history);
        let levels = levels(&history);
        assert!(levels.is_sorted(), "{levels:?}\n{}", as_drawn(&history));
        seen[levels.into_iter().filter(|&holds| holds).count()] += 1;
    }
    println!(
        "{short} short and {long} long histories; by the number of levels that hold: {seen:?}"
    );
    // The session guarantees together are nearly causal consistency: a history that tells them apart needs four clients.
    let [none, _, causal, sequential, linearizable] = seen;
    let least = none.min(causal).min(sequential).min(linearizable);
    assert!(least > 100, "each level is told from the next: {seen:?}");
}

/// In each of these a client reads another's write after its own, which a sequential order explains.
#[test]
fn session_guarantees_do_not_know_the_time() {
    for lines in [
        &["2 w x=2 0..1", "1 w x=1 2..3", "1 r x=c2.1 4..5"][..],
        &["2 w x=2 0..1", "1 w x=1 2..3", "3 r x=c1.1 4..5", "3 r x=c2.1 6..7"],
        &["1 w x=1 0..1", "2 w x=2 2..3", "2 w y=2 4..5", "3 r y=c2.2 6..7", "3 r x=c1.1 8..9"],
    ] {
        assert_eq!(levels(&drawn(lines)), [false, true, true, true], "{lines:#?}");
    }
}

/// An order contains every operation that has a response; the other properties are about what reads return. Two reads have
/// no response.
#[test]
fn a_verdict_that_holds_says_how_many_operations_were_checked() {
    let history = of_single_clients(&drawn(&[
        "1 w x=1 0..1",
        "2 r x=c1.1 2..3",
        "1 w y=2 4..5",
        "2 r y=c1.2 6..7",
        "3 r y 8..",
        "3 r x 10..",
    ]));
    let (all, reads) = (Verdict::Holds { checked: 4 }, Verdict::Holds { checked: 2 });
    assert_eq!(linearizable::check(&history), all);
    assert_eq!(sequential::check(&history, 1_000), all);
    assert_eq!(causal::check(&history), reads);
    let sessions = session::check(&history);
    for property in Sessions::PROPERTIES {
        assert_eq!(sessions.verdict(property), reads, "{property}");
    }
}
