//! A client: what it asked for, and what it may ask for next.

use super::{key_hint, members, value_hint};
use crate::{
    panel::{ask::Ask, knobs, saw},
    prose::words,
    session::{Frame, Intent},
};
use replicarium::{
    id::ClientId,
    kv::Route,
    sim::{Action, Setting},
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
    let all = all.map(|route| (words::route(route), route)).collect();
    let (label, setting): (_, fn(ClientId, Route) -> Setting) = if writes {
        ("Its writes go to", Setting::Writes)
    } else {
        ("Its reads go to", Setting::Reads)
    };
    let on = on.reform(move |route| Intent::Act(Action::Configure(setting(id, route))));
    knobs::choice(label, "", all, now, words::route, on)
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
            <li key={operation.id.number}>{ saw::row(operation, &frame.film, false, on) }</li>
        }
    });
    html! {
        <>
            <h2>{ words::client(id) }</h2>
            <p>{ state }</p>
            { route(frame, id, true, client.routes.0, on) }
            { route(frame, id, false, client.routes.1, on) }
            <Ask clients={vec![id]} nodes={members(frame)} routed={true} key_hint={key_hint(frame)}
                value_hint={value_hint(frame)} {on}/>
            <ol>{ for rows }</ol>
        </>
    }
}
