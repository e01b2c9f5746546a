//! Causal consistency: a client that sees a write sees its causes, through any number of clients.
//!
//! The causes of an operation are the earlier operations of its client, the writes that the client has read, and the
//! causes of these. A write without an acknowledgement is no cause of its client's next operations, since it may take
//! effect later; it is a cause for the clients that read it.
//!
//! A read is a violation if one of its causes is a write to its key that has the returned write among its own causes:
//! Bouajjani et al., *On Verifying Causal Consistency* (2017), the patterns "WriteCORead" and "WriteCOInitRead". Where
//! siblings are kept, it is a violation if the siblings do not include such a cause: see [`siblings`].
//!
//! ```text
//!   c1 ├ write x=1 ┤
//!   c2               ├ read x → 1 ┤ ├ write y=2 ┤
//!   c3                                            ├ read y → 2 ┤ ├ write z=3 ┤
//!   c4                                                                         ├ read z → 3 ┤ ├ read x → nothing ┤ ✕
//! ```

use super::{
    order, siblings,
    verdict::{Verdict, Violation, Witness},
};
use crate::{
    history::{History, Known, News, Operation, Outcome},
    id::{ClientId, OperationId},
    kv::Key,
};
use alloc::{rc::Rc, vec::Vec};
use core::mem;
use litemap::LiteMap;

/// The writes among the causes of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Causes {
    /// By client: the sequence number up to which the client's acknowledged writes are causes.
    until: Vec<u32>,
    /// The causes that were read before they were acknowledged, sorted. Shared, since most operations have the same.
    others: Rc<Vec<OperationId>>,
}

impl Causes {
    fn add(&mut self, write: OperationId, is_acknowledged: bool) {
        if is_acknowledged {
            let client = usize::from(write.client.0);
            if self.until.len() <= client {
                self.until.resize(client + 1, 0);
            }
            self.until[client] = self.until[client].max(write.number);
        } else if let Err(at) = self.others.binary_search(&write) {
            Rc::make_mut(&mut self.others).insert(at, write);
        }
    }

    /// Adds a write and its causes.
    fn add_all(&mut self, of: &Write, is_acknowledged: impl Fn(OperationId) -> bool) {
        for (client, &number) in (0..).zip(&of.causes.until) {
            self.add(OperationId { client: ClientId(client), number }, true);
        }
        if !Rc::ptr_eq(&self.others, &of.causes.others) {
            of.causes.others.iter().for_each(|&other| self.add(other, is_acknowledged(other)));
        }
        self.add(of.id, is_acknowledged(of.id));
        if self.others.iter().any(|&other| is_acknowledged(other)) {
            let others = mem::take(&mut self.others);
            others.iter().for_each(|&other| self.add(other, is_acknowledged(other)));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Write {
    id: OperationId,
    key: Key,
    causes: Causes,
    is_acknowledged: bool,
    /// The first read that returned it.
    read_by: Option<OperationId>,
}

/// Judges causal consistency, as operations begin and end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causal {
    /// By client: the causes of its next operation.
    clients: Vec<Causes>,
    /// By history index.
    writes: Vec<Option<Write>>,
    /// The acknowledged writes of each client to each key, in order.
    acknowledged: LiteMap<(Key, ClientId), Vec<OperationId>>,
    checked: u32,
    broken: Option<Witness>,
}

impl Causal {
    /// Takes in the start or the end of an operation, in order of time: [`History::news`].
    pub fn take(&mut self, history: &History, news: News<'_>) {
        let broken = match news {
            News::Begun(operation) => {
                self.begin(operation);
                None
            }
            News::Ended(write) if order::is_acknowledged(write) => {
                self.acknowledge(history, write.id);
                None
            }
            News::Ended(write) if write.request.is_write() => {
                let failed = matches!(write.ended, Some((Outcome::Failed(_), ..)));
                let read = self.write(history, write.id).filter(|_| failed);
                let read = read.and_then(|it| it.read_by);
                read.map(|read| Witness::new(Violation::NoPlace, &[read, write.id]))
            }
            News::Ended(read) if siblings::is_answered(history, read) => {
                self.checked += 1;
                let unwritten = unwritten(history, read);
                let missing = match history.is_guess(read.id) {
                    true => self.read_nothing(history, read),
                    false => self.read(history, read),
                };
                unwritten
                    .or(missing.map(|it| Witness::new(Violation::CauseSkipped, &[read.id, it])))
            }
            News::Ended(_) => None,
        };
        self.broken = self.broken.take().or(broken);
    }

    fn begin(&mut self, operation: &Operation) {
        let Operation { id, request, .. } = *operation;
        let client = usize::from(id.client.0);
        if self.clients.len() <= client {
            self.clients.resize_with(client + 1, Causes::default);
        }
        let causes = &self.clients[client];
        let write = || Write {
            id,
            key: request.key(),
            causes: causes.clone(),
            is_acknowledged: false,
            read_by: None,
        };
        self.writes.push(request.is_write().then(write));
    }

    fn acknowledge(&mut self, history: &History, id: OperationId) {
        let place = history.place(id).map_or(usize::MAX, |place| place as usize);
        if let Some(Some(write)) = self.writes.get_mut(place) {
            write.is_acknowledged = true;
            self.acknowledged.entry((write.key, id.client)).or_default().push(id);
            self.clients[usize::from(id.client.0)].add(id, true);
        }
    }

    fn write(&self, history: &History, id: OperationId) -> Option<&Write> {
        self.writes.get(history.place(id)? as usize)?.as_ref()
    }

    /// Adds the causes of a read; returns a cause that the read misses.
    fn read(&mut self, history: &History, read: &Operation) -> Option<OperationId> {
        let client = usize::from(read.id.client.0);
        let mut causes = mem::take(&mut self.clients[client]);
        for place in siblings::shown(history, read).filter_map(|it| history.place(it)) {
            if let Some(Some(write)) = self.writes.get_mut(place as usize) {
                write.read_by = write.read_by.or(Some(read.id));
            }
        }
        let is_acknowledged = |id| self.write(history, id).is_some_and(|it| it.is_acknowledged);
        for write in siblings::shown(history, read).filter_map(|it| self.write(history, it)) {
            causes.add_all(write, is_acknowledged);
        }
        let only = order::read_of(read).flatten().filter(|_| history.sight(read.id).is_empty());
        let is_replaced = |write: &OperationId| match only {
            Some(found) => found != *write && self.is_cause(history, found, *write),
            None => {
                history.operation(*write).is_some_and(|it| siblings::is_missed(history, read, it))
            }
        };
        let missing = self.last_to(history, &causes, read.request.key()).find(is_replaced);
        self.clients[client] = causes;
        missing
    }

    /// Adds the causes of a read that found nothing, if only one delete explains it: any other explanation is a
    /// possibility, and proves nothing. Returns a cause that the read misses, if there is no explanation.
    fn read_nothing(&mut self, history: &History, read: &Operation) -> Option<OperationId> {
        let client = usize::from(read.id.client.0);
        let key = read.request.key();
        let known: Vec<OperationId> = self.last_to(history, &self.clients[client], key).collect();
        let first = *known.first()?;
        let step = read.ended.map_or(u32::MAX, |(.., step)| step);
        let explains =
            |delete: &OperationId| !known.iter().any(|&it| self.is_cause(history, *delete, it));
        let mut deletes = history.possible_deletes(key, step).filter(explains);
        let (only, another) = (deletes.next(), deletes.next());
        drop(deletes);
        let Some(only) = only else { return Some(first) };
        if another.is_none() {
            let mut causes = mem::take(&mut self.clients[client]);
            let is_acknowledged = |id| self.write(history, id).is_some_and(|it| it.is_acknowledged);
            if let Some(delete) = self.write(history, only) {
                causes.add_all(delete, is_acknowledged);
            }
            self.clients[client] = causes;
        }
        None
    }

    /// Of some causes, those that are writes to a key: the last of each client, and those that were not acknowledged.
    fn last_to<'a>(
        &'a self,
        history: &'a History,
        causes: &'a Causes,
        key: Key,
    ) -> impl Iterator<Item = OperationId> + use<'a> {
        let last = causes.until.iter().enumerate().filter_map(move |(client, &number)| {
            let theirs = self.acknowledged.get(&(key, ClientId(client as u16)))?;
            theirs[..theirs.partition_point(|write| write.number <= number)].last()
        });
        let to_key =
            move |id: &&OperationId| self.write(history, **id).is_some_and(|it| it.key == key);
        last.chain(causes.others.iter().filter(to_key)).copied()
    }

    /// The writes to a key among the causes of a write: the last of each client, and those that were not acknowledged.
    pub fn causes<'a>(
        &'a self,
        history: &'a History,
        write: OperationId,
        key: Key,
    ) -> impl Iterator<Item = OperationId> + use<'a> {
        let write = self.write(history, write);
        write.into_iter().flat_map(move |write| self.last_to(history, &write.causes, key))
    }

    /// Whether the first write is among the causes of the second.
    #[must_use]
    pub fn is_cause(&self, history: &History, first: OperationId, second: OperationId) -> bool {
        let of = |id| self.write(history, id);
        let Some(Write { causes, .. }) = of(second) else { return false };
        let until =
            causes.until.get(usize::from(first.client.0)).is_some_and(|&it| it >= first.number);
        (until && of(first).is_some_and(|first| first.is_acknowledged))
            || causes.others.binary_search(&first).is_ok()
    }

    /// Whether it is violated.
    #[must_use]
    pub const fn is_violated(&self) -> bool {
        self.broken.is_some()
    }

    /// The verdict so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match &self.broken {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked: self.checked },
        }
    }
}

/// The proof that a read returned a write that had failed, or that nobody had begun.
fn unwritten(history: &History, read: &Operation) -> Option<Witness> {
    siblings::shown(history, read).find_map(|found| match history.operation(found) {
        None => Some(Witness::new(Violation::NoPlace, &[read.id])),
        Some(Operation { ended: Some((Outcome::Failed(_), _, step)), .. })
            if read.ended.is_some_and(|(.., now)| *step <= now) =>
        {
            Some(Witness::new(Violation::NoPlace, &[read.id, found]))
        }
        Some(_) => None,
    })
}

/// Judges a whole history.
#[must_use]
pub fn check(history: &History) -> Verdict {
    let mut causal = Causal::default();
    history.news(Known::default()).for_each(|news| causal.take(history, news));
    causal.verdict()
}

#[cfg(test)]
#[path = "causal_tests.rs"]
mod tests;
