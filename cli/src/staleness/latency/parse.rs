//! The parser of distributions.
//!
//! ```text
//! DIST   = ( SHAPE | "mix:" PART { "+" PART } ) [ "+" MS ]
//! PART   = WEIGHT "*" SHAPE
//! SHAPE  = "fixed:" MS | "exp:" RATE | "pareto:" MS "," ALPHA | "lognormal:" MS "," MS
//!        | "empirical:" ( FILE | '"' FILE '"' )
//! ```
//!
//! A number is the longest match of digits with at most one point, and an optional exponent: `e` or `E`, an optional
//! sign and digits. So the `+` of `1e+3` belongs to the number. After a shape, `+`, a number and `*` begin the next
//! part; `+` and a number at the end are the shift of the whole. A FILE without quotes ends before the next `+`.

use super::{
    LONGEST, Latency, Shape,
    error::{LatencyError, Why},
    file::FileError,
};

/// The 99th percentile of the standard normal distribution.
const Z99: f64 = 2.326_347_874_040_841;

/// The tolerance for the sum of the weights.
const SLACK: f64 = 1e-9;

/// The range of a length of time.
const AT_MOST: &str = "at most 100000000";

/// Parses a distribution; `open` reads the latencies in a file.
///
/// # Errors
/// Where it cannot be parsed, and why.
pub fn parse(
    text: &str,
    open: impl Fn(&str) -> Result<Vec<f64>, FileError>,
) -> Result<Latency, LatencyError> {
    let mut reader = Reader { text, rest: text, open };
    let mixed = reader.eat("mix:");
    let mut parts = Vec::new();
    if mixed {
        let weight = reader.weight()?;
        parts.push((weight, reader.shape()?));
    } else {
        parts.push((1.0, reader.shape()?));
    }
    let mut shift = 0.0;
    while reader.eat("+") {
        let start = reader.rest;
        if start.starts_with(char::is_alphabetic) {
            let why = match mixed {
                _ if start.starts_with("mix:") => Why::Nested,
                true => Why::Weightless,
                false => Why::NoMixture,
            };
            return Err(reader.fault(start, why));
        }
        let what = if mixed { "a weight, or a shift in ms" } else { "a shift in ms" };
        shift = reader.number(what)?;
        match reader.rest.chars().next() {
            Some('*') if mixed => {
                reader.rest = start;
                let weight = reader.weight()?;
                parts.push((weight, reader.shape()?));
                shift = 0.0;
            }
            Some('*') => return Err(reader.fault(start, Why::NoMixture)),
            Some('+') => return Err(reader.fault(start, Why::EarlyShift)),
            _ => {
                reader.within(start, ("the shift", shift, shift <= LONGEST), AT_MOST)?;
                break;
            }
        }
    }
    if !reader.rest.is_empty() {
        return Err(reader.expected("+ or the end"));
    }
    let sum: f64 = parts.iter().map(|(weight, _)| weight).sum();
    if (sum - 1.0).abs() > SLACK {
        let sum = (sum * 1e9).round() / 1e9;
        return Err(LatencyError { column: 5, why: Why::Weights(sum) });
    }
    Ok(Latency::new(parts, shift))
}

struct Reader<'a, F> {
    text: &'a str,
    rest: &'a str,
    open: F,
}

impl<'a, F: Fn(&str) -> Result<Vec<f64>, FileError>> Reader<'a, F> {
    fn fault(&self, at: &str, why: Why) -> LatencyError {
        let before = &self.text[..self.text.len() - at.len()];
        LatencyError { column: before.chars().count() + 1, why }
    }

    fn expected(&self, expected: &'static str) -> LatencyError {
        let found = self.rest.chars().take(20).collect();
        self.fault(self.rest, Why::Unexpected { expected, found })
    }

    fn eat(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn comma(&mut self) -> Result<(), LatencyError> {
        if self.eat(",") { Ok(()) } else { Err(self.expected("a comma and a second number")) }
    }

    /// A number without a sign, of any size.
    fn number(&mut self, what: &'static str) -> Result<f64, LatencyError> {
        let length = number_length(self.rest.as_bytes());
        let (number, rest) = self.rest.split_at(length);
        let value = number.parse().map_err(|_| self.expected(what))?;
        self.rest = rest;
        Ok(value)
    }

    /// The value, if it is `good`, or an error at `at`.
    fn within(
        &self,
        at: &str,
        (parameter, value, good): (&'static str, f64, bool),
        range: &'static str,
    ) -> Result<f64, LatencyError> {
        let fault = || self.fault(at, Why::OutOfRange { parameter, value, range });
        good.then_some(value).ok_or_else(fault)
    }

    fn length(&mut self, name: &'static str) -> Result<f64, LatencyError> {
        let at = self.rest;
        let value = self.number(name)?;
        self.within(at, (name, value, value <= LONGEST), AT_MOST)
    }

    fn positive(&mut self, name: &'static str) -> Result<f64, LatencyError> {
        let at = self.rest;
        let value = self.number(name)?;
        let good = value > 0.0 && value <= LONGEST;
        self.within(at, (name, value, good), "above 0 and at most 100000000")
    }

    /// A weight and the `*` after it.
    fn weight(&mut self) -> Result<f64, LatencyError> {
        let at = self.rest;
        if at.starts_with("mix:") {
            return Err(self.fault(at, Why::Nested));
        }
        if at.starts_with(char::is_alphabetic) {
            return Err(self.fault(at, Why::Weightless));
        }
        let weight = self.number("a weight")?;
        let good = weight > 0.0 && weight <= 1.0;
        self.within(at, ("the weight", weight, good), "above 0 and at most 1")?;
        if self.eat("*") { Ok(weight) } else { Err(self.expected("* and a distribution")) }
    }

    fn shape(&mut self) -> Result<Shape, LatencyError> {
        let at = self.rest;
        let end = at.find([':', '+', '*', ',']).unwrap_or(at.len());
        let word = &at[..end];
        self.rest = &at[end..];
        if !["fixed", "exp", "pareto", "lognormal", "empirical"].contains(&word) {
            let why = match word {
                "mix" => Why::Nested,
                _ => Why::UnknownShape(word.chars().take(20).collect()),
            };
            return Err(self.fault(at, why));
        }
        if !self.eat(":") {
            return Err(self.expected("a colon and its parameters"));
        }
        Ok(match word {
            "fixed" => Shape::Fixed(self.length("MS")?),
            "exp" => {
                let at = self.rest;
                let rate = self.positive("RATE_PER_MS")?;
                let range = "at least 0.00000001, or the mean is longer than a day";
                self.within(at, ("RATE_PER_MS", rate, rate * LONGEST >= 1.0), range)?;
                Shape::Exponential(1.0 / rate)
            }
            "pareto" => {
                let least = self.positive("XM_MS")?;
                self.comma()?;
                Shape::Pareto(least, self.positive("ALPHA")?)
            }
            "lognormal" => {
                let median = self.positive("MEDIAN_MS")?;
                self.comma()?;
                let at = self.rest;
                let p99 = self.positive("P99_MS")?;
                if p99 <= median {
                    return Err(self.fault(at, Why::Percentile(median, p99)));
                }
                Shape::LogNormal(median, (p99 / median).ln() / Z99)
            }
            _ => self.file()?,
        })
    }

    fn file(&mut self) -> Result<Shape, LatencyError> {
        let at = self.rest;
        let name = if self.eat("\"") {
            let Some((name, rest)) = self.rest.split_once('"') else {
                self.rest = "";
                return Err(self.expected("a second \" after the name of the file"));
            };
            self.rest = rest;
            name
        } else {
            let end = at.find('+').unwrap_or(at.len());
            self.rest = &at[end..];
            &at[..end]
        };
        if name.is_empty() {
            self.rest = at;
            return Err(self.expected("the name of a file"));
        }
        match (self.open)(name) {
            Ok(all) => Ok(Shape::Empirical(all)),
            Err(error) => Err(self.fault(at, Why::File(name.to_owned(), error))),
        }
    }
}

/// The number of bytes of the number at the beginning of the text.
fn number_length(text: &[u8]) -> usize {
    let digits = |from: usize| text[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut length = digits(0);
    if text.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if length > 0 && matches!(text.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits((length + 1 + sign).min(text.len()));
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
