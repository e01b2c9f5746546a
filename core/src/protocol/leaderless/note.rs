//! Facts of a store without a leader: quorums, conflicts, and how replicas get what they missed.

use crate::{
    clock::Dot,
    id::{NodeId, NodeSet, OperationId},
    kv::Key,
    store::Writes,
};
use derive_more::Display;

/// A fact that a replica or a coordinator reports about itself.
#[allow(missing_docs, reason = "the sentence of each variant names its fields")]
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum Note {
    /// A replica stored a write.
    #[display("stored {write} for {key}")]
    Stored { write: OperationId, key: Key },
    /// A replica ignored a write that is older than what the key holds.
    #[display("{key}: kept {kept}, ignored older {ignored}")]
    KeptNewer { key: Key, kept: OperationId, ignored: OperationId },
    /// A coordinator counted another answer.
    #[display("{operation}: {answers} of {needed} answers")]
    Answer { operation: OperationId, answers: u16, needed: u16 },
    /// A coordinator has enough answers, and replies to the client.
    #[display("{operation}: {answers} answers, enough")]
    Enough { operation: OperationId, answers: u16 },
    /// A coordinator gave up: too few replicas answered in time.
    #[display("{operation}: only {answers} of {needed} answers")]
    TooFew { operation: OperationId, answers: u16, needed: u16 },
    /// A home coordinates a write and gave it its dot; the key now has `siblings` values.
    #[display(
        "stored {write} for {key} as {dot}: {siblings} value{}",
        if *siblings == 1 { "" } else { "s" }
    )]
    Named { write: OperationId, key: Key, dot: Dot, siblings: u16 },
    /// A replica stored a write beside concurrent ones; the key now has `siblings` values.
    #[display("stored {write} for {key}: {siblings} siblings")]
    Siblings { write: OperationId, key: Key, siblings: u16 },
    /// A node that is no home of the key passed a write on: only a home can tell what it replaces.
    #[display("holds no such key: {to} coordinates {write}")]
    Forwarded { write: OperationId, to: NodeId },
    /// Of `of` hashes that a peer sent, `parts` differ from this replica's.
    #[display("{parts} of {of} hashes differ from those of {peer}")]
    Differ { peer: NodeId, parts: u16, of: u16 },
    /// A replica dropped a tombstone whose grace period is over.
    #[display("forgot the tombstone {write} of {key}")]
    Swept { write: OperationId, key: Key },
    /// A coordinator sends a write to a replica that answered a read with an older one.
    #[display("{operation}: repairs {replica} with {write}")]
    Repairs { operation: OperationId, replica: NodeId, write: OperationId },
    /// A home did not answer in time, and the coordinator asks another node to stand in for it.
    #[display("{operation}: no answer from {home}, asks {by} in its place")]
    StandsIn { operation: OperationId, home: NodeId, by: NodeId },
    /// A node that stands in keeps a hint for the home.
    #[display("keeps {write} for {home}")]
    Hinted { write: OperationId, home: NodeId },
    /// The home has the write, and the hint is dropped.
    #[display("{home} has {write}: hint dropped")]
    HandedOff { write: OperationId, home: NodeId },
    /// A hint is kept for other nodes, because the node that it is for is no home of the key any more.
    #[display("{home} is no home of {write} any more: hint redirected")]
    HintRedirected { write: OperationId, home: NodeId },
    /// A home has been silent for longer than the window, and gets no hint.
    #[display("no hint of {write} for {home}: silent for too long")]
    NoHint { write: OperationId, home: NodeId },
    /// A node is a new home of keys. It asks these nodes for the rows, and answers reads of the keys when it has them.
    #[display("a new home of keys: asks {from} for their rows")]
    AsksForRows { from: NodeSet },
    /// The rows of a new home's keys came from a peer; it still waits for those of `left` peers.
    #[display("{rows} row{} came from {peer}, {left} to go", if *rows == 1 { "" } else { "s" })]
    RowsCame { peer: NodeId, rows: u16, left: u16 },
    /// As [`RowsCame`](Self::RowsCame), from a peer that is a new home itself and still waits for rows: it is asked again.
    #[display("{rows} row{} came from {peer}, which waits for rows itself, {left} to go", if *rows == 1 { "" } else { "s" })]
    SomeRowsCame { peer: NodeId, rows: u16, left: u16 },
    /// A node that has ceased to be a home does not answer a read: it may have dropped the row already.
    #[display("{operation}: no home of {key} any more, does not answer")]
    NoHome { operation: OperationId, key: Key },
    /// A new home answers a read when it has the rows of the key.
    #[display("{operation}: waits for the rows of {key}")]
    ReadWaits { operation: OperationId, key: Key },
    /// Rows that were stored under another rule for conflicts. They stay as they are until they are written or merged.
    #[display("{rows} row{} of the earlier rule", if *rows == 1 { "" } else { "s" })]
    OldVersions { rows: u16 },
    /// A replica is back after a crash with this many rows on its disk.
    #[display("recovered: {rows} row{} on disk", if *rows == 1 { "" } else { "s" })]
    Recovered { rows: u64 },
}

impl Note {
    /// What the fact says about writes.
    #[must_use]
    pub const fn writes(&self) -> Writes {
        match *self {
            Self::Stored { write, .. }
            | Self::Named { write, .. }
            | Self::Siblings { write, .. }
            | Self::Hinted { write, .. } => Writes::gained(write),
            Self::KeptNewer { kept, ignored, .. } => {
                Writes { gained: Some(kept), dropped: Some(ignored) }
            }
            Self::Swept { write, .. }
            | Self::HandedOff { write, .. }
            | Self::HintRedirected { write, .. } => Writes::dropped(write),
            Self::Answer { .. }
            | Self::Enough { .. }
            | Self::TooFew { .. }
            | Self::Forwarded { .. }
            | Self::Differ { .. }
            | Self::Repairs { .. }
            | Self::StandsIn { .. }
            | Self::NoHint { .. }
            | Self::AsksForRows { .. }
            | Self::RowsCame { .. }
            | Self::SomeRowsCame { .. }
            | Self::NoHome { .. }
            | Self::ReadWaits { .. }
            | Self::OldVersions { .. }
            | Self::Recovered { .. } => Writes::NONE,
        }
    }

    /// Whether the fact only counts answers.
    #[must_use]
    pub const fn is_count(&self) -> bool {
        matches!(self, Self::Answer { .. } | Self::Enough { .. })
    }
}
