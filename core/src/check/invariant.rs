//! Invariants over the view of a moment and the moments before it, for modes with one leader.
//!
//! Logs agree: of any two logs one is a prefix of the other, as long as nobody discards anything.
//! Positions never go back. One leader: at most one running node takes itself for the leader.

use super::verdict::{Kind, Verdict, Witness};
use crate::{
    id::NodeId,
    view::{Cell, NodeView, Role, Status, WorldView},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Watches moment after moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invariants {
    ends: LiteMap<NodeId, u64>,
    broken: Option<Witness>,
    checked: u32,
}

impl Invariants {
    /// Takes in a moment; says whether there is anything to judge. In a mode in which each node has a log
    /// of its own, or none, there is not.
    pub fn look(&mut self, view: &WorldView) -> bool {
        let followers = view.nodes.iter().any(|node| node.replica.role == Role::Follower);
        if followers && self.broken.is_none() {
            self.checked += 1;
            let broken = leaders(view).or_else(|| logs(view));
            self.broken = broken.or_else(|| self.positions(view));
        }
        followers
    }

    fn positions(&mut self, view: &WorldView) -> Option<Witness> {
        let mut broken = None;
        for node in &view.nodes {
            let end = node.replica.log.last().map_or(0, |cell| cell.position);
            let before = self.ends.insert(node.id, end).unwrap_or(0);
            if end < before {
                broken = Some(Witness::of(Kind::PositionWentBack { replica: node.id }, &[]));
            }
        }
        broken
    }

    /// What is known so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match &self.broken {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked: self.checked },
        }
    }
}

/// Two running nodes that take themselves for the leader.
fn leaders(view: &WorldView) -> Option<Witness> {
    let leads =
        |node: &&NodeView| node.status == Status::Running && node.replica.role == Role::Leader;
    let leaders: Vec<NodeId> = view.nodes.iter().filter(leads).map(|node| node.id).collect();
    match leaders[..] {
        [a, b, ..] => Some(Witness::of(Kind::TwoLeaders { replicas: (a, b) }, &[])),
        _ => None,
    }
}

/// Two logs with different writes at one position.
fn logs(view: &WorldView) -> Option<Witness> {
    let longest = view.nodes.iter().max_by_key(|node| node.replica.log.len())?;
    let differ =
        |node: &&NodeView| first_difference(&node.replica.log, &longest.replica.log).is_some();
    let other = view.nodes.iter().find(differ)?;
    let (a, b) = first_difference(&other.replica.log, &longest.replica.log)?;
    let kind = Kind::LogsDiffer { position: a.position, replicas: (other.id, longest.id) };
    Some(Witness::of(kind, &[a.write, b.write]))
}

fn first_difference<'a>(a: &'a [Cell], b: &'a [Cell]) -> Option<(&'a Cell, &'a Cell)> {
    a.iter().zip(b).find(|(a, b)| (a.position, a.write) != (b.position, b.write))
}

#[cfg(test)]
#[path = "invariant_tests.rs"]
mod tests;
