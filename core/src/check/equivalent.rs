//! Equivalence classes of calls without a response: any call of a class can replace another.

use super::register::{Call, Effect, ValueId};
use alloc::vec::Vec;
use litemap::LiteMap;

/// The calls without a response that have the same effect, in the order of their invocations. A search places them in
/// this order.
pub struct Class {
    pub effect: Effect,
    pub calls: Vec<u32>,
    pub placed: usize,
}

/// Groups the calls without a response by effect, sorted by the value that the effect leaves. Calls that change nothing
/// are left out.
pub fn classes(calls: &[Call]) -> Vec<Class> {
    let mut groups: LiteMap<(ValueId, Option<ValueId>), Vec<u32>> = LiteMap::new();
    for (n, call) in calls.iter().enumerate().filter(|(_, call)| call.ended.is_none()) {
        let effect = match call.effect {
            Effect::Write(to) => (to, None),
            Effect::MaybeSwap(from, to) if from != to => (to, Some(from)),
            Effect::Read(_) | Effect::Swap(..) | Effect::NoSwap(_) | Effect::MaybeSwap(..) => {
                continue;
            }
        };
        let members = groups.entry(effect).or_default();
        let earlier = |&other: &u32| calls[other as usize].invoked <= call.invoked;
        members.insert(members.partition_point(earlier), n as u32);
    }
    let classes = groups.into_iter().map(|((to, from), members)| {
        let effect = from.map_or(Effect::Write(to), |from| Effect::MaybeSwap(from, to));
        Class { effect, calls: members, placed: 0 }
    });
    classes.collect()
}
