//! What the clients saw: every operation, the newest first.

use crate::{
    prose::{say, store, words},
    session::{Frame, Intent},
    widget::chip,
};
use replicarium::{
    check::staleness,
    history::{History, Operation, Outcome},
    kv::Request,
};
use yew::prelude::*;

/// So many operations are listed.
const SHOWN: usize = 40;

/// What the clients saw.
pub fn show(frame: &Frame, on: &Callback<Intent>) -> Html {
    let operations = frame.history.operations();
    let rows = operations.iter().rev().take(SHOWN).map(|operation| {
        let after_all = reader_of(&frame.history, operation)
            .map(|read| html! { <p class="after-all">{ say::after_all(read.id.client) }</p> });
        html! {
            <li key={operation.id.to_string()}>
                { row(operation, frame, true, on) }{ after_all }
            </li>
        }
    });
    let earlier = operations.len().saturating_sub(SHOWN);
    html! {
        <section class="saw">
            <h2>{ "What the clients saw" }</h2>
            if operations.is_empty() {
                <p class="quiet">{ "No client has asked for anything yet." }</p>
            }
            <ol>{ for rows }</ol>
            if earlier > 0 {
                <p class="quiet">{ format!("and {earlier} earlier") }</p>
            }
        </section>
    }
}

/// The first read that found a write whose client was not told that it happened.
fn reader_of<'a>(history: &'a History, write: &Operation) -> Option<&'a Operation> {
    let (outcome, ..) = write.ended?;
    if !write.request.is_write() || outcome.is_ok() {
        return None;
    }
    let found = |read: &&Operation| match read.ended {
        Some((Outcome::Read(Some(found)), ..)) => found.write == write.id,
        _ => false,
    };
    history.operations().iter().filter(found).min_by_key(|read| read.ended.map(|(.., step)| step))
}

/// One operation; a click goes to the step by which it ended.
pub fn row(operation: &Operation, frame: &Frame, who: bool, on: &Callback<Intent>) -> Html {
    let film = &frame.film;
    let outcome = operation.ended.as_ref().map(|(outcome, ..)| outcome);
    let (sign, word) = words::outcome(outcome);
    let step = operation.ended.map_or(operation.invoked.1, |(.., step)| step) + 1;
    let client =
        who.then(|| html! { <span class="who">{ words::client(operation.id.client) }</span> });
    let what = match operation.request {
        Request::Write(key, value) => html! {
            <>{ format!("write {key} ") }
            { chip(value.to_string(), film.hue(operation.id)) }</>
        },
        Request::Read(_) | Request::Insert(_) => html! { { format!("{} ", operation.request) } },
    };
    let seen = match outcome {
        Some(Outcome::Read(Some(found))) => html! {
            <>{ "→ " }{ chip(found.value.to_string(), film.hue(found.write)) }</>
        },
        Some(Outcome::Read(None)) => html! { { "→ nothing there" } },
        Some(Outcome::Inserted(number)) => html! { { format!("→ number {number}") } },
        Some(Outcome::Siblings(n)) => html! { { format!("→ {n} siblings") } },
        _ => Html::default(),
    };
    let why = outcome.filter(|outcome| !outcome.is_ok()).map(|&outcome| {
        html! { <small>{ say::outcome(outcome) }</small> }
    });
    let stale = staleness::of_read(&frame.history, operation).filter(|it| it.versions > 0);
    let stale = stale.map(|it| html! { <small class="stale">{ store::behind(&it) }</small> });
    html! {
        <button type="button" class={classes!("op", word)} title={format!("To step {step}")}
            onclick={on.reform(move |_| Intent::SeekStep(step))}>
            <i aria-hidden="true">{ sign }</i>
            <span>{ client }{ what }{ seen }{ stale }{ why }</span>
            <em>{ word }</em>
        </button>
    }
}
