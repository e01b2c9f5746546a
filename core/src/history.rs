//! The history of a run: what clients observed. Consistency checkers see nothing else.

use crate::{
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Key, Reply, Request, Value},
    time::Instant,
};
use alloc::vec::Vec;
use core::{fmt, iter};
use litemap::LiteMap;

/// The outcome of an operation, as its client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The write was accepted.
    Written,
    /// The row was inserted and has this number.
    Inserted(u32),
    /// The read returned this value, or none.
    Read(Option<Found>),
    /// The read returned this number of siblings; [`History::sight`] has their values.
    Siblings(u16),
    /// The operation did not happen.
    Failed(Reply),
    /// There was no response, or its coordinator does not know: the operation may have taken effect, or may still do so.
    Unknown(Option<Reply>),
}

impl Outcome {
    /// The outcome that a reply to a request means.
    #[must_use]
    pub const fn of(request: Request, reply: Reply) -> Self {
        match reply {
            Reply::Written => Self::Written,
            Reply::Inserted(number) => Self::Inserted(number),
            Reply::Found(found) => Self::Read(found),
            Reply::Siblings(n) => Self::Siblings(n),
            Reply::Refused(_) => Self::Failed(reply),
            // Some replicas may have the write. A read changes nothing.
            Reply::TooFew { .. } if request.is_write() => Self::Unknown(Some(reply)),
            Reply::TooFew { .. } => Self::Failed(reply),
        }
    }

    /// Whether the client knows that the operation happened.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        matches!(self, Self::Written | Self::Inserted(_) | Self::Read(_) | Self::Siblings(_))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written => f.write_str("ok"),
            Self::Inserted(number) => write!(f, "ok: number {number}"),
            Self::Read(Some(found)) if !found.value.is_tombstone() => {
                write!(f, "ok: {}", found.value)
            }
            Self::Read(_) => f.write_str("ok: nothing"),
            Self::Siblings(n) => write!(f, "ok: {n} siblings"),
            Self::Failed(reply) => write!(f, "failed: {reply}"),
            Self::Unknown(Some(reply)) => write!(f, "unknown: {reply}"),
            Self::Unknown(None) => f.write_str("unknown: no answer in time"),
        }
    }
}

/// An operation, from invocation to response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// Its name.
    pub id: OperationId,
    /// The user whose operation it is, named by the user's first client. Most users have one client.
    pub user: ClientId,
    /// The replica that was asked.
    pub via: NodeId,
    /// The request.
    pub request: Request,
    /// The time and the step of the invocation.
    pub invoked: (Instant, u32),
    /// The outcome, and the time and the step of the response; `None` while the client waits.
    pub ended: Option<(Outcome, Instant, u32)>,
}

/// An event of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News<'a> {
    /// A client began an operation.
    Begun(&'a Operation),
    /// An operation ended.
    Ended(&'a Operation),
}

/// The part of a history that a checker has processed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The number of invocations.
    pub begun: u32,
    /// The number of responses.
    pub ended: u32,
}

/// All operations of a run in the order of their invocations, with indices by name, by response, and for each key by
/// acknowledged write. An incremental checker asks for the new events, and finds earlier operations by bisection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    operations: Vec<Operation>,
    by_client: Vec<Vec<u32>>,
    by_end: Vec<u32>,
    written: LiteMap<Key, Vec<u32>>,
    /// The values in the response of an operation, by the operation's place.
    sights: LiteMap<u32, Vec<Found>>,
    /// The last delete of each key.
    deleted: LiteMap<Key, OperationId>,
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

    /// The place of an operation in [`operations`](Self::operations).
    #[must_use]
    pub fn place(&self, id: OperationId) -> Option<u32> {
        let of_client = self.by_client.get(usize::from(id.client.0))?;
        of_client.get(id.number.checked_sub(1)? as usize).copied()
    }

    /// The operations of one client, in order.
    pub fn of(&self, client: ClientId) -> impl DoubleEndedIterator<Item = &Operation> {
        let indices = self.by_client.get(usize::from(client.0)).map_or(&[][..], |v| v);
        indices.iter().map(|&index| &self.operations[index as usize])
    }

    /// The operations of a client before one of its operations, the latest first.
    pub fn earlier(&self, id: OperationId) -> impl Iterator<Item = &Operation> {
        let of_client = self.by_client.get(usize::from(id.client.0)).map_or(&[][..], |v| v);
        let before = of_client.len().min(id.number.saturating_sub(1) as usize);
        of_client[..before].iter().rev().map(|&index| &self.operations[index as usize])
    }

    /// The operations that have ended, in the order of their responses, without the first `skip`.
    pub fn ended(&self, skip: u32) -> impl ExactSizeIterator<Item = &Operation> {
        let skip = self.by_end.len().min(skip as usize);
        self.by_end[skip..].iter().map(|&index| &self.operations[index as usize])
    }

    /// The events after `known` in order of time. Within a step, responses come first.
    pub fn news(&self, known: Known) -> impl Iterator<Item = News<'_>> {
        let begun = self.operations.len().min(known.begun as usize);
        let mut begun = self.operations[begun..].iter().peekable();
        let mut ended = self.ended(known.ended).peekable();
        iter::from_fn(move || {
            let next = begun.peek().map_or(u32::MAX, |operation| operation.invoked.1);
            let ends = |o: &&Operation| o.ended.is_some_and(|(.., step)| step <= next);
            let end = ended.next_if(ends).map(News::Ended);
            end.or_else(|| begun.next().map(News::Begun))
        })
    }

    /// The number of reads that returned siblings. The checkers of registers ignore them, because a register has one value.
    #[must_use]
    pub fn siblings(&self) -> usize {
        let ended = self.operations.iter().filter_map(|operation| operation.ended);
        ended.filter(|(outcome, ..)| matches!(outcome, Outcome::Siblings(_))).count()
    }

    /// The size of the history.
    #[must_use]
    pub const fn known(&self) -> Known {
        Known { begun: self.operations.len() as u32, ended: self.by_end.len() as u32 }
    }

    /// The acknowledged writes of a key in the order of their responses, as places in [`operations`](Self::operations).
    #[must_use]
    pub fn written(&self, key: Key) -> &[u32] {
        self.written.get(&key).map_or(&[], |writes| writes)
    }

    /// The last operation that each client began before a step.
    pub fn begun(&self, step: u32) -> impl Iterator<Item = &Operation> {
        self.by_client.iter().filter_map(move |of_client| {
            let begun = |&index: &u32| self.operations[index as usize].invoked.1 < step;
            let last = of_client.partition_point(begun).checked_sub(1)?;
            Some(&self.operations[of_client[last] as usize])
        })
    }

    /// The number of clients. Clients without operations may be missing.
    #[must_use]
    pub const fn clients(&self) -> usize {
        self.by_client.len()
    }

    /// Records an invocation; returns the operation's place in [`operations`](Self::operations).
    pub fn invoke(&mut self, operation: Operation) -> u32 {
        let index = self.operations.len() as u32;
        let client = usize::from(operation.id.client.0);
        if self.by_client.len() <= client {
            self.by_client.resize_with(client + 1, Vec::new);
        }
        self.by_client[client].push(index);
        if operation.request.is_delete() {
            self.deleted.insert(operation.request.key(), operation.id);
        }
        self.operations.push(operation);
        self.file(index);
        index
    }

    /// Records the response of an operation. A read of a deleted key that returns nothing counts as a read of the last delete:
    /// replicas may have dropped the tombstone.
    pub fn end(&mut self, id: OperationId, outcome: Outcome, at: Instant, step: u32) {
        if let Some(place) = self.place(id) {
            let operation = &mut self.operations[place as usize];
            let deleted = self.deleted.get(&operation.request.key());
            operation.ended = Some(match (outcome, deleted) {
                (Outcome::Read(None), Some(&write)) => {
                    (Outcome::Read(Some(Found { value: Value::TOMBSTONE, write })), at, step)
                }
                _ => (outcome, at, step),
            });
            self.file(place);
        }
    }

    /// Adds an operation that has ended to the indices.
    fn file(&mut self, index: u32) {
        let Operation { request, ended: Some((outcome, ..)), .. } = self.operations[index as usize]
        else {
            return;
        };
        insert(&mut self.by_end, &self.operations, index);
        if outcome == Outcome::Written {
            insert(self.written.entry(request.key()).or_default(), &self.operations, index);
        }
    }

    /// Records the values in the response of an operation.
    pub fn see(&mut self, id: OperationId, values: &[Found]) {
        if let Some(place) = self.place(id) {
            self.sights.insert(place, values.to_vec());
        }
    }

    /// The values in the response of an operation, including tombstones. In a store with causal contexts, the client's next write
    /// of the key replaces them. Empty in other stores.
    #[must_use]
    pub fn sight(&self, id: OperationId) -> &[Found] {
        // Most stores have none.
        let place = if self.sights.is_empty() { None } else { self.place(id) };
        place.and_then(|place| self.sights.get(&place)).map_or(&[], Vec::as_slice)
    }

    /// The history of the first `steps` steps.
    #[must_use]
    pub fn before(&self, steps: u32) -> Self {
        let mut before = Self::default();
        for operation in self.operations.iter().take_while(|o| o.invoked.1 < steps) {
            let ended = operation.ended.filter(|&(.., step)| step < steps);
            let place = before.invoke(Operation { ended, ..*operation });
            if let (Some(_), Some(values)) = (ended, self.sights.get(&place)) {
                before.sights.insert(place, values.clone());
            }
        }
        before
    }

    /// The size in memory, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let indices = self.by_client.iter().chain(self.written.values()).chain([&self.by_end]);
        let indices: usize = indices.map(|v| v.capacity() * size_of::<u32>()).sum();
        self.operations.capacity() * size_of::<Operation>() + indices
    }
}

/// Inserts a place into the order of responses. A run appends in this order; a recorded history may not.
fn insert(places: &mut Vec<u32>, operations: &[Operation], index: u32) {
    let end = |index: u32| operations[index as usize].ended.map(|(.., step)| step);
    let at = match places.last() {
        Some(&last) if end(last) > end(index) => {
            places.partition_point(|&other| end(other) <= end(index))
        }
        _ => places.len(),
    };
    places.insert(at, index);
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
