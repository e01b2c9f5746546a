use super::*;
use crate::{
    check::{
        register::{ABSENT, Call, Effect, ValueId},
        samples::{drawn, long_history, random_history},
    },
    id::{NodeId, OperationId},
    kv::Request,
    random::{Dice, Stream},
};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

fn call(invoked: u64, ended: u64, effect: Effect) -> Call {
    Call { invoked, ended: Some(ended), effect }
}

fn unknown(invoked: u64, effect: Effect) -> Call {
    Call { invoked, ended: None, effect }
}

fn holds(calls: &[Call]) -> bool {
    match search(calls, ABSENT, u64::MAX) {
        Linearization::Order(order) => {
            assert!(explains(calls, &order), "{order:?} does not explain {calls:?}");
            true
        }
        Linearization::None { .. } => false,
        Linearization::Unknown { .. } => panic!("an endless budget was spent"),
    }
}

/// Whether an order respects real time, contains all calls with a response, and gives the values that they returned.
fn explains(calls: &[Call], order: &[u32]) -> bool {
    let complete =
        (0..calls.len() as u32).all(|n| calls[n as usize].ended.is_none() || order.contains(&n));
    let in_time = order.iter().enumerate().all(|(place, &later)| {
        order[..place].iter().all(|&earlier| {
            calls[later as usize].ended.is_none_or(|end| end > calls[earlier as usize].invoked)
        })
    });
    let value = order.iter().try_fold(ABSENT, |value, &n| calls[n as usize].effect.on(value));
    complete && in_time && value.is_some()
}

#[test]
fn hand_written_histories() {
    use Effect::{MaybeSwap, NoSwap, Read, Swap, Write};
    for (want, calls) in [
        (true, &[][..]),
        (true, &[call(0, 1, Read(ABSENT))]),
        (false, &[call(0, 1, Read(7))]),
        (true, &[call(0, 3, Write(1)), call(1, 2, Read(1))]),
        (true, &[call(0, 3, Write(1)), call(1, 2, Read(ABSENT))]),
        (false, &[call(0, 1, Write(1)), call(2, 3, Read(ABSENT))]),
        (false, &[call(0, 1, Write(1)), call(2, 3, Write(2)), call(4, 5, Read(1))]),
        (true, &[call(0, 3, Write(1)), call(1, 2, Write(2)), call(4, 5, Read(1))]),
        // Two readers see two concurrent writes in opposite orders.
        (
            false,
            &[
                call(0, 9, Write(1)),
                call(1, 8, Write(2)),
                call(2, 3, Read(1)),
                call(4, 5, Read(2)),
                call(6, 7, Read(1)),
            ],
        ),
        // A write without a response takes effect late, or never, but only once.
        (true, &[unknown(0, Write(1)), call(1, 2, Read(ABSENT)), call(3, 4, Read(1))]),
        (false, &[unknown(0, Write(1)), call(1, 2, Read(1)), call(3, 4, Read(ABSENT))]),
        (true, &[call(0, 1, Write(1)), call(2, 3, Swap(1, 2)), call(4, 5, Read(2))]),
        (false, &[call(0, 1, Write(1)), call(2, 3, Swap(5, 2))]),
        (true, &[call(0, 1, Write(1)), call(2, 3, NoSwap(5)), call(4, 5, Read(1))]),
        (false, &[call(0, 1, Write(1)), call(2, 3, NoSwap(1))]),
        (true, &[call(0, 1, Write(1)), unknown(2, MaybeSwap(1, 2)), call(3, 4, Read(2))]),
        (true, &[call(0, 1, Write(1)), unknown(2, MaybeSwap(1, 2)), call(3, 4, Read(1))]),
        // An unread write of unknown outcome explains a failed compare-and-set.
        (true, &[call(0, 1, Write(1)), unknown(2, Write(2)), call(3, 4, NoSwap(1))]),
    ] {
        assert_eq!(holds(calls), want, "{calls:?}");
    }
}

/// Tries all orders of all subsets of a small history.
fn brute_force(calls: &[Call]) -> bool {
    fn place(calls: &[Call], order: &mut Vec<u32>) -> bool {
        if explains(calls, order) {
            return true;
        }
        (0..calls.len() as u32).any(|n| {
            if order.contains(&n) {
                return false;
            }
            order.push(n);
            let found = place(calls, order);
            order.pop();
            found
        })
    }
    place(calls, &mut Vec::new())
}

fn random_calls(seed: u64) -> Vec<Call> {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 0);
    let count = 1 + dice.below(6);
    let mut calls = Vec::new();
    for n in 0..u64::from(count) {
        let value = |dice: &mut Dice| dice.below(3);
        let effect = match dice.below(7) {
            0..=2 => Effect::Read(value(&mut dice)),
            3 | 4 => Effect::Write(1 + dice.below(2)),
            5 => Effect::Swap(value(&mut dice), 1 + dice.below(2)),
            _ => Effect::NoSwap(value(&mut dice)),
        };
        let invoked = n * 2 + u64::from(dice.below(3));
        // From every fifth to nearly every write has no response.
        let effect = match (dice.chance([200_000, 500_000, 900_000][seed as usize % 3]), effect) {
            (true, Effect::Write(_)) => {
                calls.push(unknown(invoked, effect));
                continue;
            }
            (true, Effect::Swap(from, to)) => {
                calls.push(unknown(invoked, Effect::MaybeSwap(from, to)));
                continue;
            }
            _ => effect,
        };
        calls.push(call(invoked, invoked + 1 + u64::from(dice.below(8)), effect));
    }
    calls.sort_by_key(|call| call.invoked);
    calls
}

#[test]
fn agrees_with_trying_every_order() {
    let mut violated = 0;
    let seeds = 0..6_000;
    for seed in seeds.clone() {
        let calls = random_calls(seed);
        let want = brute_force(&calls);
        assert_eq!(holds(&calls), want, "seed {seed}: {calls:?}");
        violated += u64::from(!want);
    }
    // Both verdicts must be common.
    assert!((seeds.end / 5..seeds.end * 4 / 5).contains(&violated), "{violated} violated");
}

#[test]
fn a_spent_budget_reports_the_placements() {
    let calls: Vec<Call> =
        (0..50).map(|n| call(n * 2, n * 2 + 1, Effect::Write(n as u32 + 1))).collect();
    assert_eq!(search(&calls, ABSENT, 10), Linearization::Unknown { placed: 10 });
    assert!(
        matches!(search(&calls, ABSENT, 1_000), Linearization::Order(order) if order.len() == 50)
    );
}

fn calls(register: &[(OperationId, Call)], which: impl Fn(OperationId) -> bool) -> Vec<Call> {
    register.iter().filter(|&&(id, _)| which(id)).map(|&(_, call)| call).collect()
}

/// The registers of a history, one per key, for the search; each write has its own value.
fn registers(history: &History) -> BTreeMap<Key, Vec<(OperationId, Call)>> {
    let mut ids: BTreeMap<OperationId, ValueId> = BTreeMap::new();
    for (n, operation) in history.operations().iter().enumerate() {
        ids.insert(operation.id, n as ValueId + 1);
    }
    let mut registers: BTreeMap<Key, Vec<(OperationId, Call)>> = BTreeMap::new();
    for operation in history.operations() {
        let invoked = zones::beginning(operation.invoked.1);
        let ended = |step: u32| Some(zones::end(step));
        let (ended, effect) = match (operation.request, operation.ended) {
            (Request::Read(_), Some((Outcome::Read(found), _, step))) => {
                let seen = found.map_or(ABSENT, |found| ids[&found.write]);
                (ended(step), Effect::Read(seen))
            }
            (Request::Write(..), Some((Outcome::Written, _, step))) => {
                (ended(step), Effect::Write(ids[&operation.id]))
            }
            (Request::Write(..), None | Some((Outcome::Unknown(_), ..))) => {
                (None, Effect::Write(ids[&operation.id]))
            }
            _ => continue,
        };
        let call = (operation.id, Call { invoked, ended, effect });
        registers.entry(operation.request.key()).or_default().push(call);
    }
    registers
}

#[test]
fn hand_written_histories_of_known_writes() {
    for (want, lines) in [
        (true, &["1 w x=1 0..9", "2 r x 1..2", "2 r x=c1.1 3..4"][..]),
        (false, &["1 w x=1 0..9", "2 r x=c1.1 1..2", "3 r x 3..4"]),
        (false, &["1 w x=1 0..1", "2 r x 2..3"]),
        // The forward zone of 1 is from 1 to 6; the zone of 2 lies within it, or ends after it.
        (false, &["1 w x=1 0..1", "2 w x=2 2..3", "3 r x=c1.1 6..7"]),
        (true, &["1 w x=1 0..1", "2 w x=2 2..7", "3 r x=c1.1 6..7"]),
        // Two forward zones overlap.
        (
            false,
            &[
                "1 w x=1 0..9",
                "2 w x=2 0..9",
                "3 r x=c1.1 1..2",
                "3 r x=c2.1 3..4",
                "4 r x=c1.1 5..6",
            ],
        ),
        // A write without a response happened if and only if it was read.
        (true, &["1 w x=1 0..", "2 r x 1..2", "2 r x=c1.1 3..4"]),
        (false, &["1 w x=1 0..", "2 r x=c1.1 1..2", "2 r x 3..4"]),
        (false, &["2 r x=c1.1 0..1", "1 w x=1 2..3"]),
        (true, &["1 w x=1 0..1", "2 r y 2..3"]),
    ] {
        let history = drawn(lines);
        assert_eq!(!check(&history).is_violated(), want, "{lines:#?}");
    }
}

/// Both algorithms find a violation at the same operation.
#[test]
fn zones_agree_with_the_search() {
    let (mut violated, mut judged) = (0, 0);
    let long = |seed| long_history(seed, 10_000 << (seed % 4));
    for history in (0..3_000).map(random_history).chain((0..1_500).map(long)) {
        let holds_before = |step| {
            let registers = registers(&history.before(step));
            registers.values().all(|register| holds(&calls(register, |_| true)))
        };
        let mut linearizable = Linearizable::default();
        let mut all = history.ended(0);
        let broken = all.find(|operation| {
            linearizable.take(&history, operation);
            judged += 1;
            linearizable.verdict().is_violated()
        });
        match broken.and_then(|operation| operation.ended) {
            None => assert!(holds_before(u32::MAX), "{:#?}", history.operations()),
            Some((.., step)) => {
                assert!(holds_before(step), "before {step}: {:#?}", history.operations());
                assert!(!holds_before(step + 1), "after {step}: {:#?}", history.operations());
                violated += 1;
            }
        }
    }
    assert!((1_000..4_000).contains(&violated) && judged > 50_000, "{violated} of {judged}");
}

/// The operations of a witness, and the writes that they read, have no order without the rest either.
#[test]
fn the_operations_of_a_witness_alone_violate() {
    let mut proofs = 0;
    for history in (0..2_000).map(|seed| long_history(seed, 100_000)) {
        let Verdict::Violated(witness) = check(&history) else { continue };
        if witness.violation == Violation::NoPlace {
            continue;
        }
        let mut named = witness.operations.clone();
        let read = |id: &OperationId| history.operation(*id).and_then(order::read_of).flatten();
        named.extend(witness.operations.iter().filter_map(read));
        let has = |register: &&Vec<(OperationId, Call)>| {
            register.iter().any(|&(id, _)| id == witness.operations[0])
        };
        let registers = registers(&history);
        let register = registers.values().find(has).expect("a register has it");
        assert!(!holds(&calls(register, |id| named.contains(&id))), "{witness:?}");
        proofs += 1;
    }
    assert!(proofs > 500, "{proofs} proofs");
}
