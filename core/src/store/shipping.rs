//! Log shipping by position: what travels of a log.
//!
//! DDIA, "Setting up new followers" and "Follower failure: catch-up recovery": a replica knows the
//! last position it has stored, and asks for all that follows.

use alloc::vec::Vec;

/// Entries after position `after`. An empty batch is a heartbeat: it only tells where the log ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch<T> {
    /// The position before the first entry.
    pub after: u64,
    /// The entries, in order.
    pub entries: Vec<T>,
}

/// How a batch fits a receiver that has the log up to some position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Entries are missing before the batch: the receiver must ask for them.
    Gap,
    /// The number of entries to skip because they are known; the rest is new.
    From(usize),
}

impl<T> Batch<T> {
    /// How this batch fits a receiver whose copy ends at position `end`.
    #[must_use]
    pub const fn fit(&self, end: u64) -> Fit {
        if self.after > end { Fit::Gap } else { Fit::From((end - self.after) as usize) }
    }

    /// The position of the last entry.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.after + self.entries.len() as u64
    }
}

impl<T: Clone> Batch<T> {
    /// The greatest number of entries in a batch.
    pub const LIMIT: usize = 16;

    /// A batch of the first entries after a position, at most [`LIMIT`](Self::LIMIT).
    #[must_use]
    pub fn of<'a>(after: u64, entries: impl Iterator<Item = &'a T>) -> Self
    where
        T: 'a,
    {
        Self { after, entries: entries.take(Self::LIMIT).cloned().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_fits_by_position() {
        for (after, end, want) in
            [(0, 0, Fit::From(0)), (3, 3, Fit::From(0)), (3, 5, Fit::From(2)), (4, 3, Fit::Gap)]
        {
            assert_eq!(Batch::<u64> { after, entries: Vec::new() }.fit(end), want);
        }
    }
}
