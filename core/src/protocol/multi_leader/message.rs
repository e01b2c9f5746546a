//! Messages between leaders.

use super::{
    Entry, Parcel, Tag,
    copies::{Receipts, Shipment},
};
use crate::{clock::VersionVector, id::NodeId, view::Label};
use alloc::{rc::Rc, vec::Vec};

/// A message from node to node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Entries of the sender's log; a heartbeat if there are none.
    Ship(Parcel),
    /// Acknowledges the receiver's log up to a position.
    Applied {
        /// The position.
        position: u64,
    },
    /// Requests the entries of the receiver's log after a position.
    Resume {
        /// The position.
        after: u64,
    },
    /// Entries of the log of a node that has lost its disk, under its new name.
    ShipAs(NodeId, Parcel),
    /// A node that has lost its disk, by its new name, requests the receiver's rows.
    AskRows(NodeId),
    /// The rows of the sender, for the receiver by this name, and the writes that they include.
    Rows(NodeId, Vec<Entry>, VersionVector),
    /// What a node by this name ships of its values that merge.
    Merge(NodeId, Rc<Shipment>),
    /// The answer of a node by this name: what it has seen.
    Merged(NodeId, Rc<Receipts>),
}

impl Message {
    /// The label of the envelope.
    #[must_use]
    pub fn label(&self) -> Label {
        match self {
            Self::Ship(parcel) | Self::ShipAs(_, parcel) => match parcel.entries.last() {
                None => Label::new(Tag::Heartbeat).number(parcel.end),
                Some((position, entry)) => Label::new(Tag::Ship)
                    .number(*position)
                    .carries(entry.value, entry.write)
                    .about(entry.write),
            },
            Self::Applied { position } => Label::new(Tag::Applied).number(*position),
            Self::Resume { after } => Label::new(Tag::Resume).number(*after),
            Self::Merge(_, shipment) => {
                let (bytes, _) = shipment.bytes();
                match shipment.news {
                    None => Label::new(Tag::Heartbeat),
                    Some(write) => Label::new(Tag::Merge).number(bytes).about(write),
                }
            }
            Self::Merged(..) => Label::new(Tag::Merged),
            Self::AskRows(_) => Label::new(Tag::AskRows),
            Self::Rows(_, rows, _) => Label::new(Tag::Rows).number(rows.len() as u64),
        }
    }
}
