//! What can be picked, shown while nothing is.

use crate::{
    prose::{help, words},
    session::{Intent, Selection},
    widget::button,
};
use replicarium::view::{Status, WorldView};
use yew::prelude::*;

/// What can be picked, and a button for each that stays in its place.
pub fn show(world: &WorldView, on: &Callback<Intent>) -> Html {
    let pick = |text: String, selection| {
        button(text, on.reform(move |()| Intent::Select(Some(selection))))
    };
    let nodes = world.nodes.iter().filter(|node| node.status != Status::Left);
    let nodes = nodes.map(|node| pick(node.id.to_string(), Selection::Node(node.id)));
    let clients = world.clients.iter();
    let clients =
        clients.map(|client| pick(words::client(client.id), Selection::Client(client.id)));
    let mut keys = Vec::new();
    for row in world.nodes.iter().flat_map(|node| &node.replica.rows) {
        if !keys.contains(&row.key) {
            keys.push(row.key);
        }
    }
    let keys = keys.into_iter().take(8);
    let keys = keys.map(|key| pick(format!("Key {key}"), Selection::Key(key)));
    let item = |(what, how): &(&'static str, &'static str)| {
        html! {
            <><dt>{ *what }</dt><dd>{ *how }</dd></>
        }
    };
    html! {
        <section class="inspector guide">
            <h2>{ "Click anything on the stage" }</h2>
            <div class="buttons" role="group" aria-label="Pick a replica, a client or a key">
                { for nodes }{ for clients }{ for keys }
            </div>
            <dl>{ for help::GUIDE.iter().map(item) }</dl>
            <p class="quiet">{ help::BRANCHES }</p>
        </section>
    }
}
