//! Convergence: once nothing is in flight and nothing is faulty, all replicas of a key are equal.
//!
//! Heartbeats never end, so "nothing in flight" means: no message that carries a write or serves an operation, and no
//! log entry that its own replica has yet to flush or to apply.
//!
//! Convergence is a liveness property: replicas that differ now may be equal after the next heartbeat. [`check`] judges a
//! world in which nothing more is due, as a search leaves it. [`judge`] judges any moment of a run, and leaves the verdict
//! open while something is due that could make the replicas equal.
//!
//! ```text
//!   holds      A  x=2 y=1          violated   A  x=2 y=1          open   A  x=2 ── store 2 ──▶
//!              B  x=2 y=1                     B  x=1 y=1                 B  x=1
//!
//!   holds      A  x=1  (home of x)            holds      A  x={1,2}      (siblings, in any order)
//!              B       (has no part in x)                B  x={2,1}
//! ```

use super::verdict::{Verdict, Violation, Why, Witness};
use crate::{
    id::OperationId,
    kv::{Key, Value},
    time::Instant,
    view::{EnvelopeView, Kind as Envelope, Marks, NodeView, Row, Status, WorldView},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Judges one moment.
#[must_use]
pub fn check(view: &WorldView) -> Verdict {
    let messages = view.envelopes.iter().filter(|e| e.kind != Envelope::Timer);
    let in_flight = messages.filter(|e| e.label.about.is_some() || e.label.carries.is_some());
    let broken = view.nodes.iter().filter(|n| matches!(n.status, Status::Crashed | Status::Paused));
    let mut in_flight = in_flight.count() as u32;
    let faults = (broken.count() + view.cuts.len()) as u32;
    if faults == 0 && in_flight == 0 {
        in_flight = view.nodes.iter().filter(|node| is_late(node)).count() as u32;
    }
    if in_flight > 0 || faults > 0 {
        return Verdict::Unknown(Why::Unsettled { in_flight, faults });
    }
    let is_there =
        |node: &&NodeView| node.status == Status::Running && node.replica.role.is_replica();
    let mut keys = LiteMap::new_vec();
    for row in view.nodes.iter().filter(is_there).flat_map(|node| &node.replica.rows) {
        keys.insert(row.key, ());
    }
    for &key in keys.keys() {
        let place = view.ring.iter().flat_map(|ring| &ring.keys).find(|place| place.key == key);
        let is_home = |node: &&NodeView| place.is_none_or(|place| place.homes.contains(&node.id));
        let mut homes = view.nodes.iter().filter(is_there).filter(is_home);
        let Some(first) = homes.next() else { continue };
        if let Some(other) = homes.find(|other| differ(first, other, key)) {
            let replicas = (first.id, other.id);
            if let Some((write, values)) = effects(first, other, key) {
                let violation = Violation::DifferentEffects { key, replicas, values };
                return Verdict::Violated(Witness::new(violation, &[write]));
            }
            let violation = Violation::Differ { key, replicas };
            let only =
                |a, b| stored(a, key).find(move |&write| stored(b, key).all(|it| it != write));
            let writes = [(first, other), (other, first)].map(|(a, b)| only(a, b));
            let operations: Vec<OperationId> = writes.into_iter().flatten().collect();
            return Verdict::Violated(Witness::new(violation, &operations));
        }
    }
    Verdict::Holds { checked: keys.len() as u32 }
}

/// Judges one moment of a run that goes on.
#[must_use]
pub fn judge(view: &WorldView) -> Verdict {
    match check(view) {
        Verdict::Violated(_) if may_mend(view) => Verdict::Unknown(Why::StillDue),
        verdict @ (Verdict::Holds { .. } | Verdict::Violated(_) | Verdict::Unknown(_)) => verdict,
    }
}

/// Whether something is due that can change the rows: a hint, a message that is the answer to another one, or the first
/// rounds of heartbeats or comparisons since the world was disturbed.
fn may_mend(view: &WorldView) -> bool {
    let hinted = view
        .nodes
        .iter()
        .any(|node| node.status == Status::Running && !node.replica.hints().is_empty());
    let loss = view.network.loss;
    let timers = view.envelopes.iter().filter(|e| e.kind == Envelope::Timer);
    let rounds = timers.filter_map(|e| {
        let rounds = e.label.tag.mends_within(view.nodes.len() as u64)?;
        Some(e.due.0.saturating_sub(e.sent.0).saturating_mul(rounds))
    });
    let Some(round) = rounds.max() else { return hinted };
    // All messages that it takes may be lost: to less than one in a million cases.
    let Some(times) = repetitions(loss) else { return true };
    let until = Instant(view.disturbed.0.saturating_add(round.saturating_mul(times)));
    let mut messages = view.envelopes.iter().filter(|e| e.kind != Envelope::Timer);
    let late = |e: &EnvelopeView| !e.label.is_periodic() || e.sent <= until;
    hinted || view.now <= until || messages.any(late)
}

/// The number of repetitions after which less than one in a million cases has lost every message; `None` if all are
/// lost. `loss` is in parts per million.
fn repetitions(loss: u32) -> Option<u64> {
    if loss >= 1_000_000 {
        return None;
    }
    let (mut lost, mut times) = (u64::from(loss), 1);
    while lost > 0 && times < 1_000 {
        lost = lost * u64::from(loss) / 1_000_000;
        times += 1;
    }
    Some(times)
}

/// Whether a replica has yet to flush or to apply entries of its own log.
fn is_late(node: &NodeView) -> bool {
    let end = node.replica.end();
    let late = |marks: Marks| marks.flushed < end || marks.applied < end && marks.stopped.is_none();
    node.status == Status::Running && node.replica.marks().is_some_and(late)
}

/// The writes that a node stores for a key: one, or that of each sibling.
fn stored(node: &NodeView, key: Key) -> impl Iterator<Item = OperationId> {
    node.replica.rows.iter().filter(move |row| row.key == key).flat_map(Row::writes)
}

/// The write of which two nodes have made different values of a key, and these values.
fn effects(a: &NodeView, b: &NodeView, key: Key) -> Option<(OperationId, (Value, Value))> {
    let of_key = |row: &&Row| row.key == key;
    let row = |node: &'_ NodeView| {
        node.replica.rows.iter().find(of_key).map(|row| (row.write, row.value))
    };
    let ((one, here), (other, there)) = (row(a)?, row(b)?);
    (one == other && here != there).then_some((one, (here, there)))
}

/// Whether two nodes store different writes for a key, or made different values of one write.
fn differ(a: &NodeView, b: &NodeView, key: Key) -> bool {
    let has = |node, write| stored(node, key).any(|it| it == write);
    stored(a, key).any(|write| !has(b, write))
        || stored(b, key).any(|write| !has(a, write))
        || effects(a, b, key).is_some()
}

#[cfg(test)]
#[path = "convergence_tests.rs"]
mod tests;
