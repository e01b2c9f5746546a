//! Times as histories spell them.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The unit of a time that is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Micros,
    Nanos,
}

/// The time in µs: a whole number or a decimal one in `unit`, or a date and time as in ISO 8601, in UTC unless it names
/// an offset. `None` for other texts, and before 1970.
pub fn micros(text: &str, unit: Unit) -> Option<u64> {
    let per_micro = match unit {
        Unit::Micros => 1,
        Unit::Nanos => 1_000,
    };
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole / per_micro);
    }
    if let Ok(decimal) = text.parse::<f64>() {
        let micros = decimal / per_micro as f64;
        return (0.0..u64::MAX as f64).contains(&micros).then_some(micros as u64);
    }
    let utc = || Some(TimeZone::UTC.to_zoned(text.parse::<DateTime>().ok()?).ok()?.timestamp());
    let moment = text.parse::<Timestamp>().ok().or_else(utc)?;
    moment.as_microsecond().try_into().ok()
}

#[test]
fn numbers_and_dates_are_times() {
    for (text, want) in [
        ("12000", Some(12)),
        ("12999.9", Some(12)),
        ("1.2e4", Some(12)),
        ("1970-01-01T00:00:01.5Z", Some(1_500_000)),
        ("1970-01-01 00:00:01,5", Some(1_500_000)),
        ("1970-01-01T02:00:00+02:00", Some(0)),
        ("-1", None),
        ("1969-12-31T23:59:59Z", None),
        ("NaN", None),
        ("noon", None),
    ] {
        assert_eq!(micros(text, Unit::Nanos), want, "{text}");
    }
    assert_eq!(micros("12.7", Unit::Micros), Some(12));
}
