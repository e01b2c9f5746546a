//! What is wrong with an input, and where.

use std::fmt;

/// A place in a file, counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// A place, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub place: Place,
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file could not be read on.
    Unreadable(String),
    /// Not a text in UTF-8.
    NotText,
    /// A line, a value or a name of more than so many bytes.
    TooLong { what: &'static str, limit: usize },
    /// Nested too deeply.
    TooDeep,
    /// More operations than can be judged.
    TooMany(usize),
    /// Something else was expected.
    Unexpected { found: String, expected: &'static str },
    /// Not JSON, or not this in JSON.
    Json { what: &'static str, why: String },
    /// A node of a store has counted as many writes as can be counted.
    Spent { node: String },
    /// A process answers what it was not asked.
    NotInvoked { process: u64 },
    /// A process begins an operation while another of its own, begun on this line, is outstanding.
    Outstanding { process: u64, line: u32 },
    /// A response that is not one to what was invoked on this line.
    Mismatch { what: &'static str, line: u32 },
    /// The model has no such operation.
    NotInModel,
}

impl Place {
    /// Where the byte of a line stands that has so many before it.
    pub fn of_byte(line: u32, text: &str, before: usize) -> Self {
        // A character has one byte that does not continue another.
        let starts = text.bytes().take(before).filter(|byte| byte & 0xC0 != 0x80).count();
        Self { line, column: starts as u32 + 1 }
    }
}

impl Problem {
    pub const fn at(self, place: Place) -> Trouble {
        Trouble { place, problem: self }
    }

    /// Something was found where something else should be.
    pub fn unexpected(found: &str, expected: &'static str) -> Self {
        Self::Unexpected { found: short(found), expected }
    }

    /// What the reader of JSON says is wrong.
    pub fn json(what: &'static str, error: &serde_json::Error) -> Self {
        let why = error.to_string();
        // It adds a place of its own, within the text that it was given.
        let why = why.split(" at line ").next().unwrap_or_default().to_owned();
        Self::Json { what, why }
    }
}

/// At most 40 characters of a text.
pub fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column } = self.place;
        write!(f, "line {line}, column {column}: {}", self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => f.write_str(why),
            Self::NotText => f.write_str("not a text in UTF-8"),
            Self::TooLong { what, limit } => write!(f, "{what} of more than {limit} bytes"),
            Self::TooDeep => f.write_str("nested too deeply"),
            Self::TooMany(limit) => write!(f, "more than {limit} operations"),
            Self::Unexpected { found, expected } if found.is_empty() => {
                write!(f, "found the end, expected {expected}")
            }
            Self::Unexpected { found, expected } => {
                write!(f, "found “{found}”, expected {expected}")
            }
            Self::Json { what, why } => write!(f, "not {what} in JSON: {why}"),
            Self::Spent { node } => write!(
                f,
                "{node} has counted to {} and can count no further; write through another node",
                u64::MAX
            ),
            Self::NotInvoked { process } => {
                write!(f, "process {process} has no operation that this could be the response to")
            }
            Self::Outstanding { process, line } => write!(
                f,
                "process {process} begins an operation, but the one that it began on line {line} has not ended"
            ),
            Self::Mismatch { what, line } => {
                write!(f, "another {what} than in the invocation on line {line}")
            }
            Self::NotInModel => {
                f.write_str("the model “register” has no compare-and-set; try --model cas-register")
            }
        }
    }
}

impl std::error::Error for Trouble {}
