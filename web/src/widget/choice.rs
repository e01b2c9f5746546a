//! A list of settings to choose from.

use super::{El, Select, el, explained};
use crate::{
    prose::{Lang, Words},
    session::{Intent, commands},
};
use replicarium::{
    kv::Route,
    sim::{Action, Setting},
    view::{ClientView, WorldView},
};
use yew::prelude::*;

/// A list of named settings. The current one is added if it is none of them.
pub fn choice(
    label: &'static str,
    title: &'static str,
    mut values: Vec<(String, Setting)>,
    now: (String, Setting),
    on: &Callback<Intent>,
) -> El {
    let chosen = values.iter().position(|(_, value)| *value == now.1).unwrap_or_else(|| {
        values.insert(0, now);
        0
    });
    let groups = vec![("", values.iter().map(|(name, _)| name.clone().into()).collect())];
    let on = on.clone();
    let on = Callback::from(move |n: usize| {
        if let Some(&(_, value)) = values.get(n) {
            on.emit(Intent::Act(Action::Configure(value)));
        }
    });
    let list = html! { <Select {groups} {chosen} {on}/> };
    explained(el("label").class("knob").with("span", label).child(list), title)
}

/// Where a client's writes and its reads go, as two lists to choose from.
pub fn routes(
    lang: Lang,
    world: &WorldView,
    client: &ClientView,
    on: &Callback<Intent>,
) -> [El; 2] {
    let id = client.id;
    let list = |label, now, setting: fn(_, Route) -> Setting| {
        let named = |route| (lang.route(route), setting(id, route));
        choice(label, "", commands::routes(world, id).map(named).collect(), named(now), on)
    };
    let (writes, reads) = client.routes;
    let texts = lang.texts();
    [
        list(texts.writes_go_to, writes, Setting::Writes),
        list(texts.reads_go_to, reads, Setting::Reads),
    ]
}
