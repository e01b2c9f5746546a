//! A message in the diagram: a line from the lane of its sender to that of its receiver.

use crate::{
    layout::{link::travelled, number::fill, spacetime::Axes, within},
    prose::{Lang, Words},
    session::{
        Intent, Selection,
        film::{End, Path},
    },
    widget::{Part, el, hue, label, look::Look},
};
use replicarium::view::Fate;
use yew::prelude::*;

/// A message. Few of them change from step to step, so that each is a part of its own.
#[derive(PartialEq)]
pub struct Message {
    /// Its way.
    pub path: Path,
    /// The axes that it is drawn on.
    pub axes: Axes,
    /// The lanes of its sender and its receiver.
    pub lanes: (usize, usize),
    /// The colour of the write that it carries.
    pub hue: Option<u8>,
    /// Whether it is selected.
    pub picked: bool,
    /// Whether it is part of the witness on display.
    pub lit: bool,
    /// The reader's language.
    pub lang: Lang,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

impl Part for Message {
    fn draw(&self) -> Html {
        let Self { path, axes, lanes, hue, picked, lit, lang, on } = self;
        let (from, to) = *lanes;
        let e = &path.envelope;
        let end = end(path);
        let lost = matches!(path.end, Some((End::Lost, ..)));
        let way = travelled(e.sent.0, e.due.0, end, e.fate == Fate::Lost);
        let reach = if lost { within(way, 0.15, 0.9) } else { 1.0 };
        let line = axes.line((from, e.sent.0), (to, end), reach);
        let (start, stop) = (line.start, line.end);
        let d = AttrValue::from(fill("M{} {}L{} {}", &[start.x, start.y, stop.x, stop.y]));
        let look = Look::of(e);
        let tip = match lost {
            true => Some(label("", stop.x, stop.y + 4.0, "✕").attr("text-anchor", "middle")),
            false if path.end.is_none() || look == Look::Beat => None,
            false => Some(el("circle").num("cx", stop.x).num("cy", stop.y).attr("r", "2.4")),
        };
        el("g")
            .class("message")
            .class(look.class())
            .class(hue::class(*hue))
            .class_if(lost, "lost")
            .class_if(path.end.is_none(), "flying")
            .class_if(*picked, "picked")
            .class_if(*lit, "lit")
            .wants(on, Intent::Select(Some(Selection::Envelope(e.id))))
            .attr_of("data-testid", format!("message-{}", e.id))
            .child(el("path").class("grip").attr_of("d", d.clone()))
            .child(el("path").class("way").attr_of("d", d))
            .maybe(tip)
            .title(lang.message(e))
            .into()
    }
}

/// When a message ends, as far as that is known.
pub fn end(path: &Path) -> u64 {
    path.end.map_or(path.envelope.due, |(_, at, _)| at).0
}
