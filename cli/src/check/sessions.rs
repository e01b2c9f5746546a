//! The order that sessions and reads give to the operations of a history. Where a process stands in the file relative to
//! another does not matter.

use super::sources::{Known, Source};
use crate::history::registers::{Operation, ProcessId};
use replicarium::check::register::Effect;
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
};

/// Operations by their places in the history: each precedes the next.
pub type Order = Vec<usize>;

/// The operations that must directly precede others.
pub struct Graph {
    after: Vec<Vec<u32>>,
    /// By operation: how many operations directly precede it.
    before: Vec<u32>,
}

/// The maximal number of operations from which a short cycle is looked for.
const STARTS: usize = 100;

impl Graph {
    /// Each operation follows its process's last one, and a read the write that it returned. What follows a write with
    /// an unknown outcome does not wait for it.
    pub fn of(all: &[(u32, Known)], sources: &[Option<Source>]) -> Self {
        let (mut after, mut before) = (vec![Vec::new(); all.len()], vec![0; all.len()]);
        let mut add = |first: usize, second: usize| {
            after[first].push(second as u32);
            before[second] += 1;
        };
        let mut last: HashMap<ProcessId, usize> = HashMap::new();
        for (n, (_, (_, operation))) in all.iter().enumerate() {
            if let Some(&last) = last.get(&operation.process) {
                add(last, n);
            }
            if is_sure(operation) {
                last.insert(operation.process, n);
            }
            if let Some(Source::Write(write)) = sources[n] {
                add(write, n);
            }
        }
        Self { after, before }
    }

    /// An order of all operations: that of their invocations, as far as possible.
    ///
    /// # Errors
    /// There is a cycle.
    pub fn order(&self) -> Result<Order, Knot<'_>> {
        let order = peel(&self.after, &self.before);
        if order.len() == self.before.len() { Ok(order) } else { Err(Knot::of(self, &order)) }
    }

    /// The shortest cycle through an operation.
    fn cycle(&self, start: usize) -> Option<Order> {
        let mut from: HashMap<usize, usize> = HashMap::new();
        let mut open = VecDeque::from([start]);
        while let Some(n) = open.pop_front() {
            for after in self.after[n].iter().map(|&after| after as usize) {
                if after == start {
                    let mut cycle = vec![n];
                    while let Some(&before) =
                        cycle.last().filter(|&&it| it != start).and_then(|it| from.get(it))
                    {
                        cycle.push(before);
                    }
                    cycle.reverse();
                    return Some(cycle);
                }
                from.entry(after).or_insert_with(|| {
                    open.push_back(after);
                    n
                });
            }
        }
        None
    }
}

/// The operations whose predecessors all come earlier, in an order.
fn peel(after: &[Vec<u32>], before: &[u32]) -> Order {
    let mut before = before.to_vec();
    let free = before.iter().enumerate().filter(|&(_, &n)| n == 0);
    let mut next: BinaryHeap<Reverse<usize>> = free.map(|(n, _)| Reverse(n)).collect();
    let mut order = Vec::with_capacity(before.len());
    while let Some(Reverse(n)) = next.pop() {
        order.push(n);
        for &after in &after[n] {
            before[after as usize] -= 1;
            if before[after as usize] == 0 {
                next.push(Reverse(after as usize));
            }
        }
    }
    order
}

/// The operations on cycles, and those between two cycles.
pub struct Knot<'a> {
    graph: &'a Graph,
    is_in: Vec<bool>,
}

impl<'a> Knot<'a> {
    /// What is left without the operations that come before every cycle, which are `peeled`, and those that come after.
    fn of(graph: &'a Graph, peeled: &[usize]) -> Self {
        let mut is_in = vec![true; graph.before.len()];
        peeled.iter().for_each(|&n| is_in[n] = false);
        let mut back = vec![Vec::new(); is_in.len()];
        let mut ahead = vec![0; is_in.len()];
        for (n, after) in graph.after.iter().enumerate() {
            ahead[n] = after.len() as u32;
            after.iter().for_each(|&after| back[after as usize].push(n as u32));
        }
        peel(&back, &ahead).into_iter().for_each(|n| is_in[n] = false);
        Self { graph, is_in }
    }

    /// Whether an operation belongs to it.
    pub fn contains(&self, operation: usize) -> bool {
        self.is_in[operation]
    }

    /// A short cycle.
    pub fn cycle(&self) -> Order {
        let all = (0..self.is_in.len()).filter(|&n| self.is_in[n]);
        let cycle = |n| self.graph.cycle(n);
        let shortest = all.clone().take(STARTS).filter_map(cycle).min_by_key(Vec::len);
        shortest.or_else(|| all.skip(STARTS).find_map(cycle)).unwrap_or_default()
    }
}

/// Whether an operation is known to have happened.
pub fn is_sure(operation: &Operation) -> bool {
    operation.call.ended.is_some() || matches!(operation.call.effect, Effect::Read(_))
}
