//! Who leads, who doubts it, and how long nobody could write.

use crate::{
    prose::lead,
    session::{Frame, Intent},
    widget::{El, el},
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
    let line = |text: String| el("p").class("quiet").text(text).into();
    let lines: Vec<Html> = doubts.chain(votes).map(line).collect();
    let alone = leaders.len() == 1;
    el("section")
        .class("leading")
        .attr("data-testid", "leading")
        .child(el("h2").text("Who leads"))
        .child(el("p").class_if(!alone, "bad").text(lead::leaders(&leaders)))
        .children(lines)
        .maybe(changes(frame, on))
        .maybe(gaps(frame, on))
        .into()
}

/// A line, and a button that leads to where it began.
fn row(text: String, there: String, on: &Callback<Intent>, intent: Intent) -> El {
    let button = el("button").attr("type", "button").wants(on, intent).text(there);
    el("p").class("row").child(el("span").text(text)).child(button)
}

/// How often the leader changed, and when it did last.
fn changes(frame: &Frame, on: &Callback<Intent>) -> Option<El> {
    let before = frame.film.reigns.partition_point(|reign| reign.since.1 < frame.step);
    let last = frame.film.reigns.get(before.checked_sub(1)?)?;
    let (at, step) = last.since;
    let there = lead::since(last.node, at);
    Some(row(lead::changes(before), there, on, Intent::SeekStep(step + 1)))
}

/// The last time in which nobody could write, and how long all of them were.
fn gaps(frame: &Frame, on: &Callback<Intent>) -> Option<El> {
    let now = frame.world.now;
    let gaps = availability::gaps(&frame.history);
    let last = *gaps.last()?;
    let all = gaps.iter().map(|gap| gap.length(now).0).sum::<u64>();
    let text = lead::gap(&last, gaps.len(), all, now);
    Some(row(text, lead::at(last.from), on, Intent::Seek(last.from)).class("bad"))
}
