//! What a reader can select, shown while nothing is selected.

use crate::{
    prose::{Lang, Words},
    session::{Intent, Selection},
    widget::{El, button, el, list},
};
use replicarium::view::{Status, WorldView};
use yew::prelude::*;

/// Everything that can be selected, with a button for each. What it is good for is folded.
pub fn show(world: &WorldView, lang: Lang, on: &Callback<Intent>) -> El {
    let texts = lang.texts();
    let pick = |text: String, picked| button(text).wants(on, Intent::Select(Some(picked)));
    let nodes = world.nodes.iter().filter(|node| node.status != Status::Left);
    let nodes = nodes.map(|node| pick(node.id.to_string(), Selection::Node(node.id)));
    let clients = world.clients.iter();
    let clients = clients.map(|client| pick(lang.client(client.id), Selection::Client(client.id)));
    let mut keys = Vec::new();
    for row in world.nodes.iter().flat_map(|node| &node.replica.rows) {
        if !keys.contains(&row.key) {
            keys.push(row.key);
        }
    }
    let keys = keys.into_iter().take(8);
    let keys = keys.map(|key| pick(lang.key(key), Selection::Key(key)));
    let picks = el("div")
        .class("buttons")
        .attr("role", "group")
        .attr("aria-label", texts.guide_picks)
        .children(nodes)
        .children(clients)
        .children(keys);
    let about = el("details")
        .child(el("summary").with("h2", texts.guide))
        .child(list(&texts.guide_list))
        .child(el("p").class("quiet").text(texts.branching));
    el("section").class("inspector guide").child(about).child(picks)
}
