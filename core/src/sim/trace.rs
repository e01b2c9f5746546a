//! A run: its setup, every step since, and checkpoints from which any moment of it can be replayed.
//!
//! A run is executed once, as steps are appended. A watcher sees their effects:
//!
//! ```text
//!   clock, script, reader ──step──▶ Trace::push ──▶ World::apply ──StepLog──▶ history
//!                                                                        └──▶ watcher
//! ```

use super::{
    action::Refusal,
    happening::StepLog,
    scheduler::{self, By, Step},
    setup::{Choice, Setup},
    steps::Steps,
    world::World,
};
use crate::{history::History, time::Instant};
use alloc::{rc::Rc, vec::Vec};
use core::fmt;

pub use super::steps::Parents;

/// A step as a run executes it.
#[derive(Clone, Copy)]
pub struct Executed<'a> {
    /// Its number, from 0.
    pub number: u32,
    /// The step.
    pub step: Step,
    /// Its effects: envelopes, notes and meetings included.
    pub log: &'a StepLog,
    /// The world after it.
    pub world: &'a World,
    /// What clients had seen after it. While a run is replayed, all that they see in the run.
    pub history: &'a History,
}

/// A function that is called with each step of a run as it is executed.
pub type Watcher<'a> = &'a mut dyn FnMut(&Executed<'_>);

/// A world, and the first line of the script that has not been reached.
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
    /// The world before step 0, [`Trace::INTERVAL`], 2 · `INTERVAL` …; branches share them.
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

    /// The setup.
    #[must_use]
    pub const fn setup(&self) -> &Rc<Setup> {
        &self.setup
    }

    /// The number of steps.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.steps.len()
    }

    /// Whether there are no steps.
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

    /// The time of step number `n`.
    #[must_use]
    pub fn at(&self, n: u32) -> Option<Instant> {
        self.steps.at(n)
    }

    /// The number of steps up to and including the moment `at`.
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
        self.execute(step, None)
    }

    /// Appends a step, and shows it to a watcher.
    ///
    /// # Errors
    /// Why it cannot happen; then nothing has changed, and the watcher has seen nothing.
    pub fn push_watched(&mut self, step: Step, watcher: Watcher<'_>) -> Result<(), Refusal> {
        self.execute(step, Some(watcher))
    }

    fn execute(&mut self, step: Step, watcher: Option<Watcher<'_>>) -> Result<(), Refusal> {
        self.log.watch = watcher.is_some();
        self.tip.apply(step, &mut self.log)?;
        let number = self.steps.len();
        let operation = self.log.record(&mut self.history, step.at, number);
        let parents = Parents { cause: self.log.cause, before: self.log.before };
        self.steps.push(step, parents, operation);
        if (number + 1).is_multiple_of(Self::INTERVAL) {
            self.checkpoints.push(Rc::new(self.tip.clone()));
        }
        if let Some(watcher) = watcher {
            let (log, world, history) = (&self.log, &self.tip.world, &self.history);
            watcher(&Executed { number, step, log, world, history });
        }
        Ok(())
    }

    /// The step that the clock would choose next, if any is due.
    ///
    /// A line of the script that cannot happen any more, for example because a reader has crashed its node, is
    /// skipped.
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

    /// The lines of the script that did not happen although the run went beyond them, by their index, each with the
    /// reason. It is `None` if the line waits for its client, or was skipped for a reason that has gone since.
    #[must_use]
    pub fn skipped(&self) -> Vec<(u16, Option<Refusal>)> {
        let steps = || (0..self.len()).filter_map(|number| Some((number, self.step(number)?)));
        let done = |line| steps().any(|(_, step)| step.by == By::Script(line));
        let passed = (0..)
            .zip(&self.setup.script)
            .filter(|&(line, it)| it.at <= self.tip.world.now() && !done(line));
        let reason = |(line, it): (u16, &super::setup::Line)| {
            let after = |&(_, step): &(u32, Step)| match step.by {
                By::Script(other) => other > line,
                By::Clock | By::Reader => step.at > it.at,
            };
            let number = steps().find(after).map_or(self.len(), |(number, _)| number);
            let mut world = self.seek(number);
            let action = match it.choice {
                Choice::Act(action) => Some(action),
                Choice::Ask(..) | Choice::Cart(..) => None,
            };
            let at = it.at.max(world.now());
            let refusal =
                action.and_then(|action| world.apply(at, action, &mut StepLog::default()).err());
            (line, refusal)
        };
        passed.map(reason).collect()
    }

    /// Lets the clock choose one step; returns false if nothing is due.
    pub fn advance(&mut self) -> bool {
        self.choose(Instant(u64::MAX), &mut |trace, step| trace.execute(step, None))
    }

    /// Lets the clock choose steps up to and including the moment `until`, at most `limit` of them.
    pub fn run(&mut self, until: Instant, limit: u32) {
        let mut execute = |trace: &mut Self, step| trace.execute(step, None);
        (0..limit).all(|_| self.choose(until, &mut execute));
    }

    /// As [`run`](Self::run), and shows each step to a watcher.
    pub fn run_watched(&mut self, until: Instant, limit: u32, watcher: Watcher<'_>) {
        let mut execute = |trace: &mut Self, step| trace.execute(step, Some(watcher));
        (0..limit).all(|_| self.choose(until, &mut execute));
    }

    /// Executes the step that the clock chooses, as [`next`](Self::next) does, but without a copy of the world: a line of the
    /// script that cannot happen is refused, and changes nothing. Returns false if nothing is due by `until`.
    fn choose(
        &mut self,
        until: Instant,
        execute: &mut dyn FnMut(&mut Self, Step) -> Result<(), Refusal>,
    ) -> bool {
        let mut line = self.tip.line;
        while let Some(step) = scheduler::next(&self.setup, &self.tip.world, line)
            && step.at <= until
        {
            match (execute(self, step), step.by) {
                (Ok(()), _) => return true,
                (Err(_), By::Script(_)) => line += 1,
                (Err(_), By::Clock | By::Reader) => return false,
            }
        }
        false
    }

    fn moment(&self, n: u32) -> Moment {
        if n >= self.len() {
            return self.tip.clone();
        }
        let checkpoint = (n / Self::INTERVAL) as usize;
        let mut moment = Moment::clone(&self.checkpoints[checkpoint]);
        let mut log = StepLog::default();
        for number in checkpoint as u32 * Self::INTERVAL..n {
            // The world is deterministic: a step that was applied once can be applied again.
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

    /// Moves `world`, a world of this run after some of its steps, to the end of the first `n` steps. Executes the
    /// steps in between, or starts from a checkpoint if that is nearer.
    pub fn seek_in(&self, world: &mut World, n: u32) {
        let n = n.min(self.len());
        let steps = world.steps();
        if n < steps || n - steps > n % Self::INTERVAL {
            *world = self.seek(n);
            return;
        }
        let mut log = StepLog::default();
        for step in (steps..n).filter_map(|number| self.step(number)) {
            let again = world.apply(step.at, step.action, &mut log);
            debug_assert_eq!(again, Ok(()));
        }
    }

    /// A run with the same first `n` steps, independent after them. The two share those steps in memory, so this costs
    /// at most one replay from a checkpoint.
    #[must_use]
    pub fn branch(&self, n: u32) -> Self {
        let n = n.min(self.len());
        let mut steps = self.steps.clone();
        steps.truncate(n);
        Self {
            setup: Rc::clone(&self.setup),
            steps,
            history: self.history.before(n),
            checkpoints: self.checkpoints[..=(n / Self::INTERVAL) as usize].to_vec(),
            tip: self.moment(n),
            log: StepLog::default(),
        }
    }

    /// Executes the steps `from..to` again and shows them to a watcher.
    pub fn replay(&self, from: u32, to: u32, watcher: Watcher<'_>) {
        self.replay_in(&mut self.seek(from), to, watcher);
    }

    /// Executes the steps after those of `world`, which is a world of this run, up to the first `to`, and shows them
    /// to a watcher.
    pub fn replay_in(&self, world: &mut World, to: u32, watcher: Watcher<'_>) {
        let mut log = StepLog { watch: true, ..StepLog::default() };
        for number in world.steps()..to.min(self.len()) {
            let Some(step) = self.step(number) else { return };
            if world.apply(step.at, step.action, &mut log).is_ok() {
                let (log, world, history) = (&log, &*world, &self.history);
                watcher(&Executed { number, step, log, world, history });
            }
        }
    }

    /// Executes the steps `from..to` again and shows their logs.
    pub fn watch(&self, from: u32, to: u32, mut watcher: impl FnMut(u32, Step, &StepLog)) {
        self.replay(from, to, &mut |it| watcher(it.number, it.step, it.log));
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trace of {} steps, run {:016x}", self.len(), self.fingerprint())
    }
}
