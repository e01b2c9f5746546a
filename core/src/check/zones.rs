//! Linearizability of a register to which no value is written twice, one operation at a time.
//!
//! A write and the reads that returned it are a *cluster*; the register holds its value for one stretch of
//! time, in which every member takes effect. If the first member to end does so before the last one to
//! begin begins, the value is *needed* from the one moment to the other; otherwise there is a stretch, from
//! the last beginning to the first end, in *some moment* of which it may come and go at once. An order
//! exists if and only if no two values are needed at one time, and no value's some moment lies wholly
//! within a time at which another is needed: Gibbons, Korach, *Testing Shared Memories* (1997), section 4.
//!
//! ```text
//!   c1 ├ write 1 ┤         ├ read → 1 ┤      1 is needed from its write's end to this beginning
//!   c2             ├ write 2 ┤               2 lies within: no order        ├ write 2 ────┤ would do
//! ```
//!
//! Members come in the order of their ends, so that a cluster's first end is known at once, and its last
//! beginning only moves on. Needed times are disjoint, and few clusters are still open at any moment: each
//! operation costs a few look-ups in two trees.

use alloc::vec::Vec;

/// A moment: steps, of which an end comes before a beginning.
pub type Moment = u64;

/// The moment of an end at a step.
pub const fn end(step: u32) -> Moment {
    step as Moment * 2 + 1
}

/// The moment of a beginning at a step.
pub const fn beginning(step: u32) -> Moment {
    step as Moment * 2 + 2
}

/// When the first member of a cluster ended, and when the last one began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    first_end: Moment,
    last_beginning: Moment,
}

impl Zone {
    /// Of a value whose write began then, as its first member ends.
    pub const fn new(written: Moment, ended: Moment) -> Self {
        Self { first_end: ended, last_beginning: written }
    }

    /// Of what the register held before the first write.
    pub const NOTHING: Self = Self::new(0, 0);

    /// From when to when, by the earlier one of its moments.
    const fn span(self) -> Span {
        match self.first_end < self.last_beginning {
            true => (self.first_end, self.last_beginning),
            false => (self.last_beginning, self.first_end),
        }
    }
}

type Span = (Moment, Moment);

/// When each value of one register is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones {
    /// From a first end to a last beginning, in order of time.
    needed: Vec<Span>,
    /// From a last beginning to a first end, in order of time.
    some_moment: Vec<Span>,
}

impl Zones {
    /// Takes in a member of a cluster that began then; says whether an order still explains everything.
    /// `is_new` if it is the cluster's first one. Members must come in the order of their ends.
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
        let at = self.needed.partition_point(|&span| span < (from, until));
        let before = at.checked_sub(1).map(|before| self.needed[before].1);
        let fits = match zone.first_end < zone.last_beginning {
            false => before.is_none_or(|before| before < until),
            true => {
                let after = self.needed.get(at).map(|&(after, _)| after);
                let alone = before.is_none_or(|it| it < from) && after.is_none_or(|it| until < it);
                // Whose some moment begins in between and ends later is still open at this last beginning.
                let first = self.some_moment.partition_point(|&(other, _)| other < from);
                let between = self.some_moment[first..].iter();
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
            true => &mut self.needed,
            false => &mut self.some_moment,
        }
    }
}
