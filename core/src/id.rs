//! Names of things: nodes, clients, operations, envelopes, steps.

use core::fmt;
use serde::{Deserialize, Serialize};

/// A replica's name: 0 is `A`, 25 is `Z`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct NodeId(pub u16);

impl NodeId {
    /// Nodes are named by one letter, so a cluster has at most this many, those that left included.
    pub const LIMIT: u16 = 26;

    /// The name under which a client's own library speaks to replicas, and writes to them: `c1`.
    #[must_use]
    pub const fn of_client(client: ClientId) -> Self {
        Self(Self::LIMIT + client.0)
    }

    /// The client whose library it is, if it is no replica.
    #[must_use]
    pub const fn client(self) -> Option<ClientId> {
        match self.0.checked_sub(Self::LIMIT) {
            Some(client) => Some(ClientId(client)),
            None => None,
        }
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let at = usize::from(self.0);
        match (LETTERS.get(at..=at), self.client()) {
            (Some(letter), _) => f.pad(letter),
            (_, Some(client)) => client.fmt(f),
            (None, None) => write!(f, "node {at}"),
        }
    }
}

/// A client's name: 0 is `c1`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct ClientId(pub u16);

impl ClientId {
    /// A scenario has at most this many clients.
    pub const LIMIT: u16 = 32;
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0 + 1)
    }
}

/// One operation of one client: its `number`-th, counted from 1. `c1.3` is client 1's third.
///
/// Counting per client keeps a write's name (and its colour) when another client's choices change.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct OperationId {
    /// Who invoked it.
    pub client: ClientId,
    /// Counted from 1 within the client.
    pub number: u32,
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.client, self.number)
    }
}

/// An envelope in flight, counted from 0 in order of sending. `e12` in text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct EnvelopeId(pub u32);

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{}", self.0)
    }
}

/// Where an envelope comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Address {
    /// A replica.
    Node(NodeId),
    /// A client.
    Client(ClientId),
}

impl From<NodeId> for Address {
    /// A client's own library stands where the client is.
    fn from(node: NodeId) -> Self {
        node.client().map_or(Self::Node(node), Self::Client)
    }
}

impl From<Address> for NodeId {
    fn from(address: Address) -> Self {
        match address {
            Address::Node(node) => node,
            Address::Client(client) => Self::of_client(client),
        }
    }
}

impl From<ClientId> for Address {
    fn from(client: ClientId) -> Self {
        Self::Client(client)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(node) => node.fmt(f),
            Self::Client(client) => client.fmt(f),
        }
    }
}

/// A set of nodes, one bit each: small enough to be copied, sent and turned as a knob.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct NodeSet(pub u32);

impl NodeSet {
    /// Whether a node is among them.
    #[must_use]
    pub const fn contains(self, node: NodeId) -> bool {
        node.0 < NodeId::LIMIT && self.0 & 1 << node.0 != 0
    }

    /// Adds a node.
    pub const fn insert(&mut self, node: NodeId) {
        self.0 |= 1 << node.0;
    }

    /// Takes a node out; whether it was among them.
    pub const fn remove(&mut self, node: NodeId) -> bool {
        let was = self.contains(node);
        if was {
            self.0 &= !(1 << node.0);
        }
        was
    }

    /// Those that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..NodeId::LIMIT).map(NodeId).filter(move |&node| self.contains(node))
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        let mut set = Self::default();
        nodes.into_iter().for_each(|node| set.insert(node));
        set
    }
}

impl fmt::Display for NodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        for (n, node) in self.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(f, "{comma}{node}")?;
        }
        Ok(())
    }
}
