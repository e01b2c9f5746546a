//! One branch of the tree of runs.

use super::{Edit, Film, Verdicts};
use replicarium::{
    check::Property,
    mode::Mode,
    remedy::{Change, Plan, Rerun},
    review::Review,
    sim::{Refusal, Step, Trace},
    time::{Duration, Instant},
    view::WorldView,
};
use std::rc::Rc;

/// Where a branch left its parent, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The parent.
    pub parent: usize,
    /// The number of steps before it. After an act, they share them; after a change of the run, they share none.
    pub step: u32,
    /// The moment.
    pub at: Instant,
    /// What the reader did there.
    pub edit: Edit,
}

/// A run, its film and its review. Earlier values of the session share them.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The run, and what it looks like.
    pub film: Rc<Film>,
    /// What is known of its promises. It lags behind the run, and goes no further than the playhead has been.
    review: Rc<Review>,
    /// `None` for the run that the scenario tells.
    pub origin: Option<Origin>,
    /// The number of steps that are part of the story: a script tells them, or a reader has seen them. The steps
    /// after them are a forecast, which acting may replace.
    pub told: u32,
    /// The run is executed up to this moment.
    pub horizon: Instant,
    /// The number of steps that it shares with the scenario's own run; `None` if that is all of them.
    pub own: Option<u32>,
}

impl Branch {
    /// The most steps that are executed at once, so that no frame waits for them.
    pub const BATCH: u32 = 2_000;
    /// The most steps of a changed run up to the moment of the change.
    pub const CHANGED: u32 = 10_000;
    /// The time by which a run is extended.
    const AHEAD: Duration = Duration::millis(500);

    /// A run at its start, executed up to `horizon`, at most `limit` steps. All of them are told if `tells`.
    pub fn start(trace: Trace, horizon: Instant, limit: u32, tells: bool) -> Self {
        let mut review = Review::of(&trace);
        let mut film = Film::of(trace);
        film.run(horizon, limit, &mut review);
        let told = if tells { film.trace().len() } else { 0 };
        Self::with(film, review, told, horizon)
    }

    /// A run that was executed elsewhere; all of its steps are told.
    pub fn of(trace: Trace) -> Self {
        let (told, review) = (trace.len(), Review::of(&trace));
        Self::with(Film::of(trace), review, told, Instant::default())
    }

    fn with(film: Film, review: Review, told: u32, horizon: Instant) -> Self {
        let (film, review) = (Rc::new(film), Rc::new(review));
        let mut branch = Self { film, review, origin: None, told, horizon, own: None };
        branch.horizon = branch.settles(horizon);
        branch
    }

    /// The run.
    pub fn trace(&self) -> &Trace {
        self.film.trace()
    }

    /// What is known of every promise after the first `step` steps, where the world is `world`, and whether that
    /// is all that can be known. Judges on as long as `may_go_on` allows it.
    pub fn judge(
        &mut self,
        step: u32,
        world: &WorldView,
        may_go_on: &mut dyn FnMut() -> bool,
    ) -> (Verdicts, bool) {
        if self.review.steps() < step {
            Rc::make_mut(&mut self.review).go_on(self.film.trace(), step, may_go_on);
        }
        let review = &self.review;
        let verdicts = Property::ALL
            .iter()
            .filter_map(|&property| Some((property, review.verdict(property, step, world)?)));
        (Verdicts(verdicts.collect()), review.known() >= step)
    }

    /// Executes more of the run. Nothing changes if nothing is due any more.
    ///
    /// Not much more: what the steps ahead made of the nodes is kept until it is judged.
    pub fn extend(&mut self) {
        let Some(next) = self.trace().next() else { return };
        let horizon = (self.horizon + Self::AHEAD).max(next.at);
        let mut film = self.film.branch(self.trace().len());
        film.run(horizon, Self::BATCH, Rc::make_mut(&mut self.review));
        self.film = Rc::new(film);
        self.horizon = self.settles(horizon);
    }

    /// Executes the run up to a moment, at most `limit` steps. Returns how many it took.
    pub fn reach(&mut self, until: Instant, limit: u32) -> u32 {
        let steps = self.trace().len();
        if self.trace().next().is_some_and(|next| next.at <= until) {
            let mut film = self.film.branch(steps);
            film.run(until, limit, Rc::make_mut(&mut self.review));
            self.film = Rc::new(film);
        }
        self.horizon = self.settles(self.horizon.max(until));
        self.trace().len() - steps
    }

    /// The same run; what follows an act is executed up to another horizon.
    pub fn up_to(&self, horizon: Instant) -> Self {
        Self { horizon, ..self.clone() }
    }

    /// A branch with the same first `step` steps, then the chosen ones, then what follows by itself.
    ///
    /// # Errors
    /// Why one of the chosen steps cannot happen.
    pub fn branch(&self, step: u32, chosen: &[Step], origin: Origin) -> Result<Self, Refusal> {
        let review = Rc::new(self.review.branch(self.trace(), step));
        let mut branch = Self { review, origin: Some(origin), ..self.clone() };
        branch.act(step, chosen)?;
        Ok(branch)
    }

    /// A run with the same choices up to the origin, but for one change from the start; then what follows by itself.
    ///
    /// # Errors
    /// Why it cannot start with this change.
    pub fn with_change(
        &self,
        mode: Mode,
        change: &Change,
        origin: Origin,
    ) -> Result<Self, Refusal> {
        let plan = Plan::of(self.trace(), mode, origin.at).with(change);
        let trace = plan.start().map_err(|error| error.refusal)?;
        let mut review = Review::of(&trace);
        let (mut film, mut rerun) = (Film::of(trace), Rerun::of(plan));
        while film.trace().len() < Self::CHANGED
            && let Some(step) = rerun.next(film.trace(), origin.at)
            && film.push(step, &mut review).is_ok()
        {}
        let (told, at) = (film.trace().len(), origin.at);
        film.run(self.horizon, Self::BATCH, &mut review);
        let branch = Self::with(film, review, told, self.horizon.max(at));
        Ok(Self { origin: Some(origin), own: Some(0), ..branch })
    }

    /// Replaces all that comes after the first `step` steps by the chosen ones, and what follows by itself.
    ///
    /// # Errors
    /// Why one of the chosen steps cannot happen; then the run is as it was.
    pub fn act(&mut self, step: u32, chosen: &[Step]) -> Result<(), Refusal> {
        let mut film = self.film.branch(step);
        let review = Rc::make_mut(&mut self.review);
        review.rewind(film.trace(), step);
        for next in chosen {
            if let Err(refusal) = film.push(*next, review) {
                review.rewind(film.trace(), step);
                return Err(refusal);
            }
        }
        film.run(self.horizon, Self::BATCH, review);
        self.film = Rc::new(film);
        self.told = step + chosen.len() as u32;
        self.own = Some(self.own.unwrap_or(step).min(step));
        self.horizon = self.settles(self.horizon);
        Ok(())
    }

    /// Whether anything is still to come after the horizon.
    pub fn goes_on(&self) -> bool {
        self.trace().next().is_some()
    }

    /// The time after the first `step` steps.
    pub fn after(&self, step: u32) -> Instant {
        step.checked_sub(1).and_then(|last| self.trace().at(last)).unwrap_or_default()
    }

    /// The horizon, or where the run really ends if the batch has not reached it.
    fn settles(&self, horizon: Instant) -> Instant {
        let cut_short = self.trace().next().is_some_and(|next| next.at <= horizon);
        let end = self.after(self.trace().len());
        if cut_short { end } else { horizon.max(end) }
    }
}
