//! A run, judged once, step by step: what is known of every promise after any number of its steps.
//!
//! ```text
//!   steps      0 ──────────── 12 ─────────────── 40 ────── 57 ───▶
//!   durable    holds                             lost c1.2
//!   causal     holds          broken by c2.3
//! ```
//!
//! What was known at an earlier step is looked up, so that going back costs nothing. Judging gives control
//! back whenever it is asked to, so that a page can spread it over frames.

use crate::{
    check::{Judge, Property, Verdict, Why, convergence},
    history::{History, Operation, Outcome},
    id::NodeSet,
    sim::{StepLog, Trace, World},
    view::WorldView,
};
use alloc::vec::Vec;
use core::fmt;

/// What is known of one run.
pub struct Review {
    world: World,
    history: History,
    judge: Judge,
    log: StepLog,
    /// Of each property, in their order: what was said of it, and after how many steps first.
    said: Vec<Vec<(u32, Verdict)>>,
    /// In which steps operations were done, and what was done by then.
    done: Vec<(u32, Done)>,
}

impl fmt::Debug for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Review of {} steps", self.steps())
    }
}

impl Review {
    /// Of a run, none of whose steps have been judged.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut review = Self {
            world: trace.seek(0),
            history: History::default(),
            judge: Judge::default(),
            log: StepLog::default(),
            said: Property::ALL.iter().map(|_| Vec::new()).collect(),
            done: Vec::new(),
        };
        let (world, step) = (&review.world, (review.world.now(), 0));
        let mut see = |node, from| world.outline(node, from);
        review.judge.observe(&review.history, step, world.everyone(), &mut see);
        review.note(0);
        review
    }

    /// How many steps are judged.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.world.steps()
    }

    /// Judges the first `until` steps of the run, as far as `may_go_on` lets it; those that are judged already
    /// must be the same as they were.
    pub fn go_on(&mut self, trace: &Trace, until: u32, may_go_on: &mut dyn FnMut() -> bool) {
        while self.steps() < until && may_go_on() {
            let number = self.steps();
            let Some(step) = trace.step(number) else { return };
            if self.world.apply(step.at, step.action, &mut self.log).is_err() {
                return;
            }
            let ended = self.history.known().ended;
            self.log.record(&mut self.history, step.at, number);
            for operation in self.history.ended(ended) {
                let done = self.done.last().map_or_else(Done::default, |&(_, done)| done);
                self.done.push((number, done.and(operation)));
            }
            let (world, touched) = (&self.world, self.log.touched);
            let is_news = touched != NodeSet::default() || !self.log.happenings.is_empty();
            let mut see = |node, from| world.outline(node, from);
            self.judge.observe(&self.history, (step.at, number), touched, &mut see);
            if is_news {
                self.note(number + 1);
            }
        }
    }

    /// Notes what is said of each property now, if it is something else than before.
    fn note(&mut self, steps: u32) {
        for (&property, said) in Property::ALL.iter().zip(&mut self.said) {
            // A broken promise stays broken, but for the one that speaks of the moment.
            let last = said.last().map(|(_, verdict)| verdict);
            if property != Property::Durable && last.is_some_and(Verdict::is_violated) {
                continue;
            }
            let verdict = match self.judge.verdict(&self.history, property) {
                Some(Verdict::Holds { .. }) => Verdict::Holds { checked: 0 },
                Some(verdict) => verdict,
                None => continue,
            };
            if last != Some(&verdict) {
                said.push((steps, verdict));
            }
        }
    }

    /// What is known of a property after so many steps; `view` is the world there. Nothing where there is
    /// nothing to judge. Of steps that are not judged yet no more is known than what earlier ones broke.
    #[must_use]
    pub fn verdict(&self, property: Property, steps: u32, view: &WorldView) -> Option<Verdict> {
        if property == Property::Convergence {
            return Some(convergence::check(view));
        }
        let at = Property::ALL.iter().position(|&it| it == property)?;
        let said = &self.said[at];
        let judged = self.steps();
        let (_, verdict) =
            &said[said.partition_point(|&(from, _)| from <= steps).checked_sub(1)?];
        let is_final = verdict.is_violated() && property != Property::Durable;
        Some(match verdict {
            _ if judged < steps && !is_final => Verdict::Unknown(Why::NotJudged { judged, steps }),
            Verdict::Holds { .. } => Verdict::Holds { checked: self.checked(property, steps) },
            Verdict::Violated(_) | Verdict::Unknown(_) => verdict.clone(),
        })
    }

    /// How many operations a property was checked of.
    fn checked(&self, property: Property, steps: u32) -> u32 {
        let place = self.done.partition_point(|&(step, _)| step < steps).checked_sub(1);
        let done = place.map_or_else(Done::default, |place| self.done[place].1);
        match property {
            Property::Linearizable | Property::Sequential => {
                done.reads + done.writes + done.inserts
            }
            Property::Durable => done.writes + done.inserts,
            Property::UniqueNumbers => done.inserts,
            Property::LogsAgree | Property::Convergence => steps,
            Property::Causal
            | Property::ReadYourWrites
            | Property::MonotonicReads
            | Property::MonotonicWrites
            | Property::WritesFollowReads => done.reads + done.siblings,
        }
    }
}

/// How many operations their clients know to have happened.
#[derive(Clone, Copy, Default)]
struct Done {
    reads: u32,
    /// Reads of several values.
    siblings: u32,
    writes: u32,
    inserts: u32,
}

impl Done {
    fn and(mut self, operation: &Operation) -> Self {
        match operation.ended {
            Some((Outcome::Read(_), ..)) => self.reads += 1,
            Some((Outcome::Siblings(_), ..)) => self.siblings += 1,
            Some((Outcome::Written, ..)) => self.writes += 1,
            Some((Outcome::Inserted(_), ..)) => self.inserts += 1,
            _ => {}
        }
        self
    }
}
