//! Commands, a line each.

use super::context::Context;
use crate::{
    history::{ParseError, Problem},
    words::Words,
};

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
    let mut words = Words::new(number, line);
    if matches!(words.rest().chars().next(), None | Some('#')) {
        return Ok(None);
    }
    let start = words.at();
    let command = match words.word("a command")? {
        "put" => {
            let (node, key, value) = (node(&mut words)?, key(&mut words)?, words.word("a value")?);
            let context =
                if words.rest().is_empty() { Context::default() } else { context(&mut words)? };
            Command::Put { node, key, value, context }
        }
        "get" => Command::Get { node: node(&mut words)?, key: key(&mut words)? },
        "sync" => {
            Command::Sync { from: node(&mut words)?, to: node(&mut words)?, key: key(&mut words)? }
        }
        "clear" => {
            let (node, key) = (node(&mut words)?, key(&mut words)?);
            Command::Clear { node, key, context: context(&mut words)? }
        }
        "compare" => Command::Compare(context(&mut words)?, context(&mut words)?),
        "merge" => Command::Merge(context(&mut words)?, context(&mut words)?),
        "reset" => Command::Reset,
        other => {
            let expected = "put, get, sync, clear, compare, merge or reset";
            return Err(words.error(start, Problem::unexpected(other, expected)));
        }
    };
    words.end()?;
    Ok(Some(command))
}

fn node<'a>(words: &mut Words<'a>) -> Result<&'a str, ParseError> {
    words.word("the name of a node")
}

fn key<'a>(words: &mut Words<'a>) -> Result<&'a str, ParseError> {
    words.word("a key")
}

/// A context in JSON, which may have white space in it.
fn context(words: &mut Words<'_>) -> Result<Context, ParseError> {
    let read = words.json("a context")?;
    read.ok_or_else(|| {
        words.error(words.at(), Problem::unexpected("", "a context such as {\"A\":2}"))
    })
}
