//! Entries of a leader's log, and the writes in them.

use crate::{
    clock::{Dot, Stamp, VersionVector},
    id::{NodeSet, OperationId},
    kv::{Found, Key, Value},
};
use alloc::rc::Rc;
use core::{
    hash::{Hash, Hasher},
    ops::{Deref, DerefMut},
};

/// A write as its leader made it. The node of its stamp is that leader: its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The key.
    pub key: Key,
    /// Its new value.
    pub value: Value,
    /// The number of the row that it inserts; then the key is the table, and the value the number.
    pub inserts: Option<u32>,
    /// Whether a handler has made the value: no client has written it.
    pub made: bool,
    /// The write that asked for it, or the newest of those that a handler had.
    pub write: OperationId,
    /// The origin's clock. It is later than the stamps of the writes that this one replaces.
    pub stamp: Stamp,
    /// Sequence number among the origin's writes to the key, from 1.
    pub count: u64,
    /// The writes to the key that it replaces: those that its author had seen.
    pub context: Rc<VersionVector>,
    /// Sequence number among all writes of the origin, from 1.
    pub number: u64,
    /// The writes to any key that the origin had applied, if they are to be delivered first.
    pub causes: Option<VersionVector>,
}

/// A write on its way from its leader to all others. All logs and rows share what the leader made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    shared: Rc<Write>,
    /// The nodes that have applied it on its way here, the origin included.
    pub passed: NodeSet,
}

impl From<Write> for Entry {
    /// A write that no node has applied yet.
    fn from(write: Write) -> Self {
        Self { shared: Rc::new(write), passed: NodeSet::default() }
    }
}

impl Deref for Entry {
    type Target = Write;

    fn deref(&self) -> &Write {
        &self.shared
    }
}

impl DerefMut for Entry {
    /// What other logs and rows have stays as it is.
    fn deref_mut(&mut self) -> &mut Write {
        Rc::make_mut(&mut self.shared)
    }
}

impl Hash for Entry {
    /// Fingerprints are older than values that a handler has made.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Write { key, value, inserts, made, write, stamp, count, context, number, causes } =
            &**self;
        (key, value, inserts, write, stamp).hash(state);
        (count, context, number, causes, self.passed).hash(state);
        if *made {
            made.hash(state);
        }
    }
}

impl Write {
    /// Its dot among the writes to its key.
    #[must_use]
    pub const fn dot(&self) -> Dot {
        Dot { node: self.stamp.node, count: self.count }
    }

    /// Its dot among all writes.
    #[must_use]
    pub const fn place(&self) -> Dot {
        Dot { node: self.stamp.node, count: self.number }
    }

    /// The writes to its key that it includes, itself among them.
    #[must_use]
    pub fn vector(&self) -> VersionVector {
        let mut vector = (*self.context).clone();
        vector.include(&self.dot());
        vector
    }

    /// The value and its write, for a reply.
    #[must_use]
    pub const fn found(&self) -> Found {
        let write = if self.made { self.write.made() } else { self.write };
        Found { value: self.value, write }
    }
}
