//! Measured latencies from a file.

use super::LONGEST;
use std::{
    fs::File,
    io::{self, Read},
    str,
};

/// The maximal length of a file in bytes: some twenty million latencies.
const LIMIT: u64 = 256 << 20;

/// Why latencies cannot be read from a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("no such file")]
    NotFound,
    /// The error of the operating system.
    #[error("{0}")]
    Unreadable(String),
    #[error("more than {LIMIT} bytes; take a sample of it")]
    TooLong,
    /// The offset of the first byte that is not UTF-8, counted from 1.
    #[error("not UTF-8 from byte {0} on")]
    NotUtf8(usize),
    /// A line, counted from 1, and its text.
    #[error("line {0}: “{1}” is no latency in ms, from 0 to {LONGEST}")]
    Line(usize, String),
    #[error("no latencies in it; each line has one, in ms")]
    Empty,
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        let is_missing = error.kind() == io::ErrorKind::NotFound;
        if is_missing { Self::NotFound } else { Self::Unreadable(error.to_string()) }
    }
}

/// The latencies in a file, in ms: one a line. Empty lines and comments, which begin with `#`, are skipped.
///
/// # Errors
/// The file cannot be read, or a line is no latency.
pub fn read(name: &str) -> Result<Vec<f64>, FileError> {
    let mut bytes = Vec::new();
    File::open(name)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(FileError::TooLong);
    }
    latencies(&bytes)
}

fn latencies(bytes: &[u8]) -> Result<Vec<f64>, FileError> {
    let text =
        str::from_utf8(bytes).map_err(|error| FileError::NotUtf8(error.valid_up_to() + 1))?;
    let mut all = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let word = line.split('#').next().unwrap_or_default().trim();
        if word.is_empty() {
            continue;
        }
        match word.parse() {
            Ok(ms) if (0.0..=LONGEST).contains(&ms) => all.push(ms),
            _ => return Err(FileError::Line(n + 1, word.chars().take(40).collect())),
        }
    }
    if all.is_empty() { Err(FileError::Empty) } else { Ok(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_latency_per_line() {
        let text = "# from a ping\n0.5\n\n  12 # the slow one\r\n1e3\n0\n";
        assert_eq!(latencies(text.as_bytes()), Ok(vec![0.5, 12.0, 1000.0, 0.0]));
    }

    #[test]
    fn errors_name_the_line() {
        let says = |bytes: &[u8]| latencies(bytes).unwrap_err().to_string();
        for word in ["-1", "nan", "inf", "1e9", "1,5", "5 ms", "soon"] {
            let want = format!("line 2: “{word}” is no latency in ms, from 0 to 100000000");
            assert_eq!(says(format!("1\n{word}\n3\n").as_bytes()), want);
        }
        for empty in ["", "\n\n", "# nothing"] {
            assert_eq!(says(empty.as_bytes()), "no latencies in it; each line has one, in ms");
        }
        assert_eq!(says(b"1\n2\n\xff"), "not UTF-8 from byte 5 on");
    }

    #[test]
    fn a_file_that_cannot_be_read_has_an_error() {
        assert_eq!(read("no/such").unwrap_err().to_string(), "no such file");
        assert!(matches!(read("."), Err(FileError::Unreadable(_))));
    }
}
