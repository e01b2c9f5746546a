//! Session guarantees. Each operation is judged once, when it ends.
//!
//! Terry et al., *Session Guarantees for Weakly Consistent Replicated Data* (1994); DDIA, chapter 5, "Problems with
//! replication lag". A read violates a guarantee only if the returned value is *certainly* older than what the reader
//! must see: it is among the causes of that, as [`causal`](super::causal) defines them. Real time does not matter, as in
//! Terry's definitions, and concurrent writes may be seen in either order. So a causal history violates none of these
//! guarantees, where a user has one client: a user's clients are one session, and ordered by the user's own time. Where
//! siblings are kept, both must be seen: see [`siblings`].
//!
//! ```text
//!   read your writes      c1 ├ write milk ┤ ├ write flour ┤ ├ read → milk ┤               ✕
//!   monotonic reads       c2 ├ read → flour ┤ ├ read → milk ┤                             ✕
//!   read your writes      c1 ├ write milk ┤  c2 ├ write eggs ┤  c1 ├ read → eggs ┤  ✕  with siblings only
//! ```
//!
//! # What reads say about the order of writes
//! Monotonic writes, writes follow reads and consistent prefix are about what a replica stores: see
//! [`prefix`](super::prefix). A history has reads of one key each, and the second one may have asked another replica,
//! which is farther behind. In Terry's terms that violates monotonic reads, since the second replica lacks a write that
//! the first read returned. So these reads show that one of the two guarantees is violated, and not which:
//!
//! ```text
//!   monotonic writes      c1 ├ write x=1 ┤ ├ write y=2 ┤    c2 ├ read y → 2 ┤ ├ read x → nothing ┤  ✕
//!   writes follow reads   c2 ├ read x → 1 ┤ ├ write y=2 ┤   c3 ├ read y → 2 ┤ ├ read x → nothing ┤  ✕
//!   consistent prefix     the same, where y=2 follows x=1 through any number of clients               ✕
//! ```

use super::{
    causal::Causal,
    order, siblings,
    verdict::{Property, Verdict, Violation, Witness},
};
use crate::{
    history::{History, Known, News, Operation},
    id::{ClientId, OperationId},
    kv::Key,
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// The newest writes to a key that a client has seen, none certainly older than another: each with the read that
/// returned it, which comes first.
type Sight = Vec<(OperationId, OperationId)>;

/// The index of a key in order of first use: cheaper to compare than the key.
type KeyNumber = u32;

/// The writes of one client, and those that it has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Session {
    /// Its acknowledged writes to each key, in order.
    writes: LiteMap<KeyNumber, Vec<OperationId>>,
    /// For each key, the reads that changed what the client has seen, each with the newest writes after it.
    reads: LiteMap<KeyNumber, Vec<(OperationId, Sight)>>,
    /// The last write of each other client that it has seen.
    seen: LiteMap<ClientId, OperationId>,
}

/// Judges the session guarantees, operation by operation in the order of their ends: [`History::ended`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    keys: LiteMap<Key, KeyNumber>,
    sessions: LiteMap<ClientId, Session>,
    /// The clients of each user.
    devices: LiteMap<ClientId, Vec<ClientId>>,
    /// By key: the step at which the newest write began that was acknowledged or read so far.
    newest: LiteMap<KeyNumber, u32>,
    checked: u32,
    broken: LiteMap<Property, Witness>,
}

impl Sessions {
    /// The guarantees on what a session reads.
    pub const PROPERTIES: [Property; 2] = [Property::ReadYourWrites, Property::MonotonicReads];

    /// The guarantees on what replicas store. A history can violate each only together with monotonic reads.
    pub const WITH_MONOTONIC_READS: [Property; 3] =
        [Property::MonotonicWrites, Property::WritesFollowReads, Property::ConsistentPrefix];

    /// Takes in an operation that has ended. `history` must contain it and every write that it could return, and
    /// `causal` must have taken in the operation.
    pub fn take(&mut self, history: &History, causal: &Causal, operation: &Operation) {
        let next = self.keys.len() as KeyNumber;
        let key = *self.keys.entry(operation.request.key()).or_insert(next);
        if operation.request.is_write() {
            if order::is_acknowledged(operation) {
                self.note(key, operation);
                let devices = self.devices.entry(operation.user).or_default();
                if !devices.contains(&operation.id.client) {
                    devices.push(operation.id.client);
                }
                let session = self.sessions.entry(operation.id.client).or_default();
                session.writes.entry(key).or_default().push(operation.id);
            }
        } else if siblings::is_answered(history, operation) {
            self.checked += 1;
            if !self.is_newest(key, history, operation) {
                self.judge(key, history, causal, operation);
            }
            self.remember(key, history, causal, operation);
        }
    }

    fn note(&mut self, key: KeyNumber, write: &Operation) {
        let newest = self.newest.entry(key).or_default();
        *newest = write.invoked.1.max(*newest);
    }

    /// Whether a read cannot have missed anything: no write to the key began after the returned write, so that this is
    /// a cause of none. This is true of most reads in a healthy run, and saves the comparison with every other client.
    /// Never true of siblings.
    fn is_newest(&self, key: KeyNumber, history: &History, read: &Operation) -> bool {
        let Some(&newest) = self.newest.get(&key) else { return true };
        let found = order::read_of(read).flatten().filter(|_| history.sight(read.id).is_empty());
        let found = found.and_then(|found| history.operation(found));
        found.is_some_and(|found| found.invoked.1 >= newest)
    }

    fn judge(&mut self, key: KeyNumber, history: &History, causal: &Causal, read: &Operation) {
        let missed = |id: &OperationId| is_missed(history, causal, read, *id);
        let mut broken = Vec::new();
        if let Some(own) = self.own(key, history, read).find(missed) {
            let witness = Witness::new(Violation::OwnWriteMissing, &[read.id, own]);
            broken.push((Property::ReadYourWrites, witness));
        }
        let nothing = Session::default();
        let session = self.sessions.get(&read.id.client).unwrap_or(&nothing);
        let sight = session.reads.get(&key).and_then(|reads| reads.last());
        if let Some((earlier, write)) = sight.and_then(|(_, sight)| newest_missed(sight, missed)) {
            let witness = Witness::new(Violation::WentBack, &[read.id, earlier, write]);
            broken.push((Property::MonotonicReads, witness));
        }
        for (property, witness) in broken {
            self.broken.entry(property).or_insert(witness);
        }
    }

    /// What an answered read shows about the order of writes, together with what its client had read before: it violates
    /// these guarantees, or monotonic reads. `causal` must have taken in the read.
    fn combine(&mut self, history: &History, causal: &Causal, read: &Operation) {
        let Some(&key) = self.keys.get(&read.request.key()) else { return };
        if !siblings::is_answered(history, read) || self.is_newest(key, history, read) {
            return;
        }
        let missed = |id: &OperationId| is_missed(history, causal, read, *id);
        let Some(session) = self.sessions.get(&read.id.client) else { return };
        let mut broken = Vec::new();
        for (writer, &seen) in &session.seen {
            let Some(theirs) = self.sessions.get(writer) else { continue };
            let is_earlier = |id: &OperationId| id.number < seen.number;
            let earlier = theirs.writes.get(&key).and_then(|writes| last_where(writes, is_earlier));
            if let Some(&earlier) = earlier.filter(|write| missed(write)) {
                let witness =
                    Witness::new(Violation::EarlierWriteMissing, &[read.id, seen, earlier]);
                broken.push((Property::MonotonicWrites, witness));
            }
            let reads = theirs.reads.get(&key);
            let cause = reads.and_then(|reads| last_where(reads, |(read, _)| is_earlier(read)));
            if let Some((_, cause)) = cause.and_then(|(_, sight)| newest_missed(sight, missed)) {
                let witness = Witness::new(Violation::CauseMissing, &[read.id, seen, cause]);
                broken.push((Property::WritesFollowReads, witness));
            }
        }
        if let Some(witness) = self.without_question(history, causal, read).next() {
            broken.push((Property::ConsistentPrefix, witness));
        }
        for (property, witness) in broken {
            self.broken.entry(property).or_insert(witness);
        }
    }

    /// The writes that a read's client had seen, and of which the read missed a cause.
    pub fn without_question(
        &self,
        history: &History,
        causal: &Causal,
        read: &Operation,
    ) -> impl Iterator<Item = Witness> {
        let session = self.sessions.get(&read.id.client);
        let reads = session.into_iter().flat_map(|session| session.reads.values());
        // What replaces a sibling need not follow it.
        let all = !history.sight(read.id).is_empty();
        let newest = move |reads: &Vec<(OperationId, Sight)>| {
            if all { 0 } else { reads.len().saturating_sub(1) }
        };
        let answers = reads.flat_map(move |reads| &reads[newest(reads)..]).flat_map(|it| &it.1);
        answers.filter_map(move |&(_, answer)| {
            let mut questions = causal.causes(history, answer, read.request.key());
            let question = questions.find(|&it| is_missed(history, causal, read, it))?;
            let all = [read.id, answer, question];
            Some(Witness::new(Violation::AnswerWithoutQuestion, &all))
        })
    }

    /// The last write to the read's key of each device of the same user that was acknowledged before the read began.
    fn own(
        &self,
        key: KeyNumber,
        history: &History,
        read: &Operation,
    ) -> impl Iterator<Item = OperationId> {
        let devices = self.devices.get(&read.user).into_iter().flatten();
        devices.filter_map(move |device| {
            let writes = self.sessions.get(device)?.writes.get(&key)?;
            let ended = |write: &OperationId| {
                history.operation(*write).is_some_and(|write| order::is_before(write, read))
            };
            last_where(writes, ended).copied()
        })
    }

    fn remember(&mut self, key: KeyNumber, history: &History, causal: &Causal, read: &Operation) {
        if history.is_guess(read.id) && !self.is_only_explanation(key, history, causal, read) {
            return;
        }
        let shown = || written(history, read);
        shown().filter_map(|it| history.operation(it)).for_each(|write| self.note(key, write));
        let session = self.sessions.entry(read.id.client).or_default();
        let reads = session.reads.entry(key).or_default();
        let last = reads.last().map_or(&[][..], |(_, sight)| sight);
        if let Some(sight) = after(history, causal, read, last) {
            reads.push((read.id, sight));
        }
        for found in shown().filter(|found| found.client != read.id.client) {
            let seen = session.seen.entry(found.client).or_insert(found);
            *seen = found.max(*seen);
        }
    }

    /// Whether nothing but the guessed delete explains that a read found nothing: its client knew of writes, and each other
    /// possible delete precedes one of them.
    fn is_only_explanation(
        &self,
        key: KeyNumber,
        history: &History,
        causal: &Causal,
        read: &Operation,
    ) -> bool {
        let session = self.sessions.get(&read.id.client);
        let sight = session.and_then(|session| session.reads.get(&key)?.last());
        let seen = sight.into_iter().flat_map(|(_, sight)| sight).map(|&(_, write)| write);
        let known: Vec<OperationId> = self.own(key, history, read).chain(seen).collect();
        let explains =
            |delete: &OperationId| !known.iter().any(|&it| causal.is_cause(history, *delete, it));
        let step = read.ended.map_or(u32::MAX, |(.., step)| step);
        let mut deletes = history.possible_deletes(read.request.key(), step).filter(explains);
        let only = (deletes.next(), deletes.next());
        !known.is_empty() && only == (order::read_of(read).flatten(), None)
    }

    /// The verdict on one guarantee so far.
    #[must_use]
    pub fn verdict(&self, property: Property) -> Verdict {
        match self.broken.get(&property) {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked: self.checked },
        }
    }
}

/// Whether an answered read certainly missed a write to its key: it returned nothing, or a cause of the write. What
/// nobody wrote is no newer than any write.
fn is_missed(history: &History, causal: &Causal, read: &Operation, write: OperationId) -> bool {
    if history.is_guess(read.id) {
        // Any delete explains it that the write did not follow.
        let step = read.ended.map_or(u32::MAX, |(.., step)| step);
        let mut deletes = history.possible_deletes(read.request.key(), step);
        return deletes.all(|delete| causal.is_cause(history, delete, write));
    }
    if !history.sight(read.id).is_empty() {
        let write = history.operation(write);
        return write.is_some_and(|write| siblings::is_missed(history, read, write));
    }
    match order::read_of(read) {
        None => false,
        Some(None) => true,
        Some(Some(found)) => {
            let is_unwritten = history.operation(found).is_none();
            found != write && (is_unwritten || causal.is_cause(history, found, write))
        }
    }
}

/// The writes that an answered read returned, without values that nobody wrote.
fn written(history: &History, read: &Operation) -> impl Iterator<Item = OperationId> {
    siblings::shown(history, read).filter(|&found| history.place(found).is_some())
}

/// The newest writes that a client has seen after a read; `None` if the read changes nothing.
fn after(
    history: &History,
    causal: &Causal,
    read: &Operation,
    last: &[(OperationId, OperationId)],
) -> Option<Sight> {
    let shown = || written(history, read);
    let misses = |old, new| causal.is_cause(history, old, new);
    let is_known = |found| match history.sight(read.id) {
        [] => last.iter().any(|&(_, write)| write == found || misses(found, write)),
        _ => last.iter().any(|&(_, write)| write == found),
    };
    if shown().all(is_known) {
        return None;
    }
    let mut sight = last.to_vec();
    match history.sight(read.id) {
        [] => sight.retain(|&(_, write)| !shown().any(|found| misses(write, found))),
        _ => sight.retain(|&(_, write)| !siblings::is_included(history, read, write)),
    }
    sight.extend(shown().map(|found| (read.id, found)));
    Some(sight)
}

/// The last element of the prefix for which `is_so` holds. Searches from the end, where it nearly always is.
fn last_where<T>(list: &[T], is_so: impl Fn(&T) -> bool) -> Option<&T> {
    let mut reach = 1;
    while reach < list.len() && !is_so(&list[list.len() - reach]) {
        reach *= 2;
    }
    let start = list.len().saturating_sub(reach);
    list[..start + list[start..].partition_point(is_so)].last()
}

/// The newest of the seen writes that was missed.
fn newest_missed(
    sight: &Sight,
    missed: impl Fn(&OperationId) -> bool,
) -> Option<(OperationId, OperationId)> {
    sight.iter().rev().find(|(_, write)| missed(write)).copied()
}

/// Judges a whole history, also for what its reads show about the order of writes.
#[must_use]
pub fn check(history: &History) -> Sessions {
    let (mut causal, mut sessions) = (Causal::default(), Sessions::default());
    for news in history.news(Known::default()) {
        causal.take(history, news);
        if let News::Ended(operation) = news {
            sessions.combine(history, &causal, operation);
            sessions.take(history, &causal, operation);
        }
    }
    sessions
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
