//! The story of a scenario, and a first thing to try.

use super::telling::{Telling, bold};
use crate::{
    prose::{Command, Words},
    session::{Frame, Intent, PtrEq, Selection, Source, pace::Beats},
    widget::{El, button, el},
};
use replicarium::{
    id::{Address, NodeId},
    mode::Mode,
    scenario::{Scenario, Story},
    sim::Action,
    view::{NodeView, Role, Status, WorldView},
};
use std::rc::Rc;
use yew::prelude::*;

/// The title, and the story in beats. A recorded run has no story, only what its text says about it.
pub fn show(
    source: &Source,
    scenario: &Scenario,
    story: Option<&Rc<Story>>,
    (frame, steps): (&Frame, &Beats),
    on: &Callback<Intent>,
) -> El {
    let lang = frame.lang;
    let title = source.title(scenario, lang);
    let part =
        el("div").class("story").with("h2", lang.mode(scenario.mode)).with("h1", title.clone());
    let Some(story) = story else {
        return part.children(scenario.about.iter().map(|text| bold(el("p"), text, El::text)));
    };
    let now = steps.iter().flatten().filter(|&&step| step < frame.step).count();
    let (story, steps, on) = (PtrEq(Rc::clone(story)), steps.clone(), on.clone());
    part.child(html! { <Telling key={title} {lang} {story} {steps} {now} {on}/> })
}

/// A first thing to try.
pub fn attempt(frame: &Frame, on: &Callback<Intent>) -> El {
    let mode = frame.mode;
    let merges = frame.world.features.contexts;
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let (hint, action) = match (merges, mend(mode, &frame.world)) {
        (true, _) => (texts.hint_merges, pick(&frame.world)),
        (false, Some(mend)) => (texts.hint_mend, Some(mend)),
        (false, None) => (lang.hint(mode), harm(mode, &frame.world)),
    };
    let action = action
        .map(|(command, intent)| button(lang.command(command)).class("try").wants(on, intent));
    el("div").class("ask").with("p", hint).maybe(action)
}

/// Selecting the last client opens the menu beside its card.
fn pick(world: &WorldView) -> Option<(Command, Intent)> {
    let last = world.clients.last()?.id;
    Some((Command::Pick(last), Intent::Select(Some(Selection::Client(last)))))
}

/// The action of the hint's button that undoes its earlier one: while a node is down or its link is cut.
fn mend(mode: Mode, world: &WorldView) -> Option<(Command, Intent)> {
    if let Some(node) = world.nodes.iter().find(|node| node.status == Status::Crashed) {
        let intent = Intent::Act(Action::Restart(node.id));
        return Some((Command::RestartNode(node.id), intent));
    }
    let ((a, from), (b, to)) = (mode == Mode::MultiLeader).then(|| pair(world))??;
    match [(from, to), (to, from)].map(|link| !world.cuts.contains(&link)) {
        [true, true] => None,
        [false, false] => Some((
            Command::HealLink(a, b),
            Intent::All(vec![Action::Heal(from, to), Action::Heal(to, from)]),
        )),
        [true, false] => Some((Command::Heal(to, from), Intent::Act(Action::Heal(to, from)))),
        [false, true] => Some((Command::Heal(from, to), Intent::Act(Action::Heal(from, to)))),
    }
}

/// The action of the hint's button while everything is whole.
fn harm(mode: Mode, world: &WorldView) -> Option<(Command, Intent)> {
    let leads = |node: &&NodeView| node.replica.role == Role::Leader;
    match mode {
        Mode::SingleLeader => running(world).find(leads).map(crash),
        Mode::Leaderless => running(world).next_back().map(crash),
        Mode::MultiLeader => {
            let ((a, from), (b, to)) = pair(world)?;
            let cut = vec![Action::Cut(from, to), Action::Cut(to, from)];
            Some((Command::CutLink(a, b), Intent::All(cut)))
        }
    }
}

fn running(world: &WorldView) -> impl DoubleEndedIterator<Item = &NodeView> {
    world.nodes.iter().filter(|node| node.status == Status::Running)
}

/// The first two running nodes, with their addresses.
fn pair(world: &WorldView) -> Option<((NodeId, Address), (NodeId, Address))> {
    let mut nodes = running(world).map(|node| (node.id, Address::Node(node.id)));
    Some((nodes.next()?, nodes.next()?))
}

fn crash(node: &NodeView) -> (Command, Intent) {
    (Command::CrashNode(node.id), Intent::Act(Action::Crash(node.id)))
}
