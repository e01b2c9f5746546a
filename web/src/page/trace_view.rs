//! The run as text.

use super::sheet::Sheet;
use crate::{
    prose::{Words, format},
    session::{Session, Source, matrix},
    widget::{Copy, all, el},
};
use yew::prelude::*;

/// The run as text, to read, to copy, or to attach to a bug report.
pub fn show(text: &AttrValue, session: &Session, close: Callback<()>) -> Html {
    let (lang, texts) = (session.lang, session.lang.texts());
    let make = {
        let text = text.clone();
        Callback::from(move |()| text.to_string())
    };
    let file = match &session.source {
        Source::Scenario(entry) => format!("core/scenarios/{}.scenario", entry.name),
        Source::Run(name) => format!("core/tests/golden/{}", matrix::file(name)),
        Source::Setup(_) => "own.scenario".into(),
    };
    let same = match session.is_endless() {
        true => texts.trace_begun_by,
        false => texts.trace_printed_by,
    };
    let how = el("p").class("quiet").text(same).text(" ");
    let trace = el("pre")
        .class("trace")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", texts.trace_sheet)
        .text(text.clone());
    let body = all(vec![how.with("code", format::command(&file)), trace]);
    let tools = html! { <Copy {lang} text={texts.copy} {make}/> };
    html! { <Sheet {lang} title={texts.trace_sheet} {close} {tools} {body}/> }
}
