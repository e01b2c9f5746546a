//! What kind of message or timer an envelope of a store without a leader holds.

use derive_more::Display;

/// A kind of message or timer. Displays as the word on the envelope.
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum Tag {
    /// To a home of the key: a write to coordinate.
    #[display("forward")]
    Forward,
    /// Coordinator to replica: a write to store.
    #[display("store")]
    Store,
    /// Replica to coordinator: the write is stored.
    #[display("stored")]
    Stored,
    /// Coordinator to replica: a read.
    #[display("fetch")]
    Fetch,
    /// Replica to coordinator: what the key holds.
    #[display("holds")]
    Holds,
    /// Replica to coordinator: the key holds nothing.
    #[display("empty")]
    Empty,
    /// Coordinator to replica: a newer write than the one it answered with.
    #[display("repair")]
    Repair,
    /// Replica to coordinator: the repair is stored.
    #[display("repaired")]
    Repaired,
    /// Coordinator to a node that stands in: a write to keep for its home.
    #[display("hint")]
    Hint,
    /// From a node that stood in, to the home: the write it kept. Also the timer for it.
    #[display("hand off")]
    Handoff,
    /// From the home, to the node that stood in: the write is stored.
    #[display("has it")]
    HandedOff,
    /// Replica to replica: hashes of a Merkle tree.
    #[display("hashes")]
    Hashes,
    /// Replica to replica: rows that may differ.
    #[display("rows")]
    Rows,
    /// New home to replica: send the rows of my keys. Also the timer for it.
    #[display("rows?")]
    AskRows,
    /// Timer: a coordinator stops waiting for answers.
    #[display("patience")]
    Patience,
    /// Timer: a coordinator looks for nodes to stand in.
    #[display("stand in")]
    StandIn,
    /// Timer: compare rows with another replica.
    #[display("compare")]
    Compare,
    /// Timer: drop old tombstones.
    #[display("sweep")]
    Sweep,
}
