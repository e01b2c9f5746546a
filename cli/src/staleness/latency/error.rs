//! Why a distribution cannot be parsed.

use super::file::FileError;
use std::fmt;

/// Where a distribution cannot be parsed, and why.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("column {column}: {why}")]
pub struct LatencyError {
    /// In characters, counted from 1.
    pub column: usize,
    pub why: Why,
}

/// Why a distribution cannot be parsed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Why {
    /// `found` is empty at the end.
    #[error("expected {expected}, found {}", quoted(found))]
    Unexpected { expected: &'static str, found: String },
    #[error(
        "“{0}” is no distribution; there are fixed:MS, exp:RATE_PER_MS, pareto:XM_MS,ALPHA, \
         lognormal:MEDIAN_MS,P99_MS, empirical:FILE and mix:WEIGHT*…+WEIGHT*…"
    )]
    UnknownShape(String),
    #[error("{parameter} is {}; it must be {range}", Number(*value))]
    OutOfRange { parameter: &'static str, value: f64, range: &'static str },
    /// The median, and a 99th percentile that is not above it.
    #[error("P99_MS is {1}, which is not above MEDIAN_MS, {0}; without a spread it is fixed:{0}")]
    Percentile(f64, f64),
    /// The sum of the weights.
    #[error("the weights add up to {0}, not to 1; divide each by {0}")]
    Weights(f64),
    /// A part of a mixture has no weight.
    #[error("each part of a mixture begins with its weight, such as 0.5*exp:2")]
    Weightless,
    /// A second distribution outside of a mixture.
    #[error("two distributions make a mixture: mix:0.5*…+0.5*…")]
    NoMixture,
    #[error("a mixture has no mixture among its parts; multiply the weights, and list all parts")]
    Nested,
    /// A shift is followed by more.
    #[error("the shift comes once, at the end, and applies to the whole mixture")]
    EarlyShift,
    #[error("{0}: {1}")]
    File(String, FileError),
}

fn quoted(found: &str) -> String {
    if found.is_empty() { "the end".to_owned() } else { format!("“{found}”") }
}

/// A number, in scientific notation if it would have too many digits otherwise.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 1e15 { write!(f, "{:e}", self.0) } else { write!(f, "{}", self.0) }
    }
}
