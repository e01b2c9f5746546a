//! Who leads, who doubts it, and how long nobody could write.

use crate::{
    prose::lead,
    session::{Frame, Intent},
    widget::button,
};
use replicarium::{
    check::availability,
    view::{NodeView, Role, Status},
};
use yew::prelude::*;

/// Who leads, in modes in which that can change.
pub fn show(frame: &Frame, on: &Callback<Intent>) -> Html {
    let running = |node: &&NodeView| node.status == Status::Running;
    let known = |node: &NodeView| Some((node.id, node.replica.leadership?));
    let nodes = || frame.world.nodes.iter().filter(running);
    if nodes().filter_map(known).next().is_none() {
        return Html::default();
    }
    let leaders = nodes().filter(|node| node.replica.role == Role::Leader).filter_map(known);
    let leaders: Vec<_> = leaders.map(|(node, known)| (node, known.term)).collect();
    let mut doubts: Vec<(_, Vec<_>)> = Vec::new();
    for (node, known) in nodes().filter_map(known) {
        let Some(down) = known.suspects else { continue };
        match doubts.iter_mut().find(|(other, _)| *other == down) {
            Some((_, who)) => who.push(node),
            None => doubts.push((down, vec![node])),
        }
    }
    let doubts = doubts.into_iter().map(|(down, who)| lead::doubted(&who, down));
    let votes = nodes().filter(|node| node.replica.role != Role::Leader).filter_map(known);
    let votes = votes.filter(|(_, known)| !known.votes.is_empty());
    let votes = votes.map(|(node, known)| lead::voted_for(node, &known));
    let line = |text: String| html! { <p class="quiet">{ text }</p> };
    let class = if leaders.len() == 1 { "" } else { "bad" };
    html! {
        <section class="leading" data-testid="leading">
            <h2>{ "Who leads" }</h2>
            <p {class}>{ lead::leaders(&leaders) }</p>
            { for doubts.map(line) }
            { for votes.map(line) }
            { changes(frame, on) }
            { gaps(frame, on) }
        </section>
    }
}

/// How often the leader changed, and when it did last.
fn changes(frame: &Frame, on: &Callback<Intent>) -> Html {
    let before = frame.film.reigns.partition_point(|reign| reign.since.1 < frame.step);
    let last = before.checked_sub(1).and_then(|last| frame.film.reigns.get(last));
    last.map_or_else(Html::default, |reign| {
        let step = reign.since.1 + 1;
        let on = on.reform(move |()| Intent::SeekStep(step));
        html! {
            <p class="row"><span>{ lead::changes(before) }</span>
                { button(lead::since(reign.node, reign.since.0), on) }
            </p>
        }
    })
}

/// The last time in which nobody could write, and how long all of them were.
fn gaps(frame: &Frame, on: &Callback<Intent>) -> Html {
    let now = frame.world.now;
    let gaps = availability::gaps(&frame.history);
    let Some(last) = gaps.last().copied() else { return Html::default() };
    let all = gaps.iter().map(|gap| gap.length(now).0).sum::<u64>();
    let on = on.reform(move |()| Intent::Seek(last.from));
    html! {
        <p class="row bad"><span>{ lead::gap(&last, gaps.len(), all, now) }</span>
            { button(lead::at(last.from), on) }
        </p>
    }
}
