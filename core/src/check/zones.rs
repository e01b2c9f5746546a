//! Linearizability of a register to which no value is written twice, one operation at a time.
//!
//! A write and the reads that returned it are a *cluster*. Its *zone* lies between the first response and the last
//! invocation of its members. If the first response comes first, the zone is *forward*: the register must hold the value
//! from the one to the other. Otherwise the zone is *backward*: the register may hold the value for a single moment in
//! it. A linearization exists if and only if no two forward zones overlap, and no backward zone lies within a forward
//! one: Gibbons, Korach, *Testing Shared Memories* (1997), section 4.
//!
//! ```text
//!   c1 ├ write 1 ┤         ├ read → 1 ┤      forward zone of 1: from its write's end to this invocation
//!   c2             ├ write 2 ┤               2 lies within it: no order      ├ write 2 ────┤ is possible
//! ```
//!
//! Members come in the order of their responses, so a cluster's first response is known at once, and its last invocation
//! only moves forward. Forward zones are disjoint and sorted, so each operation needs a few binary searches.

use alloc::vec::Vec;

/// A moment: a response at a step comes before an invocation at the same step.
pub type Moment = u64;

/// The moment of a response at a step.
pub const fn end(step: u32) -> Moment {
    step as Moment * 2 + 1
}

/// The moment of an invocation at a step.
pub const fn beginning(step: u32) -> Moment {
    step as Moment * 2 + 2
}

/// The zone of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    first_end: Moment,
    last_beginning: Moment,
}

impl Zone {
    /// The zone of a write that began at `written`, when the first member of its cluster ends.
    pub const fn new(written: Moment, ended: Moment) -> Self {
        Self { first_end: ended, last_beginning: written }
    }

    /// The zone of the initial value.
    pub const NOTHING: Self = Self::new(0, 0);

    /// The two moments, the earlier one first.
    const fn span(self) -> Span {
        match self.first_end < self.last_beginning {
            true => (self.first_end, self.last_beginning),
            false => (self.last_beginning, self.first_end),
        }
    }
}

type Span = (Moment, Moment);

/// The zones of one register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones {
    /// From first response to last invocation, in order of time.
    forward: Vec<Span>,
    /// From last invocation to first response, in order of time.
    backward: Vec<Span>,
}

impl Zones {
    /// Takes in a member of a cluster that began at `began`; returns whether a linearization still exists. `is_new`: it is
    /// the first member. Members must come in the order of their responses.
    pub fn take(&mut self, zone: &mut Zone, is_new: bool, began: Moment) -> bool {
        if !is_new {
            if began <= zone.last_beginning {
                return true;
            }
            let spans = self.list(*zone);
            let at = spans.partition_point(|&it| it < zone.span());
            spans.remove(at);
        }
        zone.last_beginning = zone.last_beginning.max(began);
        let (from, until) = zone.span();
        let at = self.forward.partition_point(|&span| span < (from, until));
        let before = at.checked_sub(1).map(|before| self.forward[before].1);
        let fits = match zone.first_end < zone.last_beginning {
            false => before.is_none_or(|before| before < until),
            true => {
                let after = self.forward.get(at).map(|&(after, _)| after);
                let alone = before.is_none_or(|it| it < from) && after.is_none_or(|it| until < it);
                // A backward zone that begins in between and ends later does not lie within this one.
                let first = self.backward.partition_point(|&(other, _)| other < from);
                let between = self.backward[first..].iter();
                let mut between = between.take_while(|&&(other, _)| other < until);
                alone && between.all(|&(_, other)| until < other)
            }
        };
        let spans = self.list(*zone);
        let at = spans.partition_point(|&it| it < (from, until));
        spans.insert(at, (from, until));
        fits
    }

    const fn list(&mut self, zone: Zone) -> &mut Vec<Span> {
        match zone.first_end < zone.last_beginning {
            true => &mut self.forward,
            false => &mut self.backward,
        }
    }
}
