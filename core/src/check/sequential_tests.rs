use super::*;
use crate::{
    check::{
        causal, linearizable, order,
        samples::{ORDERED, drawn, long_history, random_history, word},
    },
    history::Operation,
    id::NodeId,
    kv::{Found, Request, Value},
    time::Instant,
};
use alloc::collections::{BTreeMap, BTreeSet};

const ENDLESS: u64 = u64::MAX;

#[test]
fn hand_written_histories() {
    for &(want, lines) in ORDERED {
        let verdict = check(&drawn(lines), ENDLESS);
        assert_eq!(matches!(verdict, Verdict::Holds { .. }), want, "{lines:#?}: {verdict:?}");
        assert_eq!(verdict.is_violated(), !want, "{lines:#?}");
    }
}

/// Tries every interleaving of the clients' lanes, and of the writes without a response.
fn naive(
    lanes: &[Vec<&Operation>],
    unsure: &[&Operation],
    held: &mut BTreeMap<Key, OperationId>,
) -> bool {
    if lanes.iter().all(Vec::is_empty) && unsure.is_empty() {
        return true;
    }
    let mut try_next = |next: &Operation, lanes: &[Vec<&Operation>], unsure: &[&Operation]| {
        let key = next.request.key();
        let before = held.get(&key).copied();
        if let Some(found) = order::read_of(next) {
            if found != before {
                return false;
            }
        } else {
            held.insert(key, next.id);
        }
        let found = naive(lanes, unsure, held);
        match before {
            Some(before) => held.insert(key, before),
            None => held.remove(&key),
        };
        found
    };
    let in_lanes = (0..lanes.len()).any(|lane| {
        let Some((next, rest)) = lanes[lane].split_first() else { return false };
        let mut shorter = lanes.to_vec();
        shorter[lane] = rest.to_vec();
        try_next(next, &shorter, unsure)
    });
    in_lanes
        || (0..unsure.len()).any(|at| {
            let mut others = unsure.to_vec();
            let next = others.remove(at);
            let first = lanes[usize::from(next.id.client.0)].first();
            first.is_none_or(|first| first.id.number > next.id.number)
                && try_next(next, lanes, &others)
        })
}

#[test]
fn agrees_with_trying_every_interleaving() {
    let (mut violated, mut compared) = (0_u32, 0_u32);
    for seed in 0..4_000 {
        let history = random_history(seed);
        let seen: BTreeSet<_> =
            history.operations().iter().filter_map(order::read_of).flatten().collect();
        let mut lanes = alloc::vec![Vec::new(); 3];
        let mut unsure = Vec::new();
        for operation in history.operations() {
            match operation.ended {
                Some((Outcome::Written | Outcome::Read(_), ..)) => {
                    lanes[usize::from(operation.id.client.0)].push(operation);
                }
                Some((Outcome::Failed(_), ..)) => {}
                _ if seen.contains(&operation.id) => unsure.push(operation),
                _ => {}
            }
        }
        let count = lanes.iter().map(Vec::len).sum::<usize>() + unsure.len();
        // All interleavings of more than a dozen operations would take too long.
        if count > 12 {
            continue;
        }
        let want = naive(&lanes, &unsure, &mut BTreeMap::new());
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
fn a_spent_budget_reports_the_placements() {
    let history = drawn(&["1 w x=1 0..1", "2 w y=2 0..1", "1 r y=c2.1 2..3", "2 r x=c1.1 2..3"]);
    let spent = |placed| Verdict::Unknown(Why::Budget { placed, operations: 4 });
    assert_eq!([0, 1, 2, 3].map(|budget| check(&history, budget)), [0, 1, 2, 3].map(spent));
    assert_eq!(check(&history, 4), Verdict::Holds { checked: 4 });
}

/// Judging step by step, with a small budget each, agrees with judging at once; and the verdict lies between those on
/// linearizability and on causal consistency.
#[test]
fn judging_step_by_step_agrees_with_judging_at_once() {
    let (mut broken, mut between) = (0, 0);
    let long = |seed| long_history(seed, [0, 5_000, 50_000][seed as usize % 3]);
    for history in (0..3_000).map(random_history).chain((0..600).map(long)) {
        let mut sequential = Sequential::default();
        let mut broke = false;
        for operation in history.ended(0) {
            sequential.take(&history, operation);
            for _ in 0..2_000 {
                sequential.work(&history, 5);
            }
            let now = operation.ended.map_or(0, |(.., step)| step);
            let known = history.before(now + 1);
            match sequential.verdict() {
                Verdict::Violated(_) if !broke => {
                    assert!(check(&known, ENDLESS).is_violated(), "{:#?}", known.operations());
                    assert!(
                        linearizable::check(&known).is_violated(),
                        "{}",
                        crate::check::samples::as_drawn(&known)
                    );
                    broke = true;
                }
                Verdict::Holds { .. } => {
                    assert!(!causal::check(&known).is_violated(), "{:#?}", known.operations());
                    between += u32::from(linearizable::check(&known).is_violated());
                }
                Verdict::Violated(_) | Verdict::Unknown(_) => {}
            }
        }
        let at_once = check(&history, ENDLESS);
        assert_eq!(broke, at_once.is_violated(), "{:#?}", history.operations());
        broken += u32::from(broke);
    }
    assert!(broken > 500 && between > 500, "{broken} broken, {between} between");
}

/// Patience is for one order, not for the run: a long run of operations that are easy to order is judged to its end.
#[test]
fn a_long_run_of_easy_operations_is_not_given_up() {
    let mut history = History::default();
    let x = word("x");
    let pairs = Sequential::PATIENCE as u32 / 2 + 1_000;
    for n in 0..2 * pairs {
        let (client, number) = (ClientId(0), n + 1);
        let written = OperationId { client, number: number - n % 2 };
        let found = Found { value: Value::Word(x), write: written };
        let (request, outcome) = match n % 2 {
            0 => (Request::Write(Key(x), Value::Word(x)), Outcome::Written),
            _ => (Request::Read(Key(x)), Outcome::Read(Some(found))),
        };
        let id = OperationId { client, number };
        let invoked = (Instant(n.into()), 2 * n);
        history.invoke(Operation {
            id,
            user: client,
            via: NodeId(0),
            request,
            invoked,
            ended: None,
        });
        history.end(id, outcome, Instant(n.into()), 2 * n + 1);
    }
    let mut sequential = Sequential::default();
    for (n, operation) in history.ended(0).enumerate() {
        sequential.take(&history, operation);
        if n % 2 == 1 {
            // Not enough for both, and then enough.
            sequential.work(&history, 1);
            sequential.work(&history, 10);
        }
    }
    assert_eq!(sequential.verdict(), Verdict::Holds { checked: 2 * pairs });
}
