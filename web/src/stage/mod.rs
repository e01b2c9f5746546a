//! The stage: replicas, clients, the links between them and the envelopes in flight.

mod aside_card;
pub mod ask;
mod by_revision;
mod client_card;
pub mod envelopes;
mod grips;
mod links;
mod log_list;
mod log_strip;
pub mod menu;
pub mod merge;
mod node_card;
mod press;
mod rows;
mod words;

use crate::{
    layout::{
        Point, Rect, Size,
        number::fill,
        ring::{Demand, LOG, MARKS, Plan, plan},
    },
    prose::{Lang, Words},
    session::{Frame, Guarantees, Intent, PtrEq, Selection},
    widget::{El, el, keyed, label, memo, size::use_size},
};
use by_revision::ByRevision;
use client_card::ClientCard;
use envelopes::{Envelopes, flying};
use grips::Grips;
use links::Links;
use menu::Menu;
use node_card::NodeCard;
use replicarium::{
    id::Address,
    view::{NodeView, Role, Status},
};
use std::rc::Rc;
use yew::prelude::*;

/// The props of the stage.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The frame.
    pub frame: Frame,
    /// The size that the first picture was planned for; the stage keeps it until its element is resized.
    #[prop_or_default]
    pub first: Option<Size>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

/// The places of all cards.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    /// The plan of the cards.
    pub plan: Plan,
    /// The place of each node of the world; `None` for a node that has left.
    seats: Vec<Option<Rect>>,
    /// The place of each client; `None` for those that there is no room for.
    client_seats: Vec<Option<Rect>>,
}

impl Places {
    fn new(frame: &Frame, size: Size) -> Self {
        // A node that has left gives its place to the others.
        let here = |node: &&NodeView| node.status != Status::Left;
        let nodes = frame.world.nodes.iter();
        let replicas = nodes.clone().filter(here).filter(|n| n.replica.role.is_replica()).count();
        let aside = nodes.clone().filter(here).count() - replicas;
        let mut demand = demand(frame, replicas, aside);
        let centre = |node: &NodeView| words::centre(&frame.world, node.id).unwrap_or_default();
        for node in nodes.clone().filter(here).filter(|n| n.replica.role.is_replica()) {
            demand.centres[centre(node)] += 1;
        }
        let plan = plan(size, demand);
        // The cards of a data centre follow each other.
        let [west, east, _] = demand.centres;
        let mut next = [0, west, west + east];
        let mut sides = plan.aside.iter();
        let seats = nodes.map(|node| match node.replica.role.is_replica() {
            _ if node.status == Status::Left => None,
            true => {
                let place = &mut next[centre(node)];
                *place += 1;
                plan.nodes.get(*place - 1).copied()
            }
            false => sides.next().copied(),
        });
        let client_seats = client_seats(frame, &plan);
        Self { seats: seats.collect(), client_seats, plan }
    }

    /// The card of a node or a client, if it has one.
    #[must_use]
    pub fn rect(&self, address: Address) -> Option<Rect> {
        match address {
            Address::Node(node) => *self.seats.get(usize::from(node.0))?,
            Address::Client(client) => *self.client_seats.get(usize::from(client.0))?,
            // At the upper edge of the card, so that its links lie beside those of the node.
            Address::Switch(node) => {
                let card = (*self.seats.get(usize::from(node.0))?)?;
                let top = Point { x: card.centre().x, y: card.y + SWITCH / 2.0 };
                Some(Rect::around(top, card.width / 2.0, SWITCH))
            }
        }
    }
}

/// The places of the clients. Where there is no room for all, those that take part in a violation come first.
fn client_seats(frame: &Frame, plan: &Plan) -> Vec<Option<Rect>> {
    let clients = frame.world.clients.len();
    let mut seats = vec![None; clients];
    if plan.clients.len() >= clients {
        return plan.clients.iter().copied().map(Some).collect();
    }
    let witnesses = Guarantees::of(frame).broken.into_iter().map(|it| it.witness);
    let parties = witnesses.flat_map(|it| &it.operations).map(|id| usize::from(id.client.0));
    let lit = frame.highlight.iter().flat_map(|lit| &lit.parties).filter_map(|it| match it {
        Address::Client(client) => Some(usize::from(client.0)),
        Address::Node(_) | Address::Switch(_) => None,
    });
    let mut shown: Vec<usize> = Vec::new();
    for client in lit.chain(parties).chain(0..clients) {
        if shown.len() < plan.clients.len() && !shown.contains(&client) {
            shown.push(client);
        }
    }
    // Those that are shown stand in their usual order.
    let mut places = plan.clients.iter();
    for (client, seat) in seats.iter_mut().enumerate() {
        if shown.contains(&client) {
            *seat = places.next().copied();
        }
    }
    seats
}

/// The most entries of a log that is drawn as a list.
const LISTED: usize = 8;

/// The most lines with values on a card.
const MOST: usize = 8;

/// The height of the power switch of a node.
const SWITCH: f64 = 14.0;

/// The room that the cards need: enough for the whole run, so that they keep their size.
fn demand(frame: &Frame, nodes: usize, aside: usize) -> Demand {
    let (world, extent) = (&frame.world, frame.film.extent());
    let rows = world.nodes.iter().map(|node| rows::count(&node.replica)).max().unwrap_or(0);
    let values = extent.keys() + extent.siblings();
    let skewed = extent.is_skewed() || world.nodes.iter().any(|n| n.skew != 0);
    let replicas = || world.nodes.iter().filter(|n| n.replica.role.is_replica());
    let position = |n: &NodeView| n.replica.role != Role::Replica || !n.replica.log.is_empty();
    let marks = replicas().any(|node| node.replica.marks().is_some());
    Demand {
        nodes,
        centres: [0; 3],
        aside,
        clients: world.clients.len(),
        rows: values.max(rows).max(extent.hints()).clamp(1, MOST),
        log: match world.features.log && replicas().any(position) {
            true if marks => LOG + MARKS,
            true => LOG,
            false => 0.0,
        },
        entries: if marks { extent.log().min(LISTED) } else { 0 },
        // Where leaders change, there is more to say: votes, suspicions, pieces of snapshots.
        notes: 1 + usize::from(marks) + usize::from(skewed),
    }
}

/// The size of the stage until it is measured.
const DEFAULT: Size = Size { width: 824.0, height: 584.0 };

/// The stage.
#[component]
pub fn Stage(props: &Props) -> Html {
    let Props { frame, first, on } = props;
    let container = use_node_ref();
    let size = use_size(&container, DEFAULT, *first);
    let still = ByRevision(frame.clone());
    let places = use_memo((still.clone(), size), |(still, size)| Places::new(still, *size));
    let places = PtrEq(places);
    let svg = el("svg")
        .class_if(frame.highlight.is_some(), "witnessed")
        .class_if(places.plan.table, "table")
        .attr_of("viewBox", fill("0 0 {} {}", &[places.plan.size.width, places.plan.size.height]))
        .attr("role", "group")
        .attr("aria-label", frame.lang.texts().stage)
        .wants(on, Intent::Select(None))
        .child(memo(Links { frame: still.clone(), places: places.clone(), on: on.clone() }))
        .child(walls(&places, frame.lang))
        .child(node_cards(&still, &places, on))
        .child(client_cards(&still, &places, on))
        .child(memo(Envelopes { frame: frame.clone(), places: places.clone(), on: on.clone() }))
        .child(grips(&still, &places, on))
        .child(merge::show(frame, &places));
    el("div")
        .class("stage")
        .node(&container)
        .attr("data-testid", "stage")
        .child(svg)
        .child(menu(frame, &places, on))
        .into()
}

/// The handles of several leaders, unless there are too many cards for them.
fn grips(frame: &ByRevision, places: &PtrEq<Places>, on: &Callback<Intent>) -> Html {
    if frame.world.ways.is_none() || places.plan.table {
        return Html::default();
    }
    html! { <Grips frame={frame.clone()} places={places.clone()} on={on.clone()} /> }
}

/// The walls between data centres, with their names on both sides.
fn walls(places: &Places, lang: Lang) -> El {
    let Size { height, .. } = places.plan.size;
    let walls =
        places.plan.walls.iter().zip(lang.texts().centres.windows(2)).map(|((at, from), names)| {
            let name = |x: f64, name, anchor| {
                label("", at.x + x, at.y + 4.0, name).attr("text-anchor", anchor)
            };
            el("g")
                .child(el("path").attr_of("d", fill("M{} {}V{}", &[at.x, *from, height])))
                .child(name(-10.0, names[0], "end"))
                .child(name(10.0, names[1], "start"))
        });
    el("g").class("walls").attr("aria-hidden", "true").children(walls)
}

fn node_cards(still: &ByRevision, places: &PtrEq<Places>, on: &Callback<Intent>) -> El {
    let nodes = still.world.nodes.iter().enumerate();
    let cards =
        nodes.filter(|(_, node)| node.status != Status::Left).filter_map(|(index, node)| {
            let rect = places.rect(node.id.into())?;
            let (frame, card, on) = (still.clone(), places.plan.card, on.clone());
            Some(match node.replica.role.is_replica() {
                true => keyed(index, NodeCard { frame, index, rect, card, on }),
                false => aside_card::show(&frame, node, rect, &on),
            })
        });
    el("g").class("nodes").children(cards)
}

fn client_cards(still: &ByRevision, places: &PtrEq<Places>, on: &Callback<Intent>) -> El {
    let clients = &still.world.clients;
    let cards = clients.iter().enumerate().filter_map(|(index, client)| {
        let rect = places.rect(client.id.into())?;
        let waited = client.waits.map(|(.., since)| still.at.since(since).0 / 1_000);
        let (frame, on) = (still.clone(), on.clone());
        Some(keyed(index, ClientCard { frame, index, rect, waited, on }))
    });
    let drawn = places.plan.clients.len();
    let more = (clients.len() > drawn).then(|| {
        let last = places.plan.clients.last().copied().unwrap_or_default();
        let text = still.lang.more_clients(clients.len() - drawn);
        label("small", last.right(), last.bottom() + 15.0, text).attr("text-anchor", "end")
    });
    el("g").class("clients").children(cards).maybe(more)
}

/// The menu of what is picked, if there are commands for it.
fn menu(frame: &Frame, places: &PtrEq<Places>, on: &Callback<Intent>) -> Html {
    let (lang, choices) = (frame.lang, menu::choices(frame));
    let anchor = match frame.selection {
        Some(Selection::Node(node)) => places.rect(node.into()),
        Some(Selection::Client(client)) => places.rect(client.into()),
        Some(Selection::Envelope(id)) => flying(frame, places)
            .iter()
            .find(|flying| flying.envelope.id == id)
            .map(|flying| Rect::around(flying.place.at, 40.0, 40.0)),
        Some(Selection::Link(a, b)) => places.rect(a).zip(places.rect(b)).map(|(a, b)| {
            let way = crate::layout::link::Segment::between(&a, &b, 0.0);
            Rect::around(way.start.towards(way.end, 0.5), 30.0, 30.0)
        }),
        Some(Selection::Key(_)) | None => None,
    };
    let client = match frame.selection {
        Some(Selection::Client(id)) => Some((id, PtrEq(Rc::clone(&frame.world)))),
        Some(
            Selection::Node(_) | Selection::Envelope(_) | Selection::Link(..) | Selection::Key(_),
        )
        | None => None,
    };
    let is_there = client.is_some() || !choices.is_empty();
    let Some(anchor) = anchor.filter(|_| is_there) else { return Html::default() };
    let label = match frame.selection {
        Some(Selection::Node(node)) => lang.menu_of_node(node),
        Some(Selection::Client(client)) => lang.menu_of_client(client),
        Some(Selection::Link(a, b)) => lang.menu_of_link(a, b),
        Some(Selection::Envelope(_) | Selection::Key(_)) | None => lang.menu_of_envelope().into(),
    };
    html! { <Menu {lang} {choices} {client} {label} {anchor} places={places.clone()} on={on.clone()} /> }
}

#[cfg(all(test, feature = "ssr", not(target_arch = "wasm32")))]
#[path = "stage_tests.rs"]
mod tests;
