//! How far each replica is behind the acknowledged writes (DDIA, chapter 5, "Monitoring staleness").

use super::order;
use crate::{
    history::{History, Operation},
    id::{NodeId, OperationId},
    kv::Key,
    time::Duration,
    view::{NodeView, Status, WorldView},
};
use alloc::vec::Vec;

/// How far a replica is behind at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// The replica.
    pub node: NodeId,
    /// Acknowledged writes that the replica should store, and for which it stores nothing as new.
    pub versions: u32,
    /// The time since the first of them was acknowledged.
    pub behind: Duration,
    /// Keys with missing writes.
    pub backlog: u32,
    /// Hints that the replica stores for other nodes.
    pub hints: u32,
}

/// The lag of every node that has not left the cluster. `history` is the history at the moment of `view`.
#[must_use]
pub fn of_nodes(history: &History, view: &WorldView) -> Vec<Lag> {
    let there = view.nodes.iter().filter(|node| node.status != Status::Left);
    there.map(|node| of_node(history, view, node)).collect()
}

/// The lag of one node.
#[must_use]
pub fn of_node(history: &History, view: &WorldView, node: &NodeView) -> Lag {
    let hints = node.replica.hints().len() as u32;
    let nothing = Duration(0);
    let mut all = Lag { node: node.id, versions: 0, behind: nothing, backlog: 0, hints };
    let mut keys: Vec<Key> = Vec::new();
    match &view.ring {
        Some(ring) => {
            let own = ring.keys.iter().filter(|place| place.homes.contains(&node.id));
            keys.extend(own.map(|place| place.key));
        }
        // Without a ring, every replica stores every key.
        None => keys.extend(history.keys()),
    }
    for key in keys {
        let row = node.replica.rows.iter().find(|row| row.key == key);
        let held: Vec<OperationId> = row.map_or_else(Vec::new, |row| row.writes().collect());
        let written = history.written(key).iter().map(|&n| &history.operations()[n as usize]);
        // A replica without a row may have dropped the tombstone of the last delete.
        let gone = written.clone().next_back().is_some_and(|last| last.request.is_delete());
        let is_missed = |write: &&Operation| match held.is_empty() {
            true => !gone,
            false => held.iter().all(|&held| order::misses(history, Some(held), write)),
        };
        // A write that ended before the stored ones is not missed. A run can have thousands of writes.
        let end = |&held: &OperationId| history.operation(held)?.ended.map(|(.., step)| step);
        let from = held.iter().filter_map(end).max().unwrap_or(0);
        let later = |write: &&Operation| write.ended.is_some_and(|(.., step)| step > from);
        let mut missed = (0, None);
        for write in written.rev().take_while(later).filter(is_missed) {
            missed = (missed.0 + 1, write.ended);
        }
        let (count, Some((_, since, _))) = missed else { continue };
        all.versions += count;
        all.behind = all.behind.max(view.now.since(since));
        all.backlog += 1;
    }
    all
}

#[cfg(test)]
#[path = "lag_tests.rs"]
mod tests;
