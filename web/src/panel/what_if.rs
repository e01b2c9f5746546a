//! What would have kept a broken guarantee: buttons that open the changed runs.

use crate::{
    prose::Words,
    session::{Frame, Intent},
    widget::{El, button, el},
};
use replicarium::{
    check::Property,
    remedy::{Answer, Fate},
};
use yew::prelude::*;

/// The changes under which a guarantee is kept, with their prices. Nothing if the run of its choices alone does not break
/// it, as after a message was delivered by hand.
pub fn show(frame: &Frame, property: Property, on: &Callback<Intent>) -> Option<El> {
    let texts = frame.lang.texts();
    let all = el("div")
        .class("what-if")
        .attr("data-testid", "what-if")
        .says("aria-busy", frame.remedies.is_none())
        .with("h3", texts.what_if);
    let Some(remedies) = &frame.remedies else {
        return (!frame.playing).then(|| all.child(el("small").text(texts.trying)));
    };
    if !remedies.broken().into_iter().flatten().any(|it| it == property) {
        return None;
    }
    let none = !remedies.can_be_set(property);
    let answers = remedies.answers(property);
    let answers = answers.into_iter().map(|it| answer(frame, property, it, on));
    let list = el("ul").children(answers.collect::<Vec<_>>());
    Some(all.maybe(none.then(|| el("small").text(texts.no_setting))).child(list))
}

fn answer(frame: &Frame, property: Property, answer: &Answer, on: &Callback<Intent>) -> El {
    let lang = frame.lang;
    let open = button(lang.change(&answer.change))
        .attr("title", lang.texts().opens_branch)
        .wants(on, Intent::Change(answer.change.clone()));
    let shortfall = match answer.fate(property) {
        Some(Fate::But(shortfall)) => Some(lang.shortfall(*shortfall, &frame.history)),
        Some(Fate::Kept | Fate::Broken | Fate::Unknown) | None => None,
    };
    let sign = if shortfall.is_some() { "≈" } else { "✓" };
    let texts = lang.texts();
    let promised = answer.promised.contains(&property);
    let promised = if promised { texts.as_promised } else { texts.only_here };
    let told = [promised.to_owned(), lang.price(&answer.price, &answer.waits)]
        .into_iter()
        .chain(shortfall);
    let told = told.collect::<Vec<_>>().join("; ");
    let mark = el("i").attr("aria-hidden", "true").text(sign);
    el("li").child(mark).child(el("span").child(open).child(el("small").text(told)))
}
