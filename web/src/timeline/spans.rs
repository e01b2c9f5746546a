//! Outages, cuts, leaderships, and gaps in write availability.

use super::Measures;
use crate::{
    layout::{
        Rect,
        number::fill,
        taken::Taken,
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
pub fn outage(
    outage: &Outage,
    drawn: &Measures,
    lane: usize,
    (lang, taken): (Lang, &mut Taken),
) -> Option<El> {
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
    let high = high(drawn);
    let wide = (to - from).max(2.0);
    let room = Rect { x: from + 5.0, y: y - 5.0, width: width(word, 10.0, SANS), height: 10.0 };
    let place = (wide > room.width + 8.0 && high > 9.0).then(|| taken.first_free([room])).flatten();
    let text = place.map(|it| label("", it.x, y + 3.6, word));
    let outage = el("g")
        .class("outage")
        .class(class)
        .title(lang.outage(outage.node, outage.status))
        .child(pane(from, y - high / 2.0, wide, high, 0.0))
        .maybe(text);
    Some(outage)
}

/// The height of the bar of an outage.
fn high(drawn: &Measures) -> f64 {
    within(drawn.axes.pitch * 0.42, 8.0, 14.0)
}

/// A cut, marked on the sender's lane on the side of the receiver. The labels of several cuts are stacked.
pub fn cut(
    cut: &CutSpan,
    drawn: &Measures,
    (from, to): (usize, usize),
    (lang, taken): (Lang, &mut Taken),
) -> El {
    let axes = &drawn.axes;
    let start = axes.x(cut.since.0.0).max(axes.left - 400.0);
    let until = cut.until.map_or(drawn.end, |(until, _)| until.0);
    let stop = axes.x(until).min(axes.left + axes.width * 1.5);
    let side = if to > from { 1.0 } else { -1.0 };
    let root = axes.y(from);
    let y = root + side * (high(drawn) / 2.0 + 2.0);
    let text = lang.cut(cut.to);
    let wide = width(&text, 10.5, SANS);
    let lines = (0..3).map(|line| {
        let away = side * (7.0 + 12.0 * f64::from(line));
        Rect { x: start.max(axes.left) + 4.0, y: y + away - 6.0, width: wide, height: 12.0 }
    });
    let place = (stop - start > 30.0).then(|| taken.first_free(lines)).flatten();
    el("g")
        .class("cut")
        .title(lang.cut_means(cut.from, cut.to))
        .child(el("path").attr_of("d", fill("M{} {}V{}H{}V{}", &[start, root, y, stop, root])))
        .maybe(place.map(|it| label("", it.x, it.y + 9.5, text)))
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
    // Its length at the playhead stands in the panel, so that the page has one number.
    let full = lang.texts().no_writes;
    let text = (width(full, 10.5, SANS) < wide - 8.0).then_some(full);
    // The label stands at the end of the gap.
    let (x, anchor) = match gap.until {
        Some(_) => (to - 4.0, "end"),
        None => (from + 4.0, "start"),
    };
    let text = text.unwrap_or_default();
    el("g")
        .class("gap")
        .attr("data-testid", "gap")
        .title(full)
        .child(pane(from, 18.0, wide, drawn.floor - 18.0, 0.0))
        .child(label("", x, drawn.floor - 3.0, text).attr("text-anchor", anchor))
}

/// The start of a leadership.
pub fn reign(
    reign: &Reign,
    drawn: &Measures,
    lane: usize,
    (lang, taken): (Lang, &mut Taken),
) -> El {
    let (x, y) = (drawn.axes.x(reign.since.0.0), drawn.axes.y(lane));
    let Reign { node, term, .. } = *reign;
    let text = lang.leads_short(term);
    let wide = width(&text, 10.0, SANS);
    // Beside the flag, below the lane, or on the other side of the flag.
    let places = [(11.0, -12.5), (3.0, 2.0), (-wide - 3.0, -12.5)];
    let places = places.map(|(dx, dy)| Rect { x: x + dx, y: y + dy, width: wide, height: 12.0 });
    let place = taken.first_free(places);
    el("g")
        .class("reign")
        .moved(x, y)
        .title(lang.leads(node, term))
        .child(el("path").attr("d", "M0 0V-10L9 -6.5L0 -3.5"))
        .maybe(place.map(|it| label("", it.x - x, it.y - y + 9.0, text)))
}
