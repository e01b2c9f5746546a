use super::*;
use crate::check::samples::{drawn, random_history};
use alloc::collections::{BTreeMap, BTreeSet};

const ENDLESS: u64 = u64::MAX;

#[test]
fn hand_made_histories() {
    for (want, lines) in [
        (true, &["1 w x=1 0..1", "1 r x=c1.1 2..3"][..]),
        // Late is allowed: real time does not count between clients.
        (true, &["1 w x=1 0..1", "2 r x 2..3"]),
        (false, &["1 w x=1 0..1", "1 r x 2..3"]),
        // Dekker's pattern: each wrote, and each missed the other's write.
        (false, &["1 w x=1 0..1", "2 w y=2 0..1", "1 r y 2..3", "2 r x 2..3"]),
        // Two readers see two writes in opposite orders.
        (
            false,
            &[
                "1 w x=1 0..1",
                "2 w x=2 0..1",
                "3 r x=c1.1 2..3",
                "3 r x=c2.1 4..5",
                "4 r x=c2.1 2..3",
                "4 r x=c1.1 4..5",
            ],
        ),
        // A write without an answer that was seen has happened; one that was not need not.
        (true, &["1 w x=1 0..", "2 r x=c1.1 2..3", "2 r x=c1.1 4..5"]),
        (false, &["1 w x=1 0..", "2 r x=c1.1 2..3", "2 r x 4..5"]),
    ] {
        let verdict = check(&drawn(lines), ENDLESS);
        assert_eq!(matches!(verdict, Verdict::Holds { .. }), want, "{lines:#?}: {verdict:?}");
        assert_eq!(verdict.is_violated(), !want, "{lines:#?}");
    }
}

/// Every interleaving of the clients' lanes.
fn naive(lanes: &[Vec<&Operation>], held: &mut BTreeMap<Key, OperationId>) -> bool {
    if lanes.iter().all(Vec::is_empty) {
        return true;
    }
    (0..lanes.len()).any(|lane| {
        let Some((next, rest)) = lanes[lane].split_first() else { return false };
        let key = next.request.key();
        let before = held.get(&key).copied();
        if let Some(found) = order::read_of(next) {
            if found != before {
                return false;
            }
        } else {
            held.insert(key, next.id);
        }
        let mut shorter = lanes.to_vec();
        shorter[lane] = rest.to_vec();
        let found = naive(&shorter, held);
        match before {
            Some(before) => held.insert(key, before),
            None => held.remove(&key),
        };
        found
    })
}

#[test]
fn agrees_with_trying_every_interleaving() {
    let (mut violated, mut compared) = (0_u32, 0_u32);
    for seed in 0..4_000 {
        let history = random_history(seed);
        let seen: BTreeSet<_> =
            history.operations().iter().filter_map(order::read_of).flatten().collect();
        let counts = |o: &&Operation| match o.ended {
            Some((Outcome::Written | Outcome::Read(_), ..)) => true,
            Some((Outcome::Failed(_), ..)) => false,
            _ => seen.contains(&o.id),
        };
        let mut lanes = alloc::vec![Vec::new(); 3];
        for operation in history.operations().iter().filter(counts) {
            lanes[usize::from(operation.id.client.0)].push(operation);
        }
        // All interleavings of more than a dozen operations would take too long.
        if lanes.iter().map(Vec::len).sum::<usize>() > 12 {
            continue;
        }
        let want = naive(&lanes, &mut BTreeMap::new());
        let got = check(&history, ENDLESS);
        assert_eq!(!got.is_violated(), want, "seed {seed}: {:#?}", history.operations());
        compared += 1;
        violated += u32::from(!want);
    }
    assert!(
        compared > 2_000 && (compared / 10..compared * 9 / 10).contains(&violated),
        "{violated} of {compared}"
    );
}

#[test]
fn a_spent_budget_says_how_far_it_got() {
    let history = drawn(&["1 w x=1 0..1", "2 w y=2 0..1", "1 r y 2..3", "2 r x 2..3"]);
    assert!(matches!(check(&history, 1), Verdict::Unknown(Why::Budget { of: 4, .. })));
}
