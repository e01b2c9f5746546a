//! Identifiers of nodes, clients, operations, envelopes and terms.

use core::{fmt, iter};

/// A node. Its text is a letter: 0 is `A`, 25 is `Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u16);

impl NodeId {
    /// The most nodes of a cluster, those that left included: each is named by one letter.
    pub const LIMIT: u16 = 26;
    /// The number of names of one incarnation: nodes and clients.
    const NAMES: u16 = 1 << 10;
    /// The most incarnations of a node that have names of their own.
    const INCARNATIONS: u16 = 1 << 6;

    /// The name of this node after it has lost its disk for the n-th time. What it numbers is numbered anew, and must not be
    /// taken for what it numbered under its earlier name. In text the second incarnation of `A` is `A/2`.
    #[must_use]
    pub const fn reborn(self, n: u16) -> Self {
        let last = Self::INCARNATIONS - 1;
        let n = if n < last { n } else { last };
        Self(self.place().0 + n * Self::NAMES)
    }

    /// How often it had lost its disk when it got this name.
    #[must_use]
    pub const fn incarnation(self) -> u16 {
        self.0 / Self::NAMES
    }

    /// The node, whichever incarnation this is the name of.
    #[must_use]
    pub const fn place(self) -> Self {
        Self(self.0 % Self::NAMES)
    }

    /// The id of a client's library, as replicas see it when the client coordinates its own requests: `c1`.
    #[must_use]
    pub const fn of_client(client: ClientId) -> Self {
        Self(Self::LIMIT + client.0)
    }

    /// The client, if this is the id of a client's library; `None` for a node of the cluster.
    #[must_use]
    pub const fn client(self) -> Option<ClientId> {
        match self.0.checked_sub(Self::LIMIT) {
            Some(client) if self.0 < Self::NAMES => Some(ClientId(client)),
            Some(_) | None => None,
        }
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        if self.incarnation() > 0 {
            return write!(f, "{}/{}", self.place(), self.incarnation() + 1);
        }
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

impl OperationId {
    /// A name that no client's operation has, for a value that a store has made of this write and others.
    #[must_use]
    pub const fn made(self) -> Self {
        Self { client: ClientId(ClientId::LIMIT), number: self.number }
    }
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
    /// The power switch of a replica's machine. It works whatever the replica does. `A.power` in text.
    Switch(NodeId),
}

impl Address {
    /// Whether there is a link between two addresses: between a replica and any other replica, any client, or the power
    /// switch of any other replica.
    #[must_use]
    pub fn has_link(self, to: Self) -> bool {
        match (self, to) {
            (Self::Node(a), Self::Node(b) | Self::Switch(b)) | (Self::Switch(a), Self::Node(b)) => {
                a != b
            }
            (Self::Node(_), Self::Client(_)) | (Self::Client(_), Self::Node(_)) => true,
            (Self::Client(_) | Self::Switch(_), Self::Client(_) | Self::Switch(_)) => false,
        }
    }
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
            Address::Node(node) | Address::Switch(node) => node,
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
            Self::Switch(node) => write!(f, "{node}.power"),
        }
    }
}

/// A leadership epoch, ordered by (number, owner). Elected terms have no owner, and come before the owned ones
/// of the same number. An appointed leader owns its term, so two appointments never collide; nor does one of a leader that
/// has lost its disk with an earlier one of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Term(u32);

impl Term {
    /// The first term of a cluster. The default is older than every term, and stands for none.
    pub const FIRST: Self = Self(1);
    /// The lower bits hold the number; the bits above hold the owner's incarnation, and the highest the owner, counted from
    /// 1, or 0 for none.
    const BITS: u32 = 20;
    const OWNER: u32 = 26;

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
        let incarnation = (node.incarnation() as u32) << Self::BITS;
        Self(self.number() | incarnation | (node.place().0 as u32 + 1) << Self::OWNER)
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
        let incarnation = self.0 >> Self::BITS & (u32::from(NodeId::INCARNATIONS) - 1);
        match self.0 >> Self::OWNER {
            0 => Ok(()),
            node => write!(f, ".{}", NodeId(node as u16 - 1).reborn(incarnation as u16)),
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
        let mut left = self;
        iter::from_fn(move || {
            let first = left.first()?;
            left.0 &= left.0 - 1;
            Some(first)
        })
    }

    /// The first node.
    #[must_use]
    pub const fn first(self) -> Option<NodeId> {
        if self.is_empty() { None } else { Some(NodeId(self.0.trailing_zeros() as u16)) }
    }

    /// The node at this place in their order, from 0.
    #[must_use]
    pub fn nth(self, place: usize) -> Option<NodeId> {
        self.iter().nth(place)
    }

    /// The place of a node in their order, if the set contains it.
    #[must_use]
    pub fn place(self, node: NodeId) -> Option<usize> {
        let before = |bit: u32| (self.0 & (bit - 1)).count_ones() as usize;
        self.contains(node).then(|| before(1 << node.0))
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
    fn each_incarnation_has_a_name_of_its_own() {
        let nodes = || (0..NodeId::LIMIT).map(NodeId);
        let names: Vec<NodeId> = (0..5).flat_map(|n| nodes().map(move |it| it.reborn(n))).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "a later incarnation is greater");
        for (n, name) in names.iter().enumerate() {
            let (place, incarnation) = (n as u16 % NodeId::LIMIT, n as u16 / NodeId::LIMIT);
            assert_eq!((name.place(), name.incarnation()), (NodeId(place), incarnation));
            assert_eq!((name.client(), name.reborn(0)), (None, name.place()));
        }
        assert_eq!([names[0], names[26], names[53]].map(|it| it.to_string()), ["A", "A/2", "B/3"]);
    }

    /// Every set of the first five nodes and the last one, against its list.
    #[test]
    fn a_set_is_the_list_of_its_nodes() {
        let nodes: Vec<NodeId> = (0..5).chain([NodeId::LIMIT - 1]).map(NodeId).collect();
        for mask in 0..1_u32 << nodes.len() {
            let held = |place: &usize| mask & 1 << place != 0;
            let list: Vec<NodeId> = (0..nodes.len()).filter(held).map(|it| nodes[it]).collect();
            let set: NodeSet = list.iter().rev().copied().collect();
            assert!(set.iter().eq(list.iter().copied()), "{set}");
            assert_eq!((set.first(), set.len()), (list.first().copied(), list.len() as u32));
            for place in 0..=list.len() {
                assert_eq!(set.nth(place), list.get(place).copied());
            }
            for node in &nodes {
                assert_eq!(set.place(*node), list.iter().position(|it| it == node));
            }
        }
    }

    #[test]
    fn terms_are_ordered_by_number_and_owner() {
        let of = |number| {
            let plain = Term::numbered(number);
            let given = (0..NodeId::LIMIT).map(NodeId).map(move |node| plain.given_to(node));
            iter::once(plain).chain(given)
        };
        let all: Vec<Term> = (0..4).flat_map(of).collect();
        assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            assert_eq!(a.next() > *b, a.number() >= b.number(), "{a} and {b}");
        }
        let b = NodeId(1);
        let two = Term::FIRST.next();
        let text = [Term::FIRST, two.given_to(b), two.given_to(b.reborn(1))].map(|t| t.to_string());
        assert_eq!(text, ["1", "2.B", "2.B/2"]);
        assert!(two.given_to(b) != two.given_to(b.reborn(1)) && two.given_to(b) < two.next());
    }
}
