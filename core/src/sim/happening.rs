//! What came of a step, for those who watch.

use crate::{
    history::{History, Operation, Outcome},
    id::{EnvelopeId, NodeId, NodeSet, OperationId},
    note::Note,
    store::Sight,
    time::Instant,
    view::{EnvelopeView, Meeting},
};
use alloc::{rc::Rc, vec::Vec};

/// Something that came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A client's operation began.
    Invoked(Operation),
    /// A client's operation ended, as far as the client knows.
    Ended(OperationId, Outcome),
    /// A node stopped by itself, or was switched off by another.
    Halted(NodeId),
    /// An envelope was sent. Only if [`StepLog::watch`].
    Sent(EnvelopeView),
    /// A replica noted a fact. Only if [`StepLog::watch`].
    Noted(NodeId, Note),
}

impl Happening {
    /// The operation that began, if one did.
    #[must_use]
    pub const fn invoked(&self) -> Option<&Operation> {
        if let Self::Invoked(operation) = self { Some(operation) } else { None }
    }

    /// The operation that ended, and its outcome, if one did.
    #[must_use]
    pub const fn ended(&self) -> Option<(OperationId, Outcome)> {
        if let Self::Ended(id, outcome) = *self { Some((id, outcome)) } else { None }
    }

    /// The envelope that was sent, if one was.
    #[must_use]
    pub const fn sent(&self) -> Option<&EnvelopeView> {
        if let Self::Sent(envelope) = self { Some(envelope) } else { None }
    }

    /// The note, and the node that reported it, if one did.
    #[must_use]
    pub const fn noted(&self) -> Option<(NodeId, Note)> {
        if let Self::Noted(node, note) = *self { Some((node, note)) } else { None }
    }
}

/// What came of one step. Reused from step to step, so that running costs no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepLog {
    /// Whether envelopes and notes are wanted; invocations and responses always are.
    pub watch: bool,
    /// The step that sent the envelope which this step delivered.
    pub cause: Option<u32>,
    /// The step before on the same node or client.
    pub before: Option<u32>,
    /// The nodes at which anything may be different now. The others hold what they held.
    pub touched: NodeSet,
    /// What happened, in order.
    pub happenings: Vec<Happening>,
    /// Which versions met on a replica. Only if [`StepLog::watch`].
    pub meetings: Vec<Meeting>,
    /// What the client was told of the key whose operation ended, if it may keep it.
    pub sight: Option<Rc<Sight>>,
}

impl StepLog {
    /// Writes down what clients did and were told by step number `step`; returns the place of the operation
    /// that began, if one did.
    pub fn record(&self, history: &mut History, at: Instant, step: u32) -> Option<u32> {
        let mut begun = None;
        for happening in &self.happenings {
            match *happening {
                Happening::Invoked(operation) => begun = Some(history.invoke(operation)),
                Happening::Ended(id, outcome) => {
                    history.end(id, outcome, at, step);
                    if let Some(sight) = &self.sight {
                        history.see(id, &sight.values);
                    }
                }
                Happening::Sent(_) | Happening::Noted(..) | Happening::Halted(_) => {}
            }
        }
        begun
    }
}

/// An envelope that could arrive now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its name.
    pub id: EnvelopeId,
    /// It is a timer: arriving means running out.
    pub timer: bool,
    /// It goes from replica to replica.
    pub message: bool,
    /// A hash of sender, receiver and what is inside: of two with the same, it is all one which arrives.
    pub content: u64,
}
