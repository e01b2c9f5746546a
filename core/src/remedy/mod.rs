//! What would have kept a guarantee that a run breaks: the same choices under one change, replayed and judged.
//!
//! ```text
//!   run ──Plan::of──▶ choices ──with(change)──▶ Rerun ──Trace──▶ Review ──▶ Answer: fates, price
//! ```
//!
//! A [`Change`] is another value of one setting, from the start of the run, or one fault left out. All acts stay at their
//! moments; one that cannot happen any more is skipped, and told ([`Answer::missing`]). Nothing is asserted: an answer is
//! what the changed run did up to the same moment.
//!
//! A guarantee is not saved by a store that does nothing. The operations that prove the violation must have been done in
//! the changed run too, and no other guarantee may be broken in its place. Otherwise the answer says so ([`Fate::But`]).
//! Nor is it saved by a delay: a changed run goes on for [`CALM`] after the end, and must keep the guarantee there too.

mod change;
mod plan;
mod price;

pub use change::Change;
pub use plan::{Plan, Rerun};
pub use price::{Difference, Price, Waits};

use crate::{
    check::{Property, Verdict, Witness, order},
    history::{History, Operation, Outcome},
    id::OperationId,
    mode::Mode,
    review::Review,
    search::CALM,
    sim::{Trace, setup::Line},
    time::Instant,
};
use alloc::vec::Vec;
use core::{fmt, mem};
use plan::Missing;
use price::Tally;

/// What becomes of a guarantee under a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is kept, all operations that prove the violation of the original run were done, and no other guarantee is
    /// broken in its place.
    Kept,
    /// It is kept, but not everything was done that it is about.
    But(Shortfall),
    /// It is broken here too.
    Broken,
    /// The run does not decide it.
    Unknown,
}

/// What is wrong with a run that keeps the guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// This operation ended so, or had no answer up to the end, or was not invoked at all.
    NotDone(OperationId, Option<Outcome>),
    /// This guarantee is broken instead, which the original run keeps.
    Breaks(Property),
    /// No write was acknowledged.
    NoWrite,
    /// The guarantee was not checked, because nothing happened that it is about.
    Unchecked,
    /// An act was not reached, because the script waits for a client.
    NotReached,
}

/// A change, and what its run did.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The change.
    pub change: Change,
    /// For each guarantee that the original run breaks, what became of it.
    pub fates: Vec<(Property, Fate)>,
    /// Those of them that the mode promises with this change.
    pub promised: Vec<Property>,
    /// The price, relative to the original run.
    pub price: Difference,
    /// How long clients waited in the original run, and in this one.
    pub waits: Waits,
    /// What happened in the original run and not in this one: lines of the script, and acts of a reader as such lines.
    pub missing: Vec<Line>,
    /// Whether it only shifts what happens when.
    shifts: bool,
    /// What tells its run from others.
    run: u64,
}

impl Answer {
    /// What became of a guarantee.
    #[must_use]
    pub fn fate(&self, property: Property) -> Option<&Fate> {
        self.fates.iter().find(|(it, _)| *it == property).map(|(_, fate)| fate)
    }

    /// Whether it changes how replicas and clients work.
    const fn cures(&self) -> bool {
        self.change.is_setting() && !self.shifts
    }

    fn is(&self, property: Property, holds: fn(&Fate) -> bool) -> bool {
        self.fate(property).is_some_and(holds)
    }
}

/// The original run, as its choices replay.
#[derive(Clone, Debug)]
struct Original {
    /// The guarantees that it breaks, with the operations that prove it.
    broken: Vec<(Property, Vec<Operation>)>,
    /// Those that it breaks if it goes on after the end.
    later: Vec<Property>,
    price: Price,
    missing: Missing,
}

/// Tries every change of a run, one after the other, and gives control back whenever it is asked to.
pub struct Remedies {
    plan: Plan,
    end: Instant,
    /// The most steps of a run.
    limit: u32,
    original: Option<Original>,
    changes: Vec<Change>,
    /// The number of changes that are done.
    done: usize,
    replay: Option<Replay>,
    answers: Vec<Answer>,
}

/// A run as it is replayed and judged.
struct Replay {
    rerun: Rerun,
    trace: Trace,
    review: Review,
    tally: Tally,
    /// The answer, once the end is reached: the run goes on, and may take it back.
    answer: Option<Answer>,
}

impl Replay {
    fn of(plan: Plan) -> Option<Self> {
        let trace = plan.start().ok()?;
        let review = Review::of(&trace);
        let (rerun, tally) = (Rerun::of(plan), Tally::default());
        Some(Self { rerun, trace, review, tally, answer: None })
    }

    /// Executes and judges one step; returns false if there is none up to `end`.
    fn go_on(&mut self, end: Instant) -> bool {
        let Some(step) = self.rerun.next(&self.trace, end) else { return false };
        let (tally, review) = (&mut self.tally, &mut self.review);
        let done = self.trace.push_watched(step, &mut |executed| {
            tally.take(executed);
            review.watch(executed);
        });
        self.review.go_on(&self.trace, self.trace.len(), &mut || true);
        done.is_ok()
    }

    /// What becomes of a guarantee, if `shortfall` is what else is wrong.
    fn fate(&self, property: Property, shortfall: Option<Shortfall>) -> Fate {
        let view = self.trace.tip().view();
        match (self.review.verdict(property, self.trace.len(), &view), shortfall) {
            _ if self.review.has_broken(property) => Fate::Broken,
            (Some(Verdict::Violated(_)), _) => Fate::Broken,
            (Some(Verdict::Unknown(_)), _) => Fate::Unknown,
            (Some(Verdict::Holds { .. }) | None, Some(shortfall)) => Fate::But(shortfall),
            (Some(Verdict::Holds { checked: 0 }) | None, None) => Fate::But(Shortfall::Unchecked),
            (Some(Verdict::Holds { .. }), None) => Fate::Kept,
        }
    }

    /// The properties that are violated at the end of the run.
    fn broken(&self) -> Vec<(Property, Vec<Operation>)> {
        let (view, history) = (self.trace.tip().view(), self.trace.history());
        let broken = Property::ALL.iter().filter_map(|&property| {
            match self.review.verdict(property, self.trace.len(), &view)? {
                Verdict::Violated(Witness { operations, .. }) => {
                    let all = operations.iter().filter_map(|&id| history.operation(id));
                    Some((property, all.copied().collect()))
                }
                Verdict::Holds { .. } | Verdict::Unknown(_) => None,
            }
        });
        broken.collect()
    }
}

impl Remedies {
    /// The answers that are shown at most, in the order of [`answers`](Self::answers).
    const SHOWN: [usize; 6] = [2, 3, 2, 1, 2, 1];

    /// Of a run up to the moment `end`, with at most `limit` steps in each run that is tried.
    #[must_use]
    pub fn of(trace: &Trace, mode: Mode, end: Instant, limit: u32) -> Self {
        let plan = Plan::of(trace, mode, end);
        let start = trace.seek(0).view();
        let changes = change::all(&start, mode, plan.settings(), &plan.interventions(end));
        Self {
            plan,
            end,
            limit,
            original: None,
            changes,
            done: 0,
            replay: None,
            answers: Vec::new(),
        }
    }

    /// The choices of the original run.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The moment up to which runs are judged.
    #[must_use]
    pub const fn end(&self) -> Instant {
        self.end
    }

    /// Whether every change was tried.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.original.is_some() && self.done == self.changes.len()
    }

    /// The number of changes that were tried, and of all.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.changes.len())
    }

    /// Tries changes as long as `may_go_on` allows it; a step in progress is finished.
    pub fn go_on(&mut self, may_go_on: &mut dyn FnMut() -> bool) {
        while !self.is_done() && may_go_on() {
            let Some(replay) = &mut self.replay else {
                let change = self.original.as_ref().and_then(|_| self.changes.get(self.done));
                let plan = change.map_or_else(|| self.plan.clone(), |it| self.plan.with(it));
                self.replay = Replay::of(plan);
                // The mode refuses the setting.
                self.done += usize::from(self.replay.is_none());
                continue;
            };
            let end = if replay.answer.is_some() { self.end + CALM } else { self.end };
            let is_lost = self.original.as_ref().is_some_and(|it| it.is_lost(&replay.review));
            let is_long = replay.trace.len() >= self.limit;
            if is_lost || is_long || !replay.go_on(end) {
                self.finish(is_lost || is_long);
            }
        }
    }

    /// Takes in what the run has come to at the end, or after it. `is_over`: it tells nothing.
    fn finish(&mut self, is_over: bool) {
        let Some(mut replay) = self.replay.take() else { return };
        let Some(original) = &mut self.original else {
            let broken = if is_over { Vec::new() } else { replay.broken() };
            if broken.is_empty() {
                self.changes.clear();
            }
            let price = replay.tally.price(replay.trace.history(), self.end);
            let missing = replay.rerun.missing(&replay.trace, self.end);
            if !self.plan.loops() && !broken.is_empty() {
                while replay.trace.len() < self.limit && replay.go_on(self.end + CALM) {}
            }
            let later = replay.broken().into_iter().map(|(property, _)| property).collect();
            self.original = Some(Original { broken, later, price, missing });
            return;
        };
        match replay.answer.take() {
            _ if is_over => self.done += 1,
            Some(mut answer) => {
                original.take_back(&mut answer, &replay);
                self.answers.push(answer);
                self.done += 1;
            }
            None => {
                let (mode, change) = (self.plan.mode(), self.changes[self.done].clone());
                let answer = original.answer(&replay, mode, change, self.end);
                if self.plan.loops() || !answer.fates.iter().any(|(_, fate)| fate.is_kept()) {
                    self.answers.push(answer);
                    self.done += 1;
                } else {
                    replay.answer = Some(answer);
                    self.replay = Some(replay);
                }
            }
        }
    }

    /// The guarantees that the original run breaks at its end; `None` while it is replayed.
    pub fn broken(&self) -> Option<impl Iterator<Item = Property>> {
        let original = self.original.as_ref()?;
        Some(original.broken.iter().map(|(property, _)| *property))
    }

    /// The changes under which a guarantee is kept, as far as they are known. Cures come before accidents: settings with
    /// which the mode promises it, other settings, and those under which something else is not done; then other times, which
    /// only shift what happens when, faults that are left out, and times under which something is not done. In each of
    /// these come first those under which everything is done, and then the cheapest.
    #[must_use]
    pub fn answers(&self, property: Property) -> Vec<&Answer> {
        let kinds: [fn(&Answer, Property) -> bool; 6] = [
            |it, property| {
                let promised = it.change.is_setting() && it.promised.contains(&property);
                promised && it.is(property, Fate::is_kept)
            },
            |it, property| it.cures() && it.is(property, |fate| *fate == Fate::Kept),
            |it, property| it.cures() && it.is(property, Fate::is_but),
            |it, property| it.shifts && it.is(property, |fate| *fate == Fate::Kept),
            |it, property| !it.change.is_setting() && it.is(property, |fate| *fate == Fate::Kept),
            |it, property| it.shifts && it.is(property, Fate::is_but),
        ];
        let mut shown: Vec<&Answer> = Vec::new();
        for (is_kind, most) in kinds.iter().zip(Self::SHOWN) {
            let is_new = |it: &&Answer| shown.iter().all(|other| other.run != it.run);
            let all = self.answers.iter().filter(|answer| is_kind(answer, property));
            let mut all: Vec<&Answer> = all.filter(is_new).collect();
            for _ in 0..most {
                let order = |n: usize| (all[n].is(property, Fate::is_but), all[n].price, n);
                let Some(best) = (0..all.len()).min_by_key(|&n| order(n)) else { break };
                let answer = all[best];
                shown.push(answer);
                all.retain(|it| it.run != answer.run && !it.change.is_like(&answer.change));
            }
        }
        shown
    }

    /// Whether one of these changes is a setting.
    #[must_use]
    pub fn can_be_set(&self, property: Property) -> bool {
        self.answers(property).iter().any(|answer| answer.change.is_setting())
    }
}

impl Fate {
    /// Whether the guarantee is kept, in whatever way.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self, Self::Kept | Self::But(_))
    }

    const fn is_but(&self) -> bool {
        matches!(self, Self::But(_))
    }
}

impl Original {
    /// Whether every guarantee is broken in another run too, and for good.
    fn is_lost(&self, review: &Review) -> bool {
        let is_final = |property| property != Property::Durable && review.has_broken(property);
        self.broken.iter().all(|&(property, _)| is_final(property))
    }

    /// What a changed run has done up to the end.
    fn answer(&self, replay: &Replay, mode: Mode, change: Change, end: Instant) -> Answer {
        let history = replay.trace.history();
        let Missing { lines, waits } = replay.rerun.missing(&replay.trace, end);
        let new = self.broken_instead(replay);
        let fates = self.broken.iter().map(|(property, operations)| {
            let shortfall = operations.iter().find_map(|it| not_done(history, it));
            let shortfall = shortfall.or_else(|| {
                let nothing =
                    self.price.latencies.writes.answered > 0 && acknowledged(history) == 0;
                let reached = !waits || self.missing.waits;
                new.map(Shortfall::Breaks)
                    .or(nothing.then_some(Shortfall::NoWrite))
                    .or((!reached).then_some(Shortfall::NotReached))
            });
            (*property, replay.fate(*property, shortfall))
        });
        let is_new = |line: &Line| !self.missing.lines.contains(line);
        let start = replay.trace.seek(0).view();
        let price = replay.tally.price(history, end);
        let promised = self.broken.iter().map(|(property, _)| *property);
        let promised = promised.filter(|&it| mode.promises(it, &start).is_made());
        Answer {
            shifts: change.shifts(&start.knobs),
            change,
            fates: fates.collect(),
            promised: promised.collect(),
            price: price.less(&self.price),
            waits: Waits { before: self.price.latencies, after: price.latencies },
            missing: lines.into_iter().filter(is_new).collect(),
            run: replay.tally.run(history),
        }
    }

    /// The guarantee that a changed run breaks, and the original one never.
    fn broken_instead(&self, replay: &Replay) -> Option<Property> {
        let of_both =
            |it: &Property| self.later.contains(it) || self.broken.iter().any(|(b, _)| b == it);
        replay.broken().into_iter().map(|(it, _)| it).find(|it| !of_both(it))
    }

    /// Takes back what the time after the end has shown to be delayed only.
    fn take_back(&self, answer: &mut Answer, replay: &Replay) {
        let new = self.broken_instead(replay);
        for (property, fate) in &mut answer.fates {
            match (&fate, new) {
                (Fate::Broken | Fate::Unknown, _) => {}
                _ if replay.fate(*property, None) == Fate::Broken => *fate = Fate::Broken,
                (Fate::Kept, Some(new)) => *fate = Fate::But(Shortfall::Breaks(new)),
                (Fate::Kept | Fate::But(_), _) => {}
            }
        }
    }
}

fn acknowledged(history: &History) -> usize {
    history.operations().iter().filter(|it| order::is_acknowledged(it)).count()
}

/// Whether an operation of the original run was not done in another one. It was if the same client's operation of that
/// number asks the same of the same key, and succeeds.
fn not_done(history: &History, original: &Operation) -> Option<Shortfall> {
    let is_same = |it: &&Operation| {
        let (a, b) = (&it.request, &original.request);
        a.key() == b.key() && mem::discriminant(a) == mem::discriminant(b)
    };
    let operation = history.operation(original.id).filter(is_same);
    let outcome = operation.and_then(|it| it.ended).map(|(outcome, ..)| outcome);
    match outcome {
        Some(outcome) if outcome.is_ok() => None,
        outcome => Some(Shortfall::NotDone(original.id, outcome)),
    }
}

/// A copy tries the change in progress anew.
impl Clone for Remedies {
    fn clone(&self) -> Self {
        Self {
            plan: self.plan.clone(),
            original: self.original.clone(),
            changes: self.changes.clone(),
            replay: None,
            answers: self.answers.clone(),
            ..*self
        }
    }
}

impl fmt::Debug for Remedies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remedies: {} of {} changes tried", self.done, self.changes.len())
    }
}
