//! Operations as bars on their clients' lanes.

use super::Measures;
use crate::{
    layout::{
        text::{SANS, width},
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

/// The bar of one operation.
pub fn bar(
    operation: &Operation,
    film: &Film,
    drawn: &Measures,
    (lane, lit): (usize, bool),
    lang: Lang,
) -> Html {
    let axes = &drawn.axes;
    let from = axes.x(operation.invoked.0.0);
    let end = operation.ended.map_or(Instant(drawn.end), |(_, at, _)| at);
    let wide = (axes.x(end.0) - from).max(3.0);
    let high = within(axes.pitch * 0.5, 9.0, 18.0);
    let (y, size) = (axes.y(lane) - high / 2.0, if high > 14.0 { 11.0 } else { 9.5 });
    let outcome = operation.ended.as_ref().map(|(outcome, ..)| outcome);
    let sign = format::sign(outcome);
    let (hue, text, short) = describe(operation, film, lang);
    let full = format!("{} {} {sign}", operation.id, text);
    // The longest label that fits: the whole text, the result, or the outcome's sign.
    let labels = [format!("{text} {sign}"), format!("{short} {sign}"), sign.to_string()];
    let text = labels.into_iter().find(|label| width(label, size, SANS) <= wide - 8.0);
    let shown = label("", from + 5.0, axes.y(lane) + size * 0.36, text.unwrap_or_default());
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
        Some(Outcome::Siblings(n)) => format!("→ {}", lang.siblings(n)),
        Some(Outcome::Inserted(number)) => {
            return (hue, format!("{request} → {number}"), format!("#{number}"));
        }
        Some(Outcome::Written | Outcome::Failed(_) | Outcome::Unknown(_)) | None => {
            return (hue, request, lang.asked_short(asked));
        }
    };
    (hue, format!("{request} {result}"), result)
}
