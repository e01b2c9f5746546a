//! What stores can do, so that nobody guesses it from what a view happens to hold.

/// What a store can do: whatever differs between modes and is asked for outside their protocols.
#[allow(clippy::struct_excessive_bools, reason = "independent facts, each asked for by its name")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// One node at a time leads, in numbered terms, and a person may appoint or shut down a leader.
    pub leader: bool,
    /// Only a person makes a node the leader.
    pub appointed: bool,
    /// Replicas keep a replication log.
    pub log: bool,
    /// Keys are shared out among the nodes.
    pub ring: bool,
    /// Clients can delete a key.
    pub deletes: bool,
    /// Clients are told siblings, and send back what they saw of a key when they write to it.
    pub contexts: bool,
    /// A cart keeps a mark of an item that was taken out.
    pub removal_marks: bool,
    /// Inserted rows are numbered.
    pub numbers: bool,
    /// A client can coordinate its own requests.
    pub client_coordinators: bool,
}
