//! Commands, a line each.

use super::context::Context;
use crate::history::{ParseError, Place, Problem};

/// A command. Nodes, keys and values are words without white space.
#[derive(Clone, Debug, PartialEq)]
pub enum Command<'a> {
    /// A client's write, coordinated by `node`, of a client that has seen `context`.
    Put { node: &'a str, key: &'a str, value: &'a str, context: Context },
    /// A client's read.
    Get { node: &'a str, key: &'a str },
    /// `to` merges the siblings that `from` has of a key.
    Sync { from: &'a str, to: &'a str, key: &'a str },
    /// A delete, coordinated by `node`, by a client that has seen `context`.
    Clear { node: &'a str, key: &'a str, context: Context },
    /// The causal order of two contexts.
    Compare(Context, Context),
    /// The least context that includes both.
    Merge(Context, Context),
    /// Clears all nodes.
    Reset,
}

/// Parses a line; `None` if it is empty or a comment.
pub fn parse(number: u32, line: &str) -> Result<Option<Command<'_>>, ParseError> {
    let mut words = Words { number, line, at: 0 };
    if matches!(words.rest().chars().next(), None | Some('#')) {
        return Ok(None);
    }
    let start = words.at;
    let command = match words.word("a command")? {
        "put" => {
            let (node, key, value) = (words.node()?, words.key()?, words.word("a value")?);
            let context =
                if words.rest().is_empty() { Context::default() } else { words.context()? };
            Command::Put { node, key, value, context }
        }
        "get" => Command::Get { node: words.node()?, key: words.key()? },
        "sync" => Command::Sync { from: words.node()?, to: words.node()?, key: words.key()? },
        "clear" => {
            let (node, key) = (words.node()?, words.key()?);
            Command::Clear { node, key, context: words.context()? }
        }
        "compare" => Command::Compare(words.context()?, words.context()?),
        "merge" => Command::Merge(words.context()?, words.context()?),
        "reset" => Command::Reset,
        other => {
            let expected = "put, get, sync, clear, compare, merge or reset";
            return Err(words.error(start, Problem::unexpected(other, expected)));
        }
    };
    match words.rest() {
        "" => Ok(Some(command)),
        more => {
            let problem = Problem::unexpected(more, "the end of the line");
            Err(words.error(words.at, problem))
        }
    }
}

/// The words of a line that have not been parsed yet.
struct Words<'a> {
    number: u32,
    line: &'a str,
    /// The offset of the rest, in bytes.
    at: usize,
}

impl<'a> Words<'a> {
    /// The rest of the line, from the next word on.
    fn rest(&mut self) -> &'a str {
        let rest = self.line[self.at..].trim_start();
        self.at = self.line.len() - rest.len();
        rest.trim_end()
    }

    fn word(&mut self, expected: &'static str) -> Result<&'a str, ParseError> {
        let word = self.rest().split(char::is_whitespace).next().unwrap_or_default();
        if word.is_empty() {
            return Err(self.error(self.at, Problem::unexpected("", expected)));
        }
        self.at += word.len();
        Ok(word)
    }

    fn node(&mut self) -> Result<&'a str, ParseError> {
        self.word("the name of a node")
    }

    fn key(&mut self) -> Result<&'a str, ParseError> {
        self.word("a key")
    }

    /// A context in JSON, which may have white space in it.
    fn context(&mut self) -> Result<Context, ParseError> {
        let rest = self.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        let read = values.next().transpose().map_err(|error| {
            let at = self.at + error.column().saturating_sub(1);
            self.error(at, Problem::json("a context", &error))
        })?;
        self.at += values.byte_offset();
        read.ok_or_else(|| {
            self.error(self.at, Problem::unexpected("", "a context such as {\"A\":2}"))
        })
    }

    fn error(&self, at: usize, problem: Problem) -> ParseError {
        problem.at(Place::of_byte(self.number, self.line, at))
    }
}
