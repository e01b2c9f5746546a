//! What clients saw: the only thing a consistency checker may look at.

use crate::{
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Reply, Request},
    time::Instant,
};
use alloc::vec::Vec;
use core::fmt;

/// How an operation ended, as its client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Done: the write was accepted.
    Written,
    /// Done: the read found this.
    Read(Option<Found>),
    /// It did not happen.
    Failed(Reply),
    /// Nobody told the client, or nobody knows: it may have happened, or may yet.
    Unknown(Option<Reply>),
}

impl Outcome {
    /// What a reply to a request means to its client.
    #[must_use]
    pub const fn of(request: Request, reply: Reply) -> Self {
        match reply {
            Reply::Written => Self::Written,
            Reply::Found(found) => Self::Read(found),
            Reply::Refused(_) => Self::Failed(reply),
            // Some replicas may hold the write; a read that was not answered changed nothing.
            Reply::TooFew { .. } if request.is_write() => Self::Unknown(Some(reply)),
            Reply::TooFew { .. } => Self::Failed(reply),
        }
    }

    /// Whether the client knows that it happened.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        matches!(self, Self::Written | Self::Read(_))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written => f.write_str("ok"),
            Self::Read(Some(found)) => write!(f, "ok: {}", found.value),
            Self::Read(None) => f.write_str("ok: nothing"),
            Self::Failed(reply) => write!(f, "failed: {reply}"),
            Self::Unknown(Some(reply)) => write!(f, "unknown: {reply}"),
            Self::Unknown(None) => f.write_str("unknown: no answer in time"),
        }
    }
}

/// One operation of one client, from invocation to response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// Its name.
    pub id: OperationId,
    /// Whose it is: the first of this user's clients. Most users have one.
    pub user: ClientId,
    /// The replica that was asked.
    pub via: NodeId,
    /// What was asked.
    pub request: Request,
    /// When, and by which step of the run.
    pub invoked: (Instant, u32),
    /// How it ended, when, and by which step; nothing while the client waits.
    pub ended: Option<(Outcome, Instant, u32)>,
}

/// All operations of a run, in the order of their invocations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    operations: Vec<Operation>,
    by_client: Vec<Vec<u32>>,
}

impl History {
    /// The operations, in the order of their invocations.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation with this name.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> Option<&Operation> {
        self.operations.get(self.place(id)? as usize)
    }

    /// The operations of one client, in order.
    pub fn of(&self, client: ClientId) -> impl DoubleEndedIterator<Item = &Operation> {
        let indices = self.by_client.get(usize::from(client.0)).map_or(&[][..], |v| v);
        indices.iter().map(|&index| &self.operations[index as usize])
    }

    /// Records an invocation; returns the operation's place in [`operations`](Self::operations).
    pub fn invoke(&mut self, operation: Operation) -> u32 {
        let index = self.operations.len() as u32;
        let client = usize::from(operation.id.client.0);
        if self.by_client.len() <= client {
            self.by_client.resize_with(client + 1, Vec::new);
        }
        self.by_client[client].push(index);
        self.operations.push(operation);
        index
    }

    /// Records how an operation ended.
    pub fn end(&mut self, id: OperationId, outcome: Outcome, at: Instant, step: u32) {
        if let Some(place) = self.place(id) {
            self.operations[place as usize].ended = Some((outcome, at, step));
        }
    }

    /// What clients had seen before step number `steps` (the first `steps` steps of the run).
    #[must_use]
    pub fn before(&self, steps: u32) -> Self {
        let mut before = Self::default();
        for operation in self.operations.iter().take_while(|o| o.invoked.1 < steps) {
            let ended = operation.ended.filter(|&(.., step)| step < steps);
            before.invoke(Operation { ended, ..*operation });
        }
        before
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let indices: usize = self.by_client.iter().map(|v| v.capacity() * size_of::<u32>()).sum();
        self.operations.capacity() * size_of::<Operation>() + indices
    }

    /// Where the operation with this name stands in [`operations`](Self::operations).
    #[must_use]
    pub fn place(&self, id: OperationId) -> Option<u32> {
        let of_client = self.by_client.get(usize::from(id.client.0))?;
        of_client.get(id.number.checked_sub(1)? as usize).copied()
    }
}
