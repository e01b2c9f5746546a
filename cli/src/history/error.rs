//! Errors in an input, with their places.

use replicarium::store::crdt::CrdtError;

/// A place in a file, counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// A problem and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {problem}", .place.line, .place.column)]
pub struct ParseError {
    pub place: Place,
    pub problem: Problem,
}

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Reading failed, for this reason.
    #[error("{0}")]
    Unreadable(String),
    #[error("not UTF-8")]
    NotUtf8,
    /// A line, a value or a name of more than `limit` bytes.
    #[error("{what} of more than {limit} bytes")]
    TooLong { what: &'static str, limit: usize },
    #[error("nested too deeply")]
    TooDeep,
    /// More operations than can be judged.
    #[error("more than {0} operations")]
    TooMany(usize),
    /// `found` is empty at the end of the text.
    #[error("found {}, expected {expected}", quoted(found))]
    Unexpected { found: String, expected: &'static str },
    /// Not JSON, or not `what` in JSON.
    #[error("not {what} in JSON: {why}")]
    Json { what: &'static str, why: String },
    /// A node's counter of writes has reached its maximum.
    #[error(
        "{node} has counted to {} and can count no further; write through another node",
        u64::MAX
    )]
    CounterFull { node: String },
    /// An operation that does not fit the value.
    #[error(transparent)]
    Crdt(#[from] CrdtError),
    /// A response of a process that has no operation outstanding.
    #[error("process {process} has no operation that this could be the response to")]
    NotInvoked { process: String },
    /// An invocation by a process whose operation of line `line` is outstanding.
    #[error(
        "process {process} begins an operation, but its operation of line {line} has not ended"
    )]
    Outstanding { process: String, line: u32 },
    /// A response that does not match the invocation on line `line`.
    #[error("another {what} than in the invocation on line {line}")]
    Mismatch { what: &'static str, line: u32 },
    /// An invocation in a history that began with responses only.
    #[error(
        "an invocation, but the first events of this history are responses without invocations"
    )]
    LateInvocation,
    #[error("the model “register” has no compare-and-set; try --model cas-register")]
    NotInModel,
}

fn quoted(found: &str) -> String {
    if found.is_empty() { "the end".to_owned() } else { format!("“{found}”") }
}

impl Place {
    /// The place of the byte at offset `offset` of a line.
    pub fn of_byte(line: u32, text: &str, offset: usize) -> Self {
        // Each character has exactly one byte that is not a continuation byte.
        let starts = text.bytes().take(offset).filter(|byte| byte & 0xC0 != 0x80).count();
        Self { line, column: starts as u32 + 1 }
    }

    /// The place of the byte at offset `offset` of a text that begins here.
    pub fn after(self, text: &str, offset: usize) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let lines = before.iter().filter(|&&byte| byte == b'\n').count() as u32;
        let last = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        let columns = last.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32;
        let column = if lines == 0 { self.column } else { 1 };
        Self { line: self.line + lines, column: column + columns }
    }
}

impl Problem {
    pub const fn at(self, place: Place) -> ParseError {
        ParseError { place, problem: self }
    }

    /// Something else was expected than the text `found`, which is shortened.
    pub fn unexpected(found: &str, expected: &'static str) -> Self {
        Self::Unexpected { found: short(found), expected }
    }

    /// The error of the JSON parser, without its place.
    pub fn json(what: &'static str, error: &serde_json::Error) -> Self {
        let why = error.to_string();
        // The parser's place is relative to the text that it was given.
        let why = why.split(" at line ").next().unwrap_or_default().to_owned();
        Self::Json { what, why }
    }
}

/// The first 40 characters of a text, with an ellipsis if it has more.
pub fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
