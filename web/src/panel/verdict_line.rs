//! The line under the stage: what is known of the guarantees by now.

use super::{
    guarantees::{sentence, told},
    leading,
};
use crate::{
    prose::Words,
    session::{Frame, Guarantees, Highlight, Intent, guarantees::Broken},
    widget::{El, Part, button, el, sign},
};
use replicarium::check::{Property, Verdict, Why};
use yew::prelude::*;

/// The verdict in one line, which is on the screen at every size.
#[derive(PartialEq)]
pub struct VerdictLine {
    /// The world at the last step.
    pub frame: Frame,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

impl Part for VerdictLine {
    fn draw(&self) -> Html {
        let Self { frame, on } = self;
        let texts = frame.lang.texts();
        let all = Guarantees::of(frame);
        let promised = all.broken.first().is_some_and(|first| first.promise.is_made());
        let (class, mark, says) = match (all.broken.first(), all.hold.len()) {
            (None, _) if frame.highlight.is_some() => ("bad", "✕", el("p")),
            (Some(first), _) => ("bad", "✕", broken(frame, first)),
            (None, held) => so_far(frame, held, &all.open),
        };
        let buttons = match (&frame.highlight, all.broken.first()) {
            (Some(lit), _) => walk(frame, lit, on),
            (None, Some(first)) => el("div").class("walk").child(
                button(texts.show_why).class("why").wants(on, Intent::Show(Some(first.property))),
            ),
            (None, None) => el("div"),
        };
        let says = frame.highlight.as_ref().and_then(|lit| evidence(frame, lit)).unwrap_or(says);
        el("section")
            .class("verdict-line")
            .class(class)
            .class_if(!promised, "unpromised")
            .attr("aria-label", texts.verdict)
            .attr("data-testid", "verdict-line")
            .child(el("i").attr("aria-hidden", "true").text(mark))
            // A screen reader is told of a broken guarantee at any time.
            .child(el("div").class("says").attr("role", "status").child(says))
            .child(buttons)
            .into()
    }
}

/// Nothing is broken yet. That is no news to tick off while two nodes lead, or while replicas differ and something is due
/// that may mend it.
fn so_far(frame: &Frame, held: usize, open: &[Property]) -> (&'static str, &'static str, El) {
    let ended = frame.history.operations().iter().filter(|it| it.ended.is_some()).count();
    let lang = frame.lang;
    let held = if ended == 0 { 0 } else { held };
    let says = match held {
        0 => lang.texts().nothing_checked.to_owned(),
        held => lang.all_hold(held, ended),
    };
    match (leading::leaders(frame).into_iter().find(|(_, leaders)| leaders.len() > 1), held) {
        (Some((_, leaders)), _) => {
            let split = el("b").text(lang.leaders(&leaders));
            ("split", "!", el("p").child(split).text(" ").child(el("span").text(says)))
        }
        (_, 0) => ("nothing", "–", el("p").text(says)),
        _ if let Some((property, verdict)) = apart(frame, open) => {
            let told = lang.so_far(property, verdict);
            let told = el("b").text(format!("{}: {told}.", lang.property(property)));
            ("split", "…", el("p").child(told).text(" ").child(el("span").text(says)))
        }
        _ => ("ok", "✓", el("p").text(says)),
    }
}

/// The guarantee that replicas break now, unless what is due mends it.
fn apart<'a>(frame: &'a Frame, open: &[Property]) -> Option<(Property, &'a Verdict)> {
    let mut all = open.iter().filter_map(|&it| Some((it, frame.verdicts.of(it)?)));
    all.find(|(_, verdict)| matches!(verdict, Verdict::Unknown(Why::StillDue)))
}

/// The proof, and what was promised.
fn broken(frame: &Frame, first: &Broken<'_>) -> El {
    let tail = frame.lang.broken(first.property, first.promise);
    let proof = el("b").child(sentence(frame, first.witness));
    el("p").child(proof).text(" ").child(el("span").text(tail))
}

/// The evidence at the playhead.
fn evidence(frame: &Frame, lit: &Highlight) -> Option<El> {
    let (place, evidence) = lit.at(frame.step)?;
    let head = frame.lang.evidence(place, lit.evidence.len());
    let said = told(frame, evidence)?;
    let at = frame.lang.time(evidence.at.0);
    Some(el("p").child(el("span").text(format!("{head} · {at} "))).with("b", said))
}

/// The buttons that go from evidence to evidence.
fn walk(frame: &Frame, lit: &Highlight, on: &Callback<Intent>) -> El {
    let texts = frame.lang.texts();
    let step = |mark, says, forward| {
        sign(mark, says, texts.evidence_keys)
            .flag("disabled", lit.next(frame.step, forward).is_none())
            .wants(on, Intent::Walk(forward))
    };
    el("div")
        .class("walk")
        .child(step("‹", texts.evidence_before, false))
        .child(step("›", texts.evidence_after, true))
        .child(button(texts.hide).class("why").wants(on, Intent::Show(None)))
}
