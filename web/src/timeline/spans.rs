//! Outages, cuts, leaderships, and gaps in write availability.

use super::Measures;
use crate::{
    layout::{
        number::fill,
        text::{SANS, width},
        within,
    },
    prose::{Lang, Words},
    session::{
        Intent,
        film::{CutSpan, Outage, Reign},
    },
    widget::{El, el, label, outcome, pane},
};
use replicarium::{
    check::{Noted, availability::Gap},
    time::Instant,
    view::Status,
};
use yew::Callback;

/// An outage of a node.
pub fn outage(outage: &Outage, drawn: &Measures, lane: usize, lang: Lang) -> Option<El> {
    let axes = &drawn.axes;
    let from = axes.x(outage.from.0.0).max(axes.left - 400.0);
    let to = outage.to.map_or(drawn.end, |(to, _)| to.0);
    let to = axes.x(to).min(axes.left + axes.width * 1.5);
    let class = outcome::status(outage.status);
    if outage.status == Status::Running {
        return None;
    }
    let word = lang.status_short(outage.status);
    let y = axes.y(lane);
    let high = within(axes.pitch * 0.42, 8.0, 14.0);
    let wide = (to - from).max(2.0);
    let text = (wide > 52.0 && high > 9.0).then(|| label("", from + 5.0, y + 3.6, word));
    let outage = el("g")
        .class("outage")
        .class(class)
        .title(lang.outage(outage.node, outage.status))
        .child(pane(from, y - high / 2.0, wide, high, 0.0))
        .maybe(text);
    Some(outage)
}

/// A cut, marked on the sender's lane on the side of the receiver.
pub fn cut(cut: &CutSpan, drawn: &Measures, (from, to): (usize, usize), lang: Lang) -> El {
    let axes = &drawn.axes;
    let start = axes.x(cut.since.0.0).max(axes.left - 400.0);
    let until = cut.until.map_or(drawn.end, |(until, _)| until.0);
    let stop = axes.x(until).min(axes.left + axes.width * 1.5);
    let side = if to > from { 1.0 } else { -1.0 };
    let y = axes.y(from) + side * 4.0;
    let text = lang.cut(cut.to);
    let text_y = if side > 0.0 { y + 11.0 } else { y - 4.0 };
    let root = y - side * 4.0;
    let shown = stop - start > 60.0 && axes.pitch > 24.0;
    el("g")
        .class("cut")
        .title(lang.cut_means(cut.from, cut.to))
        .child(el("path").attr_of("d", fill("M{} {}V{}H{}V{}", &[start, root, y, stop, root])))
        .maybe(shown.then(|| label("", start + 4.0, text_y, text)))
}

/// A note that explains a witness: a ring on the lane of its node. A click seeks to its step.
pub fn noted(noted: &Noted, drawn: &Measures, lane: usize, on: &Callback<Intent>) -> El {
    let axes = &drawn.axes;
    el("g").class("noted").wants(on, Intent::SeekStep(noted.step + 1)).child(
        el("circle")
            .num("cx", axes.x(noted.at.0))
            .num("cy", axes.y(lane))
            .num("r", within(axes.pitch * 0.2, 4.0, 6.0)),
    )
}

/// A gap in write availability, drawn behind all lanes.
pub fn gap(gap: &Gap, drawn: &Measures, lang: Lang) -> El {
    let axes = &drawn.axes;
    let end = Instant(drawn.end);
    let from = axes.x(gap.from.0).max(axes.left - 400.0);
    let to = axes.x(gap.until.unwrap_or(end).0).min(axes.left + axes.width * 1.5);
    let wide = (to - from).max(2.0);
    let full = lang.gap(gap, 1, 0, end);
    let short = lang.time(gap.length(end).0);
    let text = [&full, &short].into_iter().find(|text| width(text, 10.5, SANS) < wide - 8.0);
    // The label stands at the end of the gap.
    let (x, anchor) = match gap.until {
        Some(_) => (to - 4.0, "end"),
        None => (from + 4.0, "start"),
    };
    let text = text.cloned().unwrap_or_default();
    el("g")
        .class("gap")
        .attr("data-testid", "gap")
        .title(full)
        .child(pane(from, 18.0, wide, drawn.floor - 18.0, 0.0))
        .child(label("", x, drawn.floor - 3.0, text).attr("text-anchor", anchor))
}

/// The start of a leadership.
pub fn reign(reign: &Reign, drawn: &Measures, lane: usize, lang: Lang) -> El {
    let (x, y) = (drawn.axes.x(reign.since.0.0), drawn.axes.y(lane));
    let Reign { node, term, .. } = *reign;
    el("g")
        .class("reign")
        .moved(x, y)
        .title(lang.leads(node, term))
        .child(el("path").attr("d", "M0 0V-10L9 -6.5L0 -3.5"))
        .child(label("", 11.0, -3.5, lang.leads_short(term)))
}
