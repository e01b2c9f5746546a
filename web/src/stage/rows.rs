//! The lines of a replica's card: one for each value and one for each hint.

use super::{by_revision::ByRevision, words};
use crate::{
    layout::{
        ring::{Card, PAD, ROW},
        text::{MONO, fit, width},
    },
    prose::{Lang, Words, format},
    session::Selection,
    widget::{el, hue, label, pane},
};
use replicarium::{
    history::History,
    id::OperationId,
    kv::{Request, Value},
    view::{HintView, ReplicaView, Row, Version},
};
use yew::prelude::*;

/// The room of the chip around a value, with the margin of the card.
const CHIP: f64 = 24.0;
/// The room that a value needs beside its key: four letters, if it has as many.
const VALUE: f64 = 53.0;

/// One line.
struct Line {
    /// The text before the chip: the key, or the home that a hint is for.
    head: String,
    /// The text in the chip.
    value: String,
    /// The version, shown after the value if there is room.
    version: String,
    write: OperationId,
    class: &'static str,
    /// The tooltip.
    title: String,
    /// The concurrent write that lost to this one, and its value.
    lost: Option<(OperationId, String)>,
}

/// The number of lines that show all values and hints of a replica.
pub fn count(replica: &ReplicaView) -> usize {
    let values = replica.rows.iter().map(|row| row.writes().count());
    values.sum::<usize>() + replica.hints().len()
}

/// The lines of a replica that its card has room for.
pub fn show(
    replica: &ReplicaView,
    frame: &ByRevision,
    wide: f64,
    card: &Card,
    y: &mut f64,
) -> Html {
    let lang = frame.lang;
    // The selected key comes first: a small card has no room for others.
    let selected = |row: &&Row| frame.selection == Some(Selection::Key(row.key));
    let (first, others): (Vec<&Row>, Vec<&Row>) = replica.rows.iter().partition(selected);
    // The rows of a table say more than the last statement about it.
    let (tables, others): (Vec<&Row>, Vec<&Row>) =
        others.into_iter().partition(|row| is_table(row, &replica.rows));
    let of_rows = first.into_iter().chain(others).chain(tables);
    let of_rows = of_rows.flat_map(|row| of_row(row, frame));
    let all: Vec<Line> =
        of_rows.chain(replica.hints().iter().map(|hint| of_hint(hint, lang))).collect();
    // The last line counts the hidden ones. If there is only one line, the count stands at its end.
    let single = all.len() > card.rows && card.rows == 1;
    let shown = match all.len() > card.rows && !single {
        true => card.rows.saturating_sub(1),
        false => all.len().min(card.rows),
    };
    let room = if single { wide - 26.0 } else { wide };
    let heads = all.iter().take(shown).map(|line| width(&line.head, 12.5, MONO));
    let chip = PAD + heads.fold(0.0, f64::max).min(wide * 0.4) + 8.0;
    // Where there is no room for a key and a few letters of its value, the value says more.
    let values = all.iter().take(shown).map(|line| width(&line.value, 12.0, MONO));
    let needed = (values.fold(0.0, f64::max) + CHIP).min(VALUE);
    let chip = if room - chip < needed { PAD - 5.0 } else { chip };
    let mut drawn = Vec::new();
    for line in all.iter().take(shown) {
        drawn.push(draw(line, frame, *y, chip, room));
        *y += ROW;
    }
    let rest = match (all.len() - shown, shown) {
        _ if card.rows == 0 => None,
        (0, 0) => Some(lang.texts().nothing_stored.into()),
        (0, _) => None,
        (more, _) if single => Some(format!("+{more}")),
        (more, _) => Some(lang.more(more)),
    };
    let (x, below) = if single { (room - 6.0, *y - ROW) } else { (14.0, *y) };
    let rest = rest.map(|text| label("small", x, below + 16.0, text));
    *y += (card.rows - shown) as f64 * ROW;
    el("g").children(drawn).maybe(rest).into()
}

/// Whether a row stands for a table: rows such as `users/1` follow `users`, as they are in the order of their keys.
fn is_table(row: &Row, rows: &[Row]) -> bool {
    let after = rows.partition_point(|it| it.key <= row.key);
    let rest =
        rows.get(after).and_then(|next| next.key.0.as_str().strip_prefix(row.key.0.as_str()));
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// The lines of a row: one for each value. The key stands in the first.
fn of_row(row: &Row, frame: &ByRevision) -> Vec<Line> {
    let (history, lang) = (&frame.history, frame.lang);
    let head = row.key.to_string();
    let title = |held: Value, write| lang.row(row, held, write);
    let value = |held| lang.value(held);
    let Version::Siblings(siblings, _) = &row.version else {
        return vec![Line {
            head,
            value: match words::statements(frame, row.write, row.value) {
                Some(text) => format::headline(text.as_str()).to_owned(),
                None => value(row.value),
            },
            version: format::version(&row.version),
            write: row.write,
            class: class(row.value),
            title: title(row.value, row.write),
            lost: row.lost.map(|write| (write, lost_value(history, write))),
        }];
    };
    let lines = siblings.iter().enumerate().map(|(n, it)| Line {
        head: if n == 0 { head.clone() } else { String::new() },
        value: value(it.value),
        version: it.dot.to_string(),
        write: it.write,
        class: class(it.value),
        title: title(it.value, it.write),
        lost: None,
    });
    lines.collect()
}

fn of_hint(hint: &HintView, lang: Lang) -> Line {
    Line {
        head: lang.hint_for(hint.home),
        value: format!("{}={}", hint.key, lang.value(hint.value)),
        version: String::new(),
        write: hint.write,
        class: "kept",
        title: lang.hint_means(hint),
        lost: None,
    }
}

fn class(value: Value) -> &'static str {
    if value.is_tombstone() { "tombstone" } else { "" }
}

fn draw(line: &Line, frame: &ByRevision, y: f64, chip: f64, card: f64) -> Html {
    let lost_width = line.lost.as_ref().map_or(0.0, |(_, text)| width(text, 12.0, MONO) + 18.0);
    let room = card - chip - PAD + 4.0 - lost_width;
    let text = format!("{} {}", line.value, line.version);
    // A version that does not fit is left out.
    let whole = width(&text, 12.0, MONO) <= room - 14.0;
    let text = if whole { text } else { fit(&line.value, room - 14.0, 12.0, MONO) };
    let text = text.trim_end().to_string();
    let wide = width(&text, 12.0, MONO) + 14.0;
    let head = fit(&line.head, chip - PAD - 4.0, 12.5, MONO);
    let hue = |write| hue::class(frame.film.hue(write));
    let lost = line.lost.as_ref().map(|(write, text)| {
        el("g")
            .class("chip lost")
            .class(hue(*write))
            .title(frame.lang.was_lost(*write))
            .children(boxed(chip + wide + 6.0, lost_width - 6.0, 6.0, text.clone()))
    });
    let value = el("g").class("chip").class(line.class).class(hue(line.write));
    el("g")
        .moved(0.0, y)
        .title(line.title.clone())
        .child(label("mono", 14.0, 16.0, head))
        .child(value.children(boxed(chip, wide, 7.0, text)))
        .maybe(lost)
        .into()
}

/// A box with a text, `inset` pixels from its left side.
fn boxed(x: f64, width: f64, inset: f64, text: String) -> [Html; 2] {
    [pane(x, 2.0, width, 19.0, 6.0).into(), label("", x + inset, 16.0, text).into()]
}

/// The value of the lost write.
fn lost_value(history: &History, write: OperationId) -> String {
    match history.operation(write).map(|operation| operation.request) {
        Some(Request::Write(_, value)) => format!("✕{}", fit(&value.to_string(), 36.0, 12.0, MONO)),
        _ => "✕".to_string(),
    }
}
