//! The inspector of a link: two directions, each whole or cut.

use super::{act, quiet};
use crate::{
    prose::words::address,
    session::{Frame, Intent, Selection},
    widget::{El, button, el},
};
use replicarium::{
    id::Address,
    sim::Action,
    view::{EnvelopeView, Kind},
};
use yew::prelude::*;

pub fn show(frame: &Frame, from: Address, to: Address, on: &Callback<Intent>) -> El {
    let is_cut = |from, to| frame.world.cuts.contains(&(from, to));
    let way = |from: Address, to: Address| {
        let (a, b) = (address(from), address(to));
        let (state, button) = match is_cut(from, to) {
            true => ("cut", act(format!("Heal {a} → {b}"), Action::Heal(from, to), on)),
            false => ("whole", act(format!("Cut {a} → {b}"), Action::Cut(from, to), on)),
        };
        let says = el("span").text(format!("{a} → {b}: ")).with("b", state);
        el("div").class("row").child(says).child(button)
    };
    let both = match (is_cut(from, to), is_cut(to, from)) {
        (false, false) => {
            Some(("Cut both ways", Intent::All(vec![Action::Cut(from, to), Action::Cut(to, from)])))
        }
        (true, true) => Some((
            "Heal both ways",
            Intent::All(vec![Action::Heal(from, to), Action::Heal(to, from)]),
        )),
        _ => None,
    };
    let both =
        both.map(|(text, intent)| el("div").class("buttons").child(button(text).wants(on, intent)));
    let here = |e: &&EnvelopeView| {
        e.kind != Kind::Timer && ((e.from, e.to) == (from, to) || (e.from, e.to) == (to, from))
    };
    let flying = frame.world.envelopes.iter().filter(here).map(|envelope| {
        let id = envelope.id;
        let text =
            format!("{} → {}: {}", address(envelope.from), address(envelope.to), envelope.label);
        button(text).wants(on, Intent::Select(Some(Selection::Envelope(id))))
    });
    let flying: Vec<El> = flying.collect();
    let here = if flying.is_empty() { "Nothing is on its way here." } else { "On its way here:" };
    el("div")
        .with("h2", format!("Link {} – {}", address(from), address(to)))
        .child(way(from, to))
        .child(way(to, from))
        .maybe(both)
        .child(quiet(here))
        .child(el("div").class("buttons stacked").children(flying))
}
