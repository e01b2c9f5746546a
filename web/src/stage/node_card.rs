//! A replica as a card that shows what it knows.

use super::{
    ask,
    press::{Button, touch},
    still::Still,
    words,
};
use crate::{
    layout::{
        Rect,
        number::fill,
        ring::{Card, HEAD, LOG, NOTE, ROW},
        text::{MONO, SANS, fit, width},
    },
    session::{Film, Intent, Selection},
    widget::{el, hue, label, pane},
};
use replicarium::{
    history::History,
    kv::Request,
    view::{Cell, NodeView, Role, Row, Status},
};
use yew::prelude::*;

/// What a replica's card needs.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The frame.
    pub still: Still,
    /// Which node of the world it is.
    pub index: usize,
    /// Where it stands.
    pub rect: Rect,
    /// What it has room for.
    pub card: Card,
    /// What a reader wants.
    pub on: Callback<Intent>,
}

const PAD: f64 = 14.0;

/// A replica.
#[component]
pub fn NodeCard(props: &Props) -> Html {
    let Props { still, index, rect, card, on } = props;
    let Some(node) = still.world.nodes.get(*index) else { return Html::default() };
    let picked = still.selection == Some(Selection::Node(node.id));
    let lit = still.lit.as_ref().is_some_and(|lit| lit.parties.contains(&node.id.into()));
    let pick = Intent::Select(Some(Selection::Node(node.id)));
    let face = el("g")
        .class("face")
        .attr_of("data-testid", format!("node-{}", node.id))
        .picks(on, pick.clone())
        .child(el("g").attr("aria-hidden", "true").children(face(node, still, rect, card)))
        .child(touch(rect, words::node(node, &still.world), picked, on, pick));
    el("g")
        .class("card")
        .class(words::status(node).unwrap_or_default())
        .class_if(picked, "picked")
        .class_if(lit, "lit")
        .moved(rect.x, rect.y)
        .child(face)
        .children(buttons(node, still, rect, on))
        .into()
}

fn buttons(node: &NodeView, still: &Still, rect: &Rect, on: &Callback<Intent>) -> Vec<Html> {
    if node.status == Status::Left {
        return Vec::new();
    }
    let asks = ask::at(node.id, &still.world, &still.history);
    let (write, read, width) = button_words(rect.width, 176.0);
    let x = rect.width - 6.0 - width;
    let button = |x: f64, text, says, testid, wants: Option<Intent>| {
        let wants = wants.ok_or("every client still waits for an answer");
        let (says, testid) = (format!("{says} {}", node.id), format!("{testid}-{}", node.id));
        Button { x, y: 6.0, width, text, says, testid, wants }.draw(on).into()
    };
    vec![
        button(x - width - 4.0, write, "write through", "write", asks.write),
        button(x, read, "read from", "read", asks.read),
    ]
}

/// What stands on the two buttons of a card, and how wide they are; `least` is how wide a card has
/// to be for whole words.
pub fn button_words(card: f64, least: f64) -> (&'static str, &'static str, f64) {
    if card < least { ("w", "r", 24.0) } else { ("write", "read", 40.0) }
}

fn face(node: &NodeView, still: &Still, rect: &Rect, card: &Card) -> [Html; 7] {
    let (_, _, wide) = button_words(rect.width, 176.0);
    let room = rect.width - 34.0 - 2.0 * wide - 14.0;
    let role = node.replica.role.to_string();
    let heading = match words::status(node) {
        Some(status) => format!("{role} · {status}"),
        None => role,
    };
    // Where both do not fit, that it does not run matters more.
    let heading = match words::status(node) {
        Some(status) if width(&heading, 12.0, SANS) > room => status.to_string(),
        // That it is one among equals can be left out.
        None if node.replica.role == Role::Replica && width(&heading, 12.0, SANS) > room => {
            String::new()
        }
        _ => fit(&heading, room, 12.0, SANS),
    };
    let mut y = HEAD + 4.0;
    let rows = rows(node, still, rect.width, card, &mut y);
    let log = match card.log {
        true => log(node, still, rect.width, &mut y),
        false => Html::default(),
    };
    let notes = notes(node, still, rect.width, card, y);
    [
        pane(0.0, 0.0, rect.width, rect.height, 12.0).class("paper").into(),
        label("name", 14.0, 24.0, node.id.to_string()).into(),
        label("role", 34.0, 24.0, heading).into(),
        el("path").class("rule").attr_of("d", fill("M0 {}H{}", &[HEAD, rect.width])).into(),
        rows,
        log,
        notes,
    ]
}

/// A box with a text in it that begins so far from its left side.
fn boxed(x: f64, width: f64, inset: f64, text: String) -> [Html; 2] {
    [pane(x, 2.0, width, 19.0, 6.0).into(), label("", x + inset, 16.0, text).into()]
}

fn rows(node: &NodeView, still: &Still, width_: f64, card: &Card, y: &mut f64) -> Html {
    let all = &node.replica.rows;
    let shown = if all.len() > card.rows { card.rows.saturating_sub(1) } else { all.len() };
    let keys = all.iter().take(shown).map(|row| width(&row.key.to_string(), 12.5, MONO));
    let chip = PAD + keys.fold(0.0, f64::max).min(width_ * 0.35) + 8.0;
    let lines = all.iter().take(shown).map(|row| {
        let line = row_line(row, still, *y, chip, width_);
        *y += ROW;
        line
    });
    let lines: Html = lines.collect();
    let text = if shown == 0 { "keys" } else { "more" };
    let more = match all.len() - shown {
        _ if card.rows == 0 => String::new(),
        0 if all.is_empty() => "nothing stored".into(),
        0 => String::new(),
        more => format!("+{more} {text}"),
    };
    let more = (!more.is_empty()).then(|| label("small", 14.0, *y + 16.0, more));
    *y += (card.rows - shown) as f64 * ROW;
    el("g").child(lines).maybe(more).into()
}

fn row_line(row: &Row, still: &Still, y: f64, chip: f64, card: f64) -> Html {
    let lost = row.lost.map(|write| (write, lost_value(&still.history, row)));
    let lost_width = lost.as_ref().map_or(0.0, |(_, text)| width(text, 12.0, MONO) + 18.0);
    let room = card - chip - PAD + 4.0 - lost_width;
    let value = row.value.to_string();
    let text = format!("{value} {}", words::version(&row.version));
    // Half a version says nothing: where it does not fit, the value stands alone.
    let whole = width(&text, 12.0, MONO) <= room - 14.0;
    let text = if whole { text } else { fit(&value, room - 14.0, 12.0, MONO) };
    let wide = width(&text, 12.0, MONO) + 14.0;
    let key = fit(&row.key.to_string(), chip - PAD - 4.0, 12.5, MONO);
    let title = format!("{}={} by {}, version {}", row.key, row.value, row.write, row.version);
    let lost = lost.map(|(write, text)| {
        el("g")
            .class("chip lost")
            .class(hue::class(still.film.hue(write)))
            .title(format!("{write} was concurrent, and is lost"))
            .children(boxed(chip + wide + 6.0, lost_width - 6.0, 6.0, text))
    });
    el("g")
        .moved(0.0, y)
        .title(title)
        .child(label("mono", 14.0, 16.0, key))
        .child(
            el("g")
                .class("chip")
                .class(hue::class(still.film.hue(row.write)))
                .children(boxed(chip, wide, 7.0, text)),
        )
        .maybe(lost)
        .into()
}

/// What the lost write would have stored.
fn lost_value(history: &History, row: &Row) -> String {
    let write = row.lost.and_then(|write| history.operation(write));
    match write.map(|operation| operation.request) {
        Some(Request::Write(_, value)) => format!("✕{}", fit(&value.to_string(), 36.0, 12.0, MONO)),
        _ => "✕".to_string(),
    }
}

fn log(node: &NodeView, still: &Still, width_: f64, y: &mut f64) -> Html {
    let cells = &node.replica.log;
    let word = if node.status == Status::Crashed { "disk" } else { "log" };
    let room = width_ - 42.0 - 12.0;
    let fits = (room / 19.0) as usize;
    // A count stands where the oldest would be.
    let shown = if cells.len() > fits { fits.saturating_sub(2) } else { cells.len() };
    let hidden = cells.len() - shown;
    let start = if hidden > 0 { 42.0 + 36.0 } else { 42.0 };
    let strip: Html = (0..)
        .zip(&cells[hidden..])
        .map(|(n, cell)| log_cell(cell, &still.film, start + f64::from(n) * 19.0))
        .collect();
    let top = *y;
    *y += LOG;
    el("g")
        .moved(0.0, top)
        .child(label("small", 14.0, 15.0, word))
        .maybe((hidden > 0).then(|| label("small", 42.0, 15.0, format!("+{hidden}"))))
        .maybe(cells.is_empty().then(|| label("small", 42.0, 15.0, "empty")))
        .child(strip)
        .into()
}

fn log_cell(cell: &Cell, film: &Film, x: f64) -> Html {
    let initial: String = cell.value.to_string().chars().take(1).collect();
    let title = format!("{}: {}={} by {}", cell.position, cell.key, cell.value, cell.write);
    el("g")
        .class("cell")
        .class(hue::class(film.hue(cell.write)))
        .title(title)
        .child(pane(x, 3.0, 16.0, 15.0, 3.0))
        .child(label("", x + 8.0, 14.5, initial).attr("text-anchor", "middle"))
        .into()
}

fn notes(node: &NodeView, still: &Still, width_: f64, card: &Card, y: f64) -> Html {
    let mut notes = words::notes(node, &still.world);
    notes.extend(words::skew(node).map(|text| (text, "unknown")));
    // What matters more comes first; what does not fit is in the card's title.
    notes
        .iter()
        .take(card.notes)
        .zip(1..)
        .map(|((text, class), line)| {
            let text = fit(text, width_ - 2.0 * PAD + 10.0, 11.0, SANS - 0.05);
            let y = y + NOTE * f64::from(line) - 4.0;
            Html::from(label("note", 14.0, y, text).class(class))
        })
        .collect()
}
