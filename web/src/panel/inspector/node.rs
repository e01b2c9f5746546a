//! The inspector of a node.

use super::{
    act, clients, fork, head, held, key_hint, open, quiet, record, statements, value_hint,
};
use crate::{
    panel::{ask::Ask, lag_chart},
    prose::{Lang, LeaderFact, Texts, Words},
    session::{Frame, Intent, commands},
    widget::{El, el, sign},
};
use replicarium::{
    id::NodeId,
    sim::Action,
    view::{NodeView, Status},
};
use yew::prelude::*;

/// The change of a clock by a click, in µs.
const SKEW: i64 = 50_000;

pub fn show(frame: &Frame, id: NodeId, on: &Callback<Intent>) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let Some(node) = frame.world.nodes.iter().find(|node| node.id == id) else {
        return el("div").child(quiet(lang.no_node(id)));
    };
    let ask = (node.status != Status::Left).then(|| {
        html! {
            <Ask {lang} clients={clients(frame)} nodes={vec![id]} features={frame.world.features} key_hint={key_hint(frame)}
                table={frame.table().filter(|_| node.replica.role.is_replica())} value_hint={value_hint(frame)} statements={statements(frame)}
                open={open(frame)} {on}/>
        }
    });
    let leads = node.replica.leadership().map(|known| lang.leadership(id, &known));
    el("div")
        .child(head(format!("{} ", lang.replica(id)), lang.node_state(node, &frame.world)))
        .child(el("div").class("buttons").children(buttons(node, frame, on)))
        .child(held::show(node, frame, on))
        .children(fork::show(node, frame))
        .children(lang.log_extent(&node.replica).into_iter().chain(leads).map(line))
        .maybe(node.replica.consuming().map(|it| line(lang.consuming(&it))))
        .children(node.replica.followers().iter().map(|it| line(lang.follower(it))))
        .children(
            node.replica.held().iter().map(|it| line(lang.of_leaders(&LeaderFact::HoldsBack(*it)))),
        )
        .maybe(ships(node, lang))
        .children(
            node.replica.peers().iter().map(|it| line(lang.of_leaders(&LeaderFact::Progress(*it)))),
        )
        .maybe(lag_chart::show(frame).filter(|_| node.replica.role.is_replica()))
        .children(node.replica.records().iter().map(|it| record::show(it, lang)))
        .child(quiet(knows(node.status, texts)))
        .child(clock(node, lang, on))
        .child(ask.unwrap_or_default())
}

/// The nodes that a leader among several ships its log to.
fn ships(node: &NodeView, lang: Lang) -> Option<El> {
    if let Some(values) = node.replica.values() {
        return Some(line(lang.of_leaders(&LeaderFact::Shipped(values.shipped))));
    }
    let to = node.replica.multi_leader()?.ships_to;
    (!to.is_empty()).then(|| line(lang.of_leaders(&LeaderFact::ShipsTo(to))))
}

fn line(text: String) -> El {
    el("p").text(text)
}

const fn knows(status: Status, texts: &Texts) -> &'static str {
    match status {
        Status::Crashed => texts.knows_crashed,
        Status::Left => texts.knows_left,
        Status::Running | Status::Paused => texts.knows,
    }
}

fn buttons(node: &NodeView, frame: &Frame, on: &Callback<Intent>) -> Vec<El> {
    let lang = frame.lang;
    let take_out = lang.texts().take_out;
    let leave = (node.status != Status::Left).then(|| act(take_out, Action::Leave(node.id), on));
    let all = commands::of_node(frame, node.id).into_iter();
    all.map(|command| super::command(command, lang, on)).chain(leave).collect()
}

fn clock(node: &NodeView, lang: Lang, on: &Callback<Intent>) -> El {
    let by = |text: &'static str, called: &'static str, micros: i64| {
        let action = Action::Skew(node.id, node.skew.saturating_add(micros));
        sign(text, called, called).wants(on, Intent::Act(action))
    };
    let buttons = el("span")
        .class("buttons")
        .child(by("−", lang.texts().clock_back, -SKEW))
        .child(by("+", lang.texts().clock_ahead, SKEW));
    let says = el("span").text(lang.texts().clock).with("b", lang.skew(node.skew));
    el("div").class("row").child(says).child(buttons)
}
