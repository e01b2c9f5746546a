//! The features of a store, so that no code infers them from the contents of a view.

/// The features that differ between modes and that code outside the protocols asks for.
#[allow(clippy::struct_excessive_bools, reason = "independent facts, each asked for by its name")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// One node at a time leads, in numbered terms, and a person may appoint or shut down a leader.
    pub leader: bool,
    /// Only a person makes a node the leader.
    pub appointed: bool,
    /// Replicas keep a replication log.
    pub log: bool,
    /// Keys are partitioned among the nodes.
    pub ring: bool,
    /// Clients can delete a key.
    pub deletes: bool,
    /// Replies carry siblings and a causal context, which the client sends back with its next write to the key.
    pub contexts: bool,
    /// A cart keeps a tombstone of a removed item.
    pub removal_marks: bool,
    /// Inserted rows are numbered.
    pub numbers: bool,
    /// Clients can execute statements.
    pub statements: bool,
    /// A client can coordinate its own requests.
    pub client_coordinators: bool,
    /// Clients can update values that merge.
    pub updates: bool,
    /// Nodes can have each other's power cut.
    pub switches: bool,
    /// Clients can remember positions of the log, and have a leader to ask.
    pub sessions: bool,
}
