//! Distributions of one-way latencies, and draws from them.

mod error;
pub mod file;
pub mod parse;

use rand::{Rng, RngExt};
use rand_distr::{Distribution, Exp1, StandardNormal};

/// A length of time in ps, or a moment since the start.
///
/// Whole numbers, so that sums are exact: what happens at one moment does so in the model and in the
/// simulated protocol alike.
pub type Ticks = i64;

/// Ticks in a millisecond.
pub const MS: f64 = 1e9;

/// No latency, shift or time is longer, in ms: more than a day. A draw that is counts as this much. Twenty
/// messages of the longest latency, one after the other, still fit into [`Ticks`].
pub const LONGEST: f64 = 1e8;

/// Milliseconds as ticks, to the nearest.
#[must_use]
pub fn ticks(ms: f64) -> Ticks {
    (ms.min(LONGEST) * MS + 0.5) as Ticks
}

/// A distribution without parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Always so many ms.
    Fixed(f64),
    /// Exponential with this mean in ms.
    Exponential(f64),
    /// Pareto: never less than the first, in ms; longer than x with probability (first / x)^alpha.
    Pareto(f64, f64),
    /// Log-normal with this median in ms, and this standard deviation of the natural logarithm.
    LogNormal(f64, f64),
    /// One of these, in ms, each as likely as the others. Never empty.
    Empirical(Vec<f64>),
}

/// The latency of one kind of message: a mixture of shapes, moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Latency {
    /// Each part with the sum of the weights up to it, as a part of 2⁶⁴. Never empty.
    parts: Vec<(u64, Shape)>,
    /// Added to every draw.
    shift: Ticks,
}

impl Shape {
    /// A draw, in ms. Tails are as far as they should be: the exponential and the normal ones start again
    /// beyond the last step of their tables, instead of stopping where a uniform number has no more bits.
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
    /// Each of `parts` as often as its weight says, and `shift` ms more. The weights add up to 1, but for
    /// rounding; there is at least one.
    #[must_use]
    pub fn new(parts: Vec<(f64, Shape)>, shift: f64) -> Self {
        let mut sum = 0.0;
        let add = |(weight, shape)| {
            sum += weight;
            // 2⁶⁴ itself is cut to the greatest number.
            ((sum * 64_f64.exp2()) as u64, shape)
        };
        Self { parts: parts.into_iter().map(add).collect(), shift: ticks(shift) }
    }

    /// Fills `to` with draws that are independent of each other.
    #[inline]
    pub fn fill(&self, dice: &mut impl Rng, to: &mut [Ticks]) {
        for place in to {
            let shape = match &self.parts[..] {
                [(_, only)] => only,
                parts => {
                    let at = dice.next_u64();
                    // The last sum is a hair below 1, and so does not count.
                    let last = parts.len() - 1;
                    let part = parts[..last].iter().find(|(up_to, _)| at < *up_to);
                    &part.unwrap_or(&parts[last]).1
                }
            };
            *place = ticks(shape.draw(dice)) + self.shift;
        }
    }
}
