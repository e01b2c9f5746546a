//! What a replica holds for a key, and what becomes of two of them.

use crate::{
    clock::Stamp,
    id::OperationId,
    kv::{Found, Value},
};

/// One value, the write that brought it, and its stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The value.
    pub value: Value,
    /// The write that brought it.
    pub write: OperationId,
    /// Its coordinator's stamp: the greater one wins.
    pub stamp: Stamp,
}

impl Stored {
    /// Last write wins: the greater time. Of equal times the greater value, as in Cassandra, so that all
    /// replicas keep the same one; then the names of node and write, so that there is always a winner.
    pub fn wins_over(&self, other: &Self) -> bool {
        let order = |it: &Self| (it.stamp.time, it.value, it.stamp.node, it.write);
        order(self) > order(other)
    }

    /// As a client is told.
    pub const fn found(&self) -> Found {
        Found { value: self.value, write: self.write }
    }
}

/// What a key holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// The newest write.
    Newest(Stored),
}

impl Content {
    /// The newest of what is held.
    pub const fn newest(&self) -> &Stored {
        let Self::Newest(stored) = self;
        stored
    }

    /// Takes in what another replica holds; whether that changed anything.
    pub fn merge(&mut self, other: &Self) -> bool {
        let (Self::Newest(mine), Self::Newest(theirs)) = (self, other);
        let newer = theirs.wins_over(mine);
        if newer {
            *mine = *theirs;
        }
        newer
    }
}
