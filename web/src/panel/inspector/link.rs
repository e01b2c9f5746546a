//! The inspector of a link: two directions, each whole or cut.

use super::{command, quiet};
use crate::{
    prose::Words,
    session::{Frame, Intent, Selection, commands},
    widget::{El, button, el},
};
use replicarium::{
    id::Address,
    view::{EnvelopeView, Kind},
};
use yew::prelude::*;

pub fn show(frame: &Frame, from: Address, to: Address, on: &Callback<Intent>) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let address = |address| lang.address(address);
    let world = &frame.world;
    let way = |from: Address, to: Address| {
        let state =
            if world.cuts.contains(&(from, to)) { texts.link_cut } else { texts.link_whole };
        let says = format!("{} → {}: ", address(from), address(to));
        let says = el("span").text(says).with("b", state);
        el("div").class("row").child(says).child(command(
            commands::one_way(world, from, to),
            lang,
            on,
        ))
    };
    // The paths to the power switches, which a reader finds at the link that they stand in for.
    let switches = match (from, to) {
        (Address::Node(a), Address::Node(b)) if world.features.switches => {
            [(a, b), (b, a)].map(|(by, of)| Some(way(by.into(), Address::Switch(of))))
        }
        _ => [None, None],
    };
    let both = commands::both_ways(world, from, to)
        .map(|both| el("div").class("buttons").child(command(both, lang, on)));
    let here = |e: &&EnvelopeView| {
        e.kind != Kind::Timer && ((e.from, e.to) == (from, to) || (e.from, e.to) == (to, from))
    };
    let flying = frame.world.envelopes.iter().filter(here).map(|envelope| {
        let id = envelope.id;
        let label = lang.label(&envelope.label);
        let text = format!("{} → {}: {label}", address(envelope.from), address(envelope.to));
        button(text).wants(on, Intent::Select(Some(Selection::Envelope(id))))
    });
    let flying: Vec<El> = flying.collect();
    let here = if flying.is_empty() { texts.nothing_on_its_way } else { texts.on_its_way };
    el("div")
        .with("h2", lang.link_title(from, to))
        .child(way(from, to))
        .child(way(to, from))
        .maybe(both)
        .children(switches.into_iter().flatten())
        .child(quiet(here))
        .child(el("div").class("buttons stacked").children(flying))
}
