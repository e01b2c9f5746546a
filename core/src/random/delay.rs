//! How long a message takes: five shapes, sampled from integer tables.

use crate::time::Duration;
use alloc::{rc::Rc, vec::Vec};
use core::fmt;

/// A distribution of delays. Lengths are in µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delay {
    /// Always the same.
    Fixed(Duration),
    /// Anything between the two, evenly.
    Uniform(Duration, Duration),
    /// Memoryless, with this mean: queues and retries.
    Exponential(Duration),
    /// Log-normal with this median and 99th percentile: what round trips in a data centre look like.
    LogNormal(Duration, Duration),
    /// Pareto with this median and 99th percentile: a heavy tail.
    Pareto(Duration, Duration),
}

impl Delay {
    /// The longest delay that can be asked for: ten minutes.
    pub const LIMIT: Duration = Duration(600_000_000);

    /// Whether its parameters make sense.
    ///
    /// # Errors
    /// A sentence fragment that says what is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        let (low, high) = match *self {
            Self::Fixed(d) | Self::Exponential(d) => (d, d),
            Self::Uniform(a, b) | Self::LogNormal(a, b) | Self::Pareto(a, b) => (a, b),
        };
        if high > Self::LIMIT {
            return Err("a delay of more than ten minutes");
        }
        if low > high {
            return Err("a first length that is greater than the second");
        }
        if low.0 == 0 && !matches!(self, Self::Fixed(_) | Self::Uniform(..)) {
            return Err("a length of 0, which this shape cannot have");
        }
        Ok(())
    }

    /// Half of all delays are no longer than this.
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

/// The quantiles of a [`Delay`], worked out once, so that a draw is a look-up between integers.
///
/// The real functions come from `libm`, which gives the same bits natively and in wasm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelayTable {
    /// What the table was made from.
    pub delay: Delay,
    quantiles: Rc<[u32]>,
}

/// 1024 equal steps of probability; the last one ends at 1 − 2⁻¹⁴ so that a tail stays finite.
const STEPS: u32 = 1 << 10;

impl DelayTable {
    /// Works out the table.
    #[must_use]
    pub fn new(delay: Delay) -> Self {
        let quantiles = match delay {
            Delay::Fixed(_) | Delay::Uniform(..) => Vec::new(),
            _ => {
                let mut z = 0.0;
                (0..=STEPS).map(|step| quantile(delay, step, &mut z)).collect()
            }
        };
        Self { delay, quantiles: quantiles.into() }
    }

    /// The delay at probability `bits` / 2³²; between two table entries, a straight line.
    #[must_use]
    pub fn at(&self, bits: u32) -> Duration {
        let between = |low: u64, high: u64, part: u64, shift: u32| {
            Duration(low + (((high - low) * part) >> shift))
        };
        match self.delay {
            Delay::Fixed(d) => d,
            Delay::Uniform(a, b) => between(a.0, b.0 + 1, u64::from(bits), 32),
            _ => {
                let step = (bits >> 22) as usize;
                let part = u64::from(bits & ((1 << 22) - 1));
                let (low, high) = (self.quantiles[step], self.quantiles[step + 1]);
                between(u64::from(low), u64::from(high), part, 22)
            }
        }
    }
}

/// The delay below which a part `step` / [`STEPS`] of all draws fall. `z` is the normal quantile of the
/// step before, from which the next is quickly found.
fn quantile(delay: Delay, step: u32, z: &mut f64) -> u32 {
    let p = match step {
        STEPS => 1.0 - 1.0 / 16_384.0,
        _ => f64::from(step) / f64::from(STEPS),
    };
    let micros = |d: Duration| d.0 as f64;
    let value = match delay {
        Delay::Exponential(mean) => -libm::log(1.0 - p) * micros(mean),
        Delay::LogNormal(median, p99) => {
            let sigma = libm::log(micros(p99) / micros(median)) / normal_quantile(0.99, 2.0);
            *z = normal_quantile(p.max(1.0 / 16_384.0), *z);
            micros(median) * libm::exp(sigma * *z)
        }
        Delay::Pareto(median, p99) => {
            // x(p) = scale · (1 − p)^(−1/α); median and p99 fix both.
            let over_alpha = libm::log(micros(p99) / micros(median)) / libm::log(0.5 / 0.01);
            micros(median) * libm::exp(-over_alpha * libm::log((1.0 - p) / 0.5))
        }
        Delay::Fixed(_) | Delay::Uniform(..) => 0.0,
    };
    libm::round(value).min(f64::from(u32::MAX)) as u32
}

/// The standard normal quantile by Newton's method, from a start that is not far off.
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
    fn tables_rise() {
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
    fn medians_and_tails_are_as_asked() {
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

    /// The bits of every table are part of the wire format: a run of today replays in a year.
    #[test]
    fn tables_never_change() {
        let prints = shapes().map(|delay| Fingerprint::of(&DelayTable::new(delay).quantiles));
        assert_eq!(prints, GOLDEN_TABLES);
    }
}
