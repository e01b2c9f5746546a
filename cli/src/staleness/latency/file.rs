//! Measured latencies from a file.

use super::LONGEST;
use std::{
    fmt,
    fs::File,
    io::{self, Read},
    str,
};

/// More bytes than this are not read: some twenty million latencies.
const LIMIT: u64 = 256 << 20;

/// Why a file gives no latencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    Unreadable(String),
    TooLong,
    /// The first byte that is no text, counted from 1.
    NotText(usize),
    /// A line, counted from 1, and what stands there.
    Line(usize, String),
    Empty,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => f.write_str(why),
            Self::TooLong => write!(f, "more than {LIMIT} bytes; take a sample of it"),
            Self::NotText(byte) => write!(f, "not a text in UTF-8, from byte {byte} on"),
            Self::Line(line, found) => {
                write!(f, "line {line}: “{found}” is no latency in ms, from 0 to {LONGEST}")
            }
            Self::Empty => f.write_str("no latencies in it; it wants one in ms a line"),
        }
    }
}

/// The latencies in a file, in ms: one a line. Empty lines are skipped, and what follows a `#`.
///
/// # Errors
/// What is wrong with the file, and where.
pub fn read(name: &str) -> Result<Vec<f64>, FileError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FileError::Unreadable("no such file".to_owned()),
        _ => FileError::Unreadable(error.to_string()),
    };
    let mut bytes = Vec::new();
    let mut file = File::open(name).map_err(unreadable)?.take(LIMIT + 1);
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT {
        return Err(FileError::TooLong);
    }
    latencies(&bytes)
}

fn latencies(bytes: &[u8]) -> Result<Vec<f64>, FileError> {
    let text =
        str::from_utf8(bytes).map_err(|error| FileError::NotText(error.valid_up_to() + 1))?;
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
    fn a_latency_a_line() {
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
            assert_eq!(says(empty.as_bytes()), "no latencies in it; it wants one in ms a line");
        }
        assert_eq!(says(b"1\n2\n\xff"), "not a text in UTF-8, from byte 5 on");
    }

    #[test]
    fn a_file_that_cannot_be_read_says_why() {
        assert_eq!(read("no/such").unwrap_err().to_string(), "no such file");
        assert!(matches!(read("."), Err(FileError::Unreadable(_))));
    }
}
