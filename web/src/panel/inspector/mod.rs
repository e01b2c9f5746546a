//! The inspector: details of the selection, and the actions on it.

mod client;
mod envelope;
mod fork;
mod held;
mod key;
mod link;
mod node;
mod record;
mod trees;

use crate::{
    prose::{Lang, Words},
    session::{Command, Frame, Intent, Selection},
    widget::{El, button, el, sign},
};
use replicarium::{
    id::{ClientId, NodeId},
    sim::Action,
    view::Status,
};
use yew::prelude::*;

/// The inspector. It keeps its scroll position and its half-typed forms from step to step.
pub fn show(frame: &Frame, selection: Selection, on: &Callback<Intent>) -> El {
    let texts = frame.lang.texts();
    let (name, key, body) = match selection {
        Selection::Node(id) => (texts.details_of_node, id.to_string(), node::show(frame, id, on)),
        Selection::Client(id) => {
            (texts.details_of_client, id.to_string(), client::show(frame, id, on))
        }
        Selection::Envelope(id) => {
            (texts.details_of_envelope, id.to_string(), envelope::show(frame, id, on))
        }
        Selection::Key(key) => (texts.details_of_key, key.to_string(), key::show(frame, key, on)),
        Selection::Link(from, to) => {
            (texts.details_of_link, format!("{from}-{to}"), link::show(frame, from, to, on))
        }
    };
    el("section")
        .class("inspector")
        .attr("aria-label", name)
        .child(sign("✕", texts.pick_nothing, "Esc").class("close").wants(on, Intent::Select(None)))
        .child(body.key(key))
}

/// A button for an action at the playhead.
fn act(text: impl Into<AttrValue>, action: Action, on: &Callback<Intent>) -> El {
    button(text).wants(on, Intent::Act(action))
}

/// A command as a button.
fn command(command: Command, lang: Lang, on: &Callback<Intent>) -> El {
    button(lang.command(command.name)).wants(on, command.wants)
}

/// A line in muted colour.
fn quiet(text: impl Into<AttrValue>) -> El {
    el("p").class("quiet").text(text)
}

/// The number of operations whose statements are suggested.
const STATEMENTS: usize = 40;

/// A heading with a remark in small letters.
fn head(text: impl Into<AttrValue>, more: impl Into<AttrValue>) -> El {
    el("h2").text(text).with("small", more)
}

fn members(frame: &Frame) -> Vec<NodeId> {
    let nodes = frame.world.nodes.iter();
    nodes.filter(|node| node.status != Status::Left).map(|node| node.id).collect()
}

fn clients(frame: &Frame) -> Vec<ClientId> {
    frame.world.clients.iter().map(|client| client.id).collect()
}

/// The statements that clients have used, the newest first, each once.
fn statements(frame: &Frame) -> Vec<AttrValue> {
    let mut all: Vec<AttrValue> = Vec::new();
    let used = frame.history.operations().iter().rev();
    for text in used.filter_map(|operation| operation.request.statements()).take(STATEMENTS) {
        let text = AttrValue::from(text.to_string());
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

/// The clients with an open transaction, each with the node that has it.
fn open(frame: &Frame) -> Vec<(ClientId, NodeId)> {
    let clients = frame.world.clients.iter();
    clients.filter_map(|client| Some((client.id, client.transaction?))).collect()
}

/// The key of the last operation.
fn key_hint(frame: &Frame) -> String {
    let last = frame.history.operations().last();
    last.map_or_else(|| "cart".into(), |operation| operation.request.key().to_string())
}

/// A value that no write of the run has used.
fn value_hint(frame: &Frame) -> String {
    frame.fresh().map_or_else(String::new, |value| value.to_string())
}
