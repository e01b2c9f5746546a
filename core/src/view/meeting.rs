//! Two versions of one key that meet on a replica.

use crate::{clock::VersionVector, id::NodeId, kv::Key};

/// What a replica had seen of a key, and what came: not the same. It goes on with the merge of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The replica.
    pub node: NodeId,
    /// The key.
    pub key: Key,
    /// What it had seen.
    pub held: VersionVector,
    /// What another replica had, or what a client had seen who writes.
    pub came: VersionVector,
}
