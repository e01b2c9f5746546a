//! Opens a history and detects its format.

use super::{Events, edn, jepsen_log, json_array, jsonl};
use flate2::bufread::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufRead, BufReader},
};

/// The format of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jsonl,
    JsonArray,
    /// Jepsen's log or its `history.txt`.
    JepsenLog,
    /// Jepsen's log without times and threads, as that of the etcd tests that come with Porcupine.
    EtcdLog,
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
        match (marks.next(), marks.next(), marks.next()) {
            (Some(b'{'), Some(b'"') | None, _) | (None, ..) => Self::Jsonl,
            (Some(b'['), Some(b'{'), Some(b'"' | b'}')) => Self::JsonArray,
            (Some(b'{' | b'[' | b'(' | b'#' | b';'), ..) => Self::Edn,
            _ => Self::JepsenLog.exactly(beginning),
        }
    }

    /// The kind of a log, by its beginning.
    pub fn exactly(self, beginning: &[u8]) -> Self {
        let is_log = matches!(self, Self::JepsenLog | Self::EtcdLog);
        match is_log && jepsen_log::is_bare(&String::from_utf8_lossy(beginning)) {
            true => Self::EtcdLog,
            false => self,
        }
    }

    /// The events of a text in this format.
    pub fn read(self, from: Box<dyn BufRead>) -> Box<Events> {
        match self {
            Self::Jsonl => jsonl::read(from),
            Self::JsonArray => json_array::read(from),
            Self::JepsenLog | Self::EtcdLog => jepsen_log::read(from),
            Self::Edn => edn::read(from),
        }
    }
}

/// Opens a file, or the standard input if its name is `-`, and detects its format unless it is given. A file that is
/// compressed by gzip is decompressed.
///
/// # Errors
/// The file cannot be opened, or its beginning cannot be read.
pub fn open(name: &str, format: Option<Format>) -> Result<(Format, Box<Events>), OpenError> {
    let mut from: Box<dyn BufRead> = match name {
        "-" => Box::new(BufReader::new(io::stdin())),
        _ => Box::new(BufReader::with_capacity(BUFFER, File::open(name)?)),
    };
    if from.fill_buf()?.starts_with(GZIP) {
        from = Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(from)));
    }
    let beginning = from.fill_buf()?;
    let format = match format {
        Some(format) => format.exactly(beginning),
        None => Format::of(beginning),
    };
    Ok((format, format.read(from)))
}

/// The bytes that are read at once.
const BUFFER: usize = 64 << 10;
/// How a file begins that is compressed by gzip.
const GZIP: &[u8] = b"\x1f\x8b";
