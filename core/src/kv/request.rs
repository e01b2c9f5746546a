//! What clients ask for.

use super::{Key, Value, Word};
use core::fmt;

/// A request of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Request {
    /// Reads a key.
    Read(Key),
    /// Writes a value to a key; a tombstone deletes it.
    Write(Key, Value),
    /// Inserts a row into a table. The reply has its number, the next one of the table.
    Insert(Key),
    /// Executes statements, which change tables, as one transaction. The key is the table of the first one.
    Execute(Key, Value),
    /// Executes statements that only read. The key is the table of the first one.
    Query(Key, Value),
    /// Updates a value that merges; the operation is in [words](crate::store::crdt::Spoken).
    Update(Key, Value),
    /// Executes statements of a transaction over several requests. The key is the table of the first statement of the
    /// transaction, or [`Request::NO_TABLE`] until there is one.
    Transaction(Key, Value, Turn),
}

/// What a request does in a transaction over several requests. The number is that of the client's operation that began it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Begins it.
    Begins,
    /// Executes statements.
    Goes(u32),
    /// Commits it; 0 if the client has begun none.
    Commits(u32),
    /// Rolls it back; 0 if the client has begun none.
    RollsBack(u32),
}

impl Request {
    /// The word in place of a table where a transaction has none yet.
    pub const NO_TABLE: &str = "transaction";

    /// The key where a transaction has no table yet.
    #[must_use]
    pub fn no_table() -> Key {
        Key(Word::new(Self::NO_TABLE).unwrap_or_default())
    }

    /// The key, or the table of an insert.
    #[must_use]
    pub const fn key(&self) -> Key {
        match self {
            Self::Read(key)
            | Self::Write(key, _)
            | Self::Insert(key)
            | Self::Execute(key, _)
            | Self::Query(key, _)
            | Self::Update(key, _)
            | Self::Transaction(key, ..) => *key,
        }
    }

    /// The request as a read or write of a row, which every store serves; `None` for other requests.
    #[must_use]
    pub const fn row(&self) -> Option<RowRequest> {
        match *self {
            Self::Read(key) => Some(RowRequest::Read(key)),
            Self::Write(key, value) => Some(RowRequest::Write(key, value)),
            Self::Insert(_)
            | Self::Execute(..)
            | Self::Query(..)
            | Self::Update(..)
            | Self::Transaction(..) => None,
        }
    }

    /// Whether it belongs to a transaction over several requests, and has no table yet.
    #[must_use]
    pub fn lacks_table(&self) -> bool {
        matches!(self, Self::Transaction(Key(word), ..) if word.as_str() == Self::NO_TABLE)
    }

    /// The request to execute statements about a table.
    #[must_use]
    pub const fn of_statements(table: Word, text: Value, writes: bool) -> Self {
        if writes { Self::Execute(Key(table), text) } else { Self::Query(Key(table), text) }
    }

    /// The text of statements.
    #[must_use]
    pub const fn statements(&self) -> Option<Value> {
        match *self {
            Self::Execute(_, text) | Self::Query(_, text) | Self::Transaction(_, text, _) => {
                Some(text)
            }
            Self::Read(_) | Self::Write(..) | Self::Insert(_) | Self::Update(..) => None,
        }
    }

    /// The words of an update of a value that merges.
    #[must_use]
    pub const fn update(&self) -> Option<Value> {
        match *self {
            Self::Update(_, words) => Some(words),
            Self::Read(_)
            | Self::Write(..)
            | Self::Insert(_)
            | Self::Execute(..)
            | Self::Query(..)
            | Self::Transaction(..) => None,
        }
    }

    /// The value of a write.
    #[must_use]
    pub const fn value(&self) -> Option<Value> {
        match *self {
            Self::Write(_, value) => Some(value),
            Self::Read(_)
            | Self::Insert(_)
            | Self::Execute(..)
            | Self::Query(..)
            | Self::Update(..)
            | Self::Transaction(..) => None,
        }
    }

    /// The verb in scenario files.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Write(..) if self.is_delete() => "delete",
            Self::Write(..) => "write",
            Self::Insert(_) => "insert",
            Self::Execute(..) | Self::Query(..) | Self::Transaction(..) => "sql",
            Self::Update(..) => "update",
        }
    }

    /// Whether it changes the store.
    #[must_use]
    pub const fn is_write(&self) -> bool {
        matches!(
            self,
            Self::Write(..)
                | Self::Insert(_)
                | Self::Execute(..)
                | Self::Update(..)
                | Self::Transaction(..)
        )
    }

    /// Whether it is part of a transaction that it does not commit: an answer promises nothing.
    #[must_use]
    pub const fn is_uncommitted(&self) -> bool {
        use Turn::{Begins, Goes, RollsBack};
        matches!(self, Self::Transaction(.., Begins | Goes(_) | RollsBack(_)))
    }

    /// Whether it is a delete.
    #[must_use]
    pub const fn is_delete(&self) -> bool {
        matches!(self, Self::Write(_, value) if value.is_tombstone())
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.statements() {
            return write!(f, "{} {}", self.verb(), text.quoted());
        }
        write!(f, "{} {}", self.verb(), self.key())?;
        match self.value().or(self.update()) {
            Some(value) if !value.is_tombstone() => write!(f, "={}", value.quoted()),
            Some(_) | None => Ok(()),
        }
    }
}

/// A request that every store serves: the read or write of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowRequest {
    /// Reads the value of a key.
    Read(Key),
    /// Sets the value of a key; a tombstone deletes the key.
    Write(Key, Value),
}
