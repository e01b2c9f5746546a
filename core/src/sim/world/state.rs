//! A world without its past: what a search compares, so that two ways to one state are explored once.

use super::{Envelope, Payload, Replica, Status, World};
use crate::{hash::Fingerprint, id::Address, sim::cluster::Arrival, view::Fate};
use alloc::vec::Vec;
use core::hash::Hash;

/// What an envelope is, whenever it was sent and whatever it is called.
fn content<R: Replica>(e: &Envelope<R::Message, R::Timer>) -> u64 {
    Fingerprint::of(&(e.from, e.to, &e.payload))
}

impl<R: Replica> World<R> {
    /// Replicas, clients, links and settings, and the multiset of what is in flight. Left out: ids of
    /// envelopes, when they were sent and are due, ordinals of draws, and how it all came about.
    pub(super) fn hash_state(&self) -> u64 {
        let mut state = Fingerprint::default();
        (self.now, &self.config, &self.members).hash(&mut state);
        for node in &self.nodes {
            (&node.replica, node.status, node.skew).hash(&mut state);
        }
        for client in &self.clients {
            let waits = client.waits.map(|waits| (waits.operation, waits.via, waits.request));
            (waits, client.invoked, client.leader, &client.seen).hash(&mut state);
        }
        self.network.hash_settings(&mut state);
        // A sum does not depend on the order of its terms, and counts what is there twice.
        let (mut flying, mut number) = (0_u64, 0_u64);
        for e in self.flight.iter() {
            let here = Fingerprint::of(&(content::<R>(e), e.fate, e.held));
            (flying, number) = (flying.wrapping_add(here), number + 1);
        }
        state.mix(flying);
        state.mix(number);
        core::hash::Hasher::finish(&state)
    }

    /// What could arrive now, in order of sending.
    pub(super) fn list_arrivals(&self) -> Vec<Arrival> {
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
            content: content::<R>(e),
        })
        .collect()
    }

    /// How many messages, requests and replies are in flight, those that will be lost left out.
    pub(super) fn count_in_flight(&self) -> u32 {
        let messages = self.flight.iter().filter(|e| !e.payload.is_timer());
        messages.filter(|e| e.fate == Fate::Arrives).count() as u32
    }
}
