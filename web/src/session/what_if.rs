//! What would have kept a guarantee that is broken at the playhead: every change is replayed and judged, a little in each
//! frame while the run stands still.

use super::{Branch, Session};
use replicarium::{remedy::Remedies, time::Instant};
use std::rc::Rc;

/// The time that trying changes may take of a frame, in ms; the step in progress is finished.
const TRYING: f64 = 5.0;

/// A place of the playhead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    branch: usize,
    step: u32,
    at: Instant,
}

/// The changes of the run up to a place of the playhead. An act on a run makes it forget them.
#[derive(Clone, Default)]
pub enum WhatIf {
    /// Nothing was broken when the playhead was last looked at.
    #[default]
    Nothing,
    /// Changes are being tried.
    Trying(Place, Box<Remedies>),
    /// All changes were tried.
    Found(Place, Rc<Remedies>),
}

impl Session {
    fn place(&self) -> Place {
        Place { branch: self.current, step: self.step, at: self.at }
    }

    /// What was found at the playhead, once all changes were tried.
    pub(super) fn remedies(&self) -> Option<Rc<Remedies>> {
        match &self.what_if {
            WhatIf::Found(place, found) if *place == self.place() => Some(Rc::clone(found)),
            WhatIf::Nothing | WhatIf::Trying(..) | WhatIf::Found(..) => None,
        }
    }

    /// Whether changes are to be tried: a guarantee is broken where the run stands still.
    #[must_use]
    pub fn is_trying(&self) -> bool {
        let is_broken = self.present.is_judged && self.present.verdicts.any_violated();
        !self.playing && is_broken && self.remedies().is_none()
    }

    /// Tries changes, as far as this frame has time for it.
    pub(super) fn try_changes(&mut self) {
        if !self.is_trying() {
            return;
        }
        let place = self.place();
        let before = std::mem::take(&mut self.what_if);
        let mut remedies = match before {
            WhatIf::Trying(its, remedies) if its == place => remedies,
            WhatIf::Nothing | WhatIf::Trying(..) | WhatIf::Found(..) => {
                let trace = self.branch().trace().branch(self.step);
                let mode = self.scenario.mode;
                Box::new(Remedies::of(&trace, mode, self.at, Branch::CHANGED))
            }
        };
        let (clock, start) = (self.clock, (self.clock)());
        remedies.go_on(&mut || clock() - start < TRYING);
        self.what_if = if remedies.is_done() {
            self.revision += 1;
            WhatIf::Found(place, Rc::from(remedies))
        } else {
            WhatIf::Trying(place, remedies)
        };
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "what_if_tests.rs"]
mod tests;
