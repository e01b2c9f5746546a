//! Linearizability, register by register, and which operations prove that there is no order.

use super::{Verdict, Witness, words::Told};
use crate::history::registers::{Operation, Registers};
use replicarium::check::{
    linearizable::{Linearization, search},
    register::{Call, Effect, ValueId},
};
use std::collections::HashMap;

/// Judges every register, each within the budget.
pub fn judge(registers: &mut Registers, budget: u64) -> Verdict {
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
                let told = Told::of(registers, key).operation(&operations[at]);
                let witness = explain(told, operations, at, initial);
                return Verdict::Violated(witness.unwrap_or_else(|told| {
                    told.say(if first.is_some() { FIRST } else { STUCK }).end()
                }));
            }
        }
    }
    verdict
}

/// The call whose response is the first that no order explains: a history that cannot be explained cannot
/// be explained however it goes on, so that halving finds it. Nothing if the budget is too small.
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

/// What was known of the calls at a moment.
fn until(calls: &[Call], now: u64) -> Vec<Call> {
    let begun = calls.iter().filter(|call| call.invoked < now);
    let known = begun.filter_map(|&call| {
        if call.ended.is_some_and(|ended| ended <= now) {
            return Some(call);
        }
        let effect = match call.effect {
            Effect::Read(_) | Effect::NoSwap(_) => return None,
            Effect::Swap(from, to) => Effect::MaybeSwap(from, to),
            effect => effect,
        };
        Some(Call { ended: None, effect, ..call })
    });
    known.collect()
}

const FIRST: &str =
    ": no order of the operations explains this response; all before it can be explained";
const STUCK: &str =
    ": no order of the operations explains all responses; the best attempts get stuck here";

/// Goes on with the one or two operations that rule a response out. Gives back what was told so far if
/// it takes more than that.
fn explain<'a>(
    told: Told<'a>,
    operations: &[Operation],
    at: usize,
    initial: ValueId,
) -> Result<Witness, Told<'a>> {
    let operation = &operations[at];
    let Some(seen) = operation.call.effect.found() else { return Err(told) };
    let sources = Sources::new(operations, initial);
    let Ok(source) = sources.only(seen) else { return Err(told) };
    match source {
        None if seen != initial => {
            return Ok(told.say(", and no write of it can have happened").end());
        }
        Some(write) if operation.call.ended.is_some_and(|end| end < write.call.invoked) => {
            return Ok(told.say(", but only later ").operation(write).end());
        }
        _ => {}
    }
    // Its value was there before all that began after this moment.
    let since = source.map_or(Some(0), |write| write.call.ended);
    let Some(since) = since else { return Err(told) };
    let before =
        |it: &&Operation| it.call.ended.is_some_and(|ended| ended < operation.call.invoked);
    let newer = |it: &Operation| it.call.invoked > since;
    let replaced =
        |it: &&Operation| newer(it) && it.call.effect.left().is_some_and(|value| value != seen);
    let seen_newer = |it: &&Operation| {
        let other = it.call.effect.found().filter(|&value| value != seen);
        let write = other.and_then(|value| sources.only(value).ok().flatten());
        write.is_some_and(newer)
    };
    let mut earlier = operations.iter().filter(before);
    let proof = earlier.clone().rfind(replaced).or_else(|| earlier.rfind(seen_newer));
    let Some(proof) = proof else { return Err(told) };
    let told = told.say(", but before it began ").operation(proof);
    Ok(match source {
        Some(write) => told.say(", after ").operation(write).end(),
        None => told.say(", and nobody put the first value back").end(),
    })
}

/// The operations that can have left each value; what was there from the beginning has another source.
struct Sources<'a> {
    of: HashMap<ValueId, (&'a Operation, bool)>,
    initial: ValueId,
}

impl<'a> Sources<'a> {
    fn new(operations: &'a [Operation], initial: ValueId) -> Self {
        let mut of: HashMap<ValueId, (&Operation, bool)> = HashMap::new();
        for operation in operations {
            if let Some(value) = operation.call.effect.left() {
                of.entry(value).and_modify(|(_, only)| *only = false).or_insert((operation, true));
            }
        }
        Self { of, initial }
    }

    /// The only operation that can have left this value, or nothing for a value that was there from the
    /// beginning or comes from nowhere; an error if there are several.
    fn only(&self, value: ValueId) -> Result<Option<&'a Operation>, ()> {
        match self.of.get(&value) {
            None => Ok(None),
            Some((one, true)) if value != self.initial => Ok(Some(one)),
            Some(_) => Err(()),
        }
    }
}
