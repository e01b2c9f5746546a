//! Whether a moment, or a run, breaks a promise.

use super::{Found, settle};
use crate::{
    check::{
        Property, Verdict, Witness, causal, convergence, durability, invariant::Invariants,
        linearizable, order, sequential, session,
    },
    history::History,
    sim::{Happening, Refusal, Step, StepLog, Trace, World},
    time::Instant,
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
        Property::Durable => durability::check(history, &view()),
        Property::Convergence => convergence::check(&view()),
        // A search inserts nothing.
        Property::UniqueNumbers => return None,
        Property::LogsAgree => {
            let mut invariants = Invariants::default();
            invariants.look(&view());
            invariants.verdict()
        }
    };
    match verdict {
        Verdict::Violated(witness) => Some(witness),
        Verdict::Holds { .. } | Verdict::Unknown(_) => None,
    }
}

/// Keeps a history: what each happening says to it.
pub(super) fn record(history: &mut History, at: Instant, step: u32, log: &StepLog) {
    for happening in &log.happenings {
        match *happening {
            Happening::Invoked(operation) => _ = history.invoke(operation),
            Happening::Ended(id, outcome) => {
                history.end(id, outcome, at, step);
                if let Some(sight) = &log.sight {
                    history.see(id, &sight.values);
                }
            }
            Happening::Sent(_) | Happening::Noted(..) | Happening::Halted(_) => {}
        }
    }
}

/// A world and its history, played step by step without checkpoints.
pub(super) struct Play {
    pub world: World,
    pub history: History,
    pub log: StepLog,
    pub steps: Vec<Step>,
}

impl Play {
    /// From the end of a run.
    pub fn new(from: &Trace, watch: bool) -> Self {
        Self {
            world: from.seek(from.len()),
            history: from.history().clone(),
            log: StepLog { watch, ..StepLog::default() },
            steps: Vec::new(),
        }
    }

    pub fn push(&mut self, step: Step) -> Result<(), Refusal> {
        let number = self.world.steps();
        self.world.apply(step.at, step.action, &mut self.log)?;
        record(&mut self.history, step.at, number, &self.log);
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
        let witness = broken(property, &self.history, || self.world.view())?;
        Some(Found { property, witness, steps: self.steps, calm })
    }

    fn is_broken(&self, property: Property) -> bool {
        broken(property, &self.history, || self.world.view()).is_some()
    }
}

/// Whether a promise speaks of the moment, so that a later one can hide that it was broken.
pub(super) const fn is_of_the_moment(property: Property) -> bool {
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
    let mut play = Play::new(from, false);
    for step in (from.len()..run.len()).filter_map(|n| run.step(n)) {
        play.push(step).ok()?;
        if is_of_the_moment(property) && play.is_broken(property) {
            break;
        }
    }
    play.found(property)
}
