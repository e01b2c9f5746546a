//! Acting, and taking it back.
//!
//! Every act changes one branch of the tree, or adds one. The acts of a session keep what was there before; runs share
//! the steps that they have in common, so this is cheap.

use super::{Act, Branch, Notice, Origin, Session, Source, reducer::BRANCHES};
use replicarium::{
    sim::{Action, By, Step, Trace},
    time::Instant,
};
use std::mem;

/// The most acts that can be taken back.
const KEPT: usize = 100;

/// What a reader did, and what was taken back.
#[derive(Clone, Debug, Default)]
pub struct Acts {
    done: Vec<Done>,
    undone: Vec<Done>,
}

#[derive(Clone, Debug)]
struct Done {
    act: Act,
    /// The branch on which it was done.
    on: usize,
    /// The steps before it.
    step: u32,
    /// The steps that it chose. None if the engine, which has changed since, refuses them.
    steps: u32,
    /// The branch that it changed or added.
    made: usize,
    /// That branch as it was before, if it was there; or after the act, once that is undone.
    other: Option<Branch>,
}

impl Acts {
    /// The acts in order, as a link has them.
    pub fn list(&self) -> Vec<Act> {
        let mut last = 0;
        let acts = self.done.iter().map(|done| {
            let before = mem::replace(&mut last, done.made);
            Act { on: (done.on != before).then_some(done.on), ..done.act.clone() }
        });
        acts.collect()
    }

    /// Whether the reader did nothing.
    pub const fn is_empty(&self) -> bool {
        self.done.is_empty()
    }

    /// The number of acts.
    pub const fn len(&self) -> usize {
        self.done.len()
    }

    /// Changes with every act, undo and redo.
    pub const fn edits(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }

    /// What would be undone.
    pub fn last(&self) -> Option<Action> {
        let last = self.done.last().filter(|last| last.act.forks || last.other.is_some());
        last?.act.actions.first().copied()
    }

    /// What would be done again.
    pub fn next(&self) -> Option<Action> {
        self.undone.last()?.act.actions.first().copied()
    }

    /// The place after the last act: its branch, step and moment.
    pub(super) fn end(&self) -> Option<(usize, u32, Instant)> {
        self.done.last().map(|last| (last.made, last.step + last.steps, last.act.at))
    }

    fn add(&mut self, done: Done) {
        self.done.push(done);
        self.undone.clear();
        if let Some(old) = self.done.len().checked_sub(KEPT + 1) {
            self.done[old].other = None;
        }
    }
}

impl Session {
    /// Lets actions happen at the playhead.
    pub(super) fn act(&mut self, actions: &[Action]) {
        let (on, step, at) = (self.current, self.step, self.at);
        if actions.is_empty() {
            return;
        }
        let old = self.branch();
        let after = (!is_after_all(old.trace(), step, at)).then(|| step - before(old.trace(), at));
        let forks = step < old.told;
        let act = Act { on: Some(on), forks, at, after, actions: actions.to_vec() };
        let steps = steps(&act);
        match self.perform(on, step, act, &steps, self.branch().horizon) {
            Ok(made) => {
                (self.current, self.notice, self.highlight) = (made, None, None);
                self.go(step + steps.len() as u32, at);
            }
            Err(notice) => self.notice = Some(notice),
        }
    }

    /// Lets steps happen after the first `step` steps of a branch, and executes what follows up to a horizon. Returns
    /// the branch that was changed or added.
    pub(super) fn perform(
        &mut self,
        on: usize,
        step: u32,
        act: Act,
        chosen: &[Step],
        horizon: Instant,
    ) -> Result<usize, Notice> {
        let old = self.branches[on].up_to(horizon);
        let (made, other) = match (act.forks, act.actions.first()) {
            (true, Some(&action)) => {
                let origin = Origin { parent: on, step, at: act.at, action };
                let branch = old.branch(step, chosen, origin).map_err(Notice::Refused)?;
                if self.branches.len() >= BRANCHES {
                    return Err(Notice::Branches);
                }
                self.branches.push(branch);
                (self.branches.len() - 1, None)
            }
            _ => {
                let mut next = old;
                next.act(step, chosen).map_err(Notice::Refused)?;
                (on, Some(mem::replace(&mut self.branches[on], next)))
            }
        };
        let steps = chosen.len() as u32;
        self.acts.add(Done { act, on, step, steps, made, other });
        Ok(made)
    }

    /// Takes back the last act.
    pub(super) fn undo(&mut self) {
        if self.acts.last().is_none() {
            return;
        }
        let Some(mut done) = self.acts.done.pop() else { return };
        done.other = match done.other.take() {
            Some(before) => Some(mem::replace(&mut self.branches[done.made], before)),
            None => self.branches.pop(),
        };
        let place = (done.on, done.step, done.act.at);
        self.acts.undone.push(done);
        self.return_to(place);
    }

    /// Does again what was taken back last.
    pub(super) fn redo(&mut self) {
        let Some(mut done) = self.acts.undone.pop() else { return };
        let Some(after) = done.other.take() else { return };
        match done.act.forks {
            true => self.branches.push(after),
            false => done.other = Some(mem::replace(&mut self.branches[done.made], after)),
        }
        let place = (done.made, done.step + done.steps, done.act.at);
        self.acts.done.push(done);
        self.return_to(place);
    }

    fn return_to(&mut self, (branch, step, at): (usize, u32, Instant)) {
        (self.playing, self.notice, self.highlight) = (false, None, None);
        // A story is executed to its end. What a link did before its last act is not, until it is needed.
        if let Some(until) = self.ends() {
            self.branches[branch].reach(until, Branch::BATCH);
        }
        self.stand(branch, step, at);
    }

    /// The moment up to which every branch is executed, if there is one.
    pub(super) fn ends(&self) -> Option<Instant> {
        let is_told = !self.is_endless() && !matches!(self.source, Source::Run(_));
        is_told.then_some(self.scenario.setup.until)
    }
}

/// The steps of an act.
pub fn steps(act: &Act) -> Vec<Step> {
    let step = |&action: &Action| Step { at: act.at, by: By::Reader, action };
    act.actions.iter().map(step).collect()
}

/// The number of steps before a moment.
pub fn before(trace: &Trace, at: Instant) -> u32 {
    at.0.checked_sub(1).map_or(0, |last| trace.until(Instant(last)))
}

/// Whether the first `step` steps are all that happens up to and including `at`.
pub fn is_after_all(trace: &Trace, step: u32, at: Instant) -> bool {
    step == trace.until(at) && (step < trace.len() || trace.next().is_none_or(|next| next.at > at))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "undo_tests.rs"]
mod tests;
