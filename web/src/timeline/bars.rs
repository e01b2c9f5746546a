//! Operations as bars on their clients' lanes.

use super::Measures;
use crate::{
    layout::{
        Point, Rect,
        taken::Taken,
        text::{SANS, fit, width},
        within,
    },
    prose::{Asked, Lang, Words, format},
    session::Film,
    widget::{el, hue, label, outcome, pane},
};
use replicarium::{
    history::{Operation, Outcome},
    time::Instant,
};
use yew::prelude::*;

/// The place of the bar of an operation.
pub fn place(operation: &Operation, drawn: &Measures, lane: usize) -> Rect {
    let axes = &drawn.axes;
    let from = axes.x(operation.invoked.0.0);
    let end = operation.ended.map_or(Instant(drawn.end), |(_, at, _)| at);
    let wide = (axes.x(end.0) - from).max(3.0);
    let high = within(axes.barred.1 * 0.5, 9.0, 18.0);
    Rect { x: from, y: axes.y(lane) - high / 2.0, width: wide, height: high }
}

/// The bar of one operation. Its label stands beside it where it is too narrow for one.
pub fn bar(
    operation: &Operation,
    film: &Film,
    bar: Rect,
    lit: bool,
    (lang, taken): (Lang, &mut Taken),
) -> Html {
    let Rect { x: from, y, width: wide, height: high } = bar;
    let size = if high > 14.0 { 11.0 } else { 9.5 };
    let outcome = operation.ended.as_ref().map(|(outcome, ..)| outcome);
    let sign = format::sign(outcome);
    let (hue, text, short) = describe(operation, film, lang);
    let full = format!("{} {} {sign}", operation.id, text);
    // The longest label that fits: the whole text, or the result.
    let [whole, result] = [format!("{text} {sign}"), format!("{short} {sign}")];
    let base = bar.centre().y + size * 0.36;
    let fits = |label: &&String| width(label, size, SANS) <= wide - 8.0;
    let within = [&whole, &result].into_iter().find(fits);
    // Beside the bar, or above or below it, to the right or to the left.
    let beside = within.is_none().then(|| {
        let long = width(&result, size, SANS);
        let (middle, apart) = (bar.centre().y, high.midpoint(size) + 1.0);
        let (after, before) = (from + wide + 4.0, from - long - 4.0);
        let ends = from + wide - long;
        let places = [
            (after, 0.0),
            (before, 0.0),
            (from, -apart),
            (from, apart),
            (ends, -apart),
            (ends, apart),
        ];
        let place = |(x, down): (f64, f64)| {
            Rect::around(Point { x: x + long / 2.0, y: middle + down }, long, size)
        };
        taken.first_free(places.map(place))
    });
    let shown = match (within, beside.flatten()) {
        (Some(text), _) => label("", from + 5.0, base, text.clone()),
        (None, Some(place)) => label("beside", place.x, place.centre().y + size * 0.36, result),
        (None, None) => label("", from + 5.0, base, fit(sign, wide - 4.0, size, SANS)),
    };
    el("g")
        .class("operation")
        .class(hue::class(hue))
        .class(outcome::class(outcome))
        .class_if(lit, "lit")
        .attr_of("data-testid", format!("operation-{}", operation.id))
        .title(full)
        .child(pane(from, y, wide, high, (high / 2.0).min(6.0)))
        .child(shown.num("font-size", size))
        .into()
}

/// The colour of an operation, its text, and its short text.
fn describe(operation: &Operation, film: &Film, lang: Lang) -> (Option<u8>, String, String) {
    let asked = Asked::from(operation.request);
    let request = lang.asked(asked).whole();
    let outcome = operation.ended.map(|(outcome, ..)| outcome);
    let hue = film.hue(match outcome {
        Some(Outcome::Read(Some(found))) => found.write,
        _ => operation.id,
    });
    let result = match outcome {
        Some(Outcome::Read(Some(found))) => format!("→ {}", found.value),
        Some(Outcome::Read(None)) => lang.nothing_read().to_owned(),
        Some(Outcome::Answered(Some(rows))) => format!("→ {rows}"),
        Some(Outcome::Answered(None)) => lang.nothing_read().to_owned(),
        Some(Outcome::Siblings(n)) => format!("→ {}", lang.siblings(n)),
        Some(Outcome::Inserted(number)) => {
            return (hue, format!("{request} → {number}"), format!("#{number}"));
        }
        Some(
            Outcome::Written | Outcome::Uncommitted | Outcome::Failed(_) | Outcome::Unknown(_),
        )
        | None => {
            return (hue, request, lang.asked_short(asked));
        }
    };
    (hue, format!("{request} {result}"), result)
}
