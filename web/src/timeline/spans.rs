//! What lasts a while or begins: outages, cuts, reigns, and times in which nobody could write.

use super::Measures;
use crate::{
    layout::text::{SANS, width},
    prose::{lead, words},
    session::film::{CutSpan, Outage, Reign},
};
use replicarium::{check::availability::Gap, time::Instant, view::Status};
use yew::prelude::*;

/// A time in which a node did not run.
pub fn outage(outage: &Outage, drawn: &Measures, lane: usize) -> Option<Html> {
    let axes = &drawn.axes;
    let from = axes.x(outage.from.0).max(axes.left - 400.0);
    let to = outage.to.map_or(drawn.end, |to| to.0);
    let to = axes.x(to).min(axes.left + axes.width * 1.5);
    let word = match outage.status {
        Status::Crashed => "crashed",
        Status::Paused => "paused",
        Status::Left => "left",
        Status::Running => return None,
    };
    let y = axes.y(lane);
    let high = (axes.pitch * 0.42).clamp(8.0, 14.0);
    let wide = (to - from).max(2.0);
    Some(html! {
        <g class={classes!("outage", word)}>
            <title>{ format!("{} {word}", outage.node) }</title>
            <rect x={format!("{from:.1}")} y={format!("{:.1}", y - high / 2.0)}
                width={format!("{wide:.1}")} height={format!("{high:.1}")} />
            if wide > 52.0 && high > 9.0 {
                <text x={format!("{:.1}", from + 5.0)} y={format!("{:.1}", y + 3.6)}>{ word }</text>
            }
        </g>
    })
}

/// A cut is marked on the sender's lane, on the side towards the receiver.
pub fn cut(cut: &CutSpan, drawn: &Measures, from: usize, to: usize) -> Html {
    let axes = &drawn.axes;
    let start = axes.x(cut.since.0).max(axes.left - 400.0);
    let until = cut.until.map_or(drawn.end, |until| until.0);
    let stop = axes.x(until).min(axes.left + axes.width * 1.5);
    let side = if to > from { 1.0 } else { -1.0 };
    let y = axes.y(from) + side * 4.0;
    let text = format!("✕ cut to {}", cut.to);
    let text_y = if side > 0.0 { y + 11.0 } else { y - 4.0 };
    html! {
        <g class="cut">
            <title>{ format!("nothing passes from {} to {}", cut.from, cut.to) }</title>
            <path d={format!("M{start:.1} {:.1}V{y:.1}H{stop:.1}V{:.1}", y - side * 4.0, y - side * 4.0)} />
            if stop - start > 60.0 && axes.pitch > 24.0 {
                <text x={format!("{:.1}", start + 4.0)} y={format!("{text_y:.1}")}>{ text }</text>
            }
        </g>
    }
}

/// A time in which nobody could write, behind all lanes.
pub fn gap(gap: &Gap, drawn: &Measures) -> Html {
    let axes = &drawn.axes;
    let end = Instant(drawn.end);
    let from = axes.x(gap.from.0).max(axes.left - 400.0);
    let to = axes.x(gap.until.unwrap_or(end).0).min(axes.left + axes.width * 1.5);
    let wide = (to - from).max(2.0);
    let full = lead::gap(gap, 1, 0, end);
    let short = words::time(gap.length(end).0);
    let text = [&full, &short].into_iter().find(|text| width(text, 10.5, SANS) < wide - 8.0);
    // Where it ends is where a reader looks for how long it was.
    let (x, anchor) = match gap.until {
        Some(_) => (format!("{:.1}", to - 4.0), "end"),
        None => (format!("{:.1}", from + 4.0), "start"),
    };
    html! {
        <g class="gap" data-testid="gap">
            <title>{ full.clone() }</title>
            <rect x={format!("{from:.1}")} y="18" width={format!("{wide:.1}")}
                height={format!("{:.1}", drawn.floor - 18.0)} />
            <text {x} y={format!("{:.1}", drawn.floor - 3.0)} text-anchor={anchor}>{ text.cloned() }</text>
        </g>
    }
}

/// A node begins to lead.
pub fn reign(reign: &Reign, drawn: &Measures, lane: usize) -> Html {
    let (x, y) = (drawn.axes.x(reign.since.0.0), drawn.axes.y(lane));
    let Reign { node, term, .. } = reign;
    html! {
        <g class="reign" transform={format!("translate({x:.1},{y:.1})")}>
            <title>{ format!("{node} leads from here on, in term {term}") }</title>
            <path d="M0 0V-10L9 -6.5L0 -3.5" />
            <text x="11" y="-3.5">{ format!("leads, t{term}") }</text>
        </g>
    }
}
