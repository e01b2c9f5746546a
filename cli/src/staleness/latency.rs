//! Distributions of one-way latencies.

mod error;
pub mod file;
pub mod parse;

pub use error::LatencyError;

use rand::{Rng, RngExt};
use rand_distr::{Distribution, Exp1, StandardNormal};

/// A length of time, or a time since the start, in ps.
///
/// Integers make sums exact, so that equal times in the model are equal in the simulated protocol.
pub type Ticks = i64;

/// Ticks in a millisecond.
pub const MS: f64 = 1e9;

/// The maximal latency, shift or time in ms: more than a day. Longer draws are cut to it. Twenty consecutive messages
/// of this latency fit into [`Ticks`].
pub const LONGEST: f64 = 1e8;

/// Milliseconds in ticks, rounded to the nearest.
#[must_use]
pub fn ticks(ms: f64) -> Ticks {
    (ms.min(LONGEST) * MS + 0.5) as Ticks
}

/// A distribution that is no mixture.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Constant, in ms.
    Fixed(f64),
    /// Exponential with this mean in ms.
    Exponential(f64),
    /// Pareto with this minimum in ms and this exponent: longer than x with probability (minimum / x)^exponent.
    Pareto(f64, f64),
    /// Log-normal with this median in ms, and this standard deviation of the natural logarithm.
    LogNormal(f64, f64),
    /// One of these values in ms, all equally likely. Never empty.
    Empirical(Vec<f64>),
}

/// The latency of one kind of message: a mixture of shapes, plus a constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Latency {
    /// The parts with their cumulative weights, in units of 2⁻⁶⁴. Never empty.
    parts: Vec<(u64, Shape)>,
    /// Added to every draw.
    shift: Ticks,
}

impl Shape {
    /// A draw, in ms. The tails of the exponential and normal draws are not cut off by the precision of a uniform number:
    /// beyond the last step of their tables they draw again.
    #[inline]
    fn draw(&self, dice: &mut impl Rng) -> f64 {
        let exponential = |dice: &mut _| -> f64 { Exp1.sample(dice) };
        match self {
            Self::Fixed(ms) => *ms,
            Self::Exponential(mean) => mean * exponential(dice),
            Self::Pareto(least, alpha) => least * (exponential(dice) / alpha).exp(),
            Self::LogNormal(median, sigma) => {
                let normal: f64 = StandardNormal.sample(dice);
                median * (sigma * normal).exp()
            }
            Self::Empirical(all) => all[dice.random_range(0..all.len())],
        }
    }
}

impl Latency {
    /// A mixture of `parts` with their weights, plus `shift` ms. There is at least one part, and the weights add up to 1
    /// except for rounding.
    #[must_use]
    pub fn new(parts: Vec<(f64, Shape)>, shift: f64) -> Self {
        let mut sum = 0.0;
        let add = |(weight, shape)| {
            sum += weight;
            // The conversion saturates at 2⁶⁴ − 1.
            ((sum * 64_f64.exp2()) as u64, shape)
        };
        Self { parts: parts.into_iter().map(add).collect(), shift: ticks(shift) }
    }

    /// Fills `to` with independent draws.
    #[inline]
    pub fn fill(&self, dice: &mut impl Rng, to: &mut [Ticks]) {
        for place in to {
            let shape = match &self.parts[..] {
                [(_, only)] => only,
                parts => {
                    let at = dice.next_u64();
                    // The last cumulative weight may be slightly below 1, so it is not compared.
                    let last = parts.len() - 1;
                    let part = parts[..last].iter().find(|(up_to, _)| at < *up_to);
                    &part.unwrap_or(&parts[last]).1
                }
            };
            *place = ticks(shape.draw(dice)) + self.shift;
        }
    }
}
