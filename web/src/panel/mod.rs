//! The panels beside the stage: the story and the knobs on the left, what clients saw and what is
//! picked on the right.

mod ask;
mod guide;
mod inspector;
mod knobs;
mod leading;
mod promises;
mod saw;
mod story;

use crate::session::{Frame, Intent};
use replicarium::scenario::Scenario;
use std::rc::Rc;
use yew::prelude::*;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The story and the knobs.
    Left,
    /// What clients saw, and what is picked.
    Right,
}

/// What a panel shows: a frame that stands still between two steps, so that a gliding playhead
/// does not draw the panels again.
#[derive(Properties, PartialEq, Clone)]
pub struct PanelProps {
    /// Which of the two.
    pub side: Side,
    /// The world at the last step.
    pub frame: Frame,
    /// What is run.
    pub scenario: Rc<Scenario>,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// A panel. Both are one component, because each kind of component makes the page heavier.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let PanelProps { side, frame, scenario, on } = props;
    match side {
        Side::Left => html! {
            <section class="left" aria-label="Story and settings">
                { story::show(frame, scenario, on) }
                { knobs::cluster(&frame.world, on) }
                { knobs::network(frame.world.network, on) }
            </section>
        },
        Side::Right => html! {
            <aside class={classes!("right", frame.selection.map(|_| "picking"))}
                aria-label="What the clients saw, and what is picked">
                <div class="watch" tabindex="0" role="region" aria-label="Promises and operations">
                    { leading::show(frame, on) }
                    { promises::show(frame, scenario.mode, on) }
                    { saw::show(frame, on) }
                </div>
                { match frame.selection {
                    Some(selection) => inspector::show(frame, selection, on),
                    None => guide::show(&frame.world, on),
                } }
            </aside>
        },
    }
}

#[cfg(all(test, feature = "ssr", not(target_arch = "wasm32")))]
#[path = "panel_tests.rs"]
mod tests;
