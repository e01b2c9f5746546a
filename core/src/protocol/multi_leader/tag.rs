//! What kind of message or timer an envelope between leaders holds.

use derive_more::Display;

/// A kind of message or timer. Displays as the word on the envelope.
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum Tag {
    /// No entries, only the position at which the sender's log ends. Also the timer for it.
    #[display("heartbeat")]
    Heartbeat,
    /// Entries of the sender's log.
    #[display("ship")]
    Ship,
    /// The entries of the receiver's log are applied.
    #[display("applied")]
    Applied,
    /// A request for the entries after a position of the receiver's log.
    #[display("resume after")]
    Resume,
    /// A request for the receiver's rows, by a leader that has lost its disk.
    #[display("rows?")]
    AskRows,
    /// The rows of the sender.
    #[display("rows")]
    Rows,
    /// The timer of a conflict handler.
    #[display("handler")]
    Handler,
    /// What the receiver is not known to have of values that merge, in bytes.
    #[display("merge, bytes")]
    Merge,
    /// What the receiver has shipped is merged.
    #[display("merged")]
    Merged,
}
