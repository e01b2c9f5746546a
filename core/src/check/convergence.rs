//! Eventual convergence: once nothing is in flight and nothing is broken, all replicas are equal.
//!
//! Heartbeats never end, so "nothing in flight" means no message that carries a write or serves an
//! operation, and no log that a peer is still missing.

use super::verdict::{Kind, Verdict, Why, Witness};
use crate::{
    id::OperationId,
    kv::Key,
    view::{Kind as Envelope, NodeView, Status, WorldView},
};
use alloc::collections::BTreeMap;

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
    let mut running = view.nodes.iter().filter(|node| node.status == Status::Running);
    let Some(first) = running.next() else { return Verdict::Holds { checked: 0 } };
    let rows = |node: &NodeView| -> BTreeMap<Key, OperationId> {
        node.replica.rows.iter().map(|row| (row.key, row.write)).collect()
    };
    let held = rows(first);
    for other in running {
        let theirs = rows(other);
        let mut keys = held.keys().chain(theirs.keys());
        if let Some(&key) = keys.find(|key| held.get(key) != theirs.get(key)) {
            let writes = [held.get(&key), theirs.get(&key)];
            let kind = Kind::Differ { key, replicas: (first.id, other.id) };
            let operations = writes.into_iter().flatten().copied().collect();
            return Verdict::Violated(Witness { kind, operations, envelopes: alloc::vec![] });
        }
    }
    Verdict::Holds { checked: held.len() as u32 }
}
