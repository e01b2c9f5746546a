//! Breadth first over every choice, each state once.

use super::{Bounds, Extent, Found, Program, Progress, broken, judge::proof, settle};
use crate::{
    check::{Property, Watch, Witness},
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

/// How much later the world is after an invocation.
const TICK: Duration = Duration::millis(1);
const ROOT: u32 = u32::MAX;

/// What clients saw, as a search compares it: of each operation what it was told, and which others had
/// ended before it began. That is all that real time can prove; the order of two invocations that
/// nothing ended between, or of two ends, makes no difference. Sums, because they do not depend on the
/// order of their terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    all: u64,
    ended: u64,
}

impl Seen {
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

/// How many faults are left to one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Left {
    drops: u8,
    crashes: u8,
    cuts: u8,
    timeouts: u8,
    promotions: u8,
}

/// A state that is still to be left in every way.
struct Place {
    world: World,
    history: History,
    seen: Seen,
    left: Left,
    depth: u32,
    /// The move that led here.
    by: u32,
}

impl Place {
    fn fork(&self) -> Self {
        Self { world: self.world.clone(), history: self.history.clone(), ..*self }
    }

    /// Of a million states, two have the same 64 bits by chance in one search of 30 million.
    fn fingerprint(&self) -> u64 {
        Fingerprint::of(&(self.world.state(), self.seen.all, self.seen.ended, self.left))
    }
}

/// A search that can be continued: it gives control back when it has spent its budget.
pub struct Search {
    program: Program,
    bounds: Bounds,
    goals: Vec<Property>,
    places: VecDeque<Place>,
    known: BTreeSet<u64>,
    /// Every move made: after which other, and what.
    moves: Vec<(u32, Action)>,
    start: Instant,
    extent: Extent,
    /// Some run was as long as the bounds allow, and could have gone on.
    shallow: bool,
    ended: bool,
    found: VecDeque<Found>,
    log: StepLog,
}

impl Search {
    /// A search from the end of a run. Clients that have invoked operations there go on with the
    /// program's next; `goals` are the promises to break.
    #[must_use]
    pub fn new(from: &Trace, program: Program, bounds: Bounds, goals: &[Property]) -> Self {
        let Bounds { drops, crashes, cuts, timeouts, promotions, .. } = bounds;
        let first = Place {
            world: from.seek(from.len()),
            history: from.history().clone(),
            seen: Seen::default(),
            left: Left { drops, crashes, cuts, timeouts, promotions },
            depth: 0,
            by: ROOT,
        };
        Self {
            program,
            bounds,
            goals: goals.to_vec(),
            start: first.world.now(),
            known: BTreeSet::from([first.fingerprint()]),
            places: VecDeque::from([first]),
            moves: Vec::new(),
            extent: Extent { states: 1, ..Extent::default() },
            shallow: false,
            ended: false,
            found: VecDeque::new(),
            log: StepLog::default(),
        }
    }

    /// How far it has come.
    #[must_use]
    pub const fn extent(&self) -> Extent {
        self.extent
    }

    /// Leaves at most `budget` states in every way, and stops early when a promise breaks.
    pub fn run(&mut self, budget: u32) -> Progress {
        for _ in 0..budget {
            if let Some(found) = self.found.pop_front() {
                return Progress::Found(Box::new(found));
            }
            if self.goals.is_empty() || self.ended {
                return Progress::Exhausted(self.extent);
            }
            match self.places.pop_front() {
                Some(place) => self.leave(&place),
                None => {
                    self.extent.all = !self.shallow;
                    self.ended = true;
                }
            }
        }
        Progress::Running
    }

    fn leave(&mut self, place: &Place) {
        // All shorter runs have been left behind, so all runs of this length are known.
        self.extent.depth = place.depth;
        let choices = self.choices(place);
        if place.depth >= self.bounds.depth {
            self.shallow |= !choices.is_empty();
            return;
        }
        let watch = self.watch(place);
        for (action, left) in choices {
            if self.extent.states >= self.bounds.states {
                self.ended = true;
                return;
            }
            let mut next = place.fork();
            let at = match action {
                Action::Invoke { .. } => next.world.now() + TICK,
                _ => next.world.now(),
            };
            let step = next.world.steps();
            if next.world.apply(at, action, &mut self.log).is_err() {
                continue;
            }
            self.log.record(&mut next.history, at, step);
            next.seen.take(&self.log);
            next.left = left;
            next.depth += 1;
            let went_wrong = watch.as_ref().and_then(|watch| self.went_wrong(watch, &next));
            let is_new = self.known.insert(next.fingerprint());
            if is_new || went_wrong.is_some() {
                self.moves.push((place.by, action));
                next.by = (self.moves.len() - 1) as u32;
            }
            if let Some(witness) = went_wrong {
                self.found(Property::LogsAgree, witness, next.by, Vec::new());
            }
            if is_new {
                self.extent.states += 1;
                let ended = self.log.happenings.iter().any(|h| matches!(h, Happening::Ended(..)));
                self.judge(&next, ended);
                self.places.push_back(next);
            }
        }
    }

    /// What is to be known of a state, if the steps that leave it are to be judged: nothing where nobody
    /// follows anybody.
    fn watch(&self, place: &Place) -> Option<Watch> {
        self.goals.contains(&Property::LogsAgree).then_some(())?;
        let watch = Watch::of(&History::default(), &place.world.view());
        watch.logs_agree().map(|_| watch)
    }

    /// What the last step broke: also one that leads to a state which is known, and was reached otherwise.
    fn went_wrong(&self, before: &Watch, next: &Place) -> Option<Witness> {
        let mut watch = before.clone();
        let mut see = |node, from| next.world.outline(node, from);
        watch.look(&History::default(), (next.world.now(), 0), self.log.touched, &mut see);
        proof(watch.logs_agree()?)
    }

    /// Everything that may happen next, and the faults that are left afterwards.
    fn choices(&self, place: &Place) -> Vec<(Action, Left)> {
        let left = place.left;
        let mut choices = Vec::new();
        for (n, asks) in self.program.0.iter().enumerate() {
            let client = ClientId(n as u16);
            let idle = place.world.idle(client);
            if let Some(ask) = idle.and_then(|(_, invoked)| asks.get(invoked as usize)) {
                let request = ask.request;
                let invoke = |via| (Action::Invoke { client, via, request }, left);
                choices.extend(ask.nodes(&place.world, client).into_iter().map(invoke));
            }
        }
        let mut contents = Vec::new();
        for arrival in place.world.arrivals() {
            if contents.contains(&arrival.content) {
                continue;
            }
            contents.push(arrival.content);
            match (arrival.timer, left.timeouts.checked_sub(1)) {
                (false, _) => choices.push((Action::Deliver(arrival.id), left)),
                (true, Some(timeouts)) => {
                    choices.push((Action::Deliver(arrival.id), Left { timeouts, ..left }));
                }
                (true, None) => {}
            }
            if let Some(drops) = left.drops.checked_sub(1)
                && !arrival.timer
            {
                choices.push((Action::Drop(arrival.id), Left { drops, ..left }));
            }
        }
        let Bounds { crashes, cuts, promotions, .. } = self.bounds;
        if crashes > 0 || cuts > 0 || promotions > 0 {
            let faults = place.world.enabled().into_iter();
            choices.extend(faults.filter_map(|action| Some((action, left.after(action)?))));
        }
        choices
    }

    fn judge(&mut self, place: &Place, ended: bool) {
        for property in self.goals.clone() {
            let look = || broken(property, &place.history, || place.world.view());
            let found = match property {
                Property::Convergence => self.differs(place),
                // Judged step by step.
                Property::LogsAgree => None,
                _ if ended || property == Property::Durable => look().map(|it| (it, Vec::new())),
                _ => None,
            };
            if let Some((witness, calm)) = found {
                self.found(property, witness, place.by, calm);
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
        self.found.push_back(Found { property, witness, steps, calm });
    }

    /// Whether replicas differ after a calm: asked once everything was invoked and nothing is in flight.
    fn differs(&self, place: &Place) -> Option<(Witness, Vec<Step>)> {
        let all = self.program.0.iter().enumerate().all(|(n, asks)| {
            let last = OperationId { client: ClientId(n as u16), number: asks.len() as u32 };
            asks.is_empty() || place.history.operation(last).is_some()
        });
        if !all || place.world.in_flight() > 0 {
            return None;
        }
        let mut later = place.world.clone();
        let mut steps = Vec::new();
        settle(&mut later, |step, _| steps.push(step));
        let witness = broken(Property::Convergence, &place.history, || later.view())?;
        Some((witness, steps))
    }

    /// The steps that lead to a state, with the times at which the search made them.
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

impl Left {
    /// What is left after a fault; nothing if it is not allowed. What ends a fault is free.
    fn after(self, action: Action) -> Option<Self> {
        match action {
            Action::Crash(_) => Some(Self { crashes: self.crashes.checked_sub(1)?, ..self }),
            Action::Cut(..) => Some(Self { cuts: self.cuts.checked_sub(1)?, ..self }),
            Action::Promote(_) => {
                Some(Self { promotions: self.promotions.checked_sub(1)?, ..self })
            }
            Action::Restart(_) | Action::Heal(..) => Some(self),
            _ => None,
        }
    }
}
