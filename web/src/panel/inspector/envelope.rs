//! The inspector of an envelope: contents, sender, receiver, and the actions on it in flight.

use super::{head, quiet, trees};
use crate::{
    prose::Words,
    session::{Frame, Intent, commands, film::End},
    widget::{El, button, chip, el},
};
use replicarium::{id::EnvelopeId, protocol::leaderless, tag::Tag, view::EnvelopeView};
use yew::prelude::*;

pub fn show(frame: &Frame, id: EnvelopeId, on: &Callback<Intent>) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let flying = frame.world.envelopes.iter().find(|envelope| envelope.id == id);
    let path = frame.film.path(id);
    let Some(envelope) = flying.or(path.as_ref().map(|path| &path.envelope)) else {
        return el("div").child(quiet(texts.no_envelope));
    };
    let sent = path.and_then(|path| path.sent_step).map(|step| step + 1);
    let ended = path.and_then(|path| path.end).filter(|&(.., step)| step < frame.step);
    let state = match (flying, ended) {
        (Some(envelope), _) => lang.fate(envelope).to_string(),
        (None, Some((End::Delivered, at, _))) => lang.arrived_at(at),
        (None, Some((End::Lost, at, _))) => lang.lost_at(at),
        (None, None) => lang.not_sent().into(),
    };
    let sought = ended.map(|(.., step)| step + 1).filter(|_| flying.is_none()).or(sent);
    let there = sought
        .filter(|_| flying.is_none())
        .map(|step| button(lang.to_step(step)).wants(on, Intent::SeekStep(step)));
    let commands = commands::of_envelope(&frame.world, id).into_iter();
    let commands = commands.map(|command| super::command(command, lang, on)).chain(there);
    let way = format!("{} → {}", lang.address(envelope.from), lang.address(envelope.to));
    let fact = |name, what: String| fact(name, el("td").text(what));
    let facts = el("tbody")
        .child(self::fact(texts.says, label(frame, envelope)))
        .child(fact(texts.way, way))
        .child(fact(texts.sent, lang.time(envelope.sent.0)))
        .child(fact(texts.due, lang.due(envelope)))
        .child(fact(texts.now, state));
    el("div")
        .child(head(texts.envelope, lang.kind(envelope.kind)))
        .child(el("div").class("buttons").children(commands))
        .child(el("table").class("facts").child(facts))
        .children(flying.map(|envelope| comparison(frame, envelope)).unwrap_or_default())
}

/// The trees that a message on its way is about.
fn comparison(frame: &Frame, envelope: &EnvelopeView) -> Vec<El> {
    let Tag::Leaderless(leaderless::Tag::Hashes | leaderless::Tag::Rows) = envelope.label.tag
    else {
        return Vec::new();
    };
    trees::comparisons(frame, envelope.from.into(), Some(envelope.to.into()))
}

fn fact(name: &'static str, what: El) -> El {
    el("tr").child(el("th").attr("scope", "row").text(name)).child(what)
}

fn label(frame: &Frame, envelope: &EnvelopeView) -> El {
    let label = &envelope.label;
    let mut says = el("td").text(frame.lang.tag(label.tag));
    if let Some(number) = label.number {
        says = says.text(format!(" {number}"));
    }
    if let Some((value, write)) = label.carries {
        says = says.text(" ").child(chip(value.to_string(), frame.film.hue(write)));
    }
    says
}
