//! A client: what it asked for, and what it may ask for next.

use super::{key_hint, members, value_hint};
use crate::{
    panel::{ask::Ask, saw},
    prose::words,
    session::{Frame, Intent},
};
use replicarium::id::ClientId;
use yew::prelude::*;

/// So many of its operations are listed.
const SHOWN: usize = 12;

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
            <Ask clients={vec![id]} nodes={members(frame)} routed={true} key_hint={key_hint(frame)}
                value_hint={value_hint(frame)} {on}/>
            <ol>{ for rows }</ol>
        </>
    }
}
