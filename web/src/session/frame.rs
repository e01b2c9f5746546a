//! Everything that is drawn at one position of the playhead.

use super::{Film, Lit, Selection, Verdicts};
use replicarium::{
    history::History,
    kv::{Key, Request, Word},
    time::Instant,
    view::WorldView,
};
use std::rc::Rc;

/// One frame: values only, cheap to copy.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Changes whenever the trace, the step or the selection changes, not while the playhead glides
    /// between two steps.
    pub revision: u64,
    /// Whether nothing may glide.
    pub still: bool,
    /// The playhead: at or after the last applied step, before the next one.
    pub at: Instant,
    /// Steps applied.
    pub step: u32,
    /// Steps that the trace has.
    pub steps: u32,
    /// When the trace ends, as far as it is known.
    pub end: Instant,
    /// The world after the applied steps.
    pub world: Rc<WorldView>,
    /// What clients had seen.
    pub history: Rc<History>,
    /// The whole run.
    pub film: Rc<Film>,
    /// What is known of every promise by now.
    pub verdicts: Rc<Verdicts>,
    /// What is lit up, the rest being dimmed.
    pub lit: Option<Rc<Lit>>,
    /// What is picked.
    pub selection: Option<Selection>,
}

impl Frame {
    /// The table that gets a new row, where one leader numbers them: the last one that got one.
    #[must_use]
    pub fn table(&self) -> Option<Key> {
        let mut asked = self.history.operations().iter().rev().map(|operation| operation.request);
        let last = asked.find(|request| matches!(request, Request::Insert(_)));
        let first = || Word::new("users").ok().map(Key);
        last.map(|request| request.key()).or_else(first).filter(|_| self.world.features.numbers)
    }
}

/// Two frames are the same if they show the same values, not values that look alike: asking for that
/// once a frame would compare whole runs.
impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, self.still, self.at, self.step, self.steps, self.end, self.selection)
            == (
                other.revision,
                other.still,
                other.at,
                other.step,
                other.steps,
                other.end,
                other.selection,
            )
            && Rc::ptr_eq(&self.world, &other.world)
            && Rc::ptr_eq(&self.history, &other.history)
            && Rc::ptr_eq(&self.film, &other.film)
            && Rc::ptr_eq(&self.verdicts, &other.verdicts)
            && self.lit.as_ref().map(Rc::as_ptr) == other.lit.as_ref().map(Rc::as_ptr)
    }
}
