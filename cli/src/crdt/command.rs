//! Commands, a line each.

use crate::{
    history::{ParseError, Problem},
    words::Words,
};
use replicarium::store::crdt::{
    CounterOperation, CrdtError, FieldOperation, Kind, LwwWrite, MapOperation, OrMap,
    SequenceOperation, SetOperation, Way,
};

/// A command, but for the operation of `on`.
#[derive(Clone, Debug, PartialEq)]
pub enum Command<'a, O> {
    /// An operation at a node.
    On { node: &'a str, operation: O },
    /// A message from a node to another.
    Sync { from: &'a str, to: &'a str, way: Way },
    /// The value of a node.
    Get { node: &'a str },
    /// The state of a node.
    State { node: &'a str },
    /// Drops tombstones at a node.
    Collect { node: &'a str },
    /// Forgets all nodes.
    Reset,
}

const NODE: &str = "the name of a node";
const NUMBER: &str = "a whole number from 0 to 18446744073709551615";

/// Parses a line; `None` if it is empty or a comment.
pub fn parse<'a, O>(
    number: u32,
    line: &'a str,
    operation: impl Fn(&mut Words<'a>) -> Result<O, ParseError>,
) -> Result<Option<Command<'a, O>>, ParseError> {
    let mut words = Words::new(number, line);
    if matches!(words.rest().chars().next(), None | Some('#')) {
        return Ok(None);
    }
    let start = words.at();
    let command = match words.word("a command")? {
        "on" => {
            let node = words.word(NODE)?;
            Command::On { node, operation: operation(&mut words)? }
        }
        "sync" => {
            let (from, to) = (words.word(NODE)?, words.word(NODE)?);
            Command::Sync { from, to, way: way(&mut words)? }
        }
        "get" => Command::Get { node: words.word(NODE)? },
        "state" => Command::State { node: words.word(NODE)? },
        "collect" => Command::Collect { node: words.word(NODE)? },
        "reset" => Command::Reset,
        other => {
            let expected = "on, sync, get, state, collect or reset";
            return Err(words.error(start, Problem::unexpected(other, expected)));
        }
    };
    words.end()?;
    Ok(Some(command))
}

fn way(words: &mut Words<'_>) -> Result<Way, ParseError> {
    if words.rest().is_empty() {
        return Ok(Way::State);
    }
    let start = words.at();
    let word = words.word("a way")?;
    let way = Way::ALL.iter().find(|way| word.strip_prefix("--") == Some(way.word()));
    way.copied().ok_or_else(|| {
        words.error(
            start,
            Problem::unexpected(word, "--state, --delta, --ops or the end of the line"),
        )
    })
}

fn natural(words: &mut Words<'_>) -> Result<u64, ParseError> {
    words.rest();
    let start = words.at();
    let word = words.word(NUMBER)?;
    digits(word).ok_or_else(|| words.error(start, Problem::unexpected(word, NUMBER)))
}

/// A whole number. `parse` alone accepts a leading plus.
fn digits(word: &str) -> Option<u64> {
    word.parse().ok().filter(|_| !word.starts_with('+'))
}

/// A word, or a string in JSON.
fn text(words: &mut Words<'_>, expected: &'static str) -> Result<String, ParseError> {
    if words.rest().starts_with('"') {
        return Ok(words.json("a string")?.unwrap_or_default());
    }
    words.word(expected).map(str::to_owned)
}

/// The first word of an operation, and where it starts.
fn verb<'a>(words: &mut Words<'a>, expected: &'static str) -> Result<(&'a str, usize), ParseError> {
    words.rest();
    let start = words.at();
    Ok((words.word(expected)?, start))
}

fn unknown<T>(
    words: &Words<'_>,
    (word, start): (&str, usize),
    expected: &'static str,
) -> Result<T, ParseError> {
    Err(words.error(start, Problem::unexpected(word, expected)))
}

pub fn g_counter(words: &mut Words<'_>) -> Result<u64, ParseError> {
    const EXPECTED: &str = "increment N";
    match verb(words, EXPECTED)? {
        ("increment", _) => natural(words),
        other => unknown(words, other, EXPECTED),
    }
}

pub fn pn_counter(words: &mut Words<'_>) -> Result<CounterOperation, ParseError> {
    const EXPECTED: &str = "increment N or decrement N";
    match verb(words, EXPECTED)? {
        ("increment", _) => natural(words).map(CounterOperation::Increment),
        ("decrement", _) => natural(words).map(CounterOperation::Decrement),
        other => unknown(words, other, EXPECTED),
    }
}

pub fn lww_register(words: &mut Words<'_>) -> Result<LwwWrite<String>, ParseError> {
    let value = mv_register(words)?;
    if words.rest().is_empty() {
        return Ok(LwwWrite { value, time: None });
    }
    let start = words.at();
    let word = words.word("a time")?;
    let time = word.strip_prefix('@').and_then(digits);
    match time {
        Some(time) => Ok(LwwWrite { value, time: Some(time) }),
        None => unknown(words, (word, start), "a time such as @5, or the end of the line"),
    }
}

pub fn mv_register(words: &mut Words<'_>) -> Result<String, ParseError> {
    const EXPECTED: &str = "write VALUE";
    match verb(words, EXPECTED)? {
        ("write", _) => text(words, "a value"),
        other => unknown(words, other, EXPECTED),
    }
}

pub fn set(words: &mut Words<'_>) -> Result<SetOperation<String>, ParseError> {
    const EXPECTED: &str = "add ELEMENT, remove ELEMENT or clear";
    match verb(words, EXPECTED)? {
        ("add", _) => text(words, "an element").map(SetOperation::Add),
        ("remove", _) => text(words, "an element").map(SetOperation::Remove),
        ("clear", _) => Ok(SetOperation::Clear),
        other => unknown(words, other, EXPECTED),
    }
}

pub fn or_map(words: &mut Words<'_>) -> Result<MapOperation<String>, ParseError> {
    map(words, 0)
}

fn map(words: &mut Words<'_>, depth: usize) -> Result<MapOperation<String>, ParseError> {
    const EXPECTED: &str = "at KEY TYPE OPERATION, remove KEY or clear";
    match verb(words, EXPECTED)? {
        ("at", start) if depth == OrMap::<String>::DEPTH => {
            Err(words.error(start, Problem::Crdt(CrdtError::Depth(depth))))
        }
        ("at", _) => {
            let key = text(words, "a key")?;
            Ok(MapOperation::Update { key, operation: field(words, depth)? })
        }
        ("remove", _) => text(words, "a key").map(MapOperation::Remove),
        ("clear", _) => Ok(MapOperation::Clear),
        other => unknown(words, other, EXPECTED),
    }
}

fn field(words: &mut Words<'_>, depth: usize) -> Result<FieldOperation<String>, ParseError> {
    const EXPECTED: &str = "a type: g-counter, pn-counter, lww-register, mv-register, or-set, \
                            remove-wins-set or or-map";
    let (word, start) = verb(words, EXPECTED)?;
    let kind = Kind::ALL.iter().find(|kind| kind.word() == word);
    let Some(kind) = kind else { return unknown(words, (word, start), EXPECTED) };
    Ok(match kind {
        Kind::GCounter => FieldOperation::GCounter(g_counter(words)?),
        Kind::PnCounter => FieldOperation::PnCounter(pn_counter(words)?),
        Kind::LwwRegister => FieldOperation::LwwRegister(lww_register(words)?),
        Kind::MvRegister => FieldOperation::MvRegister(mv_register(words)?),
        Kind::OrSet => FieldOperation::OrSet(set(words)?),
        Kind::RemoveWinsSet => FieldOperation::RemoveWinsSet(set(words)?),
        Kind::OrMap => FieldOperation::OrMap(Box::new(map(words, depth + 1)?)),
    })
}

pub fn sequence(words: &mut Words<'_>) -> Result<SequenceOperation, ParseError> {
    const EXPECTED: &str = "insert AT TEXT or delete AT N";
    match verb(words, EXPECTED)? {
        ("insert", _) => {
            let at = natural(words)?;
            let place = words.at();
            let text = words.literally();
            if text.is_empty() {
                return unknown(words, ("", place), "a text");
            }
            if !text.starts_with('"') {
                return Ok(SequenceOperation::Insert { at, text: text.to_owned() });
            }
            let text = serde_json::from_str(text)
                .map_err(|error| words.error(place + 1, Problem::json("a string", &error)))?;
            Ok(SequenceOperation::Insert { at, text })
        }
        ("delete", _) => {
            Ok(SequenceOperation::Delete { at: natural(words)?, count: natural(words)? })
        }
        other => unknown(words, other, EXPECTED),
    }
}
