//! The guarantees of the mode, and the verdict on each.

use super::what_if;
use crate::{
    prose::{Lang, Piece, Texts, Words},
    session::{Evidence, Frame, Guarantees, Intent, What, guarantees::Broken},
    widget::{El, button, chip, describe, el},
};
use replicarium::{
    check::{Property, Verdict, Violation, Witness, tried},
    mode::Promise,
    sim::Action,
};
use yew::prelude::*;

/// The guarantees: what is broken first and open, what follows from it and what holds folded.
pub fn show(frame: &Frame, on: &Callback<Intent>) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let Guarantees { broken, open, hold, unchecked } = Guarantees::of(frame);
    let cards = broken.iter().enumerate().map(|(n, it)| card(frame, it, n == 0, on));
    let rows = |all: &[Property]| {
        let rows = all.iter().filter_map(|&it| row(frame, it, on)).collect::<Vec<_>>();
        el("ul").children(rows)
    };
    let held = (!hold.is_empty()).then(|| {
        folded("hold", "✓", lang.hold(&hold), rows(&hold)).attr("data-testid", "guarantees-hold")
    });
    // Several that are open for one reason are one line.
    let told = |it: Property| frame.verdicts.of(it).map(|verdict| lang.so_far(it, verdict));
    let first = open.first().copied();
    let (alike, others): (Vec<Property>, Vec<Property>) =
        open.into_iter().partition(|&it| told(it) == first.and_then(told));
    let reason = first.and_then(told).filter(|_| alike.len() > 2);
    let (alike, others) = match reason {
        Some(_) => (alike, others),
        None => (Vec::new(), [alike, others].concat()),
    };
    let alike = reason.map(|says| folded("open", "…", says, rows(&alike)));
    let unchecked = (!unchecked.is_empty())
        .then(|| folded("unchecked", "–", lang.unchecked(unchecked.len()), rows(&unchecked)));
    el("section")
        .class("guarantees")
        .attr("data-testid", "guarantees")
        .with("h2", texts.guarantees)
        .child(el("div").children(cards))
        .child(rows(&others))
        .maybe(alike)
        .maybe(held)
        .maybe(unchecked)
}

/// A line that opens to a list.
fn folded(class: &'static str, sign: &'static str, says: String, rows: El) -> El {
    let line = el("summary").child(mark(sign)).with("span", says);
    el("details").class("folded").class(class).child(line).child(rows)
}

fn mark(sign: &'static str) -> El {
    el("i").attr("aria-hidden", "true").text(sign)
}

/// A violated guarantee: its proof, why it was never promised, and what follows.
fn card(frame: &Frame, broken: &Broken<'_>, first: bool, on: &Callback<Intent>) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let Broken { property, promise, witness, ref follows } = *broken;
    let lit = frame.highlight.as_ref().is_some_and(|lit| lit.property == property);
    let (word, tag) = match promise {
        Promise::Made(_) => (texts.is_broken, texts.promised),
        Promise::Never(..) => (texts.does_not_hold, texts.never_promised),
    };
    let name = el("b").text(lang.property(property));
    let head = el("summary")
        .child(mark("✕"))
        .child(name.child(el("span").class("unseen").text(word)))
        .child(el("small").class("tag").attr("aria-hidden", "true").text(tag));
    let follows = (!follows.is_empty()).then(|| {
        let rows = follows.iter().filter_map(|&it| row(frame, it, on)).collect::<Vec<_>>();
        folded("follows", "✕", lang.follows(follows), el("ul").children(rows))
    });
    let card = el("details")
        .class("broken")
        .class_if(!promise.is_made(), "unpromised")
        .class_if(lit, "lit")
        .flag("open", first || lit)
        .attr_of("data-testid", format!("verdict-{property}"))
        .child(head)
        .with("small", lang.property_means(property))
        .child(
            sentence(frame, witness)
                .child(el("span").text(" ").child(why(property, lit, texts, on))),
        )
        .maybe(tried(frame, property, witness))
        .maybe(excuse(promise, lang, on))
        .maybe(lit.then(|| evidence(frame, on)))
        .maybe((first || lit).then(|| what_if::show(frame, property, on)).flatten());
    el("div").key(property.name()).child(card).maybe(follows)
}

/// A guarantee in a folded list, or one that is open.
fn row(frame: &Frame, property: Property, on: &Callback<Intent>) -> Option<El> {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let verdict = frame.verdicts.of(property)?;
    let lit = frame.highlight.as_ref().is_some_and(|lit| lit.property == property);
    let (class, sign, word) = match verdict {
        Verdict::Violated(_) if frame.mode.promises(property, &frame.world).is_made() => {
            ("bad", "✕", texts.is_broken)
        }
        Verdict::Violated(_) => ("bad", "✕", texts.does_not_hold),
        Verdict::Holds { checked: 0 } => ("unchecked", "–", texts.is_unchecked),
        Verdict::Holds { .. } => ("ok", "✓", texts.holds),
        Verdict::Unknown(_) => ("open", "…", texts.is_open),
    };
    let told = match verdict {
        Verdict::Violated(witness) => {
            let told = sentence(frame, witness).text(" ").child(why(property, lit, texts, on));
            Some(told)
        }
        Verdict::Holds { checked: 0 } => None,
        Verdict::Holds { .. } | Verdict::Unknown(_) => {
            Some(el("small").class("told").text(lang.so_far(property, verdict)))
        }
    };
    let aside = lang.siblings_aside(property, frame.history.siblings());
    let aside = aside.filter(|_| !verdict.is_violated());
    let name = el("b").attr("title", lang.property_means(property)).text(lang.property(property));
    let row = el("li")
        .key(property.name())
        .class("verdict")
        .class(class)
        .class_if(lit, "lit")
        .attr_of("data-testid", format!("verdict-{property}"))
        .child(mark(sign))
        .child(name.child(el("span").class("unseen").text(word)))
        .maybe(told)
        .maybe(aside.map(|said| el("small").class("told").text(said)))
        .maybe((lit && verdict.is_violated()).then(|| evidence(frame, on)));
    Some(row)
}

/// The orders that were tried where no order explains the operations, and why each fails.
fn tried(frame: &Frame, property: Property, witness: &Witness) -> Option<El> {
    if witness.violation != Violation::NoPlace {
        return None;
    }
    let in_time = property == Property::Linearizable;
    let tried = tried::of(&frame.history, &witness.operations, in_time);
    let told = |it| el("li").text(frame.lang.tried(&frame.history, it));
    let list = el("ul").class("tried").children(tried.iter().map(told).collect::<Vec<_>>());
    (!tried.is_empty()).then_some(list)
}

fn why(property: Property, lit: bool, texts: &Texts, on: &Callback<Intent>) -> El {
    button(if lit { texts.hide } else { texts.show_why })
        .class("why")
        .says("aria-pressed", lit)
        .wants(on, Intent::Show((!lit).then_some(property)))
}

/// The evidence of the witness on display; each piece is a button that seeks to its step.
fn evidence(frame: &Frame, on: &Callback<Intent>) -> El {
    let all = frame.highlight.iter().flat_map(|lit| &lit.evidence);
    let all = all.filter_map(|piece| {
        let there = button("")
            .with("span", frame.lang.time(piece.at.0))
            .text(told(frame, piece)?)
            .wants(on, Intent::SeekStep(piece.step + 1));
        let here = frame.step == piece.step + 1;
        Some(el("li").child(there.set("aria-current", here.then_some("step".into()))))
    });
    el("ol").class("evidence").children(all)
}

/// A piece of evidence in a sentence.
pub fn told(frame: &Frame, evidence: &Evidence) -> Option<String> {
    describe(frame, evidence.step, |cx| match evidence.what {
        What::Note(noted) => frame.lang.noted(cx, noted.node, noted.note),
        What::Operation(_) => frame.lang.step(cx),
    })
}

/// The reason why it was never promised, and the setting that would change that.
fn excuse(promise: Promise, lang: Lang, on: &Callback<Intent>) -> Option<El> {
    let Promise::Never(reason, mend) = promise else { return None };
    let mend = mend.map(|setting| {
        let set = button(lang.set(setting)).class("why");
        set.wants(on, Intent::Act(Action::Configure(setting)))
    });
    Some(el("small").class("excuse").text(lang.reason(reason)).text(" ").maybe(mend))
}

/// A witness as a sentence, with values in the colours of their writes.
pub fn sentence(frame: &Frame, witness: &Witness) -> El {
    let pieces = frame.lang.witness(&frame.history, witness);
    let told = el("small").class("told");
    pieces.into_iter().fold(told, |told, piece| match piece {
        Piece::Text(text) => told.text(text),
        Piece::Write(id, value) => told.child(chip(value, frame.film.hue(id))),
    })
}
