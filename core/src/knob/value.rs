//! Values of settings: their kinds, and the values that a setting accepts.

use super::Kind;
use crate::{
    id::{NodeId, NodeSet},
    kv::Value,
    links::Links,
    store::{handler::Handler, table::Selection},
};
use alloc::format;
use core::{
    fmt,
    hash::{Hash, Hasher},
};

/// A value of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnobValue {
    /// A whole number.
    Number(u32),
    /// One of several words.
    Word(OneOf),
    /// A set of nodes.
    Nodes(NodeSet),
    /// A set of directed links.
    Links(Links),
    /// What a reader outside of the database takes of it.
    Select(Selection),
    /// What is made of concurrent versions.
    Handler(Handler),
}

/// A word, by its index among the words of its setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OneOf {
    words: &'static [&'static str],
    place: u32,
}

impl OneOf {
    /// The word at an index; the first word if the index is out of range.
    #[must_use]
    pub const fn new(words: &'static [&'static str], place: u32) -> Self {
        Self { words, place: if (place as usize) < words.len() { place } else { 0 } }
    }

    /// The word with this text.
    #[must_use]
    pub fn find(words: &'static [&'static str], text: &str) -> Option<Self> {
        let place = words.iter().position(|&word| word == text)?;
        Some(Self { words, place: place as u32 })
    }

    /// All words of its setting.
    pub fn all(self) -> impl Iterator<Item = Self> {
        (0..self.words.len() as u32).map(move |place| Self { place, ..self })
    }

    /// Its index.
    #[must_use]
    pub const fn place(self) -> u32 {
        self.place
    }

    /// The word.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.words.get(self.place as usize).copied().unwrap_or_default()
    }
}

impl Hash for KnobValue {
    /// Numbers, indices of words and sets of nodes hash as plain numbers, which keeps the fingerprints of old runs.
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Number(number) => number.hash(state),
            Self::Word(word) => word.place.hash(state),
            Self::Nodes(nodes) => nodes.0.hash(state),
            Self::Links(links) => links.hash(state),
            Self::Select(selection) => selection.hash(state),
            Self::Handler(handler) => handler.hash(state),
        }
    }
}

impl fmt::Display for KnobValue {
    /// As in scenario files: `3`, `election`, `B,C`, `A>B,B>A`, `"SELECT name FROM users"`,
    /// `max`, `"concat(\", \")"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => f.write_str(word.text()),
            Self::Nodes(nodes) => nodes.fmt(f),
            Self::Links(links) => links.fmt(f),
            Self::Select(selection) => selection.fmt(f),
            Self::Handler(handler) => match Value::new(&format!("{handler}")) {
                Ok(text) => text.quoted().fmt(f),
                Err(_) => handler.fmt(f),
            },
        }
    }
}

/// A type that a field of a protocol's settings can have.
pub trait Typed: Copy {
    /// The kind of its values.
    const KIND: Kind;

    /// The values that it accepts unless its declaration restricts them.
    const TAKES: Takes;

    /// The untyped value, for code outside the protocol.
    fn value(self) -> KnobValue;

    /// The typed value, for the protocol; `None` if `value` is of another kind.
    fn read(value: KnobValue) -> Option<Self>;
}

impl Typed for u32 {
    const KIND: Kind = Kind::Number;
    const TAKES: Takes = Takes::Numbers { low: 0, high: Self::MAX };

    fn value(self) -> KnobValue {
        KnobValue::Number(self)
    }

    fn read(value: KnobValue) -> Option<Self> {
        match value {
            KnobValue::Number(number) => Some(number),
            KnobValue::Word(_)
            | KnobValue::Nodes(_)
            | KnobValue::Links(_)
            | KnobValue::Select(_)
            | KnobValue::Handler(_) => None,
        }
    }
}

impl Typed for u16 {
    const KIND: Kind = Kind::Number;
    const TAKES: Takes = Takes::Numbers { low: 0, high: Self::MAX as u32 };

    fn value(self) -> KnobValue {
        KnobValue::Number(self.into())
    }

    fn read(value: KnobValue) -> Option<Self> {
        u32::read(value).and_then(|number| Self::try_from(number).ok())
    }
}

impl Typed for NodeSet {
    const KIND: Kind = Kind::Nodes;
    const TAKES: Takes = Takes::Nodes { among: Self((1 << NodeId::LIMIT) - 1) };

    fn value(self) -> KnobValue {
        KnobValue::Nodes(self)
    }

    fn read(value: KnobValue) -> Option<Self> {
        match value {
            KnobValue::Nodes(nodes) => Some(nodes),
            KnobValue::Number(_)
            | KnobValue::Word(_)
            | KnobValue::Links(_)
            | KnobValue::Select(_)
            | KnobValue::Handler(_) => None,
        }
    }
}

impl Typed for Links {
    const KIND: Kind = Kind::Links;
    const TAKES: Takes = Takes::Links { among: NodeSet((1 << NodeId::LIMIT) - 1) };

    fn value(self) -> KnobValue {
        KnobValue::Links(self)
    }

    fn read(value: KnobValue) -> Option<Self> {
        match value {
            KnobValue::Links(links) => Some(links),
            KnobValue::Number(_)
            | KnobValue::Word(_)
            | KnobValue::Nodes(_)
            | KnobValue::Select(_)
            | KnobValue::Handler(_) => None,
        }
    }
}

impl Typed for Selection {
    const KIND: Kind = Kind::Select;
    const TAKES: Takes = Takes::Select;

    fn value(self) -> KnobValue {
        KnobValue::Select(self)
    }

    fn read(value: KnobValue) -> Option<Self> {
        match value {
            KnobValue::Select(selection) => Some(selection),
            KnobValue::Number(_)
            | KnobValue::Word(_)
            | KnobValue::Nodes(_)
            | KnobValue::Links(_)
            | KnobValue::Handler(_) => None,
        }
    }
}

impl Typed for Handler {
    const KIND: Kind = Kind::Handler;
    const TAKES: Takes = Takes::Handler;

    fn value(self) -> KnobValue {
        KnobValue::Handler(self)
    }

    fn read(value: KnobValue) -> Option<Self> {
        match value {
            KnobValue::Handler(handler) => Some(handler),
            KnobValue::Number(_)
            | KnobValue::Word(_)
            | KnobValue::Nodes(_)
            | KnobValue::Links(_)
            | KnobValue::Select(_) => None,
        }
    }
}

/// The values that a setting accepts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Whole numbers within a range.
    Numbers {
        /// The least.
        low: u32,
        /// The greatest.
        high: u32,
    },
    /// These words.
    Words(&'static [&'static str]),
    /// Any of these nodes.
    Nodes {
        /// The nodes that may be chosen.
        among: NodeSet,
    },
    /// Links between any two of these nodes.
    Links {
        /// The nodes that the links may join.
        among: NodeSet,
    },
    /// A `SELECT` of columns of one table, or everything.
    Select,
    /// A conflict handler.
    Handler,
}

impl Takes {
    /// Whole numbers within a range.
    #[must_use]
    pub const fn numbers(low: u32, high: u32) -> Self {
        Self::Numbers { low, high }
    }

    /// Whether a value is among them.
    #[must_use]
    pub fn has(&self, value: KnobValue) -> bool {
        match (*self, value) {
            (Self::Numbers { low, high }, KnobValue::Number(n)) => (low..=high).contains(&n),
            (Self::Words(words), KnobValue::Word(word)) => words == word.words,
            (Self::Nodes { among }, KnobValue::Nodes(nodes)) => nodes.without(among).is_empty(),
            (Self::Links { among }, KnobValue::Links(links)) => {
                links.ends().without(among).is_empty()
            }
            (Self::Select, KnobValue::Select(_)) | (Self::Handler, KnobValue::Handler(_)) => true,
            (
                Self::Numbers { .. }
                | Self::Words(_)
                | Self::Nodes { .. }
                | Self::Links { .. }
                | Self::Select
                | Self::Handler,
                _,
            ) => false,
        }
    }
}

impl fmt::Display for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbers { low, high } => write!(f, "a value from {low} to {high}"),
            Self::Words(words) => write!(f, "one of {}", words.join(", ")),
            Self::Nodes { among } => write!(f, "nodes among {among}"),
            Self::Links { among } => write!(f, "links between nodes among {among}"),
            Self::Select => f.write_str("a SELECT of columns of one table, or everything"),
            Self::Handler => {
                f.write_str("a conflict handler such as newest, max or concat(\", \")")
            }
        }
    }
}
