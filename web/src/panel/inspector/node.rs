//! The inspector of a node.

use super::{act, clients, head, held, key_hint, quiet, value_hint};
use crate::{
    panel::ask::Ask,
    prose::{help, lead, words},
    session::{Frame, Intent, commands},
    widget::{El, el, sign},
};
use replicarium::{
    id::NodeId,
    sim::Action,
    view::{FollowerProgress, NodeView, PeerProgress, Status, WorldView},
};
use yew::prelude::*;

/// The change of a clock by a click, in µs.
const SKEW: i64 = 50_000;

pub fn show(frame: &Frame, id: NodeId, on: &Callback<Intent>) -> El {
    let Some(node) = frame.world.nodes.iter().find(|node| node.id == id) else {
        return el("div").child(quiet(format!("There is no replica {id} at this step.")));
    };
    let mut what = words::role(node.replica.role).to_string();
    if let Some(centre) = words::centre(frame.world.ring.as_ref(), id) {
        what += &format!(" in {centre}");
    }
    if node.status != Status::Running {
        what += &format!(" · {}", words::status(node.status));
    }
    let ask = (node.status != Status::Left).then(|| {
        html! {
            <Ask clients={clients(frame)} nodes={vec![id]} features={frame.world.features} key_hint={key_hint(frame)}
                table={frame.table().filter(|_| node.replica.role.is_replica())} value_hint={value_hint(frame)} {on}/>
        }
    });
    let leads = node.replica.leadership().map(|known| lead::knows(id, &known));
    el("div")
        .child(head(format!("Replica {id} "), what))
        .child(el("div").class("buttons").children(buttons(node, &frame.world, on)))
        .child(held::show(node, frame, on))
        .children(lead::log(&node.replica).into_iter().chain(leads).map(line))
        .children(node.replica.followers().iter().map(follower))
        .children(node.replica.peers().iter().map(peer))
        .child(quiet(knows(node.status)))
        .child(clock(node, on))
        .child(ask.unwrap_or_default())
}

fn line(text: String) -> El {
    el("p").text(text)
}

const fn knows(status: Status) -> &'static str {
    match status {
        Status::Crashed => "Its memory is lost; this is what its disk kept.",
        Status::Left => "It was taken out of the cluster.",
        Status::Running | Status::Paused => help::KNOWS,
    }
}

fn buttons(node: &NodeView, world: &WorldView, on: &Callback<Intent>) -> Vec<El> {
    let leave = (node.status != Status::Left).then(|| act("Take out", Action::Leave(node.id), on));
    let all = commands::of_node(world, node.id).into_iter();
    all.map(|command| super::command(command, on)).chain(leave).collect()
}

fn follower(progress: &FollowerProgress) -> El {
    let FollowerProgress { node, acknowledged, synchronous } = progress;
    line(match acknowledged {
        _ if *synchronous => {
            format!("Every write waits for {node}, which has acknowledged up to {acknowledged}.")
        }
        0 => format!("Has heard nothing of {node}'s log."),
        known => format!("Knows that {node} has applied its log up to position {known}."),
    })
}

fn peer(progress: &PeerProgress) -> El {
    let PeerProgress { peer, acknowledged, applied } = progress;
    line(match (acknowledged, applied) {
        (0, 0) => format!("Has heard nothing of {peer}'s log."),
        (known, 0) => format!("Knows that {peer} has applied its log up to position {known}."),
        (0, own) => format!("Has applied {peer}'s log up to position {own}."),
        (known, own) => format!("{peer} has its log up to {known}; it has {peer}'s up to {own}."),
    })
}

fn clock(node: &NodeView, on: &Callback<Intent>) -> El {
    let by = |text: &'static str, called: &'static str, micros: i64| {
        let action = Action::Skew(node.id, node.skew.saturating_add(micros));
        sign(text, called, called).wants(on, Intent::Act(action))
    };
    let buttons = el("span")
        .class("buttons")
        .child(by("−", "Clock back by 50 ms", -SKEW))
        .child(by("+", "Clock ahead by 50 ms", SKEW));
    let says = el("span").text("Clock: ").with("b", words::skew(node.skew));
    el("div").class("row").child(says).child(buttons)
}
