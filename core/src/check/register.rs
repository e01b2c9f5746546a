//! A history of one register, stripped to what the search for an order needs.

/// A value, by a number that stands for it; 0 stands for "absent".
pub type ValueId = u32;

/// The register before the first write.
pub const ABSENT: ValueId = 0;

/// One operation on one register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// Its place among all invocations and responses: when it began.
    pub invoked: u64,
    /// When it ended; nothing if its outcome is unknown, and then it may take effect at any time from its
    /// invocation on, or never.
    pub ended: Option<u64>,
    /// What it did.
    pub effect: Effect,
}

/// What an operation does to a register, and what it must find there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It returned this value.
    Read(ValueId),
    /// It set this value.
    Write(ValueId),
    /// It found the first value and set the second.
    Swap(ValueId, ValueId),
    /// It found another value than this one, and changed nothing.
    NoSwap(ValueId),
    /// A compare-and-set whose client heard nothing: it swaps if it finds the first value.
    MaybeSwap(ValueId, ValueId),
}

impl Effect {
    /// The register after it, if it can happen on this one.
    #[must_use]
    pub const fn on(self, value: ValueId) -> Option<ValueId> {
        match self {
            Self::Write(new) => Some(new),
            Self::Read(seen) if seen == value => Some(value),
            Self::Swap(from, to) if from == value => Some(to),
            Self::NoSwap(from) if from != value => Some(value),
            Self::MaybeSwap(from, to) => Some(if from == value { to } else { value }),
            Self::Read(_) | Self::Swap(..) | Self::NoSwap(_) => None,
        }
    }

    /// The value that it found, and no other.
    #[must_use]
    pub const fn found(self) -> Option<ValueId> {
        match self {
            Self::Read(value) | Self::Swap(value, _) => Some(value),
            Self::Write(_) | Self::MaybeSwap(..) | Self::NoSwap(_) => None,
        }
    }

    /// The value that it left, or may have left.
    #[must_use]
    pub const fn left(self) -> Option<ValueId> {
        match self {
            Self::Write(to) | Self::Swap(_, to) | Self::MaybeSwap(_, to) => Some(to),
            Self::Read(_) | Self::NoSwap(_) => None,
        }
    }
}
