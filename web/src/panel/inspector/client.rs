//! A client: what it asked for, and what it may ask for next.

use super::{deletes, held, key_hint, members, value_hint};
use crate::{
    panel::{ask::Ask, knobs, saw},
    prose::{store, words},
    session::{Frame, Intent},
    widget::el,
};
use replicarium::{
    id::ClientId,
    kv::{Key, Route, Value, Word},
    replica::Sight,
    sim::{Action, Change, Setting},
};
use yew::prelude::*;

/// So many of its operations are listed.
const SHOWN: usize = 12;

/// Whom its writes or its reads go to: a list to choose from.
fn route(frame: &Frame, id: ClientId, writes: bool, now: Route, on: &Callback<Intent>) -> Html {
    let to = members(frame).into_iter().map(Route::To);
    // Where nobody leads, nobody knows whom to ask for the leader.
    let leads = frame.world.nodes.iter().any(|node| node.replica.leadership.is_some());
    let all = to.chain([Route::Any]).chain(leads.then_some(Route::Leader));
    let all: Vec<Route> = all.collect();
    let mut names: Vec<String> = all.iter().map(|&route| words::route(route)).collect();
    let chosen = all.iter().position(|&route| route == now).unwrap_or_else(|| {
        // Whom it asked has left, or there is nobody to lead.
        names.push(words::route(now));
        all.len()
    });
    let (label, setting): (_, fn(ClientId, Route) -> Setting) = match writes {
        true => ("Its writes go to", Setting::Writes),
        false => ("Its reads go to", Setting::Reads),
    };
    let on = on.reform(move |n: usize| {
        let route = all.get(n).copied().unwrap_or(now);
        Intent::Act(Action::Configure(setting(id, route)))
    });
    knobs::list(label, "", names, chosen, on)
}

pub fn show(frame: &Frame, id: ClientId, on: &Callback<Intent>) -> Html {
    let Some(client) = frame.world.clients.iter().find(|client| client.id == id) else {
        return html! { <p class="quiet">{ "There is no such client." }</p> };
    };
    let state = match client.waits {
        Some((_, via, request, since)) => format!(
            "Waits since {} for {via} to answer {}.",
            words::time(since.0),
            words::request(request)
        ),
        None if client.invoked == 0 => "Has not asked for anything yet.".into(),
        None => format!("Idle; has asked {} times.", client.invoked),
    };
    let rows = frame.history.of(id).rev().take(SHOWN).map(|operation| {
        html! {
            <li key={operation.id.number}>{ saw::row(operation, frame, false, on) }</li>
        }
    });
    html! {
        <>
            <h2>{ words::client(id) }</h2>
            <p>{ state }</p>
            { route(frame, id, true, client.routes.0, on) }
            { route(frame, id, false, client.routes.1, on) }
            { for client.seen.iter().map(|(key, sight)| saw_last(frame, id, *key, sight, on)) }
            <Ask clients={vec![id]} nodes={members(frame)} routed={true} deletes={deletes(frame)}
                key_hint={key_hint(frame)} value_hint={value_hint(frame)} {on}/>
            <ol>{ for rows }</ol>
        </>
    }
}

/// What a client was last told of a key, and a button for each item that it may take out.
fn saw_last(
    frame: &Frame,
    client: ClientId,
    key: Key,
    sight: &Sight,
    on: &Callback<Intent>,
) -> Html {
    let values = sight.values.iter();
    let values = values.map(|found| held::value(found.value, frame.film.hue(found.write)));
    let mut items: Vec<Word> = Vec::new();
    for found in &sight.values {
        for item in found.value.to_string().split(',') {
            // A mark stands for what was removed before.
            let item = Word::new(item).ok().filter(|_| !item.starts_with(['-', '†']));
            items.extend(item.filter(|item| !items.contains(item)));
        }
    }
    if !deletes(frame).1 {
        items.clear();
    }
    let remove = items.into_iter().map(|item| {
        let (change, item) = (Change::Remove, Value(item));
        let intent = Intent::Cart { client, via: None, change, key, item };
        el("button").attr("type", "button").text(format!("Remove {item}")).wants(on, intent)
    });
    let told = el("p").text(store::saw(&key.to_string(), &sight.context.to_string()));
    el("div")
        .child(told.child(el("span").class("sights").children(values)))
        .child(el("div").class("buttons").children(remove))
        .into()
}
