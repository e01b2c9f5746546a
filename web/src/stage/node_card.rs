//! The card of a replica: the state that it knows.

use super::{
    ask,
    by_revision::ByRevision,
    log_list, log_strip,
    press::{Button, touch},
    rows,
    words::{self, Note, Sign},
};
use crate::{
    layout::{
        Rect,
        number::fill,
        ring::{Card, FOOT, HEAD, NOTE, PAD, ROW},
        text::{SANS, fit, width},
    },
    prose::{Lang, Words},
    session::{Intent, Selection},
    widget::{El, Part, el, label, outcome, pane},
};
use replicarium::{
    check::lag,
    view::{NodeView, Role, Status},
};
use yew::prelude::*;

/// A replica.
#[derive(PartialEq)]
pub struct NodeCard {
    /// The frame.
    pub frame: ByRevision,
    /// The index of the node in the world.
    pub index: usize,
    /// The place of the card.
    pub rect: Rect,
    /// The rows, log and notes that the card has room for.
    pub card: Card,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

/// The least width of a card whose buttons are always visible.
pub const WHOLE: f64 = 140.0;

impl Part for NodeCard {
    fn draw(&self) -> Html {
        let Self { frame, index, rect, card, on } = self;
        let Some(node) = frame.world.nodes.get(*index) else { return Html::default() };
        let picked = frame.selection == Some(Selection::Node(node.id));
        let lit = frame.highlight.as_ref().is_some_and(|lit| lit.parties.contains(&node.id.into()));
        let pick = Intent::Select(Some(Selection::Node(node.id)));
        let face = el("g")
            .class("face")
            .attr_of("data-testid", format!("node-{}", node.id))
            .picks(on, pick.clone())
            .child(el("g").attr("aria-hidden", "true").children(face(node, frame, rect, card)))
            .child(touch(rect, words::node(node, &frame.world, frame.lang), picked, on, pick));
        el("g")
            .class("card")
            .class(outcome::status(node.status))
            .class_if(words::leads(&frame.world, node), "leads")
            .class_if(picked, "picked")
            .class_if(lit, "lit")
            .class_if(rect.width < WHOLE, "compact")
            .class_if(words::is_picked_home(node, frame), "home")
            .moved(rect.x, rect.y)
            .child(face)
            .children(buttons(node, frame, rect, on))
            .maybe(tag(node, frame))
            .into()
    }
}

/// The tag on the border: the follower has stopped or is synchronous, or the leaderless replica lags. Its rows do not
/// show it.
fn tag(node: &NodeView, frame: &ByRevision) -> Option<El> {
    if let Some((position, stop)) = words::stopped(node) {
        let says = frame.lang.cannot_apply(position, stop);
        return Some(tagged(&frame.lang.stopped_at(position), "stopped", says));
    }
    if let Some(leader) = words::waits_for(node, &frame.world) {
        let says = frame.lang.waits_for(leader, node.id);
        return Some(tagged(frame.lang.texts().synchronous, "", says));
    }
    frame.world.features.ring.then_some(())?;
    let all = lag::of_node(&frame.history, &frame.world, node);
    let text = frame.lang.behind_short(all.versions);
    (all.versions > 0).then(|| tagged(&text, "late", frame.lang.lag(&all)))
}

/// A small sign on the border of a card.
fn tagged(text: &str, class: &'static str, says: String) -> El {
    let wide = width(text, 10.0, SANS) + 16.0;
    let words = label("", 12.0 + wide / 2.0, -2.5, text.to_string()).attr("text-anchor", "middle");
    let tag = el("g").class("tag").class(class).title(says);
    tag.child(pane(12.0, -14.0, wide, 16.0, 8.0)).child(words)
}

/// The two buttons of a card, by which the first idle client sends a request to this node.
pub fn buttons(
    node: &NodeView,
    frame: &ByRevision,
    rect: &Rect,
    on: &Callback<Intent>,
) -> Vec<Html> {
    if node.status == Status::Left {
        return Vec::new();
    }
    let asks = ask::at(node.id, frame);
    let (lang, id) = (frame.lang, node.id);
    let (write, read, width) = button_words(rect.width, 176.0, lang);
    let x = rect.width - 6.0 - width;
    let button = |x: f64, text, says, testid, wants: Option<Intent>| {
        let waits = asks.waits.then_some(lang.texts().every_client_waits);
        Button { x, y: 5.0, width, text, says, testid, wants, waits }.draw(on).into()
    };
    let (writes, reads) = (format!("write-{id}"), format!("read-{id}"));
    vec![
        button(x - width - 4.0, write, lang.write_through(id), writes, asks.write),
        button(x, read, lang.read_from(id), reads, asks.read),
    ]
}

/// The labels of the two buttons of a card, and their width. A card narrower than `least` abbreviates them.
pub fn button_words(card: f64, least: f64, lang: Lang) -> (&'static str, &'static str, f64) {
    let texts = lang.texts();
    match card < least {
        true => (texts.write_short, texts.read_short, 26.0),
        false => {
            let (write, read) = (texts.write_button, texts.read_button);
            (write, read, width(write, 11.0, SANS).max(width(read, 11.0, SANS)) + 9.75)
        }
    }
}

fn face(node: &NodeView, frame: &ByRevision, rect: &Rect, card: &Card) -> [Html; 8] {
    let (_, _, wide) = button_words(rect.width, 176.0, frame.lang);
    // A narrow card has smaller margins and a smaller role.
    let compact = rect.width < WHOLE;
    let (left, size) = if compact { (9.0, 10.5) } else { (14.0, 12.0) };
    let after = left + 20.0;
    let room = rect.width - after - if compact { 8.0 } else { 2.0 * wide + 11.0 };
    let role = words::part(node, frame, room);
    let status = match node.status {
        Status::Running => None,
        Status::Crashed | Status::Paused | Status::Left => {
            Some(frame.lang.status_short(node.status))
        }
    };
    let heading = match status {
        Some(status) => format!("{role} · {status}"),
        None => role,
    };
    // Roles have no wide letters.
    let face = SANS - 0.05;
    // If both do not fit, the status is shown: it matters more.
    let heading = match status {
        Some(status) if width(&heading, size, face) > room => status.to_string(),
        // In a store without a leader the role can be left out.
        None if node.replica.role == Role::Replica && width(&heading, size, face) > room => {
            String::new()
        }
        _ => fit(&heading, room, size, face),
    };
    let mut y = HEAD + 4.0;
    let card = &roomy(*card, node, frame);
    let rows = rows::show(&node.replica, frame, rect.width, card, &mut y);
    let log = match card.entries {
        0 if card.log > 0.0 => log_strip::strip(node, frame, rect.width, y),
        0 => Html::default(),
        lines => log_list::list(node, frame, rect.width, lines).moved(0.0, y).into(),
    };
    let notes = notes(node, frame, rect.width, card, y + card.log());
    let known = node.replica.leadership().map(|known| {
        let term = words::term(&node.replica, known.term, room, frame.lang);
        label("term", after, 30.5, fit(&term, room, 10.5, SANS)).into()
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

/// The card with more lines for values, if there are more values and the room for notes is free.
fn roomy(card: Card, node: &NodeView, frame: &ByRevision) -> Card {
    let notes = words::notes(node, &frame.world, frame.lang).len() + usize::from(node.skew != 0);
    let notes = notes.min(card.notes);
    let values = rows::count(&node.replica);
    let free = (card.notes - notes) as f64 * NOTE + FOOT;
    match values > card.rows && card.rows > 0 {
        true => Card { rows: values.min(card.rows + (free / ROW) as usize), notes, ..card },
        false => card,
    }
}

/// The notes at the foot of the card, the most important first. The card's title has all of them.
fn notes(node: &NodeView, frame: &ByRevision, width_: f64, card: &Card, y: f64) -> Html {
    let mut notes = words::notes(node, &frame.world, frame.lang);
    if node.skew != 0 {
        notes.push(Note::plain(frame.lang.clock_off(node.skew), "unknown"));
    }
    let lines = notes.iter().take(card.notes).zip(1..);
    let lines = lines.map(|(note, line)| {
        let y = y + NOTE * f64::from(line) - 4.0;
        Html::from(note_line(note, frame, width_, y))
    });
    lines.collect()
}

/// A note: its sign, then its text.
pub fn note_line(note: &Note, frame: &ByRevision, width_: f64, y: f64) -> El {
    let (mut x, mut signs) = (if width_ < WHOLE { 9.0 } else { PAD }, Vec::new());
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
                signs.push(log_strip::aside(cell, frame, x, y - 10.0));
                x += 15.0;
            }
        }
    }
    x += if signs.is_empty() { 0.0 } else { 3.0 };
    // A text that does not fit is cut at its first colon or comma.
    // A handle stands in the corner of a leader among several.
    let room = width_ - x - if frame.world.ways.is_some() { 18.0 } else { 8.0 };
    let first = || note.text.split([':', ',']).next().unwrap_or_default();
    let text = if width(&note.text, 11.0, SANS) > room { first() } else { &note.text };
    let text = fit(text, room, 11.0, SANS);
    el("g").children(signs).child(label("note", x, y, text).class(note.class))
}
