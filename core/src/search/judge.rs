//! Whether a state, or a run, violates a property.

use super::{Counterexample, settle};
use crate::{
    check::{
        Property, StateJudge, Verdict, Witness, causal, convergence, linearizable, order,
        sequential, session,
    },
    history::History,
    sim::{Refusal, Step, StepLog, Trace, World},
    view::WorldView,
};
use alloc::vec::Vec;

/// The budget of the check for sequential consistency. The histories of a search are short.
const BUDGET: u64 = 100_000;

/// The witness of a violation, if there is one. `view` is called only if the property needs it.
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
        // A view is expensive, and without an acknowledged write nothing can be lost.
        Property::Durable if !acknowledged() => return None,
        Property::Linearizable => linearizable::check(history),
        Property::Sequential => sequential::check(history, BUDGET),
        Property::Causal => causal::check(history),
        Property::ReadYourWrites
        | Property::MonotonicReads
        | Property::MonotonicWrites
        | Property::WritesFollowReads => session::check(history).verdict(property),
        Property::Durable => StateJudge::at(history, &view()).durable(history),
        Property::Convergence => convergence::check(&view()),
        // A search's clients insert nothing.
        Property::UniqueNumbers => return None,
        Property::LogsAgree => StateJudge::at(history, &view()).logs_agree()?,
    };
    proof(verdict)
}

/// The witness of a verdict that is a violation.
pub(super) fn proof(verdict: Verdict) -> Option<Witness> {
    match verdict {
        Verdict::Violated(witness) => Some(witness),
        Verdict::Holds { .. } | Verdict::Unknown(_) => None,
    }
}

/// A world and its history, replayed step by step without checkpoints.
pub(super) struct Replay {
    pub world: World,
    pub history: History,
    pub log: StepLog,
    pub steps: Vec<Step>,
    /// For properties whose violation a later step can mend.
    judge: Option<StateJudge>,
}

impl Replay {
    /// A replay from the end of a run, to look for a violation of this property. `notes`: whether the log collects
    /// envelopes and notes.
    pub fn new(from: &Trace, property: Property, notes: bool) -> Self {
        let (world, history) = (from.seek(from.len()), from.history().clone());
        let judge = can_be_mended(property).then(|| StateJudge::at(&history, &world.view()));
        let log = StepLog { watch: notes, ..StepLog::default() };
        Self { world, history, log, steps: Vec::new(), judge }
    }

    pub fn push(&mut self, step: Step) -> Result<(), Refusal> {
        let number = self.world.steps();
        self.world.apply(step.at, step.action, &mut self.log)?;
        let ended = self.history.known().ended;
        self.log.record(&mut self.history, step.at, number);
        if let Some(judge) = &mut self.judge {
            let world = &self.world;
            let mut outline = |node, from| world.outline(node, from);
            judge.observe(&self.history, (step.at, number), self.log.touched, &mut outline);
            self.history.ended(ended).for_each(|it| judge.end(&self.history, it));
        }
        self.steps.push(step);
        Ok(())
    }

    /// The counterexample, if the steps violate the property. For convergence the world settles first.
    pub fn found(mut self, property: Property) -> Option<Counterexample> {
        let mut calm = 0;
        if property == Property::Convergence {
            let steps = &mut self.steps;
            calm = settle(&mut self.world, |step, _| steps.push(step));
        }
        let witness = self.broken(property)?;
        Some(Counterexample { property, witness, steps: self.steps, calm })
    }

    fn broken(&self, property: Property) -> Option<Witness> {
        match (property, &self.judge) {
            (Property::Durable, Some(judge)) => proof(judge.durable(&self.history)),
            (Property::LogsAgree, Some(judge)) => proof(judge.logs_agree()?),
            _ => broken(property, &self.history, || self.world.view()),
        }
    }
}

/// Whether a later step can mend a violation of the property.
const fn can_be_mended(property: Property) -> bool {
    matches!(property, Property::Durable | Property::LogsAgree)
}

/// Finds a violation in a run: the steps of `run` after those of `from`, up to the violation. A property whose violation
/// can be mended is judged after each step, and any other after the last one.
#[must_use]
pub fn find(property: Property, from: &Trace, run: &Trace) -> Option<Counterexample> {
    if !can_be_mended(property) && property != Property::Convergence {
        // A violation is final, so the run is replayed only if its end shows one.
        broken(property, run.history(), || run.tip().view())?;
    }
    let mut replay = Replay::new(from, property, false);
    for step in (from.len()..run.len()).filter_map(|n| run.step(n)) {
        replay.push(step).ok()?;
        if can_be_mended(property) && replay.broken(property).is_some() {
            break;
        }
    }
    replay.found(property)
}
