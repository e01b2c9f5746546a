//! The static part of the timeline: lanes, messages, operations, outages and cuts.

use super::{
    MARGIN, Measures, bars,
    message::{Message, end},
    spans,
};
use crate::{
    layout::{Rect, number::fill, spacetime::Axes, taken::Taken},
    prose::{Lang, Words},
    session::{Film, Highlight, Intent, PtrEq, Selection, film::Spans},
    widget::{El, Part, el, keyed},
};
use replicarium::{id::Address, time::Instant, view::WorldView};
use std::rc::Rc;
use yew::prelude::*;

/// A lane of the diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The client or node.
    pub of: Address,
    /// Its name.
    pub name: String,
    /// Its name for a narrow screen.
    pub short: String,
}

/// The lanes: clients, then nodes.
pub fn lanes(world: &WorldView, lang: Lang) -> Vec<Lane> {
    let clients = world.clients.iter().map(|client| {
        let name = lang.client(client.id);
        Lane { of: client.id.into(), name, short: client.id.to_string() }
    });
    let nodes = world.nodes.iter().map(|node| {
        let name = node.id.to_string();
        Lane { of: node.id.into(), short: name.clone(), name }
    });
    clients.chain(nodes).collect()
}

/// The height of the marks of actions, above the lanes.
const MARKS: f64 = 15.0;

/// Further than anything is drawn.
const FAR: f64 = 100_000.0;

/// The diagram.
#[derive(PartialEq)]
pub struct Diagram {
    /// How it is drawn: from the window's start, for one and a half windows.
    pub drawn: Measures,
    /// The run.
    pub film: PtrEq<Film>,
    /// The reader's language.
    pub lang: Lang,
    /// The lanes.
    pub lanes: Rc<Vec<Lane>>,
    /// The selection.
    pub selection: Option<Selection>,
    /// The highlighted witness.
    pub highlight: Option<PtrEq<Highlight>>,
    /// The sentences of the witness's notes.
    pub notes: Vec<AttrValue>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

/// Whether an address is on the lane of another one. A power switch is on the lane of its node.
fn is_at(address: Address, lane: Address) -> bool {
    address == lane || matches!(address, Address::Switch(node) if lane == node.into())
}

/// The places for labels: to the left of the window are the names of the lanes, and above the lanes the marks of actions.
fn beside_names(axes: &Axes) -> Taken {
    let mut taken = Taken::default();
    let (x, y) = (axes.left - MARGIN + 6.0 - FAR, -FAR);
    taken.take(Rect { x, y, width: FAR, height: 2.0 * FAR });
    taken.take(Rect { x: -FAR, y, width: 2.0 * FAR, height: FAR + MARKS });
    taken
}

impl Part for Diagram {
    fn draw(&self) -> Html {
        let Self { drawn, film, lang, lanes, highlight, notes, on, .. } = self;
        let place = |of: Address| lanes.iter().position(|lane| is_at(of, lane.of));
        let axes = &drawn.axes;
        let right = axes.left + axes.width * 1.5;
        let lines = (0..lanes.len()).map(|lane| {
            let y = axes.y(lane);
            let d = fill("M{} {}H{}", &[axes.left - 400.0, y, right]);
            el("path").class("lane").attr_of("d", d)
        });
        let Spans { outages, cuts, reigns } = film.spans();
        // What is said first has the first choice of a place: values, then the states of nodes and links.
        let mut taken = beside_names(axes);
        let (from, to) = whole(drawn).window.bounds();
        let gaps =
            film.gaps().filter(|gap| seen(drawn, gap.from.0, gap.until.map(|until| until.0)));
        let gaps = gaps.map(|gap| spans::gap(gap, drawn, *lang));
        let trace = film.trace();
        let (first, last) =
            (trace.until(Instant(from.saturating_sub(1))), trace.until(Instant(to)));
        let operations = trace.history().during(first, last).filter(|operation| {
            let end = operation.ended.map_or(drawn.end, |(_, at, _)| at.0);
            seen(drawn, operation.invoked.0.0, Some(end))
        });
        let operations = operations.filter_map(|operation| {
            let lane = place(operation.id.client.into())?;
            Some((operation, bars::place(operation, drawn, lane)))
        });
        let operations: Vec<_> = operations.collect();
        operations.iter().for_each(|(_, bar)| taken.take(*bar));
        let operations = operations.into_iter().map(|(operation, bar)| {
            let lit = highlight.as_ref().is_some_and(|lit| lit.operations.contains(&operation.id));
            bars::bar(operation, film, bar, lit, (*lang, &mut taken))
        });
        let operations: Vec<Html> = operations.collect();
        let outages = outages.iter().filter_map(|o| {
            seen(drawn, o.from.0.0, o.to.map(|(to, _)| to.0)).then_some(())?;
            spans::outage(o, drawn, place(o.node.into())?, (*lang, &mut taken))
        });
        let outages: Vec<El> = outages.collect();
        let reigns =
            reigns.iter().filter(|reign| seen(drawn, reign.since.0.0, Some(reign.since.0.0)));
        let reigns = reigns.filter_map(|reign| {
            Some(spans::reign(reign, drawn, place(reign.node.into())?, (*lang, &mut taken)))
        });
        let reigns: Vec<El> = reigns.collect();
        let cuts = cuts.iter().filter(|c| seen(drawn, c.since.0.0, c.until.map(|(to, _)| to.0)));
        let cuts = cuts.filter_map(|c| {
            let lanes = (place(c.from)?, place(c.to)?);
            Some(spans::cut(c, drawn, lanes, (*lang, &mut taken)))
        });
        let cuts: Vec<El> = cuts.collect();
        let noted = highlight.iter().flat_map(|lit| lit.notes()).zip(notes);
        let noted = noted.filter(|(it, _)| seen(drawn, it.at.0, Some(it.at.0)));
        let notes = noted.filter_map(|(it, sentence)| {
            Some(spans::noted(it, drawn, place(it.node.into())?, on).title(sentence.clone()))
        });
        el("g")
            .class_if(highlight.is_some(), "witnessed")
            .child(el("g").children(gaps))
            .child(el("g").children(outages))
            .child(el("g").children(lines))
            .child(el("g").children(cuts))
            .child(el("g").children(reigns))
            .child(el("g").children(self.messages()))
            .child(el("g").children(operations))
            .child(el("g").children(notes))
            .into()
    }
}

impl Diagram {
    fn messages(&self) -> Vec<Html> {
        let Self { drawn, film, lang, lanes, selection, highlight, on, .. } = self;
        let place = |of: Address| lanes.iter().position(|lane| is_at(of, lane.of));
        let (from, to) = whole(drawn).window.bounds();
        let paths = film.between(Instant(from), Instant(to));
        let paths = paths.filter(|path| seen(drawn, path.envelope.sent.0, Some(end(path))));
        paths
            .filter_map(|path| {
                let (from, to) = (place(path.envelope.from)?, place(path.envelope.to)?);
                let picked = *selection == Some(Selection::Envelope(path.envelope.id));
                let lit = highlight.as_ref().is_some_and(|lit| lit.has(&path.envelope));
                let hue = film.hue_of(&path.envelope.label);
                let (axes, id) = (drawn.axes, path.envelope.id.0);
                let message = Message {
                    path,
                    axes,
                    lanes: (from, to),
                    hue,
                    picked,
                    lit,
                    lang: *lang,
                    on: on.clone(),
                };
                Some(keyed(id, message))
            })
            .collect()
    }
}

/// The axes of all that is drawn: one and a half windows.
fn whole(drawn: &Measures) -> Axes {
    let mut axes = drawn.axes;
    axes.window.span *= 1.5;
    axes
}

/// Whether a span of time is within what is drawn.
fn seen(drawn: &Measures, from: u64, to: Option<u64>) -> bool {
    whole(drawn).sees(from, to.unwrap_or(u64::MAX))
}
