//! What the clients were promised, and whether it was kept so far.

use crate::{
    prose::{say, verdicts, verdicts::Piece, words},
    session::{Frame, Intent},
    widget::{chip, el, told},
};
use replicarium::{
    check::{Property, Verdict, Witness},
    kv::Request,
    mode::{Mode, Promise},
    sim::Action,
};
use yew::prelude::*;

/// What the clients were promised.
pub fn show(frame: &Frame, mode: Mode, on: &Callback<Intent>) -> Html {
    let all = Property::ALL.iter().filter_map(|&property| {
        let verdict = frame.verdicts.of(property)?;
        Some(row(frame, mode.promises(property, &frame.world.knobs), property, verdict, on))
    });
    html! {
        <section class="promises" tabindex="0" aria-label="What the clients were promised">
            <h2>{ "What the clients were promised" }</h2>
            <ul>{ for all }</ul>
        </section>
    }
}

fn row(
    frame: &Frame,
    promise: Promise,
    property: Property,
    verdict: &Verdict,
    on: &Callback<Intent>,
) -> Html {
    let (class, sign, word) = match (verdict, promise) {
        (Verdict::Violated(_), Promise::Made) => ("bad", "✕", ": broken"),
        (Verdict::Violated(_), Promise::Never(..)) => ("bad unpromised", "✕", ": does not hold"),
        (Verdict::Holds { .. }, _) => ("ok", "✓", ": holds so far"),
        (Verdict::Unknown(_), _) => ("open", "…", ": open"),
    };
    let lit = frame.lit.as_ref().is_some_and(|lit| lit.property == property);
    let (state, told) = match verdict {
        Verdict::Violated(witness) => {
            let told = html! {
                <>
                    <span class="state">
                        if promise != Promise::Made && !lit { <small>{ "never promised" }</small> }
                        { why(property, lit, on) }
                    </span>
                    <small class="told">{ sentence(frame, witness) }</small>
                    { excuse(promise, lit, on) }
                    { if lit { notes(frame, on) } else { Html::default() } }
                </>
            };
            (None, told)
        }
        _ => (Some(verdicts::so_far(property, verdict)), Html::default()),
    };
    let meaning = match promise {
        Promise::Never(reason, _) => {
            format!("{} ({})", verdicts::meaning(property), verdicts::reason(reason))
        }
        Promise::Made => verdicts::meaning(property).to_owned(),
    };
    html! {
        <li key={property.name()} class={classes!("verdict", class, lit.then_some("lit"))}
            data-testid={format!("verdict-{property}")}>
            <i aria-hidden="true">{ sign }</i>
            <b title={meaning}>{ verdicts::property(property) }<span class="unseen">{ word }</span></b>
            if let Some(state) = state { <small class="state">{ state }</small> }
            { told }
        </li>
    }
}

fn why(property: Property, lit: bool, on: &Callback<Intent>) -> Html {
    let onclick = on.reform(move |_| Intent::Show((!lit).then_some(property)));
    html! {
        <button type="button" class="why" {onclick} aria-pressed={lit.to_string()}>
            { if lit { "hide" } else { "show why" } }
        </button>
    }
}

/// What nodes noted that explains what is lit up: each leads to its step.
fn notes(frame: &Frame, on: &Callback<Intent>) -> Html {
    let all = frame.lit.iter().flat_map(|lit| &lit.notes);
    let all = all.filter_map(|noted| {
        let said = say::noted(&told(frame, noted.step)?, noted.node, &noted.note);
        let button = el("button")
            .attr("type", "button")
            .wants(on, Intent::SeekStep(noted.step + 1))
            .child(el("span").text(words::time(noted.at.0)))
            .text(said);
        Some(el("li").child(button))
    });
    el("ol").class("notes").children(all).into()
}

/// Why it was never promised, and the setting that would change it: once it is lit up.
fn excuse(promise: Promise, lit: bool, on: &Callback<Intent>) -> Html {
    let Promise::Never(reason, mend) = promise else { return Html::default() };
    let mend = mend.map(|setting| {
        let onclick = on.reform(move |_| Intent::Act(Action::Configure(setting)));
        html! { <button type="button" class="why" {onclick}>{ format!("set {setting}") }</button> }
    });
    match lit {
        true => html! { <small class="excuse">{ verdicts::reason(reason) }{ mend }</small> },
        false => Html::default(),
    }
}

/// A witness in words, with values in the colours of their writes.
fn sentence(frame: &Frame, witness: &Witness) -> Html {
    let pieces = verdicts::witness(&frame.history, witness);
    let shown = pieces.into_iter().map(|piece| match piece {
        Piece::Text(text) => html! { { text } },
        Piece::Write(id) => {
            let request = frame.history.operation(id).map(|operation| operation.request);
            let value = match request {
                Some(Request::Write(_, value)) => value.to_string(),
                _ => id.to_string(),
            };
            chip(value, frame.film.hue(id))
        }
    });
    shown.collect()
}
