//! The lines of a text of any length.

use super::{ParseError, Place, Problem};
use std::io::{self, BufRead, ErrorKind, Read};

/// The maximal length of a line in formats with an event a line, in bytes.
pub const LINE: usize = 256 << 10;
/// The maximal length of a value or key, in bytes.
pub const VALUE: usize = 64 << 10;

pub struct Lines {
    from: Box<dyn BufRead>,
    buffer: Vec<u8>,
    number: u32,
    /// Whether the rest of a line that was too long must be skipped.
    skips_rest: bool,
    is_done: bool,
}

impl Lines {
    pub fn new(from: Box<dyn BufRead>) -> Self {
        Self { from, buffer: Vec::new(), number: 0, skips_rest: false, is_done: false }
    }

    /// The next line without its end, and its number; an error for a line that is too long or not UTF-8. An error of
    /// reading is the last item.
    pub fn next(&mut self) -> Option<Result<(u32, &str), ParseError>> {
        if self.is_done {
            return None;
        }
        self.buffer.clear();
        self.number += 1;
        let at = Place { line: self.number, column: 1 };
        match self.read() {
            Ok(0) => {
                self.is_done = true;
                return None;
            }
            Ok(_) => {}
            Err(error) => {
                self.is_done = true;
                return Some(Err(unreadable(&error).at(at)));
            }
        }
        let has_end = self.buffer.ends_with(b"\n");
        while self.buffer.last().is_some_and(|end| matches!(end, b'\n' | b'\r')) {
            self.buffer.pop();
        }
        if self.buffer.len() > LINE {
            self.skips_rest = !has_end;
            return Some(Err(Problem::TooLong { what: "a line", limit: LINE }.at(at)));
        }
        let bytes = self.buffer.strip_prefix(b"\xef\xbb\xbf").filter(|_| self.number == 1);
        match std::str::from_utf8(bytes.unwrap_or(&self.buffer)) {
            Ok(text) => Some(Ok((self.number, text))),
            Err(error) => {
                let good = String::from_utf8_lossy(&self.buffer[..error.valid_up_to()]);
                let column = good.chars().count() as u32 + 1;
                Some(Err(Problem::NotUtf8.at(Place { column, ..at })))
            }
        }
    }

    /// Reads a line into the buffer, but no more of it than tells that it is too long. Returns the number of bytes.
    fn read(&mut self) -> io::Result<usize> {
        if std::mem::take(&mut self.skips_rest) {
            self.from.skip_until(b'\n')?;
        }
        (&mut self.from).take(LINE as u64 + 2).read_until(b'\n', &mut self.buffer)
    }

    /// Ends the iteration.
    pub const fn stop(&mut self) {
        self.is_done = true;
    }
}

pub fn unreadable(error: &io::Error) -> Problem {
    let is_folder = error.kind() == ErrorKind::IsADirectory;
    Problem::Unreadable(if is_folder {
        "a folder, not a file".to_owned()
    } else {
        error.to_string()
    })
}

/// Checks the length of a value or key.
pub fn bounded(text: &str, place: Place) -> Result<(), ParseError> {
    if text.len() > VALUE {
        return Err(Problem::TooLong { what: "a value", limit: VALUE }.at(place));
    }
    Ok(())
}
