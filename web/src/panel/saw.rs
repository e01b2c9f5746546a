//! The operations of the clients, the newest first.

use crate::{
    prose::{AskedText, Words, format},
    session::{Frame, Intent, cart},
    widget::{El, chip, el, outcome},
};
use replicarium::{
    check::{siblings, staleness},
    history::{History, Operation, Outcome},
    kv::Request,
};
use yew::prelude::*;

/// The number of operations in the list.
const SHOWN: usize = 40;

/// The list of operations.
pub fn show(frame: &Frame, on: &Callback<Intent>) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let operations = frame.history.operations();
    let rows = operations.iter().rev().take(SHOWN).map(|operation| {
        let after_all = reader_of(&frame.history, operation)
            .map(|read| el("p").class("after-all").text(lang.after_all(read.id.client)));
        let row = row(operation, frame, true, on);
        el("li").key(operation.id.to_string()).child(row).maybe(after_all)
    });
    let earlier = operations.len().saturating_sub(SHOWN);
    let quiet = |text: String| el("p").class("quiet").text(text);
    let none = || quiet(texts.no_operation.into());
    el("section")
        .class("saw")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", texts.saw)
        .with("h2", texts.saw)
        .maybe(operations.is_empty().then(none))
        .child(el("ol").children(rows))
        .maybe((earlier > 0).then(|| quiet(lang.earlier(earlier))))
}

/// The first read that returned a write with a failed or unknown outcome.
fn reader_of<'a>(history: &'a History, write: &Operation) -> Option<&'a Operation> {
    let (outcome, ..) = write.ended?;
    if !write.request.is_write() || outcome.is_ok() {
        return None;
    }
    let found = |read: &&Operation| {
        siblings::is_answered(history, read)
            && siblings::shown(history, read).any(|found| found == write.id)
    };
    let since = history.during(write.invoked.1, u32::MAX);
    since.filter(found).min_by_key(|read| read.ended.map(|(.., step)| step))
}

/// One operation, as a button that seeks to the step in which it ended.
pub fn row(operation: &Operation, frame: &Frame, who: bool, on: &Callback<Intent>) -> El {
    let (film, lang) = (&frame.film, frame.lang);
    let outcome = operation.ended.as_ref().map(|(outcome, ..)| outcome);
    let (sign, word) = (format::sign(outcome), lang.outcome(outcome));
    let step = operation.ended.map_or(operation.invoked.1, |(.., step)| step) + 1;
    let mut said = el("span");
    if who {
        said = said.child(el("span").class("who").text(lang.client(operation.id.client)));
    }
    let AskedText { before, value, after } = lang.asked(cart::asked(&frame.history, operation));
    said = match (operation.request, value) {
        (Request::Query(..), Some(text)) => {
            said.child(el("code").class("query").text(text.to_string())).text(" ")
        }
        (
            Request::Write(..)
            | Request::Execute(..)
            | Request::Update(..)
            | Request::Transaction(..),
            value,
        ) => {
            let value = value.map(|value| chip(value.to_string(), film.hue(operation.id)));
            said.text(before).maybe(value).text(format!(" {after}"))
        }
        (Request::Read(_) | Request::Insert(_) | Request::Query(..), _) => {
            said.text(format!("{before} "))
        }
    };
    if let Some(Outcome::Read(Some(found))) = outcome {
        said = said.text("→ ").child(chip(found.value.to_string(), film.hue(found.write)));
    }
    if let Some(returned) = outcome.and_then(|&outcome| lang.returned(outcome)) {
        // A short answer stays on the line of its question.
        let rows = matches!(outcome, Some(Outcome::Answered(_))) && returned.len() > 16;
        let returned = el("span").class_if(rows, "rows").text(returned);
        said = said.text("→ ").child(returned);
    }
    let stale = staleness::of_read(&frame.history, operation).filter(|it| it.versions > 0);
    if let Some(stale) = stale {
        said = said.child(el("small").class("stale").text(lang.behind(&stale)));
    }
    if let Some(&outcome) = outcome.filter(|outcome| !outcome.is_ok()) {
        said = said.with("small", lang.result(outcome));
    }
    el("button")
        .attr("type", "button")
        .class("op")
        .class(outcome::class(operation.ended.as_ref().map(|(outcome, ..)| outcome)))
        .attr_of("title", lang.to_step(step))
        .wants(on, Intent::SeekStep(step))
        .child(el("i").attr("aria-hidden", "true").text(sign))
        .child(said)
        .with("em", word)
}
