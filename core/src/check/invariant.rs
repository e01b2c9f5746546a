//! Invariants over the view of a moment and the moments before it, for modes with one leader.
//!
//! Logs agree: where two logs have entries of one term at one position, they agree up to there (Ongaro and
//! Ousterhout, 2014, §5.3); without terms, of any two logs one is a prefix of the other. Positions never go
//! back, unless a crash or a newer term takes entries back. One leader: in a term, at most one running node
//! takes itself for the leader.

use super::verdict::{Kind, Verdict, Witness};
use crate::{
    id::NodeId,
    time::Instant,
    view::{Cell, NodeView, Role, Status, WorldView},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Watches moment after moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invariants {
    /// Of each node that runs: since when, the position of its last entry, and that entry's term.
    ends: LiteMap<NodeId, (Instant, u64, u32)>,
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
            if node.status != Status::Running {
                self.ends.remove(&node.id);
                continue;
            }
            // A log of which only a snapshot is left ends where it begins.
            let start = node.replica.marks.map_or(0, |marks| marks.start);
            let (end, of) = match node.replica.log.last() {
                Some(cell) => (cell.position, cell.term),
                None => (start, term(node)),
            };
            let before = self.ends.insert(node.id, (node.since, end, of));
            // Between two looks it may have crashed and come back.
            let before = before.filter(|&(since, ..)| since == node.since);
            if before.is_some_and(|(_, before, of)| end < before && of == term(node)) {
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

/// The newest term that a node has heard of; 0 in modes without terms.
fn term(node: &NodeView) -> u32 {
    node.replica.leadership.map_or(0, |leadership| leadership.term)
}

/// Two running nodes that take themselves for the leader of one term.
fn leaders(view: &WorldView) -> Option<Witness> {
    let leads =
        |node: &&NodeView| node.status == Status::Running && node.replica.role == Role::Leader;
    let leaders: Vec<&NodeView> = view.nodes.iter().filter(leads).collect();
    let two = leaders.iter().enumerate().find_map(|(n, a)| {
        let b = leaders[n + 1..].iter().find(|b| term(a) == term(b))?;
        Some(Kind::TwoLeaders { replicas: (a.id, b.id) })
    });
    two.map(|kind| Witness::of(kind, &[]))
}

/// Two logs with different writes at one position, although they should agree there.
fn logs(view: &WorldView) -> Option<Witness> {
    let logs = || view.nodes.iter().filter(|node| !node.replica.log.is_empty());
    logs().enumerate().find_map(|(n, one)| {
        logs().skip(n + 1).find_map(|other| {
            let (a, b) = disagreement(&one.replica.log, &other.replica.log)?;
            let kind = Kind::LogsDiffer { position: a.position, replicas: (one.id, other.id) };
            Some(Witness::of(kind, &[a.write, b.write]))
        })
    })
}

/// The first difference before, or at, a position at which both have an entry of one term.
fn disagreement<'a>(a: &'a [Cell], b: &'a [Cell]) -> Option<(&'a Cell, &'a Cell)> {
    let start = a.first()?.position.max(b.first()?.position);
    let from = |log: &'a [Cell]| log.iter().skip_while(move |cell| cell.position < start);
    let mut pairs = from(a).zip(from(b));
    let first = pairs.find(|(a, b)| (a.write, a.term) != (b.write, b.term))?;
    let same_term = |(a, b): &(&Cell, &Cell)| a.term == b.term;
    (same_term(&first) || pairs.any(|pair| same_term(&pair))).then_some(first)
}

#[cfg(test)]
#[path = "invariant_tests.rs"]
mod tests;
