//! The latencies of one write and one read: W, A, R and S for each replica.

use super::latency::{Latency, Ticks};
use rand::{Rng, RngExt};

/// The latencies of messages between a coordinator and the replicas.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// W: a write, to a replica.
    pub write: Latency,
    /// A: the acknowledgement of a write.
    pub ack: Latency,
    /// R: a read, to a replica.
    pub read: Latency,
    /// S: the response to a read.
    pub response: Latency,
    /// Additional one-way latency of all replicas except the coordinator's local one.
    pub wan: Option<Ticks>,
}

/// The latencies drawn for one write and one read, indexed by replica.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draws {
    pub write: Vec<Ticks>,
    pub ack: Vec<Ticks>,
    pub read: Vec<Ticks>,
    pub response: Vec<Ticks>,
}

impl Draws {
    /// Zero latencies for `n` replicas.
    #[must_use]
    pub fn new(n: usize) -> Self {
        let zeros = || vec![0; n];
        Self { write: zeros(), ack: zeros(), read: zeros(), response: zeros() }
    }
}

impl Network {
    /// Draws a write and a read. With `wan`, the local replicas of the writer and of the reader are drawn as well, as in
    /// the paper's simulation.
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
