//! Hashes of a world: one with its past, and one without, by which a search explores a state once although
//! several paths lead to it.

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
    /// A hash of the state and of all steps that led to it. The same natively and in the browser.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut whole = self.past;
        (self.now, self.steps).hash(&mut whole);
        self.replicas.hash(Part::Config, &mut whole);
        (&self.members[..], self.nodes.len()).hash(&mut whole);
        for (id, node) in (0..).map(NodeId).zip(&self.nodes) {
            // The other fields follow from the steps, which are in the hash of the past.
            let Node { status, since, skew, timers, drawn, last, .. } = node;
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

    /// Hashes a payload, with the content in place of its handle.
    fn mix_payload(&self, payload: &Payload, state: &mut Fingerprint) {
        mem::discriminant(payload).hash(state);
        match payload {
            Payload::Request(operation, request, context) => {
                (operation, request, context).hash(state);
            }
            Payload::Reply(operation, reply, sight) => (operation, reply, sight).hash(state),
            Payload::GiveUp(operation) => operation.hash(state),
            Payload::PowerOff | Payload::IsOff => {}
            Payload::Message(content) | Payload::Timer(content) => {
                self.replicas.hash(Part::Content(*content), state);
            }
        }
    }

    /// A hash of an envelope without its id and times.
    fn content(&self, e: &Envelope) -> u64 {
        let mut state = Fingerprint::default();
        (e.from, e.to).hash(&mut state);
        self.mix_payload(&e.payload, &mut state);
        state.finish()
    }

    /// A hash of the state without its past: the same choices from two worlds with the same hash lead to the same
    /// state. Future draws of delay and loss are not part of it, so it is for searches that choose every arrival.
    ///
    /// It covers replicas, clients, links, settings, and the multiset of envelopes in flight. It excludes ids of
    /// envelopes, their times, and the counters of draws.
    #[must_use]
    pub fn state(&self) -> u64 {
        let mut state = Fingerprint::default();
        self.now.hash(&mut state);
        self.replicas.hash(Part::Config, &mut state);
        self.members.hash(&mut state);
        for (id, node) in (0..).map(NodeId).zip(&self.nodes) {
            self.replicas.hash(Part::Replica(id), &mut state);
            (node.status, node.skew).hash(&mut state);
            node.executed.iter().for_each(|operation| operation.hash(&mut state));
            node.missed.iter().for_each(|news| news.hash(&mut state));
        }
        for n in (0..self.libraries.len() as u16).map(ClientId) {
            self.replicas.hash(Part::Replica(NodeId::of_client(n)), &mut state);
        }
        for client in &self.clients {
            let outstanding = client.outstanding.map(|it| (it.operation, it.via, it.request));
            (outstanding, client.invoked, client.leader, &client.seen).hash(&mut state);
        }
        self.network.hash_settings(&mut state);
        // A sum is independent of order and counts duplicates.
        let (mut flying, mut number) = (0_u64, 0_u64);
        for e in self.flight.iter() {
            let here = Fingerprint::of(&(self.content(e), e.fate, e.held));
            (flying, number) = (flying.wrapping_add(here), number + 1);
        }
        state.mix(flying);
        state.mix(number);
        state.finish()
    }

    /// Every envelope that could arrive now, timers included, in order of sending. Excludes envelopes that are held
    /// or lost, whose receiver is not running, or whose link is cut.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        let free = self.flight.iter().filter(|e| {
            let there = match e.to {
                Address::Node(node) => self.nodes[usize::from(node.0)].status == Status::Running,
                Address::Client(_) | Address::Switch(_) => true,
            };
            there && !e.held && e.fate == Fate::Arrives && !self.is_cut(e.from, e.to)
        });
        free.map(|e| Arrival {
            id: e.id,
            timer: e.payload.is_timer(),
            message: matches!(e.payload, Payload::Message(_) | Payload::PowerOff | Payload::IsOff),
            content: self.content(e),
        })
        .collect()
    }

    /// The number of messages, requests and replies in flight, without those that the network loses.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        let messages = self.flight.iter().filter(|e| !e.payload.is_timer());
        messages.filter(|e| e.fate == Fate::Arrives).count() as u32
    }
}
