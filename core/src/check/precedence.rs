//! What must come before what, in any order that agrees with each client's own.
//!
//! A client's operations come one after the other, and a write comes before what read it. Of another write to
//! the key of a read: if it must come before the read, it must come before what the read found; if it must come
//! after that, then after the read too. What follows is worked out until nothing is new. If something must come
//! before itself, there is no order; if nothing must, there may be one: Zennou, Bouajjani, Enea, Erradi,
//! *Gradual Consistency Checking* (2019).
//!
//! ```text
//!   c1 ├ write x=1 ┤ ├ read y → nothing ┤      the read of y comes before the write of y, and that after
//!   c2 ├ write y=2 ┤ ├ read x → nothing ┤      its client's … the read of x before the write of x: a cycle
//! ```
//!
//! Some operations out of many have an order if all have one, as long as the writes that were read are among
//! them: so it is enough to look at the latest.

use super::order;
use crate::{
    history::{History, Operation, Outcome},
    id::OperationId,
    kv::Key,
};
use alloc::{vec, vec::Vec};
use litemap::LiteMap;

/// Operations times lanes, at most: 40 MB.
const LIMIT: usize = 10_000_000;

/// An operation, by its number among all that are looked at: those of one lane follow each other.
type Node = usize;

/// What is known of all operations that are looked at.
struct Precedence<'a> {
    history: &'a History,
    /// The mark of each, which tells its lane and its place there, and its place in the history.
    all: Vec<(u64, u32)>,
    /// Where each lane begins.
    lanes: Vec<Node>,
    /// The lane of each.
    lane: Vec<u32>,
    /// Of each, what it must come after beside the one before it in its lane.
    after: Vec<Vec<u32>>,
    /// Of each and each lane, how many of that lane come before it.
    before: Vec<u32>,
    /// By place in the history: most come before what was begun later.
    in_time: Vec<(u64, u32)>,
    /// Of each read, the write that it found, if it found one.
    found: Vec<Option<u32>>,
    /// Of each key, the writes.
    writes: LiteMap<Key, Vec<u32>>,
}

/// Operations that no order explains together with the rest.
type Cycle = Vec<OperationId>;

/// One or two operations, of those that ended from the `from`-th to the `until`-th, that no order explains together
/// with the rest of these and the writes that they read. Nothing if this finds none.
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

/// Marks a write that has a lane of its own.
const ASIDE: u64 = 1 << 63;

/// An operation's lane, its client's, and its place there. A write that was not acknowledged has a lane of its own.
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
                // It begins after what its client had done before it.
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

    /// Whether the first must come before the second, as far as is known.
    fn comes_before(&self, first: Node, second: Node) -> bool {
        let lane = self.lane[first] as usize;
        self.before[second * self.lanes.len() + lane] as usize > first - self.lanes[lane]
    }

    /// Works out what follows until nothing is new, or something must come before itself.
    fn work_out(mut self) -> Result<(), Cycle> {
        loop {
            while self.spread()? {}
            if !self.derive()? {
                return Ok(());
            }
        }
    }

    /// Hands on what comes before what; says whether there was anything new.
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
                if self.comes_before(node, node) {
                    return Err(vec![self.operation(node).id, self.operation(earlier).id]);
                }
            }
        }
        Ok(is_new)
    }

    /// What comes before the earlier one, and that one, come before this one.
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

    /// Finds out of each read what must come before what it found, and what after it; says whether anything is
    /// new.
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
                let earlier = of_lane.partition_point(|&it| self.comes_before(it as usize, read));
                let last = of_lane[..earlier].last().map(|&it| it as usize);
                match (last.filter(|&last| Some(last) != found), found) {
                    (Some(last), None) => return Err(vec![operation.id, self.operation(last).id]),
                    (Some(last), Some(found)) if !self.comes_before(last, found) => {
                        new.push((found as u64, last as u32));
                    }
                    _ => {}
                }
                let later = found.map_or(0, |found| {
                    of_lane.partition_point(|&it| !self.comes_before(found, it as usize))
                });
                let next = of_lane.get(later).map(|&it| it as usize);
                if let Some(next) = next.filter(|&next| !self.comes_before(read, next)) {
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
