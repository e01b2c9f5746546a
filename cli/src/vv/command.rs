//! What a line asks for.

use super::context::Context;
use crate::history::{Place, Problem, Trouble};

/// A command. Names, keys and values are any words without white space.
#[derive(Clone, Debug, PartialEq)]
pub enum Command<'a> {
    /// A client's write that has seen `context`, coordinated by `node`.
    Put { node: &'a str, key: &'a str, value: &'a str, context: Context },
    /// A client's read.
    Get { node: &'a str, key: &'a str },
    /// One node takes in what another has of a key.
    Sync { from: &'a str, to: &'a str, key: &'a str },
    /// A client's delete that has seen `context`.
    Clear { node: &'a str, key: &'a str, context: Context },
    /// Which of two is older?
    Compare(Context, Context),
    /// What includes both?
    Merge(Context, Context),
    /// All nodes forget everything.
    Reset,
}

/// Reads a line; nothing if it is empty or a comment.
pub fn parse(number: u32, line: &str) -> Result<Option<Command<'_>>, Trouble> {
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
            return Err(words.trouble(start, Problem::unexpected(other, expected)));
        }
    };
    match words.rest() {
        "" => Ok(Some(command)),
        more => {
            let problem = Problem::unexpected(more, "the end of the line");
            Err(words.trouble(words.at, problem))
        }
    }
}

/// A line, and how far it has been read.
struct Words<'a> {
    number: u32,
    line: &'a str,
    /// In bytes.
    at: usize,
}

impl<'a> Words<'a> {
    /// What is left, from the next word on.
    fn rest(&mut self) -> &'a str {
        let rest = self.line[self.at..].trim_start();
        self.at = self.line.len() - rest.len();
        rest.trim_end()
    }

    fn word(&mut self, expected: &'static str) -> Result<&'a str, Trouble> {
        let word = self.rest().split(char::is_whitespace).next().unwrap_or_default();
        if word.is_empty() {
            return Err(self.trouble(self.at, Problem::unexpected("", expected)));
        }
        self.at += word.len();
        Ok(word)
    }

    fn node(&mut self) -> Result<&'a str, Trouble> {
        self.word("the name of a node")
    }

    fn key(&mut self) -> Result<&'a str, Trouble> {
        self.word("a key")
    }

    /// A context; it may have white space in it.
    fn context(&mut self) -> Result<Context, Trouble> {
        let rest = self.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        let read = values.next().transpose().map_err(|error| {
            let at = self.at + error.column().saturating_sub(1);
            self.trouble(at, Problem::json("a context", &error))
        })?;
        self.at += values.byte_offset();
        read.ok_or_else(|| {
            self.trouble(self.at, Problem::unexpected("", "a context such as {\"A\":2}"))
        })
    }

    fn trouble(&self, at: usize, problem: Problem) -> Trouble {
        problem.at(Place::of_byte(self.number, self.line, at))
    }
}
