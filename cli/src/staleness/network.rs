//! The latencies of one write and one read: W, A, R and S for each replica.

use super::latency::{Latency, Ticks};
use rand::{Rng, RngExt};

/// How long messages take between a coordinator and the replicas.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// W: a write on its way to a replica.
    pub write: Latency,
    /// A: its acknowledgement.
    pub ack: Latency,
    /// R: a read's question on its way to a replica.
    pub read: Latency,
    /// S: its answer.
    pub response: Latency,
    /// One way, added for all replicas but the coordinator's local one.
    pub wan: Option<Ticks>,
}

/// What was drawn, replica for replica.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draws {
    pub write: Vec<Ticks>,
    pub ack: Vec<Ticks>,
    pub read: Vec<Ticks>,
    pub response: Vec<Ticks>,
}

impl Draws {
    /// Room for `n` replicas.
    #[must_use]
    pub fn new(n: usize) -> Self {
        let none = || vec![0; n];
        Self { write: none(), ack: none(), read: none(), response: none() }
    }
}

impl Network {
    /// Draws a write and a read. Over a wide area, the write's local replica and the read's are drawn too,
    /// as in the paper's simulation: writers and readers are anywhere.
    #[inline]
    pub fn draw(&self, dice: &mut impl Rng, to: &mut Draws) {
        self.write.fill(dice, &mut to.write);
        self.ack.fill(dice, &mut to.ack);
        self.read.fill(dice, &mut to.read);
        self.response.fill(dice, &mut to.response);
        if let Some(extra) = self.wan {
            for (there, back) in [(&mut to.write, &mut to.ack), (&mut to.read, &mut to.response)] {
                let local = dice.random_range(0..there.len());
                let pairs = there.iter_mut().zip(back).enumerate();
                for (_, (there, back)) in pairs.filter(|&(replica, _)| replica != local) {
                    *there += extra;
                    *back += extra;
                }
            }
        }
    }
}
