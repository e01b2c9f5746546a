//! Recorded histories: the operations of the processes of a test on registers, event by event.

pub mod edn;
pub mod error;
pub mod export;
mod forms;
pub mod jepsen_log;
pub mod jsonl;
pub mod lines;
pub mod open;
pub mod registers;
mod texts;

pub use error::{ParseError, Place, Problem};

use serde::{Deserialize, Serialize};

/// The type of an event: an invocation, or the outcome of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The operation begins.
    Invoke,
    /// The operation happened and returned this.
    Ok,
    /// The operation did not happen, or a compare-and-set found another value.
    Fail,
    /// The outcome is unknown: the operation may take effect at any later time, or never.
    Info,
}

/// What an operation does to its register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Function {
    Read,
    Write,
    /// Compare-and-set: a register that holds the first value gets the second.
    Cas,
}

/// A value, or nil. A number and a text of the same spelling are the same value, because many stores return a
/// number as a text.
pub type Value = Option<String>;

/// The values of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Payload {
    #[default]
    Nil,
    One(String),
    Two(Value, Value),
}

/// An event of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    pub process: u64,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(rename = "f")]
    pub function: Function,
    /// The register's key, if there are several registers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(rename = "value")]
    pub payload: Payload,
    /// In µs. Times do not order the events; their lines do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<u64>,
}

impl Event {
    /// Checks that the payload fits the function.
    pub const fn check(&self) -> Result<(), PayloadError> {
        match (self.function, self.kind, &self.payload) {
            (Function::Read | Function::Write, _, Payload::Two(..)) => Err(PayloadError::OneValue),
            (Function::Cas, _, Payload::One(_)) | (Function::Cas, Kind::Invoke, Payload::Nil) => {
                Err(PayloadError::TwoValues)
            }
            _ => Ok(()),
        }
    }
}

/// Why a value is no payload of an operation: what was expected instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {}", self.expected())]
pub enum PayloadError {
    /// The payload of a read or write.
    OneValue,
    /// The payload of a compare-and-set.
    TwoValues,
    /// The payload of a read or write in EDN.
    KeyAndValue,
    /// The payload of a compare-and-set in EDN.
    KeyAndTwoValues,
    /// A value that is no list or map.
    Scalar,
}

impl PayloadError {
    /// What the value should be.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::OneValue => "one value, or nil",
            Self::TwoValues => "two values: the expected, the new one",
            Self::KeyAndValue => "a value or [key value]",
            Self::KeyAndTwoValues => "[from to] or [key [from to]]",
            Self::Scalar => "a text, a number or nil",
        }
    }
}

/// Words that are the same in all formats.
pub trait Named: Copy + PartialEq + 'static {
    const NAMES: &'static [(&'static str, Self)];
    /// What to expect where the word is none of them.
    const EXPECTED: &'static str;

    fn named(word: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(name, _)| *name == word).map(|&(_, it)| it)
    }

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|&&(_, it)| it == self).map_or("", |(name, _)| name)
    }
}

impl Named for Kind {
    const NAMES: &'static [(&'static str, Self)] =
        &[("invoke", Self::Invoke), ("ok", Self::Ok), ("fail", Self::Fail), ("info", Self::Info)];
    const EXPECTED: &'static str = "a type: invoke, ok, fail or info";
}

impl Named for Function {
    const NAMES: &'static [(&'static str, Self)] =
        &[("read", Self::Read), ("write", Self::Write), ("cas", Self::Cas)];
    const EXPECTED: &'static str = "an operation on a register: read, write or cas";
}

/// Events with their places, or the first error.
pub type Events = dyn Iterator<Item = Result<(Place, Event), ParseError>>;

#[cfg(test)]
mod tests;
