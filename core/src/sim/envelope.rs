//! Everything that is on its way: messages, requests, replies, and timers.

use crate::{
    id::{Address, EnvelopeId, OperationId},
    kv::{Reply, Request},
    replica::{Context, Sight},
    time::Instant,
    view::Fate,
};
use alloc::{collections::BinaryHeap, rc::Rc, vec::Vec};
use core::{
    cmp::Reverse,
    hash::{Hash, Hasher},
};

/// What is inside an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload<M, T> {
    /// From a client to a replica.
    Request(OperationId, Request, Context),
    /// From a replica to a client, who keeps what it saw.
    Reply(OperationId, Reply, Option<Rc<Sight>>),
    /// From a replica to a replica.
    Message(M),
    /// A replica's timer: from and to itself.
    Timer(T),
    /// A client's patience: from and to itself.
    GiveUp(OperationId),
}

impl<M, T> Payload<M, T> {
    /// Whether it stays with the one who set it.
    pub const fn is_timer(&self) -> bool {
        matches!(self, Self::Timer(_) | Self::GiveUp(_))
    }
}

/// Something in flight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Envelope<M, T> {
    /// Its name.
    pub id: EnvelopeId,
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// When it was sent.
    pub sent: Instant,
    /// When it is due.
    pub due: Instant,
    /// The step that sent it.
    pub cause: u32,
    /// What will become of it.
    pub fate: Fate,
    /// A reader holds it.
    pub held: bool,
    /// Its receiver is paused.
    pub waiting: bool,
    /// What is inside.
    pub payload: Payload<M, T>,
}

/// All envelopes in flight: found by id, and by who is due first.
///
/// The queue is cleaned lazily: an entry counts only while its slot still holds that envelope, due
/// at that time and free to move.
#[derive(Clone, Debug)]
pub struct Flight<M, T> {
    slots: Vec<Option<Envelope<M, T>>>,
    free: Vec<u32>,
    index: Vec<(EnvelopeId, u32)>,
    queue: BinaryHeap<Reverse<(Instant, EnvelopeId, u32)>>,
    next: EnvelopeId,
}

impl<M, T> Default for Flight<M, T> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            index: Vec::new(),
            queue: BinaryHeap::new(),
            next: EnvelopeId(0),
        }
    }
}

impl<M, T> Flight<M, T> {
    /// The id of the next envelope.
    pub const fn next(&self) -> EnvelopeId {
        self.next
    }

    /// Puts an envelope in flight; its id must be [`next`](Self::next).
    pub fn put(&mut self, envelope: Envelope<M, T>) {
        debug_assert_eq!(envelope.id, self.next);
        self.next.0 += 1;
        let (id, due, moves) = (envelope.id, envelope.due, !envelope.held && !envelope.waiting);
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = Some(envelope);
                slot
            }
            None => {
                self.slots.push(Some(envelope));
                (self.slots.len() - 1) as u32
            }
        };
        self.index.push((id, slot));
        if moves {
            self.queue.push(Reverse((due, id, slot)));
        }
    }

    fn place(&self, id: EnvelopeId) -> Option<usize> {
        // Most envelopes are young, and few are in flight: looking from the end beats bisection.
        if self.index.len() <= 16 {
            return self.index.iter().rposition(|&(other, _)| other == id);
        }
        self.index.binary_search_by_key(&id, |&(id, _)| id).ok()
    }

    /// The envelope with this id.
    pub fn find(&self, id: EnvelopeId) -> Option<&Envelope<M, T>> {
        self.slots[self.index[self.place(id)?].1 as usize].as_ref()
    }

    /// Takes an envelope out.
    pub fn take(&mut self, id: EnvelopeId) -> Option<Envelope<M, T>> {
        let (_, slot) = self.index.remove(self.place(id)?);
        self.free.push(slot);
        self.slots[slot as usize].take()
    }

    /// Changes an envelope; if it may move, it is due at `now` at the earliest.
    pub fn change(&mut self, id: EnvelopeId, now: Instant, f: impl FnOnce(&mut Envelope<M, T>)) {
        let Some(place) = self.place(id) else { return };
        let slot = self.index[place].1;
        let Some(envelope) = &mut self.slots[slot as usize] else { return };
        f(envelope);
        if !envelope.held && !envelope.waiting {
            envelope.due = envelope.due.max(now);
            self.queue.push(Reverse((envelope.due, id, slot)));
        }
    }

    /// All in flight, in order of sending.
    pub fn iter(&self) -> impl Iterator<Item = &Envelope<M, T>> {
        self.index.iter().filter_map(|&(_, slot)| self.slots[slot as usize].as_ref())
    }

    /// The envelope that is due first, among those that may move.
    pub fn due(&self) -> Option<&Envelope<M, T>> {
        let Reverse((_, _, slot)) = self.queue.peek()?;
        self.slots[*slot as usize].as_ref()
    }

    /// Throws away queue entries that no longer count, so that [`due`](Self::due) need not look.
    pub fn settle(&mut self) {
        while let Some(&Reverse(entry)) = self.queue.peek()
            && !counts(&self.slots, entry)
        {
            self.queue.pop();
        }
        if self.queue.len() > 2 * self.index.len() + 64 {
            let slots = &self.slots;
            self.queue.retain(|&Reverse(entry)| counts(slots, entry));
        }
    }
}

fn counts<M, T>(
    slots: &[Option<Envelope<M, T>>],
    (due, id, slot): (Instant, EnvelopeId, u32),
) -> bool {
    slots[slot as usize]
        .as_ref()
        .is_some_and(|e| e.id == id && e.due == due && !e.held && !e.waiting)
}

impl<M: Hash, T: Hash> Hash for Flight<M, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.len().hash(state);
        self.iter().for_each(|envelope| envelope.hash(state));
    }
}
