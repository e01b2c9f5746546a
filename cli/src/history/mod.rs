//! Recorded histories: the operations of the processes of a test on registers, event by event.

pub mod edn;
pub mod error;
pub mod export;
mod forms;
pub mod jepsen_log;
mod json_array;
pub mod jsonl;
pub mod lines;
pub mod open;
pub mod registers;
mod texts;
mod times;

pub use error::{ParseError, Place, Problem};

use serde::{Deserialize, Serialize, Serializer};

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
    /// The name of the process, which is often a number.
    #[serde(serialize_with = "number_or_text")]
    pub process: String,
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
    /// Why the operation failed, as far as the event says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Writes a name as a number if it is spelled like one.
pub fn number_or_text<S: Serializer>(name: &str, to: S) -> Result<S::Ok, S::Error> {
    match name.parse::<u64>() {
        Ok(number) if number.to_string() == name => to.serialize_u64(number),
        _ => to.serialize_str(name),
    }
}

/// Whether a process is the one that injects faults, which has no operations.
fn is_nemesis(process: &str) -> bool {
    process.trim_start_matches(':') == "nemesis"
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
    /// The name of a process.
    Process,
}

impl PayloadError {
    /// What the value should be.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::OneValue => "one value, nil, or [key value]",
            Self::TwoValues => "two values: the expected, the new one",
            Self::KeyAndValue => "a value or [key value]",
            Self::KeyAndTwoValues => "[from to] or [key [from to]]",
            Self::Scalar => "a text, a number or nil",
            Self::Process => "a process: a number or a name",
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

/// An event with its place; no event if it is skipped, because it is no operation of a client.
pub type Item = (Place, Option<Event>);

/// Events with their places, or the first error.
pub type Events = dyn Iterator<Item = Result<Item, ParseError>>;

#[cfg(test)]
mod tests;
