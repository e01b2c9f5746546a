//! The history of a run: what clients observed. Consistency checkers see nothing else.

use crate::{
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Key, Reply, Request, Value},
    shared::{self, SharedVec},
    time::Instant,
};
use alloc::{rc::Rc, vec::Vec};
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
    /// Statements that only read returned these rows, as text, or none.
    Answered(Option<Value>),
    /// A transaction was begun, went on, or was rolled back: nothing is promised.
    Uncommitted,
}

impl Outcome {
    /// The outcome that a reply to a request means.
    #[must_use]
    pub const fn of(request: Request, reply: Reply) -> Self {
        match reply {
            Reply::Written => Self::Written,
            Reply::Inserted(number) => Self::Inserted(number),
            Reply::Found(found) => Self::Read(found),
            Reply::Answered(rows) => Self::Answered(rows),
            Reply::Uncommitted => Self::Uncommitted,
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
        match self {
            Self::Written
            | Self::Inserted(_)
            | Self::Read(_)
            | Self::Answered(_)
            | Self::Uncommitted
            | Self::Siblings(_) => true,
            Self::Failed(_) | Self::Unknown(_) => false,
        }
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
            Self::Answered(Some(rows)) => write!(f, "ok: {rows}"),
            Self::Answered(None) => f.write_str("ok: no row"),
            Self::Uncommitted => f.write_str("ok, not committed"),
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

/// An event in the life of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News<'a> {
    /// A client invoked an operation.
    Begun(&'a Operation),
    /// A client learned how its operation ended.
    Ended(&'a Operation),
}

/// How much of a history a reader has taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The number of invocations.
    pub begun: u32,
    /// The number of ends.
    pub ended: u32,
}

/// The operations of a run in the order of their invocations, with indexes by name, by end, and by key.
///
/// A copy shares nearly all of its memory with the original, so [`before`](Self::before), what clients had seen
/// at an earlier step, is a view and costs no more for a long run than for a short one. A checker that follows a
/// run asks for [`news`](Self::news) and finds everything else by bisection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    operations: SharedVec<Operation>,
    /// The places of each client's operations.
    by_client: Vec<SharedVec<u32>>,
    /// The places of the operations that have ended, in the order of their ends.
    by_end: SharedVec<u32>,
    /// The places of the acknowledged writes to each key, in the order of their ends.
    written: LiteMap<Key, SharedVec<u32>>,
    /// The places of the reads that found nothing, where a delete may have happened.
    guesses: LiteMap<u32, ()>,
    /// The places of the deletes of each key.
    deleted: LiteMap<Key, SharedVec<u32>>,
    /// The places of the operations that were the first of their keys.
    keys: SharedVec<u32>,
    /// The places of the reads that returned siblings, in the order of their ends.
    siblings: SharedVec<u32>,
    /// The values that the response to each operation returned, by the operation's place. Ends at the last operation
    /// that has any.
    sights: SharedVec<Option<Rc<[Found]>>>,
}

impl History {
    /// The operations, in the order of their invocations.
    #[must_use]
    pub const fn operations(&self) -> &SharedVec<Operation> {
        &self.operations
    }

    /// The operation with this name.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> Option<&Operation> {
        self.operations.get(self.place(id)? as usize)
    }

    /// The value that a write asked for; or, if no client has such a write, the value that a read returned under its name.
    #[must_use]
    pub fn value_of(&self, write: OperationId) -> Option<Value> {
        if let Some(write) = self.operation(write) {
            return write.request.value();
        }
        let returned = |read: &Operation| match read.ended {
            Some((Outcome::Read(Some(found)), ..)) if found.write == write => Some(found.value),
            Some(_) | None => None,
        };
        self.operations.iter().find_map(returned)
    }

    /// The place of an operation in [`operations`](Self::operations).
    #[must_use]
    pub fn place(&self, id: OperationId) -> Option<u32> {
        let of_client = self.by_client.get(usize::from(id.client.0))?;
        of_client.get(id.number.checked_sub(1)? as usize).copied()
    }

    fn at(
        &self,
        places: shared::Iter<'_, u32>,
    ) -> impl ExactSizeIterator<Item = &Operation> + DoubleEndedIterator {
        places.map(|&place| &self.operations[place as usize])
    }

    /// The operations of one client, in order.
    pub fn of(&self, client: ClientId) -> impl DoubleEndedIterator<Item = &Operation> {
        let places = self.by_client.get(usize::from(client.0)).map(SharedVec::iter);
        places.into_iter().flat_map(|places| self.at(places))
    }

    /// The number of operations that a client has invoked.
    #[must_use]
    pub fn invoked(&self, client: ClientId) -> usize {
        self.by_client.get(usize::from(client.0)).map_or(0, SharedVec::len)
    }

    /// The operations that a client invoked before one of its own, the last first.
    pub fn earlier(&self, id: OperationId) -> impl Iterator<Item = &Operation> {
        let before = id.number.saturating_sub(1) as usize;
        let places = self.by_client.get(usize::from(id.client.0)).map(|all| all.range(0..before));
        places.into_iter().flat_map(|places| self.at(places).rev())
    }

    /// The operations that have ended, in the order of their ends, without the first `skip`.
    pub fn ended(&self, skip: u32) -> impl ExactSizeIterator<Item = &Operation> {
        self.at(self.by_end.range(skip as usize..self.by_end.len()))
    }

    /// What is new since `known`, in order of time; of one step, the end comes first.
    pub fn news(&self, known: Known) -> impl Iterator<Item = News<'_>> {
        let mut begun =
            self.operations.range(known.begun as usize..self.operations.len()).peekable();
        let mut ended = self.ended(known.ended).peekable();
        iter::from_fn(move || {
            let next = begun.peek().map_or(u32::MAX, |operation| operation.invoked.1);
            let ends = |o: &&Operation| o.ended.is_some_and(|(.., step)| step <= next);
            let end = ended.next_if(ends).map(News::Ended);
            end.or_else(|| begun.next().map(News::Begun))
        })
    }

    /// What clients did and learned in step number `step`, invocations first.
    pub fn of_step(&self, step: u32) -> impl Iterator<Item = News<'_>> {
        let begun = |step| self.operations.partition_point(|it| it.invoked.1 < step);
        let ended = |step| {
            let end = |place: u32| self.operations[place as usize].ended.map(|(.., step)| step);
            self.by_end.partition_point(|&place| end(place).is_some_and(|end| end < step))
        };
        let begun = self.operations.range(begun(step)..begun(step + 1)).map(News::Begun);
        begun.chain(self.at(self.by_end.range(ended(step)..ended(step + 1))).map(News::Ended))
    }

    /// The number of reads that returned siblings. A register has none, so a checker of registers leaves these
    /// reads aside.
    #[must_use]
    pub const fn siblings(&self) -> usize {
        self.siblings.len()
    }

    /// The keys that clients asked for, in the order of their first operations.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.keys.iter().map(|&place| self.operations[place as usize].request.key())
    }

    /// How much there is.
    #[must_use]
    pub const fn known(&self) -> Known {
        Known { begun: self.operations.len() as u32, ended: self.by_end.len() as u32 }
    }

    /// The acknowledged writes to a key in the order of their ends, by their places in
    /// [`operations`](Self::operations).
    #[must_use]
    pub fn written(&self, key: Key) -> &SharedVec<u32> {
        const NONE: &SharedVec<u32> = &SharedVec::new();
        self.written.get(&key).unwrap_or(NONE)
    }

    /// The deletes of a key, in the order of their invocations.
    pub fn deletes(&self, key: Key) -> impl DoubleEndedIterator<Item = &Operation> {
        self.deleted.get(&key).into_iter().flat_map(|deletes| self.at(deletes.iter()))
    }

    /// The deletes of a key that may have happened before a step.
    pub fn possible_deletes(&self, key: Key, step: u32) -> impl Iterator<Item = OperationId> {
        let is_possible = move |it: &&Operation| {
            it.invoked.1 <= step && !matches!(it.ended, Some((Outcome::Failed(_), ..)))
        };
        self.deletes(key).filter(is_possible).map(|it| it.id)
    }

    /// Records that the delete that a read is said to have returned is a guess, as another history says.
    pub fn guess(&mut self, read: OperationId) {
        if let Some(place) = self.place(read) {
            self.guesses.insert(place, ());
        }
    }

    /// Whether the delete that a read is said to have returned is a guess.
    #[must_use]
    pub fn is_guess(&self, read: OperationId) -> bool {
        !self.guesses.is_empty()
            && self.place(read).is_some_and(|place| self.guesses.contains_key(&place))
    }

    /// The last operation that each client had begun before a step.
    pub fn begun(&self, step: u32) -> impl Iterator<Item = &Operation> {
        self.by_client.iter().filter_map(move |of_client| {
            let begun = |&place: &u32| self.operations[place as usize].invoked.1 < step;
            let last = of_client.partition_point(begun).checked_sub(1)?;
            Some(&self.operations[of_client[last] as usize])
        })
    }

    /// The operations that clients invoked in the steps `from..to`, or had invoked before and may still have waited
    /// for.
    pub fn during(&self, from: u32, to: u32) -> impl Iterator<Item = &Operation> {
        let begun = |step| self.operations.partition_point(|it| it.invoked.1 < step);
        self.begun(from).chain(self.operations.range(begun(from)..begun(to)))
    }

    /// The number of clients. Those after the last one that has asked for anything do not count.
    #[must_use]
    pub const fn clients(&self) -> usize {
        self.by_client.len()
    }

    /// Records an invocation; returns the operation's place in [`operations`](Self::operations).
    pub fn invoke(&mut self, operation: Operation) -> u32 {
        let place = self.operations.len() as u32;
        let client = usize::from(operation.id.client.0);
        if self.by_client.len() <= client {
            self.by_client.resize_with(client + 1, SharedVec::new);
        }
        self.by_client[client].push(place);
        if operation.request.is_delete() {
            self.deleted.entry(operation.request.key()).or_default().push(place);
        }
        let names = !operation.request.lacks_table();
        if names && self.keys().all(|key| key != operation.request.key()) {
            self.keys.push(place);
        }
        self.operations.push(operation);
        self.index(place);
        place
    }

    /// Records how an operation ended.
    ///
    /// A read that finds nothing, of a key that somebody asked to delete, finds what the last such delete left that may
    /// have happened: once replicas have dropped the tombstone, the two look alike. That is a guess
    /// ([`is_guess`](Self::is_guess)): another delete is possible, or none. A delete that failed explains nothing.
    pub fn end(&mut self, id: OperationId, outcome: Outcome, at: Instant, step: u32) {
        let Some(place) = self.place(id) else { return };
        let Some(operation) = self.operations.get(place as usize) else { return };
        let deletes = self.deletes(operation.request.key()).rev();
        let has_failed =
            |delete: &Operation| matches!(delete.ended, Some((Outcome::Failed(_), ..)));
        let delete = deletes.into_iter().find(|delete| !has_failed(delete)).map(|delete| delete.id);
        let outcome = match (outcome, delete) {
            (Outcome::Read(None), Some(write)) => {
                self.guesses.insert(place, ());
                Outcome::Read(Some(Found { value: Value::TOMBSTONE, write }))
            }
            _ => outcome,
        };
        if let Some(operation) = self.operations.get_mut(place as usize) {
            operation.ended = Some((outcome, at, step));
        }
        self.index(place);
    }

    /// Adds an operation that has ended to the indexes.
    fn index(&mut self, place: u32) {
        let Operation { request, ended: Some((outcome, ..)), .. } = self.operations[place as usize]
        else {
            return;
        };
        insert(&mut self.by_end, &self.operations, place);
        if let Outcome::Siblings(_) = outcome {
            insert(&mut self.siblings, &self.operations, place);
        }
        if outcome == Outcome::Written {
            insert(self.written.entry(request.key()).or_default(), &self.operations, place);
        }
    }

    /// Records the values that the response to an operation returned.
    pub fn see(&mut self, id: OperationId, values: &[Found]) {
        let Some(place) = self.place(id) else { return };
        while self.sights.len() <= place as usize {
            self.sights.push(None);
        }
        if let Some(sight) = self.sights.get_mut(place as usize) {
            *sight = Some(values.into());
        }
    }

    /// The values that the response to an operation returned, tombstones included. In a store that returns
    /// causal contexts, the client's next write of that key replaces them. Empty in other stores.
    #[must_use]
    pub fn sight(&self, id: OperationId) -> &[Found] {
        // In most stores no operation has one, and then nothing is looked up.
        let place = if self.sights.is_empty() { None } else { self.place(id) };
        let sight = place.and_then(|place| self.sights.get(place as usize));
        sight.and_then(Option::as_deref).unwrap_or_default()
    }

    /// What clients had seen after the first `steps` steps of the run.
    #[must_use]
    pub fn before(&self, steps: u32) -> Self {
        let mut before = self.clone();
        before.rewind(steps);
        before
    }

    /// Forgets everything that happened after the first `steps` steps of the run.
    fn rewind(&mut self, steps: u32) {
        let begun = self.operations.partition_point(|operation| operation.invoked.1 < steps);
        let ended = |place: u32| self.operations[place as usize].ended.map(|(.., step)| step);
        let is_ended = |&place: &u32| ended(place).is_some_and(|step| step < steps);
        let ends = self.by_end.partition_point(is_ended);
        self.siblings.truncate(self.siblings.partition_point(is_ended));
        for (_, written) in self.written.iter_mut() {
            written.truncate(written.partition_point(is_ended));
        }
        // A client has one outstanding operation at a time: if one has ended, so have all before it.
        let of_clients = self.by_client.iter();
        let open = of_clients.flat_map(|places| {
            let before = places.partition_point(|&place| (place as usize) < begun);
            places.range(0..before).rev().copied().take_while(|place| !is_ended(place))
        });
        let open: Vec<u32> = open.filter(|&place| ended(place).is_some()).collect();
        self.by_end.truncate(ends);
        self.operations.truncate(begun);
        for place in open {
            if let Some(operation) = self.operations.get_mut(place as usize) {
                operation.ended = None;
            }
            if self.sights.get(place as usize).is_some_and(Option::is_some)
                && let Some(sight) = self.sights.get_mut(place as usize)
            {
                *sight = None;
            }
        }
        let is_begun = |&place: &u32| (place as usize) < begun;
        let deleted = self.deleted.iter_mut().map(|(_, places)| places);
        for places in self.by_client.iter_mut().chain(deleted).chain([&mut self.keys]) {
            places.truncate(places.partition_point(is_begun));
        }
        // What is left equals the history of a run that is no longer than this.
        while self.by_client.last().is_some_and(SharedVec::is_empty) {
            self.by_client.pop();
        }
        self.deleted.retain(|_, places| !places.is_empty());
        let operations = &self.operations;
        let has_ended =
            |place: u32| operations.get(place as usize).is_some_and(|it| it.ended.is_some());
        self.guesses.retain(|&place, ()| has_ended(place));
        self.written.retain(|_, places| !places.is_empty());
        let told = self.sights.range(0..begun).rposition(Option::is_some);
        self.sights.truncate(told.map_or(0, |last| last + 1));
    }

    /// The bytes that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let indexes = self.by_client.iter().chain(self.written.values()).chain([&self.by_end]);
        let indexes: usize = indexes.map(SharedVec::bytes).sum();
        self.operations.bytes() + indexes
    }
}

/// Inserts a place in the order of ends. Operations of a run end in this order; those of an imported history may not.
fn insert(places: &mut SharedVec<u32>, operations: &SharedVec<Operation>, place: u32) {
    let end = |place: u32| operations[place as usize].ended.map(|(.., step)| step);
    match places.last() {
        Some(&last) if end(last) > end(place) => {
            places.insert(places.partition_point(|&other| end(other) <= end(place)), place);
        }
        _ => places.push(place),
    }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
