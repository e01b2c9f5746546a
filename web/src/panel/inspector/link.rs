//! A link: two directions, each whole or cut.

use super::act;
use crate::{
    prose::words::address,
    session::{Frame, Intent, Selection},
    widget::button,
};
use replicarium::{
    id::Address,
    sim::Action,
    view::{EnvelopeView, Kind},
};
use yew::prelude::*;

pub fn show(frame: &Frame, from: Address, to: Address, on: &Callback<Intent>) -> Html {
    let is_cut = |from, to| frame.world.cuts.contains(&(from, to));
    let way = |from: Address, to: Address| {
        let (a, b) = (address(from), address(to));
        let (state, button) = match is_cut(from, to) {
            true => ("cut", act(format!("Heal {a} → {b}"), Action::Heal(from, to), on)),
            false => ("whole", act(format!("Cut {a} → {b}"), Action::Cut(from, to), on)),
        };
        html! { <div class="row"><span>{ format!("{a} → {b}: ") }<b>{ state }</b></span>{ button }</div> }
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
    let both = both.map(|(text, intent)| {
        let on = on.reform(move |()| intent.clone());
        html! { <div class="buttons">{ button(text, on) }</div> }
    });
    let here = |e: &&EnvelopeView| {
        e.kind != Kind::Timer && ((e.from, e.to) == (from, to) || (e.from, e.to) == (to, from))
    };
    let flying = frame.world.envelopes.iter().filter(here).map(|envelope| {
        let id = envelope.id;
        let text =
            format!("{} → {}: {}", address(envelope.from), address(envelope.to), envelope.label);
        let on = on.reform(move |()| Intent::Select(Some(Selection::Envelope(id))));
        button(text, on)
    });
    let flying: Vec<Html> = flying.collect();
    html! {
        <>
            <h2>{ format!("Link {} – {}", address(from), address(to)) }</h2>
            { way(from, to) }
            { way(to, from) }
            { both }
            <p class="quiet">
                { if flying.is_empty() { "Nothing is on its way here." } else { "On its way here:" } }
            </p>
            <div class="buttons stacked">{ for flying }</div>
        </>
    }
}
