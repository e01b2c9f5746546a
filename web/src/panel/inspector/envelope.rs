//! The inspector of an envelope: contents, sender, receiver, and the actions on it in flight.

use super::{head, quiet};
use crate::{
    prose::{
        say,
        words::{address, time},
    },
    session::{Frame, Intent, commands, film::End},
    widget::{El, button, chip, el},
};
use replicarium::{
    id::EnvelopeId,
    view::{EnvelopeView, Fate, Kind},
};
use yew::prelude::*;

pub fn show(frame: &Frame, id: EnvelopeId, on: &Callback<Intent>) -> El {
    let flying = frame.world.envelopes.iter().find(|envelope| envelope.id == id);
    let path = frame.film.path(id);
    let Some(envelope) = flying.or(path.as_ref().map(|path| &path.envelope)) else {
        return el("div").child(quiet("There is no such envelope in this run."));
    };
    let sent = path.and_then(|path| path.sent_step).map(|step| step + 1);
    let ended = path.and_then(|path| path.end).filter(|&(.., step)| step < frame.step);
    let state = match (flying, ended) {
        (Some(envelope), _) => say::fate(envelope).to_string(),
        (None, Some((End::Delivered, at, _))) => format!("arrived at {}", time(at.0)),
        (None, Some((End::Lost, at, _))) => format!("lost at {}", time(at.0)),
        (None, None) => "not sent yet at this step".into(),
    };
    let sought = ended.map(|(.., step)| step + 1).filter(|_| flying.is_none()).or(sent);
    let there = sought
        .filter(|_| flying.is_none())
        .map(|step| button(format!("To step {step}")).wants(on, Intent::SeekStep(step)));
    let commands = commands::of_envelope(&frame.world, id).into_iter();
    let commands = commands.map(|command| super::command(command, on)).chain(there);
    let way = format!("{} → {}", address(envelope.from), address(envelope.to));
    let fact = |name, what: String| fact(name, el("td").text(what));
    let facts = el("tbody")
        .child(self::fact("says", label(frame, envelope)))
        .child(fact("way", way))
        .child(fact("sent", time(envelope.sent.0)))
        .child(fact("due", due(envelope)))
        .child(fact("now", state));
    el("div")
        .child(head("Envelope ", kind(envelope.kind)))
        .child(el("div").class("buttons").children(commands))
        .child(el("table").class("facts").child(facts))
}

fn fact(name: &'static str, what: El) -> El {
    el("tr").child(el("th").attr("scope", "row").text(name)).child(what)
}

fn label(frame: &Frame, envelope: &EnvelopeView) -> El {
    let label = &envelope.label;
    let mut says = el("td").text(label.tag.to_string());
    if let Some(number) = label.number {
        says = says.text(format!(" {number}"));
    }
    if let Some((value, write)) = label.carries {
        says = says.text(" ").child(chip(value.to_string(), frame.film.hue(write)));
    }
    says
}

fn due(envelope: &EnvelopeView) -> String {
    match envelope.fate {
        _ if envelope.held => "when it is released".into(),
        Fate::Arrives => time(envelope.due.0),
        Fate::Lost => format!("never; gone at {}", time(envelope.due.0)),
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Request => "a client's request",
        Kind::Reply => "an answer to a client",
        Kind::Message => "from replica to replica",
        Kind::Timer => "a timer",
    }
}
