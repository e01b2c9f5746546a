//! Names of things: nodes, clients, operations, envelopes, terms, steps.

use core::fmt;

/// A replica's name: 0 is `A`, 25 is `Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvelopeId(pub u32);

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{}", self.0)
    }
}

/// Where an envelope comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// The number of a leadership. Who is made a leader without being elected gets a term that nobody else
/// can be given: of terms with one number, the one of the node that comes last is the newest, and one that
/// belongs to nobody in particular, as an elected leader's, is the oldest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Term(u32);

impl Term {
    /// The first term of a cluster. The default is older than any, and stands for none.
    pub const FIRST: Self = Self(1);
    /// So many bits hold the number; those above hold the node that it was given to, counted from 1.
    const BITS: u32 = 26;

    /// The one of this number that belongs to nobody in particular.
    #[must_use]
    pub const fn numbered(number: u32) -> Self {
        Self(number)
    }

    /// One that is newer than this, whoever this was given to.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.number() + 1)
    }

    /// The one of this number that only this node can lead in.
    #[must_use]
    pub const fn given_to(self, node: NodeId) -> Self {
        Self(self.number() | (node.0 as u32 + 1) << Self::BITS)
    }

    /// Its number, which several terms may have.
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
    /// `2`, or `2.B` for the one that only B can lead in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)?;
        match self.0 >> Self::BITS {
            0 => Ok(()),
            node => write!(f, ".{}", NodeId(node as u16 - 1)),
        }
    }
}

/// A set of nodes, one bit each: small enough to be copied, sent and turned as a knob.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec::Vec};

    #[test]
    fn terms_are_ordered_by_number_and_then_by_whom_they_were_given_to() {
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
