//! Why values that merge are not updated.

/// Why an operation is not done. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CrdtError {
    /// The node has numbered as many effects as it can.
    #[error("the node has counted to {} and can count no further", u64::MAX)]
    CounterFull,
    /// The clock of a register stands at its end.
    #[error("the clock of the register stands at {}; write with a time", u64::MAX)]
    ClockFull,
    /// A position behind the end of a sequence.
    #[error("position {at} is behind the end of {length} characters")]
    Position {
        /// The position.
        at: u64,
        /// The length of the sequence.
        length: u64,
    },
    /// More characters than there are.
    #[error("there are {left} characters from position {at} on, not {count}")]
    Length {
        /// The position.
        at: u64,
        /// The number of characters that were to be deleted.
        count: u64,
        /// The number of characters that are there.
        left: u64,
    },
    /// A map in a map in a map …
    #[error("maps are nested more than {0} deep")]
    Depth(usize),
}
