//! A streaming parser for EDN: form by form, from a text of any length.

use super::{
    ParseError, Place, Problem,
    lines::{VALUE, unreadable},
};
use std::io::BufRead;

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    Nil,
    /// Without its colon.
    Keyword(String),
    /// A string, a number or a symbol.
    Text(String),
    /// A vector or a list.
    List(Vec<Form>),
    /// A map or a set.
    Other,
}

/// The maximal depth of nested forms.
const DEPTH: usize = 200;
/// The maximal length of a list that is kept; no operation has a longer one.
const KEPT: usize = 8;

pub struct Forms<R> {
    from: R,
    place: Place,
    depth: usize,
}

impl<R: BufRead> Forms<R> {
    /// A parser of `from`, whose first byte is at `place`.
    pub const fn new(from: R, place: Place) -> Self {
        Self { from, place, depth: 0 }
    }

    pub const fn place(&self) -> Place {
        self.place
    }

    fn byte(&mut self) -> Result<Option<u8>, ParseError> {
        loop {
            match self.from.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&error).at(self.place)),
            }
        }
    }

    fn take(&mut self) -> Result<Option<u8>, ParseError> {
        let byte = self.byte()?;
        if let Some(byte) = byte {
            self.from.consume(1);
            match byte {
                b'\n' => {
                    self.place.line += 1;
                    self.place.column = 1;
                }
                // Continuation bytes do not begin a new column.
                _ => self.place.column += u32::from(byte & 0xC0 != 0x80),
            }
        }
        Ok(byte)
    }

    /// The error that something else was expected here.
    pub fn unexpected(&mut self, expected: &'static str) -> ParseError {
        let place = self.place;
        let mut found = Vec::new();
        while let Ok(Some(byte)) = self.take()
            && !byte.is_ascii_whitespace()
            && found.len() < 60
        {
            found.push(byte);
        }
        Problem::unexpected(&String::from_utf8_lossy(&found), expected).at(place)
    }

    /// The first byte of the next form, after white space, commas and comments.
    pub fn peek(&mut self) -> Result<Option<u8>, ParseError> {
        loop {
            match self.byte()? {
                Some(byte) if byte.is_ascii_whitespace() || byte == b',' => {
                    self.take()?;
                }
                Some(b';') => while !matches!(self.take()?, None | Some(b'\n')) {},
                other => return Ok(other),
            }
        }
    }

    /// Takes the next byte if it is `mark`; whether it was.
    pub fn open(&mut self, mark: u8) -> Result<bool, ParseError> {
        let is_next = self.peek()? == Some(mark);
        if is_next {
            self.take()?;
        }
        Ok(is_next)
    }

    /// Parses something that is nested one level deeper.
    fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        if self.depth == DEPTH {
            return Err(Problem::TooDeep.at(self.place));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Skips tags and discarded forms; whether a set begins.
    pub fn tag(&mut self) -> Result<bool, ParseError> {
        while self.open(b'#')? {
            match self.byte()? {
                Some(b'{') => return Ok(true),
                Some(b'_') => {
                    self.take()?;
                    self.deeper(Self::skip)?;
                }
                Some(b'"') => {}
                _ => {
                    self.atom()?;
                }
            }
        }
        Ok(false)
    }

    /// Parses a form without keeping it.
    pub fn skip(&mut self) -> Result<(), ParseError> {
        self.deeper(|forms| forms.form(false)).map(|_| ())
    }

    /// Parses a form.
    pub fn keep(&mut self) -> Result<Form, ParseError> {
        self.deeper(|forms| forms.form(true))
    }

    fn form(&mut self, keep: bool) -> Result<Form, ParseError> {
        self.tag()?;
        match self.peek()? {
            Some(b'"') => self.string(keep).map(Form::Text),
            Some(b'[') => self.list(b']', keep),
            Some(b'(') => self.list(b')', keep),
            Some(b'{') => self.list(b'}', false),
            Some(b'^') => {
                self.take()?;
                self.skip()?;
                self.deeper(|forms| forms.form(keep))
            }
            None | Some(b']' | b')' | b'}') => Err(self.unexpected("a value")),
            Some(_) => {
                let text = self.atom()?;
                Ok(match text.strip_prefix(':') {
                    Some(name) => Form::Keyword(name.to_owned()),
                    None if text == "nil" => Form::Nil,
                    None => Form::Text(plain(text)),
                })
            }
        }
    }

    fn list(&mut self, close: u8, keep: bool) -> Result<Form, ParseError> {
        self.take()?;
        let (mut list, mut is_long) = (Vec::new(), false);
        loop {
            if !self.tag()? && self.open(close)? {
                return Ok(if keep && !is_long { Form::List(list) } else { Form::Other });
            }
            let form = self.deeper(|forms| forms.form(keep))?;
            match list.len() {
                KEPT => is_long = true,
                _ if keep => list.push(form),
                _ => {}
            }
        }
    }

    fn string(&mut self, keep: bool) -> Result<String, ParseError> {
        let start = self.place;
        self.take()?;
        let mut bytes = Vec::new();
        loop {
            let place = self.place;
            match self.take()? {
                None => return Err(Problem::unexpected("", "the end of the text, \"").at(place)),
                Some(b'"') => return text(bytes, start),
                Some(b'\\') => {
                    let c = self.escape(place)?;
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(byte) => bytes.push(byte),
            }
            if !keep {
                bytes.clear();
            } else if bytes.len() > VALUE {
                return Err(Problem::TooLong { what: "a value", limit: VALUE }.at(start));
            }
        }
    }

    /// The rest of an escape that begins at `place`.
    fn escape(&mut self, place: Place) -> Result<char, ParseError> {
        let wrong = Problem::unexpected("\\", "an escape: \\n \\t \\r \\\" \\\\ or \\u263A");
        let simple = match self.take()? {
            Some(b'n') => Some('\n'),
            Some(b't') => Some('\t'),
            Some(b'r') => Some('\r'),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(byte @ (b'"' | b'\\')) => Some(byte as char),
            Some(b'u') => {
                let mut code = Some(0);
                for _ in 0..4 {
                    let digit = self.take()?.and_then(|byte| (byte as char).to_digit(16));
                    code = code.zip(digit).map(|(code, digit)| code * 16 + digit);
                }
                code.and_then(char::from_u32)
            }
            _ => None,
        };
        simple.ok_or_else(|| wrong.at(place))
    }

    /// A number, a symbol, a keyword or a character.
    fn atom(&mut self) -> Result<String, ParseError> {
        let start = self.place;
        let mut bytes = Vec::new();
        while let Some(byte) = self.byte()? {
            // A character literal may be a mark: \( or \,.
            let literal = bytes == b"\\";
            let mark = byte.is_ascii_whitespace() || b",;\"()[]{}".contains(&byte);
            if mark && !literal {
                break;
            }
            self.take()?;
            bytes.push(byte);
            if bytes.len() > VALUE {
                return Err(Problem::TooLong { what: "a value", limit: VALUE }.at(start));
            }
        }
        text(bytes, start)
    }
}

/// A whole number in its usual spelling: `7N` and `+7` are 7. Other texts as they are.
fn plain(text: String) -> String {
    let digits = text.strip_suffix('N').unwrap_or(&text);
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let is_number = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.to_owned() } else { text }
}

fn text(bytes: Vec<u8>, start: Place) -> Result<String, ParseError> {
    String::from_utf8(bytes).map_err(|_| Problem::NotUtf8.at(start))
}
