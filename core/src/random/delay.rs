//! How long a message takes: five distributions, sampled from integer tables.

use crate::time::Duration;
use alloc::{boxed::Box, rc::Rc, vec::Vec};
use core::fmt;
use once_cell::race::OnceBox;

/// A distribution of delays. Lengths are in µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delay {
    /// Constant.
    Fixed(Duration),
    /// Uniform between the two.
    Uniform(Duration, Duration),
    /// Exponential (memoryless) with this mean: queues and retries.
    Exponential(Duration),
    /// Log-normal with this median and 99th percentile: what round trips in a data centre look like.
    LogNormal(Duration, Duration),
    /// Pareto with this median and 99th percentile: a heavy tail.
    Pareto(Duration, Duration),
}

impl Delay {
    /// The delay between replicas unless a scenario sets another one.
    pub const DEFAULT: Self = Self::LogNormal(Duration::millis(12), Duration::millis(40));

    /// The longest delay that a scenario may set: ten minutes.
    pub const LIMIT: Duration = Duration(600_000_000);

    /// Checks the parameters.
    ///
    /// # Errors
    /// The parameter that makes no sense.
    pub fn check(&self) -> Result<(), DelayError> {
        let (low, high) = match *self {
            Self::Fixed(d) | Self::Exponential(d) => (d, d),
            Self::Uniform(a, b) | Self::LogNormal(a, b) | Self::Pareto(a, b) => (a, b),
        };
        if high > Self::LIMIT {
            return Err(DelayError::TooLong);
        }
        if low > high {
            return Err(DelayError::OutOfOrder);
        }
        if low.0 == 0 && !matches!(self, Self::Fixed(_) | Self::Uniform(..)) {
            return Err(DelayError::Zero);
        }
        Ok(())
    }

    /// The median: half of all delays are no longer.
    #[must_use]
    pub fn median(&self) -> Duration {
        match *self {
            Self::Fixed(d) => d,
            Self::Uniform(a, b) => Duration(u64::midpoint(a.0, b.0)),
            Self::LogNormal(median, _) | Self::Pareto(median, _) => median,
            Self::Exponential(_) => DelayTable::new(*self).at(1 << 31),
        }
    }
}

/// Why the parameters of a delay make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DelayError {
    /// A length exceeds [`Delay::LIMIT`].
    #[error("a delay of more than ten minutes")]
    TooLong,
    /// The first length, a minimum or median, exceeds the second, a maximum or 99th percentile.
    #[error("a first length that is greater than the second")]
    OutOfOrder,
    /// A length of 0 in a shape that has no such draws.
    #[error("a length of 0, which this shape cannot have")]
    Zero,
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(d) => write!(f, "fixed {d}"),
            Self::Uniform(a, b) => write!(f, "uniform {a} {b}"),
            Self::Exponential(mean) => write!(f, "exponential {mean}"),
            Self::LogNormal(median, p99) => write!(f, "lognormal {median} {p99}"),
            Self::Pareto(median, p99) => write!(f, "pareto {median} {p99}"),
        }
    }
}

/// The quantiles of a [`Delay`], computed once, so that a draw is a look-up among integers.
///
/// The real functions come from `libm`, which gives the same bits natively and in wasm.
#[derive(Clone, Debug)]
pub struct DelayTable {
    /// The distribution that the table was computed from.
    pub delay: Delay,
    quantiles: Quantiles,
}

/// One quantile, in µs, for each of the 1025 ends of [`STEPS`] equal steps of probability.
#[derive(Clone, Debug)]
enum Quantiles {
    /// A fixed or uniform delay needs none.
    None,
    /// Those of [`Delay::DEFAULT`], which every world starts with.
    Default,
    Own(Rc<[u32]>),
}

/// 1024 equal steps of probability; the last one ends at 1 − 2⁻¹⁴ so that a tail stays finite.
const STEPS: u32 = 1 << 10;

impl DelayTable {
    /// Computes the table.
    #[must_use]
    pub fn new(delay: Delay) -> Self {
        let quantiles = match delay {
            Delay::Fixed(_) | Delay::Uniform(..) => Quantiles::None,
            Delay::DEFAULT => Quantiles::Default,
            Delay::Exponential(_) | Delay::LogNormal(..) | Delay::Pareto(..) => {
                Quantiles::Own(quantiles(delay).collect())
            }
        };
        Self { delay, quantiles }
    }

    /// The delay at probability `bits` / 2³², interpolated linearly between two entries.
    #[must_use]
    pub fn at(&self, bits: u32) -> Duration {
        let between = |low: u64, high: u64, part: u64, shift: u32| {
            Duration(low + (((high - low) * part) >> shift))
        };
        match self.delay {
            Delay::Fixed(d) => d,
            Delay::Uniform(a, b) => between(a.0, b.0 + 1, u64::from(bits), 32),
            Delay::Exponential(_) | Delay::LogNormal(..) | Delay::Pareto(..) => {
                let step = (bits >> 22) as usize;
                let part = u64::from(bits & ((1 << 22) - 1));
                let quantiles = self.quantiles();
                let (low, high) = (quantiles[step], quantiles[step + 1]);
                between(u64::from(low), u64::from(high), part, 22)
            }
        }
    }

    fn quantiles(&self) -> &[u32] {
        match &self.quantiles {
            Quantiles::None => &[],
            Quantiles::Default => default_quantiles(),
            Quantiles::Own(own) => own,
        }
    }
}

/// The quantiles of [`Delay::DEFAULT`], computed once in a process.
fn default_quantiles() -> &'static [u32] {
    static ONCE: OnceBox<Vec<u32>> = OnceBox::new();
    ONCE.get_or_init(|| Box::new(quantiles(Delay::DEFAULT).collect()))
}

/// The quantiles of the standard normal distribution, which every log-normal table is scaled from;
/// computed once in a process.
fn normal_quantiles() -> &'static [f64] {
    static ONCE: OnceBox<Vec<f64>> = OnceBox::new();
    ONCE.get_or_init(|| {
        let mut z = 0.0;
        let next = |step| {
            // Each quantile is close to the one before, so a few iterations find it.
            z = normal_quantile(probability(step).max(1.0 / 16_384.0), z);
            z
        };
        Box::new((0..=STEPS).map(next).collect())
    })
}

/// The probability at the end of `step` steps.
fn probability(step: u32) -> f64 {
    match step {
        STEPS => 1.0 - 1.0 / 16_384.0,
        _ => f64::from(step) / f64::from(STEPS),
    }
}

/// The delays in µs below which a part `step` / [`STEPS`] of all draws fall, for each step.
fn quantiles(delay: Delay) -> impl Iterator<Item = u32> {
    let micros = |d: Duration| d.0 as f64;
    // The logarithm of the 99th percentile's distance to the median, in medians.
    let spread = |median, p99| libm::log(micros(p99) / micros(median));
    let scale = match delay {
        Delay::LogNormal(median, p99) => spread(median, p99) / normal_quantile(0.99, 2.0),
        Delay::Pareto(median, p99) => spread(median, p99) / libm::log(0.5 / 0.01),
        Delay::Exponential(mean) => micros(mean),
        Delay::Fixed(_) | Delay::Uniform(..) => 0.0,
    };
    (0..=STEPS).map(move |step| {
        let p = probability(step);
        let value = match delay {
            Delay::Exponential(_) => -libm::log(1.0 - p) * scale,
            Delay::LogNormal(median, _) => {
                micros(median) * libm::exp(scale * normal_quantiles()[step as usize])
            }
            // x(p) = median · (2 (1 − p))^(−1/α), where `scale` is 1/α.
            Delay::Pareto(median, _) => {
                micros(median) * libm::exp(-scale * libm::log((1.0 - p) / 0.5))
            }
            Delay::Fixed(_) | Delay::Uniform(..) => 0.0,
        };
        libm::round(value).min(f64::from(u32::MAX)) as u32
    })
}

/// The standard normal quantile of `p` by Newton's method, starting at `near`.
fn normal_quantile(p: f64, near: f64) -> f64 {
    use core::f64::consts::{PI, SQRT_2};
    let mut z = near;
    for _ in 0..40 {
        let below = 0.5 * libm::erfc(-z / SQRT_2);
        let density = libm::exp(-0.5 * z * z) / libm::sqrt(2.0 * PI);
        let step = (below - p) / density;
        z -= libm::fmin(libm::fmax(step, -1.0), 1.0);
        if libm::fabs(step) < 1e-11 {
            break;
        }
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Fingerprint;

    const MS: u64 = 1_000;

    const GOLDEN_TABLES: [u64; 5] = [
        0xE940_A0FC_1547_4C0E,
        0xE940_A0FC_1547_4C0E,
        0xB0AE_4C80_4F2E_77B9,
        0x2F17_19E5_862C_E89B,
        0x1F7A_3923_92AC_955C,
    ];

    fn shapes() -> [Delay; 5] {
        let ms = Duration::millis;
        [
            Delay::Fixed(ms(5)),
            Delay::Uniform(ms(2), ms(8)),
            Delay::Exponential(ms(10)),
            Delay::LogNormal(ms(12), ms(40)),
            Delay::Pareto(ms(12), ms(90)),
        ]
    }

    #[test]
    fn tables_are_monotonic() {
        for delay in shapes() {
            let table = DelayTable::new(delay);
            let mut last = Duration(0);
            for bits in (0..=u32::MAX).step_by(1 << 18) {
                assert!(table.at(bits) >= last, "{delay}");
                last = table.at(bits);
            }
        }
    }

    #[test]
    fn medians_and_tails_match_the_parameters() {
        let close = |got: Duration, want: u64| got.0.abs_diff(want) * 200 <= want;
        let p = |part: f64| (part * 4_294_967_296.0) as u32;
        for (delay, median, p99) in [
            (Delay::LogNormal(Duration(12 * MS), Duration(40 * MS)), 12 * MS, 40 * MS),
            (Delay::Pareto(Duration(12 * MS), Duration(90 * MS)), 12 * MS, 90 * MS),
            (Delay::Exponential(Duration(10 * MS)), 6_931, 46_052),
            (Delay::Uniform(Duration(2 * MS), Duration(8 * MS)), 5 * MS, 7_940),
        ] {
            let table = DelayTable::new(delay);
            assert!(close(table.at(p(0.5)), median), "{delay}: {:?}", table.at(p(0.5)));
            assert!(close(table.at(p(0.99)), p99), "{delay}: {:?}", table.at(p(0.99)));
        }
    }

    /// The bits of every table are part of the wire format: a recorded run must replay in a year.
    #[test]
    fn tables_never_change() {
        let prints =
            shapes().map(|delay| Fingerprint::of(&DelayTable::new(delay).quantiles().to_vec()));
        assert_eq!(prints, GOLDEN_TABLES);
    }
}
