//! Tags: which kind of message, request, reply or timer an envelope holds.
//!
//! Each protocol declares its own in its `tag` module; [`Tag`] is only their sum.

use crate::protocol::{
    leaderless::tag as leaderless, multi_leader::tag as multi_leader,
    single_leader::tag as single_leader,
};
use derive_more::{Display, From};

/// What kind of thing an envelope holds. Displays as the word on the envelope.
#[derive(Clone, Copy, Debug, Display, From, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Between a client and a node.
    Client(ClientTag),
    /// In a cluster with one leader.
    SingleLeader(single_leader::Tag),
    /// In a cluster in which every node leads.
    MultiLeader(multi_leader::Tag),
    /// In a store without a leader.
    Leaderless(leaderless::Tag),
    /// Between a node and a power switch.
    Power(PowerTag),
}

impl Tag {
    /// For a timer that lets nodes learn again and again what they lack: the number of times that it runs out in a cluster
    /// of `nodes` nodes until each has learned it. `None` for every other kind.
    #[must_use]
    pub const fn mends_within(self, nodes: u64) -> Option<u64> {
        match self {
            Self::SingleLeader(single_leader::Tag::Heartbeat) => Some(2),
            // A write may travel through every other node.
            Self::MultiLeader(multi_leader::Tag::Heartbeat) => Some(2 * nodes),
            // The silence after which a leader is suspected, and the election.
            Self::SingleLeader(single_leader::Tag::Watch | single_leader::Tag::Campaign) => Some(8),
            // A node that is to lead repeats its order to the power switch of the old leader.
            Self::SingleLeader(single_leader::Tag::Confirmation) => Some(8),
            // Each node compares its rows with one of the others at a time.
            Self::Leaderless(leaderless::Tag::Compare) => Some(nodes),
            Self::Client(_)
            | Self::SingleLeader(_)
            | Self::MultiLeader(_)
            | Self::Leaderless(_)
            | Self::Power(_) => None,
        }
    }
}

/// What a node says to a power switch, and the switch to the node.
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum PowerTag {
    /// An order to cut the power.
    #[display("power off")]
    PowerOff,
    /// The answer: the power is cut.
    #[display("is off")]
    IsOff,
}

/// A kind of request, reply, or timer of a client.
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum ClientTag {
    /// A request to read a key.
    #[display("read")]
    Read,
    /// A request to write a key.
    #[display("write")]
    Write,
    /// A request for a new row.
    #[display("insert")]
    Insert,
    /// A request to execute statements.
    #[display("sql")]
    Statement,
    /// A reply: the write is acknowledged.
    #[display("ok")]
    Written,
    /// A reply: the new row has this number.
    #[display("number")]
    Inserted,
    /// A reply: the value that the key holds.
    #[display("found")]
    Found,
    /// A reply: the rows that statements have read.
    #[display("rows")]
    Rows,
    /// A reply: the key holds nothing.
    #[display("nothing")]
    Nothing,
    /// A reply: the key holds several values.
    #[display("siblings")]
    Siblings,
    /// A reply: the operation was refused.
    #[display("refused")]
    Refused,
    /// A reply: too few replicas answered in time.
    #[display("too few")]
    TooFew,
    /// A timer: the client stops waiting.
    #[display("patience")]
    Patience,
    /// A request to update a value that merges.
    #[display("update")]
    Update,
}
