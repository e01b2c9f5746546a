//! The space-time diagram with the playhead; it is the scrubber.

mod axis;
mod bars;
mod diagram;
mod scrub;
mod spans;

use crate::{
    layout::{
        Size,
        spacetime::{Axes, Window},
    },
    session::{Frame, Intent},
    widget::size::use_size,
};
use axis::{Overview, Ticks};
use diagram::{Diagram, lanes};
use scrub::{Drag, Scrubber};
use std::rc::Rc;
use yew::prelude::*;

/// What the timeline needs.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What is drawn.
    pub frame: Frame,
    /// What a reader wants.
    pub on: Callback<Intent>,
}

/// What is seen to the left and right of the window.
const MARGIN: f64 = 20.0;
/// The size of the timeline where it cannot be measured.
const DEFAULT: Size = Size { width: 1440.0, height: 224.0 };
/// Above the first lane.
const TOP: f64 = 30.0;
/// Lanes are not closer than this.
const PITCH_LEAST: f64 = 17.0;
/// For the ticks.
const FOOT: f64 = 36.0;
/// For the strip that shows the whole run.
const STRIP: f64 = 16.0;

/// How everything is measured, for one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Time and lanes, for what is seen.
    pub axes: Axes,
    /// The whole drawing.
    pub size: Size,
    /// Below the last lane.
    pub floor: f64,
    /// Whether only a part of the run is seen.
    pub part: bool,
    /// When the run ends.
    pub end: u64,
}

fn measures(size: Size, lanes: usize, window: Window, end: u64) -> Measures {
    let left = if size.width < 640.0 { 62.0 } else { 92.0 };
    let part = window.start > 0.0 || window.span < end as f64;
    let foot = FOOT + if part { STRIP } else { 0.0 };
    let gaps = lanes.saturating_sub(1).max(1) as f64;
    let pitch = ((size.height - TOP - foot) / gaps).clamp(PITCH_LEAST, 52.0);
    let floor = TOP + pitch * lanes.saturating_sub(1) as f64 + 16.0;
    let height = size.height.max(floor + foot - 16.0);
    let width = (size.width - left - 42.0).max(40.0);
    let axes = Axes { window, left, width, top: TOP, pitch };
    Measures { axes, size: Size { height, ..size }, floor, part, end }
}

/// How much is seen at first: the whole run if it is short, else about 400 ms on a wide screen.
fn first_span(end: u64, width: f64) -> f64 {
    let room = (width / 1_400.0 * 450_000.0).max(120_000.0);
    let whole = Window::whole(end.max(100_000)).span;
    // A little more than there is room for is better than a window that slides a little.
    if whole <= 1.3 * room { whole } else { room }
}

/// The timeline.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let Props { frame, on } = props;
    let container = use_node_ref();
    let size = use_size(&container, DEFAULT);
    let zoom = use_state_eq(|| None::<f64>);
    let memory = use_mut_ref(|| None::<Window>);
    let drag = use_mut_ref(Drag::default);
    let end = frame.end.max(frame.at).0;
    let span = zoom.unwrap_or_else(|| first_span(end, size.width));
    let window = {
        let before = memory.borrow().unwrap_or(Window { start: 0.0, span });
        // While it is dragged, the window stays: else it would run away from the pointer.
        let now = if drag.borrow().holds() {
            before
        } else {
            zoomed(before, span, frame.at.0).follow(frame.at.0, end)
        };
        *memory.borrow_mut() = Some(now);
        now
    };
    let lanes = use_memo(frame.world.nodes.len() + (frame.world.clients.len() << 16), |_| {
        lanes(&frame.world)
    });
    let measures = measures(size, lanes.len(), window, end);
    let (width, height) = (measures.size.width, measures.size.height);
    // The first tick's text reaches out to the left.
    let from = (measures.axes.left - MARGIN).to_string();
    let wide = (measures.axes.width + 2.0 * MARGIN).to_string();
    html! {
        <div class="timeline" ref={container} data-testid="timeline">
            <Scrubber frame={frame.clone()} {measures} on={on.clone()} drag={drag.clone()}>
                { names(&lanes, &measures) }
                <svg class="window" x={from.clone()} width={wide.clone()} height={height.to_string()}
                    viewBox={format!("{from} 0 {wide} {height}")}>
                    { drawing(frame, &lanes, &measures, on) }
                </svg>
                { playhead(frame, &measures) }
                if measures.part { <Overview frame={frame.clone()} {measures} /> }
            </Scrubber>
            { zooms(&zoom, span, end, width) }
        </div>
    }
}

/// The window with another span; the playhead stays where it is in it.
fn zoomed(before: Window, span: f64, at: u64) -> Window {
    if before.span == span {
        return before;
    }
    let at = at as f64;
    Window { start: (at - (at - before.start) / before.span * span).max(0.0), span }
}

/// What moves with the window. It is drawn for more than is seen, so that most frames only move it.
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
    html! {
        <g transform={format!("translate({shift:.1},0)")}>
            <Ticks {drawn} film={frame.film.clone()} />
            <Diagram {drawn} film={frame.film.clone()} lanes={lanes.clone()} {selection}
                lit={frame.lit.clone()} on={on.clone()} />
        </g>
    }
}

fn names(lanes: &[diagram::Lane], measures: &Measures) -> Html {
    let axes = &measures.axes;
    let short = axes.left < 80.0;
    lanes
        .iter()
        .enumerate()
        .map(|(n, lane)| {
            let y = (axes.y(n) + 4.0).to_string();
            let name = if short { lane.short.clone() } else { lane.name.clone() };
            html! { <text class="lane-name" x={(axes.left - 76.0).max(10.0).to_string()} {y}>{ name }</text> }
        })
        .collect()
}

fn playhead(frame: &Frame, measures: &Measures) -> Html {
    let axes = &measures.axes;
    let x = axes.x(frame.at.0).clamp(axes.left, axes.left + axes.width);
    let now = format!("{}.{} ms", frame.at.0 / 1_000, frame.at.0 % 1_000 / 100);
    let rest = (axes.left + axes.width - x).max(0.0);
    html! {
        <g class="playhead" transform={format!("translate({x:.1},0)")} data-testid="playhead">
            <rect class="veil" y="18" width={format!("{:.1}", rest + MARGIN)}
                height={(measures.floor - 18.0).to_string()} />
            <path d={format!("M0 16V{}", measures.floor)} />
            <rect class="flag" x="-33" y="1" width="66" height="17" rx="5" />
            <text y="13.5" text-anchor="middle">{ now }</text>
        </g>
    }
}

fn zooms(zoom: &UseStateHandle<Option<f64>>, span: f64, end: u64, width: f64) -> Html {
    let whole = Window::whole(end.max(100_000)).span;
    let set = |to: f64| {
        let zoom = zoom.clone();
        Callback::from(move |_: MouseEvent| zoom.set(Some(to)))
    };
    let (closer, wider) = ((span / 2.0).max(1_000.0), (span * 2.0).min(whole));
    let at_most = span >= whole;
    let stop = |event: PointerEvent| event.stop_propagation();
    html! {
        <div class="zooms" role="group" aria-label="how much of the run is seen" onpointerdown={stop}>
            <button type="button" onclick={set(closer)} aria-label="show less, larger" title="show less, larger">{ "+" }</button>
            <button type="button" onclick={set(wider)} disabled={at_most} aria-label="show more, smaller" title="show more, smaller">{ "−" }</button>
            if width >= 640.0 {
                <button type="button" onclick={set(whole)} disabled={at_most} title="show the whole run">{ "all" }</button>
            }
        </div>
    }
}

#[cfg(all(test, feature = "ssr", not(target_arch = "wasm32")))]
#[path = "timeline_tests.rs"]
mod tests;
