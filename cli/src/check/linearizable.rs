//! Linearizability, register by register, with the operations that rule out every order.

use super::{
    Unjudgeable, Verdict, Witness,
    explain::{attempt, no_write},
    words::WitnessBuilder,
};
use crate::history::registers::{Operation, Registers};
use replicarium::check::{
    linearizable::{Linearization, search},
    register::{Call, Effect, ValueId},
    tried::{Piece, furthest},
};
use std::collections::HashMap;

/// Judges the registers one after the other, each within the budget.
///
/// # Errors
/// The history does not tell what came first.
pub fn judge(registers: &mut Registers, budget: u64) -> Result<Verdict, Unjudgeable> {
    if registers.tally().responses_only {
        return Err(Unjudgeable::ResponsesOnly);
    }
    let initial = registers.initial();
    let mut verdict = Verdict::Holds;
    for (key, operations) in registers.each() {
        let calls: Vec<Call> = operations.iter().map(|operation| operation.call).collect();
        match search(&calls, initial, budget) {
            Linearization::Order(_) => {}
            Linearization::Unknown { placed } => {
                verdict = Verdict::Undecided { placed, of: calls.len() as u32 };
            }
            Linearization::None { stuck } => {
                let first = first_unexplained(&calls, initial, budget);
                let at = first.unwrap_or(stuck) as usize;
                let builder = WitnessBuilder::new(registers, key).operation(&operations[at]);
                let witness = explain(&builder, (registers, key), operations, at, initial);
                return Ok(Verdict::Violated(witness.unwrap_or_else(|| {
                    let builder = builder.say(if first.is_some() { FIRST } else { STUCK });
                    let few = few(operations, first, initial);
                    let pieces: Vec<Piece> =
                        few.iter().map(|&(n, call)| piece(&operations[n], call)).collect();
                    let line = |&n: &usize| operations[few[n].0].invoked;
                    let tried = furthest(&pieces, initial, true);
                    tried.iter().fold(builder, |it, next| attempt(it, next, line)).build()
                })));
            }
        }
    }
    Ok(verdict)
}

/// The call whose response is the first that no order explains, found by bisection: a history without an order
/// has none however it continues. `None` if the budget is too small to tell.
fn first_unexplained(calls: &[Call], initial: ValueId, budget: u64) -> Option<u32> {
    let mut ends: Vec<(u64, u32)> =
        calls.iter().enumerate().filter_map(|(n, call)| Some((call.ended?, n as u32))).collect();
    ends.sort_unstable();
    let (mut good, mut bad) = (0, ends.len());
    while bad - good > 1 {
        let middle = usize::midpoint(good, bad);
        match search(&until(calls, ends[middle - 1].0), initial, budget) {
            Linearization::Order(_) => good = middle,
            Linearization::None { .. } => bad = middle,
            Linearization::Unknown { .. } => return None,
        }
    }
    ends.get(bad.checked_sub(1)?).map(|&(_, call)| call)
}

/// The calls as they were known at the event `now`.
fn until(calls: &[Call], now: u64) -> Vec<Call> {
    let begun = calls.iter().filter(|call| call.invoked < now);
    let known = begun.filter_map(|&call| {
        if call.ended.is_some_and(|ended| ended <= now) {
            return Some(call);
        }
        let effect = match call.effect {
            Effect::Read(_) | Effect::NoSwap(_) => return None,
            Effect::Swap(from, to) => Effect::MaybeSwap(from, to),
            effect @ (Effect::Write(_) | Effect::MaybeSwap(..)) => effect,
        };
        Some(Call { ended: None, effect, ..call })
    });
    known.collect()
}

/// A few calls that have no order: those up to the first that no order explains, without those that are not needed. Each
/// write stays whose value is read. With many calls nothing is left out.
fn few(operations: &[Operation], first: Option<u32>, initial: ValueId) -> Vec<(usize, Call)> {
    /// The most calls of which each is left out once, and the budget of each search.
    const MOST: (usize, u64) = (200, 20_000);
    let now = first.and_then(|at| operations[at as usize].call.ended).unwrap_or(u64::MAX);
    let all = operations.iter().enumerate();
    let mut few: Vec<(usize, Call)> = all
        .filter_map(|(n, it)| until(&[it.call], now.saturating_add(1)).first().map(|&it| (n, it)))
        .collect();
    if few.len() > MOST.0 {
        return few;
    }
    for at in (0..few.len()).rev() {
        let left = few[at].1.effect.left();
        let mut rest = few.clone();
        rest.remove(at);
        let is_read = |(_, it): &(usize, Call)| left.is_some() && it.effect.found() == left;
        let calls: Vec<Call> = rest.iter().map(|&(_, call)| call).collect();
        let is_needed = rest.iter().any(is_read)
            || !matches!(search(&calls, initial, MOST.1), Linearization::None { .. });
        if !is_needed {
            few = rest;
        }
    }
    few
}

fn piece(operation: &Operation, Call { effect, invoked, ended }: Call) -> Piece {
    Piece { client: operation.process, key: 0, effect, invoked, ended }
}

const FIRST: &str =
    ": no order of the operations explains this response; all before it can be explained";
const STUCK: &str =
    ": no order of the operations explains all responses; the best attempts get stuck here";

/// The witness with the one or two operations that rule the response of `operations[at]` out, if so few do.
fn explain(
    builder: &WitnessBuilder<'_>,
    (registers, key): (&Registers, Option<&str>),
    operations: &[Operation],
    at: usize,
    initial: ValueId,
) -> Option<Witness> {
    let builder = builder.clone();
    let operation = &operations[at];
    let seen = operation.call.effect.found()?;
    let sources = Sources::new(operations, initial);
    let source = match sources.of(seen) {
        Source::Several => return None,
        Source::None => None,
        Source::One(operation) => Some(operation),
    };
    match source {
        None if seen != initial => {
            return Some(no_write(builder, registers, key, operation).build());
        }
        Some(write) if operation.call.ended.is_some_and(|end| end < write.call.invoked) => {
            return Some(builder.say(", but only later ").operation(write).build());
        }
        _ => {}
    }
    // Whatever began after this event came after the value.
    let since = source.map_or(Some(0), |write| write.call.ended)?;
    let before =
        |it: &&Operation| it.call.ended.is_some_and(|ended| ended < operation.call.invoked);
    let newer = |it: &Operation| it.call.invoked > since;
    let replaced =
        |it: &&Operation| newer(it) && it.call.effect.left().is_some_and(|value| value != seen);
    let seen_newer = |it: &&Operation| {
        let other = it.call.effect.found().filter(|&value| value != seen);
        other.is_some_and(|value| match sources.of(value) {
            Source::One(write) => newer(write),
            Source::None | Source::Several => false,
        })
    };
    let mut earlier = operations.iter().filter(before);
    let proof = earlier.clone().rfind(replaced).or_else(|| earlier.rfind(seen_newer))?;
    let builder = builder.say(", but before it began ").operation(proof);
    Some(match source {
        Some(write) => builder.say(", after ").operation(write).build(),
        None => builder.say(", and no operation restored the initial value").build(),
    })
}

/// The operation that left a value in a register.
enum Source<'a> {
    /// The value is the initial one, or no operation can have left it.
    None,
    One(&'a Operation),
    /// Several operations can have left it, or it may be the initial value as well.
    Several,
}

/// The source of each value of a register.
struct Sources<'a> {
    by_value: HashMap<ValueId, (&'a Operation, bool)>,
    initial: ValueId,
}

impl<'a> Sources<'a> {
    fn new(operations: &'a [Operation], initial: ValueId) -> Self {
        let mut by_value: HashMap<ValueId, (&Operation, bool)> = HashMap::new();
        for operation in operations {
            if let Some(value) = operation.call.effect.left() {
                let entry = by_value.entry(value);
                entry.and_modify(|(_, only)| *only = false).or_insert((operation, true));
            }
        }
        Self { by_value, initial }
    }

    fn of(&self, value: ValueId) -> Source<'a> {
        match self.by_value.get(&value) {
            None => Source::None,
            Some((one, true)) if value != self.initial => Source::One(one),
            Some(_) => Source::Several,
        }
    }
}
