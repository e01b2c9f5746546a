//! What the nodes of a multi-leader cluster show besides their role, rows and log.

use crate::{
    clock::{Dot, Stamp, VersionVector},
    id::{NodeId, NodeSet, OperationId},
    kv::{Key, Value},
    store::{
        crdt::{Kind, parts::Part},
        view::{Merged, Waiting},
    },
};
use alloc::{string::String, vec::Vec};

/// What a node shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    /// The progress of replication with every other node. An outline leaves it out.
    pub peers: Vec<PeerProgress>,
    /// The writes that wait for others that come before them.
    pub held: Vec<HeldBack>,
    /// The nodes that it ships its log to. An outline leaves it out.
    pub ships_to: NodeSet,
    /// The neighbours that it suspects.
    pub suspects: NodeSet,
    /// The leader that it follows.
    pub follows: Option<NodeId>,
    /// The writes that wait for other leaders. An outline leaves them out.
    pub waiting: Vec<Waiting>,
    /// What it has seen of values that merge.
    pub merged: Merged,
    /// Its values that merge, opened up, if it has any. An outline leaves them out.
    pub values: Option<MergedView>,
    /// The conflicts of its rows that no later write has settled. An outline leaves them out.
    pub forks: Vec<Fork>,
}

/// A node's values that merge, opened up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MergedView {
    /// The values, in the order of their keys.
    pub values: Vec<MergedValue>,
    /// The updates of the map that all nodes are known to have seen.
    pub stable: VersionVector,
    /// What the node has shipped.
    pub shipped: Shipped,
}

/// What a node has shipped of values that merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shipped {
    /// Messages.
    pub messages: u64,
    /// The bytes of the states, deltas and operations in them.
    pub bytes: u64,
    /// The bytes in them that tell who has seen what.
    pub clocks: u64,
}

/// A value that merges, opened up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MergedValue {
    /// Its key.
    pub key: Key,
    /// Its type; `None` for a text.
    pub kind: Option<Kind>,
    /// The value in words; of a text, all of it.
    pub said: String,
    /// What it is made of. Of a text at most [`LIMIT`](Self::LIMIT) characters.
    pub parts: Vec<Part<NodeId>>,
    /// Of a text, where the last edit of each node that is in it leaves a caret: the number of characters before it.
    pub carets: Vec<(NodeId, u64)>,
}

impl MergedValue {
    /// The greatest number of characters that are opened up.
    pub const LIMIT: usize = 200;
}

/// The progress of replication between two nodes, as one of them knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeerProgress {
    /// The other node.
    pub peer: NodeId,
    /// The position of this node's log up to which `peer` has all that it wants.
    pub acknowledged: u64,
    /// The last position of `peer`'s log that this node has applied.
    pub applied: u64,
}

/// A write that has come, and is not applied yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HeldBack {
    /// The write.
    pub write: OperationId,
    /// Its key.
    pub key: Key,
    /// Its value.
    pub value: Value,
    /// The leader of a write that it waits for.
    pub node: NodeId,
    /// The sequence number of that write among those of its leader.
    pub number: u64,
}

/// Concurrent versions of a key, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fork {
    /// The key.
    pub key: Key,
    /// The last version that the leaders of all of them knew.
    pub base: Option<Branch>,
    /// The versions; the one that is kept is the first, and otherwise they are in order of arrival.
    pub versions: Vec<Branch>,
    /// What became of them.
    pub outcome: Outcome,
}

/// A version of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Branch {
    /// Its value.
    pub value: Value,
    /// The write that asked for it.
    pub write: OperationId,
    /// Its dot among the writes to the key.
    pub dot: Dot,
    /// The writes to the key that its leader had seen.
    pub context: VersionVector,
    /// Its stamp; the node is its leader.
    pub stamp: Stamp,
}

/// What became of concurrent versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The first one is kept, as its stamp is greater.
    Later,
    /// The first one is kept, as its leader has the greater name.
    Greater,
    /// All are kept.
    Stay,
    /// All are kept until the handler runs.
    Waits,
    /// All are kept, and a handler makes this of them whenever they are read.
    Made(Value),
    /// A handler has written this in their place.
    Written(Value),
}
