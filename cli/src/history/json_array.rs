//! A JSON array of events, as other checkers take it and `json.dump` writes it. Its objects have the fields of the native
//! format, and may span several lines.

use super::{
    Events, Item, ParseError, Place, Problem, jsonl,
    lines::{LINE, unreadable},
};
use std::io::{BufRead, ErrorKind};

/// The events of a text.
pub fn read(mut from: Box<dyn BufRead>) -> Box<Events> {
    if from.fill_buf().is_ok_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf")) {
        from.consume(3);
    }
    let mut objects = Objects { from, place: Place { line: 1, column: 1 } };
    let mut state = State::Before;
    Box::new(std::iter::from_fn(move || {
        let next = if state == State::Failed { None } else { objects.next(&mut state).transpose() };
        if matches!(next, Some(Err(_))) {
            state = State::Failed;
        }
        next
    }))
}

/// Where in the array the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Open,
    AfterObject,
    AfterComma,
    Closed,
    Failed,
}

struct Objects {
    from: Box<dyn BufRead>,
    place: Place,
}

impl Objects {
    fn next(&mut self, state: &mut State) -> Result<Option<Item>, ParseError> {
        loop {
            let Some(byte) = self.peek()? else {
                let is_whole = matches!(state, State::Before | State::Closed);
                let missing = || Problem::unexpected("", "an event or ] at the end").at(self.place);
                return if is_whole { Ok(None) } else { Err(missing()) };
            };
            *state = match (byte, *state) {
                (byte, same) if byte.is_ascii_whitespace() => same,
                (b'[', State::Before) => State::Open,
                (b']', State::Open | State::AfterObject) => State::Closed,
                (b',', State::AfterObject) => State::AfterComma,
                (b'{', State::Open | State::AfterComma) => {
                    *state = State::AfterObject;
                    let start = self.place;
                    return jsonl::event(start, &self.object(start)?).map(Some);
                }
                _ => {
                    let found = String::from_utf8_lossy(&[byte]).into_owned();
                    let expected = "an object {…}, a comma or the end of the array";
                    return Err(Problem::unexpected(&found, expected).at(self.place));
                }
            };
            self.take(byte);
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, ParseError> {
        loop {
            match self.from.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&error).at(self.place)),
            }
        }
    }

    /// Goes on behind this byte.
    fn take(&mut self, byte: u8) {
        self.from.consume(1);
        if byte == b'\n' {
            self.place = Place { line: self.place.line + 1, column: 1 };
        } else {
            self.place.column += u32::from(byte & 0xC0 != 0x80);
        }
    }

    /// The text of the object that begins here, up to its closing brace or the end of the text.
    fn object(&mut self, start: Place) -> Result<String, ParseError> {
        let (mut bytes, mut depth, mut in_text, mut escaped) = (Vec::new(), 0_u32, false, false);
        while let Some(byte) = self.peek()? {
            self.take(byte);
            bytes.push(byte);
            if bytes.len() > LINE {
                return Err(Problem::TooLong { what: "an event", limit: LINE }.at(start));
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = in_text,
                b'"' => in_text = !in_text,
                b'{' if !in_text => depth += 1,
                b'}' if !in_text => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        String::from_utf8(bytes).map_err(|_| Problem::NotUtf8.at(start))
    }
}
