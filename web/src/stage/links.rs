//! The links between replicas, and those between a client and a replica that are in use.

use super::{by_revision::ByRevision, words};
use crate::{
    layout::{
        Rect,
        link::{ASIDE, Segment},
        number::fill,
    },
    prose::Words,
    session::{Intent, PtrEq, Selection},
    widget::{El, Part, el, hue, label},
};
use replicarium::{
    id::{Address, NodeId},
    view::{EnvelopeView, Kind, NodeView, Status, WorldView},
};
use yew::prelude::*;

use super::Places;

/// All links, each direction to be picked on its own.
#[derive(PartialEq)]
pub struct Links {
    /// The frame.
    pub frame: ByRevision,
    /// Where the cards stand.
    pub places: PtrEq<Places>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

impl Part for Links {
    fn draw(&self) -> Html {
        let Self { frame, places, on } = self;
        let pairs = pairs(frame);
        let lines = pairs.iter().filter_map(|&(a, b)| {
            let (from, to) = (places.rect(a)?, places.rect(b)?);
            Some(lines(frame, (a, from), (b, to)))
        });
        let hits = pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).filter_map(|(a, b)| {
            let way = Segment::between(&places.rect(a)?, &places.rect(b)?, ASIDE);
            Some(hit(frame, a, b, way, on))
        });
        el("g").class("links").children(lines).children(hits).into()
    }
}

/// The pairs that have a link on the stage.
fn pairs(frame: &ByRevision) -> Vec<(Address, Address)> {
    let world = &frame.world;
    let here = |node: &&NodeView| node.status != Status::Left;
    let nodes: Vec<&NodeView> = world.nodes.iter().filter(here).collect();
    let picked = |node: NodeId| frame.selection == Some(Selection::Node(node));
    let mut pairs: Vec<(Address, Address)> = Vec::new();
    for (n, &a) in nodes.iter().enumerate() {
        for &b in &nodes[n + 1..] {
            // A monitor is linked to every node. Its links are drawn where they are cut or selected.
            let watches = !a.replica.role.is_replica() || !b.replica.role.is_replica();
            let pair = (a.id.into(), b.id.into());
            let cut = world.cuts.iter().any(|&(x, y)| pair == (x, y) || pair == (y, x));
            let in_use = world.ways.as_ref().is_none_or(|ways| {
                ways.links.has(a.id, b.id) || ways.links.has(b.id, a.id) || flies(world, pair)
            });
            if (!watches && in_use) || cut || picked(a.id) || picked(b.id) {
                pairs.push(pair);
            }
        }
    }
    // The link of a client or of a power switch is drawn only while it is in use, cut or selected.
    let client = |a: Address, b: Address| match (a, b) {
        (Address::Client(_) | Address::Switch(_), Address::Node(_)) => Some((a, b)),
        (Address::Node(_), Address::Client(_) | Address::Switch(_)) => Some((b, a)),
        _ => None,
    };
    let flying = world.envelopes.iter().filter(|e| e.kind != Kind::Timer).map(|e| (e.from, e.to));
    let asking = world
        .clients
        .iter()
        .filter_map(|c| c.waits.map(|(_, via, ..)| (Address::Client(c.id), Address::Node(via))));
    let picked = match frame.selection {
        Some(Selection::Link(a, b)) => Some((a, b)),
        _ => None,
    };
    let cut = world.cuts.iter().copied();
    for (a, b) in flying.chain(asking).chain(cut).chain(picked) {
        if let Some(pair) = client(a, b)
            && !pairs.contains(&pair)
        {
            pairs.push(pair);
        }
    }
    pairs
}

/// Whether a message is on its way between two addresses.
fn flies(world: &WorldView, (a, b): (Address, Address)) -> bool {
    let between = |e: &EnvelopeView| [(a, b), (b, a)].contains(&(e.from, e.to));
    world.envelopes.iter().filter(|e| e.kind != Kind::Timer).any(between)
}

/// The only direction in which entries travel between two nodes.
fn only_way(frame: &ByRevision, a: Address, b: Address) -> Option<(Address, Address)> {
    let links = &frame.world.ways.as_ref()?.links;
    let (Address::Node(one), Address::Node(other)) = (a, b) else { return None };
    match (links.has(one, other), links.has(other, one)) {
        (true, false) => Some((a, b)),
        (false, true) => Some((b, a)),
        (true, true) | (false, false) => None,
    }
}

fn lines(frame: &ByRevision, (a, from): (Address, Rect), (b, to): (Address, Rect)) -> El {
    let cut = |a, b| frame.world.cuts.contains(&(a, b));
    let asks = match a {
        Address::Client(client) => frame.world.clients.iter().find(|c| c.id == client),
        Address::Node(_) | Address::Switch(_) => None,
    };
    let write = asks
        .and_then(|c| c.waits)
        .and_then(|(id, via, ..)| (Address::Node(via) == b).then(|| frame.film.hue(id)).flatten());
    let kind = if matches!(a, Address::Client(_)) { "asks" } else { "" };
    match (cut(a, b), cut(b, a)) {
        (false, false) if let Some((start, _)) = only_way(frame, a, b) => {
            let (from, to) = if start == a { (&from, &to) } else { (&to, &from) };
            one_way(&Segment::between(from, to, 0.0), false)
        }
        (false, false) => {
            let line = || line(&Segment::between(&from, &to, 0.0)).class("link");
            // Two lines: a wide one, and a narrow one of the colour of the paper upon it.
            let twice = is_synchronous(frame, a, b);
            let link = line().class(kind).class(hue::class(write)).class_if(twice, "synchronous");
            el("g").child(link).maybe(twice.then(|| line().class("within")))
        }
        (there, back) => el("g")
            .child(one_way(&Segment::between(&from, &to, ASIDE), there))
            .child(one_way(&Segment::between(&to, &from, ASIDE), back)),
    }
}

/// Whether one of two nodes leads and its writes wait for the other.
fn is_synchronous(frame: &ByRevision, a: Address, b: Address) -> bool {
    frame.world.nodes.iter().any(|node| {
        let leader = words::waits_for(node, &frame.world).map(Address::Node);
        let follower = Address::Node(node.id);
        (leader == Some(a) && follower == b) || (leader == Some(b) && follower == a)
    })
}

fn line(way: &Segment) -> El {
    let Segment { start, end } = way;
    el("path").attr_of("d", fill("M{} {}L{} {}", &[start.x, start.y, end.x, end.y]))
}

/// One direction of a link that is cut at least one way.
fn one_way(way: &Segment, cut: bool) -> El {
    let tip = fill("translate({},{}) rotate({})", &[way.end.x, way.end.y, way.angle()]);
    // Near the receiver, where little that is on its way covers it, and apart from the way back's.
    let at = way.start.towards(way.end, 0.82);
    let tip = el("path").class("tip").attr_of("transform", tip).attr("d", "M-10 -5L0 0L-10 5z");
    let mark = cut.then(|| {
        let sign = label("", 0.0, 4.5, "✕").attr("text-anchor", "middle");
        el("g").class("mark").moved(at.x, at.y).child(el("circle").attr("r", "9")).child(sign)
    });
    let line = line(way).class("link");
    el("g").class("oneway").class_if(cut, "cut").child(line).child(tip).maybe(mark)
}

/// The wide invisible line that can be pressed.
fn hit(frame: &ByRevision, a: Address, b: Address, way: Segment, on: &Callback<Intent>) -> Html {
    let pick = Selection::Link(a, b);
    let picked = frame.selection == Some(pick);
    let pick = Intent::Select(Some(pick));
    let says = AttrValue::from(frame.lang.link(a, b, frame.world.cuts.contains(&(a, b))));
    el("g")
        .class("hit")
        .class_if(picked, "picked")
        .says("aria-pressed", picked)
        .attr_of("aria-label", says.clone())
        .attr_of("data-testid", format!("link-{a}-{b}"))
        .picks(on, pick.clone())
        .keyed(on, pick)
        .title(says)
        .child(line(&way))
        .into()
}
