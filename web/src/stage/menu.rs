//! The menu of commands beside the selection.

use super::{Places, ask};
use crate::{
    layout::{Fit, Rect, Size, link::beside, number::fill},
    prose::{Command as Name, Lang, Words},
    session::{Command, Frame, Intent, PtrEq, Selection, cart, commands},
    widget::{el, routes, size::size_of},
};
use replicarium::{
    id::ClientId,
    kv::{Request, Value},
    sim::Change,
    view::WorldView,
};
use web_sys::HtmlElement;
use yew::prelude::*;

/// The commands for the selection.
pub fn choices(frame: &Frame) -> Vec<Command> {
    match frame.selection {
        Some(Selection::Node(node)) => commands::of_node(frame, node),
        Some(Selection::Link(from, to)) => commands::of_link(&frame.world, from, to),
        Some(Selection::Envelope(envelope)) => commands::of_envelope(&frame.world, envelope),
        Some(Selection::Client(client)) => of_client(frame, client),
        Some(Selection::Key(_)) | None => Vec::new(),
    }
}

/// The requests of an idle client beyond writing and reading.
fn of_client(frame: &Frame, id: ClientId) -> Vec<Command> {
    let features = frame.world.features;
    let client =
        frame.world.clients.iter().find(|client| client.id == id && client.waits.is_none());
    let Some((client, key)) = client.zip(ask::key(&frame.history)) else { return Vec::new() };
    let mut choices = Vec::new();
    if let Some(table) = frame.table() {
        let wants = Intent::Ask { client: id, via: None, request: Request::Insert(table) };
        choices.push(Command { name: Name::Insert(table), testid: "ask-insert", wants });
    }
    if !features.deletes {
        return choices;
    }
    let mut change = |name, testid, change, item| {
        let wants = Intent::Cart { client: id, via: None, change, key, item };
        choices.push(Command { name, testid, wants });
    };
    if features.contexts {
        if let Some(item) = frame.fresh() {
            change(Name::Add(item, key), "ask-add", Change::Add, item);
        }
        if let Some((_, sight)) = client.seen.iter().find(|(of, _)| *of == key) {
            for item in cart::items(&sight.values) {
                change(Name::Remove(item), "ask-remove", Change::Remove, item);
            }
        }
    }
    let request = Request::Write(key, Value::TOMBSTONE);
    let wants = Intent::Ask { client: id, via: None, request };
    choices.push(Command { name: Name::Delete(key), testid: "ask-delete", wants });
    choices
}

/// The props of the menu.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The reader's language.
    pub lang: Lang,
    /// The commands.
    pub choices: Vec<Command>,
    /// The selected client, whose routes are on offer, and the world.
    pub client: Option<(ClientId, PtrEq<WorldView>)>,
    /// The accessible name of the menu.
    pub label: AttrValue,
    /// The place of the selection.
    pub anchor: Rect,
    /// The places of the cards.
    pub places: PtrEq<Places>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

/// A small menu beside the selection.
#[component]
pub fn Menu(props: &Props) -> Html {
    let node = use_node_ref();
    let client = props.client.as_ref().map(|(id, _)| *id);
    let placed = (props.anchor, props.places.clone(), props.choices.clone(), client, props.lang);
    use_effect_with((node.clone(), placed), |(node, (anchor, places, ..))| {
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
        let text = props.lang.command(choice.name);
        el("button")
            .key(text.clone())
            .attr("type", "button")
            .attr("data-testid", choice.testid)
            .picks(&props.on, choice.wants.clone())
            .text(text)
    });
    let routes = props.client.iter().flat_map(|(id, world)| {
        let client = world.clients.iter().find(|client| client.id == *id);
        client.map(|client| routes(props.lang, world, client, &props.on)).into_iter().flatten()
    });
    el("div")
        .class("stage-menu")
        .attr("role", "group")
        .attr_of("aria-label", props.label.clone())
        .node(&node)
        .attr("data-testid", "stage-menu")
        .children(buttons)
        .children(routes)
        .into()
}
