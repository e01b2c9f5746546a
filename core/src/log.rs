//! An append-only sequence whose full chunks are shared between copies.

use alloc::{rc::Rc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
};

/// Entries at positions 1, 2, 3 …: position 0 is "before the first".
///
/// A copy shares all full chunks, so that a checkpoint of a long run costs little.
#[derive(Clone)]
pub struct Log<T> {
    sealed: Vec<Rc<Vec<T>>>,
    tail: Vec<T>,
}

const CHUNK: usize = 64;

impl<T> Log<T> {
    /// Without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { sealed: Vec::new(), tail: Vec::new() }
    }

    /// The position of the last entry; 0 if there is none.
    #[must_use]
    pub fn end(&self) -> u64 {
        (self.sealed.len() * CHUNK + self.tail.len()) as u64
    }

    /// Appends and returns the new entry's position.
    pub fn push(&mut self, entry: T) -> u64 {
        self.tail.push(entry);
        if self.tail.len() == CHUNK {
            self.sealed.push(Rc::new(core::mem::take(&mut self.tail)));
        }
        self.end()
    }

    /// Forgets everything after a position.
    pub fn truncate(&mut self, end: u64)
    where
        T: Clone,
    {
        while (self.sealed.len() * CHUNK) as u64 > end {
            // What is shared with a copy stays whole there.
            self.tail = self.sealed.pop().map_or_else(Vec::new, Rc::unwrap_or_clone);
        }
        let kept = end as usize - self.sealed.len() * CHUNK;
        self.tail.truncate(kept);
    }

    /// The entry at a position.
    #[must_use]
    pub fn at(&self, position: u64) -> Option<&T> {
        let index = usize::try_from(position.checked_sub(1)?).ok()?;
        match self.sealed.get(index / CHUNK) {
            Some(chunk) => chunk.get(index % CHUNK),
            None => self.tail.get(index.checked_sub(self.sealed.len() * CHUNK)?),
        }
    }

    /// The entries that follow a position, in order.
    pub fn after(&self, position: u64) -> impl Iterator<Item = &T> {
        (position + 1..=self.end()).filter_map(|p| self.at(p))
    }
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: PartialEq> PartialEq for Log<T> {
    fn eq(&self, other: &Self) -> bool {
        self.end() == other.end() && self.after(0).eq(other.after(0))
    }
}

impl<T: Eq> Eq for Log<T> {}

impl<T: Hash> Hash for Log<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.end().hash(state);
        self.after(0).for_each(|entry| entry.hash(state));
    }
}

impl<T: fmt::Debug> fmt::Debug for Log<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.after(0)).finish()
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
    fn copies_part_company() {
        let mut one = Log::new();
        (0..100).for_each(|n| _ = one.push(n));
        let mut two = one.clone();
        assert_eq!(one, two);
        two.push(7);
        assert_ne!(one, two);
        assert_eq!(one.end(), 100);
    }
}
