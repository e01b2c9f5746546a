//! Operations and values in words, as scenarios and the page have them: `or-set add milk`, `sequence insert 0 Hello`.

use super::{
    CounterOperation, FieldOperation, FieldValue, Kind, LwwWrite, MapOperation, MapValue, OrMap,
    SequenceOperation, SetOperation,
};
use crate::kv::Value;
use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt::{self, Write};

/// What a client asks of a value that merges: its type, and the operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// Of any type but a text.
    Field(FieldOperation<Value>),
    /// Of a text.
    Text(SequenceOperation),
}

impl Spoken {
    /// An operation of each kind of type.
    pub const EXAMPLES: &[&str] = &[
        "or-set add milk",
        "or-set remove milk",
        "pn-counter increment 1",
        "mv-register write dark",
        "or-map at theme lww-register write dark",
    ];
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(operation) => words(f, operation),
            Self::Text(SequenceOperation::Insert { at, text }) => {
                write!(f, "sequence insert {at} {text}")
            }
            Self::Text(SequenceOperation::Delete { at, count }) => {
                write!(f, "sequence delete {at} {count}")
            }
        }
    }
}

fn words(f: &mut fmt::Formatter<'_>, operation: &FieldOperation<Value>) -> fmt::Result {
    write!(f, "{} ", operation.kind().word())?;
    match operation {
        FieldOperation::GCounter(n) | FieldOperation::PnCounter(CounterOperation::Increment(n)) => {
            write!(f, "increment {n}")
        }
        FieldOperation::PnCounter(CounterOperation::Decrement(n)) => write!(f, "decrement {n}"),
        FieldOperation::LwwRegister(LwwWrite { value, .. }) | FieldOperation::MvRegister(value) => {
            write!(f, "write {value}")
        }
        FieldOperation::OrSet(operation) | FieldOperation::RemoveWinsSet(operation) => {
            match operation {
                SetOperation::Add(element) => write!(f, "add {element}"),
                SetOperation::Remove(element) => write!(f, "remove {element}"),
                SetOperation::Clear => f.write_str("clear"),
            }
        }
        FieldOperation::OrMap(operation) => match &**operation {
            MapOperation::Update { key, operation } => {
                write!(f, "at {key} ")?;
                words(f, operation)
            }
            MapOperation::Remove(key) => write!(f, "remove {key}"),
            MapOperation::Clear => f.write_str("clear"),
        },
    }
}

/// Why words are not an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct SpokenError {
    /// The byte at which the words stop to make sense.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

/// The words that are left.
struct Rest<'a> {
    whole: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn left(&self) -> &'a str {
        &self.whole[self.at..]
    }

    /// The next word, and where it is.
    fn word(&mut self, expected: &'static str) -> Result<(&'a str, usize), SpokenError> {
        let left = self.left();
        let start = self.at + (left.len() - left.trim_start().len());
        let word = left.trim_start().split(char::is_whitespace).next().unwrap_or_default();
        if word.is_empty() {
            return Err(SpokenError { at: self.whole.len(), expected });
        }
        self.at = start + word.len();
        Ok((word, start))
    }

    fn number(&mut self) -> Result<u64, SpokenError> {
        const EXPECTED: &str = "a whole number";
        let (word, at) = self.word(EXPECTED)?;
        let digits = word.parse().ok().filter(|_| word.bytes().all(|it| it.is_ascii_digit()));
        digits.ok_or(SpokenError { at, expected: EXPECTED })
    }

    /// A word as an element, a value or a key.
    fn value(&mut self, expected: &'static str) -> Result<Value, SpokenError> {
        let (word, at) = self.word(expected)?;
        Value::new(word).map_err(|_| SpokenError { at, expected })
    }

    fn end(&self) -> Result<(), SpokenError> {
        match self.left().trim() {
            "" => Ok(()),
            _ => Err(SpokenError { at: self.at, expected: "the end of the operation" }),
        }
    }
}

impl Spoken {
    /// The operation in words. A text that is inserted goes up to the end, spaces included.
    ///
    /// # Errors
    /// The words are no operation.
    pub fn parse(text: &str) -> Result<Self, SpokenError> {
        const EXPECTED: &str = "a type: g-counter, pn-counter, lww-register, mv-register, or-set, \
                                remove-wins-set, or-map or sequence";
        let mut rest = Rest { whole: text, at: 0 };
        let (word, at) = rest.word(EXPECTED)?;
        let spoken = match Kind::ALL.iter().find(|kind| kind.word() == word) {
            Some(&kind) => Self::Field(field(&mut rest, kind, 0)?),
            None if word == "sequence" => Self::Text(sequence(&mut rest)?),
            None => return Err(SpokenError { at, expected: EXPECTED }),
        };
        rest.end()?;
        Ok(spoken)
    }
}

fn field(
    rest: &mut Rest<'_>,
    kind: Kind,
    depth: usize,
) -> Result<FieldOperation<Value>, SpokenError> {
    Ok(match kind {
        Kind::GCounter => match rest.word("increment N")? {
            ("increment", _) => FieldOperation::GCounter(rest.number()?),
            (_, at) => return Err(SpokenError { at, expected: "increment N" }),
        },
        Kind::PnCounter => FieldOperation::PnCounter(counter(rest)?),
        Kind::LwwRegister => {
            FieldOperation::LwwRegister(LwwWrite { value: write(rest)?, time: None })
        }
        Kind::MvRegister => FieldOperation::MvRegister(write(rest)?),
        Kind::OrSet => FieldOperation::OrSet(set(rest)?),
        Kind::RemoveWinsSet => FieldOperation::RemoveWinsSet(set(rest)?),
        Kind::OrMap => FieldOperation::OrMap(Box::new(map(rest, depth + 1)?)),
    })
}

fn counter(rest: &mut Rest<'_>) -> Result<CounterOperation, SpokenError> {
    const EXPECTED: &str = "increment N or decrement N";
    match rest.word(EXPECTED)? {
        ("increment", _) => rest.number().map(CounterOperation::Increment),
        ("decrement", _) => rest.number().map(CounterOperation::Decrement),
        (_, at) => Err(SpokenError { at, expected: EXPECTED }),
    }
}

fn write(rest: &mut Rest<'_>) -> Result<Value, SpokenError> {
    match rest.word("write VALUE")? {
        ("write", _) => rest.value("a value without spaces"),
        (_, at) => Err(SpokenError { at, expected: "write VALUE" }),
    }
}

fn set(rest: &mut Rest<'_>) -> Result<SetOperation<Value>, SpokenError> {
    const EXPECTED: &str = "add ELEMENT, remove ELEMENT or clear";
    match rest.word(EXPECTED)? {
        ("add", _) => rest.value("an element without spaces").map(SetOperation::Add),
        ("remove", _) => rest.value("an element without spaces").map(SetOperation::Remove),
        ("clear", _) => Ok(SetOperation::Clear),
        (_, at) => Err(SpokenError { at, expected: EXPECTED }),
    }
}

fn map(rest: &mut Rest<'_>, depth: usize) -> Result<MapOperation<Value>, SpokenError> {
    const EXPECTED: &str = "at KEY TYPE OPERATION, remove KEY or clear";
    const TYPES: &str = "a type: g-counter, pn-counter, lww-register, mv-register, or-set, \
                         remove-wins-set or or-map";
    match rest.word(EXPECTED)? {
        ("at", at) if depth == OrMap::<Value>::DEPTH => {
            Err(SpokenError { at, expected: "maps that are nested less deep" })
        }
        ("at", _) => {
            let key = rest.value("a key without spaces")?;
            let (word, at) = rest.word(TYPES)?;
            let kind = Kind::ALL.iter().find(|kind| kind.word() == word);
            let &kind = kind.ok_or(SpokenError { at, expected: TYPES })?;
            Ok(MapOperation::Update { key, operation: field(rest, kind, depth)? })
        }
        ("remove", _) => rest.value("a key without spaces").map(MapOperation::Remove),
        ("clear", _) => Ok(MapOperation::Clear),
        (_, at) => Err(SpokenError { at, expected: EXPECTED }),
    }
}

fn sequence(rest: &mut Rest<'_>) -> Result<SequenceOperation, SpokenError> {
    const EXPECTED: &str = "insert AT TEXT or delete AT N";
    match rest.word(EXPECTED)? {
        ("insert", _) => {
            let at = rest.number()?;
            let place = rest.at;
            let text = rest.left().strip_prefix(' ').filter(|text| !text.is_empty());
            let text = text.ok_or(SpokenError { at: place, expected: "a text" })?;
            rest.at = rest.whole.len();
            Ok(SequenceOperation::Insert { at, text: text.into() })
        }
        ("delete", _) => {
            Ok(SequenceOperation::Delete { at: rest.number()?, count: rest.number()? })
        }
        (_, at) => Err(SpokenError { at, expected: EXPECTED }),
    }
}

/// A value of a field in words: `3`, `dark`, `{flour,milk}`, `{size:3,theme:dark}`. Concurrent values of a register stand beside
/// each other: `dark|light`.
#[must_use]
pub fn said(kind: Kind, value: &FieldValue<Value>) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = say(&mut text, kind, value);
    text
}

fn say(to: &mut String, kind: Kind, value: &FieldValue<Value>) -> fmt::Result {
    match value {
        FieldValue::Count(n) => write!(to, "{n}"),
        FieldValue::Latest(value) => write!(to, "{value}"),
        FieldValue::Values(values) => {
            let texts: Vec<&str> = values.iter().map(Value::as_str).collect();
            match kind {
                Kind::MvRegister => to.write_str(&texts.join("|")),
                Kind::GCounter
                | Kind::PnCounter
                | Kind::LwwRegister
                | Kind::OrSet
                | Kind::RemoveWinsSet
                | Kind::OrMap => write!(to, "{{{}}}", texts.join(",")),
            }
        }
        FieldValue::Map(MapValue(fields)) => {
            to.write_char('{')?;
            for (at, ((key, kind), value)) in fields.iter().enumerate() {
                let comma = if at > 0 { "," } else { "" };
                write!(to, "{comma}{key}:")?;
                say(to, *kind, value)?;
            }
            to.write_char('}')
        }
    }
}

#[cfg(test)]
#[path = "spoken_tests.rs"]
mod tests;
