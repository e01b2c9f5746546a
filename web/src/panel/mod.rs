//! The panels beside the stage: story and settings on the left; verdicts, operations and inspector on the right.

mod ask;
mod editor;
mod field;
mod guarantees;
mod guide;
mod inspector;
mod knobs;
mod lag;
mod lag_chart;
mod laws;
mod leading;
mod saw;
mod story;
mod telling;
mod verdict_line;
mod what_if;

pub use verdict_line::VerdictLine;

use crate::{
    prose::Words,
    session::{Frame, Intent, PtrEq, Source, pace::Beats},
    widget::{Part, el},
};
use replicarium::scenario::{Scenario, Story};
use yew::prelude::*;

/// The side of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Story and settings.
    Left,
    /// Verdicts, operations and inspector.
    Right,
}

/// A panel. Both are one component, because each kind of component makes the page heavier.
#[derive(PartialEq)]
pub struct Panel {
    /// The side of the stage.
    pub side: Side,
    /// The world at the last step.
    pub frame: Frame,
    /// What is open.
    pub source: Source,
    /// Its scenario.
    pub scenario: PtrEq<Scenario>,
    /// Its story; a recorded run has none.
    pub story: Option<PtrEq<Story>>,
    /// The steps of the story's beats in this run.
    pub beats: Beats,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

impl Part for Panel {
    fn draw(&self) -> Html {
        let Self { side, frame, source, scenario, story, beats, on } = self;
        let (lang, texts) = (frame.lang, frame.lang.texts());
        match side {
            Side::Left => {
                let is_recorded = matches!(source, Source::Run(_));
                let clients = (!is_recorded).then(|| knobs::clients(frame, scenario, on));
                el("section")
                    .class("left")
                    .attr("aria-label", texts.left)
                    .child(story::show(source, scenario, story.as_deref(), (frame, beats), on))
                    .child(story::attempt(frame, on))
                    .child(knobs::cluster(&frame.world, lang, clients, on))
                    .child(knobs::network(&frame.world, lang, on))
                    .into()
            }
            Side::Right => {
                let watch = el("div")
                    .class("watch")
                    .attr("tabindex", "0")
                    .attr("role", "region")
                    .attr("aria-label", texts.watch)
                    .child(guarantees::show(frame, on))
                    .maybe(leading::show(frame, on).or_else(|| lag::show(frame)));
                el("aside")
                    .class("right")
                    .class_if(frame.selection.is_some(), "picking")
                    .attr("aria-label", texts.right)
                    .child(watch)
                    .maybe(editor::show(frame, on))
                    .child(saw::show(frame, on))
                    .child(match frame.selection {
                        Some(selection) => inspector::show(frame, selection, on),
                        None => guide::show(&frame.world, lang, on),
                    })
                    .into()
            }
        }
    }
}

#[cfg(all(test, feature = "ssr", not(target_arch = "wasm32")))]
#[path = "panel_tests.rs"]
mod tests;
