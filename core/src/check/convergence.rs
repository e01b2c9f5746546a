//! Eventual convergence: once nothing is in flight and nothing is broken, all replicas of a key are equal.
//!
//! Heartbeats never end, so "nothing in flight" means no message that carries a write or serves an
//! operation, and no log that a peer is still missing.

use super::verdict::{Kind, Verdict, Why, Witness};
use crate::{
    id::{NodeId, OperationId},
    kv::Key,
    view::{Kind as Envelope, Status, WorldView},
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

/// Judges a moment.
#[must_use]
pub fn check(view: &WorldView) -> Verdict {
    let messages = view.envelopes.iter().filter(|e| e.kind != Envelope::Timer);
    let in_flight = messages.filter(|e| e.label.about.is_some() || e.label.carries.is_some());
    let broken = view.nodes.iter().filter(|n| matches!(n.status, Status::Crashed | Status::Paused));
    let in_flight = in_flight.count() as u32;
    let faults = (broken.count() + view.cuts.len()) as u32;
    if in_flight > 0 || faults > 0 {
        return Verdict::Unknown(Why::Unsettled { in_flight, faults });
    }
    let running: Vec<(NodeId, BTreeMap<Key, OperationId>)> = view
        .nodes
        .iter()
        .filter(|node| node.status == Status::Running)
        .map(|node| (node.id, node.replica.rows.iter().map(|row| (row.key, row.write)).collect()))
        .collect();
    let keys: BTreeSet<Key> = running.iter().flat_map(|(_, rows)| rows.keys().copied()).collect();
    for &key in &keys {
        let place = view.ring.iter().flat_map(|ring| &ring.keys).find(|place| place.key == key);
        let is_home = |node: &NodeId| place.is_none_or(|place| place.homes.contains(node));
        let mut homes = running.iter().filter(|(node, _)| is_home(node));
        let Some((first, held)) = homes.next() else { continue };
        if let Some((other, theirs)) = homes.find(|(_, rows)| rows.get(&key) != held.get(&key)) {
            let writes = [held.get(&key), theirs.get(&key)];
            let kind = Kind::Differ { key, replicas: (*first, *other) };
            let operations = writes.into_iter().flatten().copied().collect();
            return Verdict::Violated(Witness { kind, operations, envelopes: alloc::vec![] });
        }
    }
    Verdict::Holds { checked: keys.len() as u32 }
}
