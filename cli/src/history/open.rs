//! A history's format, and its events.

use super::{Events, edn, jepsen_log, jsonl};
use std::{
    fs::File,
    io::{self, BufRead, BufReader},
};

/// How a history is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jsonl,
    JepsenLog,
    Edn,
}

impl Format {
    /// The format of a text that begins like this. Nothing at all is a history in any of them.
    pub fn of(beginning: &[u8]) -> Self {
        let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
        let mut marks = text.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (marks.next(), marks.next()) {
            (Some(b'{'), Some(b'"') | None) | (None, _) => Self::Jsonl,
            (Some(b'{' | b'[' | b'(' | b'#' | b';'), _) => Self::Edn,
            _ => Self::JepsenLog,
        }
    }

    /// The events of a text in this format.
    pub fn read(self, from: Box<dyn BufRead>) -> Box<Events> {
        match self {
            Self::Jsonl => jsonl::read(from),
            Self::JepsenLog => jepsen_log::read(from),
            Self::Edn => edn::read(from),
        }
    }
}

/// Opens a file, or the standard input if its name is `-`; finds its format out if none is given.
pub fn open(name: &str, format: Option<Format>) -> io::Result<(Format, Box<Events>)> {
    let mut from: Box<dyn BufRead> = match name {
        "-" => Box::new(BufReader::new(io::stdin())),
        _ => Box::new(BufReader::with_capacity(64 << 10, File::open(name)?)),
    };
    let format = match format {
        Some(format) => format,
        None => Format::of(from.fill_buf()?),
    };
    Ok((format, format.read(from)))
}
