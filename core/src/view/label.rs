//! Labels of envelopes.

use crate::{
    id::OperationId,
    kv::Value,
    protocol::{leaderless::tag as leaderless, multi_leader::tag as multi_leader},
    tag::Tag,
};
use core::fmt;

/// A label: the text on an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The kind of message or timer.
    pub tag: Tag,
    /// The value that it carries, if any, and the write that the value comes from.
    pub carries: Option<(Value, OperationId)>,
    /// The operation that it serves, if any.
    pub about: Option<OperationId>,
    /// A count or a position.
    pub number: Option<u64>,
    /// The number of parts, where `number` counts the parts of a whole.
    pub of: Option<u32>,
}

impl Label {
    /// A label with nothing but a tag.
    #[must_use]
    pub fn new(tag: impl Into<Tag>) -> Self {
        Self { tag: tag.into(), carries: None, about: None, number: None, of: None }
    }

    /// Whether nodes send such a message at intervals, or in answer to one, although they have nothing new to say.
    #[must_use]
    pub fn is_periodic(&self) -> bool {
        let is_empty = self.carries.is_none() && self.about.is_none();
        is_empty
            && match self.tag {
                Tag::SingleLeader(tag) => tag.is_periodic(),
                Tag::MultiLeader(tag) => {
                    matches!(tag, multi_leader::Tag::Heartbeat | multi_leader::Tag::Applied)
                }
                // A comparison begins with the root alone.
                Tag::Leaderless(tag) => tag == leaderless::Tag::Hashes && self.number == Some(1),
                Tag::Client(_) | Tag::Power(_) => false,
            }
    }

    /// Adds the operation that the envelope serves.
    #[must_use]
    pub const fn about(mut self, operation: OperationId) -> Self {
        self.about = Some(operation);
        self
    }

    /// Adds the value that the envelope carries, and the write that the value comes from.
    #[must_use]
    pub const fn carries(mut self, value: Value, write: OperationId) -> Self {
        self.carries = Some((value, write));
        self
    }

    /// Adds a count or a position.
    #[must_use]
    pub const fn number(mut self, number: u64) -> Self {
        self.number = Some(number);
        self
    }

    /// Adds which part of a whole it is, from 1, and how many parts there are.
    #[must_use]
    pub const fn part(mut self, number: u32, of: u32) -> Self {
        (self.number, self.of) = (Some(number as u64), Some(of));
        self
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tag.fmt(f)?;
        if let Some(number) = self.number {
            write!(f, " {number}")?;
        }
        if let Some(of) = self.of {
            write!(f, " of {of}")?;
        }
        if let Some((value, _)) = self.carries {
            // Longer values are cut off.
            write!(f, " {value:.23}")?;
        }
        Ok(())
    }
}
