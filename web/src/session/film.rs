//! A run, ready to be drawn: its record, and what the picture looks up by time.
//!
//! The film watches the one execution of its run. A frame is then a pure function of the film and the playhead.

mod extent;
mod fresh;
mod hues;
mod lags;
mod spans;

pub use extent::Extent;
pub use lags::{Behind, Lags};
pub use replicarium::sim::record::{End, Outcomes, Path};
pub use spans::{CutSpan, Outage, Reign, Spans};

use fresh::Fresh;
use hues::Hues;
use replicarium::{
    check::availability::{Availability, Gap},
    history::News,
    id::{EnvelopeId, OperationId},
    kv::Value,
    review::Review,
    shared::SharedVec,
    sim::{Action, By, Executed, Record, Refusal, Step, Trace},
    time::Instant,
    view::{EnvelopeView, Label, Meeting},
};
use std::{fmt, rc::Rc};

/// A run and all that is drawn of it. A branch shares the steps that it has in common with its parent.
pub struct Film {
    trace: Trace,
    scenes: Scenes,
}

/// What a film keeps of the steps of its run.
#[derive(Clone, Debug, PartialEq)]
struct Scenes {
    record: Record,
    spans: Spans,
    extent: Extent,
    lags: Lags,
    fresh: Fresh,
    hues: Hues,
    availability: Availability,
    /// The steps that a script or a reader chose, but for invocations.
    interventions: SharedVec<u32>,
}

impl Film {
    /// The film of a run that was executed without one: replays it.
    pub fn of(trace: Trace) -> Self {
        let mut scenes = Scenes {
            record: Record::start(&trace),
            spans: Spans::default(),
            extent: Extent::default(),
            lags: Lags::default(),
            fresh: Fresh::default(),
            hues: Hues::default(),
            availability: Availability::default(),
            interventions: SharedVec::new(),
        };
        trace.replay(0, trace.len(), &mut |executed| scenes.take(executed));
        Self { trace, scenes }
    }

    /// The run.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The record of the run.
    pub const fn record(&self) -> &Record {
        &self.scenes.record
    }

    /// Executes a step. The film and the review watch.
    ///
    /// # Errors
    /// Why the step cannot happen.
    pub fn push(&mut self, step: Step, review: &mut Review) -> Result<(), Refusal> {
        let scenes = &mut self.scenes;
        self.trace.push_watched(step, &mut |executed| {
            scenes.take(executed);
            review.watch(executed);
        })
    }

    /// Executes what is due up to a moment, at most `limit` steps. The film and the review watch.
    pub fn run(&mut self, until: Instant, limit: u32, review: &mut Review) {
        let scenes = &mut self.scenes;
        self.trace.run_watched(until, limit, &mut |executed| {
            scenes.take(executed);
            review.watch(executed);
        });
    }

    /// The film of a run with the same first `n` steps.
    pub fn branch(&self, n: u32) -> Self {
        let trace = self.trace.branch(n);
        let Scenes { record, spans, extent, lags, fresh, hues, availability, interventions } =
            &self.scenes;
        let mut interventions = interventions.clone();
        interventions.truncate(interventions.partition_point(|&step| step < n));
        let scenes = Scenes {
            record: record.branch(n),
            spans: spans.branch(n),
            extent: extent.branch(n),
            lags: lags.branch(n),
            fresh: fresh.branch(n),
            hues: hues.branch(trace.history()),
            availability: match n < self.trace.len() {
                true => Availability::of(trace.history()),
                false => availability.clone(),
            },
            interventions,
        };
        Self { trace, scenes }
    }

    /// The way of a message.
    pub fn path(&self, id: EnvelopeId) -> Option<Path> {
        self.scenes.record.path(&self.trace, id)
    }

    /// The ways of the last messages sent in the first `n` steps, the last one first.
    pub fn latest(&self, n: u32) -> impl Iterator<Item = Path> {
        self.scenes.record.latest(n).filter_map(|id| self.path(id))
    }

    /// The ways of the messages that were in flight at any time from `from` to `to`.
    pub fn between(&self, from: Instant, to: Instant) -> impl Iterator<Item = Path> {
        let between = self.scenes.record.between(&self.trace, from, to);
        between.filter_map(|id| self.path(id))
    }

    /// Step number `n` and all that came of it.
    pub fn outcomes(&self, n: u32) -> Option<Outcomes> {
        self.scenes.record.outcomes(&self.trace, n)
    }

    /// The envelope that step number `n` moved, held, copied or lost.
    pub fn moved_by(&self, n: u32) -> Option<EnvelopeView> {
        self.scenes.record.moved_by(&self.trace, n)
    }

    /// The versions that met in step number `n`.
    pub fn meetings_of(&self, n: u32) -> impl Iterator<Item = &Rc<Meeting>> {
        self.scenes.record.meetings_of(n)
    }

    /// The steps that a script or a reader chose, but for invocations, in order.
    pub const fn interventions(&self) -> &SharedVec<u32> {
        &self.scenes.interventions
    }

    /// The steps of the first `n` that happened less than `time` µs before `at`, the last one first.
    pub fn recent(&self, n: u32, at: Instant, time: u64) -> impl Iterator<Item = (u32, Step)> {
        let steps = (0..n).rev().filter_map(|number| Some((number, self.trace.step(number)?)));
        steps.take_while(move |(_, step)| at.since(step.at).0 < time)
    }

    /// When nodes did not run, when links were cut, and who began to lead.
    pub const fn spans(&self) -> &Spans {
        &self.scenes.spans
    }

    /// What the cards have to have room for.
    pub const fn extent(&self) -> &Extent {
        &self.scenes.extent
    }

    /// How far followers are behind, and how many reads replicas have answered.
    pub const fn lags(&self) -> &Lags {
        &self.scenes.lags
    }

    /// A value that no client wrote in the first `n` steps.
    pub fn fresh(&self, n: u32) -> Option<Value> {
        self.scenes.fresh.next(n)
    }

    /// The times in which nobody could write.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.scenes.availability.gaps()
    }

    /// The colour of a write, below [`HUES`]; an operation that writes nothing has none.
    ///
    /// It depends on the client and on how many writes that client made before, so that a branch keeps the
    /// colours of what it shares.
    pub fn hue(&self, operation: OperationId) -> Option<u8> {
        self.scenes.hues.of(operation)
    }

    /// The colour of what an envelope carries or serves.
    pub fn hue_of(&self, label: &Label) -> Option<u8> {
        let write = label.carries.map(|(_, write)| write).or(label.about);
        write.and_then(|write| self.hue(write))
    }
}

/// The number of colours for writes.
pub const HUES: u8 = hues::HUES;

impl Scenes {
    fn take(&mut self, executed: &Executed<'_>) {
        let Executed { number, step, history, .. } = *executed;
        self.record.take(executed);
        self.spans.take(executed);
        self.extent.take(executed);
        self.lags.take(executed);
        self.fresh.take(executed);
        for news in history.of_step(number) {
            match news {
                News::Begun(operation) => self.hues.add(operation),
                News::Ended(operation) => self.availability.take(operation),
            }
        }
        if step.by != By::Clock && !matches!(step.action, Action::Invoke { .. }) {
            self.interventions.push(number);
        }
    }
}

impl PartialEq for Film {
    fn eq(&self, other: &Self) -> bool {
        let run = |film: &Self| (film.trace.len(), film.trace.fingerprint());
        run(self) == run(other) && self.scenes == other.scenes
    }
}

impl fmt::Debug for Film {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Film of {:?}", self.trace)
    }
}
