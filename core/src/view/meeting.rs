//! Two versions of a key that meet on a replica.

use crate::{clock::VersionVector, id::NodeId, kv::Key, store::crdt::parts::Part};
use alloc::vec::Vec;

/// Two different version vectors of a key: the replica's and the incoming one. The replica keeps the merge.
///
/// Of a value that merges, the vectors say which updates the replica and the sender have seen: of its text, or of the map in which
/// it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The replica.
    pub node: NodeId,
    /// The key.
    pub key: Key,
    /// The replica's vector.
    pub held: VersionVector,
    /// The vector of another replica, or the context of a client's write.
    pub came: VersionVector,
    /// Of a value that merges, what comes in.
    pub comes: Vec<Part<NodeId>>,
    /// Of a value that merges, what goes.
    pub goes: Vec<Part<NodeId>>,
}
