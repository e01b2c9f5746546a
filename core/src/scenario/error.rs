//! What is wrong with a text, and where.

use crate::{kv::WordError, sim::Refusal};
use alloc::string::String;
use core::fmt;

/// A place in a text, what was found there, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What stands there; shortened if it is long.
    pub found: String,
    /// What should.
    pub expected: Expected,
}

/// What should stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Something of this kind.
    Kind(&'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A key or a value; this is why it is none.
    Word(WordError),
    /// Something that makes sense in this scenario; this is why it does not.
    Sense(Refusal),
    /// A line of a kind that the text has not yet; each stands once.
    Once(&'static str),
    /// A line of this kind somewhere in the text.
    Missing(&'static str),
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
            Expected::Sense(refusal) => write!(f, ", which cannot be: {refusal}"),
            Expected::Once(what) => {
                write!(f, ", but there is a line “{what}” already; expected one")
            }
            Expected::Missing(what) => write!(f, ", expected a line “{what}” before"),
        }
    }
}

impl core::error::Error for ParseError {}
