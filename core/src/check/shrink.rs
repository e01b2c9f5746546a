//! The smallest set of operations that has no order, out of a history that has none.
//!
//! Operations are left out piece by piece, each write with the reads that returned it, as long as what is left has no
//! order: Zeller and Hildebrandt, *Simplifying and Isolating Failure-Inducing Input* (2002), the algorithm "ddmin". In the
//! end, each single operation is needed, unless the effort was spent before.

use super::order;
use crate::{
    history::{History, Operation, Outcome},
    id::OperationId,
};
use alloc::{vec, vec::Vec};

/// The operations of a history that has no order, without those that are not needed, in the order of their
/// invocations. `has_no_order` tells this of a part of the history; `effort` bounds the number of operations in all parts
/// that are tried.
#[must_use]
pub fn smallest(
    history: &History,
    effort: usize,
    has_no_order: &dyn Fn(&History) -> bool,
) -> Vec<OperationId> {
    let mut shrink = Shrink::of(history, effort, has_no_order);
    let mut piece = shrink.size().div_ceil(2);
    while piece > 0 && shrink.left > 0 {
        let is_smaller = shrink.leave_out(piece);
        piece = match piece {
            1 if is_smaller => 1,
            _ => piece / 2,
        };
    }
    shrink.kept().map(|operation| operation.id).collect()
}

struct Shrink<'a> {
    history: &'a History,
    /// By history index: whether the operation is still there.
    is_kept: Vec<bool>,
    left: usize,
    has_no_order: &'a dyn Fn(&History) -> bool,
}

impl<'a> Shrink<'a> {
    fn of(history: &'a History, effort: usize, has_no_order: &'a dyn Fn(&History) -> bool) -> Self {
        let mut is_kept = vec![false; history.operations().len()];
        for (place, operation) in history.operations().iter().enumerate() {
            let found = order::read_of(operation);
            is_kept[place] |= found.is_some() || order::is_acknowledged(operation);
            // A write without a response happened if it was read.
            let write = found.flatten().and_then(|found| history.place(found));
            if let Some(write) = write {
                is_kept[write as usize] = true;
            }
        }
        Self { history, is_kept, left: effort, has_no_order }
    }

    fn kept(&self) -> impl Iterator<Item = &'a Operation> {
        let all = self.history.operations().iter().zip(&self.is_kept);
        all.filter(|&(_, &is_kept)| is_kept).map(|(operation, _)| operation)
    }

    fn size(&self) -> usize {
        self.kept().count()
    }

    /// Leaves out each piece of this size that is not needed; returns whether there was one.
    fn leave_out(&mut self, size: usize) -> bool {
        let mut is_smaller = false;
        let mut end = self.is_kept.len();
        while self.left > 0 {
            let kept = (0..end).rev().filter(|&place| self.is_kept[place]);
            let piece: Vec<usize> = kept.take(size).collect();
            let Some(&first) = piece.last() else { break };
            end = first;
            let before = self.is_kept.clone();
            piece.iter().for_each(|&place| self.is_kept[place] = false);
            self.leave_out_reads();
            self.left = self.left.saturating_sub(self.size() + 1);
            if (self.has_no_order)(&self.part()) {
                is_smaller = true;
            } else {
                self.is_kept = before;
            }
        }
        is_smaller
    }

    /// Leaves out the reads whose writes are left out.
    fn leave_out_reads(&mut self) {
        for (place, operation) in self.history.operations().iter().enumerate() {
            let write = order::read_of(operation).flatten().and_then(|it| self.history.place(it));
            if write.is_some_and(|write| !self.is_kept[write as usize]) {
                self.is_kept[place] = false;
            }
        }
    }

    /// The operations that are left as a history of their own.
    fn part(&self) -> History {
        let mut part = History::default();
        let mut numbers = vec![0_u32; self.history.clients()];
        let mut names: Vec<Option<OperationId>> = vec![None; self.is_kept.len()];
        let kept = |place: usize| self.is_kept[place];
        for place in (0..self.is_kept.len()).filter(|&place| kept(place)) {
            let OperationId { client, .. } = self.history.operations()[place].id;
            let number = &mut numbers[usize::from(client.0)];
            *number += 1;
            names[place] = Some(OperationId { client, number: *number });
        }
        let name = |id| self.history.place(id).and_then(|place| names[place as usize]);
        for (operation, id) in self.history.operations().iter().zip(&names) {
            let Some(id) = *id else { continue };
            let ended = operation.ended.map(|(mut outcome, at, step)| {
                if let Outcome::Read(Some(found)) = &mut outcome {
                    found.write = name(found.write).unwrap_or(found.write);
                }
                (outcome, at, step)
            });
            part.invoke(Operation { id, ended, ..*operation });
        }
        part
    }
}

#[cfg(test)]
#[path = "shrink_tests.rs"]
mod tests;
