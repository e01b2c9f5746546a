//! The inspector of a key: its place on the ring, the versions on each replica, their lag and comparison, and the
//! causal history of its values.

use super::{head, held};
use crate::{
    layout::{Point, lineage, number::fill, text, wheel},
    prose::{Lang, Words, format},
    session::{Frame, Intent, Selection, causes, causes::Cause},
    widget::{El, button, el, hue, label, pane},
};
use replicarium::{
    check::staleness::{self, Staleness},
    clock::VersionVector,
    history::{Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Key, Request, Value},
    view::{KeyPlace, NodeView, RingView, Row, Status, Version},
};
use std::cmp::Ordering;
use yew::prelude::*;

pub fn show(frame: &Frame, key: Key, on: &Callback<Intent>) -> El {
    let lang = frame.lang;
    let ring = frame.world.ring.as_ref();
    let place = ring.and_then(|ring| ring.keys.iter().find(|place| place.key == key));
    let homes = place.map_or(&[][..], |place| &place.homes);
    let on_them = match homes.is_empty() {
        true => String::new(),
        false => lang.lives_on(homes),
    };
    let causes = causes::of(key, &frame.history, &frame.film, frame.step);
    let ring = ring.filter(|ring| !ring.positions.is_empty());
    let ring = ring.zip(place.filter(|place| place.order.len() > 1));
    el("div")
        .child(head(format!("{} ", lang.key(key)), on_them))
        .child(copies(frame, key, homes, on))
        .children(outstanding(frame, key))
        .children(made_of(frame, key))
        .child(el("div").class("compare").children(compare(frame, key)))
        .child(el("div").class("compare").children(siblings(frame, key, &causes)))
        .child(graph(frame, key, &causes))
        .maybe(ring.map(|(ring, place)| wheel(ring, place, lang)))
}

fn row(node: &NodeView, key: Key) -> Option<&Row> {
    node.replica.rows.iter().find(|row| row.key == key)
}

/// Staleness of a read that asks only this replica now.
fn behind(frame: &Frame, node: &NodeView, key: Key) -> Option<Staleness> {
    let (like, now) = (frame.history.operations().last()?, (frame.world.now, frame.step));
    let read = |found: Option<OperationId>| {
        // The judgement depends on the write only.
        let found = found.map(|write| Found { value: Value::TOMBSTONE, write });
        let ended = Some((Outcome::Read(found), now.0, now.1));
        let read = Operation { request: Request::Read(key), invoked: now, ended, ..*like };
        staleness::of_read(&frame.history, &read)
    };
    match row(node, key) {
        // A write that one sibling misses may be in another.
        Some(row) => {
            row.writes().filter_map(|write| read(Some(write))).min_by_key(|it| it.versions)
        }
        None => read(None),
    }
}

/// What a value that merges is made of at each replica: its parts with the dots of the operations that put them there, and what
/// is left of removed ones.
fn made_of(frame: &Frame, key: Key) -> Option<El> {
    let line = |node: &NodeView| {
        let values = node.replica.values()?.values.iter().filter(|value| value.key == key);
        let parts = values.flat_map(|value| &value.parts).map(|part| {
            let dots: Vec<String> = part.dots.iter().map(ToString::to_string).collect();
            let tag = if part.tombstone { "del" } else { "b" };
            let text = if part.text.is_empty() { "†" } else { &part.text };
            el("span").class("part").with(tag, text.to_owned()).with("small", dots.join(" "))
        });
        let parts: Vec<El> = parts.collect();
        let row = || el("tr").with("td", node.id.to_string());
        (!parts.is_empty()).then(|| row().child(el("td").class("parts").children(parts)))
    };
    let lines: Vec<El> = frame.world.nodes.iter().filter_map(line).collect();
    let title = frame.lang.texts().opened_up;
    (!lines.is_empty())
        .then(|| details(title.into(), vec![el("table").child(el("tbody").children(lines))]))
}

/// The versions on each home, in order of the preference list; then on other nodes that hold one.
fn copies(frame: &Frame, key: Key, homes: &[NodeId], on: &Callback<Intent>) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let world = &frame.world;
    let is_home = |node: &NodeView| homes.contains(&node.id) || homes.is_empty();
    let others = world.nodes.iter().filter(|node| !homes.contains(&node.id));
    let others = others.filter(|node| {
        row(node, key).is_some() || (homes.is_empty() && node.replica.role.is_replica())
    });
    let homes = homes.iter().filter_map(|home| world.nodes.get(usize::from(home.0)));
    let line = |node: &NodeView| {
        let held = row(node, key);
        let late = behind(frame, node, key).filter(|_| is_home(node));
        let is_late = late.is_some_and(|late| late.versions > 0);
        let mut state = late.map(|late| lang.behind(&late)).unwrap_or_default();
        if node.status != Status::Running {
            state = format!("{} · {state}", lang.status(node.status));
        }
        let values = held.map_or_else(Vec::new, |row| held::values(row, frame));
        let nothing = if held.is_some() { "" } else { texts.nothing };
        let pick = Intent::Select(Some(Selection::Node(node.id)));
        let pick = button(node.id.to_string()).wants(on, pick);
        let state = el("small").class_if(is_late, "late").text(state);
        let version = held.map(|row| row.version.to_string()).unwrap_or_default();
        el("tr")
            .child(el("td").child(pick))
            .child(el("td").children(values).text(nothing).child(state))
            .with("td", version)
    };
    let here = |node: &&NodeView| node.status != Status::Left;
    let lines = homes.chain(others).filter(here).map(line);
    held::table("copies", &[texts.on, texts.value, texts.version], lines)
}

/// Versions of the key that are in flight or hinted.
fn outstanding(frame: &Frame, key: Key) -> Vec<El> {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let nodes = frame.world.nodes.iter();
    let hints = nodes.clone().flat_map(|node| {
        let of_key = node.replica.hints().iter().filter(move |hint| hint.key == key);
        of_key.map(move |hint| lang.hint_of(node.id, hint.home))
    });
    let hints = hints.collect::<Vec<_>>().join(", ");
    let waiting = nodes.flat_map(|node| node.replica.waiting());
    let repairs = waiting.filter(|it| it.answered && it.request.key() == key).count();
    let repairs = if repairs > 0 { repairs.to_string() } else { String::new() };
    let both = [(texts.hints_outstanding, hints), (texts.reads_mending, repairs)];
    let there = both.into_iter().filter(|(_, what)| !what.is_empty());
    there.map(|(name, what)| el("p").text(name).with("b", what)).collect()
}

fn vector(row: &Row) -> Option<&VersionVector> {
    match &row.version {
        Version::Vector(vector, _) | Version::Siblings(_, vector) | Version::Merged(vector) => {
            Some(vector)
        }
        Version::Position(_) | Version::Stamp(_) => None,
    }
}

/// A section that can be opened.
fn details(title: String, body: Vec<El>) -> El {
    el("details").key(title.clone()).with("summary", title).children(body)
}

/// Pairs of replicas with different versions of a key: their vectors entry by entry, and the merged vector.
fn compare(frame: &Frame, key: Key) -> Vec<El> {
    let lang = frame.lang;
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
        let (left, right) = (lang.list(&a.0), lang.list(&b.0));
        let lines = causes::entries(a.1, b.1).into_iter().map(entry);
        let table = held::table("entries", &["", &left, "", &right, lang.texts().merged], lines);
        details(lang.order(&left, &right, a.1.partial_cmp(b.1)), vec![table])
    });
    pairs.collect()
}

/// The two counters of a node; the merged vector has the larger one.
fn entry((node, a, b, order): (NodeId, u64, u64, Ordering)) -> El {
    let sign = match order {
        Ordering::Less => "<",
        Ordering::Greater => ">",
        Ordering::Equal => "=",
    };
    let cell = |text: String| el("td").text(text);
    el("tr")
        .child(el("th").attr("scope", "row").text(node.to_string()))
        .child(cell(a.to_string()).class_if(order == Ordering::Greater, "wins"))
        .child(cell(sign.into()))
        .child(cell(b.to_string()).class_if(order == Ordering::Less, "wins"))
        .child(el("td").child(el("b").text(a.max(b).to_string())))
}

/// Why siblings are siblings: neither writer knew of the other's dot.
fn siblings(frame: &Frame, key: Key, causes: &[Cause]) -> Vec<El> {
    let rows = frame.world.nodes.iter().filter_map(|node| row(node, key));
    let most = rows.max_by_key(|row| row.writes().count());
    let cause = |write| causes.iter().find(|cause| cause.write == write);
    let all: Vec<&Cause> = most.into_iter().flat_map(Row::writes).filter_map(cause).collect();
    let knew = |writer: &Cause, other: &Cause| {
        let dot = other.dot?;
        let seen = writer.seen.of(&dot.node);
        let text = frame.lang.knew(&writer.value.to_string(), seen, &other.value.to_string(), dot);
        Some(el("p").text(text))
    };
    let pairs = all.windows(2).map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let title = frame.lang.order(&a.value.to_string(), &b.value.to_string(), None);
        details(title, [knew(a, b), knew(b, a)].into_iter().flatten().collect())
    });
    pairs.collect()
}

/// Width of the drawing, and distance between its lines.
const WIDE: f64 = 304.0;
const LINE: f64 = 44.0;

/// The causal graph of the values: each below those that its writer had seen. Values that a replica holds stand out.
fn graph(frame: &Frame, key: Key, causes: &[Cause]) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    if causes.is_empty() {
        return el("p").class("quiet").text(texts.not_written);
    }
    let mut clients: Vec<ClientId> = Vec::new();
    let columns: Vec<usize> = causes
        .iter()
        .map(|cause| {
            let client = cause.write.client;
            clients.iter().position(|&it| it == client).unwrap_or_else(|| {
                clients.push(client);
                clients.len() - 1
            })
        })
        .collect();
    let parents: Vec<&[usize]> = causes.iter().map(|cause| &cause.parents[..]).collect();
    let lines = lineage::lines(&parents, &columns);
    let width = WIDE / clients.len() as f64;
    let x = |column: usize| (column as f64 + 0.5) * width;
    let at = |n: usize| Point { x: x(columns[n]), y: 30.0 + lines[n] as f64 * LINE };
    let mut drawn: Vec<El> = Vec::new();
    for (n, &client) in clients.iter().enumerate() {
        drawn.push(middle("head", Point { x: x(n), y: 11.0 }, lang.client(client)));
    }
    for (n, parents) in parents.iter().enumerate() {
        for &parent in *parents {
            let (a, b) = (at(parent), at(n));
            let d = fill("M{} {}L{} {}", &[a.x, a.y + 11.0, b.x, b.y - 11.0]);
            drawn.push(el("path").attr_of("d", d));
        }
    }
    let rows: Vec<&Row> = frame.world.nodes.iter().filter_map(|node| row(node, key)).collect();
    for (n, cause) in causes.iter().enumerate() {
        let held = rows.iter().any(|row| row.writes().any(|it| it == cause.write));
        let dot = cause.dot.map(|dot| format!(" {dot}")).unwrap_or_default();
        let room = (width - 18.0 - text::width(&dot, 11.0, text::MONO)).max(0.0);
        let name = text::fit(&cause.value.to_string(), room, 11.0, text::MONO) + &dot;
        let wide = text::width(&name, 11.0, text::MONO) + 12.0;
        let Point { x, y } = at(n);
        let value = el("g")
            .class("chip")
            .class(hue::class(frame.film.hue(cause.write)))
            .class_if(held, "held")
            .title(lang.written_by(&cause.value.to_string(), cause.write, &cause.seen.to_string()))
            .child(pane(x - wide / 2.0, y - 10.0, wide, 20.0, 6.0))
            .child(middle("", Point { x, y: y + 4.0 }, name));
        drawn.push(value);
    }
    let deepest = lines.iter().max().map_or(0.0, |&line| line as f64);
    let drawing = held::drawing(46.0 + deepest * LINE, texts.lineage.into());
    el("figure").class("lineage").with("h3", texts.lineage_title).child(drawing.children(drawn))
}

/// A text centred on a point.
fn middle(class: &str, at: Point, text: impl Into<AttrValue>) -> El {
    label(class, at.x, at.y, text).attr("text-anchor", "middle")
}

fn dot(class: &str, at: Point, radius: f64) -> El {
    el("circle").class(class).num("cx", at.x).num("cy", at.y).num("r", radius)
}

/// The ring: all positions, and the path from the key to its homes.
fn wheel(ring: &RingView, place: &KeyPlace, lang: Lang) -> El {
    const CENTRE: Point = Point { x: 152.0, y: 140.0 };
    const RADIUS: f64 = 92.0;
    let positions: Vec<u16> = ring.positions.iter().map(|it| it.0).collect();
    // The first position of each home, in the order in which the ring meets them.
    let next = |home: &NodeId| {
        let own = ring.positions.iter().filter(|it| it.1 == *home).map(|it| it.0);
        own.min_by_key(|at| at.wrapping_sub(place.at))
    };
    let met: Vec<u16> = place.homes.iter().filter_map(next).collect();
    let mut drawn = vec![dot("rim", CENTRE, RADIUS)];
    if let Some(&last) = met.iter().max_by_key(|at| at.wrapping_sub(place.at)) {
        let way = wheel::arc(place.at, last, CENTRE, RADIUS);
        drawn.push(el("path").class("way").attr_of("d", way));
    }
    let labels = wheel::labels(&positions, CENTRE, RADIUS + 14.0);
    for (&(at, node), label) in ring.positions.iter().zip(labels) {
        let Point { x, y } = wheel::point(at, CENTRE, RADIUS);
        // A data centre is told by the shape of its pegs.
        let sign = match ring.centre(node).unwrap_or_default() {
            0 => dot("", Point { x, y }, 3.5),
            n => pane(x - 3.5, y - 3.5, 7.0, 7.0, 0.0).class("peg").class_if(n == 2, "third"),
        };
        let peg = el("g").class_if(met.contains(&at), "met").child(sign).child(middle(
            "",
            label.plus(0.0, 3.5),
            node.to_string(),
        ));
        drawn.push(peg);
    }
    drawn.push(dot("key", wheel::point(place.at, CENTRE, RADIUS - 12.0), 5.0));
    let homes = format::nodes(&place.homes, " → ");
    let rest: Vec<NodeId> =
        place.order.iter().copied().filter(|node| !place.homes.contains(node)).collect();
    let mut lines = Vec::new();
    // Each data centre has a list of its own.
    for (centre, word) in (0..ring.centres).zip(lang.texts().centres).filter(|_| ring.centres > 1) {
        let of: Vec<NodeId> =
            place.homes.iter().copied().filter(|&node| ring.centre(node) == Some(centre)).collect();
        let sign = ['●', '■', '◆'][usize::from(centre) % 3];
        lines.push(format!("{sign} {word}: {}", format::nodes(&of, " → ")));
    }
    if lines.is_empty() {
        lines.push(homes.clone());
    }
    if !rest.is_empty() {
        lines.push(lang.then(&format::nodes(&rest, ", ")));
    }
    drawn.push(middle("name", CENTRE.plus(0.0, -14.0), place.key.to_string()));
    for (line, n) in lines.into_iter().zip(0..) {
        drawn.push(middle("", CENTRE.plus(0.0, 5.0 + 17.0 * f64::from(n)), line));
    }
    let drawing = held::drawing(280.0, lang.preference_list(&homes));
    el("figure").class("wheel").with("h3", lang.texts().ring).child(drawing.children(drawn))
}
