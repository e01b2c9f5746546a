//! What can be done with what is picked, beside it.

use super::{Places, ask, words};
use crate::{
    layout::{Fit, Rect, Size, link::beside, number::fill},
    session::{Deed, Frame, Intent, Same, Selection, cart, deeds, values},
    widget::{el, size::size_of},
};
use replicarium::{
    id::{Address, ClientId, EnvelopeId},
    kv::{Request, Value},
    sim::{Action, Change},
    view::Status,
};
use web_sys::HtmlElement;
use yew::prelude::*;

/// What can be done with what is picked; only what is possible.
pub fn choices(frame: &Frame) -> Vec<Deed> {
    match frame.selection {
        Some(Selection::Node(node)) => deeds::of_node(&frame.world, node),
        Some(Selection::Link(from, to)) => of_link(frame, from, to),
        Some(Selection::Envelope(envelope)) => of_envelope(frame, envelope),
        Some(Selection::Client(client)) => of_client(frame, client),
        Some(Selection::Key(_)) | None => Vec::new(),
    }
}

/// What a client may ask for beyond writing and reading, while it waits for nothing.
fn of_client(frame: &Frame, id: ClientId) -> Vec<Deed> {
    let features = frame.world.features;
    let client =
        frame.world.clients.iter().find(|client| client.id == id && client.waits.is_none());
    let Some((client, key)) = client.zip(ask::key(&frame.history)) else { return Vec::new() };
    let mut choices = Vec::new();
    if let Some(table) = frame.table() {
        let wants = Intent::Ask { client: id, via: None, request: Request::Insert(table) };
        choices.push(Deed { text: format!("Insert into {table}"), testid: "ask-insert", wants });
    }
    if !features.deletes {
        return choices;
    }
    let mut change = |text, testid, change, item| {
        let wants = Intent::Cart { client: id, via: None, change, key, item };
        choices.push(Deed { text, testid, wants });
    };
    if features.contexts {
        if let Some(item) = values::unused(&frame.history) {
            change(format!("Add {item} to {key}"), "ask-add", Change::Add, item);
        }
        if let Some((_, sight)) = client.seen.iter().find(|(of, _)| *of == key) {
            for item in cart::items(&sight.values) {
                change(format!("Remove {item}"), "ask-remove", Change::Remove, item);
            }
        }
    }
    let request = Request::Write(key, Value::TOMBSTONE);
    let wants = Intent::Ask { client: id, via: None, request };
    choices.push(Deed { text: format!("Delete {key}"), testid: "ask-delete", wants });
    choices
}

fn of_link(frame: &Frame, from: Address, to: Address) -> Vec<Deed> {
    let cut = |a, b| frame.world.cuts.contains(&(a, b));
    let name = |a: Address, b: Address| format!("{} → {}", words::who(a), words::who(b));
    let mut choices = Vec::new();
    let (there, back) = (cut(from, to), cut(to, from));
    if !there {
        let text = format!("Cut {}", name(from, to));
        choices.push(Deed::new(text, "act-cut", [Action::Cut(from, to)]));
    }
    if !there && !back {
        let both = [Action::Cut(from, to), Action::Cut(to, from)];
        choices.push(Deed::new("Cut both ways", "act-cut-both", both));
    } else if !back {
        let text = format!("Cut {}", name(to, from));
        choices.push(Deed::new(text, "act-cut-back", [Action::Cut(to, from)]));
    }
    if there {
        let text = format!("Heal {}", name(from, to));
        choices.push(Deed::new(text, "act-heal", [Action::Heal(from, to)]));
    }
    if back && there {
        let both = [Action::Heal(from, to), Action::Heal(to, from)];
        choices.push(Deed::new("Heal both ways", "act-heal-both", both));
    } else if back {
        let text = format!("Heal {}", name(to, from));
        choices.push(Deed::new(text, "act-heal-back", [Action::Heal(to, from)]));
    }
    choices
}

fn of_envelope(frame: &Frame, id: EnvelopeId) -> Vec<Deed> {
    let Some(envelope) = frame.world.envelopes.iter().find(|e| e.id == id) else {
        return Vec::new();
    };
    let hold = if envelope.held {
        Deed::new("Release", "act-release", [Action::Release(id)])
    } else {
        Deed::new("Hold", "act-hold", [Action::Hold(id)])
    };
    let mut choices = vec![hold];
    let runs = match envelope.to {
        Address::Client(_) => true,
        Address::Node(to) => {
            frame.world.nodes.iter().any(|n| n.id == to && n.status == Status::Running)
        }
    };
    if runs && !frame.world.cuts.contains(&(envelope.from, envelope.to)) {
        choices.push(Deed::new("Deliver now", "act-deliver", [Action::Deliver(id)]));
    }
    choices.push(Deed::new("Drop", "act-drop", [Action::Drop(id)]));
    choices.push(Deed::new("Duplicate", "act-duplicate", [Action::Duplicate(id)]));
    choices
}

/// What the menu needs.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What can be done.
    pub choices: Vec<Deed>,
    /// What is picked, as the menu's name.
    pub label: AttrValue,
    /// Where that is.
    pub anchor: Rect,
    /// Where the cards stand.
    pub places: Same<Places>,
    /// What a reader wants.
    pub on: Callback<Intent>,
}

/// A small menu beside what is picked.
#[component]
pub fn Menu(props: &Props) -> Html {
    let node = use_node_ref();
    let placed = (props.anchor, props.places.clone(), props.choices.clone());
    use_effect_with((node.clone(), placed), |(node, (anchor, places, _))| {
        // The policy forbids style attributes; setting a property is fine.
        if let Some(element) = node.cast::<HtmlElement>() {
            let (width, height) = (element.offset_width(), element.offset_height());
            let plan = &places.plan;
            let stage = element.parent_element().and_then(|stage| size_of(&stage));
            let fit = Fit::of(plan.size, stage.unwrap_or(plan.size));
            let own =
                Size { width: f64::from(width) / fit.scale, height: f64::from(height) / fit.scale };
            let cards = [&plan.nodes[..], &plan.aside, &plan.clients].concat();
            let at = fit.place(beside(anchor, own, plan.size, &cards));
            let place = fill("translate({}px,{}px)", &[at.x, at.y]);
            // Only an unknown property or a read-only style could fail.
            let _ = element.style().set_property("transform", &place);
            let _ = element.style().set_property("visibility", "visible");
        }
    });
    let buttons = props.choices.iter().map(|choice| {
        el("button")
            .key(choice.text.clone())
            .attr("type", "button")
            .attr("data-testid", choice.testid)
            .picks(&props.on, choice.wants.clone())
            .text(choice.text.clone())
    });
    el("div")
        .class("stage-menu")
        .attr("role", "group")
        .attr_of("aria-label", props.label.clone())
        .node(&node)
        .attr("data-testid", "stage-menu")
        .children(buttons)
        .into()
}
