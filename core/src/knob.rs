//! Settings of a protocol that can be turned while it runs.
//!
//! A protocol declares each setting once, with [`settings!`]: its name in scenario files, its type, its
//! default, what it takes and when it matters. The protocol reads the typed struct that this makes;
//! everything else sees a [`Knob`], a [`KnobValue`] and what the knob [`Takes`] just now.

mod declare;
mod features;
mod value;

pub(crate) use declare::{settings, words};
pub use features::Features;
pub use value::{KnobValue, OneOf, Takes, Typed};

use crate::{id::NodeId, quorum::QuorumError};
use alloc::{boxed::Box, vec::Vec};
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

/// Why a setting cannot have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnobError {
    /// This protocol has no such setting.
    NotHere(Knob),
    /// The setting does not take a value just now. Boxed: a value may be a whole topology, and every step returns
    /// a `Result` that has room for this error.
    NotTaken(Box<NotTaken>),
    /// No member would hold the data.
    NoReplica,
    /// The quorum would not make sense.
    Quorum(QuorumError),
}

/// A value that a setting does not take.
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
