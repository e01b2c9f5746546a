//! Whether a state, or a run, violates a property.

use super::{Counterexample, settle};
use crate::{
    check::{
        Property, StateJudge, Verdict, Witness,
        causal::{self, Causal},
        convergence, linearizable, order, sequential, session,
    },
    history::{History, Known},
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
    if is_about_rows(property) {
        // A view is expensive.
        return may_break(property, history)
            .then(|| in_rows(property, history, &StateJudge::at(history, &view())))
            .flatten();
    }
    let verdict = match property {
        Property::Linearizable => linearizable::check(history),
        Property::Sequential => sequential::check(history, BUDGET),
        Property::Causal => causal::check(history),
        Property::ReadYourWrites | Property::MonotonicReads => {
            session::check(history).verdict(property)
        }
        Property::Convergence => convergence::check(&view()),
        // A search's clients insert nothing. The others are about rows.
        Property::UniqueNumbers
        | Property::Durable
        | Property::LogsAgree
        | Property::MonotonicWrites
        | Property::WritesFollowReads
        | Property::ConsistentPrefix => return None,
    };
    proof(verdict)
}

/// Whether a property is about the rows and logs of replicas, so that a later step can mend a violation or hide it.
pub(super) const fn is_about_rows(property: Property) -> bool {
    matches!(
        property,
        Property::Durable
            | Property::LogsAgree
            | Property::MonotonicWrites
            | Property::WritesFollowReads
            | Property::ConsistentPrefix
    )
}

/// Whether replicas can violate a property that is about their rows, after these operations.
pub(super) fn may_break(property: Property, history: &History) -> bool {
    match property {
        // Without an acknowledged write nothing can be lost.
        Property::Durable => history.operations().iter().any(order::is_acknowledged),
        // A replica may lack what comes before a write in its session.
        Property::MonotonicWrites | Property::WritesFollowReads | Property::ConsistentPrefix => {
            history.operations().iter().any(|it| it.request.is_write() && it.id.number > 1)
        }
        Property::LogsAgree
        | Property::Linearizable
        | Property::Sequential
        | Property::Causal
        | Property::ReadYourWrites
        | Property::MonotonicReads
        | Property::Convergence
        | Property::UniqueNumbers => true,
    }
}

/// The witness of a violation that the rows show.
pub(super) fn in_rows(
    property: Property,
    history: &History,
    judge: &StateJudge,
) -> Option<Witness> {
    match property {
        Property::Durable => proof(judge.durable(history)),
        Property::LogsAgree => proof(judge.logs_agree()?),
        Property::MonotonicWrites | Property::WritesFollowReads | Property::ConsistentPrefix => {
            proof(judge.in_order(property))
        }
        Property::Linearizable
        | Property::Sequential
        | Property::Causal
        | Property::ReadYourWrites
        | Property::MonotonicReads
        | Property::Convergence
        | Property::UniqueNumbers => None,
    }
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
    /// For properties of what replicas store.
    judge: Option<StateJudge>,
    causal: Causal,
    known: Known,
}

impl Replay {
    /// A replay from the end of a run, to look for a violation of this property. `notes`: whether the log collects
    /// envelopes and notes.
    pub fn new(from: &Trace, property: Property, notes: bool) -> Self {
        let (world, history) = (from.seek(from.len()), from.history().clone());
        let judge = is_about_rows(property).then(|| StateJudge::at(&history, &world.view()));
        let log = StepLog { watch: notes, ..StepLog::default() };
        let mut causal = Causal::default();
        history.news(Known::default()).for_each(|news| causal.take(&history, news));
        let known = history.known();
        Self { world, history, log, steps: Vec::new(), judge, causal, known }
    }

    pub fn push(&mut self, step: Step) -> Result<(), Refusal> {
        let number = self.world.steps();
        self.world.apply(step.at, step.action, &mut self.log)?;
        let ended = self.history.known().ended;
        self.log.record(&mut self.history, step.at, number);
        if let Some(judge) = &mut self.judge {
            let world = &self.world;
            let mut outline = |node, from| world.outline(node, from);
            let (history, now) = (&self.history, (step.at, number));
            judge.observe(history, &self.causal, now, self.log.touched, &mut outline);
            history.news(self.known).for_each(|news| self.causal.take(history, news));
            self.known = history.known();
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
        match &self.judge {
            Some(judge) => in_rows(property, &self.history, judge),
            None => broken(property, &self.history, || self.world.view()),
        }
    }
}

/// Finds a violation in a run: the steps of `run` after those of `from`, up to the violation. A property whose violation
/// can be mended is judged after each step, and any other after the last one.
#[must_use]
pub fn find(property: Property, from: &Trace, run: &Trace) -> Option<Counterexample> {
    if !is_about_rows(property) && property != Property::Convergence {
        // A violation is final, so the run is replayed only if its end shows one.
        broken(property, run.history(), || run.tip().view())?;
    }
    let mut replay = Replay::new(from, property, false);
    for step in (from.len()..run.len()).filter_map(|n| run.step(n)) {
        replay.push(step).ok()?;
        if is_about_rows(property) && replay.broken(property).is_some() {
            break;
        }
    }
    replay.found(property)
}
