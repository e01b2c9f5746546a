//! The history of one register, for the search for a linearization.

/// A number that stands for a value; 0 stands for "absent".
pub type ValueId = u32;

/// The initial value.
pub const ABSENT: ValueId = 0;

/// One operation on one register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// The position of the invocation among all invocations and responses.
    pub invoked: u64,
    /// The position of the response; `None` if the outcome is unknown: the call may take effect at any time after its
    /// invocation, or never.
    pub ended: Option<u64>,
    /// The effect.
    pub effect: Effect,
}

/// The effect of a call: the value that it requires, and the value that it sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Returned this value.
    Read(ValueId),
    /// Set this value.
    Write(ValueId),
    /// A compare-and-set that succeeded: it replaced the first value by the second.
    Swap(ValueId, ValueId),
    /// A compare-and-set that failed: the value was not this one.
    NoSwap(ValueId),
    /// A compare-and-set without a response: it replaces the first value by the second, if it takes effect.
    MaybeSwap(ValueId, ValueId),
}

impl Effect {
    /// The value after the effect on `value`; `None` if the effect requires another value.
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

    /// The only value that the effect is possible on, if there is only one.
    #[must_use]
    pub const fn found(self) -> Option<ValueId> {
        match self {
            Self::Read(value) | Self::Swap(value, _) => Some(value),
            Self::Write(_) | Self::MaybeSwap(..) | Self::NoSwap(_) => None,
        }
    }

    /// The value that it set, or may have set.
    #[must_use]
    pub const fn left(self) -> Option<ValueId> {
        match self {
            Self::Write(to) | Self::Swap(_, to) | Self::MaybeSwap(_, to) => Some(to),
            Self::Read(_) | Self::NoSwap(_) => None,
        }
    }
}
