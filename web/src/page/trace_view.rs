//! The run as text.

use super::sheet::Sheet;
use crate::{
    prose::help,
    session::{Source, matrix},
    widget::Copy,
};
use yew::prelude::*;

/// The run as text, to read, to copy, to send with a bug report.
pub fn show(text: &AttrValue, source: &Source, endless: bool, close: Callback<()>) -> Html {
    let make = {
        let text = text.clone();
        Callback::from(move |()| text.to_string())
    };
    let file = match source {
        Source::Scenario(entry) => format!("core/scenarios/{}.scenario", entry.name),
        Source::Run(name) => format!("core/tests/golden/{}", matrix::file(name)),
    };
    let same = match endless {
        true => help::TRACE_ENDLESS,
        false => help::TRACE,
    };
    html! {
        <Sheet title="The run as text" {close}
            tools={html! { <Copy text="Copy" {make}/> }}>
            <p class="quiet">
                { same }{ " " }
                <code>{ format!("replicarium run {file}") }</code>
            </p>
            <pre class="trace" tabindex="0" role="region" aria-label="The run as text">{ text }</pre>
        </Sheet>
    }
}
