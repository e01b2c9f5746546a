//! The configurations that a search has visited.

use alloc::{vec, vec::Vec};

/// A set of 128-bit hashes with open addressing: 16 bytes each, at most three quarters full.
///
/// Its size is bounded: beyond [`LIMIT`] a new hash evicts an old one. The search may then visit the evicted
/// configuration again, with the same result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visited {
    slots: Vec<(u64, u64)>,
    len: usize,
}

/// The maximum number of slots: 64 MiB.
const LIMIT: usize = 1 << 22;
const EMPTY: (u64, u64) = (0, 0);

impl Visited {
    /// Inserts a hash; returns whether it is new.
    pub fn insert(&mut self, hash: (u64, u64)) -> bool {
        self.insert_within(LIMIT, hash)
    }

    fn insert_within(&mut self, limit: usize, hash: (u64, u64)) -> bool {
        let full = self.len * 4 >= self.slots.len() * 3;
        if full && self.slots.len() < limit {
            self.grow();
            return self.insert_within(limit, hash);
        }
        // No hash equals `EMPTY`.
        let hash = (hash.0 | 1, hash.1);
        let at = self.place(hash);
        let new = self.slots[at] == EMPTY;
        if new && full {
            // At the slot where the search for it starts.
            let first = hash.1 as usize & (self.slots.len() - 1);
            self.slots[first] = hash;
        } else {
            self.slots[at] = hash;
            self.len += usize::from(new);
        }
        new
    }

    /// The slot of a hash, or the empty slot for it.
    fn place(&self, hash: (u64, u64)) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash.1 as usize & mask;
        while self.slots[at] != EMPTY && self.slots[at] != hash {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let larger = vec![EMPTY; (self.slots.len() * 2).max(64)];
        let old = core::mem::replace(&mut self.slots, larger);
        for hash in old.into_iter().filter(|&hash| hash != EMPTY) {
            let at = self.place(hash);
            self.slots[at] = hash;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Fingerprint;

    #[test]
    fn a_hash_is_new_only_once() {
        let mut visited = Visited::default();
        let hash = |n: u64| (Fingerprint::of(&n), n % 7);
        for n in 0..1_000 {
            assert!(visited.insert(hash(n)), "{n}");
        }
        for n in 0..1_000 {
            assert!(!visited.insert(hash(n)), "{n}");
        }
        assert!(visited.insert(EMPTY) && !visited.insert(EMPTY));
    }

    #[test]
    fn a_full_set_evicts_and_has_no_false_positives() {
        let mut visited = Visited::default();
        let hash = |n: u64| (Fingerprint::of(&n), Fingerprint::of(&(n, n)));
        for n in 0..1_000 {
            assert!(visited.insert_within(256, hash(n)), "{n}");
            assert!(!visited.insert_within(256, hash(n)), "{n}");
        }
        assert_eq!((visited.slots.len(), visited.len), (256, 192));
    }
}
