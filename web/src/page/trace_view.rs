//! The run as text.

use super::sheet::Sheet;
use crate::{
    prose::help,
    session::{Source, matrix},
    widget::{Copy, all, el},
};
use yew::prelude::*;

/// The run as text, to read, to copy, or to attach to a bug report.
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
    let how = el("p").class("quiet").text(same).text(" ");
    let trace = el("pre")
        .class("trace")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "The run as text")
        .text(text.clone());
    let body = all(vec![how.with("code", format!("replicarium run {file}")), trace]);
    let tools = html! { <Copy text="Copy" {make}/> };
    html! { <Sheet title="The run as text" {close} {tools} {body}/> }
}
