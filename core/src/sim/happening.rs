//! The outcome of a step.

use crate::{
    history::{History, Operation, Outcome},
    id::{EnvelopeId, NodeId, NodeSet, OperationId},
    note::Note,
    store::Sight,
    time::Instant,
    view::{EnvelopeView, Meeting},
};
use alloc::{rc::Rc, vec::Vec};

/// Something that happened in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A client's operation began.
    Invoked(Operation),
    /// A client's operation ended, as far as the client knows.
    Ended(OperationId, Outcome),
    /// A node stopped by itself, or another node switched it off.
    Halted(NodeId),
    /// An envelope was sent. Recorded only if [`StepLog::watch`].
    Sent(EnvelopeView),
    /// A replica noted a fact. Recorded only if [`StepLog::watch`].
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

/// The outcome of one step. It is reused from step to step, so that running allocates nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepLog {
    /// Whether envelopes, notes and meetings are recorded. Invocations and responses always are.
    pub watch: bool,
    /// The step that sent the envelope which this step delivered.
    pub cause: Option<u32>,
    /// The previous step on the same node or client.
    pub before: Option<u32>,
    /// The nodes that may have changed.
    pub touched: NodeSet,
    /// What happened, in order.
    pub happenings: Vec<Happening>,
    /// The versions that met on a replica. Recorded only if [`StepLog::watch`].
    pub meetings: Vec<Meeting>,
    /// The sight in the reply, in stores that return causal contexts.
    pub sight: Option<Rc<Sight>>,
}

impl StepLog {
    /// Adds what clients did and learned in step number `step` to their history; returns the place of the operation
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
    /// Whether it is a timer, which runs out instead of arriving.
    pub timer: bool,
    /// Whether it goes from replica to replica.
    pub message: bool,
    /// A hash of sender, receiver and payload. It does not matter which of two envelopes with the same hash arrives.
    pub content: u64,
}
