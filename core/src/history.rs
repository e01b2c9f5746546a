//! What clients saw: the only thing a consistency checker may look at.

use crate::{
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Key, Reply, Request, Value},
    time::Instant,
};
use alloc::vec::Vec;
use core::{fmt, iter};
use litemap::LiteMap;

/// How an operation ended, as its client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Done: the write was accepted.
    Written,
    /// Done: the new row has this number.
    Inserted(u32),
    /// Done: the read found this.
    Read(Option<Found>),
    /// Done: the read found so many values, none of which any write has replaced. Which ones, see
    /// [`History::sight`].
    Siblings(u16),
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
            Reply::Inserted(number) => Self::Inserted(number),
            Reply::Found(found) => Self::Read(found),
            Reply::Siblings(n) => Self::Siblings(n),
            Reply::Refused(_) => Self::Failed(reply),
            // Some replicas may hold the write; a read that was not answered changed nothing.
            Reply::TooFew { .. } if request.is_write() => Self::Unknown(Some(reply)),
            Reply::TooFew { .. } => Self::Failed(reply),
        }
    }

    /// Whether the client knows that it happened.
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

/// Something that a client did or was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News<'a> {
    /// It began an operation.
    Begun(&'a Operation),
    /// It knows how an operation ended.
    Ended(&'a Operation),
}

/// How much of a history somebody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// So many invocations.
    pub begun: u32,
    /// So many ends.
    pub ended: u32,
}

/// All operations of a run, in the order of their invocations, and where to find them: by name, by their
/// ends, and for each key the writes that were acknowledged. Whoever judges a run as it goes on asks for
/// what is new and finds the rest by bisection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    operations: Vec<Operation>,
    by_client: Vec<Vec<u32>>,
    by_end: Vec<u32>,
    written: LiteMap<Key, Vec<u32>>,
    /// By the operation's place: all values that its answer told.
    sights: LiteMap<u32, Vec<Found>>,
    /// Of each key that somebody asked to delete, the last such operation.
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

    /// What a client had done before one of its operations, the last first.
    pub fn earlier(&self, id: OperationId) -> impl Iterator<Item = &Operation> {
        let of_client = self.by_client.get(usize::from(id.client.0)).map_or(&[][..], |v| v);
        let before = of_client.len().min(id.number.saturating_sub(1) as usize);
        of_client[..before].iter().rev().map(|&index| &self.operations[index as usize])
    }

    /// The operations that have ended, from the `skip`-th on, in the order of their ends.
    pub fn ended(&self, skip: u32) -> impl ExactSizeIterator<Item = &Operation> {
        let skip = self.by_end.len().min(skip as usize);
        self.by_end[skip..].iter().map(|&index| &self.operations[index as usize])
    }

    /// What somebody does not know yet, in order of time; of one step, the end comes first.
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

    /// How many reads returned several values, which no register has: whoever judges registers leaves them
    /// aside.
    #[must_use]
    pub fn siblings(&self) -> usize {
        let ended = self.operations.iter().filter_map(|operation| operation.ended);
        ended.filter(|(outcome, ..)| matches!(outcome, Outcome::Siblings(_))).count()
    }

    /// How much there is.
    #[must_use]
    pub const fn known(&self) -> Known {
        Known { begun: self.operations.len() as u32, ended: self.by_end.len() as u32 }
    }

    /// The writes to a key that their clients know to be done, in the order of their ends: places in
    /// [`operations`](Self::operations).
    #[must_use]
    pub fn written(&self, key: Key) -> &[u32] {
        self.written.get(&key).map_or(&[], |writes| writes)
    }

    /// The last operation that each client had begun before a step.
    pub fn begun(&self, step: u32) -> impl Iterator<Item = &Operation> {
        self.by_client.iter().filter_map(move |of_client| {
            let begun = |&index: &u32| self.operations[index as usize].invoked.1 < step;
            let last = of_client.partition_point(begun).checked_sub(1)?;
            Some(&self.operations[of_client[last] as usize])
        })
    }

    /// How many clients there are; those that have not asked for anything yet may be missing.
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

    /// Records how an operation ended. Who finds nothing where somebody deleted finds what the last delete
    /// left: once replicas have forgotten the tombstone, nobody can tell.
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

    /// Puts an operation that has ended where it is looked for.
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

    /// Records all values that an operation's answer told its client.
    pub fn see(&mut self, id: OperationId, values: &[Found]) {
        if let Some(place) = self.place(id) {
            self.sights.insert(place, values.to_vec());
        }
    }

    /// All values that an operation's answer told its client, tombstones included: in a store that
    /// returns causal contexts, what the client's next write of that key replaces. Empty elsewhere.
    #[must_use]
    pub fn sight(&self, id: OperationId) -> &[Found] {
        // Most stores have none, and then nothing is looked up.
        let place = if self.sights.is_empty() { None } else { self.place(id) };
        place.and_then(|place| self.sights.get(&place)).map_or(&[], Vec::as_slice)
    }

    /// What clients had seen before step number `steps` (the first `steps` steps of the run).
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

    /// How many bytes it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let indices = self.by_client.iter().chain(self.written.values()).chain([&self.by_end]);
        let indices: usize = indices.map(|v| v.capacity() * size_of::<u32>()).sum();
        self.operations.capacity() * size_of::<Operation>() + indices
    }
}

/// Inserts a place in the order of ends. A run tells them in this order; a history from outside may not.
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
