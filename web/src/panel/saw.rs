//! The operations of the clients, the newest first.

use crate::{
    prose::{say, store, words},
    session::{Frame, Intent, cart::Asked},
    widget::{El, chip, el},
};
use replicarium::{
    check::{siblings, staleness},
    history::{History, Operation, Outcome},
};
use yew::prelude::*;

/// The number of operations in the list.
const SHOWN: usize = 40;

/// The list of operations.
pub fn show(frame: &Frame, on: &Callback<Intent>) -> El {
    let operations = frame.history.operations();
    let rows = operations.iter().rev().take(SHOWN).map(|operation| {
        let after_all = reader_of(&frame.history, operation)
            .map(|read| el("p").class("after-all").text(say::after_all(read.id.client)));
        let row = row(operation, frame, true, on);
        el("li").key(operation.id.to_string()).child(row).maybe(after_all)
    });
    let earlier = operations.len().saturating_sub(SHOWN);
    let quiet = |text: String| el("p").class("quiet").text(text);
    let none = || quiet("No client has asked for anything yet.".into());
    el("section")
        .class("saw")
        .with("h2", "What the clients saw")
        .maybe(operations.is_empty().then(none))
        .child(el("ol").children(rows))
        .maybe((earlier > 0).then(|| quiet(format!("and {earlier} earlier"))))
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
    let film = &frame.film;
    let outcome = operation.ended.as_ref().map(|(outcome, ..)| outcome);
    let (sign, word) = words::outcome(outcome);
    let step = operation.ended.map_or(operation.invoked.1, |(.., step)| step) + 1;
    let mut said = el("span");
    if who {
        said = said.child(el("span").class("who").text(words::client(operation.id.client)));
    }
    said = match operation.request.value() {
        Some(value) => {
            let asked = Asked::of(&frame.history, operation, (operation.request.key(), value));
            let (text, value, after) = asked.words();
            let value = value.map(|value| chip(value.to_string(), film.hue(operation.id)));
            said.text(text).maybe(value).text(format!(" {after}"))
        }
        None => said.text(format!("{} ", operation.request)),
    };
    said = match outcome {
        Some(Outcome::Read(Some(found))) => {
            said.text("→ ").child(chip(found.value.to_string(), film.hue(found.write)))
        }
        Some(Outcome::Read(None)) => said.text("→ nothing there"),
        Some(Outcome::Inserted(number)) => said.text(format!("→ number {number}")),
        Some(Outcome::Siblings(n)) => said.text(format!("→ {n} siblings")),
        _ => said,
    };
    let stale = staleness::of_read(&frame.history, operation).filter(|it| it.versions > 0);
    if let Some(stale) = stale {
        said = said.child(el("small").class("stale").text(store::behind(&stale)));
    }
    if let Some(&outcome) = outcome.filter(|outcome| !outcome.is_ok()) {
        said = said.with("small", say::result(outcome));
    }
    el("button")
        .attr("type", "button")
        .class("op")
        .class(word)
        .attr_of("title", format!("To step {step}"))
        .wants(on, Intent::SeekStep(step))
        .child(el("i").attr("aria-hidden", "true").text(sign))
        .child(said)
        .with("em", word)
}
