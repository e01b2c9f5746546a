//! Calls without a response that do the same: any one is as good as another.

use super::register::{Call, Effect, ValueId};
use alloc::{collections::BTreeMap, vec::Vec};

/// In the order of their invocations, which is the order in which they are placed.
pub struct Twins {
    pub effect: Effect,
    pub calls: Vec<u32>,
    pub placed: usize,
}

/// The calls without a response that may have changed something, gathered by what they do, in
/// the order of the values that they leave.
pub fn twins(calls: &[Call]) -> Vec<Twins> {
    let mut groups: BTreeMap<(ValueId, Option<ValueId>), Vec<u32>> = BTreeMap::new();
    for (n, call) in calls.iter().enumerate().filter(|(_, call)| call.ended.is_none()) {
        match call.effect {
            Effect::Write(to) => groups.entry((to, None)).or_default().push(n as u32),
            Effect::MaybeSwap(from, to) if from != to => {
                groups.entry((to, Some(from))).or_default().push(n as u32);
            }
            _ => {}
        }
    }
    let twins = groups.into_iter().map(|((to, from), mut members)| {
        members.sort_by_key(|&call| calls[call as usize].invoked);
        let effect = from.map_or(Effect::Write(to), |from| Effect::MaybeSwap(from, to));
        Twins { effect, calls: members, placed: 0 }
    });
    twins.collect()
}
