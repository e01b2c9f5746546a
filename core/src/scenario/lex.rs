//! The lexer: splits a line into words.

use super::error::{Expected, ParseError};
use alloc::string::String;

/// A line and the position in it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub number: usize,
    text: &'a str,
    /// The position, in bytes.
    at: usize,
}

/// A word and its place.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub text: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Token<'a> {
    /// An error at this word.
    pub fn error(self, expected: Expected) -> ParseError {
        let mut found: String = self.text.chars().take(40).collect();
        if found.len() < self.text.len() {
            found.push('…');
        }
        ParseError { line: self.line, column: self.column, found, expected }
    }

    /// The error that `kind` was expected instead of this word.
    pub fn not(self, kind: &'static str) -> ParseError {
        self.error(Expected::Kind(kind))
    }

    /// The part of this word from byte `from` to byte `to`.
    pub fn part(self, from: usize, to: usize) -> Token<'a> {
        let column = self.column + self.text[..from].chars().count();
        Token { text: &self.text[from..to], line: self.line, column }
    }

    /// The parts before and after `mark`.
    pub fn split(
        self,
        mark: char,
        kind: &'static str,
    ) -> Result<(Token<'a>, Token<'a>), ParseError> {
        let at = self.text.find(mark).ok_or_else(|| self.not(kind))?;
        Ok((self.part(0, at), self.part(at + mark.len_utf8(), self.text.len())))
    }

    /// A whole number.
    pub fn number<T: core::str::FromStr>(self, kind: &'static str) -> Result<T, ParseError> {
        // `parse` alone accepts a leading plus.
        let digits = !self.text.is_empty() && self.text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| self.text.parse().ok()).flatten().ok_or_else(|| self.not(kind))
    }
}

/// The first of some characters that is not part of a quoted text, as in `write x="a b"` and `sql "SELECT * FROM t"`: its
/// position in bytes.
fn find_unquoted(text: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let (mut in_quotes, mut last) = (false, ' ');
    for (at, c) in text.char_indices() {
        if in_quotes {
            match (last, c) {
                // An escaped character neither ends the value nor escapes the next one.
                ('\\', _) => last = ' ',
                (_, '"') => (in_quotes, last) = (false, c),
                _ => last = c,
            }
        } else if wanted(c) {
            return Some(at);
        } else {
            (in_quotes, last) = (c == '"' && (last == '=' || last.is_whitespace()), c);
        }
    }
    None
}

impl<'a> Line<'a> {
    /// A line without its comment.
    pub fn new(number: usize, text: &'a str) -> Self {
        let end = find_unquoted(text, |c| c == '#').unwrap_or(text.len());
        Self { number, text: &text[..end], at: 0 }
    }

    /// A line in which `#` is an ordinary character.
    pub fn prose(number: usize, text: &'a str) -> Self {
        Self { number, text, at: 0 }
    }

    /// The next word, or an empty one at the end. A quoted value belongs to its word with its white space.
    pub fn token(&mut self) -> Token<'a> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start().len());
        let rest = &self.text[start..];
        let word = &rest[..find_unquoted(rest, char::is_whitespace).unwrap_or(rest.len())];
        self.at = start + word.len();
        let column = self.text[..start].chars().count() + 1;
        Token { text: word, line: self.number, column }
    }

    /// The next word, without taking it.
    pub fn peek(&self) -> Token<'a> {
        { *self }.token()
    }

    /// Whether only white space is left.
    pub fn is_done(&self) -> bool {
        self.text[self.at..].trim().is_empty()
    }

    /// The whole line.
    pub const fn whole(&self) -> &'a str {
        self.text
    }

    /// The rest of the line.
    pub fn rest(&mut self) -> &'a str {
        let rest = self.text[self.at..].trim();
        self.at = self.text.len();
        rest
    }

    /// Takes the next word if it is `word`; whether it was.
    pub fn take(&mut self, word: &str) -> bool {
        let next = self.peek().text == word;
        if next {
            self.token();
        }
        next
    }

    /// Checks that only white space is left.
    pub fn end(&mut self) -> Result<(), ParseError> {
        if self.is_done() { Ok(()) } else { Err(self.token().not("the end of the line")) }
    }
}
