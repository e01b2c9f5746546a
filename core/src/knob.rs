//! Settings of a protocol that can change while it runs.
//!
//! A protocol declares each setting once, with [`settings!`]: its name in scenario files, its type, its
//! default, the values it accepts and when it has an effect. The protocol reads a struct with typed fields. All other
//! code sees a [`Knob`], a [`KnobValue`], and in [`Takes`] the values that it accepts now.

mod declare;
mod features;
mod value;

pub(crate) use declare::{settings, typed_words, words};
pub use features::Features;
pub use value::{KnobValue, OneOf, Takes, Typed};

use crate::{id::NodeId, quorum::QuorumError};
use alloc::{boxed::Box, vec::Vec};
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

/// The declaration of a setting.
#[derive(Debug)]
pub struct Spec {
    /// Its name in scenario files, unique among the settings of all protocols.
    pub name: &'static str,
    /// Its number in fingerprints, unique to its name and never reused.
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
    /// A `SELECT`, or everything.
    Select,
    /// A conflict handler.
    Handler,
}

/// A setting of some protocol.
#[derive(Clone, Copy)]
pub struct Knob(&'static Spec);

impl Knob {
    /// The setting with this declaration.
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

/// The current state of a setting. The page draws it as a slider, a list or checkboxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnobView {
    /// The setting.
    pub knob: Knob,
    /// Its value.
    pub value: KnobValue,
    /// The values that it accepts now.
    pub takes: Takes,
    /// Whether it has an effect with the current values of the other settings.
    pub matters: bool,
}

/// The settings of a protocol, the same for the whole cluster.
pub trait Settings: Clone + Eq + Hash + fmt::Debug + 'static {
    /// The current state of every setting, in a cluster of `members` nodes.
    fn views(&self, members: u16) -> Vec<KnobView>;

    /// Gives a setting a new value.
    ///
    /// # Errors
    /// This protocol has no such setting, or the setting does not accept the value in a cluster of `members` nodes.
    fn turn(&mut self, knob: Knob, value: KnobValue, members: u16) -> Result<(), KnobError>;

    /// Whether these members can run with the settings.
    ///
    /// # Errors
    /// The quorum does not fit, or no member would hold the data.
    fn check(&self, members: &[NodeId]) -> Result<(), KnobError>;

    /// The features of a store with these settings.
    fn features(&self) -> Features;
}

/// Why a setting cannot have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnobError {
    /// This protocol has no such setting.
    NotHere(Knob),
    /// The setting does not accept the value now. Boxed, because a value may be a whole topology, and every step
    /// returns a `Result` with room for this error.
    NotTaken(Box<NotTaken>),
    /// No member would hold the data.
    NoReplica,
    /// The quorum would not make sense.
    Quorum(QuorumError),
}

/// A value that a setting does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// The setting.
    pub knob: Knob,
    /// The value.
    pub value: KnobValue,
    /// What it takes.
    pub takes: Takes,
}

impl fmt::Display for KnobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHere(knob) => write!(f, "this mode has no setting {knob}"),
            Self::NotTaken(not) => write!(f, "{} takes {}, not {}", not.knob, not.takes, not.value),
            Self::NoReplica => f.write_str("a cluster has at least one node that holds the data"),
            Self::Quorum(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for KnobError {}
