//! Acting, and taking it back.
//!
//! Every act changes one branch of the tree, or adds one. The acts of a session keep what was there before; runs share
//! the steps that they have in common, so this is cheap.

use super::{Act, Branch, Edit, Notice, Origin, Session, Source, WhatIf, reducer::BRANCHES};
use replicarium::{
    sim::{Step, Trace},
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
    /// The steps before it and its own, in the branch that it changed or added. It has none if the engine, which has
    /// changed since, refuses them.
    after: u32,
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
    pub fn last(&self) -> Option<&Edit> {
        let last = self.done.last().filter(|last| last.act.forks || last.other.is_some());
        last.map(|last| &last.act.edit)
    }

    /// What would be done again.
    pub fn next(&self) -> Option<&Edit> {
        self.undone.last().map(|next| &next.act.edit)
    }

    /// The place after the last act: its branch, step and moment.
    pub(super) fn end(&self) -> Option<(usize, u32, Instant)> {
        self.done.last().map(|last| (last.made, last.after, last.act.at))
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
    /// Lets actions happen at the playhead, or changes the run.
    pub(super) fn act(&mut self, edit: Edit) {
        let (on, step, at) = (self.current, self.step, self.at);
        let old = self.branch();
        let after = (!is_after_all(old.trace(), step, at)).then(|| step - before(old.trace(), at));
        let forks = step < old.told || matches!(edit, Edit::Change(_));
        let horizon = old.horizon;
        let act = Act { on: Some(on), forks, at, after, edit };
        let chosen = act.edit.steps(at);
        if let Err(notice) = self.perform(on, step, act, &chosen, horizon) {
            return self.notice = Some(notice);
        }
        (self.notice, self.highlight) = (None, None);
        match self.acts.done.last() {
            Some(done) if matches!(done.act.edit, Edit::Change(_)) => {
                let (made, after) = (done.made, done.after);
                self.playing = false;
                self.stand(made, after, at);
            }
            Some(done) => {
                self.current = done.made;
                self.go(step + chosen.len() as u32, at);
            }
            None => {}
        }
    }

    /// Does an act after the first `step` steps of a branch, and executes what follows up to a horizon. `chosen` are its
    /// steps, or none if they are impossible.
    pub(super) fn perform(
        &mut self,
        on: usize,
        step: u32,
        act: Act,
        chosen: &[Step],
        horizon: Instant,
    ) -> Result<(), Notice> {
        let old = self.branches[on].up_to(horizon);
        let after = step + chosen.len() as u32;
        let done = if act.forks {
            let origin = Origin { parent: on, step, at: act.at, edit: act.edit.clone() };
            let (branch, after) = match &act.edit {
                Edit::Act(_) => (old.branch(step, chosen, origin), after),
                Edit::Change(change) => {
                    let branch = old.with_change(self.scenario.mode, change, origin);
                    let after = branch.as_ref().map_or(0, |branch| branch.told);
                    (branch, after)
                }
            };
            let branch = branch.map_err(Notice::Refused)?;
            if self.branches.len() >= BRANCHES {
                return Err(Notice::Branches);
            }
            self.branches.push(branch);
            Done { act, on, step, after, made: self.branches.len() - 1, other: None }
        } else {
            let mut next = old;
            next.act(step, chosen).map_err(Notice::Refused)?;
            let other = Some(mem::replace(&mut self.branches[on], next));
            Done { act, on, step, after, made: on, other }
        };
        self.acts.add(done);
        self.what_if = WhatIf::default();
        Ok(())
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
        let place = (done.made, done.after, done.act.at);
        self.acts.done.push(done);
        self.return_to(place);
    }

    fn return_to(&mut self, (branch, step, at): (usize, u32, Instant)) {
        (self.playing, self.notice, self.highlight) = (false, None, None);
        self.what_if = WhatIf::default();
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
