//! Everything that is drawn at one position of the playhead.

use crate::prose::Lang;

use super::{Film, Highlight, Selection, Verdicts};
use replicarium::{
    history::History,
    kv::{Key, Value, Word},
    mode::Mode,
    remedy::Remedies,
    time::Instant,
    view::WorldView,
};
use std::rc::Rc;

/// A frame: values only, cheap to copy.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The reader's language.
    pub lang: Lang,
    /// The mode of the run.
    pub mode: Mode,
    /// Changes with the run, the step and the selection, and stays while the playhead glides between two steps.
    pub revision: u64,
    /// Whether the playhead jumps from step to step instead of gliding.
    pub still: bool,
    /// Whether the playhead moves.
    pub playing: bool,
    /// The playhead: at or after the last applied step, before the next one.
    pub at: Instant,
    /// The number of steps applied.
    pub step: u32,
    /// The number of steps of the run.
    pub steps: u32,
    /// When the run ends, as far as it is executed.
    pub end: Instant,
    /// The world after the applied steps.
    pub world: Rc<WorldView>,
    /// What clients had seen.
    pub history: Rc<History>,
    /// The whole run.
    pub film: Rc<Film>,
    /// What is known of every promise by now.
    pub verdicts: Rc<Verdicts>,
    /// The witness that is highlighted, while the rest is dimmed.
    pub highlight: Option<Rc<Highlight>>,
    /// What is picked.
    pub selection: Option<Selection>,
    /// What would have kept the guarantees that are broken here, once all changes were tried.
    pub remedies: Option<Rc<Remedies>>,
}

impl Frame {
    /// The table for the next insert, where a leader numbers rows: that of the last insert.
    #[must_use]
    pub fn table(&self) -> Option<Key> {
        let first = || Word::new("users").ok().map(Key);
        let table = self.film.extent().table(self.step).or_else(first);
        table.filter(|_| self.world.features.numbers)
    }

    /// A value that no client has written yet.
    #[must_use]
    pub fn fresh(&self) -> Option<Value> {
        self.film.fresh(self.step)
    }
}

/// Frames are compared by reference: comparing by value would go through whole runs, once a frame.
impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        (
            self.lang,
            self.revision,
            (self.still, self.playing),
            self.at,
            self.step,
            self.steps,
            self.end,
            self.selection,
        ) == (
            other.lang,
            other.revision,
            (other.still, other.playing),
            other.at,
            other.step,
            other.steps,
            other.end,
            other.selection,
        ) && Rc::ptr_eq(&self.world, &other.world)
            && Rc::ptr_eq(&self.history, &other.history)
            && Rc::ptr_eq(&self.film, &other.film)
            && Rc::ptr_eq(&self.verdicts, &other.verdicts)
            && self.highlight.as_ref().map(Rc::as_ptr) == other.highlight.as_ref().map(Rc::as_ptr)
            && self.remedies.as_ref().map(Rc::as_ptr) == other.remedies.as_ref().map(Rc::as_ptr)
    }
}
