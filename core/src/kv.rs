//! What clients ask for and are told: keys, values, requests, replies.

use core::{fmt, str};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A short text stored inline: at most 15 bytes of UTF-8, no white space, no `=`, `#` or control
/// characters, so that it stands unquoted in a scenario. Copying it copies 16 bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    bytes: [u8; 15],
    len: u8,
}

impl Word {
    /// The longest word, in bytes.
    pub const LIMIT: usize = 15;

    /// Reads a word.
    ///
    /// # Errors
    /// An empty or too long text, or one with a character that a scenario file gives a meaning.
    pub fn new(text: &str) -> Result<Self, WordError> {
        if text.is_empty() {
            return Err(WordError::Empty);
        }
        if text.len() > Self::LIMIT {
            return Err(WordError::TooLong(text.len()));
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

impl fmt::Write for Word {
    /// Appends, if it fits.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let start = usize::from(self.len);
        let room = self.bytes.get_mut(start..start + text.len()).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len += text.len() as u8;
        Ok(())
    }
}

/// Why a text is no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordError {
    /// There is nothing.
    Empty,
    /// So many bytes, more than [`Word::LIMIT`].
    TooLong(usize),
    /// A character that may not stand in a word.
    Character(char),
}

impl fmt::Display for WordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing"),
            Self::TooLong(len) => {
                write!(f, "a text of {len} bytes; at most {} fit", Word::LIMIT)
            }
            Self::Character(c) => write!(f, "a text with {c:?} in it"),
        }
    }
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

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <alloc::string::String as Deserialize>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// What a value is stored under.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub Word);

/// What is stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Value(pub Word);

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
shown_as_word!(Key, Value);

/// What a client asks of a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Request {
    /// What does this key hold?
    Read(Key),
    /// Let this key hold this value.
    Write(Key, Value),
}

impl Request {
    /// The key it is about.
    #[must_use]
    pub const fn key(&self) -> Key {
        match self {
            Self::Read(key) | Self::Write(key, _) => *key,
        }
    }

    /// Whether it changes anything.
    #[must_use]
    pub const fn is_write(&self) -> bool {
        matches!(self, Self::Write(..))
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(key) => write!(f, "read {key}"),
            Self::Write(key, value) => write!(f, "write {key}={value}"),
        }
    }
}

/// What a replica tells a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reply {
    /// The write is accepted, as far as this mode promises.
    Written,
    /// The key holds this value, or nothing.
    Found(Option<Found>),
    /// Certainly not done.
    Refused(Refused),
    /// Too few replicas answered in time: nobody knows whether the write will show.
    TooFew {
        /// Answers that came, the coordinator's own included.
        answers: u16,
        /// Answers that were needed.
        needed: u16,
    },
}

/// A value that was found, and the write that put it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Found {
    /// The value.
    pub value: Value,
    /// Its write.
    pub write: crate::id::OperationId,
}

/// Why a replica did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Refused {
    /// Only the leader takes writes; the replica names the one it believes in, if there is one.
    NotLeader(Option<crate::id::NodeId>),
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written => f.write_str("ok"),
            Self::Found(Some(found)) => write!(f, "{}", found.value),
            Self::Found(None) => f.write_str("nothing"),
            Self::Refused(Refused::NotLeader(Some(leader))) => {
                write!(f, "refused, {leader} is the leader")
            }
            Self::Refused(Refused::NotLeader(None)) => f.write_str("refused, there is no leader"),
            Self::TooFew { answers, needed } => write!(f, "{answers} of {needed} answers"),
        }
    }
}
