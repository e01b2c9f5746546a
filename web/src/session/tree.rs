//! One branch of the tree of runs.

use super::{Film, Verdicts};
use replicarium::{
    check::Property,
    review::Review,
    sim::{Action, Refusal, Step, Trace},
    time::{Duration, Instant},
    view::WorldView,
};
use std::{cell::RefCell, rc::Rc};

/// Where a branch left another one, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The branch it left.
    pub parent: usize,
    /// How many steps they share.
    pub step: u32,
    /// When.
    pub at: Instant,
    /// What the reader did there.
    pub action: Action,
}

/// A run and its film. Both are shared with earlier values of the session.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The run.
    pub trace: Rc<Trace>,
    /// What it looks like.
    pub film: Rc<Film>,
    /// Nothing for the run that the scenario tells.
    pub origin: Option<Origin>,
    /// So many steps are part of the story: a script tells them, or a reader has seen them. What
    /// comes after is a forecast, which acting may replace.
    pub told: u32,
    /// The run is worked out up to this moment.
    pub horizon: Instant,
    /// The run as far as it is judged, at most as far as it is told. Whoever asks for more lets it go on, and
    /// nobody can tell when that was: what is known after a step does not depend on it.
    review: Rc<RefCell<Review>>,
}

impl Branch {
    /// A batch of steps is at most so long that working it out does not hold up a frame.
    pub const BATCH: u32 = 2_000;
    /// The least time by which a run is worked out further.
    const AHEAD: Duration = Duration::millis(500);

    /// A run that has been worked out up to `horizon`.
    pub fn new(trace: Trace, origin: Option<Origin>, told: u32, horizon: Instant) -> Self {
        let mut film = Film::default();
        film.extend(&trace);
        let review = Rc::new(RefCell::new(Review::of(&trace)));
        let (film, trace) = (Rc::new(film), Rc::new(trace));
        Self { film, trace, origin, told, horizon, review }.settled(horizon)
    }

    /// A branch that shares its first steps with another one, which is not looked at any more: what is judged
    /// of these stays so.
    #[must_use]
    pub fn instead_of(self, other: &Self, steps: u32) -> Self {
        if other.review.borrow().steps() <= steps {
            let review = other.review.replace(Review::of(&other.trace));
            self.review.replace(review);
        }
        self
    }

    /// What is known of every promise after the first `step` steps, where the world is like this, and whether
    /// that is all that can be known: judging goes on as long as it may.
    pub fn judge(
        &self,
        step: u32,
        world: &WorldView,
        may_go_on: &mut dyn FnMut() -> bool,
    ) -> (Verdicts, bool) {
        let mut review = self.review.borrow_mut();
        review.go_on(&self.trace, step, may_go_on);
        let known = Property::ALL
            .iter()
            .filter_map(|&property| Some((property, review.verdict(property, step, world)?)));
        (Verdicts(known.collect()), review.steps() >= step)
    }

    /// Works the run out further. Nothing changes if nothing is due any more.
    ///
    /// The longer a run, the more at once, so that the copying of a long run stays rare.
    #[must_use]
    pub fn extended(&self) -> Self {
        let Some(next) = self.trace.next() else { return self.clone() };
        let more = Self::AHEAD.0.max(self.horizon.0 / 8);
        let horizon = (self.horizon + Duration(more)).max(next.at);
        let mut trace = self.trace.branch(self.trace.len());
        trace.run(horizon, Self::BATCH);
        let mut film = Film::clone(&self.film);
        film.extend(&trace);
        Self { trace: Rc::new(trace), film: Rc::new(film), ..self.clone() }.settled(horizon)
    }

    /// The same run up to `step`, then these steps, then whatever follows by itself.
    ///
    /// # Errors
    /// Why one of the steps cannot happen.
    pub fn acted(&self, step: u32, deeds: &[Step]) -> Result<Trace, Refusal> {
        let mut trace = self.trace.branch(step);
        for deed in deeds {
            trace.push(*deed)?;
        }
        trace.run(self.horizon, Self::BATCH);
        Ok(trace)
    }

    /// Whether anything is still to come after the horizon.
    pub fn goes_on(&self) -> bool {
        self.trace.next().is_some()
    }

    /// When the first `step` steps have happened.
    pub fn after(&self, step: u32) -> Instant {
        step.checked_sub(1).and_then(|last| self.trace.at(last)).unwrap_or_default()
    }

    /// With the horizon where the run really ends, should the batch not have reached it.
    fn settled(mut self, horizon: Instant) -> Self {
        let cut_short = self.trace.next().is_some_and(|next| next.at <= horizon);
        let end = self.after(self.trace.len());
        self.horizon = if cut_short { end } else { horizon.max(end) };
        self
    }
}
