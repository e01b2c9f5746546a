//! Random draws. Each is a function of seed, stream and ordinal; there is no global sequence.
//!
//! So an additional message on one link does not change the delays of the other links, and two runs can be compared.

pub mod delay;

use crate::{
    hash::Fingerprint,
    id::{Address, ClientId, NodeId},
};
use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};

/// A sequence of draws that is independent of all other sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The fate of the n-th envelope from one address to another.
    Link(Address, Address),
    /// The n-th timer that a node sets.
    Timer(NodeId),
    /// The n-th operation of a client's workload.
    Workload(ClientId),
    /// The replica that a client asks for its n-th operation.
    Route(ClientId),
    /// The n-th step of a random run with faults.
    Storm,
    /// What a node draws while it executes the transaction at position n of a log.
    Transaction(NodeId),
}

impl Stream {
    fn code(self) -> u64 {
        let address = |a: Address| match a {
            Address::Node(node) => u64::from(node.0),
            Address::Client(client) => 0x1_0000 | u64::from(client.0),
            Address::Switch(node) => 0x2_0000 | u64::from(node.0),
        };
        match self {
            Self::Link(from, to) => (1 << 60) | (address(from) << 24) | address(to),
            Self::Timer(node) => (2 << 60) | address(node.into()),
            Self::Workload(client) => (3 << 60) | address(client.into()),
            Self::Route(client) => (4 << 60) | address(client.into()),
            Self::Storm => 5 << 60,
            Self::Transaction(node) => (6 << 60) | address(node.into()),
        }
    }
}

/// A generator for one ordinal of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The generator of (`seed`, `stream`, `ordinal`).
    #[must_use]
    pub fn new(seed: u64, stream: Stream, ordinal: u64) -> Self {
        let mut name = Fingerprint::continuing(seed);
        name.mix(stream.code());
        name.mix(ordinal);
        Self(Xoshiro256PlusPlus::seed_from_u64(core::hash::Hasher::finish(&name)))
    }

    /// The generator of a seed that was drawn before.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// 32 random bits.
    pub fn bits(&mut self) -> u32 {
        (self.0.next_u64() >> 32) as u32
    }

    /// A number below `limit`, or 0 if `limit` is 0. The bias is less than `limit` / 2³².
    pub fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.bits()) * u64::from(limit)) >> 32) as u32
    }

    /// True with probability `ppm` / 1 000 000.
    pub fn chance(&mut self, ppm: u32) -> bool {
        ppm > 0 && self.below(1_000_000) < ppm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_seed_stream_and_ordinal_only() {
        let link = |to| Stream::Link(NodeId(0).into(), NodeId(to).into());
        let draw = |seed, stream, n| Dice::new(seed, stream, n).bits();
        assert_eq!(draw(7, link(1), 3), draw(7, link(1), 3));
        assert_ne!(draw(7, link(1), 3), draw(8, link(1), 3));
        assert_ne!(draw(7, link(1), 3), draw(7, link(2), 3));
        assert_ne!(draw(7, link(1), 3), draw(7, link(1), 4));
        assert_ne!(draw(7, link(1), 3), draw(7, Stream::Timer(NodeId(1)), 3));
    }

    #[test]
    fn below_is_uniform() {
        let mut seen = [0_u32; 6];
        for n in 0..6_000 {
            seen[Dice::new(1, Stream::Timer(NodeId(0)), n).below(6) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| (850..1_150).contains(&n)), "{seen:?}");
    }
}
