//! The time axis, what was done on purpose, and the strip that shows the whole run.

use super::{Measures, STRIP};
use crate::{
    layout::{
        spacetime::Axes,
        text::{SANS, fit},
    },
    session::{Film, Frame},
};
use replicarium::{
    sim::{Action, Step, scheduler::By},
    time::Instant,
};
use std::rc::Rc;
use yew::prelude::*;

/// What the axis needs.
#[derive(Clone, PartialEq, Properties)]
pub struct TicksProps {
    /// How it is drawn: from the window's start, for one and a half windows.
    pub drawn: Measures,
    /// The run.
    pub film: Rc<Film>,
}

/// Ticks with their times, and a mark for each action of the script or the reader.
#[component]
pub fn Ticks(props: &TicksProps) -> Html {
    let TicksProps { drawn, film } = props;
    let mut axes = drawn.axes;
    // One and a half windows are drawn, at the same scale.
    axes.window.span *= 1.5;
    axes.width *= 1.5;
    let foot = drawn.floor;
    let ticks = axes.ticks(90.0).into_iter().map(|tick| {
        let x = format!("{:.1}", axes.x(tick));
        html! {
            <>
                <path class="tick" d={format!("M{x} 18V{foot}")} />
                <text class="time" {x} y={(foot + 13.0).to_string()} text-anchor="middle">{ millis(tick) }</text>
            </>
        }
    });
    html! { <g class="axis">{ for ticks }{ marks(film, &axes) }</g> }
}

fn millis(at: u64) -> String {
    match at % 1_000 {
        0 => format!("{} ms", at / 1_000),
        part => format!("{}.{} ms", at / 1_000, format!("{part:03}").trim_end_matches('0')),
    }
}

/// What a reader or the script did, operations aside: those have bars.
fn marks(film: &Film, axes: &Axes) -> Html {
    let mut marks: Vec<Deeds> = Vec::new();
    for shot in &film.shots {
        let Step { at, by, action } = shot.step;
        let invokes = matches!(action, Action::Invoke { .. });
        if by == By::Clock || invokes || !axes.sees(at.0, at.0) {
            continue;
        }
        let x = axes.x(at.0);
        match marks.last_mut() {
            // Marks that would lie on each other are one.
            Some(last) if x - last.x < 7.0 => last.text += &format!(", {action}"),
            _ => marks.push(Deeds { x, at, by, text: action.to_string() }),
        }
    }
    let nexts = marks.iter().skip(1).map(|next| next.x).chain([f64::INFINITY]);
    marks.iter().zip(nexts).map(|(mark, next)| mark.draw(next - mark.x - 18.0)).collect()
}

/// What was done at about the same time.
struct Deeds {
    x: f64,
    at: Instant,
    by: By,
    text: String,
}

impl Deeds {
    fn draw(&self, room: f64) -> Html {
        let Self { x, at, by, text } = self;
        let whose = if *by == By::Reader { "reader" } else { "script" };
        html! {
            <g class={classes!("deed", whose)} transform={format!("translate({x:.1},9)")}>
                <title>{ format!("{text}, at {at}") }</title>
                <path d="M0 9L5 0H-5z" />
                <text x="8" y="5">{ fit(text, room.min(320.0), 10.5, SANS) }</text>
            </g>
        }
    }
}

/// What the strip needs.
#[derive(Clone, PartialEq, Properties)]
pub struct OverviewProps {
    /// The frame.
    pub frame: Frame,
    /// How it is measured.
    pub measures: Measures,
}

/// The whole run, the part of it that is seen, and the playhead.
#[component]
pub fn Overview(props: &OverviewProps) -> Html {
    let OverviewProps { frame, measures } = props;
    let axes = &measures.axes;
    let x = |at: f64| axes.left + (at / measures.end.max(1) as f64).clamp(0.0, 1.0) * axes.width;
    let y = measures.size.height - STRIP + 2.0;
    let (from, to) = (x(axes.window.start), x(axes.window.start + axes.window.span));
    html! {
        <g class="overview" data-testid="overview">
            <rect class="run" x={axes.left.to_string()} y={y.to_string()}
                width={axes.width.to_string()} height="8" rx="4" />
            <rect class="seen" x={format!("{from:.1}")} y={y.to_string()}
                width={format!("{:.1}", (to - from).max(6.0))} height="8" rx="4" />
            <rect class="now" x={format!("{:.1}", x(frame.at.0 as f64) - 1.5)} y={(y - 2.0).to_string()}
                width="3" height="12" rx="1.5" />
        </g>
    }
}
