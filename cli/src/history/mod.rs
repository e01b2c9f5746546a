//! Histories from outside: what the processes of a test did to a register and saw of it, event by event.

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

pub use error::{Place, Problem, Trouble};

/// An invocation, or what became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The operation begins.
    Invoke,
    /// It happened, and this is what it returned.
    Ok,
    /// It did not happen (of a compare-and-set: or it found another value).
    Fail,
    /// Nobody knows: it may take effect at any time from now on, or never.
    Info,
}

/// What is done to the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Read,
    Write,
    /// Compare-and-set: if the register holds the first value, it becomes the second.
    Cas,
}

/// A value, or nil. A number and a text of the same spelling are the same value: many stores return what
/// they were given as a number as a text.
pub type Value = Option<String>;

/// What an event says beside its function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Payload {
    #[default]
    Nil,
    One(String),
    Two(Value, Value),
}

/// A line of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub process: u64,
    pub kind: Kind,
    pub function: Function,
    /// Which register, if there are several.
    pub key: Option<String>,
    pub payload: Payload,
    /// In µs; the order of events is that of their lines all the same.
    pub time: Option<u64>,
}

impl Event {
    /// Whether the payload is one that such an event can have; if not, what it should be.
    pub fn check(&self) -> Result<(), &'static str> {
        match (self.function, self.kind, &self.payload) {
            (Function::Read | Function::Write, _, Payload::Two(..)) => Err("one value, or nil"),
            (Function::Cas, _, Payload::One(_)) => Err("two values: the expected, the new one"),
            (Function::Cas, Kind::Invoke, Payload::Nil) => {
                Err("two values: the expected, the new one")
            }
            _ => Ok(()),
        }
    }
}

/// Words that stand for things in all formats.
pub trait Named: Copy + PartialEq + 'static {
    const NAMES: &'static [(&'static str, Self)];
    /// What to say if a word is none of them.
    const KIND: &'static str;

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
    const KIND: &'static str = "a type: invoke, ok, fail or info";
}

impl Named for Function {
    const NAMES: &'static [(&'static str, Self)] =
        &[("read", Self::Read), ("write", Self::Write), ("cas", Self::Cas)];
    const KIND: &'static str = "an operation on a register: read, write or cas";
}

/// Events with their places, or what is wrong at some place.
pub type Events = dyn Iterator<Item = Result<(Place, Event), Trouble>>;

#[cfg(test)]
mod tests;
