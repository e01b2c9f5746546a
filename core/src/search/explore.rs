//! Breadth-first search over every choice; each state is expanded once.

use super::{
    Bounds, Counterexample, Extent, Program, Progress, broken,
    judge::{in_rows, is_about_rows, may_break, proof},
    settle,
};
use crate::{
    check::{Property, StateJudge, Witness, causal::Causal},
    hash::Fingerprint,
    history::History,
    id::{ClientId, OperationId},
    sim::{Action, By, Happening, Step, StepLog, Trace, World},
    time::{Duration, Instant},
};
use alloc::{
    boxed::Box,
    collections::{BTreeSet, VecDeque},
    vec::Vec,
};
use core::cell::OnceCell;

/// The time that passes with each invocation.
const TICK: Duration = Duration::millis(1);
/// The predecessor of the moves that leave the first state.
const ROOT: u32 = u32::MAX;

/// A hash of what clients observed: the outcome of each operation, and the set of operations that had ended before it
/// began. No checker can see more. Sums of hashes, so that the order of two invocations without a response between them,
/// or of two responses, makes no difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Observed {
    all: u64,
    ended: u64,
}

impl Observed {
    fn take(&mut self, log: &StepLog) {
        for happening in &log.happenings {
            let term = match happening {
                Happening::Invoked(o) => Fingerprint::of(&(o.id, o.via, o.request, self.ended)),
                Happening::Ended(id, outcome) => {
                    self.ended = self.ended.wrapping_add(Fingerprint::of(id));
                    Fingerprint::of(&(id, outcome, &log.sight))
                }
                Happening::Sent(_) | Happening::Noted(..) | Happening::Halted(_) => 0,
            };
            self.all = self.all.wrapping_add(term);
        }
    }
}

/// The faults that a run may still have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct FaultBudget {
    drops: u8,
    crashes: u8,
    cuts: u8,
    timeouts: u8,
    promotions: u8,
    joins: u8,
}

/// A state to expand.
struct State {
    world: World,
    history: History,
    observed: Observed,
    faults: FaultBudget,
    depth: u32,
    /// The index of the move that led here.
    by: u32,
}

impl State {
    fn fork(&self) -> Self {
        Self { world: self.world.clone(), history: self.history.clone(), ..*self }
    }

    /// The chance that two of a million states collide is one in 30 million.
    fn fingerprint(&self) -> u64 {
        Fingerprint::of(&(self.world.state(), self.observed.all, self.observed.ended, self.faults))
    }
}

/// A search that can be continued: it returns when its budget is spent.
pub struct Search {
    program: Program,
    bounds: Bounds,
    goals: Vec<Property>,
    frontier: VecDeque<State>,
    visited: BTreeSet<u64>,
    /// Every move: the index of the move before it, and its action.
    moves: Vec<(u32, Action)>,
    start: Instant,
    extent: Extent,
    /// Whether the depth bound cut off some run.
    shallow: bool,
    ended: bool,
    found: VecDeque<Counterexample>,
    log: StepLog,
}

impl Search {
    /// A search that starts at the end of a run. Clients continue the program after the operations that they have
    /// invoked in that run. `goals` are the properties to violate.
    #[must_use]
    pub fn new(from: &Trace, program: Program, bounds: Bounds, goals: &[Property]) -> Self {
        let Bounds { drops, crashes, cuts, timeouts, promotions, joins, .. } = bounds;
        let first = State {
            world: from.seek(from.len()),
            history: from.history().clone(),
            observed: Observed::default(),
            faults: FaultBudget { drops, crashes, cuts, timeouts, promotions, joins },
            depth: 0,
            by: ROOT,
        };
        Self {
            program,
            bounds,
            goals: goals.to_vec(),
            start: first.world.now(),
            visited: BTreeSet::from([first.fingerprint()]),
            frontier: VecDeque::from([first]),
            moves: Vec::new(),
            extent: Extent { states: 1, ..Extent::default() },
            shallow: false,
            ended: false,
            found: VecDeque::new(),
            log: StepLog::default(),
        }
    }

    /// The extent of the search so far.
    #[must_use]
    pub const fn extent(&self) -> Extent {
        self.extent
    }

    /// Expands at most `budget` states; returns early when it finds a violation.
    pub fn run(&mut self, budget: u32) -> Progress {
        for _ in 0..budget {
            if let Some(found) = self.found.pop_front() {
                return Progress::Found(Box::new(found));
            }
            if self.goals.is_empty() || self.ended {
                return Progress::Exhausted(self.extent);
            }
            match self.frontier.pop_front() {
                Some(state) => self.expand(&state),
                None => {
                    self.extent.all = !self.shallow;
                    self.ended = true;
                }
            }
        }
        Progress::Running
    }

    fn expand(&mut self, state: &State) {
        // Breadth first: every run that is shorter has been tried.
        self.extent.depth = state.depth;
        let choices = self.choices(state);
        if state.depth >= self.bounds.depth {
            self.shallow |= !choices.is_empty();
            return;
        }
        let judge = self.judge_of(state);
        for (action, faults) in choices {
            if self.extent.states >= self.bounds.states {
                self.ended = true;
                return;
            }
            let mut next = state.fork();
            let now = next.world.now();
            let at = if matches!(action, Action::Invoke { .. }) { now + TICK } else { now };
            let step = next.world.steps();
            if next.world.apply(at, action, &mut self.log).is_err() {
                continue;
            }
            self.log.record(&mut next.history, at, step);
            next.observed.take(&self.log);
            next.faults = faults;
            next.depth += 1;
            let went_wrong = judge.as_ref().and_then(|judge| self.went_wrong(judge, &next));
            let is_new = self.visited.insert(next.fingerprint());
            if is_new || went_wrong.is_some() {
                self.moves.push((state.by, action));
                next.by = (self.moves.len() - 1) as u32;
            }
            if let Some(witness) = went_wrong {
                self.found(Property::LogsAgree, witness, next.by, Vec::new());
            }
            if is_new {
                self.extent.states += 1;
                let ended = self.log.happenings.iter().any(|it| it.ended().is_some());
                self.judge(&next, ended);
                self.frontier.push_back(next);
            }
        }
    }

    /// A judge that knows this state, if logs are to agree and the mode has a leader and followers.
    fn judge_of(&self, state: &State) -> Option<StateJudge> {
        self.goals.contains(&Property::LogsAgree).then_some(())?;
        let judge = StateJudge::at(&History::default(), &state.world.view());
        judge.logs_agree().map(|_| judge)
    }

    /// The violation of the last step, even if the step leads to a state that was visited before.
    fn went_wrong(&self, before: &StateJudge, next: &State) -> Option<Witness> {
        let mut judge = before.clone();
        let mut outline = |node, from| next.world.outline(node, from);
        let (history, causal) = (History::default(), Causal::default());
        judge.observe(&history, &causal, (next.world.now(), 0), self.log.touched, &mut outline);
        proof(judge.logs_agree()?)
    }

    /// Every action that may come next, and the fault budget after it.
    fn choices(&self, state: &State) -> Vec<(Action, FaultBudget)> {
        let faults = state.faults;
        let mut choices = Vec::new();
        for (n, asks) in self.program.0.iter().enumerate() {
            let client = ClientId(n as u16);
            let idle = state.world.idle(client);
            if let Some(ask) = idle.and_then(|(_, invoked)| asks.get(invoked as usize)) {
                let request = ask.request;
                let invoke = |via| (Action::Invoke { client, via, request }, faults);
                choices.extend(ask.nodes(&state.world, client).into_iter().map(invoke));
            }
        }
        let mut contents = Vec::new();
        for arrival in state.world.arrivals() {
            if contents.contains(&arrival.content) {
                continue;
            }
            contents.push(arrival.content);
            match (arrival.timer, faults.timeouts.checked_sub(1)) {
                (false, _) => choices.push((Action::Deliver(arrival.id), faults)),
                (true, Some(timeouts)) => {
                    choices.push((Action::Deliver(arrival.id), FaultBudget { timeouts, ..faults }));
                }
                (true, None) => {}
            }
            if let Some(drops) = faults.drops.checked_sub(1)
                && !arrival.timer
            {
                choices.push((Action::Drop(arrival.id), FaultBudget { drops, ..faults }));
            }
        }
        let Bounds { crashes, cuts, promotions, joins, .. } = self.bounds;
        if crashes > 0 || cuts > 0 || promotions > 0 || joins > 0 {
            let enabled = state.world.enabled().into_iter();
            choices.extend(enabled.filter_map(|action| Some((action, faults.after(action)?))));
        }
        choices
    }

    fn judge(&mut self, state: &State, ended: bool) {
        let (history, rows) = (&state.history, OnceCell::new());
        for property in self.goals.clone() {
            let found = if property == Property::LogsAgree {
                // Logs are judged step by step.
                None
            } else if property == Property::Convergence {
                self.differs(state)
            } else if is_about_rows(property) {
                may_break(property, history)
                    .then(|| rows.get_or_init(|| StateJudge::at(history, &state.world.view())))
                    .and_then(|rows| in_rows(property, history, rows))
                    .map(|it| (it, Vec::new()))
            } else if ended {
                broken(property, history, || state.world.view()).map(|it| (it, Vec::new()))
            } else {
                None
            };
            if let Some((witness, calm)) = found {
                self.found(property, witness, state.by, calm);
            }
        }
    }

    fn found(&mut self, property: Property, witness: Witness, by: u32, calm: Vec<Step>) {
        if !self.goals.contains(&property) {
            return;
        }
        self.goals.retain(|&goal| goal != property);
        let mut steps = self.path(by);
        steps.extend(&calm);
        let calm = calm.len() as u32;
        self.found.push_back(Counterexample { property, witness, steps, calm });
    }

    /// The violation of convergence after the world has settled, once every operation was invoked and nothing is in
    /// flight.
    fn differs(&self, state: &State) -> Option<(Witness, Vec<Step>)> {
        let all = self.program.0.iter().enumerate().all(|(n, asks)| {
            let last = OperationId { client: ClientId(n as u16), number: asks.len() as u32 };
            asks.is_empty() || state.history.operation(last).is_some()
        });
        if !all || state.world.in_flight() > 0 {
            return None;
        }
        let mut later = state.world.clone();
        let mut steps = Vec::new();
        settle(&mut later, |step, _| steps.push(step));
        let witness = broken(Property::Convergence, &state.history, || later.view())?;
        Some((witness, steps))
    }

    /// The steps that lead to the move with this index, at the times of the search.
    fn path(&self, mut by: u32) -> Vec<Step> {
        let mut actions = Vec::new();
        while let Some(&(before, action)) = self.moves.get(by as usize) {
            actions.push(action);
            by = before;
        }
        let mut at = self.start;
        let step = |action: Action| {
            if matches!(action, Action::Invoke { .. }) {
                at = at + TICK;
            }
            Step { at, by: By::Reader, action }
        };
        actions.into_iter().rev().map(step).collect()
    }
}

impl FaultBudget {
    /// The budget after an action; `None` if the action exceeds it. Ending a fault is free.
    fn after(self, action: Action) -> Option<Self> {
        match action {
            Action::Crash(_) => Some(Self { crashes: self.crashes.checked_sub(1)?, ..self }),
            Action::Cut(..) => Some(Self { cuts: self.cuts.checked_sub(1)?, ..self }),
            Action::Promote(_) => {
                Some(Self { promotions: self.promotions.checked_sub(1)?, ..self })
            }
            Action::Join(_) => Some(Self { joins: self.joins.checked_sub(1)?, ..self }),
            Action::Restart(_) | Action::Heal(..) => Some(self),
            Action::Invoke { .. }
            | Action::Deliver(_)
            | Action::Drop(_)
            | Action::Duplicate(_)
            | Action::Hold(_)
            | Action::Release(_)
            | Action::Wipe(_)
            | Action::Pause(_)
            | Action::Resume(_)
            | Action::Skew(..)
            | Action::Leave(_)
            | Action::Configure(_)
            | Action::ShutDown(_) => None,
        }
    }
}
