//! Settings of a protocol that can be turned while it runs.
//!
//! A protocol declares each setting once, with [`settings!`]: its name in scenario files, its type, its
//! default, what it takes and when it matters. The protocol reads the typed struct that this makes;
//! everything else sees a [`Knob`], a [`KnobValue`] and what the knob [`Takes`] just now.

use crate::{
    id::{NodeId, NodeSet},
    links::Links,
    quorum::QuorumError,
};
use alloc::vec::Vec;
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

/// What a declaration says of a setting.
#[derive(Debug)]
pub struct Spec {
    /// Its name in scenario files, unique among the settings of all protocols.
    pub name: &'static str,
    /// Its number in fingerprints: one a name, and never given again.
    pub code: u16,
    /// The kind of its values.
    pub kind: Kind,
}

/// The kind of values that a setting has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A set of nodes.
    Nodes,
    /// A set of directed links between nodes.
    Links,
}

/// A setting of some protocol.
#[derive(Clone, Copy)]
pub struct Knob(&'static Spec);

impl Knob {
    /// The setting that is declared like this.
    #[must_use]
    pub const fn new(spec: &'static Spec) -> Self {
        Self(spec)
    }

    /// Its name in scenario files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The kind of its values.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.0.kind
    }

    /// Its number in fingerprints.
    #[must_use]
    pub const fn code(self) -> u16 {
        self.0.code
    }
}

impl PartialEq for Knob {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Knob {}

impl PartialOrd for Knob {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Knob {
    fn cmp(&self, other: &Self) -> Ordering {
        self.code().cmp(&other.code())
    }
}

impl Hash for Knob {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl fmt::Debug for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

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
}

/// A word, by its place among those that could stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OneOf {
    words: &'static [&'static str],
    place: u32,
}

impl OneOf {
    /// The word at a place; the first one where there is no such place.
    #[must_use]
    pub const fn new(words: &'static [&'static str], place: u32) -> Self {
        Self { words, place: if (place as usize) < words.len() { place } else { 0 } }
    }

    /// The word of this text.
    #[must_use]
    pub fn find(words: &'static [&'static str], text: &str) -> Option<Self> {
        let place = words.iter().position(|&word| word == text)?;
        Some(Self { words, place: place as u32 })
    }

    /// All words that could stand there.
    pub fn all(self) -> impl Iterator<Item = Self> {
        (0..self.words.len() as u32).map(move |place| Self { place, ..self })
    }

    /// Its place, counted from 0.
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
    /// Numbers, places of words and sets of nodes are hashed as plain numbers: fingerprints are older than the
    /// types.
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Number(number) => number.hash(state),
            Self::Word(word) => word.place.hash(state),
            Self::Nodes(nodes) => nodes.0.hash(state),
            Self::Links(links) => links.hash(state),
        }
    }
}

impl fmt::Display for KnobValue {
    /// As it stands in scenario files: `3`, `election`, `B,C`, `A>B,B>A`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => f.write_str(word.text()),
            Self::Nodes(nodes) => nodes.fmt(f),
            Self::Links(links) => links.fmt(f),
        }
    }
}

/// A type that a field of a protocol's settings can have.
pub trait Typed: Copy {
    /// The kind of its values.
    const KIND: Kind;

    /// What it takes where a declaration says nothing else.
    const TAKES: Takes;

    /// The value as the rest of the world sees it.
    fn value(self) -> KnobValue;

    /// The value as the protocol reads it; nothing if it is of another kind.
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
            KnobValue::Word(_) | KnobValue::Nodes(_) | KnobValue::Links(_) => None,
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
            KnobValue::Number(_) | KnobValue::Word(_) | KnobValue::Links(_) => None,
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
            KnobValue::Number(_) | KnobValue::Word(_) | KnobValue::Nodes(_) => None,
        }
    }
}

/// The values that a setting takes just now.
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
            (
                Self::Numbers { .. } | Self::Words(_) | Self::Nodes { .. } | Self::Links { .. },
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
        }
    }
}

/// A setting as it stands: what the page draws as a slider, a list or boxes to tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnobView {
    /// The setting.
    pub knob: Knob,
    /// Where it stands.
    pub value: KnobValue,
    /// What it takes just now.
    pub takes: Takes,
    /// Whether it changes anything, as the other settings stand.
    pub matters: bool,
}

/// The settings of a protocol, the same for the whole cluster.
pub trait Settings: Clone + Eq + Hash + fmt::Debug + 'static {
    /// Every setting as it stands, in a cluster of `members` nodes.
    fn views(&self, members: u16) -> Vec<KnobView>;

    /// Gives a setting a new value.
    ///
    /// # Errors
    /// A setting that this protocol does not have, or a value that it does not take in a cluster of `members`
    /// nodes.
    fn turn(&mut self, knob: Knob, value: KnobValue, members: u16) -> Result<(), KnobError>;

    /// Whether these members can run with the settings.
    ///
    /// # Errors
    /// What does not fit.
    fn check(&self, members: &[NodeId]) -> Result<(), KnobError>;

    /// What stores with these settings can do.
    fn features(&self) -> Features;
}

/// What a store can do: whatever differs between modes and is asked for outside their protocols.
#[allow(clippy::struct_excessive_bools, reason = "independent facts, each asked for by its name")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// One node at a time leads, in numbered terms, and a person may appoint or shut down a leader.
    pub leader: bool,
    /// Only a person makes a node the leader.
    pub appointed: bool,
    /// Replicas keep a replication log.
    pub log: bool,
    /// Keys are shared out among the nodes.
    pub ring: bool,
    /// Clients can delete a key.
    pub deletes: bool,
    /// Clients are told siblings, and send back what they saw of a key when they write to it.
    pub contexts: bool,
    /// A cart keeps a mark of an item that was taken out.
    pub removal_marks: bool,
    /// Inserted rows are numbered.
    pub numbers: bool,
    /// A client can coordinate its own requests.
    pub client_coordinators: bool,
}

/// Why a setting cannot have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnobError {
    /// This protocol has no such setting.
    NotHere(Knob),
    /// The setting does not take this value just now.
    NotTaken {
        /// The setting.
        knob: Knob,
        /// The value.
        value: KnobValue,
        /// What it takes.
        takes: Takes,
    },
    /// No member would hold the data.
    NoReplica,
    /// The quorum would not make sense.
    Quorum(QuorumError),
}

impl fmt::Display for KnobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHere(knob) => write!(f, "this mode has no setting {knob}"),
            Self::NotTaken { knob, value, takes } => {
                write!(f, "{knob} takes {takes}, not {value}")
            }
            Self::NoReplica => f.write_str("a cluster has at least one node that holds the data"),
            Self::Quorum(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for KnobError {}

/// Declares an enum whose values are words in scenario files.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$about:meta])* $variant:ident = $word:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// The words of the values, in the same order.
            pub const WORDS: &[&str] = &[$($word),+];
        }

        impl $crate::knob::Typed for $name {
            const KIND: $crate::knob::Kind = $crate::knob::Kind::Word(Self::WORDS);
            const TAKES: $crate::knob::Takes = $crate::knob::Takes::Words(Self::WORDS);

            fn value(self) -> $crate::knob::KnobValue {
                $crate::knob::KnobValue::Word($crate::knob::OneOf::new(Self::WORDS, self as u32))
            }

            fn read(value: $crate::knob::KnobValue) -> Option<Self> {
                let words = Self::ALL.iter().copied();
                words.into_iter().find(|word| word.value() == value)
            }
        }
    };
}

/// Declares the settings of a protocol: a struct with a typed field for each, and an enum that names them.
///
/// A declaration reads `field: Type = default, Name "name" code;`. Behind the code may stand
/// `takes |config, members| …`, what it takes in a cluster of so many members, and `matters |config| …`.
macro_rules! settings {
    ($(#[$doc:meta])* pub struct $config:ident {
        $(
            $(#[$about:meta])*
            $field:ident: $type:ty = $default:expr, $name:ident $text:literal $code:literal
                $(, takes $takes:expr)? $(, matters $matters:expr)?;
        )+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $config {
            $($(#[$about])* pub $field: $type,)+
        }

        /// The names of the settings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Knob {
            $($(#[$about])* $name,)+
        }

        impl Knob {
            /// Every setting, in the order of the declaration.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The setting of this name, if it is one of this protocol's.
            #[must_use]
            pub fn of(knob: $crate::knob::Knob) -> Option<Self> {
                let all = Self::ALL.iter().copied();
                all.into_iter().find(|&own| $crate::knob::Knob::from(own) == knob)
            }
        }

        impl From<Knob> for $crate::knob::Knob {
            fn from(knob: Knob) -> Self {
                use $crate::knob::{Spec, Typed};
                match knob {
                    $(Knob::$name => {
                        static SPEC: Spec =
                            Spec { name: $text, code: $code, kind: <$type as Typed>::KIND };
                        Self::new(&SPEC)
                    })+
                }
            }
        }

        impl Default for $config {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $config {
            /// What a setting takes just now.
            fn takes(&self, knob: Knob, members: u16) -> $crate::knob::Takes {
                match knob {
                    $(Knob::$name => {
                        let declared: &[fn(&Self, u16) -> $crate::knob::Takes] = &[$($takes)?];
                        let kind = <$type as $crate::knob::Typed>::TAKES;
                        declared.first().map_or(kind, |takes| takes(self, members))
                    })+
                }
            }

            /// Whether a setting changes anything, as the others stand.
            fn matters(&self, knob: Knob) -> bool {
                match knob {
                    $(Knob::$name => {
                        let declared: &[fn(&Self) -> bool] = &[$($matters)?];
                        declared.first().is_none_or(|matters| matters(self))
                    })+
                }
            }

            fn value(&self, knob: Knob) -> $crate::knob::KnobValue {
                match knob {
                    $(Knob::$name => $crate::knob::Typed::value(self.$field),)+
                }
            }

            /// Gives a setting a value, of its kind or it stays as it is.
            fn set(&mut self, knob: Knob, value: $crate::knob::KnobValue) {
                match knob {
                    $(Knob::$name => {
                        self.$field = $crate::knob::Typed::read(value).unwrap_or(self.$field);
                    })+
                }
            }

            /// Every setting as it stands, in a cluster of `members` nodes.
            fn all(&self, members: u16) -> ::alloc::vec::Vec<$crate::knob::KnobView> {
                let view = |&knob: &Knob| $crate::knob::KnobView {
                    knob: knob.into(),
                    value: self.value(knob),
                    takes: self.takes(knob, members),
                    matters: self.matters(knob),
                };
                Knob::ALL.iter().map(view).collect()
            }

            /// Gives a setting a value that it takes.
            fn turn_within(
                &mut self,
                knob: $crate::knob::Knob,
                value: $crate::knob::KnobValue,
                members: u16,
            ) -> Result<(), $crate::knob::KnobError> {
                let own = Knob::of(knob).ok_or($crate::knob::KnobError::NotHere(knob))?;
                let takes = self.takes(own, members);
                if !takes.has(value) {
                    return Err($crate::knob::KnobError::NotTaken { knob, value, takes });
                }
                self.set(own, value);
                Ok(())
            }

            /// The settings that stand like this.
            #[must_use]
            pub fn of(views: &[$crate::knob::KnobView]) -> Self {
                let mut config = Self::default();
                for view in views {
                    if let Some(knob) = Knob::of(view.knob) {
                        config.set(knob, view.value);
                    }
                }
                config
            }
        }
    };
}

pub(crate) use {settings, words};
