//! Simulated time and the clocks of nodes. They have different types, so that no node can read the simulation's clock.

use core::{
    fmt,
    ops::{Add, Sub},
    str::FromStr,
};

/// A moment of the simulation, in µs since its start. Only the world and its watchers know it; nodes do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub u64);

/// A length of time, in µs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub u64);

/// A reading of a node's own clock, in µs: the simulated time plus the node's skew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// The durations from `min` to `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DurationRange {
    /// The shortest.
    pub min: Duration,
    /// The longest.
    pub max: Duration,
}

impl Instant {
    /// The reading of a clock with a skew of `skew` µs at this moment.
    #[must_use]
    pub const fn read_by(self, skew: i64) -> Timestamp {
        Timestamp((self.0 as i64).saturating_add(skew))
    }

    /// The time since `earlier`; zero if `earlier` is later than this moment.
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
    /// The smallest later reading.
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

impl Add for Duration {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;
    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(rhs.0))
    }
}

impl FromStr for Duration {
    type Err = DurationError;

    /// Parses a number and a unit, exact to the µs: `12ms`, `0.5ms`, `500us`, `2s`.
    fn from_str(text: &str) -> Result<Self, DurationError> {
        let unit = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(unit);
        // The decimal places of the unit in µs.
        let places = match unit {
            "us" => 0,
            "ms" => 3,
            "s" => 6,
            _ => return Err(DurationError),
        };
        let (whole, fraction) = match number.split_once('.') {
            Some((_, "")) => return Err(DurationError),
            Some(parts) => parts,
            None => (number, ""),
        };
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        // Twelve digits of seconds are 30 000 years.
        let fits = (1..=12).contains(&whole.len()) && fraction.len() <= places;
        if !fits || !is_number(whole) || !is_number(fraction) {
            return Err(DurationError);
        }
        let digits = whole.bytes().chain(fraction.bytes());
        let value = digits.fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        Ok(Self(value * 10_u64.pow((places - fraction.len()) as u32)))
    }
}

/// A text is no length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a length of time such as 12ms, 500us or 2s")]
pub struct DurationError;

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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn durations_are_parsed_exactly() {
        for (text, micros) in [
            ("0us", 0),
            ("12ms", 12_000),
            ("0.5ms", 500),
            ("1.204ms", 1_204),
            ("00.010s", 10_000),
            ("2s", 2_000_000),
            ("999999999999us", 999_999_999_999),
        ] {
            assert_eq!(text.parse(), Ok(Duration(micros)), "{text}");
            let printed = Duration(micros).to_string();
            assert_eq!(printed.parse(), Ok(Duration(micros)), "{printed}");
        }
        for text in [
            "",
            "12",
            "ms",
            "1.ms",
            ".5ms",
            "0.5us",
            "1.2345ms",
            "+1ms",
            "-1ms",
            "1e3ms",
            "1 ms",
            "1000000000000s",
        ] {
            assert_eq!(text.parse::<Duration>(), Err(DurationError), "{text}");
        }
    }
}
