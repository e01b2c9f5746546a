//! A text, line by line, however large it is.

use super::{Place, Problem, Trouble};
use std::io::{self, BufRead, ErrorKind, Read};

/// No line of a format that has an event a line is longer than this.
pub const LINE: usize = 256 << 10;
/// No value or key is longer than this.
pub const VALUE: usize = 64 << 10;

pub struct Lines {
    from: Box<dyn BufRead>,
    buffer: Vec<u8>,
    number: u32,
    /// The line before was too long, and its rest has not been read.
    rest: bool,
    done: bool,
}

impl Lines {
    pub fn new(from: Box<dyn BufRead>) -> Self {
        Self { from, buffer: Vec::new(), number: 0, rest: false, done: false }
    }

    /// The next line without its end, and its number; an error for one that is too long or no text. After
    /// an error of reading there is none.
    pub fn next(&mut self) -> Option<Result<(u32, &str), Trouble>> {
        if self.done {
            return None;
        }
        self.buffer.clear();
        self.number += 1;
        let at = Place { line: self.number, column: 1 };
        match self.read() {
            Ok(0) => {
                self.done = true;
                return None;
            }
            Ok(_) => {}
            Err(error) => {
                self.done = true;
                return Some(Err(unreadable(&error).at(at)));
            }
        }
        let ended = self.buffer.ends_with(b"\n");
        while self.buffer.last().is_some_and(|end| matches!(end, b'\n' | b'\r')) {
            self.buffer.pop();
        }
        if self.buffer.len() > LINE {
            self.rest = !ended;
            return Some(Err(Problem::TooLong { what: "a line", limit: LINE }.at(at)));
        }
        let bytes = self.buffer.strip_prefix(b"\xef\xbb\xbf").filter(|_| self.number == 1);
        match std::str::from_utf8(bytes.unwrap_or(&self.buffer)) {
            Ok(text) => Some(Ok((self.number, text))),
            Err(error) => {
                let good = String::from_utf8_lossy(&self.buffer[..error.valid_up_to()]);
                let column = good.chars().count() as u32 + 1;
                Some(Err(Problem::NotText.at(Place { column, ..at })))
            }
        }
    }

    /// Reads a line, but no more of it than shows that it is too long.
    fn read(&mut self) -> io::Result<usize> {
        if std::mem::take(&mut self.rest) {
            self.from.skip_until(b'\n')?;
        }
        (&mut self.from).take(LINE as u64 + 2).read_until(b'\n', &mut self.buffer)
    }

    /// No more lines.
    pub const fn stop(&mut self) {
        self.done = true;
    }
}

pub fn unreadable(error: &io::Error) -> Problem {
    match error.kind() {
        ErrorKind::IsADirectory => Problem::Unreadable("a folder, not a file".to_owned()),
        _ => Problem::Unreadable(error.to_string()),
    }
}

/// A value or key that is not too long.
pub fn bounded(text: &str, place: Place) -> Result<(), Trouble> {
    if text.len() > VALUE {
        return Err(Problem::TooLong { what: "a value", limit: VALUE }.at(place));
    }
    Ok(())
}
