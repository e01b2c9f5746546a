//! Errors in a scenario or a recorded run.

use crate::{
    kv::{Value, WordError},
    sim::Refusal,
    store::{handler, table},
    time::Instant,
};
use alloc::string::String;
use core::fmt;

/// An error at a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The text at that place, shortened; empty at the end of a line.
    pub found: String,
    /// What was expected instead.
    pub expected: Expected,
}

/// What was expected at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This kind of text.
    Kind(&'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A key, or an item of a cart.
    Word(WordError),
    /// A value.
    Value(WordError),
    /// This part of a statement.
    Statement(table::Expected),
    /// Something that is possible in this scenario; it is refused for this reason.
    Sense(Refusal),
    /// No second line of this kind.
    Once(&'static str),
    /// A line of this kind before this place.
    Missing(&'static str),
    /// A moment before the end of the run.
    Before(Instant),
    /// This part of a conflict handler.
    Handler(handler::Expected),
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: found ", self.line, self.column)?;
        match self.found.as_str() {
            "" => f.write_str("the end of the line")?,
            found => write!(f, "“{found}”")?,
        }
        match &self.expected {
            Expected::Kind(kind) => write!(f, ", expected {kind}"),
            Expected::Statement(expected) => write!(f, ", expected {expected}"),
            Expected::Handler(expected) => write!(f, ", expected {expected}"),
            Expected::OneOf(words) => {
                f.write_str(", expected ")?;
                for (n, word) in words.iter().enumerate() {
                    let before = match n {
                        0 => "",
                        n if n + 1 == words.len() => " or ",
                        _ => ", ",
                    };
                    write!(f, "{before}{word}")?;
                }
                Ok(())
            }
            Expected::Word(error) => {
                write!(f, ", which is {error}; expected a word of at most 23 bytes such as cart")
            }
            Expected::Value(error) => {
                let limit = Value::LIMIT;
                write!(
                    f,
                    ", which is {error}; expected a word of at most 23 bytes such as cart, "
                )?;
                write!(f, "or a text of at most {limit} bytes in double quotes")
            }
            Expected::Sense(refusal) => write!(f, ", which cannot be: {refusal}"),
            Expected::Once(what) => {
                write!(f, ", but there is a line “{what}” already; expected one")
            }
            Expected::Before(end) => {
                write!(f, ", which cannot be: the run ends at {end}; set a later end by “until”")
            }
            Expected::Missing(what) => write!(f, ", expected a line “{what}” before"),
        }
    }
}

impl core::error::Error for ParseError {}
