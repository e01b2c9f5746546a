//! Calls without a response that do the same: any one is as good as another.

use super::register::{Call, Effect, ValueId};
use alloc::vec::Vec;
use litemap::LiteMap;

/// In the order of their invocations, which is the order in which they are placed.
pub struct Class {
    pub effect: Effect,
    pub calls: Vec<u32>,
    pub placed: usize,
}

/// The calls without a response that may have changed something, gathered by what they do, in
/// the order of the values that they leave.
pub fn classes(calls: &[Call]) -> Vec<Class> {
    let mut groups: LiteMap<(ValueId, Option<ValueId>), Vec<u32>> = LiteMap::new();
    for (n, call) in calls.iter().enumerate().filter(|(_, call)| call.ended.is_none()) {
        let same = match call.effect {
            Effect::Write(to) => (to, None),
            Effect::MaybeSwap(from, to) if from != to => (to, Some(from)),
            _ => continue,
        };
        let members = groups.entry(same).or_default();
        let earlier = |&other: &u32| calls[other as usize].invoked <= call.invoked;
        members.insert(members.partition_point(earlier), n as u32);
    }
    let classes = groups.into_iter().map(|((to, from), members)| {
        let effect = from.map_or(Effect::Write(to), |from| Effect::MaybeSwap(from, to));
        Class { effect, calls: members, placed: 0 }
    });
    classes.collect()
}
