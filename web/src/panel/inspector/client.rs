//! The inspector of a client: its operations, and the requests that it can make next.

use super::{held, key_hint, members, open, quiet, statements, value_hint};
use crate::{
    panel::{ask::Ask, saw},
    prose::{Command, Words},
    session::{Frame, Intent, cart},
    widget::{El, button, el, routes},
};
use replicarium::{
    id::{ClientId, NodeId},
    kv::Key,
    session::Costs,
    sim::Change,
    store::Sight,
};
use yew::prelude::*;

/// The number of operations in the list.
const SHOWN: usize = 12;

pub fn show(frame: &Frame, id: ClientId, on: &Callback<Intent>) -> El {
    let Some(client) = frame.world.clients.iter().find(|client| client.id == id) else {
        return el("div").child(quiet(frame.lang.texts().no_client));
    };
    let lang = frame.lang;
    let rows = frame.history.of(id).rev().take(SHOWN).map(|operation| {
        let row = saw::row(operation, frame, false, on);
        el("li").key(operation.id.number).child(row)
    });
    let ask = html! {
        <Ask {lang} clients={vec![id]} nodes={members(frame)} routed={true} features={frame.world.features}
            table={frame.table()} statements={statements(frame)} open={open(frame)}
            key_hint={key_hint(frame)} value_hint={value_hint(frame)} {on}/>
    };
    // Its own library coordinates for it.
    let library = NodeId::of_client(id);
    let waiting = client.waiting.iter().map(|waiting| held::meter(waiting, library, frame));
    let seen = client.seen.iter().map(|(key, sight)| saw_last(frame, id, *key, sight, on));
    let Costs { reads, redirected, .. } = client.costs;
    let counted = frame.world.features.sessions && (reads, redirected) != (0, 0);
    let costs = counted.then_some(client.costs);
    el("div")
        .with("h2", lang.client(id))
        .with("p", lang.client_state(client))
        .children(waiting)
        .children(routes(lang, &frame.world, client, on))
        .children(costs.map(|costs| el("p").class("quiet").text(lang.costs(costs))))
        .children(seen)
        .child(ask)
        .child(el("ol").children(rows))
}

/// The values of a key that a client last saw, with a button for each item that it can remove.
fn saw_last(frame: &Frame, client: ClientId, key: Key, sight: &Sight, on: &Callback<Intent>) -> El {
    let lang = frame.lang;
    let values = sight.values.iter();
    let values = values.map(|found| {
        held::value(lang.value(found.value), found.value, frame.film.hue(found.write))
    });
    let merges = frame.world.features.contexts;
    let items = cart::items(&sight.values).into_iter().filter(|_| merges);
    let remove = items.map(|item| {
        let change = Change::Remove;
        let intent = Intent::Cart { client, via: None, change, key, item };
        button(lang.command(Command::Remove(item))).wants(on, intent)
    });
    let told = el("p").text(lang.last_read(key, &sight.context));
    el("div")
        .child(told.child(el("span").class("sights").children(values)))
        .child(el("div").class("buttons").children(remove))
}
