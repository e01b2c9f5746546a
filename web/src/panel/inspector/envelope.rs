//! An envelope: what it carries, from whom to whom, and what can be done to it on its way.

use super::act;
use crate::{
    prose::{
        say,
        words::{address, time},
    },
    session::{Frame, Intent, film::End},
    widget::{button, chip},
};
use replicarium::{
    id::EnvelopeId,
    sim::Action,
    view::{EnvelopeView, Fate, Kind},
};
use yew::prelude::*;

pub fn show(frame: &Frame, id: EnvelopeId, on: &Callback<Intent>) -> Html {
    let flying = frame.world.envelopes.iter().find(|envelope| envelope.id == id);
    let path = frame.film.path(id);
    let Some(envelope) = flying.or(path.map(|path| &path.envelope)) else {
        return html! { <p class="quiet">{ "There is no such envelope in this run." }</p> };
    };
    let sent = path.map(|path| path.sent_step + 1);
    let ended = path.and_then(|path| path.end).filter(|&(.., step)| step < frame.step);
    let state = match (flying, ended) {
        (Some(envelope), _) => say::fate(envelope).to_string(),
        (None, Some((End::Delivered, at, _))) => format!("arrived at {}", time(at.0)),
        (None, Some((End::Lost, at, _))) => format!("lost at {}", time(at.0)),
        (None, None) => "not sent yet at this step".into(),
    };
    let sought = ended.map(|(.., step)| step + 1).filter(|_| flying.is_none()).or(sent);
    let there = sought.filter(|_| flying.is_none()).map(|step| {
        let on = on.reform(move |()| Intent::SeekStep(step));
        button(format!("To step {step}"), on)
    });
    let deeds = flying.map(|envelope| deeds(envelope, on));
    html! {
        <>
            <h2>{ "Envelope " }<small>{ kind(envelope.kind) }</small></h2>
            <div class="buttons">{ deeds }{ there }</div>
            <table class="facts"><tbody>
                { fact("says", label(frame, envelope)) }
                { fact("way", html! { { format!("{} → {}", address(envelope.from), address(envelope.to)) } }) }
                { fact("sent", html! { { time(envelope.sent.0) } }) }
                { fact("due", html! { { due(envelope) } }) }
                { fact("now", html! { { state } }) }
            </tbody></table>
        </>
    }
}

fn fact(name: &'static str, what: Html) -> Html {
    html! { <tr><th scope="row">{ name }</th><td>{ what }</td></tr> }
}

fn label(frame: &Frame, envelope: &EnvelopeView) -> Html {
    let label = &envelope.label;
    let number = label.number.map(|number| format!(" {number}"));
    let carries = label.carries.map(|(value, write)| {
        html! {
            <>{ " " }{ chip(value.to_string(), frame.film.hue(write)) }</>
        }
    });
    html! { <>{ label.word }{ number }{ carries }</> }
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

fn deeds(envelope: &EnvelopeView, on: &Callback<Intent>) -> Html {
    let id = envelope.id;
    let hold = match envelope.held {
        true => ("Release", Action::Release(id)),
        false => ("Hold", Action::Hold(id)),
    };
    let all = [
        hold,
        ("Deliver now", Action::Deliver(id)),
        ("Drop", Action::Drop(id)),
        ("Duplicate", Action::Duplicate(id)),
    ];
    all.into_iter().map(|(text, action)| act(text, action, on)).collect()
}
