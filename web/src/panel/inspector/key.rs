//! A key, wherever it is stored: its place on the ring, what each replica holds of it and how far that is
//! behind, how the versions compare, and which write had seen which.

use super::held;
use crate::{
    layout::{Point, lineage, text, wheel},
    prose::{store, words},
    session::{Frame, Intent, Selection, causes, causes::Cause},
    widget::{button, hue},
};
use replicarium::{
    check::staleness::{self, Staleness},
    clock::VersionVector,
    history::{Operation, Outcome},
    id::{NodeId, OperationId},
    kv::{Found, Key, Request, Value},
    view::{KeyPlace, NodeView, RingView, Row, Status, Version},
};
use std::cmp::Ordering;
use yew::prelude::*;

pub fn show(frame: &Frame, key: Key, on: &Callback<Intent>) -> Html {
    let ring = frame.world.ring.as_ref();
    let place = ring.and_then(|ring| ring.keys.iter().find(|place| place.key == key));
    let homes = place.map_or(&[][..], |place| &place.homes);
    let on_them = (!homes.is_empty()).then(|| format!("lives on {}", words::list(homes)));
    let causes = causes::of(key, &frame.history, &frame.film, frame.step);
    html! {
        <>
            <h2>{ format!("Key {key} ") }<small>{ on_them }</small></h2>
            { copies(frame, key, homes, on) }
            { outstanding(frame, key) }
            { compare(frame, key) }
            { siblings(frame, key, &causes) }
            { graph(frame, key, &causes) }
            { for ring.zip(place).filter(|it| it.1.order.len() > 1).map(|(ring, place)| wheel(ring, place)) }
        </>
    }
}

fn row(node: &NodeView, key: Key) -> Option<&Row> {
    node.replica.rows.iter().find(|row| row.key == key)
}

/// How far behind a read from this replica alone would be, now.
fn behind(frame: &Frame, node: &NodeView, key: Key) -> Option<Staleness> {
    let (like, now) = (frame.history.operations().last()?, (frame.world.now, frame.step));
    let read = |found: Option<OperationId>| {
        // Only whose write it is counts.
        let found = found.map(|write| Found { value: Value::TOMBSTONE, write });
        let ended = Some((Outcome::Read(found), now.0, now.1));
        let read = Operation { request: Request::Read(key), invoked: now, ended, ..*like };
        staleness::of_read(&frame.history, &read)
    };
    match row(node, key) {
        // Of several values, what one misses another may have.
        Some(row) => {
            row.writes().filter_map(|write| read(Some(write))).min_by_key(|it| it.versions)
        }
        None => read(None),
    }
}

/// What each home holds, in the order of the preference list; then whoever else holds anything.
fn copies(frame: &Frame, key: Key, homes: &[NodeId], on: &Callback<Intent>) -> Html {
    let place = |node: &NodeView| homes.iter().position(|&home| home == node.id);
    let nodes = frame.world.nodes.iter().filter(|node| node.status != Status::Left);
    let mut nodes: Vec<_> = nodes
        .filter(|node| {
            row(node, key).is_some()
                || place(node).is_some()
                || (homes.is_empty() && node.replica.role.is_replica())
        })
        .collect();
    nodes.sort_by_key(|node| (place(node).unwrap_or(homes.len()), node.id));
    let line = |node: &NodeView| {
        let held = row(node, key);
        let values = held.map(|row| held::values(row, &frame.film));
        let late = behind(frame, node, key).filter(|_| homes.is_empty() || place(node).is_some());
        let class = late.filter(|late| late.versions > 0).map(|_| "late");
        let status = (node.status != Status::Running).then(|| words::status(node.status));
        let pick = on.reform({
            let pick = Selection::Node(node.id);
            move |()| Intent::Select(Some(pick))
        });
        html! {
            <tr key={node.id.to_string()}>
                <td>{ button(node.id.to_string(), pick) }</td>
                <td>
                    { values.unwrap_or_else(|| html! { { "nothing" } }) }
                    <small {class}>{ status }{ " " }{ late.map(|late| store::behind(&late)) }</small>
                </td>
                <td>{ held.map(|row| row.version.to_string()) }</td>
            </tr>
        }
    };
    html! {
        <table class="copies">
            <thead><tr>
                <th scope="col">{ "on" }</th>
                <th scope="col">{ "value" }</th>
                <th scope="col">{ "version" }</th>
            </tr></thead>
            <tbody>{ for nodes.into_iter().map(line) }</tbody>
        </table>
    }
}

/// What is still on its way to where it belongs.
fn outstanding(frame: &Frame, key: Key) -> Html {
    let nodes = frame.world.nodes.iter();
    let hints = nodes.clone().flat_map(|node| {
        let of_key = node.replica.hints.iter().filter(move |hint| hint.key == key);
        of_key.map(move |hint| format!("{} for {}", node.id, hint.home))
    });
    let hints: Vec<String> = hints.collect();
    let waiting = nodes.flat_map(|node| &node.replica.waiting);
    let repairs = waiting.filter(|it| it.answered && it.request.key() == key).count();
    html! {
        <>
            if !hints.is_empty() { <p>{ "Hints outstanding: " }<b>{ hints.join(", ") }</b></p> }
            if repairs > 0 { <p>{ "Reads that still mend: " }<b>{ repairs }</b></p> }
        </>
    }
}

fn vector(row: &Row) -> Option<&VersionVector> {
    match &row.version {
        Version::Vector(vector, _) | Version::Siblings(_, vector) => Some(vector),
        Version::Position(_) | Version::Stamp(_) => None,
    }
}

/// Replicas with different versions of a key, two by two: entry by entry, and what a merge makes of them.
fn compare(frame: &Frame, key: Key) -> Html {
    let mut groups: Vec<(Vec<NodeId>, &VersionVector)> = Vec::new();
    for node in &frame.world.nodes {
        let Some(vector) = row(node, key).and_then(vector) else { continue };
        match groups.iter_mut().find(|group| group.1 == vector) {
            Some(group) => group.0.push(node.id),
            None => groups.push((vec![node.id], vector)),
        }
    }
    let pairs = (0..groups.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let pairs = pairs.map(|(a, b)| {
        let (a, b) = (&groups[a], &groups[b]);
        let (left, right) = (words::list(&a.0), words::list(&b.0));
        let title = store::order(&left, &right, a.1.partial_cmp(b.1));
        html! {
            <details key={title.clone()}>
                <summary>{ &title }</summary>
                <table class="entries">
                    <thead><tr><th/><th scope="col">{ left }</th><th/><th scope="col">{ right }</th>
                        <th scope="col">{ "merged" }</th></tr></thead>
                    <tbody>{ for causes::entries(a.1, b.1).into_iter().map(entry) }</tbody>
                </table>
            </details>
        }
    });
    html! { <div class="compare">{ for pairs }</div> }
}

/// The two counts of a node; the larger one slides over into the merged vector.
fn entry((node, a, b, order): (NodeId, u64, u64, Ordering)) -> Html {
    let (sign, from) = match order {
        Ordering::Less => ("<", "right"),
        Ordering::Greater => (">", "left"),
        Ordering::Equal => ("=", "both"),
    };
    let wins = |side: Ordering| (order == side).then_some("wins");
    html! {
        <tr>
            <th scope="row">{ node.to_string() }</th>
            <td class={wins(Ordering::Greater)}>{ a }</td><td>{ sign }</td>
            <td class={wins(Ordering::Less)}>{ b }</td>
            <td><b class={from}>{ a.max(b) }</b></td>
        </tr>
    }
}

/// Why siblings are siblings: neither writer knew of the other's dot.
fn siblings(frame: &Frame, key: Key, causes: &[Cause]) -> Html {
    let rows = frame.world.nodes.iter().filter_map(|node| row(node, key));
    let most = rows.max_by_key(|row| row.writes().count());
    let cause = |write| causes.iter().find(|cause| cause.write == write);
    let all: Vec<&Cause> = most.into_iter().flat_map(Row::writes).filter_map(cause).collect();
    let knew = |writer: &Cause, other: &Cause| {
        let dot = other.dot?;
        let (seen, text) = (writer.seen.of(&dot.node), dot.to_string());
        let names = (writer.value.to_string(), other.value.to_string());
        Some(html! { <p>{ store::knew(&names.0, seen, &names.1, &text, dot.count) }</p> })
    };
    let pairs = all.windows(2).map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let title = store::order(&a.value.to_string(), &b.value.to_string(), None);
        html! {
            <details key={title.clone()}>
                <summary>{ title }</summary>
                { for knew(a, b) }{ for knew(b, a) }
            </details>
        }
    });
    html! { <div class="compare">{ for pairs }</div> }
}

/// The drawing's width, and the distance of its lines.
const WIDE: f64 = 304.0;
const LINE: f64 = 44.0;

/// Every value, below those that its writer had seen; what is held somewhere stands out.
fn graph(frame: &Frame, key: Key, causes: &[Cause]) -> Html {
    if causes.is_empty() {
        return html! { <p class="quiet">{ "Nobody has written it yet." }</p> };
    }
    let mut clients: Vec<_> = causes.iter().map(|cause| cause.write.client).collect();
    clients.sort_unstable();
    clients.dedup();
    let column =
        |cause: &Cause| clients.iter().position(|&it| it == cause.write.client).unwrap_or(0);
    let columns: Vec<usize> = causes.iter().map(column).collect();
    let parents: Vec<Vec<usize>> = causes.iter().map(|cause| cause.parents.clone()).collect();
    let lines = lineage::lines(&parents, &columns);
    let width = WIDE / clients.len() as f64;
    let at =
        |n: usize| Point { x: (columns[n] as f64 + 0.5) * width, y: 30.0 + lines[n] as f64 * LINE };
    let edges = parents
        .iter()
        .enumerate()
        .flat_map(|(n, parents)| parents.iter().map(move |&parent| (at(parent), at(n))));
    let edges = edges.map(|(a, b)| {
        let d = format!("M{:.0} {:.0}L{:.0} {:.0}", a.x, a.y + 11.0, b.x, b.y - 11.0);
        html! { <path {d} /> }
    });
    let held = |write: OperationId| {
        let mut rows = frame.world.nodes.iter().filter_map(|node| row(node, key));
        rows.any(|row| row.writes().any(|it| it == write))
    };
    let value = |(n, cause): (usize, &Cause)| {
        let class = classes!(
            "chip",
            hue::class(frame.film.hue(cause.write)),
            held(cause.write).then_some("held")
        );
        let dot = cause.dot.map(|dot| format!(" {dot}")).unwrap_or_default();
        let room = (width - 22.0 - text::width(&dot, 11.0, text::MONO)).max(0.0);
        let name = text::fit(&cause.value.to_string(), room, 11.0, text::MONO) + &dot;
        let wide = text::width(&name, 11.0, text::MONO) + 14.0;
        let Point { x, y } = at(n);
        html! {
            <g {class}>
                <title>{ format!("{} by {}{dot}, had seen {}", cause.value, cause.write, cause.seen) }</title>
                <rect x={(x - wide / 2.0).to_string()} y={(y - 10.0).to_string()} width={wide.to_string()} height="20" rx="6" />
                <text x={x.to_string()} y={(y + 4.0).to_string()} text-anchor="middle">{ name }</text>
            </g>
        }
    };
    let head = |(n, &client): (usize, &_)| {
        let x = ((n as f64 + 0.5) * width).to_string();
        html! { <text class="head" {x} y="11" text-anchor="middle">{ words::client(client) }</text> }
    };
    let height = 46.0 + lines.iter().max().map_or(0.0, |&line| line as f64 * LINE);
    html! {
        <figure class="lineage">
            <h3>{ "Which write had seen which" }</h3>
            <svg viewBox={format!("0 0 {WIDE} {height}")} role="img" aria-label="Causal history">
                { for clients.iter().enumerate().map(head) }{ for edges }
                { for causes.iter().enumerate().map(value) }
            </svg>
        </figure>
    }
}

/// The ring: all positions, and the way from the key to its homes.
fn wheel(ring: &RingView, place: &KeyPlace) -> Html {
    const CENTRE: Point = Point { x: 152.0, y: 140.0 };
    const RADIUS: f64 = 92.0;
    let positions: Vec<u16> = ring.positions.iter().map(|it| it.0).collect();
    // The first position of each home, in the order in which the ring meets them.
    let next = |home: &NodeId| {
        let own = ring.positions.iter().filter(|it| it.1 == *home).map(|it| it.0);
        own.min_by_key(|at| at.wrapping_sub(place.at))
    };
    let met: Vec<u16> = place.homes.iter().filter_map(next).collect();
    let pegs = ring.positions.iter().zip(wheel::labels(&positions, CENTRE, RADIUS + 14.0));
    let pegs = pegs.map(|(&(at, node), label)| {
        let class = met.contains(&at).then_some("met");
        let Point { x, y } = wheel::point(at, CENTRE, RADIUS);
        html! {
            <g {class}>
                <circle cx={x.to_string()} cy={y.to_string()} r="3" />
                <text x={label.x.to_string()} y={(label.y + 3.5).to_string()} text-anchor="middle">{ node.to_string() }</text>
            </g>
        }
    });
    let way = met
        .last()
        .map(|&last| html! { <path class="way" d={wheel::arc(place.at, last, CENTRE, RADIUS)} /> });
    let Point { x, y } = wheel::point(place.at, CENTRE, RADIUS - 12.0);
    let order: Vec<String> = place.order.iter().map(NodeId::to_string).collect();
    let (homes, others) = order.split_at(place.homes.len().min(order.len()));
    let others = (!others.is_empty()).then(|| format!("then {}", others.join(", ")));
    html! {
        <figure class="wheel">
            <h3>{ "Its place on the ring" }</h3>
            <svg viewBox="0 0 304 280" role="img" aria-label={format!("Preference list: {}", homes.join(", "))}>
                <circle class="rim" cx="152" cy="140" r="92" />
                { way }{ for pegs }
                <circle class="key" cx={x.to_string()} cy={y.to_string()} r="5" />
                <text class="name" x="152" y="132" text-anchor="middle">{ place.key.to_string() }</text>
                <text x="152" y="150" text-anchor="middle">{ homes.join(" → ") }</text>
                <text class="rest" x="152" y="167" text-anchor="middle">{ others }</text>
            </svg>
        </figure>
    }
}
