//! Causal consistency: who sees a write sees all that led to it, through any number of clients.
//!
//! An operation's causes are what its client did before, what the client read, and the causes of those. A
//! write that its client does not know to be done is no cause of what the client does next, since it may
//! take effect later; it is one for those who read it.
//! A read breaks the promise if, among its causes, there is a write to its key that has what it returned
//! among *its* causes: Bouajjani et al., *On Verifying Causal Consistency* (2017), the patterns
//! "WriteCORead" and "WriteCOInitRead". Where siblings are kept it breaks the promise if they do not include
//! such a write: see [`siblings`].
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
    history::{History, Known, News, Operation},
    id::{ClientId, OperationId},
    kv::Key,
};
use alloc::{rc::Rc, vec::Vec};
use core::mem;
use litemap::LiteMap;

/// Writes that led to something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Causes {
    /// Of each client, by its number, the acknowledged writes up to this one.
    until: Vec<u32>,
    /// Others, which were not known to be done when they were read, in order. Nearly all that follows has the
    /// same ones.
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

    /// Adds all that led to a write, and that write.
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
}

/// Judges as a run goes on: writes count where they begin, reads where they end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causal {
    /// By client.
    clients: Vec<Causes>,
    /// By place in the history.
    writes: Vec<Option<Write>>,
    /// Of each key and client, the acknowledged writes, in order.
    acknowledged: LiteMap<(Key, ClientId), Vec<OperationId>>,
    checked: u32,
    broken: Option<Witness>,
}

impl Causal {
    /// Takes in what a client did or was told, in order of time: [`History::news`].
    pub fn take(&mut self, history: &History, news: News<'_>) {
        if self.broken.is_some() {
            return;
        }
        match news {
            News::Begun(operation) => self.begin(operation),
            News::Ended(write) if order::is_acknowledged(write) => {
                self.acknowledge(history, write.id);
            }
            News::Ended(read) => {
                if !siblings::is_answered(history, read) {
                    return;
                }
                self.checked += 1;
                let missing = self.read(history, read);
                self.broken =
                    missing.map(|it| Witness::new(Violation::CauseSkipped, &[read.id, it]));
            }
        }
    }

    fn begin(&mut self, operation: &Operation) {
        let Operation { id, request, .. } = *operation;
        let client = usize::from(id.client.0);
        if self.clients.len() <= client {
            self.clients.resize_with(client + 1, Causes::default);
        }
        let causes = &self.clients[client];
        let write =
            || Write { id, key: request.key(), causes: causes.clone(), is_acknowledged: false };
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

    /// Takes in what a read found; returns what it should have seen, if that is something else.
    fn read(&mut self, history: &History, read: &Operation) -> Option<OperationId> {
        let client = usize::from(read.id.client.0);
        let mut causes = mem::take(&mut self.clients[client]);
        let is_acknowledged = |id| self.write(history, id).is_some_and(|it| it.is_acknowledged);
        for write in siblings::shown(history, read).filter_map(|it| self.write(history, it)) {
            causes.add_all(write, is_acknowledged);
        }
        let is_replaced = |write: &OperationId| match (history.sight(read.id), order::read_of(read))
        {
            ([], Some(Some(found))) => found != *write && self.led_to(history, found, *write),
            ([], _) => true,
            _ => history.operation(*write).is_some_and(|it| siblings::is_missed(history, read, it)),
        };
        let key = read.request.key();
        let last = causes.until.iter().enumerate().filter_map(|(client, &number)| {
            let theirs = self.acknowledged.get(&(key, ClientId(client as u16)))?;
            theirs[..theirs.partition_point(|write| write.number <= number)].last()
        });
        let to_key = |id: &&OperationId| self.write(history, **id).is_some_and(|it| it.key == key);
        let others = causes.others.iter().filter(to_key);
        let missing = last.chain(others).copied().find(is_replaced);
        self.clients[client] = causes;
        missing
    }

    /// Whether the first write is among the causes of the second.
    fn led_to(&self, history: &History, first: OperationId, second: OperationId) -> bool {
        let of = |id| self.write(history, id);
        let Some(Write { causes, .. }) = of(second) else { return false };
        let until =
            causes.until.get(usize::from(first.client.0)).is_some_and(|&it| it >= first.number);
        (until && of(first).is_some_and(|first| first.is_acknowledged))
            || causes.others.binary_search(&first).is_ok()
    }

    /// What is known so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match &self.broken {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked: self.checked },
        }
    }
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
