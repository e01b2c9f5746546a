//! The words of a line.

use crate::history::{ParseError, Place, Problem};
use serde::de::DeserializeOwned;

/// The words of a line that have not been parsed yet.
pub struct Words<'a> {
    number: u32,
    line: &'a str,
    /// The offset of the rest, in bytes.
    at: usize,
}

impl<'a> Words<'a> {
    pub const fn new(number: u32, line: &'a str) -> Self {
        Self { number, line, at: 0 }
    }

    /// The offset of what has not been parsed yet, in bytes.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The rest of the line, from the next word on.
    pub fn rest(&mut self) -> &'a str {
        let rest = self.line[self.at..].trim_start();
        self.at = self.line.len() - rest.len();
        rest.trim_end()
    }

    /// The rest of the line as it stands, after one separating character.
    pub fn literally(&mut self) -> &'a str {
        let mut rest = self.line[self.at..].chars();
        rest.next();
        self.at = self.line.len();
        rest.as_str()
    }

    pub fn word(&mut self, expected: &'static str) -> Result<&'a str, ParseError> {
        let word = self.rest().split(char::is_whitespace).next().unwrap_or_default();
        if word.is_empty() {
            return Err(self.error(self.at, Problem::unexpected("", expected)));
        }
        self.at += word.len();
        Ok(word)
    }

    /// A value in JSON, which may have white space in it; `None` at the end of the line.
    pub fn json<T: DeserializeOwned>(
        &mut self,
        what: &'static str,
    ) -> Result<Option<T>, ParseError> {
        let rest = self.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        let read = values.next().transpose().map_err(|error| {
            let at = self.at + error.column().saturating_sub(1);
            self.error(at, Problem::json(what, &error))
        })?;
        self.at += values.byte_offset();
        Ok(read)
    }

    /// The end of the line.
    pub fn end(&mut self) -> Result<(), ParseError> {
        match self.rest() {
            "" => Ok(()),
            more => {
                let problem = Problem::unexpected(more, "the end of the line");
                Err(self.error(self.at, problem))
            }
        }
    }

    pub fn error(&self, at: usize, problem: Problem) -> ParseError {
        problem.at(Place::of_byte(self.number, self.line, at))
    }
}
