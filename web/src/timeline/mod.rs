//! The space-time diagram with the playhead. The whole diagram is the scrubber.

mod axis;
mod bars;
mod diagram;
mod message;
mod scrub;
mod spans;

use crate::{
    layout::{
        Size,
        number::fill,
        spacetime::{Axes, Window},
        text, within,
    },
    prose::{Lang, Words, format},
    session::{Frame, Intent, PtrEq},
    widget::{El, describe, el, label, memo, pane, size::use_size},
};
use axis::{Ticks, overview};
use diagram::{Diagram, lanes};
use replicarium::id::Address;
use scrub::{Drag, Scrubber};
use std::rc::Rc;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// The props of the timeline.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The frame.
    pub frame: Frame,
    /// The size of its place, if that is known before it is drawn.
    #[prop_or_default]
    pub first: Option<Size>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

/// The margin to the left and right of the window.
const MARGIN: f64 = 20.0;
/// The room for the buttons that zoom.
const ZOOMS: f64 = 40.0;
/// A narrower timeline has short names.
const NARROW: f64 = 640.0;
/// The size of the timeline until it is measured.
const DEFAULT: Size = Size { width: 1440.0, height: 224.0 };
/// Room above the first lane.
const TOP: f64 = 30.0;
/// The least distance between lanes.
const PITCH_LEAST: f64 = 4.5;
/// The greatest.
const PITCH_MOST: f64 = 84.0;
/// The distance of lanes below which their names are smaller, and stand side by side. Lanes with bars are no closer.
const PITCH_DENSE: f64 = 13.0;
/// The distance between names that stand side by side.
const COLUMN: f64 = 15.0;
/// Room for the ticks.
const FOOT: f64 = 36.0;
/// Room for the overview.
const STRIP: f64 = 16.0;

/// The measures of the timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// The axes of the window.
    pub axes: Axes,
    /// The whole drawing.
    pub size: Size,
    /// The y below the last lane.
    pub floor: f64,
    /// Whether the window shows only a part of the run.
    pub part: bool,
    /// When the run ends.
    pub end: u64,
}

fn measures(size: Size, all: &[diagram::Lane], window: Window, end: u64) -> Measures {
    let lanes = all.len();
    let names = all.iter().map(|lane| text::width(&lane.name, 12.0, text::SANS));
    let left = match size.width < NARROW {
        true => 62.0,
        false => (names.fold(0.0, f64::max) + 16.0 + MARGIN).max(92.0),
    };
    let part = window.start > 0.0 || window.span < end as f64;
    let foot = FOOT + if part { STRIP } else { 0.0 };
    let gaps = lanes.saturating_sub(1).max(1) as f64;
    let room = size.height - TOP - foot;
    let even = within(room / gaps, PITCH_LEAST, PITCH_MOST);
    // Where lanes are too close for bars, those of the clients have more room than the others.
    let clients = all.iter().filter(|lane| matches!(lane.of, Address::Client(_))).count();
    let wide = even.max(PITCH_DENSE);
    let nodes = lanes - clients;
    let rest = (room - clients as f64 * wide) / nodes.saturating_sub(1).max(1) as f64;
    let pitch = if even < PITCH_DENSE { within(rest, PITCH_LEAST, even) } else { even };
    let barred = (clients, wide);
    let axes = Axes { window, left: 0.0, width: 0.0, top: TOP, pitch, barred };
    let floor = axes.y(lanes.saturating_sub(1)) + 16.0;
    let height = size.height.max(floor + foot - 16.0);
    // The buttons that zoom stand beside the window, not over it.
    let width = (size.width - left - ZOOMS - MARGIN).max(40.0);
    let axes = Axes { left, width, ..axes };
    Measures { axes, size: Size { height, ..size }, floor, part, end }
}

/// The span of the window at first: the whole run if it is short, else about 400 ms on a wide screen.
fn first_span(end: u64, width: f64) -> f64 {
    let room = (width / 1_400.0 * 450_000.0).max(120_000.0);
    let whole = Window::whole(end.max(100_000)).span;
    // A run that is a little too long is compressed: better than a window that moves a little.
    if whole <= 1.3 * room { whole } else { room }
}

/// The timeline.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let Props { frame, first, on } = props;
    let container = use_node_ref();
    let size = use_size(&container, first.unwrap_or(DEFAULT), None);
    let zoom = use_state_eq(|| None::<f64>);
    let memory = use_mut_ref(|| None::<Window>);
    let drag = use_mut_ref(Drag::default);
    let end = frame.end.max(frame.at).0;
    let span = zoom.unwrap_or_else(|| first_span(end, size.width));
    let window = {
        let before = memory.borrow().unwrap_or(Window { start: 0.0, span });
        let lit = frame.highlight.as_ref().filter(|_| zoom.is_none());
        // While the pointer drags, the window stays under it.
        match (drag.borrow().holds(), lit) {
            (true, _) => before,
            (false, Some(lit)) => Window::around(lit.span.0.0, lit.span.1.0),
            (false, None) => {
                let now = zoomed(before, span, frame.at.0).follow(frame.at.0, end);
                *memory.borrow_mut() = Some(now);
                now
            }
        }
    };
    let members = (frame.world.nodes.len(), frame.world.clients.len(), frame.lang);
    let lanes = use_memo(members, |&(.., lang)| lanes(&frame.world, lang));
    let measures = measures(size, &lanes, window, end);
    let (width, height) = (measures.size.width, measures.size.height);
    let [from, to] = seen(&measures.axes);
    let wide = to - from;
    let framed = el("svg")
        .class("window")
        .num("x", from)
        .num("width", wide)
        .num("height", height)
        .attr_of("viewBox", fill("{} 0 {} {}", &[from, wide, height]))
        .child(drawing(frame, &lanes, &measures, on));
    let drawn = html! {
        <Scrubber frame={frame.clone()} {measures} on={on.clone()} drag={drag.clone()}>
            { names(&lanes, &measures) }
            { Html::from(framed) }
            { playhead(frame, &measures) }
            { if measures.part { overview(frame, &measures) } else { Html::default() } }
        </Scrubber>
    };
    el("div")
        .class("timeline")
        .node(&container)
        .attr("data-testid", "timeline")
        .child(drawn)
        .child(zooms(&zoom, (span, end, width), frame.lang))
        .into()
}

/// Where the drawing is cut off. The label of the first tick extends beyond the window.
fn seen(axes: &Axes) -> [f64; 2] {
    [axes.left - MARGIN, axes.left + axes.width + MARGIN]
}

/// The window with another span. The playhead keeps its place in it.
fn zoomed(before: Window, span: f64, at: u64) -> Window {
    if before.span == span {
        return before;
    }
    let at = at as f64;
    Window { start: (at - (at - before.start) / before.span * span).max(0.0), span }
}

/// The part that moves with the window. It is wider than the window, so that most frames only move it.
fn drawing(
    frame: &Frame,
    lanes: &Rc<Vec<diagram::Lane>>,
    measures: &Measures,
    on: &Callback<Intent>,
) -> Html {
    let Window { start, span } = measures.axes.window;
    let half = span / 2.0;
    let chunk = (start / half).floor() * half;
    let axes = Axes { window: Window { start: chunk, span }, ..measures.axes };
    let shift = (chunk - start) / span * axes.width;
    let drawn = Measures { axes, ..*measures };
    let selection = frame.selection;
    let film = PtrEq(Rc::clone(&frame.film));
    let lang = frame.lang;
    let noted = frame.highlight.iter().flat_map(|lit| lit.notes());
    let notes: Vec<AttrValue> = noted
        .map(|it| describe(frame, it.step, |cx| lang.noted(cx, it.node, it.note)))
        .map(|sentence| sentence.unwrap_or_default().into())
        .collect();
    let edges = seen(&measures.axes).map(|edge| edge - shift);
    let covered = axis::covered(&drawn, now(frame, &measures.axes) - shift, FLAG, edges);
    let (ticks, highlight) = (film.clone(), frame.highlight.clone().map(PtrEq));
    el("g")
        .moved(shift, 0.0)
        .child(memo(Ticks { drawn, film: ticks, covered, lang }))
        .child(memo(Diagram {
            drawn,
            film,
            lang,
            lanes: lanes.clone(),
            selection,
            highlight,
            notes,
            on: on.clone(),
        }))
        .into()
}

/// The names of the lanes. Lanes that are too close for one column of names have several.
fn names(lanes: &[diagram::Lane], measures: &Measures) -> Html {
    let axes = &measures.axes;
    let short = measures.size.width < NARROW;
    let x = if short { 10.0 } else { 16.0 };
    let dense = axes.pitch < PITCH_DENSE;
    let columns = if dense { (11.5 / axes.pitch).ceil().max(1.0) as usize } else { 1 };
    let names = lanes.iter().enumerate().map(|(n, lane)| {
        let name = if short { &lane.short } else { &lane.name };
        let down = if dense { 3.5 } else { 4.0 };
        let column = n.saturating_sub(axes.barred.0) % columns;
        label("lane-name", x + column as f64 * COLUMN, axes.y(n) + down, name.clone())
    });
    el("g").class_if(dense, "dense").children(names).into()
}

/// The width of the time of the playhead.
const FLAG: f64 = 66.0;

/// The x of the playhead.
fn now(frame: &Frame, axes: &Axes) -> f64 {
    within(axes.x(frame.at.0), axes.left, axes.left + axes.width)
}

fn playhead(frame: &Frame, measures: &Measures) -> Html {
    let axes = &measures.axes;
    let x = now(frame, axes);
    let now = format::clock(frame.at.0);
    let rest = (axes.left + axes.width - x).max(0.0);
    el("g")
        .class("playhead")
        .moved(x, 0.0)
        .attr("data-testid", "playhead")
        .child(pane(0.0, 18.0, rest + MARGIN, measures.floor - 18.0, 0.0).class("veil"))
        .child(el("path").attr_of("d", fill("M0 16V{}", &[measures.floor])))
        .child(pane(-FLAG / 2.0, measures.floor, FLAG, 17.0, 5.0).class("flag"))
        .child(label("", 0.0, measures.floor + 12.5, now).attr("text-anchor", "middle"))
        .into()
}

fn zooms(
    zoom: &UseStateHandle<Option<f64>>,
    (span, end, width): (f64, u64, f64),
    lang: Lang,
) -> El {
    let texts = lang.texts();
    let whole = Window::whole(end.max(100_000)).span;
    let button = |text: &'static str, says: &'static str, to: f64| {
        let zoom = zoom.clone();
        el("button")
            .attr("type", "button")
            .on(ListenerKind::onclick, Callback::from(move |_| zoom.set(Some(to))))
            .flag("disabled", to == span)
            .attr("title", says)
            .text(text)
    };
    let (closer, wider) = ((span / 2.0).max(1_000.0), (span * 2.0).min(whole));
    let all = || button(texts.whole_run, texts.whole_run_means, whole);
    el("div")
        .class("zooms")
        .attr("role", "group")
        .attr("aria-label", texts.zoom)
        .on(ListenerKind::onpointerdown, Callback::from(|event: Event| event.stop_propagation()))
        .child(button("+", texts.zoom_in, closer).attr("aria-label", texts.zoom_in))
        .child(button("−", texts.zoom_out, wider).attr("aria-label", texts.zoom_out))
        .maybe((width >= 640.0).then(all))
}

#[cfg(all(test, feature = "ssr", not(target_arch = "wasm32")))]
#[path = "timeline_tests.rs"]
mod tests;
