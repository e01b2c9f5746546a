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
    /// In which steps operations were done, and what they were.
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
        let view = review.world.view();
        review.judge.look(&review.history, (view.now, 0), view.nodes);
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
            let done = self.history.ended(ended).filter_map(Done::of);
            self.done.extend(done.map(|done| (number, done)));
            let touched = self.log.touched.iter().filter_map(|node| self.world.view_of(node));
            let touched: Vec<_> = touched.collect();
            let is_news = !touched.is_empty() || !self.log.happenings.is_empty();
            self.judge.look(&self.history, (step.at, number), touched);
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
            _ if judged < steps && !is_final => Verdict::Unknown(Why::Behind { judged, of: steps }),
            Verdict::Holds { .. } => Verdict::Holds { checked: self.checked(property, steps) },
            other => other.clone(),
        })
    }

    /// How many operations a property was checked of.
    fn checked(&self, property: Property, steps: u32) -> u32 {
        let done = &self.done[..self.done.partition_point(|&(step, _)| step < steps)];
        let count = |what| done.iter().filter(|&&(_, done)| done == what).count();
        let checked = match property {
            Property::Linearizable | Property::Sequential => done.len(),
            Property::Durable => count(Done::Write) + count(Done::Insert),
            Property::UniqueNumbers => count(Done::Insert),
            Property::LogsAgree | Property::Convergence => steps as usize,
            _ => count(Done::Read),
        };
        checked as u32
    }
}

/// What its client knows to have happened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Read,
    Write,
    Insert,
}

impl Done {
    fn of(operation: &Operation) -> Option<Self> {
        match operation.ended?.0 {
            Outcome::Read(_) => Some(Self::Read),
            Outcome::Written => Some(Self::Write),
            Outcome::Inserted(_) => Some(Self::Insert),
            _ => None,
        }
    }
}
