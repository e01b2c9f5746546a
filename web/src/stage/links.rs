//! The links between replicas, and those between a client and a replica that are in use.

use super::{press::presses, still::Still, words};
use crate::{
    layout::{
        Rect,
        link::{ASIDE, Way},
    },
    session::{Intent, Selection},
    widget::hue,
};
use replicarium::{
    id::{Address, NodeId},
    view::{Kind, Status},
};
use std::rc::Rc;
use yew::prelude::*;

use super::Places;

/// What the links need.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The frame.
    pub still: Still,
    /// Where the cards stand.
    pub places: Rc<Places>,
    /// What a reader wants.
    pub on: Callback<Intent>,
}

/// All links, each direction to be picked on its own.
#[component]
pub fn Links(props: &Props) -> Html {
    let Props { still, places, on } = props;
    let pairs = pairs(still);
    let lines = pairs.iter().filter_map(|&(a, b)| {
        let (from, to) = (places.rect(a)?, places.rect(b)?);
        Some(lines(still, (a, from), (b, to)))
    });
    let hits = pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).filter_map(|(a, b)| {
        let way = Way::between(&places.rect(a)?, &places.rect(b)?, ASIDE);
        Some(hit(still, a, b, way, on))
    });
    html! {
        <g class="links">
            { for lines }
            { for hits }
        </g>
    }
}

/// The pairs that have a link on the stage.
fn pairs(still: &Still) -> Vec<(Address, Address)> {
    let world = &still.world;
    let nodes: Vec<NodeId> =
        world.nodes.iter().filter(|n| n.status != Status::Left).map(|n| n.id).collect();
    let mut pairs: Vec<(Address, Address)> = Vec::new();
    for (n, &a) in nodes.iter().enumerate() {
        pairs.extend(nodes[n + 1..].iter().map(|&b| (a.into(), b.into())));
    }
    // All clients with all replicas would be a thicket: only what is in use, or cut, or picked.
    let client = |a: Address, b: Address| match (a, b) {
        (Address::Client(_), Address::Node(_)) => Some((a, b)),
        (Address::Node(_), Address::Client(_)) => Some((b, a)),
        _ => None,
    };
    let flying = world.envelopes.iter().filter(|e| e.kind != Kind::Timer).map(|e| (e.from, e.to));
    let asking = world
        .clients
        .iter()
        .filter_map(|c| c.waits.map(|(_, via, ..)| (Address::Client(c.id), Address::Node(via))));
    let picked = match still.selection {
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

fn lines(still: &Still, (a, from): (Address, Rect), (b, to): (Address, Rect)) -> Html {
    let cut = |a, b| still.world.cuts.contains(&(a, b));
    let asks = match a {
        Address::Client(client) => still.world.clients.iter().find(|c| c.id == client),
        Address::Node(_) => None,
    };
    let write = asks
        .and_then(|c| c.waits)
        .and_then(|(id, via, ..)| (Address::Node(via) == b).then(|| still.film.hue(id)).flatten());
    let kind = if matches!(a, Address::Client(_)) { "asks" } else { "" };
    match (cut(a, b), cut(b, a)) {
        (false, false) => {
            let way = Way::between(&from, &to, 0.0);
            html! { <path class={classes!("link", kind, hue::class(write))} d={line(&way)} /> }
        }
        (there, back) => html! {
            <>
                { one_way(&Way::between(&from, &to, ASIDE), there) }
                { one_way(&Way::between(&to, &from, ASIDE), back) }
            </>
        },
    }
}

fn line(way: &Way) -> String {
    let Way { start, end } = way;
    format!("M{:.1} {:.1}L{:.1} {:.1}", start.x, start.y, end.x, end.y)
}

/// One direction of a link of which one at least is cut.
fn one_way(way: &Way, cut: bool) -> Html {
    let tip = format!("translate({:.1},{:.1}) rotate({:.1})", way.end.x, way.end.y, way.angle());
    // Near the receiver, where little that is on its way covers it, and apart from the way back's.
    let at = way.start.towards(way.end, 0.82);
    let mark = format!("translate({:.1},{:.1})", at.x, at.y);
    html! {
        <g class={classes!("oneway", cut.then_some("cut"))}>
            <path class="link" d={line(way)} />
            <path class="tip" transform={tip} d="M-10 -5L0 0L-10 5z" />
            if cut {
                <g class="mark" transform={mark}>
                    <circle r="9" />
                    <text y="4.5" text-anchor="middle">{ "✕" }</text>
                </g>
            }
        </g>
    }
}

/// The wide invisible line that can be pressed.
fn hit(still: &Still, a: Address, b: Address, way: Way, on: &Callback<Intent>) -> Html {
    let pick = Selection::Link(a, b);
    let picked = still.selection == Some(pick);
    let press = on.reform(move |()| Intent::Select(Some(pick)));
    let (onclick, onkeydown) = presses(&press);
    let label = words::link(a, b, still.world.cuts.contains(&(a, b)));
    html! {
        <g class={classes!("hit", picked.then_some("picked"))} role="button" tabindex="0"
            aria-pressed={picked.to_string()} aria-label={label.clone()}
            data-testid={format!("link-{a}-{b}")} {onclick} {onkeydown}>
            <title>{ label }</title>
            <path d={line(&way)} />
        </g>
    }
}
