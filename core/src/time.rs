//! Two kinds of time, so that no node reads the simulation's clock by accident.

use core::{
    fmt,
    ops::{Add, Sub},
};

/// A moment of the simulation, in µs since its start. Only the world and its watchers see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub u64);

/// A length of time, in µs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub u64);

/// A reading of one node's own clock, in µs: true time plus that node's skew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Instant {
    /// What a clock that is off by `skew` µs shows at this moment.
    #[must_use]
    pub const fn read_by(self, skew: i64) -> Timestamp {
        Timestamp((self.0 as i64).saturating_add(skew))
    }

    /// The time since `earlier`, zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Duration {
    /// `n` milliseconds.
    #[must_use]
    pub const fn millis(n: u64) -> Self {
        Self(n * 1_000)
    }
}

impl Timestamp {
    /// The next reading that is later than this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;
    fn add(self, rhs: Duration) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;
    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(rhs.0))
    }
}

/// Writes `micros` as milliseconds, exactly: `12ms`, `0.5ms`, `1.204ms`.
fn exact(f: &mut fmt::Formatter<'_>, micros: u64) -> fmt::Result {
    let (whole, part) = (micros / 1_000, micros % 1_000);
    match part {
        0 => write!(f, "{whole}ms"),
        _ if part % 100 == 0 => write!(f, "{whole}.{}ms", part / 100),
        _ if part % 10 == 0 => write!(f, "{whole}.{:02}ms", part / 10),
        _ => write!(f, "{whole}.{part:03}ms"),
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        exact(f, self.0)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        exact(f, self.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        exact(f, self.0.unsigned_abs())
    }
}
