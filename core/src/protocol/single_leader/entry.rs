//! An entry of the replication log: the logical change of one row.

use super::partition::Knows;
use crate::{
    id::{OperationId, Term},
    kv::{Key, Value, Word},
    store::record::Record,
};
use core::fmt::Write;

/// What an entry changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Sets the key to the value.
    Write,
    /// Nothing. The first entry of a new leader, which commits the entries before it.
    Marker,
    /// Tables. The key is the table of the first statement, and the value has the statements.
    Tables(Record),
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The row, or the table that a row is inserted into.
    pub key: Key,
    /// The new value.
    pub value: Value,
    /// The write that asked for it.
    pub write: OperationId,
    /// The term of the leader that appended it.
    pub term: Term,
    /// What it changes.
    pub change: Change,
    /// What its writer had seen of the other partitions.
    pub knows: Knows,
}

impl Entry {
    /// The first entry of a term.
    #[must_use]
    pub fn marker(term: Term) -> Self {
        let mut word = Word::default();
        // Four letters fit.
        let _ = word.write_str("term");
        let (key, write) = (Key(word), OperationId::default());
        Self {
            key,
            value: Value::of_number(term.number()),
            write,
            term,
            change: Change::Marker,
            knows: Knows::default(),
        }
    }

    /// Whether it changes no row.
    #[must_use]
    pub fn is_marker(&self) -> bool {
        self.change == Change::Marker
    }
}
