//! Conflict handlers as text: `newest`, `concat(", ")`, `prefer(B)`.

use super::Handler;
use crate::{id::NodeId, kv::Value};
use alloc::string::String;
use core::{fmt, str::FromStr};

/// An error in the text of a conflict handler: its place, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerError {
    /// The byte at which it stands.
    pub at: usize,
    /// The text there, up to 40 characters of it; empty at the end.
    pub found: String,
    /// What was expected instead.
    pub expected: Expected,
}

/// What was expected in the text of a conflict handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The word of a handler.
    Word,
    /// A node in parentheses.
    Node,
    /// A separator in double quotes.
    Separator,
    /// `"` or `\` after `\`.
    Escaped,
    /// The closing quote of a separator.
    Quote,
    /// A separator that is not too long and has no control characters.
    ShortSeparator,
    /// `)`.
    Close,
    /// Nothing more.
    End,
}

impl Handler {
    /// Every handler without its arguments, in the order in which a reader should see them.
    pub const WORDS: &[&str] = &[
        "newest",
        "oldest",
        "max",
        "min",
        "sum",
        "concat",
        "union",
        "intersection",
        "prefer(A)",
        "highest-replica",
    ];

    /// The greatest length of a separator in bytes.
    pub const SEPARATOR_LIMIT: usize = 23;
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word => write!(f, "one of {}", Handler::WORDS.join(", ")),
            Self::Node => f.write_str("a node in parentheses, as in prefer(B)"),
            Self::Separator => f.write_str("a separator in double quotes, as in concat(\", \")"),
            Self::Escaped => f.write_str("\\\" or \\\\ where a separator has a \\"),
            Self::Quote => f.write_str("the closing quote of the separator"),
            Self::ShortSeparator => write!(
                f,
                "a separator of at most {} bytes without control characters",
                Handler::SEPARATOR_LIMIT
            ),
            Self::Close => f.write_str("“)”"),
            Self::End => f.write_str("the end"),
        }
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found.as_str() {
            "" => f.write_str("found the end")?,
            found => write!(f, "found “{found}”")?,
        }
        write!(f, " at byte {}, expected {}", self.at, self.expected)
    }
}

impl core::error::Error for HandlerError {}

/// A text, and how far it is read.
#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Passes over white space; whether `wanted` stands after it, which is passed, too.
    fn take(&mut self, wanted: char) -> bool {
        self.space();
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// The letters, digits and hyphens that come next.
    fn word(&mut self) -> &'a str {
        self.space();
        let rest = self.rest();
        let ends = |c: char| !(c.is_alphanumeric() || c == '-');
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// An error at the word, or else the character, that stands here.
    fn error(mut self, expected: Expected) -> HandlerError {
        self.space();
        let (at, rest) = (self.at, self.rest());
        let length = self.word().len().max(rest.chars().next().map_or(0, char::len_utf8));
        HandlerError { at, found: rest[..length].chars().take(40).collect(), expected }
    }

    /// `(B)`
    fn node(&mut self) -> Result<NodeId, HandlerError> {
        let open = *self;
        if !self.take('(') {
            return Err(open.error(Expected::Node));
        }
        let before = *self;
        let &[letter @ b'A'..=b'Z'] = self.word().as_bytes() else {
            return Err(before.error(Expected::Node));
        };
        Ok(NodeId(u16::from(letter - b'A')))
    }

    /// `", "`, within quotes in which `\` escapes `"` and `\`.
    fn separator(&mut self) -> Result<Value, HandlerError> {
        let start = *self;
        if !self.take('"') {
            return Err(start.error(Expected::Separator));
        }
        let mut text = String::new();
        loop {
            let here = *self;
            let Some(c) = self.rest().chars().next() else {
                return Err(here.error(Expected::Quote));
            };
            self.at += c.len_utf8();
            match (c, self.rest().chars().next()) {
                ('"', _) => break,
                ('\\', Some(escaped @ ('"' | '\\'))) => {
                    self.at += 1;
                    text.push(escaped);
                }
                ('\\', _) => return Err(here.error(Expected::Escaped)),
                (c, _) => text.push(c),
            }
        }
        match Value::new(&text) {
            _ if text.is_empty() => Ok(Value::TOMBSTONE),
            Ok(value) if text.len() <= Handler::SEPARATOR_LIMIT => Ok(value),
            Ok(_) | Err(_) => Err(start.error(Expected::ShortSeparator)),
        }
    }

    fn close(&mut self) -> Result<(), HandlerError> {
        let before = *self;
        if self.take(')') { Ok(()) } else { Err(before.error(Expected::Close)) }
    }

    fn handler(&mut self) -> Result<Handler, HandlerError> {
        let start = *self;
        Ok(match self.word() {
            "newest" => Handler::Newest,
            "oldest" => Handler::Oldest,
            "max" => Handler::Max,
            "min" => Handler::Min,
            "sum" => Handler::Sum,
            "union" => Handler::Union,
            "intersection" => Handler::Intersection,
            "highest-replica" => Handler::HighestReplica,
            "concat" if self.take('(') => {
                let separator = self.separator()?;
                self.close()?;
                Handler::Concat(separator)
            }
            "concat" => Handler::Concat(Value::TOMBSTONE),
            "prefer" => {
                let node = self.node()?;
                self.close()?;
                Handler::Prefer(node)
            }
            _ => return Err(start.error(Expected::Word)),
        })
    }
}

impl FromStr for Handler {
    type Err = HandlerError;

    fn from_str(text: &str) -> Result<Self, HandlerError> {
        let mut reader = Reader { text, at: 0 };
        let handler = reader.handler()?;
        reader.space();
        if reader.rest().is_empty() { Ok(handler) } else { Err(reader.error(Expected::End)) }
    }
}
