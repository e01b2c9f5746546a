//! Envelopes in flight: messages, requests, replies and timers.

use super::replicas::ContentId;
use crate::{
    id::{Address, EnvelopeId, NodeId, OperationId},
    kv::{Reply, Request},
    store::{CausalContext, Sight},
    time::Instant,
    view::Fate,
};
use alloc::{collections::BinaryHeap, rc::Rc, vec::Vec};
use core::cmp::Reverse;
use slab::Slab;

/// The payload of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// From a client to a replica, with what the client has seen of the key.
    Request(OperationId, Request, CausalContext),
    /// From a replica to a client. The client keeps the sight.
    Reply(OperationId, Reply, Option<Rc<Sight>>),
    /// From a replica to a replica.
    Message(ContentId),
    /// A replica's timer, addressed to the replica itself.
    Timer(ContentId),
    /// A client's timeout for an operation, addressed to the client itself.
    GiveUp(OperationId),
    /// From a replica to a power switch: off.
    PowerOff,
    /// From a power switch to a replica: the node of the switch is off.
    IsOff,
}

impl Payload {
    /// Whether this is a timer: it never leaves the node or client that set it.
    pub const fn is_timer(&self) -> bool {
        matches!(self, Self::Timer(_) | Self::GiveUp(_))
    }

    /// The content that the replicas store while the envelope is in flight.
    pub const fn content(&self) -> Option<ContentId> {
        match self {
            Self::Message(content) | Self::Timer(content) => Some(*content),
            Self::Request(..)
            | Self::Reply(..)
            | Self::GiveUp(_)
            | Self::PowerOff
            | Self::IsOff => None,
        }
    }
}

/// An envelope in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The id, in order of sending.
    pub id: EnvelopeId,
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// The time at which it was sent.
    pub sent: Instant,
    /// The time at which it arrives or is lost.
    pub due: Instant,
    /// The step that sent it.
    pub cause: u32,
    /// Whether the network delivers or loses it.
    pub fate: Fate,
    /// Whether the user holds it back.
    pub held: bool,
    /// Whether it waits because the receiver is paused.
    pub waiting: bool,
    /// The payload.
    pub payload: Payload,
}

impl Envelope {
    /// Whether it is a request for an operation, on its way to a node.
    pub fn is_request(&self, operation: OperationId, node: NodeId) -> bool {
        let to = self.to == Address::Node(node);
        to && matches!(self.payload, Payload::Request(other, ..) if other == operation)
    }
}

/// All envelopes in flight, indexed by id and by due time.
///
/// The queue is cleaned lazily: an entry is current while its slot holds that envelope, due at that
/// time, neither held nor waiting.
#[derive(Clone, Debug)]
pub struct Flight {
    slots: Slab<Envelope>,
    index: Vec<(EnvelopeId, u32)>,
    queue: BinaryHeap<Reverse<(Instant, EnvelopeId, u32)>>,
    next: EnvelopeId,
}

impl Default for Flight {
    fn default() -> Self {
        Self {
            slots: Slab::new(),
            index: Vec::new(),
            queue: BinaryHeap::new(),
            next: EnvelopeId(0),
        }
    }
}

impl Flight {
    /// The id of the next envelope.
    pub const fn next(&self) -> EnvelopeId {
        self.next
    }

    /// Adds an envelope. Its id must be [`next`](Self::next).
    pub fn put(&mut self, envelope: Envelope) {
        debug_assert_eq!(envelope.id, self.next);
        self.next.0 += 1;
        let (id, due, moves) = (envelope.id, envelope.due, !envelope.held && !envelope.waiting);
        let slot = self.slots.insert(envelope) as u32;
        self.index.push((id, slot));
        if moves {
            self.queue.push(Reverse((due, id, slot)));
        }
    }

    fn place(&self, id: EnvelopeId) -> Option<usize> {
        // Few envelopes are in flight, and most lookups are for recent ones: a scan from the end beats bisection.
        if self.index.len() <= 16 {
            return self.index.iter().rposition(|&(other, _)| other == id);
        }
        self.index.binary_search_by_key(&id, |&(id, _)| id).ok()
    }

    /// The envelope with this id.
    pub fn find(&self, id: EnvelopeId) -> Option<&Envelope> {
        let at = |slot: u32| self.slots.get(slot as usize);
        // Most look-ups are for the one that is due next.
        let next = self.queue.peek().and_then(|&Reverse((.., slot))| at(slot));
        next.filter(|it| it.id == id).or_else(|| at(self.index[self.place(id)?].1))
    }

    /// Removes an envelope.
    pub fn take(&mut self, id: EnvelopeId) -> Option<Envelope> {
        let (_, slot) = self.index.remove(self.place(id)?);
        self.slots.try_remove(slot as usize)
    }

    /// Changes an envelope. If it can move afterwards, it is due at `now` at the earliest.
    pub fn change(&mut self, id: EnvelopeId, now: Instant, f: impl FnOnce(&mut Envelope)) {
        let Some(place) = self.place(id) else { return };
        let slot = self.index[place].1;
        let Some(envelope) = self.slots.get_mut(slot as usize) else { return };
        f(envelope);
        if !envelope.held && !envelope.waiting {
            envelope.due = envelope.due.max(now);
            self.queue.push(Reverse((envelope.due, id, slot)));
        }
    }

    /// The number of envelopes in flight.
    pub const fn len(&self) -> usize {
        self.index.len()
    }

    /// All envelopes, in order of sending.
    pub fn iter(&self) -> impl Iterator<Item = &Envelope> {
        self.index.iter().filter_map(|&(_, slot)| self.slots.get(slot as usize))
    }

    /// The envelope that is due first, among those neither held nor waiting. Requires [`settle`](Self::settle)
    /// after the last change.
    pub fn due(&self) -> Option<&Envelope> {
        let Reverse((_, _, slot)) = self.queue.peek()?;
        self.slots.get(*slot as usize)
    }

    /// Removes outdated entries from the front of the queue, and from the whole queue once most are outdated.
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

fn counts(slots: &Slab<Envelope>, (due, id, slot): (Instant, EnvelopeId, u32)) -> bool {
    let envelope = slots.get(slot as usize);
    envelope.is_some_and(|e| e.id == id && e.due == due && !e.held && !e.waiting)
}
