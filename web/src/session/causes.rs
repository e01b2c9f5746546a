//! The causal history of a key: which of its writes happened before which.

use super::Film;
use replicarium::{
    clock::{Dot, VersionVector},
    history::{History, Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::{Key, Value},
    note::Note,
    protocol::leaderless,
};
use std::cmp::Ordering;

/// A write of a key, and what its client had seen of the key when it asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The write.
    pub write: OperationId,
    /// Its value.
    pub value: Value,
    /// Places of the writes that it follows and that no other of these follows.
    pub parents: Vec<usize>,
    /// Its name among the writes of the key, where stores give one.
    pub dot: Option<Dot>,
    /// What its client had seen: the entries of all dots in its past.
    pub seen: VersionVector,
    /// By place: whether that write happened before.
    past: Vec<bool>,
}

impl Cause {
    /// Whether another write, by its place, happened before this one.
    pub fn follows(&self, other: usize) -> bool {
        self.past.get(other).is_some_and(|&it| it)
    }
}

/// The number of writes that are shown, the latest ones: a run can have thousands.
pub const KEPT: usize = 24;

/// The latest writes of a key in the order of their invocations, as far as `steps` steps of the run show them.
///
/// Happens-before is what clients saw: a write follows the values that its client was last told, and in
/// stores that tell no context all that its client read or wrote before.
pub fn of(key: Key, history: &History, film: &Film, steps: u32) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    let of_key = |operation: &&Operation| {
        operation.request.key() == key && operation.request.value().is_some()
    };
    let mut latest: Vec<&Operation> =
        history.operations().iter().rev().filter(of_key).take(KEPT).collect();
    latest.reverse();
    let first = latest.first().map_or(steps, |write| write.invoked.1);
    let dots = dots(film, first, steps, key);
    for operation in latest {
        let Some(value) = operation.request.value() else { continue };
        let write = operation.id;
        let place = |seen: OperationId| causes.iter().position(|cause| cause.write == seen);
        let seen: Vec<usize> = seen(history, operation).into_iter().filter_map(place).collect();
        let mut past = vec![false; causes.len()];
        let mut vector = VersionVector::default();
        for &parent in &seen {
            let Cause { dot, seen, past: before, .. } = &causes[parent];
            past[parent] = true;
            for (n, &is) in before.iter().enumerate() {
                past[n] |= is;
            }
            vector.merge(seen);
            vector.merge(&dot.iter().map(|dot| (dot.node, dot.count)).collect());
        }
        let implied = |place: &usize| seen.iter().any(|&other| causes[other].follows(*place));
        let parents = seen.iter().copied().filter(|place| !implied(place)).collect();
        let dot = dots.iter().find(|named| named.0 == write).map(|named| named.1);
        causes.push(Cause { write, value, parents, dot, seen: vector, past });
    }
    causes
}

/// What a client had seen of a key before it asked for a write, the newest first.
fn seen(history: &History, write: &Operation) -> Vec<OperationId> {
    let (client, key): (ClientId, Key) = (write.id.client, write.request.key());
    let mut seen = Vec::new();
    for earlier in history.of(client).rev() {
        let Some((outcome, _, step)) = earlier.ended else { continue };
        if earlier.request.key() != key || step > write.invoked.1 || earlier.id == write.id {
            continue;
        }
        let sight = history.sight(earlier.id);
        if !sight.is_empty() {
            // The context of the next write is that of the last answer, and nothing else.
            if seen.is_empty() {
                seen.extend(sight.iter().map(|found| found.write));
            }
            break;
        }
        match outcome {
            Outcome::Read(Some(found)) if !seen.contains(&found.write) => seen.push(found.write),
            Outcome::Written => {
                seen.push(earlier.id);
                break;
            }
            Outcome::Inserted(_)
            | Outcome::Read(_)
            | Outcome::Answered(_)
            | Outcome::Uncommitted
            | Outcome::Siblings(_)
            | Outcome::Failed(_)
            | Outcome::Unknown(_) => {}
        }
    }
    seen
}

/// The names that replicas gave to writes of a key, in the steps `from..to`.
fn dots(film: &Film, from: u32, to: u32, key: Key) -> Vec<(OperationId, Dot)> {
    let mut dots = Vec::new();
    for fact in film.record().facts_in(from, to) {
        if let Note::Leaderless(leaderless::Note::Named { write, key: of, dot, .. }) = fact.note
            && of == key
        {
            dots.push((write, dot));
        }
    }
    dots
}

/// Two version vectors, entry by entry: whose, how many in each, and how these compare.
pub fn entries(a: &VersionVector, b: &VersionVector) -> Vec<(NodeId, u64, u64, Ordering)> {
    let mut both = a.clone();
    both.merge(b);
    let entry = |node: &NodeId| {
        let (a, b) = (a.of(node), b.of(node));
        (*node, a, b, a.cmp(&b))
    };
    both.entries().map(|(node, _)| entry(node)).collect()
}

#[cfg(test)]
#[path = "causes_tests.rs"]
mod tests;
