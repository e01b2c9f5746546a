//! A replica: what it knows.

use super::{act, clients, deletes, held, key_hint, value_hint};
use crate::{
    panel::ask::Ask,
    prose::{help, lead, words},
    session::{Deed, Frame, Intent, deeds},
    widget::{Look, el, press},
};
use replicarium::{
    id::NodeId,
    sim::Action,
    view::{NodeView, Progress, Status, WorldView},
};
use yew::prelude::*;

/// A click on a clock moves it by so many µs.
const SKEW: i64 = 50_000;

pub fn show(frame: &Frame, id: NodeId, on: &Callback<Intent>) -> Html {
    let Some(node) = frame.world.nodes.iter().find(|node| node.id == id) else {
        return html! { <p class="quiet">{ format!("There is no replica {id} at this step.") }</p> };
    };
    let what = match node.status {
        Status::Running => words::role(node.replica.role).to_string(),
        status => format!("{} · {}", words::role(node.replica.role), words::status(status)),
    };
    let ask = (node.status != Status::Left).then(|| {
        html! {
            <Ask clients={clients(frame)} nodes={vec![id]} deletes={deletes(frame)} key_hint={key_hint(frame)}
                value_hint={value_hint(frame)} {on}/>
        }
    });
    html! {
        <>
            <h2>{ format!("Replica {id} ") }<small>{ what }</small></h2>
            <div class="buttons">{ deeds(node, &frame.world, on) }</div>
            { held::show(node, frame, on) }
            { for lead::log(&node.replica).map(|text| html! { <p>{ text }</p> }) }
            { for node.replica.leadership.map(|known| html! { <p>{ lead::knows(id, &known) }</p> }) }
            { for node.replica.peers.iter().map(progress) }
            <p class="quiet">{ knows(node.status) }</p>
            { clock(node, on) }
            { ask }
        </>
    }
}

const fn knows(status: Status) -> &'static str {
    match status {
        Status::Crashed => "Its memory is lost; this is what its disk kept.",
        Status::Left => "It was taken out of the cluster.",
        Status::Running | Status::Paused => help::KNOWS,
    }
}

fn deeds(node: &NodeView, world: &WorldView, on: &Callback<Intent>) -> Html {
    let deed = |deed: Deed| {
        let button = el("button").attr("type", "button").text(deed.text);
        Html::from(button.wants(on, Intent::All(deed.actions)))
    };
    let leave = (node.status != Status::Left).then(|| act("Take out", Action::Leave(node.id), on));
    html! { <>{ for deeds::of_node(world, node.id).into_iter().map(deed) }{ leave }</> }
}

fn progress(progress: &Progress) -> Html {
    let Progress { peer, acknowledged, applied, synchronous } = progress;
    let text = match (acknowledged, applied) {
        _ if *synchronous => {
            format!("Every write waits for {peer}, which has acknowledged up to {acknowledged}.")
        }
        (0, 0) => format!("Has heard nothing of {peer}'s log."),
        (known, 0) => format!("Knows that {peer} has applied its log up to position {known}."),
        (0, own) => format!("Has applied {peer}'s log up to position {own}."),
        (known, own) => {
            format!("{peer} has its log up to {known}; it has {peer}'s up to {own}.")
        }
    };
    html! { <p>{ text }</p> }
}

fn clock(node: &NodeView, on: &Callback<Intent>) -> Html {
    let by = |text: &'static str, label: &'static str, micros: i64| {
        let action = Action::Skew(node.id, node.skew.saturating_add(micros));
        let on = on.reform(move |()| Intent::Act(action));
        press(Look::sign(text, label, label), on)
    };
    html! {
        <div class="row">
            <span>{ "Clock: " }<b>{ words::skew(node.skew) }</b></span>
            <span class="buttons">
                { by("−", "Clock back by 50 ms", -SKEW) }
                { by("+", "Clock ahead by 50 ms", SKEW) }
            </span>
        </div>
    }
}
