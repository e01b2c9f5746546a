//! Why a distribution cannot be read.

use super::file::FileError;
use std::fmt;

/// Where a distribution cannot be read, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct LatencyError {
    /// Which character of the text, counted from 1.
    pub column: usize,
    pub why: Why,
}

/// Why a distribution cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Something else was expected than what stands here.
    Expected(&'static str, String),
    /// Not the name of a shape.
    NoShape(String),
    /// A parameter, its value, and what values it may have.
    Range(&'static str, f64, &'static str),
    /// The median, and a 99th percentile that is not above it.
    Percentile(f64, f64),
    /// What the weights add up to, if not to 1.
    Weights(f64),
    /// A part of a mixture without its weight.
    Weightless,
    /// A second distribution, although it is no mixture.
    NoMixture,
    /// A mixture in a mixture.
    Nested,
    /// A shift that is not the end.
    EarlyShift,
    /// A file, and what is wrong with it.
    File(String, FileError),
}

impl fmt::Display for LatencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: ", self.column)?;
        match &self.why {
            Why::Expected(what, found) if found.is_empty() => {
                write!(f, "expected {what}, found the end")
            }
            Why::Expected(what, found) => write!(f, "expected {what}, found “{found}”"),
            Why::NoShape(word) => write!(
                f,
                "“{word}” is no distribution; there are fixed:MS, exp:RATE_PER_MS, pareto:XM_MS,ALPHA, \
                 lognormal:MEDIAN_MS,P99_MS, empirical:FILE and mix:WEIGHT*…+WEIGHT*…"
            ),
            // Written out, some numbers have hundreds of digits.
            Why::Range(name, value, range) if *value > 1e15 => {
                write!(f, "{name} is {value:e}; it must be {range}")
            }
            Why::Range(name, value, range) => write!(f, "{name} is {value}; it must be {range}"),
            Why::Percentile(median, p99) => write!(
                f,
                "P99_MS is {p99}, which is not above MEDIAN_MS, {median}; without a spread it is \
                 fixed:{median}"
            ),
            Why::Weights(sum) => {
                write!(f, "the weights add up to {sum}, not to 1; divide each by {sum}")
            }
            Why::Weightless => {
                f.write_str("each part of a mixture begins with its weight, such as 0.5*exp:2")
            }
            Why::NoMixture => {
                f.write_str("two distributions make a mixture: mix:0.5*…+0.5*…")
            }
            Why::Nested => f.write_str(
                "a mixture has no mixture among its parts; multiply the weights, and list all parts",
            ),
            Why::EarlyShift => {
                f.write_str("a shift stands once, at the very end, and moves all of the mixture")
            }
            Why::File(name, error) => write!(f, "{name}: {error}"),
        }
    }
}
