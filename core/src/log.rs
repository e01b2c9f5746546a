//! A replication log: entries at positions 1, 2, 3 …, which copies share.

use crate::shared::SharedVec;

/// Entries at positions 1, 2, 3 …; position 0 is before the first entry.
///
/// Copies share full chunks, which keeps checkpoints of long runs small.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Log<T>(SharedVec<T>);

impl<T> Log<T> {
    /// An empty log.
    #[must_use]
    pub const fn new() -> Self {
        Self(SharedVec::new())
    }

    /// The position of the last entry; 0 if the log is empty.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.0.len() as u64
    }

    /// Appends an entry and returns its position.
    pub fn push(&mut self, entry: T) -> u64 {
        self.0.push(entry);
        self.end()
    }

    /// Removes all entries after position `end`.
    pub fn truncate(&mut self, end: u64)
    where
        T: Clone,
    {
        self.0.truncate(end as usize);
    }

    /// The entry at a position.
    #[must_use]
    pub fn at(&self, position: u64) -> Option<&T> {
        self.0.get(usize::try_from(position.checked_sub(1)?).ok()?)
    }

    /// The entries after a position, in order.
    pub fn after(&self, position: u64) -> impl Iterator<Item = &T> {
        self.0.range(usize::try_from(position).unwrap_or(usize::MAX)..self.0.len())
    }
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behaves_like_a_vector() {
        let mut log = Log::new();
        for n in 1..=200_u64 {
            assert_eq!(log.push(n), n);
            assert_eq!(log.end(), n);
        }
        assert_eq!(log.at(0), None);
        assert_eq!(log.at(201), None);
        assert!((1..=200).all(|p| log.at(p) == Some(&p)));
        assert!(log.after(150).copied().eq(151..=200));
        assert_eq!(log.after(500).count(), 0);
    }

    #[test]
    fn truncates_like_a_vector() {
        for end in 0..=200 {
            let mut log = Log::new();
            (1..=200_u64).for_each(|n| _ = log.push(n));
            let copy = log.clone();
            log.truncate(end);
            assert!(log.after(0).copied().eq(1..=end), "{end}");
            assert_eq!(log.push(7), end + 1);
            assert_eq!(copy.end(), 200);
        }
    }

    #[test]
    fn a_push_leaves_copies_unchanged() {
        let mut one = Log::new();
        (0..100).for_each(|n| _ = one.push(n));
        let mut two = one.clone();
        assert_eq!(one, two);
        two.push(7);
        assert_ne!(one, two);
        assert_eq!(one.end(), 100);
    }
}
