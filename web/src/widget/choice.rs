//! A list of settings to choose from.

use super::{El, Select, el, explained};
use crate::{
    prose::{Lang, Words},
    session::{Intent, commands},
};
use replicarium::{
    kv::{Key, Route},
    session::{Rule, Session},
    sim::{Action, Setting},
    time::Duration,
    view::{ClientView, WorldView},
};
use std::collections::BTreeSet;
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

/// The times for which reads may go to the leader after a write, in ms.
const TIMES: [u64; 4] = [50, 100, 200, 500];

/// The rules for reads that a client can choose: about keys that there are, and for all devices if its user has several.
fn sessions(world: &WorldView, client: &ClientView) -> Vec<Session> {
    let times = TIMES.map(|ms| Rule::LeaderFor(Duration::millis(ms)));
    let rules = [Rule::Nothing, Rule::Writes, Rule::Seen].into_iter().chain(times);
    let devices = world.clients.iter().filter(|other| other.user == client.user).count();
    let with = |shared| move |rule| Session { rule, shared };
    let rules: Vec<Rule> = rules.collect();
    let own = rules.iter().copied().map(with(false));
    let shared = rules[1..].iter().copied().filter(|_| devices > 1).map(with(true));
    let rows = world.nodes.iter().flat_map(|node| &node.replica.rows);
    let keys: BTreeSet<Key> = rows.map(|row| row.key).collect();
    let keys = keys.into_iter().map(|key| with(false)(Rule::Own(key)));
    own.chain(shared).chain(keys).collect()
}

/// Where a client's writes and its reads go, and its rule for reads, as lists to choose from.
pub fn routes(
    lang: Lang,
    world: &WorldView,
    client: &ClientView,
    on: &Callback<Intent>,
) -> Vec<El> {
    let id = client.id;
    let list = |label, now, setting: fn(_, Route) -> Setting| {
        let named = |route| (lang.route(route), setting(id, route));
        choice(label, "", commands::routes(world, id).map(named).collect(), named(now), on)
    };
    let (writes, reads) = client.routes;
    let texts = lang.texts();
    let rule = world.features.sessions.then(|| {
        let named = |session| (lang.session(session), Setting::Session(id, session));
        let all = sessions(world, client).into_iter().map(named).collect();
        choice(texts.reads_rule, texts.reads_rule_means, all, named(client.session), on)
    });
    let routes = [
        list(texts.writes_go_to, writes, Setting::Writes),
        list(texts.reads_go_to, reads, Setting::Reads),
    ];
    routes.into_iter().chain(rule).collect()
}
