//! The current leader, the nodes that doubt it, and the time without writes.

use crate::{
    prose::Words,
    session::{Frame, Intent},
    widget::{El, button, el},
};
use replicarium::{
    check::availability,
    id::{NodeId, Term},
    view::{Leadership, NodeView, Role, Status},
};
use std::collections::BTreeSet;
use yew::prelude::*;

fn running(frame: &Frame) -> impl Iterator<Item = &NodeView> {
    frame.world.nodes.iter().filter(|node| node.status == Status::Running)
}

/// The nodes that lead, each with its term, by partition, in modes with leader changes. More than one in a partition is a
/// split brain. A partition of which no node runs is not among them.
pub fn leaders(frame: &Frame) -> Vec<(u16, Vec<(NodeId, Term)>)> {
    let known = |node: &NodeView| Some((node.id, node.replica.role, node.replica.leadership()?));
    let nodes: Vec<_> = running(frame).filter_map(known).collect();
    let partitions: BTreeSet<u16> = nodes.iter().map(|(.., known)| known.share.index).collect();
    let of = |index| {
        let there = nodes.iter().filter(move |(.., known)| known.share.index == index);
        there
            .filter(|(_, role, _)| *role == Role::Leader)
            .map(|(node, _, known)| (*node, known.term))
    };
    partitions.into_iter().map(|index| (index, of(index).collect())).collect()
}

/// The current leader, in modes with leader changes.
pub fn show(frame: &Frame, on: &Callback<Intent>) -> Option<El> {
    let known = |node: &NodeView| Some((node.id, node.replica.leadership()?));
    let nodes = || running(frame);
    nodes().filter_map(known).next()?;
    let leaders = leaders(frame);
    let mut doubts: Vec<(NodeId, Vec<NodeId>, Leadership)> = Vec::new();
    for (node, known) in nodes().filter_map(known) {
        let Some(down) = known.suspects else { continue };
        match doubts.iter_mut().find(|(other, ..)| *other == down) {
            Some((_, who, most)) => {
                who.push(node);
                if known.agree.nodes.len() > most.agree.nodes.len() {
                    *most = known;
                }
            }
            None => doubts.push((down, vec![node], known)),
        }
    }
    let doubts = doubts.into_iter().map(|(down, who, most)| frame.lang.doubted(&who, down, &most));
    let votes = nodes().filter(|node| node.replica.role != Role::Leader).filter_map(known);
    let votes = votes.filter(|(_, known)| !known.votes.nodes.is_empty());
    let votes = votes.map(|(node, known)| frame.lang.voted_for(node, &known));
    let line = |text: String| el("p").class("quiet").text(text);
    let several = frame.world.ring.is_some();
    let told = leaders.iter().map(|(index, leaders)| {
        let says = frame.lang.leaders(leaders);
        let says = if several { format!("{}: {says}", frame.lang.partition(*index)) } else { says };
        el("p").class_if(leaders.len() != 1, "bad").text(says)
    });
    let section = el("section")
        .class("leading")
        .attr("data-testid", "leading")
        .with("h2", frame.lang.texts().leading)
        .children(told)
        .children(doubts.chain(votes).map(line))
        .maybe(changes(frame, on))
        .maybe(gaps(frame, on));
    Some(section)
}

/// A line with a button that seeks to the moment it speaks of.
fn row(text: String, there: String, on: &Callback<Intent>, intent: Intent) -> El {
    el("p").class("row").with("span", text).child(button(there).wants(on, intent))
}

/// The number of leader changes, and the last of them.
fn changes(frame: &Frame, on: &Callback<Intent>) -> Option<El> {
    let reigns = &frame.film.spans().reigns;
    let before = reigns.partition_point(|reign| reign.since.1 < frame.step);
    let last = reigns.get(before.checked_sub(1)?)?;
    let (at, step) = last.since;
    let there = frame.lang.leads_since(last.node, at);
    Some(row(frame.lang.leader_changes(before), there, on, Intent::SeekStep(step + 1)))
}

/// The last gap in write availability, and the length of all gaps.
fn gaps(frame: &Frame, on: &Callback<Intent>) -> Option<El> {
    let now = frame.world.now;
    let gaps = availability::gaps(&frame.history);
    let last = *gaps.last()?;
    let all = gaps.iter().map(|gap| gap.length(now).0).sum::<u64>();
    let text = frame.lang.gap(&last, gaps.len(), all, now);
    Some(row(text, frame.lang.at(last.from), on, Intent::Seek(last.from)).class("bad"))
}
