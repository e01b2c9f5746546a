//! Keys, values, requests and replies.

mod execute;
mod request;
mod text;
mod update;

pub use execute::{CannotExecute, ExecuteError, Type};
pub use request::{Request, RowRequest, Turn};
pub use text::Text;
pub use update::CrdtError;

use crate::decimal;
use core::{
    cmp::Ordering,
    fmt::{self, Write},
    hash::{Hash, Hasher},
    str,
};

/// A short text stored inline: at most 23 bytes of UTF-8, without white space, `=`, `#` or control characters, so that
/// scenarios need no quotes. A word takes 24 bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    bytes: [u8; 23],
    len: u8,
}

impl Hash for Word {
    /// Words of at most 15 bytes hash as they did when 15 was the limit, which keeps the fingerprints of old runs.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (short, long) = self.bytes.split_at(15);
        short.hash(state);
        state.write_u8(self.len);
        if self.len > 15 {
            long.hash(state);
        }
    }
}

impl Word {
    /// The maximal length of a word in bytes.
    pub const LIMIT: usize = 23;

    /// The word with this text.
    ///
    /// # Errors
    /// The text is empty or too long, or has a character with a meaning in scenario files.
    pub fn new(text: &str) -> Result<Self, WordError> {
        if text.is_empty() {
            return Err(WordError::Empty);
        }
        if text.len() > Self::LIMIT {
            return Err(WordError::TooLong { bytes: text.len(), limit: Self::LIMIT });
        }
        if let Some(bad) =
            text.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, '=' | '#'))
        {
            return Err(WordError::Character(bad));
        }
        let mut bytes = [0; Self::LIMIT];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self { bytes, len: text.len() as u8 })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }
}

impl Write for Word {
    /// Appends a text. Returns an error if it does not fit.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let start = usize::from(self.len);
        let room = self.bytes.get_mut(start..start + text.len()).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len += text.len() as u8;
        Ok(())
    }
}

/// The reason why a text is not a word, or not a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// The text is empty.
    #[error("nothing")]
    Empty,
    /// The text has `bytes` bytes, more than `limit`.
    #[error("a text of {bytes} bytes; at most {limit} fit")]
    TooLong {
        /// The length of the text in bytes.
        bytes: usize,
        /// The maximal length in bytes.
        limit: usize,
    },
    /// A character that a word, or a value, cannot have.
    #[error("a text with {0:?} in it")]
    Character(char),
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The key of a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub Word);

/// A stored value. Values are equal, ordered and hashed by their texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A short text without white space, stored inline.
    Word(Word),
    /// Any other text, interned. In scenario files it is quoted.
    Text(Text),
}

macro_rules! shown_as_word {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )*};
}
shown_as_word!(Key);

impl Value {
    /// The value of a deleted key: the empty word, which no client can write. Replicas keep it to distinguish a delete from
    /// a write that has not arrived.
    pub const TOMBSTONE: Self = Self::Word(Word { bytes: [0; Word::LIMIT], len: 0 });

    /// The maximal length of a value in bytes.
    pub const LIMIT: usize = 1_024;

    /// The value of a row that has a number only.
    #[must_use]
    pub fn of_number(number: u32) -> Self {
        let mut word = Word::default();
        // A number has at most ten digits, which fit.
        let _ = decimal::write(&mut word, number.into());
        Self::Word(word)
    }

    /// The value with this text: a word if it is one, or else an interned text.
    ///
    /// # Errors
    /// The text is empty or longer than [`LIMIT`](Self::LIMIT), or has a control character.
    pub fn new(text: &str) -> Result<Self, WordError> {
        if let Ok(word) = Word::new(text) {
            return Ok(Self::Word(word));
        }
        if text.is_empty() {
            return Err(WordError::Empty);
        }
        if text.len() > Self::LIMIT {
            return Err(WordError::TooLong { bytes: text.len(), limit: Self::LIMIT });
        }
        match text.chars().find(|c| c.is_control()) {
            Some(bad) => Err(WordError::Character(bad)),
            None => Ok(Self::Text(Text::intern(text))),
        }
    }

    /// The text; empty for a tombstone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Word(word) => word.as_str(),
            Self::Text(text) => text.as_str(),
        }
    }

    /// Whether this is the value of a deleted key.
    #[must_use]
    pub const fn is_tombstone(&self) -> bool {
        matches!(self, Self::Word(Word { len: 0, .. }))
    }

    /// The value as in scenario files: in double quotes unless it is a word. Within quotes, `\` escapes `"` and `\`.
    #[must_use]
    pub const fn quoted(self) -> Quoted {
        Quoted(self)
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Value {
    /// Words hash as they did when every value was a word, which keeps the fingerprints of old runs.
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Word(word) => word.hash(state),
            Self::Text(text) => text.hash(state),
        }
    }
}

/// A value as in scenario files: [`Value::quoted`].
#[derive(Clone, Copy, Debug)]
pub struct Quoted(Value);

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.as_str();
        if matches!(self.0, Value::Word(_)) && !text.starts_with('"') {
            return f.write_str(text);
        }
        f.write_char('"')?;
        for c in text.chars() {
            if matches!(c, '"' | '\\') {
                f.write_char('\\')?;
            }
            f.write_char(c)?;
        }
        f.write_char('"')
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(if self.is_tombstone() { "†" } else { self.as_str() })
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// How a client chooses a replica for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Always this node.
    To(crate::id::NodeId),
    /// A member drawn at random for each operation.
    Any,
    /// The node that the client believes to lead: initially the first node, then the one that the last refusal
    /// named; after a timeout, the next member.
    Leader,
    /// Always the same replica for a user, chosen by a hash of the user; after a timeout, the next replica. DDIA, "Monotonic
    /// Reads".
    Sticky,
    /// The replica to which the median delay there and back is the shortest.
    Nearest,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::To(node) => node.fmt(f),
            Self::Any => f.write_str("any"),
            Self::Leader => f.write_str("leader"),
            Self::Sticky => f.write_str("sticky"),
            Self::Nearest => f.write_str("nearest"),
        }
    }
}

/// A reply to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// The write is accepted, with the guarantees of the mode.
    Written,
    /// The row is accepted, with the guarantees of the mode, and has this number.
    Inserted(u32),
    /// The key has this value, or none.
    Found(Option<Found>),
    /// The key has this many siblings; their values are in the sight beside the reply.
    Siblings(u16),
    /// The operation was not carried out.
    Refused(Refused),
    /// Too few replicas answered in time; a write may or may not become visible.
    TooFew {
        /// Answers that arrived, including the coordinator's own.
        answers: u16,
        /// Answers that the request waited for.
        needed: u16,
    },
    /// What statements that only read have returned, as text; `None` if no row.
    Answered(Option<Value>),
    /// The transaction is open: what it has done so far takes effect at its commit.
    Uncommitted,
}

/// A value with the write that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Found {
    /// The value.
    pub value: Value,
    /// The write that it comes from.
    pub write: crate::id::OperationId,
}

/// Why a replica refuses an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refused {
    /// Only the leader takes writes. The replica names the leader that it knows of, if any.
    NotLeader(Option<crate::id::NodeId>),
    /// The store does not serve such requests.
    NotServed,
    /// The replica is new, or has lost its disk, and does not have everything yet.
    NotConsistent,
    /// A statement cannot be executed.
    Statement(CannotExecute),
    /// The replica has applied its log up to this position only, and the client knows of a later one.
    Behind {
        /// The position; 0 is before the first entry.
        applied: u64,
    },
    /// The key belongs to a partition that the replica has no part in.
    OtherPartition,
    /// Another leader has accepted a write at the same time, and that one is kept.
    Conflict,
    /// An update does not fit the value.
    Update(CrdtError),
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written => f.write_str("ok"),
            Self::Found(Some(found)) if !found.value.is_tombstone() => write!(f, "{}", found.value),
            Self::Found(_) => f.write_str("nothing"),
            Self::Siblings(n) => write!(f, "{n} siblings"),
            Self::Refused(Refused::NotLeader(Some(leader))) => {
                write!(f, "refused, {leader} is the leader")
            }
            Self::Inserted(number) => write!(f, "number {number}"),
            Self::Answered(Some(rows)) => rows.fmt(f),
            Self::Answered(None) => f.write_str("no row"),
            Self::Uncommitted => f.write_str("ok, not committed"),
            Self::Refused(Refused::Statement(why)) => write!(f, "refused, {why}"),
            Self::Refused(Refused::Behind { applied }) => {
                write!(f, "refused, has applied up to {applied} only")
            }
            Self::Refused(Refused::OtherPartition) => {
                f.write_str("refused, the key is in another partition")
            }
            Self::Refused(Refused::Update(why)) => write!(f, "refused, {why}"),
            Self::Refused(Refused::Conflict) => {
                f.write_str("refused, a concurrent write to the key is kept")
            }
            Self::Refused(Refused::NotConsistent) => f.write_str("refused, not up to date yet"),
            Self::Refused(Refused::NotServed) => {
                f.write_str("refused, this kind of store does not serve such requests")
            }
            Self::Refused(Refused::NotLeader(None)) => f.write_str("refused, there is no leader"),
            Self::TooFew { answers, needed } => write!(f, "{answers} of {needed} answers"),
        }
    }
}
