//! The keys that a node stores, where keys are divided among partitions.

use crate::{
    hash::Fingerprint,
    kv::{Key, Word},
};
use core::fmt;

/// What of a key decides on its partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartitionBy {
    /// All of it.
    Key,
    /// What stands before a colon, so that such keys stay together.
    Prefix,
}

impl PartitionBy {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Key, Self::Prefix];
    /// The words for them, in the same order.
    pub const WORDS: &[&str] = &["key", "prefix"];
}

impl fmt::Display for PartitionBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Self::WORDS[*self as usize])
    }
}

/// The keys that a node stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    /// The partition, counted from 0.
    pub index: u16,
    /// The number of partitions.
    pub of: u16,
    /// What of a key decides on its partition.
    pub by: PartitionBy,
}

impl Default for Share {
    /// All keys.
    fn default() -> Self {
        Self { index: 0, of: 1, by: PartitionBy::Key }
    }
}

impl Share {
    /// Whether a key belongs to it.
    #[must_use]
    pub fn has(self, key: Key) -> bool {
        self.of == 1
            || Fingerprint::of(&self.decides(key)) % u64::from(self.of) == self.index.into()
    }

    /// The part of a key that decides. A row of a table is where its table is.
    fn decides(self, key: Key) -> Word {
        let text = key.0.as_str();
        let table = text.split('/').next().unwrap_or(text);
        let part = match self.by {
            PartitionBy::Key => table,
            PartitionBy::Prefix => table.split(':').next().unwrap_or(table),
        };
        Word::new(part).unwrap_or(key.0)
    }
}
