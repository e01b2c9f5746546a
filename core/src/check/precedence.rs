//! Constraints on every sequential order of a history: which operations must precede which.
//!
//! A client's operations are ordered, and a write precedes the reads that returned it. Another write to the same key
//! that must precede a read must precede the write that the read returned; one that must follow that write must follow
//! the read. These rules are applied until nothing new follows. If an operation must precede itself, there is no
//! order; otherwise there may be one: Zennou, Bouajjani, Enea, Erradi, *Gradual Consistency Checking* (2019).
//!
//! ```text
//!   c1 ├ write x=1 ┤ ├ read y → nothing ┤      the read of y precedes the write of y, which precedes
//!   c2 ├ write y=2 ┤ ├ read x → nothing ┤      the read of x, which precedes the write of x: a cycle
//! ```
//!
//! If a history has an order, so has every part of it that contains the writes that its reads returned. A cycle among
//! the latest operations is therefore enough.

use super::order;
use crate::{
    history::{History, Operation, Outcome},
    id::OperationId,
    kv::Key,
};
use alloc::{vec, vec::Vec};
use litemap::LiteMap;

/// The maximum of operations times lanes: 40 MB.
const LIMIT: usize = 10_000_000;

/// The index of an operation among those under consideration. Operations of one lane are adjacent.
type Node = usize;

/// The constraints that are known so far.
struct Precedence<'a> {
    history: &'a History,
    /// By node: its mark, which is its lane and its order there, and its history index.
    all: Vec<(u64, u32)>,
    /// The first node of each lane.
    lanes: Vec<Node>,
    /// By node: its lane.
    lane: Vec<u32>,
    /// By node: the nodes that must precede it, besides the one before it in its lane.
    after: Vec<Vec<u32>>,
    /// By node and lane: how many nodes of the lane must precede it.
    before: Vec<u32>,
    /// All nodes, sorted by history index: most precede the later ones.
    in_time: Vec<(u64, u32)>,
    /// By node: the write that a read returned.
    found: Vec<Option<u32>>,
    /// The writes to each key.
    writes: LiteMap<Key, Vec<u32>>,
}

/// Operations that no order contains together with the rest.
type Cycle = Vec<OperationId>;

/// Looks for a cycle among the operations that ended, from number `from` to before number `until`, and the writes that
/// they read. Returns one or two operations of the cycle.
#[must_use]
pub fn contradiction(history: &History, from: u32, until: u32) -> Option<Cycle> {
    let ended = || history.ended(from).take(until.saturating_sub(from) as usize);
    let (.., now) = ended().last()?.ended?;
    let mut all: Vec<(u64, u32)> = Vec::new();
    for operation in ended() {
        let read = order::read_of(operation);
        if read.is_some() || order::is_acknowledged(operation) {
            all.extend(history.place(operation.id).map(|place| (mark(operation, now), place)));
        }
        let Some(Some(found)) = read else { continue };
        match history.operation(found) {
            Some(Operation { ended: Some((Outcome::Failed(_), _, step)), .. }) if *step <= now => {
                return Some(vec![operation.id]);
            }
            Some(write) => all.push((mark(write, now), history.place(found)?)),
            None => return Some(vec![operation.id]),
        }
    }
    all.sort_unstable();
    all.dedup();
    let known = Precedence::of(history, all, now)?;
    known.work_out().err()
}

/// The bit of a mark that gives a write a lane of its own.
const ASIDE: u64 = 1 << 63;

/// An operation's lane, which is its client's, and its order there. An unacknowledged write has a lane of its own.
fn mark(operation: &Operation, now: u32) -> u64 {
    let mark = u64::from(operation.id.client.0) << 32 | u64::from(operation.id.number);
    let is_over = operation.ended.is_some_and(|(.., step)| step <= now);
    let is_sure = !operation.request.is_write() || is_over && order::is_acknowledged(operation);
    if is_sure { mark } else { mark | ASIDE }
}

impl<'a> Precedence<'a> {
    fn of(history: &'a History, all: Vec<(u64, u32)>, now: u32) -> Option<Self> {
        let (mut lanes, mut lane) = (Vec::new(), Vec::new());
        for (node, &(mark, _)) in all.iter().enumerate() {
            let goes_on = node > 0 && mark & ASIDE == 0 && all[node - 1].0 >> 32 == mark >> 32;
            if !goes_on {
                lanes.push(node);
            }
            lane.push(lanes.len() as u32 - 1);
        }
        let size = all.len().checked_mul(lanes.len()).filter(|&size| size <= LIMIT)?;
        let mut known = Self {
            history,
            lanes,
            lane,
            after: vec![Vec::new(); all.len()],
            before: vec![0; size],
            in_time: (0..).zip(&all).map(|(node, &(_, place))| (place.into(), node)).collect(),
            found: vec![None; all.len()],
            writes: LiteMap::new(),
            all,
        };
        known.in_time.sort_unstable();
        for node in 0..known.all.len() {
            let (mark, _) = known.all[node];
            if mark & ASIDE != 0 {
                // It follows its client's earlier operations.
                let own = known.all.partition_point(|&(other, _)| other < mark ^ ASIDE);
                let last =
                    own.checked_sub(1).filter(|&it| known.all[it].0 >> 32 == (mark ^ ASIDE) >> 32);
                known.after[node].extend(last.map(|last| last as u32));
            }
            let operation = known.operation(node);
            let key = operation.request.key();
            match order::read_of(operation) {
                Some(found) => {
                    let write = found.and_then(|found| history.operation(found));
                    let write = write.map(|write| self::mark(write, now));
                    let write = write
                        .and_then(|mark| known.all.binary_search_by_key(&mark, |it| it.0).ok());
                    known.found[node] = write.map(|write| write as u32);
                    known.after[node].extend(write.map(|write| write as u32));
                }
                None => known.writes.entry(key).or_default().push(node as u32),
            }
        }
        Some(known)
    }

    fn operation(&self, node: Node) -> &'a Operation {
        &self.history.operations()[self.all[node].1 as usize]
    }

    /// Whether the first node must precede the second, as far as is known.
    fn precedes(&self, first: Node, second: Node) -> bool {
        let lane = self.lane[first] as usize;
        self.before[second * self.lanes.len() + lane] as usize > first - self.lanes[lane]
    }

    /// Applies the rules until nothing new follows, or a node must precede itself.
    fn work_out(mut self) -> Result<(), Cycle> {
        loop {
            while self.spread()? {}
            if !self.derive()? {
                return Ok(());
            }
        }
    }

    /// Closes the constraints under transitivity, one pass; returns whether anything is new.
    fn spread(&mut self) -> Result<bool, Cycle> {
        let mut is_new = false;
        for n in 0..self.in_time.len() {
            let node = self.in_time[n].1 as usize;
            let first = self.lanes[self.lane[node] as usize];
            if node > first {
                is_new |= self.join(node, node - 1);
            }
            for n in 0..self.after[node].len() {
                let earlier = self.after[node][n] as usize;
                is_new |= self.join(node, earlier);
                if self.precedes(node, node) {
                    return Err(vec![self.operation(node).id, self.operation(earlier).id]);
                }
            }
        }
        Ok(is_new)
    }

    /// Adds that `earlier`, and everything that precedes it, precedes `node`; returns whether that is new.
    fn join(&mut self, node: Node, earlier: Node) -> bool {
        let lanes = self.lanes.len();
        let mut is_new = false;
        for lane in 0..lanes {
            let mut known = self.before[earlier * lanes + lane];
            if lane == self.lane[earlier] as usize {
                known = known.max((earlier - self.lanes[lane]) as u32 + 1);
            }
            let before = &mut self.before[node * lanes + lane];
            is_new |= known > *before;
            *before = known.max(*before);
        }
        is_new
    }

    /// Derives what must precede the write that each read returned, and what must follow the read; returns whether
    /// anything is new.
    fn derive(&mut self) -> Result<bool, Cycle> {
        let mut new: Vec<(u64, u32)> = Vec::new();
        for read in 0..self.all.len() {
            let operation = self.operation(read);
            let Some(found) = order::read_of(operation) else { continue };
            let found = found.and(self.found[read]).map(|found| found as usize);
            let mut writes = self.writes.get(&operation.request.key()).map_or(&[][..], |it| it);
            while let Some(&first) = writes.first() {
                let lane = self.lane[first as usize];
                let of_lane = writes.partition_point(|&it| self.lane[it as usize] <= lane);
                let (of_lane, rest) = writes.split_at(of_lane);
                writes = rest;
                let earlier = of_lane.partition_point(|&it| self.precedes(it as usize, read));
                let last = of_lane[..earlier].last().map(|&it| it as usize);
                match (last.filter(|&last| Some(last) != found), found) {
                    (Some(last), None) => return Err(vec![operation.id, self.operation(last).id]),
                    (Some(last), Some(found)) if !self.precedes(last, found) => {
                        new.push((found as u64, last as u32));
                    }
                    (Some(_), Some(_)) | (None, _) => {}
                }
                let later = found.map_or(0, |found| {
                    of_lane.partition_point(|&it| !self.precedes(found, it as usize))
                });
                let next = of_lane.get(later).map(|&it| it as usize);
                if let Some(next) = next.filter(|&next| !self.precedes(read, next)) {
                    new.push((next as u64, read as u32));
                }
            }
        }
        new.iter().for_each(|&(node, earlier)| self.after[node as usize].push(earlier));
        Ok(!new.is_empty())
    }
}

#[cfg(test)]
#[path = "precedence_tests.rs"]
mod tests;
