//! The panels beside the stage: story and settings on the left; verdicts, operations and inspector on the right.

mod ask;
mod guide;
mod inspector;
mod knobs;
mod lag;
mod leading;
mod promises;
mod saw;
mod story;

use crate::{
    session::{Frame, Intent, PtrEq},
    widget::el,
};
use replicarium::scenario::Scenario;
use yew::prelude::*;

/// The side of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Story and settings.
    Left,
    /// Verdicts, operations and inspector.
    Right,
}

/// Properties of a panel. Its frame is equal between two steps, so that a gliding playhead does not render the
/// panels again.
#[derive(Properties, PartialEq, Clone)]
pub struct PanelProps {
    /// The side of the stage.
    pub side: Side,
    /// The world at the last step.
    pub frame: Frame,
    /// The scenario that runs.
    pub scenario: PtrEq<Scenario>,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// A panel. Both are one component, because each kind of component makes the page heavier.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let PanelProps { side, frame, scenario, on } = props;
    match side {
        Side::Left => el("section")
            .class("left")
            .attr("aria-label", "Story and settings")
            .child(story::show(frame, scenario, on))
            .child(knobs::cluster(&frame.world, on))
            .child(knobs::network(frame.world.network, on))
            .into(),
        Side::Right => {
            let watch = el("div")
                .class("watch")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", "Promises and operations")
                .maybe(leading::show(frame, on).or_else(|| lag::show(frame)))
                .child(promises::show(frame, scenario.mode, on))
                .child(saw::show(frame, on));
            el("aside")
                .class("right")
                .class_if(frame.selection.is_some(), "picking")
                .attr("aria-label", "What the clients saw, and what is picked")
                .child(watch)
                .child(match frame.selection {
                    Some(selection) => inspector::show(frame, selection, on),
                    None => guide::show(&frame.world, on),
                })
                .into()
        }
    }
}

#[cfg(all(test, feature = "ssr", not(target_arch = "wasm32")))]
#[path = "panel_tests.rs"]
mod tests;
