//! Opens a history and detects its format.

use super::{Events, edn, jepsen_log, jsonl};
use std::{
    fs::File,
    io::{self, BufRead, BufReader},
};

/// The format of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jsonl,
    JepsenLog,
    Edn,
}

/// Why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("no such file")]
    NotFound,
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::NotFound } else { Self::Io(error) }
    }
}

impl Format {
    /// Detects the format of a text by its beginning. An empty text is a history in every format.
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

/// Opens a file, or the standard input if its name is `-`, and detects its format unless it is given.
///
/// # Errors
/// The file cannot be opened, or its beginning cannot be read.
pub fn open(name: &str, format: Option<Format>) -> Result<(Format, Box<Events>), OpenError> {
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
