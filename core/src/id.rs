//! Identifiers of nodes, clients, operations, envelopes and terms.

use core::fmt;

/// A node. Its text is a letter: 0 is `A`, 25 is `Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u16);

impl NodeId {
    /// The most nodes of a cluster, those that left included: each is named by one letter.
    pub const LIMIT: u16 = 26;

    /// The id of a client's library, as replicas see it when the client coordinates its own requests: `c1`.
    #[must_use]
    pub const fn of_client(client: ClientId) -> Self {
        Self(Self::LIMIT + client.0)
    }

    /// The client, if this is the id of a client's library; `None` for a node of the cluster.
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

/// A client. 0 is `c1` in text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u16);

impl ClientId {
    /// The most clients of a scenario.
    pub const LIMIT: u16 = 32;
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0 + 1)
    }
}

/// An operation: a sequence number within its client, from 1. `c1.3` is the third of client 1.
///
/// Counting per client keeps the name and the colour of a write when the choices of another client change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId {
    /// The client that invoked it.
    pub client: ClientId,
    /// The sequence number within the client, from 1.
    pub number: u32,
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.client, self.number)
    }
}

/// The name of an envelope: its sequence number in order of sending, from 0. `e12` in text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvelopeId(pub u32);

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{}", self.0)
    }
}

/// The sender or the receiver of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// A replica.
    Node(NodeId),
    /// A client.
    Client(ClientId),
}

impl From<NodeId> for Address {
    /// A client that coordinates for itself has the client's address.
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

/// A leadership epoch, ordered by (number, owner). Elected terms have no owner, and come before the owned ones
/// of the same number. An appointed leader owns its term, so two appointments never collide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Term(u32);

impl Term {
    /// The first term of a cluster. The default is older than every term, and stands for none.
    pub const FIRST: Self = Self(1);
    /// The lower bits hold the number; the bits above hold the owner, counted from 1, or 0 for none.
    const BITS: u32 = 26;

    /// The term of this number without an owner.
    #[must_use]
    pub const fn numbered(number: u32) -> Self {
        Self(number)
    }

    /// The next number, without an owner: newer than this term, whoever owns it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.number() + 1)
    }

    /// The term of this number that this node owns.
    #[must_use]
    pub const fn given_to(self, node: NodeId) -> Self {
        Self(self.number() | (node.0 as u32 + 1) << Self::BITS)
    }

    /// The number, which terms of several owners may share.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0 & ((1 << Self::BITS) - 1)
    }
}

impl PartialOrd for Term {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Term {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        let order = |term: &Self| (term.number(), term.0);
        order(self).cmp(&order(other))
    }
}

impl fmt::Display for Term {
    /// `2`, or `2.B` for the term that B owns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)?;
        match self.0 >> Self::BITS {
            0 => Ok(()),
            node => write!(f, ".{}", NodeId(node as u16 - 1)),
        }
    }
}

/// A set of nodes as a bit mask. The value of a setting may be one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeSet(pub u32);

impl NodeSet {
    /// Whether the set contains a node.
    #[must_use]
    pub const fn contains(self, node: NodeId) -> bool {
        node.0 < NodeId::LIMIT && self.0 & 1 << node.0 != 0
    }

    /// Adds a node.
    pub const fn insert(&mut self, node: NodeId) {
        self.0 |= 1 << node.0;
    }

    /// Removes a node, and returns whether the set contained it.
    pub const fn remove(&mut self, node: NodeId) -> bool {
        let was = self.contains(node);
        if was {
            self.0 &= !(1 << node.0);
        }
        was
    }

    /// The intersection.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The difference.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The number of nodes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The nodes in order.
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec::Vec};

    #[test]
    fn terms_are_ordered_by_number_and_owner() {
        let of = |number| {
            let plain = Term::numbered(number);
            let given = (0..NodeId::LIMIT).map(NodeId).map(move |node| plain.given_to(node));
            core::iter::once(plain).chain(given)
        };
        let all: Vec<Term> = (0..4).flat_map(of).collect();
        assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            assert_eq!(a.next() > *b, a.number() >= b.number(), "{a} and {b}");
        }
        let text = [Term::FIRST, Term::FIRST.next().given_to(NodeId(1))].map(|t| t.to_string());
        assert_eq!(text, ["1", "2.B"]);
    }
}
