//! Two versions of a key that meet on a replica.

use crate::{clock::VersionVector, id::NodeId, kv::Key};

/// Two different version vectors of a key: the replica's and the incoming one. The replica keeps the merge.
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
}
