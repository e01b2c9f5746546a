//! Invariants of modes with one leader, node by node as they change.
//!
//! Logs agree: where two logs have entries of one term at one position, they agree up to there (Ongaro and
//! Ousterhout, 2014, §5.3); without terms, of any two logs one is a prefix of the other. Positions never go
//! back, unless a crash or a newer term takes entries back. One leader: in a term, only one node ever runs and
//! takes itself for the leader (ibid., "Election Safety"); without terms, only one at a time.
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
    verdict::{Kind, Verdict, Witness},
    watch::Change,
};
use crate::{
    id::{NodeId, Term},
    view::{Cell, NodeView, Role, Status},
};
use alloc::vec::Vec;

/// What became of a node, that node, and all as they are now.
type Rule = fn(&Change, &NodeView, &[NodeView]) -> Option<Witness>;

/// Each says what is broken by what became of one node.
const RULES: [Rule; 3] = [one_leader_a_term, logs_agree, positions_never_go_back];

/// Watches change after change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invariants {
    /// Some node follows another, or might.
    led: bool,
    /// Who has led in which term.
    reigns: Vec<(Term, NodeId)>,
    broken: Option<Witness>,
    checked: u32,
}

impl Invariants {
    /// Takes in what became of a node.
    pub fn look(&mut self, change: &Change, all: &[NodeView]) {
        let led = |node: &NodeView| {
            node.replica.role == Role::Follower || node.replica.leadership.is_some()
        };
        self.led |= all.iter().any(led);
        if self.led && self.broken.is_none() {
            self.checked += 1;
            let now = &all[change.at];
            self.broken = RULES.iter().find_map(|rule| rule(change, now, all));
            if self.broken.is_none() && leads(now) && term(now) != Term::default() {
                self.broken = self.reign(term(now), now.id);
            }
        }
    }

    /// A node leads in a term; only it may ever have.
    fn reign(&mut self, term: Term, node: NodeId) -> Option<Witness> {
        let Some(&(_, other)) = self.reigns.iter().rfind(|(it, _)| *it == term) else {
            self.reigns.push((term, node));
            return None;
        };
        let replicas = (node.min(other), node.max(other));
        (node != other).then(|| Witness::of(Kind::TwoLeaders { replicas }, &[]))
    }

    /// What is known so far; nothing in a mode in which each node has a log of its own, or none.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.led.then(|| match &self.broken {
            Some(witness) => Verdict::Violated(witness.clone()),
            None => Verdict::Holds { checked: self.checked },
        })
    }
}

/// The newest term that a node has heard of; none in modes without terms.
fn term(node: &NodeView) -> Term {
    node.replica.leadership.map_or_else(Term::default, |leadership| leadership.term)
}

fn leads(node: &NodeView) -> bool {
    node.status == Status::Running && node.replica.role == Role::Leader
}

/// Two running nodes must not take themselves for the leader of one term.
fn one_leader_a_term(_: &Change, now: &NodeView, all: &[NodeView]) -> Option<Witness> {
    let rival = |other: &&NodeView| {
        other.id != now.id && leads(now) && leads(other) && term(other) == term(now)
    };
    let rival = all.iter().find(rival)?;
    let replicas = (now.id.min(rival.id), now.id.max(rival.id));
    Some(Witness::of(Kind::TwoLeaders { replicas }, &[]))
}

/// A log that has changed must agree with every other.
fn logs_agree(change: &Change, now: &NodeView, all: &[NodeView]) -> Option<Witness> {
    let others = all.iter().filter(|other| other.id != now.id);
    others.into_iter().find_map(|other| {
        let (one, two) = if now.id < other.id { (now, other) } else { (other, now) };
        let (a, b) = disagreement(&one.replica.log, &two.replica.log, change.from)?;
        let kind = Kind::LogsDiffer { position: a.position, replicas: (one.id, two.id) };
        Some(Witness::of(kind, &[a.write, b.write]))
    })
}

/// The first difference before, or at, a position from this one on at which both have an entry of one term.
/// Before it the two agree.
fn disagreement<'a>(a: &'a [Cell], b: &'a [Cell], from: u64) -> Option<(&'a Cell, &'a Cell)> {
    let start = a.first()?.position.max(b.first()?.position);
    let since = |log: &'a [Cell]| &log[log.partition_point(|cell| cell.position < start)..];
    let (a, b) = (since(a), since(b));
    let same_term = |(a, b): (&Cell, &Cell)| a.term == b.term;
    // Up to the last entry of one term all is equal.
    let old = a.partition_point(|cell| cell.position < from).min(b.len());
    let old = a[..old].iter().zip(&b[..old]).rposition(same_term).map_or(0, |last| last + 1);
    let mut pairs = a[old..].iter().zip(&b[old..]);
    let first = pairs.find(|(a, b)| (a.write, a.term) != (b.write, b.term))?;
    (same_term(first) || pairs.any(same_term)).then_some(first)
}

/// While a node runs, and hears of no newer term than that of its last entry, its log does not get shorter.
fn positions_never_go_back(change: &Change, now: &NodeView, _: &[NodeView]) -> Option<Witness> {
    let before = change.before.as_ref()?;
    // Between two looks it may have crashed and come back.
    let runs = before.status == Status::Running
        && now.status == Status::Running
        && before.since == now.since;
    let of = before.replica.log.last().map_or_else(|| term(before), |cell| cell.term);
    let went_back = runs && now.replica.end() < before.replica.end() && of == term(now);
    went_back.then(|| Witness::of(Kind::PositionWentBack { replica: now.id }, &[]))
}

#[cfg(test)]
#[path = "invariant_tests.rs"]
mod tests;
