//! Envelopes in flight: the only part of the stage that is rendered for every frame.

use super::Places;
use crate::{
    layout::{
        Size,
        link::{Body, Flight, Place, extent, lanes, pace, place, share, travelled},
        number::{fill, number},
        text::{MONO, width},
        within,
    },
    prose::{Lang, Words},
    session::{Film, Frame, Intent, PtrEq, Selection, film::Path},
    widget::{El, Part, el, hue, label, look::Look, memo, pane},
};
use litemap::LiteMap;
use replicarium::{
    id::{Address, EnvelopeId},
    sim::Action,
    time::{Duration, Instant},
    view::{EnvelopeView, Fate, Kind},
};
use yew::prelude::*;

/// The most envelopes that are drawn; the rest is counted.
pub const MOST: usize = 300;

/// The time in which a lost envelope fades, in µs.
const FADE: u64 = 20_000;

/// The size of an envelope's text.
const fn size(look: Look) -> f64 {
    if matches!(look, Look::Beat) { 10.0 } else { 12.0 }
}

/// The room that an envelope takes, without its arrow head.
fn body(envelope: &EnvelopeView, lang: Lang) -> Body {
    let look = Look::of(envelope);
    let text = width(&lang.label(&envelope.label), size(look), MONO);
    // A held one has a mark before its text.
    let mark = if envelope.held { 16.0 } else { 0.0 };
    match look {
        Look::Beat => Body { length: text + 12.0 + mark, height: 16.0 },
        Look::Pill | Look::Answer | Look::Stack => {
            Body { length: text + 20.0 + mark, height: 22.0 }
        }
    }
}

/// An envelope in flight and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Flying {
    /// The envelope.
    pub envelope: EnvelopeView,
    /// Where it is.
    pub place: Place,
    /// The opacity of a lost one: 1 is whole, 0 is gone.
    pub left: f64,
    /// Whether it is lost already.
    pub lost: bool,
}

/// All envelopes in flight, and those that were lost a moment ago.
pub fn flying(frame: &Frame, places: &Places) -> Vec<Flying> {
    let lanes = lanes_of(frame, places);
    let here = frame.world.envelopes.iter().filter(|e| e.kind != Kind::Timer);
    let in_flight = here.filter_map(|envelope| {
        let held = if envelope.held { held_at(frame, envelope.id) } else { None };
        let now = held.unwrap_or(frame.at);
        let doomed = envelope.fate == Fate::Lost;
        let t = travelled(envelope.sent.0, envelope.due.0, now.0, doomed);
        let left = if doomed { 1.0 - 0.6 * t } else { 1.0 };
        let place = at(envelope, places, &lanes, (t, frame.lang))?;
        Some(Flying { envelope: *envelope, place, left, lost: false })
    });
    let gone = recently_lost(&frame.film, frame).filter_map(|(envelope, since)| {
        let doomed = envelope.fate == Fate::Lost;
        let t = travelled(envelope.sent.0, envelope.due.0, since.0, doomed);
        let place = at(&envelope, places, &lanes, (t, frame.lang))?;
        let gone = frame.at.since(since).0 as f64 / FADE as f64;
        Some(Flying { envelope, place, left: 0.55 * (1.0 - gone), lost: true })
    });
    in_flight.take(MOST).chain(gone).collect()
}

fn at(
    envelope: &EnvelopeView,
    places: &Places,
    lanes: &LiteMap<EnvelopeId, usize>,
    (t, lang): (f64, Lang),
) -> Option<Place> {
    let (from, to) = (places.rect(envelope.from)?, places.rect(envelope.to)?);
    let lane = lanes.get(&envelope.id).copied().unwrap_or(0);
    let body = body(envelope, lang);
    let mut place = place(&from, &to, body, lane, t);
    // On a link near the edge of the stage an envelope would be cut off; its arrow head is beside it.
    let (x, y) = extent(body, place.turn);
    let Size { width, height } = places.plan.size;
    place.at.x = inside(place.at.x, x + 12.0, width);
    place.at.y = inside(place.at.y, y, height);
    Some(place)
}

/// The middle of a thing, moved so that half of its size is on either side of it between 0 and the end, if there is the room.
fn inside(middle: f64, half: f64, end: f64) -> f64 {
    if 2.0 * half < end { within(middle, half, end - half) } else { middle }
}

/// When an envelope was held.
fn held_at(frame: &Frame, id: EnvelopeId) -> Option<Instant> {
    let interventions =
        frame.film.interventions().iter().rev().filter(|&&number| number < frame.step);
    let mut steps = interventions.filter_map(|&number| frame.film.trace().step(number));
    steps.find(|step| step.action == Action::Hold(id)).map(|step| step.at)
}

fn recently_lost(film: &Film, frame: &Frame) -> impl Iterator<Item = (EnvelopeView, Instant)> {
    let recent = film.recent(frame.step, frame.at, FADE);
    let lost = recent.filter(|(_, step)| matches!(step.action, Action::Drop(_)));
    lost.filter_map(|(_, step)| Some((film.path(step.action.envelope()?)?.envelope, step.at)))
}

/// An envelope, its pace and its size.
type Traveller = (EnvelopeId, Flight, Body);

/// The lane of each envelope on its link. Envelopes sent before it count even if they have arrived, so that none
/// changes its lane on the way.
fn lanes_of(frame: &Frame, places: &Places) -> LiteMap<EnvelopeId, usize> {
    let earliest = frame.world.envelopes.iter().filter(|e| e.kind != Kind::Timer);
    let earliest = earliest.map(|e| e.sent).min().unwrap_or(frame.at) - Duration(FADE);
    // An envelope that was sent long before and is still in flight is held, and takes no lane from the others.
    let mut paths: Vec<Path> = frame.film.latest(frame.step).take(2 * MOST).collect();
    paths.reverse();
    let mut ways: LiteMap<(Address, Address), Vec<Traveller>> = LiteMap::new();
    for path in &paths {
        let e = &path.envelope;
        let end = path.end.map_or(e.due, |(_, at, _)| at);
        if end >= earliest || path.end.is_none() {
            let flight = pace(e.sent.0, e.due.0, e.fate == Fate::Lost);
            ways.entry((e.from, e.to)).or_default().push((e.id, flight, body(e, frame.lang)));
        }
    }
    let mut found = LiteMap::new();
    for ((from, to), all) in ways {
        let (Some(from), Some(to)) = (places.rect(from), places.rect(to)) else { continue };
        let apart = all.iter().map(|(.., body)| share(&from, &to, *body)).fold(0.0, f64::max);
        let flights: Vec<Flight> = all.iter().map(|&(_, flight, _)| flight).collect();
        for (&(id, ..), lane) in all.iter().zip(lanes(&flights, apart)) {
            found.insert(id, lane);
        }
    }
    found
}

/// All envelopes in flight.
#[derive(PartialEq)]
pub struct Envelopes {
    /// The frame.
    pub frame: Frame,
    /// Where the cards stand.
    pub places: PtrEq<Places>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

impl Part for Envelopes {
    fn draw(&self) -> Html {
        let Self { frame, places, on } = self;
        let flying = flying(frame, places);
        let all = frame.world.envelopes.iter().filter(|e| e.kind != Kind::Timer).count();
        let marks = flying.into_iter().map(|flying| {
            let Flying { envelope, place, left, lost } = flying;
            let picked = frame.selection == Some(Selection::Envelope(envelope.id));
            let hue = frame.film.hue_of(&envelope.label);
            let lit = frame.highlight.as_ref().is_some_and(|lit| lit.has(&envelope));
            let Place { turn, backwards, .. } = place;
            let lang = frame.lang;
            let mark =
                Mark { envelope, lang, turn, backwards, lost, picked, lit, hue, on: on.clone() };
            el("g")
                .key(envelope.id.0)
                .moved(place.at.x, place.at.y)
                .set("opacity", (left < 1.0).then(|| number(left).into()))
                .child(memo(mark))
        });
        let more = (all > MOST).then(|| {
            let Size { width, height } = places.plan.size;
            let more = frame.lang.more_in_flight(all - MOST);
            label("small", width / 2.0, height - 12.0, more).attr("text-anchor", "middle")
        });
        el("g").class("envelopes").children(marks).maybe(more).into()
    }
}

/// One envelope, drawn around the origin; its parent moves it.
#[derive(PartialEq)]
struct Mark {
    envelope: EnvelopeView,
    lang: Lang,
    turn: f64,
    backwards: bool,
    lost: bool,
    picked: bool,
    lit: bool,
    hue: Option<u8>,
    on: Callback<Intent>,
}

impl Part for Mark {
    fn draw(&self) -> Html {
        let Self { envelope, lang, turn, backwards, lost, picked, lit, hue, on } = self;
        let look = Look::of(envelope);
        let id = envelope.id;
        let pick = Intent::Select(Some(Selection::Envelope(id)));
        let words = AttrValue::from(lang.envelope(envelope));
        el("g")
            .class("envelope")
            .class(look.class())
            .class(hue::class(*hue))
            .class_if(*picked, "picked")
            .class_if(*lit, "lit")
            .class_if(envelope.held, "held")
            .class_if(*lost, "lost")
            .attr_of("transform", fill("rotate({})", &[*turn]))
            .says("aria-pressed", *picked)
            .attr_of("aria-label", words.clone())
            .attr_of("data-testid", format!("envelope-{id}"))
            .picks(on, pick.clone())
            .keyed(on, pick)
            .title(words)
            .child(shape(envelope, look, *backwards, *lang))
            .maybe(lost.then(|| label("gone", 0.0, 5.0, "✕").attr("text-anchor", "middle")))
            .into()
    }
}

fn shape(envelope: &EnvelopeView, look: Look, backwards: bool, lang: Lang) -> El {
    let Body { length, height } = body(envelope, lang);
    let (half, top) = (length / 2.0, -height / 2.0);
    let round = match look {
        Look::Answer => 4.0,
        Look::Stack => 3.0,
        Look::Pill | Look::Beat => height / 2.0,
    };
    // A level text on a steep link: the arrow points up or down only roughly, so it stays at the side.
    let side = if backwards { -1.0 } else { 1.0 };
    let (base, tip) = (side * (half - 2.0), side * (half + 10.0));
    let head =
        || el("path").class("head").attr_of("d", fill("M{} -6L{} 0L{} 6z", &[base, tip, base]));
    let pause =
        || el("path").class("pause").attr_of("d", fill("M{} -4.5v9m4 -9v9", &[11.0 - half]));
    let text_x = if envelope.held { 8.0 } else { 0.0 };
    let text = label("", text_x, size(look) / 3.0, lang.label(&envelope.label));
    let sheet = |up: f64| pane(up - half, top - up, length, height, round).class("body");
    let sheets: &[f64] = if look == Look::Stack { &[6.0, 3.0] } else { &[] };
    el("g")
        .child(
            pane(-half - 4.0, top - 4.0, length + 8.0, height + 8.0, round + 4.0).class("outline"),
        )
        .maybe(matches!(look, Look::Pill | Look::Stack).then(head))
        .children(sheets.iter().map(|&up| sheet(up)))
        .child(pane(-half, top, length, height, round).class("body"))
        .maybe(envelope.held.then(pause))
        .child(text.attr("text-anchor", "middle"))
}
