//! What was chosen in a run, and what follows from the same choices when one of them is changed.

use super::Change;
use crate::{
    id::ClientId,
    kv::Request,
    mode::Mode,
    sim::{
        Action, By, Setting, Setup, Step, StepLog, Trace, World, scheduler,
        setup::{Choice, Line, SetupError},
    },
    time::Instant,
    view::EnvelopeView,
};
use alloc::{rc::Rc, vec::Vec};

/// The choices of a run: its setup, with the script, and the acts of a reader. Everything else follows from the clock.
#[derive(Clone, Debug)]
pub struct Plan {
    mode: Mode,
    setup: Rc<Setup>,
    acts: Vec<Act>,
}

/// A step that a reader chose.
#[derive(Clone, Copy, Debug)]
struct Act {
    at: Instant,
    /// The number of steps of that moment that came before it.
    after: u32,
    /// Whether everything before it was chosen too, arrivals included, as in a run that a search has found.
    by_hand: bool,
    deed: Deed,
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    /// A request that went where the client's route leads.
    Ask(ClientId, Request),
    /// An action that names no envelope.
    Act(Action),
    /// What was done to an envelope. Another run has other envelopes: the one like this is meant.
    Envelope(Action, EnvelopeView),
}

impl Act {
    /// The act as a line of a script.
    const fn line(&self) -> Line {
        let choice = match self.deed {
            Deed::Ask(client, request) => Choice::Ask(client, request),
            Deed::Act(action) | Deed::Envelope(action, _) => Choice::Act(action),
        };
        Line { at: self.at, choice }
    }

    const fn action(&self) -> Option<Action> {
        match self.deed {
            Deed::Ask(..) => None,
            Deed::Act(action) | Deed::Envelope(action, _) => Some(action),
        }
    }
}

impl Plan {
    /// The choices of the steps of a run up to a moment.
    #[must_use]
    pub fn of(trace: &Trace, mode: Mode, end: Instant) -> Self {
        let mut world = trace.seek(0);
        let mut acts: Vec<Act> = Vec::new();
        let (mut first, mut by_hand) = (0, true);
        for (n, step) in (0..trace.until(end)).filter_map(|n| Some((n, trace.step(n)?))) {
            if trace.at(first) != Some(step.at) {
                first = n;
            }
            if step.by == By::Reader {
                trace.seek_in(&mut world, n);
                let deed = Deed::of(trace.setup(), &world, step.action);
                acts.push(Act { at: step.at, after: n - first, by_hand, deed });
            } else {
                by_hand = false;
            }
        }
        let is_arrival = |act: &Act| matches!(act.action(), Some(Action::Deliver(_)));
        if !acts.iter().any(is_arrival) {
            acts.iter_mut().for_each(|act| act.by_hand = false);
        }
        Self { mode, setup: Rc::clone(trace.setup()), acts }
    }

    /// Whether clients go on by themselves, so that a longer run has more operations.
    pub(super) fn loops(&self) -> bool {
        self.setup.clients.iter().any(|client| client.workload.is_some())
    }

    /// The mode of the run.
    pub(super) const fn mode(&self) -> Mode {
        self.mode
    }

    /// The settings at the start.
    pub(super) fn settings(&self) -> &[Setting] {
        &self.setup.settings
    }

    /// The acts other than requests, in order of time: those of the script up to a moment, and those of a reader.
    pub(super) fn interventions(&self, end: Instant) -> Vec<(Instant, Action)> {
        let script = self.setup.script.iter().filter(|line| line.at <= end);
        let script = script.filter_map(|line| match line.choice {
            Choice::Act(action) => Some((line.at, action)),
            Choice::Ask(..) | Choice::Cart(..) => None,
        });
        let reader = self.acts.iter().filter_map(|act| Some((act.at, act.action()?)));
        let mut all: Vec<(Instant, Action)> = Vec::new();
        for next in script.chain(reader) {
            if !matches!(next.1, Action::Invoke { .. }) {
                all.insert(all.partition_point(|(at, _)| *at <= next.0), next);
            }
        }
        all
    }

    /// The choices with one change.
    #[must_use]
    pub fn with(&self, change: &Change) -> Self {
        let mut plan = self.clone();
        match change {
            Change::Set(settings) => {
                Rc::make_mut(&mut plan.setup).settings.extend(settings);
            }
            Change::Without(at, actions) => {
                actions.iter().for_each(|action| plan.leave_out(*at, *action));
            }
        }
        plan
    }

    /// Leaves out an act, and what only undoes it.
    fn leave_out(&mut self, at: Instant, action: Action) {
        let mut open = true;
        let mut stays = |moment: Instant, other: Action| {
            if (moment, other) == (at, action) {
                return false;
            }
            let undoes = open && moment >= at && is_undone(action, other);
            open &= !undoes || matches!(other, Action::Wipe(_));
            !undoes
        };
        Rc::make_mut(&mut self.setup).script.retain(|line| match line.choice {
            Choice::Act(other) => stays(line.at, other),
            Choice::Ask(..) | Choice::Cart(..) => true,
        });
        self.acts.retain(|act| act.action().is_none_or(|other| stays(act.at, other)));
    }

    /// The run at its start.
    ///
    /// # Errors
    /// A setting is refused.
    pub fn start(&self) -> Result<Trace, SetupError> {
        Ok(Trace::new(Rc::clone(&self.setup), self.mode.start(&self.setup)?))
    }
}

/// Whether the second action only undoes the first.
fn is_undone(action: Action, other: Action) -> bool {
    match (action, other) {
        (Action::Crash(node), Action::Restart(it) | Action::Wipe(it))
        | (Action::ShutDown(node), Action::Restart(it))
        | (Action::Pause(node), Action::Resume(it)) => node == it,
        (Action::Cut(from, to), Action::Heal(start, end)) => (from, to) == (start, end),
        (Action::Hold(envelope), Action::Release(it)) => envelope == it,
        _ => false,
    }
}

impl Deed {
    fn of(setup: &Setup, world: &World, action: Action) -> Self {
        if let Action::Invoke { client, request, .. } = action
            && scheduler::ask(setup, world, client, request) == action
        {
            return Self::Ask(client, request);
        }
        let of_envelope = action.envelope().and_then(|id| {
            let view = world.view();
            view.envelopes.into_iter().find(|envelope| envelope.id == id)
        });
        of_envelope.map_or(Self::Act(action), |envelope| Self::Envelope(action, envelope))
    }
}

/// A plan as it is carried out.
#[derive(Clone, Debug)]
pub struct Rerun {
    plan: Plan,
    /// The next act of the reader.
    place: usize,
    /// The acts of the reader that could not happen.
    skipped: Vec<Line>,
}

impl Rerun {
    /// Before the first step.
    #[must_use]
    pub const fn of(plan: Plan) -> Self {
        Self { plan, place: 0, skipped: Vec::new() }
    }

    /// The next step of the run, which has been carried out so far as `trace`; `None` if nothing is due up to `end`.
    ///
    /// An act of a reader happens at its moment, after as many steps of that moment as it came after, and a request not
    /// before its client is idle. An act that cannot happen is skipped.
    pub fn next(&mut self, trace: &Trace, end: Instant) -> Option<Step> {
        let due = trace.next().filter(|step| step.at <= end);
        while let Some(act) = self.plan.acts.get(self.place) {
            if !self.is_time(act, trace, due) {
                break;
            }
            let step = step(act, trace);
            if step.is_none() {
                self.skipped.push(act.line());
            }
            self.place += 1;
            if step.is_some() {
                return step;
            }
        }
        due
    }

    fn is_time(&self, act: &Act, trace: &Trace, due: Option<Step>) -> bool {
        let Some(due) = due else { return true };
        let waits = act.line().choice.client().is_some_and(|it| trace.tip().idle(it).is_none());
        if act.by_hand || waits {
            return !waits;
        }
        let before = trace.until(Instant(act.at.0.saturating_sub(1)));
        let since = if act.at == Instant(0) { trace.len() } else { trace.len() - before };
        due.at > act.at || (due.at == act.at && since >= act.after)
    }

    /// What did not happen up to `end`, in the run that has been carried out as `trace`.
    pub(super) fn missing(&self, trace: &Trace, end: Instant) -> Missing {
        let steps = (0..trace.len()).filter_map(|n| trace.step(n));
        let done: Vec<u16> = steps
            .filter_map(|step| match step.by {
                By::Script(line) => Some(line),
                By::Clock | By::Reader => None,
            })
            .collect();
        let last = done.last().copied();
        let mut missing = Missing::default();
        let mut waits = false;
        for (n, &line) in (0..).zip(&trace.setup().script).filter(|(_, line)| line.at <= end) {
            if done.contains(&n) {
                continue;
            }
            let busy = |client| trace.tip().idle(client).is_none();
            waits |= last.is_none_or(|last| n > last) && line.choice.client().is_some_and(busy);
            missing.add(line, waits);
        }
        self.skipped.iter().for_each(|&line| missing.add(line, false));
        self.plan.acts.iter().skip(self.place).for_each(|act| missing.add(act.line(), true));
        missing
    }
}

/// What did not happen in a run.
#[derive(Clone, Debug, Default)]
pub struct Missing {
    /// Lines of the script, and acts of a reader as such lines.
    pub lines: Vec<Line>,
    /// Whether one of them is more than a request, and could have happened, but waits for a client.
    pub waits: bool,
}

impl Missing {
    fn add(&mut self, line: Line, waits: bool) {
        self.lines.push(line);
        self.waits |= waits && line.choice.client().is_none();
    }
}

/// The step of an act, if it can happen now.
fn step(act: &Act, trace: &Trace) -> Option<Step> {
    let world = trace.tip();
    let action = match act.deed {
        Deed::Ask(client, request) => scheduler::ask(trace.setup(), world, client, request),
        Deed::Act(action) => action,
        Deed::Envelope(action, envelope) => on_one_like(action, &envelope, world)?,
    };
    let at = act.at.max(world.now());
    let possible = world.clone().apply(at, action, &mut StepLog::default()).is_ok();
    possible.then_some(Step { at, by: By::Reader, action })
}

/// The action on the envelope in flight that is like the one it was done to: the same one, or else the first with the
/// same sender, receiver, kind and purpose.
fn on_one_like(action: Action, like: &EnvelopeView, world: &World) -> Option<Action> {
    let flying = world.view().envelopes;
    let is_like = |it: &&EnvelopeView| {
        let (a, b) = (&it.label, &like.label);
        (it.from, it.to, it.kind) == (like.from, like.to, like.kind)
            && (a.tag, a.about, a.carries) == (b.tag, b.about, b.carries)
    };
    let all = || flying.iter().filter(is_like);
    let id = all().find(|it| it.id == like.id).or_else(|| all().next())?.id;
    Some(action.on(id))
}
