//! Invariants of modes with one leader, node by node as they change.
//!
//! Logs agree: where two logs have entries of one term at one position, they agree up to there (Ongaro and
//! Ousterhout, 2014, §5.3); without terms, of any two logs one is a prefix of the other. Positions never go
//! back, unless a crash or a newer term takes entries back. One leader: in a term, at most one running node
//! takes itself for the leader.
//!
//! ```text
//!   term 1   A leads ├──────────┤ ✕                    kept: B leads in term 2, and A's entry 3 may go
//!   term 2                B leads ├─────────
//!   A's log  1¹ 2¹ 3¹             B's log  1¹ 2¹ 3²    kept: entry 3 differs, and so does its term
//!   A's log  1¹ 9¹ 3²             B's log  1¹ 2¹ 3²    broken: the same entry 3, and 2 differs
//! ```

use super::verdict::{Kind, Verdict, Witness};
use crate::{
    id::Term,
    view::{Cell, NodeView, Role, Status},
};

/// A node that changed (what it was before, if it was known, and where it stands), and all as they are now.
type Rule = fn(Option<&NodeView>, &NodeView, &[NodeView]) -> Option<Witness>;

/// Each says what is broken by what became of one node.
const RULES: [Rule; 3] = [one_leader_a_term, logs_agree, positions_never_go_back];

/// Watches change after change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invariants {
    /// Some node follows another, or might.
    led: bool,
    broken: Option<Witness>,
    checked: u32,
}

impl Invariants {
    /// Takes in what became of a node; `at` is its place among all.
    pub fn look(&mut self, before: Option<&NodeView>, at: usize, all: &[NodeView]) {
        let led = |node: &NodeView| {
            node.replica.role == Role::Follower || node.replica.leadership.is_some()
        };
        self.led |= all.iter().any(led);
        if self.led && self.broken.is_none() {
            self.checked += 1;
            self.broken = RULES.iter().find_map(|rule| rule(before, &all[at], all));
        }
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
fn one_leader_a_term(_: Option<&NodeView>, now: &NodeView, all: &[NodeView]) -> Option<Witness> {
    let rival = |other: &&NodeView| {
        other.id != now.id && leads(now) && leads(other) && term(other) == term(now)
    };
    let rival = all.iter().find(rival)?;
    let replicas = (now.id.min(rival.id), now.id.max(rival.id));
    Some(Witness::of(Kind::TwoLeaders { replicas }, &[]))
}

/// A log that has changed must agree with every other.
fn logs_agree(before: Option<&NodeView>, now: &NodeView, all: &[NodeView]) -> Option<Witness> {
    if before.is_some_and(|before| before.replica.log == now.replica.log) {
        return None;
    }
    let others = all.iter().filter(|other| other.id != now.id);
    others.into_iter().find_map(|other| {
        let (one, two) = if now.id < other.id { (now, other) } else { (other, now) };
        let (a, b) = disagreement(&one.replica.log, &two.replica.log)?;
        let kind = Kind::LogsDiffer { position: a.position, replicas: (one.id, two.id) };
        Some(Witness::of(kind, &[a.write, b.write]))
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

/// While a node runs, and hears of no newer term than that of its last entry, its log does not get shorter.
fn positions_never_go_back(
    before: Option<&NodeView>,
    now: &NodeView,
    _: &[NodeView],
) -> Option<Witness> {
    let before = before?;
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
