//! Whether a moment, or a run, breaks a promise.

use super::{Found, settle};
use crate::{
    check::{
        Property, Verdict, Watch, Witness, causal, convergence, linearizable, order, sequential,
        session,
    },
    history::History,
    sim::{Refusal, Step, StepLog, Trace, World},
    view::WorldView,
};
use alloc::vec::Vec;

/// Placements that the check for sequential consistency may try. The histories of a search are short.
const BUDGET: u64 = 100_000;

/// The proof that a promise is broken, if it is. `view` is called only if the promise asks for it.
///
/// For convergence the world must have been [settled](super::settle()) before.
#[must_use]
pub fn broken(
    property: Property,
    history: &History,
    view: impl FnOnce() -> WorldView,
) -> Option<Witness> {
    let acknowledged = || history.operations().iter().any(order::is_acknowledged);
    let verdict = match property {
        // A view costs more than all the rest: none, while there is nothing to lose.
        Property::Durable if !acknowledged() => return None,
        Property::Linearizable => linearizable::check(history),
        Property::Sequential => sequential::check(history, BUDGET),
        Property::Causal => causal::check(history),
        Property::ReadYourWrites
        | Property::MonotonicReads
        | Property::MonotonicWrites
        | Property::WritesFollowReads => session::check(history).verdict(property),
        Property::Durable => Watch::of(history, &view()).durable(history),
        Property::Convergence => convergence::check(&view()),
        // A search inserts nothing.
        Property::UniqueNumbers => return None,
        Property::LogsAgree => Watch::of(history, &view()).logs_agree()?,
    };
    proof(verdict)
}

pub(super) fn proof(verdict: Verdict) -> Option<Witness> {
    match verdict {
        Verdict::Violated(witness) => Some(witness),
        Verdict::Holds { .. } | Verdict::Unknown(_) => None,
    }
}

/// A world and its history, played step by step without checkpoints.
pub(super) struct Play {
    pub world: World,
    pub history: History,
    pub log: StepLog,
    pub steps: Vec<Step>,
    /// For promises that a later moment can hide to have been broken.
    watch: Option<Watch>,
}

impl Play {
    /// From the end of a run, to look for what breaks this promise.
    pub fn new(from: &Trace, property: Property, notes: bool) -> Self {
        let (world, history) = (from.seek(from.len()), from.history().clone());
        let watch = is_of_the_moment(property).then(|| Watch::of(&history, &world.view()));
        let log = StepLog { watch: notes, ..StepLog::default() };
        Self { world, history, log, steps: Vec::new(), watch }
    }

    pub fn push(&mut self, step: Step) -> Result<(), Refusal> {
        let number = self.world.steps();
        self.world.apply(step.at, step.action, &mut self.log)?;
        let ended = self.history.known().ended;
        self.log.record(&mut self.history, step.at, number);
        if let Some(watch) = &mut self.watch {
            let world = &self.world;
            let mut see = |node, from| world.outline(node, from);
            watch.look(&self.history, (step.at, number), self.log.touched, &mut see);
            self.history.ended(ended).for_each(|it| watch.take(&self.history, it));
        }
        self.steps.push(step);
        Ok(())
    }

    /// The proof, if what was played breaks the promise; a calm is added where the promise needs one.
    pub fn found(mut self, property: Property) -> Option<Found> {
        let mut calm = 0;
        if property == Property::Convergence {
            let steps = &mut self.steps;
            calm = settle(&mut self.world, |step, _| steps.push(step));
        }
        let witness = self.broken(property)?;
        Some(Found { property, witness, steps: self.steps, calm })
    }

    fn broken(&self, property: Property) -> Option<Witness> {
        match (property, &self.watch) {
            (Property::Durable, Some(watch)) => proof(watch.durable(&self.history)),
            (Property::LogsAgree, Some(watch)) => proof(watch.logs_agree()?),
            _ => broken(property, &self.history, || self.world.view()),
        }
    }
}

/// Whether a promise speaks of the moment, so that a later one can hide that it was broken.
const fn is_of_the_moment(property: Property) -> bool {
    matches!(property, Property::Durable | Property::LogsAgree)
}

/// Where in a run a promise breaks: the steps of `run` after those of `from`, up to the violation, which
/// is looked for after the last step and, for promises that speak of the moment, after each.
#[must_use]
pub fn find(property: Property, from: &Trace, run: &Trace) -> Option<Found> {
    if !is_of_the_moment(property) && property != Property::Convergence {
        // A broken promise stays broken: only then is it worth playing the run again.
        broken(property, run.history(), || run.tip().view())?;
    }
    let mut play = Play::new(from, property, false);
    for step in (from.len()..run.len()).filter_map(|n| run.step(n)) {
        play.push(step).ok()?;
        if is_of_the_moment(property) && play.broken(property).is_some() {
            break;
        }
    }
    play.found(property)
}
