//! Invariants of modes with one leader, judged node by node as nodes change.
//!
//! - Log matching: if two logs have entries of the same term at the same position, the logs are equal up to that
//!   position (Ongaro and Ousterhout, 2014, §5.3). Without terms, of any two logs one is a prefix of the other.
//! - Positions never go back, except after a crash or in a newer term.
//! - Election safety: at most one node ever leads in a term (ibid.). Without terms, at most one leads at a time.
//!
//! ```text
//!   term 1   A leads ├──────────┤ ✕                    kept: B leads in term 2, and A's entry 3 may go
//!   term 2                B leads ├─────────
//!   A's log  1¹ 2¹ 3¹             B's log  1¹ 2¹ 3²    kept: entry 3 differs, and so does its term
//!   A's log  1¹ 9¹ 3²             B's log  1¹ 2¹ 3²    broken: the same entry 3, and 2 differs
//!   term 2   A leads ├────┤ ✕     B leads ├─────────   broken: though not at one time
//!   A's log  1¹ 2¹ 3¹ … 1¹        while it follows in term 1: broken; in term 2, whose leader has no 2¹: kept
//! ```

use super::{
    nodes::NodeChange,
    verdict::{Verdict, Violation, Witness},
};
use crate::{
    id::{NodeId, Term},
    view::{Cell, NodeView, Role, Status},
};
use alloc::vec::Vec;

/// Takes a change, the changed node and all nodes, as they are now; returns the violation.
type Rule = fn(&NodeChange, &NodeView, &[NodeView]) -> Option<Witness>;

const RULES: [Rule; 3] = [one_leader_a_term, logs_agree, positions_never_go_back];

/// Judges change by change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invariants {
    /// Whether the mode has one leader, and followers.
    has_leader: bool,
    /// The leader of each term of each partition so far.
    leaders: Vec<((u16, Term), NodeId)>,
    broken: Option<Witness>,
    checked: u32,
}

impl Invariants {
    /// Takes in a change of a node.
    pub fn observe(&mut self, change: &NodeChange, all: &[NodeView]) {
        let has_leader = |node: &NodeView| {
            // Among several leaders, each has a log of its own, and followers.
            let follows = node.replica.role == Role::Follower && !node.replica.has_peers();
            follows || node.replica.leadership().is_some()
        };
        self.has_leader |= all.iter().any(has_leader);
        if self.has_leader && self.broken.is_none() {
            self.checked += 1;
            let now = &all[change.index];
            self.broken = RULES.iter().find_map(|rule| rule(change, now, all));
            if self.broken.is_none() && leads(now) && term(now) != Term::default() {
                self.broken = self.lead((partition(now), term(now)), now.id);
            }
        }
    }

    /// Records that a node leads in a term; returns the violation if another node has led in it.
    fn lead(&mut self, term: (u16, Term), node: NodeId) -> Option<Witness> {
        let Some(&(_, other)) = self.leaders.iter().rfind(|(it, _)| *it == term) else {
            self.leaders.push((term, node));
            return None;
        };
        let replicas = (node.min(other), node.max(other));
        (node != other).then(|| Witness::new(Violation::TwoLeaders { replicas }, &[]))
    }

    /// The verdict so far; `None` in modes without one leader and its followers.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.has_leader.then(|| match &self.broken {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked: self.checked },
        })
    }
}

/// The partition of a node. Each has terms and a log of its own.
fn partition(node: &NodeView) -> u16 {
    node.replica.leadership().map_or(0, |leadership| leadership.share.index)
}

/// The newest term that a node knows; the default in modes without terms.
fn term(node: &NodeView) -> Term {
    node.replica.leadership().map_or_else(Term::default, |leadership| leadership.term)
}

fn leads(node: &NodeView) -> bool {
    node.status == Status::Running && node.replica.role == Role::Leader
}

/// At most one running node leads in a term.
fn one_leader_a_term(_: &NodeChange, now: &NodeView, all: &[NodeView]) -> Option<Witness> {
    let rival = |other: &&NodeView| {
        other.id != now.id
            && partition(other) == partition(now)
            && leads(now)
            && leads(other)
            && term(other) == term(now)
    };
    let rival = all.iter().find(rival)?;
    let replicas = (now.id.min(rival.id), now.id.max(rival.id));
    Some(Witness::new(Violation::TwoLeaders { replicas }, &[]))
}

/// A log that has changed matches every other log.
fn logs_agree(change: &NodeChange, now: &NodeView, all: &[NodeView]) -> Option<Witness> {
    let others = all.iter().filter(|other| other.id != now.id);
    let others = others.filter(|other| partition(other) == partition(now));
    others.into_iter().find_map(|other| {
        let (one, two) = if now.id < other.id { (now, other) } else { (other, now) };
        let (a, b) = disagreement(&one.replica.log, &two.replica.log, change.unchanged_before)?;
        let violation = Violation::LogsDiffer { position: a.position, replicas: (one.id, two.id) };
        Some(Witness::new(violation, &[a.write, b.write]))
    })
}

/// The first pair of different entries that precedes, or is, a pair of the same term at or after position `from`. The
/// logs are known to match before `from`.
fn disagreement<'a>(a: &'a [Cell], b: &'a [Cell], from: u64) -> Option<(&'a Cell, &'a Cell)> {
    let start = a.first()?.position.max(b.first()?.position);
    let since = |log: &'a [Cell]| &log[log.partition_point(|cell| cell.position < start)..];
    let (a, b) = (since(a), since(b));
    let same_term = |(a, b): (&Cell, &Cell)| a.term == b.term;
    // Before `from` the logs match up to the last pair of the same term.
    let old = a.partition_point(|cell| cell.position < from).min(b.len());
    let old = a[..old].iter().zip(&b[..old]).rposition(same_term).map_or(0, |last| last + 1);
    let mut pairs = a[old..].iter().zip(&b[old..]);
    let first = pairs.find(|(a, b)| (a.write, a.term) != (b.write, b.term))?;
    (same_term(first) || pairs.any(same_term)).then_some(first)
}

/// The log of a running node does not get shorter within the term of its last entry.
fn positions_never_go_back(change: &NodeChange, now: &NodeView, _: &[NodeView]) -> Option<Witness> {
    let before = change.before.as_ref()?;
    // The node may have crashed and restarted between two observations.
    let runs = before.status == Status::Running
        && now.status == Status::Running
        && before.since == now.since;
    // The entries of a log that a snapshot has replaced may be of any term.
    let last_term = before.replica.log.last().map(|cell| cell.term);
    let went_back =
        runs && now.replica.end() < before.replica.end() && last_term == Some(term(now));
    went_back.then(|| Witness::new(Violation::PositionWentBack { replica: now.id }, &[]))
}

#[cfg(test)]
#[path = "invariant_tests.rs"]
mod tests;
