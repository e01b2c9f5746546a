//! Version vectors agree with `VClock`, and dotted version vector sets with `MVReg`, both of the `crdts`
//! crate, on random runs.

use crdts::{CmRDT, CvRDT, Dot as TheirDot, MVReg, VClock, ctx::ReadCtx};
use replicarium::{
    clock::{Clock, Dot, DottedVersionVectorSet, VersionVector},
    id::NodeId,
    random::{Dice, Stream},
};
use std::{cmp::Ordering, collections::BTreeMap};

fn dice(seed: u64) -> Dice {
    Dice::new(seed, Stream::Timer(NodeId(0)), 0)
}

/// A random vector as both types. With more nodes, more pairs are concurrent.
fn vectors(dice: &mut Dice) -> (VersionVector<u32>, VClock<u32>) {
    let counts = (0..1 + dice.below(3)).map(|node| (node, u64::from(dice.below(3))));
    let counts: Vec<(u32, u64)> = counts.collect();
    // `VClock` treats an entry of 0 as present.
    let positive = counts.iter().filter(|(_, n)| *n > 0);
    let theirs = positive.map(|&(node, n)| TheirDot::new(node, n)).collect();
    (counts.into_iter().collect(), theirs)
}

fn same(ours: &VersionVector<u32>, theirs: &VClock<u32>) -> bool {
    let theirs = theirs.iter().map(|dot| (*dot.actor, dot.counter));
    ours.entries().map(|(&node, n)| (node, n)).eq(theirs)
}

#[test]
fn vectors_are_ordered_merged_and_counted_alike() {
    const SEEDS: u64 = 20_000;
    let mut found = BTreeMap::new();
    for seed in 0..SEEDS {
        let mut dice = dice(seed);
        let ((mut a, mut their_a), (b, their_b)) = (vectors(&mut dice), vectors(&mut dice));
        let order = a.partial_cmp(&b);
        assert_eq!(order, their_a.partial_cmp(&their_b), "seed {seed}: {a} {b}");
        assert_eq!(order.is_none(), their_a.concurrent(&their_b));
        *found.entry(order.map(|it| it as i8)).or_insert(0) += 1;

        let node = dice.below(4);
        assert_eq!(a.of(&node), their_a.get(&node));
        for count in 1..4 {
            let theirs = TheirDot::new(node, count) <= their_a.dot(node);
            assert_eq!(a.includes(&Dot { node, count }), theirs);
        }

        let (dot, their_dot) = (a.count(node), their_a.inc(node));
        assert_eq!(dot.map(|it| it.count), Some(their_dot.counter));
        their_a.apply(their_dot);
        assert!(same(&a, &their_a), "seed {seed}: {a} {their_a}");

        a.merge(&b);
        their_a.merge(their_b);
        assert!(same(&a, &their_a), "seed {seed}: {a} {their_a}");
    }
    let orders = [Ordering::Less, Ordering::Equal, Ordering::Greater].map(|it| Some(it as i8));
    for order in orders.into_iter().chain([None]) {
        assert!(found.get(&order).is_some_and(|&n| n > SEEDS / 50), "{order:?}: {found:?}");
    }
}

const NODES: u32 = 3;
const CLIENTS: u32 = 3;

/// One key on several nodes, as both types. In `MVReg` each write has an actor of its own, so that its vector is the set
/// of the writes that it includes; and a delete writes `None`.
#[derive(Default)]
struct Run {
    ours: [DottedVersionVectorSet<u32, u32>; NODES as usize],
    theirs: [MVReg<Option<u32>, u32>; NODES as usize],
    /// The last read of each client.
    contexts: [(VersionVector<u32>, VClock<u32>); CLIENTS as usize],
    writes: u32,
}

impl Run {
    fn step(&mut self, dice: &mut Dice) {
        let node = dice.below(NODES);
        let (at, client) = (node as usize, dice.below(CLIENTS) as usize);
        match dice.below(12) {
            0..3 => {
                let from = dice.below(NODES) as usize;
                let (ours, theirs) = (self.ours[from].clone(), self.theirs[from].clone());
                Clock::Dotted.sync(&mut self.ours[at], &ours);
                self.theirs[at].merge(theirs);
            }
            3..6 => {
                let context = self.theirs[at].read_ctx().add_clock;
                self.contexts[client] = (self.ours[at].join().clone(), context);
            }
            deed => {
                // A write with the context of an earlier read at any node, or without a context.
                let (context, seen) =
                    if deed == 6 { Default::default() } else { self.contexts[client].clone() };
                let value = (deed != 7).then_some(self.writes);
                match value {
                    Some(value) => {
                        let dot = Clock::Dotted.put(&mut self.ours[at], node, value, &context);
                        assert!(dot.is_some());
                    }
                    None => Clock::Dotted.clear(&mut self.ours[at], &context),
                }
                let read = ReadCtx { add_clock: seen.clone(), rm_clock: seen, val: () };
                let write = self.theirs[at].write(value, read.derive_add_ctx(self.writes));
                self.theirs[at].apply(write);
                self.writes += 1;
            }
        }
    }

    /// The values at a node, by both types.
    fn values(&self, node: usize) -> [Vec<u32>; 2] {
        let ours = self.ours[node].values().into_iter().copied().collect();
        let mut theirs: Vec<u32> = self.theirs[node].read().val.into_iter().flatten().collect();
        theirs.sort_unstable();
        [ours, theirs]
    }
}

#[test]
fn siblings_are_the_values_of_a_register_of_many() {
    const SEEDS: u64 = 600;
    let mut siblings = [0_u32; 8];
    for seed in 0..SEEDS {
        let (mut run, mut dice) = (Run::default(), dice(seed));
        for step in 0..60 {
            run.step(&mut dice);
            for node in 0..NODES as usize {
                let [ours, theirs] = run.values(node);
                assert_eq!(ours, theirs, "seed {seed}, step {step}, node {node}");
                siblings[ours.len().min(7)] += 1;
            }
        }
    }
    // No value, one and several must all be common.
    assert!(siblings.iter().take(5).all(|&n| n > 2_000), "{siblings:?}");
}
