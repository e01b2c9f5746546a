//! The guarantees of the mode, and the verdict on each.

use crate::{
    prose::{Lang, Piece, Texts, Words},
    session::{Frame, Intent},
    widget::{El, button, chip, describe, el},
};
use replicarium::{
    check::{Property, Verdict, Witness},
    mode::{Mode, Promise},
    sim::Action,
};
use yew::prelude::*;

/// The list of guarantees with their verdicts.
pub fn show(frame: &Frame, mode: Mode, on: &Callback<Intent>) -> El {
    let texts = frame.lang.texts();
    let all = Property::ALL.iter().filter_map(|&property| {
        let verdict = frame.verdicts.of(property)?;
        Some(row(frame, mode.promises(property, &frame.world), property, verdict, on))
    });
    el("section")
        .class("promises")
        .attr("tabindex", "0")
        .attr("aria-label", texts.promises)
        .with("h2", texts.promises)
        .child(el("ul").children(all))
}

fn row(
    frame: &Frame,
    promise: Promise,
    property: Property,
    verdict: &Verdict,
    on: &Callback<Intent>,
) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let (class, sign, word) = match (verdict, promise) {
        (Verdict::Violated(_), Promise::Made(_)) => ("bad", "✕", texts.is_broken),
        (Verdict::Violated(_), Promise::Never(..)) => ("bad", "✕", texts.does_not_hold),
        (Verdict::Holds { .. }, _) => ("ok", "✓", texts.holds),
        (Verdict::Unknown(_), _) => ("open", "…", texts.is_open),
    };
    let lit = frame.highlight.as_ref().is_some_and(|lit| lit.property == property);
    let (state, told) = match verdict {
        Verdict::Violated(witness) => {
            let never = !promise.is_made() && !lit;
            let state = el("span").class("state");
            let state = state.maybe(never.then(|| el("small").text(texts.never_promised)));
            (state.child(why(property, lit, texts, on)), Some(sentence(frame, witness)))
        }
        Verdict::Holds { .. } | Verdict::Unknown(_) => {
            let so_far = el("small").class("state").text(lang.so_far(property, verdict));
            let aside = lang.siblings_aside(property, frame.history.siblings());
            (so_far, aside.map(|said| el("small").class("told").text(said)))
        }
    };
    let meaning = match promise {
        Promise::Never(reason, _) => {
            format!("{} ({})", lang.property_means(property), lang.reason(reason))
        }
        // Its source is a title in English, which `replicarium run --verdicts` prints.
        Promise::Made(_) => lang.property_means(property).to_owned(),
    };
    let name = el("b").attr_of("title", meaning).text(lang.property(property));
    el("li")
        .key(property.name())
        .class("verdict")
        .class(class)
        .class_if(verdict.is_violated() && !promise.is_made(), "unpromised")
        .class_if(lit, "lit")
        .attr_of("data-testid", format!("verdict-{property}"))
        .child(el("i").attr("aria-hidden", "true").text(sign))
        .child(name.child(el("span").class("unseen").text(word)))
        .child(state)
        .maybe(told)
        .maybe(excuse(promise, lit && verdict.is_violated(), lang, on))
        .maybe(lit.then(|| notes(frame, on)))
}

fn why(property: Property, lit: bool, texts: &Texts, on: &Callback<Intent>) -> El {
    button(if lit { texts.hide } else { texts.show_why })
        .class("why")
        .says("aria-pressed", lit)
        .wants(on, Intent::Show((!lit).then_some(property)))
}

/// The notes that explain the witness on display; each is a button that seeks to its step.
fn notes(frame: &Frame, on: &Callback<Intent>) -> El {
    let all = frame.highlight.iter().flat_map(|lit| &lit.notes);
    let all = all.filter_map(|noted| {
        let said = describe(frame, noted.step, |cx| frame.lang.noted(cx, noted.node, noted.note))?;
        let there = button("")
            .with("span", frame.lang.time(noted.at.0))
            .text(said)
            .wants(on, Intent::SeekStep(noted.step + 1));
        Some(el("li").child(there))
    });
    el("ol").class("notes").children(all)
}

/// The reason why it was never promised, and the setting that would change that; shown with the witness.
fn excuse(promise: Promise, lit: bool, lang: Lang, on: &Callback<Intent>) -> Option<El> {
    let Promise::Never(reason, mend) = promise else { return None };
    let mend = mend.map(|setting| {
        let set = button(lang.set(setting)).class("why");
        set.wants(on, Intent::Act(Action::Configure(setting)))
    });
    lit.then(|| el("small").class("excuse").text(lang.reason(reason)).maybe(mend))
}

/// A witness as a sentence, with values in the colours of their writes.
fn sentence(frame: &Frame, witness: &Witness) -> El {
    let pieces = frame.lang.witness(&frame.history, witness);
    let told = el("small").class("told");
    pieces.into_iter().fold(told, |told, piece| match piece {
        Piece::Text(text) => told.text(text),
        Piece::Write(id, value) => told.child(chip(value, frame.film.hue(id))),
    })
}
