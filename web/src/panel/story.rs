//! What a scenario is about, and the obvious thing to try.

use crate::{
    prose::{hints, words},
    session::{Frame, Intent, Selection, cart},
    widget::{El, button, el},
};
use replicarium::{
    id::{Address, NodeId},
    mode::Mode,
    scenario::Scenario,
    sim::Action,
    view::{NodeView, Role, Status, WorldView},
};
use yew::prelude::*;

/// What a scenario is about, and the obvious thing to try.
pub fn show(frame: &Frame, scenario: &Scenario, on: &Callback<Intent>) -> El {
    let merges = cart::deletes(&frame.world).1;
    let (hint, attempt) = match merges {
        true => (hints::MERGES, pick(&frame.world)),
        false => (hints::hint(scenario.mode), attempt(scenario.mode, &frame.world)),
    };
    let attempt = attempt.map(|(text, intent)| button(text).class("try").wants(on, intent));
    el("div")
        .class("story")
        .with("h2", words::mode(scenario.mode))
        .with("h1", scenario.title.clone())
        .children(scenario.about.iter().map(|text| marked(text)))
        .child(el("div").class("ask").with("p", hint).maybe(attempt))
}

/// What the last client can be asked for stands beside its card.
fn pick(world: &WorldView) -> Option<(String, Intent)> {
    let last = world.clients.last()?.id;
    Some((format!("Pick {}", words::client(last)), Intent::Select(Some(Selection::Client(last)))))
}

/// `**bold**` and `*slanted*` are the only markup of a story.
fn marked(text: &str) -> El {
    text.split("**").enumerate().fold(el("p"), |p, (n, part)| match n % 2 {
        0 => part.split('*').enumerate().fold(p, |p, (n, part)| match n % 2 {
            0 => p.text(part.to_string()),
            _ => p.with("i", part.to_string()),
        }),
        _ => p.with("b", part.to_string()),
    })
}

/// What the button of the hint does just now.
fn attempt(mode: Mode, world: &WorldView) -> Option<(String, Intent)> {
    if let Some(node) = world.nodes.iter().find(|node| node.status == Status::Crashed) {
        let intent = Intent::Act(Action::Restart(node.id));
        return Some((format!("Restart {}", node.id), intent));
    }
    let running = |node: &&NodeView| node.status == Status::Running;
    match mode {
        Mode::SingleLeader => {
            let leads = |node: &&NodeView| node.replica.role == Role::Leader;
            world.nodes.iter().filter(running).find(leads).map(crash)
        }
        Mode::Leaderless => world.nodes.iter().rfind(running).map(crash),
        Mode::MultiLeader => {
            let mut nodes = world.nodes.iter().filter(running).map(|node| node.id);
            let (a, b) = (nodes.next()?, nodes.next()?);
            Some(split(world, a, b))
        }
    }
}

fn crash(node: &NodeView) -> (String, Intent) {
    (format!("Crash {}", node.id), Intent::Act(Action::Crash(node.id)))
}

fn split(world: &WorldView, a: NodeId, b: NodeId) -> (String, Intent) {
    let (from, to) = (Address::Node(a), Address::Node(b));
    let whole = [(from, to), (to, from)].map(|link| !world.cuts.contains(&link));
    match whole {
        [true, true] => (
            format!("Cut the link {a} – {b}"),
            Intent::All(vec![Action::Cut(from, to), Action::Cut(to, from)]),
        ),
        [false, false] => (
            format!("Heal the link {a} – {b}"),
            Intent::All(vec![Action::Heal(from, to), Action::Heal(to, from)]),
        ),
        [true, false] => (format!("Heal {b} → {a}"), Intent::Act(Action::Heal(to, from))),
        [false, true] => (format!("Heal {a} → {b}"), Intent::Act(Action::Heal(from, to))),
    }
}
