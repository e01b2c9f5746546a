//! The time axis with marks for the actions of the reader and the script, and the overview of the whole run.

use super::{Measures, STRIP};
use crate::{
    layout::{
        number::fill,
        spacetime::Axes,
        text::{MONO, SANS, fit, width},
        within,
    },
    prose::{Lang, Words, format},
    session::{Film, Frame, PtrEq},
    widget::{Part, el, label, pane},
};
use replicarium::{
    sim::{Step, scheduler::By},
    time::Instant,
};
use yew::prelude::*;

/// Ticks with their times, and a mark for each action of the script or the reader.
#[derive(PartialEq)]
pub struct Ticks {
    /// The measures of the drawing, which begins with the window and is one and a half windows wide.
    pub drawn: Measures,
    /// The run.
    pub film: PtrEq<Film>,
    /// The ticks without a time, because that of the playhead stands there, or the edge would cut it.
    pub covered: Vec<u64>,
    /// The reader's language.
    pub lang: Lang,
}

/// The least distance of ticks.
const APART: f64 = 90.0;

/// The axes of the drawing, which is one and a half windows wide, at the same scale.
fn wide(mut axes: Axes) -> Axes {
    axes.window.span *= 1.5;
    axes.width *= 1.5;
    axes
}

/// The ticks of the drawing whose times would lie under that of the playhead, `flag` pixels wide around x, or would be cut
/// by the edges of what is seen.
pub fn covered(drawn: &Measures, x: f64, flag: f64, [from, to]: [f64; 2]) -> Vec<u64> {
    let axes = wide(drawn.axes);
    let reaches = |&tick: &u64| {
        let (own, at) = (width(&format::tick(tick), 11.0, MONO), axes.x(tick));
        let is_cut = |edge: f64| (at - edge).abs() < own / 2.0;
        (at - x).abs() < (own + flag) / 2.0 + 4.0 || is_cut(from) || is_cut(to)
    };
    axes.ticks(APART).into_iter().filter(reaches).collect()
}

impl Part for Ticks {
    fn draw(&self) -> Html {
        let Self { drawn, film, covered, lang } = self;
        let axes = wide(drawn.axes);
        let foot = drawn.floor;
        let ticks = axes.ticks(APART).into_iter().map(|tick| {
            let x = axes.x(tick);
            let time = (!covered.contains(&tick)).then(|| {
                label("time", x, foot + 13.0, format::tick(tick)).attr("text-anchor", "middle")
            });
            let line = el("path").class("tick").attr_of("d", fill("M{} 18V{}", &[x, foot]));
            el("g").child(line).maybe(time)
        });
        el("g").class("axis").children(ticks).child(marks(film, &axes, *lang)).into()
    }
}

/// A mark for each action of a reader or the script. Operations have bars instead.
fn marks(film: &Film, axes: &Axes, lang: Lang) -> Html {
    let mut marks: Vec<Mark> = Vec::new();
    let trace = film.trace();
    let before =
        |at: u64| film.interventions().partition_point(|&n| trace.at(n) < Some(Instant(at)));
    let (from, to) = axes.window.bounds();
    let seen = film.interventions().range(before(from)..before(to + 1));
    for Step { at, by, action } in seen.filter_map(|&number| trace.step(number)) {
        let x = axes.x(at.0);
        match marks.last_mut() {
            // Marks that would overlap are merged.
            Some(last) if x - last.x < 7.0 => last.text += &format!(", {}", lang.mark(action)),
            _ => marks.push(Mark { x, at, by, text: lang.mark(action) }),
        }
    }
    let nexts = marks.iter().skip(1).map(|next| next.x).chain([f64::INFINITY]);
    let marks = marks.iter().zip(nexts).map(|(mark, next)| mark.draw(next - mark.x - 18.0, lang));
    el("g").children(marks).into()
}

/// A mark: one action, or several at about the same time.
struct Mark {
    x: f64,
    at: Instant,
    by: By,
    text: String,
}

impl Mark {
    fn draw(&self, room: f64, lang: Lang) -> Html {
        let Self { x, at, by, text } = self;
        let whose = if *by == By::Reader { "reader" } else { "script" };
        el("g")
            .class("intervention")
            .class(whose)
            .moved(*x, 9.0)
            .title(lang.mark_means(text, *at))
            .child(el("path").attr("d", "M0 9L5 0H-5z"))
            .child(label("", 8.0, 5.0, fit(text, room.min(320.0), 10.5, SANS)))
            .into()
    }
}

/// The overview: the whole run, the visible part, and the playhead.
pub fn overview(frame: &Frame, measures: &Measures) -> Html {
    let axes = &measures.axes;
    let x = |at: f64| axes.left + within(at / measures.end.max(1) as f64, 0.0, 1.0) * axes.width;
    let y = measures.size.height - STRIP + 2.0;
    let (from, to) = (x(axes.window.start), x(axes.window.start + axes.window.span));
    let now = x(frame.at.0 as f64);
    el("g")
        .class("overview")
        .attr("data-testid", "overview")
        .child(pane(axes.left, y, axes.width, 8.0, 4.0).class("run"))
        .child(pane(from, y, (to - from).max(6.0), 8.0, 4.0).class("seen"))
        .child(pane(now - 1.5, y - 2.0, 3.0, 12.0, 1.5).class("now"))
        .into()
}
