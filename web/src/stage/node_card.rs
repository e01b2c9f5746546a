//! A replica as a card that shows what it knows.

use super::{
    ask, log_strip,
    press::{Button, touch},
    still::Still,
    words::{self, Note, Sign},
};
use crate::{
    layout::{
        Rect,
        number::fill,
        ring::{Card, HEAD, NOTE, ROW},
        text::{MONO, SANS, fit, width},
    },
    session::{Intent, Selection},
    widget::{El, el, hue, label, pane},
};
use replicarium::{
    history::History,
    kv::Request,
    view::{NodeView, Role, Row, Status},
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

/// From the border of a card to its text.
pub const PAD: f64 = 14.0;

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
        .class_if(words::leads(node), "leads")
        .class_if(picked, "picked")
        .class_if(lit, "lit")
        .moved(rect.x, rect.y)
        .child(face)
        .children(buttons(node, still, rect, on))
        .maybe(tag(node, still))
        .into()
}

/// What the leader knows and the card does not: that every write waits for this follower.
fn tag(node: &NodeView, still: &Still) -> Option<El> {
    let leader = words::waits_for(node, &still.world)?;
    let tag = el("g").class("tag");
    let tag = tag.title(format!("every write waits for {}: {leader} says so", node.id));
    let text = label("", 50.0, -2.5, "synchronous").attr("text-anchor", "middle");
    Some(tag.child(pane(12.0, -14.0, 76.0, 16.0, 8.0)).child(text))
}

/// The two buttons of a card: a client that is idle asks here.
pub fn buttons(node: &NodeView, still: &Still, rect: &Rect, on: &Callback<Intent>) -> Vec<Html> {
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

fn face(node: &NodeView, still: &Still, rect: &Rect, card: &Card) -> [Html; 8] {
    let (_, _, wide) = button_words(rect.width, 176.0);
    // Where there is little room, everything moves together and the role is set smaller.
    let (left, size) = if rect.width < 150.0 { (9.0, 10.5) } else { (14.0, 12.0) };
    let after = left + 20.0 * size / 12.0;
    let room = rect.width - after - 2.0 * wide - 11.0;
    let role = node.replica.role.to_string();
    let heading = match words::status(node) {
        Some(status) => format!("{role} · {status}"),
        None => role,
    };
    // No role has a wide letter.
    let face = SANS - 0.05;
    // Where both do not fit, that it does not run matters more.
    let heading = match words::status(node) {
        Some(status) if width(&heading, size, face) > room => status.to_string(),
        // That it is one among equals can be left out.
        None if node.replica.role == Role::Replica && width(&heading, size, face) > room => {
            String::new()
        }
        _ => fit(&heading, room, size, face),
    };
    let mut y = HEAD + 4.0;
    let rows = rows(node, still, rect.width, card, &mut y);
    let log = match card.log > 0.0 {
        true => log_strip::strip(node, still, rect.width, y),
        false => Html::default(),
    };
    let notes = notes(node, still, rect.width, card, y + card.log);
    let known = node.replica.leadership.map(|known| {
        label("term", after, 30.5, words::term(&node.replica, known.term, room)).into()
    });
    let role_y = if known.is_some() { 17.0 } else { 24.0 };
    [
        pane(0.0, 0.0, rect.width, rect.height, 12.0).class("paper").into(),
        label("name", left, 24.0, node.id.to_string()).into(),
        label("role", after, role_y, heading).num("font-size", size).into(),
        known.unwrap_or_default(),
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

/// What stands at the foot of the card: what matters most comes first, the rest is in the card's title.
fn notes(node: &NodeView, still: &Still, width_: f64, card: &Card, y: f64) -> Html {
    let mut notes = words::notes(node, &still.world);
    notes.extend(words::skew(node).map(|text| Note::plain(text, "unknown")));
    let lines = notes.iter().take(card.notes).zip(1..);
    let lines = lines.map(|(note, line)| {
        let y = y + NOTE * f64::from(line) - 4.0;
        Html::from(note_line(note, still, width_, y))
    });
    lines.collect()
}

/// A line of small text, after what it counts or keeps, drawn.
pub fn note_line(note: &Note, still: &Still, width_: f64, y: f64) -> El {
    let (mut x, mut signs) = (PAD, Vec::new());
    match &note.sign {
        Sign::None => {}
        Sign::Meter(have, of) => {
            for n in 0..*of {
                let part = pane(x, y - 8.0, 8.0, 9.0, 2.0).class("meter");
                signs.push(part.class_if(n < *have, "full").into());
                x += 11.0;
            }
        }
        Sign::Cells(cells) => {
            for cell in cells.iter().take(6) {
                signs.push(log_strip::aside(cell, &still.film, x, y - 10.0));
                x += 15.0;
            }
        }
    }
    x += if signs.is_empty() { 0.0 } else { 3.0 };
    let text = fit(&note.text, width_ - x - PAD + 10.0, 11.0, SANS - 0.05);
    el("g").children(signs).child(label("note", x, y, text).class(note.class))
}
