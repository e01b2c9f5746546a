//! Nodes that hold no copy of the data: those that watch the leader, stores outside replication, and consumers.

use super::{
    by_revision::ByRevision,
    node_card::{buttons, note_line},
    press::touch,
    words::{self, Note},
};
use crate::{
    layout::{
        Rect,
        ring::PAD,
        text::{SANS, fit, width},
    },
    prose::{Lang, Words},
    session::{Intent, Selection},
    widget::{el, label, outcome, pane},
};
use replicarium::view::{NodeView, Role, Status};
use yew::prelude::*;

/// A small card: the role of the node, and its most important fact.
pub fn show(frame: &ByRevision, node: &NodeView, rect: Rect, on: &Callback<Intent>) -> Html {
    let pick = Selection::Node(node.id);
    let picked = frame.selection == Some(pick);
    let lit = frame.highlight.as_ref().is_some_and(|lit| lit.parties.contains(&node.id.into()));
    let pick = Intent::Select(Some(pick));
    let lang = frame.lang;
    let role = match node.status {
        Status::Running => lang.role(node.replica.role),
        Status::Crashed | Status::Paused | Status::Left => lang.status_short(node.status),
    };
    // A store can be asked; those that watch cannot.
    let asked = matches!(node.replica.role, Role::Outside | Role::Consumer);
    // On a phone it is half as wide, and says half as much.
    let narrow = rect.width < 110.0;
    let (name, left, size) = if narrow { (9.0, 24.0, 11.0) } else { (PAD, 32.0, 12.0) };
    let room = rect.width - left - 4.0;
    let role = match role.split_once(' ') {
        Some((first, _)) if width(role, size, SANS) > room => first.to_string(),
        _ => fit(role, room, size, SANS),
    };
    let drawn = el("g")
        .attr("aria-hidden", "true")
        .child(pane(0.0, 0.0, rect.width, rect.height, 8.0).class("paper"))
        .child(label("name", name, 19.0, node.id.to_string()))
        .child(label("role", left, 19.0, role).num("font-size", size))
        .child(note_line(&note(node, lang), frame, rect.width, 37.0));
    let face = el("g")
        .class("face")
        .attr_of("data-testid", format!("node-{}", node.id))
        .picks(on, pick.clone())
        .child(drawn)
        .child(touch(&rect, words::node(node, &frame.world, lang), picked, on, pick));
    let buttons = if asked { buttons(node, frame, &rect, on) } else { Vec::new() };
    el("g")
        .key(usize::from(node.id.0))
        .class("card aside compact")
        .class(outcome::status(node.status))
        .class_if(picked, "picked")
        .class_if(lit, "lit")
        .moved(rect.x, rect.y)
        .child(face)
        .children(buttons)
        .into()
}

/// The most important fact about a node.
fn note(node: &NodeView, lang: Lang) -> Note {
    if node.status != Status::Running {
        return Note::plain(lang.texts().on_disk, "");
    }
    if let Some(first) = words::chosen(&node.replica, lang).into_iter().next() {
        return first;
    }
    if let Some(consuming) = node.replica.consuming() {
        let class = if consuming.stopped { "bad" } else { "" };
        let class = if consuming.behind > 0 { "unknown" } else { class };
        return Note::plain(lang.consuming_short(&consuming), class);
    }
    match (node.replica.leadership(), node.replica.rows.last()) {
        (Some(known), _) => Note::plain(lang.leads_in(known.leader, known.term), ""),
        (None, Some(row)) => {
            let more = node.replica.rows.len() - 1;
            Note::plain(lang.more_rows(row.key, row.value, more), "")
        }
        (None, None) => Note::plain(lang.texts().empty, ""),
    }
}
