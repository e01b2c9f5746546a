//! A run: what it started from, and every action chosen since; with checkpoints, so that any moment
//! of it can be had again.

use super::{
    action::Refusal,
    happening::StepLog,
    scheduler::{self, By, Step},
    setup::Setup,
    steps::Steps,
    world::World,
};
use crate::{history::History, time::Instant};
use alloc::{rc::Rc, vec::Vec};
use core::fmt;

pub use super::steps::Parents;

/// A world at one moment, and how much of the script has been reached.
#[derive(Clone)]
struct Moment {
    world: World,
    line: u16,
}

impl Moment {
    fn apply(&mut self, step: Step, log: &mut StepLog) -> Result<(), Refusal> {
        self.world.apply(step.at, step.action, log)?;
        if let By::Script(line) = step.by {
            self.line = line + 1;
        }
        Ok(())
    }
}

/// A run and all its moments.
pub struct Trace {
    setup: Rc<Setup>,
    steps: Steps,
    history: History,
    /// The world before step 0, [`Trace::INTERVAL`], twice that, …; shared between branches.
    checkpoints: Vec<Rc<Moment>>,
    tip: Moment,
    log: StepLog,
}

impl Trace {
    /// Steps between two checkpoints.
    pub const INTERVAL: u32 = 1024;

    /// A run that has not begun.
    #[must_use]
    pub fn new(setup: Rc<Setup>, world: World) -> Self {
        let tip = Moment { world, line: 0 };
        Self {
            setup,
            steps: Steps::default(),
            history: History::default(),
            checkpoints: alloc::vec![Rc::new(tip.clone())],
            tip,
            log: StepLog::default(),
        }
    }

    /// What it started from.
    #[must_use]
    pub const fn setup(&self) -> &Rc<Setup> {
        &self.setup
    }

    /// How many steps it has.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.steps.len()
    }

    /// Whether nothing has happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Step number `n`, counted from 0.
    #[must_use]
    pub fn step(&self, n: u32) -> Option<Step> {
        self.steps.step(n, &self.history)
    }

    /// The causal parents of a step.
    #[must_use]
    pub fn parents(&self, n: u32) -> Option<Parents> {
        self.steps.parents(n)
    }

    /// When step number `n` happened.
    #[must_use]
    pub fn at(&self, n: u32) -> Option<Instant> {
        self.steps.at(n)
    }

    /// How many steps happened up to a moment, that moment included.
    #[must_use]
    pub fn until(&self, at: Instant) -> u32 {
        self.steps.until(at)
    }

    /// What clients saw, up to the last step.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// The world after the last step.
    #[must_use]
    pub const fn tip(&self) -> &World {
        &self.tip.world
    }

    /// The fingerprint of the run so far.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.tip.world.fingerprint()
    }

    /// Appends a step.
    ///
    /// # Errors
    /// Why it cannot happen; then nothing has changed.
    pub fn push(&mut self, step: Step) -> Result<(), Refusal> {
        self.tip.apply(step, &mut self.log)?;
        let number = self.steps.len();
        let operation = self.log.record(&mut self.history, step.at, number);
        let parents = Parents { cause: self.log.cause, before: self.log.before };
        self.steps.push(step, parents, operation);
        if (number + 1).is_multiple_of(Self::INTERVAL) {
            self.checkpoints.push(Rc::new(self.tip.clone()));
        }
        Ok(())
    }

    /// What the clock would choose next.
    ///
    /// A line of the script that cannot happen any more, say because a reader crashed that node
    /// before, is passed over.
    #[must_use]
    pub fn next(&self) -> Option<Step> {
        let mut line = self.tip.line;
        loop {
            let next = scheduler::next(&self.setup, &self.tip.world, line)?;
            let possible = match next.by {
                By::Script(_) => {
                    let mut world = self.tip.world.clone();
                    world.apply(next.at, next.action, &mut StepLog::default()).is_ok()
                }
                By::Clock | By::Reader => true,
            };
            if possible {
                return Some(next);
            }
            line += 1;
        }
    }

    /// Lets the clock choose one step; false if nothing is due any more.
    pub fn advance(&mut self) -> bool {
        let next = self.next();
        next.is_some_and(|step| self.push(step).is_ok())
    }

    /// Lets the clock choose until a moment, that moment included, but at most `limit` steps.
    pub fn run(&mut self, until: Instant, limit: u32) {
        for _ in 0..limit {
            match self.next() {
                Some(step) if step.at <= until && self.push(step).is_ok() => {}
                _ => return,
            }
        }
    }

    fn moment(&self, n: u32) -> Moment {
        if n >= self.len() {
            return self.tip.clone();
        }
        let checkpoint = (n / Self::INTERVAL) as usize;
        let mut moment = Moment::clone(&self.checkpoints[checkpoint]);
        let mut log = StepLog::default();
        for number in checkpoint as u32 * Self::INTERVAL..n {
            // A step that was applied once can be applied again: the world is deterministic.
            let again = self.step(number).map(|step| moment.apply(step, &mut log));
            debug_assert_eq!(again, Some(Ok(())));
        }
        moment
    }

    /// The world after the first `n` steps.
    #[must_use]
    pub fn seek(&self, n: u32) -> World {
        self.moment(n).world
    }

    /// The world after the first `n` steps, from that after fewer of them if that is nearer than a checkpoint.
    #[must_use]
    pub fn seek_from(&self, world: &World, n: u32) -> World {
        let n = n.min(self.len());
        let steps = world.steps();
        if n < steps || n - steps > n % Self::INTERVAL {
            return self.seek(n);
        }
        let (mut world, mut log) = (world.clone(), StepLog::default());
        for step in (steps..n).filter_map(|number| self.step(number)) {
            let again = world.apply(step.at, step.action, &mut log);
            debug_assert_eq!(again, Ok(()));
        }
        world
    }

    /// A run with the same first `n` steps, which then goes its own way.
    #[must_use]
    pub fn branch(&self, n: u32) -> Self {
        let n = n.min(self.len());
        Self {
            setup: Rc::clone(&self.setup),
            steps: self.steps.first(n),
            history: self.history.before(n),
            checkpoints: self.checkpoints[..=(n / Self::INTERVAL) as usize].to_vec(),
            tip: self.moment(n),
            log: StepLog::default(),
        }
    }

    /// Plays the steps `from..to` again and shows each of them with all that came of it.
    pub fn watch(&self, from: u32, to: u32, mut watcher: impl FnMut(u32, Step, &StepLog)) {
        let mut moment = self.moment(from);
        let mut log = StepLog { watch: true, ..StepLog::default() };
        for number in from..to.min(self.len()) {
            let Some(step) = self.step(number) else { return };
            if moment.apply(step, &mut log).is_ok() {
                watcher(number, step, &log);
            }
        }
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trace of {} steps, run {:016x}", self.len(), self.fingerprint())
    }
}
