//! The panels beside the stage: the story and the knobs on the left, what clients saw and what is
//! picked on the right.

mod ask;
mod guide;
mod inspector;
mod knobs;
mod left;
mod right;
mod saw;
mod story;

pub use left::Left;
pub use right::Right;

use crate::session::{Frame, Intent};
use replicarium::scenario::Scenario;
use std::rc::Rc;
use yew::prelude::*;

/// What a panel shows: a frame that stands still between two steps, so that a gliding playhead
/// does not draw the panels again.
#[derive(Properties, PartialEq, Clone)]
pub struct PanelProps {
    /// The world at the last step.
    pub frame: Frame,
    /// What is run.
    pub scenario: Rc<Scenario>,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

#[cfg(test)]
#[path = "panel_tests.rs"]
mod tests;
