//! Hashes of a world: with all that led to it, and without, as a search compares them, so that two ways
//! to one state are explored once.

use super::{Envelope, Node, Part, Payload, Status, World};
use crate::{
    hash::Fingerprint,
    id::{Address, ClientId, NodeId},
    sim::happening::Arrival,
    view::Fate,
};
use alloc::vec::Vec;
use core::{
    hash::{Hash, Hasher},
    mem,
};

impl World {
    /// A hash of the state and of all that led to it; the same natively and in the browser.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut whole = self.past;
        (self.now, self.steps).hash(&mut whole);
        self.replicas.hash(Part::Config, &mut whole);
        (&self.members, self.nodes.len()).hash(&mut whole);
        for (id, node) in (0..).map(NodeId).zip(&self.nodes) {
            // What it lost follows from what happened, which is in the hash of the past.
            let Node { status, since, skew, timers, drawn, last, lost: _ } = node;
            self.replicas.hash(Part::Replica(id), &mut whole);
            (status, since, skew, timers.len()).hash(&mut whole);
            for (timer, envelope) in timers {
                self.replicas.hash(Part::Content(*timer), &mut whole);
                envelope.hash(&mut whole);
            }
            (drawn, last).hash(&mut whole);
        }
        for (n, library) in (0..).map(ClientId).zip(&self.libraries) {
            self.replicas.hash(Part::Replica(NodeId::of_client(n)), &mut whole);
            (library.timers.len(), library.drawn).hash(&mut whole);
        }
        (&self.clients, &self.network, self.flight.len()).hash(&mut whole);
        for e in self.flight.iter() {
            (e.id, e.from, e.to, e.sent, e.due, e.cause).hash(&mut whole);
            (e.fate, e.held, e.waiting).hash(&mut whole);
            self.mix_payload(&e.payload, &mut whole);
        }
        whole.finish()
    }

    /// Mixes in what is inside an envelope: of what is kept, the content and not its name.
    fn mix_payload(&self, payload: &Payload, state: &mut Fingerprint) {
        mem::discriminant(payload).hash(state);
        match payload {
            Payload::Request(operation, request, context) => {
                (operation, request, context).hash(state);
            }
            Payload::Reply(operation, reply, sight) => (operation, reply, sight).hash(state),
            Payload::GiveUp(operation) => operation.hash(state),
            Payload::Message(content) | Payload::Timer(content) => {
                self.replicas.hash(Part::Content(*content), state);
            }
        }
    }

    /// What an envelope is, whenever it was sent and whatever it is called.
    fn content(&self, e: &Envelope) -> u64 {
        let mut state = Fingerprint::default();
        (e.from, e.to).hash(&mut state);
        self.mix_payload(&e.payload, &mut state);
        state.finish()
    }

    /// A hash of all that can matter for what happens from here on, however it came about: of two worlds
    /// with the same, the same choices lead to the same. Delays and losses that are yet to be drawn are
    /// not part of it, so it serves those who choose every arrival themselves.
    ///
    /// Replicas, clients, links and settings, and the multiset of what is in flight. Left out: ids of
    /// envelopes, when they were sent and are due, ordinals of draws, and how it all came about.
    #[must_use]
    pub fn state(&self) -> u64 {
        let mut state = Fingerprint::default();
        self.now.hash(&mut state);
        self.replicas.hash(Part::Config, &mut state);
        self.members.hash(&mut state);
        for (id, node) in (0..).map(NodeId).zip(&self.nodes) {
            self.replicas.hash(Part::Replica(id), &mut state);
            (node.status, node.skew).hash(&mut state);
        }
        for n in (0..self.libraries.len() as u16).map(ClientId) {
            self.replicas.hash(Part::Replica(NodeId::of_client(n)), &mut state);
        }
        for client in &self.clients {
            let waits = client.waits.map(|waits| (waits.operation, waits.via, waits.request));
            (waits, client.invoked, client.leader, &client.seen).hash(&mut state);
        }
        self.network.hash_settings(&mut state);
        // A sum does not depend on the order of its terms, and counts what is there twice.
        let (mut flying, mut number) = (0_u64, 0_u64);
        for e in self.flight.iter() {
            let here = Fingerprint::of(&(self.content(e), e.fate, e.held));
            (flying, number) = (flying.wrapping_add(here), number + 1);
        }
        state.mix(flying);
        state.mix(number);
        state.finish()
    }

    /// Every envelope that could arrive now, timers included, in order of sending. Left out are those
    /// that are held, that the network loses, or whose receiver or link is out of order.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        let free = self.flight.iter().filter(|e| {
            let there = match e.to {
                Address::Node(node) => self.nodes[usize::from(node.0)].status == Status::Running,
                Address::Client(_) => true,
            };
            there && !e.held && e.fate == Fate::Arrives && !self.is_cut(e.from, e.to)
        });
        free.map(|e| Arrival {
            id: e.id,
            timer: e.payload.is_timer(),
            message: matches!(e.payload, Payload::Message(_)),
            content: self.content(e),
        })
        .collect()
    }

    /// How many messages, requests and replies are on their way, those left out that the network loses.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        let messages = self.flight.iter().filter(|e| !e.payload.is_timer());
        messages.filter(|e| e.fate == Fate::Arrives).count() as u32
    }
}
