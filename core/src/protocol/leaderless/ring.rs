//! The ring: the nodes that hold a key, and those that stand in for them.
//!
//! # Story
//! Every node, also one that has not joined yet, has [`VIRTUAL`] positions on a circle. A node that joins or
//! leaves moves only the keys next to its own positions. The first n distinct members after a key's position
//! are its homes, in this order; the next members stand in for them.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.2 (partitioning, virtual nodes) and §4.3 (preference list).
//!
//! # Invariants
//! - I1 A key's homes are n distinct members, whichever node asks, and a node that joins or leaves changes only
//!   preference lists in which it stands (the tables in `ring_tests.rs`).
//!
//! # Not modelled
//! Weights, manually assigned tokens, racks. The circle of all possible nodes is a constant; members are selected
//! from it.

use super::{Config, view::Placement};
use crate::{
    hash::Fingerprint,
    id::{NodeId, NodeSet},
    kv::Key,
    view::{KeyPlace, RingView},
};

/// The number of positions of each node.
pub const VIRTUAL: usize = 8;
const ALL: usize = NodeId::LIMIT as usize * VIRTUAL;

/// Positions in order, each with its node.
static RING: [(u16, u16); ALL] = ring();

/// Spreads small numbers over all positions: the finalizer of `SplitMix64` (Steele et al., *Fast
/// Splittable Pseudorandom Number Generators*, 2014).
const fn spread(number: u64) -> u16 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z >> 48) as u16
}

const fn ring() -> [(u16, u16); ALL] {
    let mut ring = [(0, 0); ALL];
    let mut n = 0;
    while n < ALL {
        // Insertion sort: it runs once, in the compiler. Nodes with one position keep their order.
        let new = (spread(n as u64), (n / VIRTUAL) as u16);
        let mut at = n;
        while at > 0 && ring[at - 1].0 > new.0 {
            ring[at] = ring[at - 1];
            at -= 1;
        }
        ring[at] = new;
        n += 1;
    }
    ring
}

/// The position of a key.
pub fn position(key: Key) -> u16 {
    spread(Fingerprint::of(&key))
}

/// The members in ring order, starting at a key's position.
pub struct Walk {
    left: NodeSet,
    at: usize,
}

impl Walk {
    pub fn from(key: Key, members: NodeSet) -> Self {
        Self::of(position(key), members)
    }

    fn of(position: u16, members: NodeSet) -> Self {
        let at = RING.partition_point(|&(other, _)| other < position);
        Self { left: members, at }
    }
}

impl Iterator for Walk {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        while !self.left.is_empty() {
            let node = NodeId(RING[self.at % ALL].1);
            self.at += 1;
            if self.left.remove(node) {
                return Some(node);
            }
        }
        None
    }
}

impl Placement {
    /// The placement in a cluster of these members.
    pub const fn of(config: &Config, members: NodeSet) -> Self {
        let Config { n, centres, .. } = *config;
        Self { n, centres, members }
    }

    /// The preference list of a key: the first n members of each data centre, in ring order from its position.
    pub fn homes(self, key: Key) -> impl Iterator<Item = NodeId> {
        self.homes_at(position(key))
    }

    /// Whether a node is a home of some positions here, but was none of theirs before.
    pub fn gives(self, node: NodeId, before: Self) -> bool {
        let gained = |&(at, _): &(u16, u16)| {
            let is_home = |of: Self| of.homes_at(at).any(|home| home == node);
            is_home(self) && !is_home(before)
        };
        RING.iter().any(gained)
    }

    fn homes_at(self, position: u16) -> impl Iterator<Item = NodeId> {
        let Self { n, centres, members } = self;
        let mut taken = [0; Config::CENTRES];
        let first_n = move |node: &NodeId| {
            let taken = &mut taken[usize::from(node.0 % centres)];
            *taken += 1;
            *taken <= n
        };
        Walk::of(position, members).filter(first_n).take(usize::from(n * centres))
    }
}

/// The preference list of a key.
pub fn homes(config: &Config, key: Key, members: NodeSet) -> impl Iterator<Item = NodeId> {
    Placement::of(config, members).homes(key)
}

/// The view of the ring.
pub fn describe(config: &Config, members: NodeSet, keys: &[Key]) -> RingView {
    let positions = RING.iter().map(|&(at, node)| (at, NodeId(node)));
    let place = |&key: &Key| {
        let order: alloc::vec::Vec<NodeId> = Walk::from(key, members).collect();
        let homes = homes(config, key, members).collect();
        KeyPlace { key, at: position(key), homes, order }
    };
    RingView {
        positions: positions.filter(|&(_, node)| members.contains(node)).collect(),
        keys: keys.iter().map(place).collect(),
        centres: config.centres,
    }
}

#[cfg(test)]
#[path = "ring_tests.rs"]
mod tests;
