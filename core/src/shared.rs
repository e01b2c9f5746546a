//! A growable list that shares its full chunks with its copies.
//!
//! ```text
//!   run      [ 0 … 63 ][ 64 … 127 ][ 128 … 191 ]  192 …
//!                │          │
//!   branch   [ 0 … 63 ][ 64 … 127 ]  128 129           parted after 130 entries
//! ```

use alloc::{rc::Rc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    iter::FusedIterator,
    ops::{Index, Range},
};

/// Entries in a chunk.
const CHUNK: usize = 64;

/// A list to which entries are appended. A copy costs one reference for each [`CHUNK`] entries.
#[derive(Clone)]
pub struct SharedVec<T> {
    /// Full chunks.
    sealed: Vec<Rc<Vec<T>>>,
    /// The entries after them, fewer than a chunk.
    tail: Vec<T>,
}

impl<T> SharedVec<T> {
    /// An empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self { sealed: Vec::new(), tail: Vec::new() }
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.sealed.len() * CHUNK + self.tail.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: T) {
        self.tail.push(entry);
        if self.tail.len() == CHUNK {
            // The next chunk will be filled, too: it does not grow step by step.
            let full = core::mem::replace(&mut self.tail, Vec::with_capacity(CHUNK));
            self.sealed.push(Rc::new(full));
        }
    }

    /// The entry at `index`, counted from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        match self.sealed.get(index / CHUNK) {
            Some(chunk) => chunk.get(index % CHUNK),
            None => self.tail.get(index - self.sealed.len() * CHUNK),
        }
    }

    /// The entry at `index`, to be changed. Copies of the list keep what they have.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T>
    where
        T: Clone,
    {
        let sealed = self.sealed.len() * CHUNK;
        match self.sealed.get_mut(index / CHUNK) {
            Some(chunk) => Rc::make_mut(chunk).get_mut(index % CHUNK),
            None => self.tail.get_mut(index - sealed),
        }
    }

    /// The first entry.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last entry.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// Drops all entries from index `len` on.
    pub fn truncate(&mut self, len: usize)
    where
        T: Clone,
    {
        let chunks = len / CHUNK;
        if chunks < self.sealed.len() {
            let last = self.sealed.swap_remove(chunks);
            self.sealed.truncate(chunks);
            self.tail = match Rc::try_unwrap(last) {
                Ok(mut own) => {
                    own.truncate(len % CHUNK);
                    own
                }
                Err(shared) => shared[..len % CHUNK].to_vec(),
            };
        } else {
            self.tail.truncate(len - self.sealed.len() * CHUNK);
        }
    }

    /// Inserts an entry at `index`, at most [`len`](Self::len). The entries after it are moved, so this is for
    /// places near the end.
    pub fn insert(&mut self, index: usize, entry: T)
    where
        T: Clone,
    {
        let after: Vec<T> = self.range(index..self.len()).cloned().collect();
        self.truncate(index);
        self.push(entry);
        after.into_iter().for_each(|entry| self.push(entry));
    }

    /// The index of the first entry for which `holds` is false, in a list that is partitioned by it.
    pub fn partition_point(&self, mut holds: impl FnMut(&T) -> bool) -> usize {
        let chunks = self.sealed.partition_point(|chunk| chunk.last().is_some_and(&mut holds));
        let within = self.sealed.get(chunks).map_or(&self.tail, |chunk| &**chunk);
        chunks * CHUNK + within.partition_point(holds)
    }

    /// All entries, in order.
    pub const fn iter(&self) -> Iter<'_, T> {
        Iter { list: self, range: 0..self.len() }
    }

    /// The entries at these indices, as far as there are any.
    #[must_use]
    pub fn range(&self, range: Range<usize>) -> Iter<'_, T> {
        let end = range.end.min(self.len());
        Iter { list: self, range: range.start.min(end)..end }
    }

    /// The bytes that the entries take, without what they point to.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.sealed.len() * CHUNK * size_of::<T>() + self.tail.capacity() * size_of::<T>()
    }
}

/// Goes through a [`SharedVec`].
pub struct Iter<'a, T> {
    list: &'a SharedVec<T>,
    range: Range<usize>,
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self { list: self.list, range: self.range.clone() }
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.list.get(self.range.next()?)
    }

    fn nth(&mut self, n: usize) -> Option<&'a T> {
        self.list.get(self.range.nth(n)?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.list.get(self.range.next_back()?)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}
impl<T> FusedIterator for Iter<'_, T> {}

impl<'a, T> IntoIterator for &'a SharedVec<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> FromIterator<T> for SharedVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut list = Self::new();
        entries.into_iter().for_each(|entry| list.push(entry));
        list
    }
}

impl<T> Index<usize> for SharedVec<T> {
    type Output = T;

    /// # Panics
    /// If there is no such entry.
    fn index(&self, index: usize) -> &T {
        match self.get(index) {
            Some(entry) => entry,
            None => panic!("index {index} of {} entries", self.len()),
        }
    }
}

impl<T> Default for SharedVec<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: PartialEq> PartialEq for SharedVec<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Rc<Vec<T>>, &Rc<Vec<T>>)| Rc::ptr_eq(a, b) || a == b;
        self.len() == other.len()
            && self.sealed.iter().zip(&other.sealed).all(same)
            && self.tail == other.tail
    }
}

impl<T: Eq> Eq for SharedVec<T> {}

impl<T: Hash> Hash for SharedVec<T> {
    /// As a slice is hashed.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len());
        self.iter().for_each(|entry| entry.hash(state));
    }
}

impl<T: fmt::Debug> fmt::Debug for SharedVec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every length up to three chunks, and every index in it.
    #[test]
    fn behaves_like_a_vector_at_every_length() {
        let mut list = SharedVec::new();
        for n in 0..200_usize {
            assert_eq!(
                (list.len(), list.get(n), list.last()),
                (n, None, n.checked_sub(1).as_ref())
            );
            list.push(n);
            assert!(list.iter().copied().eq(0..=n) && list.iter().rev().copied().eq((0..=n).rev()));
            for m in 0..=n {
                assert_eq!(list[m], m);
                assert_eq!(list.partition_point(|&it| it < m), m);
                assert!(list.range(m..n).copied().eq(m..n));
                assert_eq!(list.iter().nth(m), Some(&m));
            }
        }
    }

    #[test]
    fn copies_are_independent() {
        let all: SharedVec<u32> = (0..200).collect();
        for len in 0..=200 {
            let mut copy = all.clone();
            copy.truncate(len as usize);
            assert!(copy.iter().copied().eq(0..len));
            copy.push(1_000);
            if let Some(entry) = copy.get_mut(10) {
                *entry = 7;
            }
            assert_ne!(copy, all);
            assert!(all.iter().copied().eq(0..200));
        }
    }

    #[test]
    fn an_entry_is_inserted_anywhere() {
        for place in 0..=130 {
            let mut list: SharedVec<usize> = (0..130).collect();
            list.insert(place, 999);
            let mut vector: Vec<usize> = (0..130).collect();
            vector.insert(place, 999);
            assert!(list.iter().eq(&vector));
        }
    }
}
