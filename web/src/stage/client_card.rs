//! The card of a client: its last request and the answer.

use super::{
    ask,
    by_revision::ByRevision,
    node_card::button_words,
    press::{Button, touch},
};
use crate::{
    layout::{
        Rect,
        ring::CLIENT,
        text::{MONO, SANS, fit, width},
    },
    prose::{AskedText, Words, format},
    session::{Intent, Selection, cart},
    widget::{Part, el, hue, label, pane},
};
use replicarium::{
    check::staleness,
    history::{Operation, Outcome},
    id::OperationId,
    kv::Request,
    time::Instant,
    view::ClientView,
};
use yew::prelude::*;

/// A client.
#[derive(PartialEq)]
pub struct ClientCard {
    /// The frame.
    pub frame: ByRevision,
    /// The index of the client in the world.
    pub index: usize,
    /// The place of the card.
    pub rect: Rect,
    /// The time in ms since the request, if the client waits for an answer.
    pub waited: Option<u64>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

impl Part for ClientCard {
    fn draw(&self) -> Html {
        let Self { frame, index, rect, waited, on } = self;
        let Some(client) = frame.world.clients.get(*index) else { return Html::default() };
        let picked = frame.selection == Some(Selection::Client(client.id));
        let lit =
            frame.highlight.as_ref().is_some_and(|lit| lit.parties.contains(&client.id.into()));
        let pick = Intent::Select(Some(Selection::Client(client.id)));
        let text = card_text(frame, client, *waited);
        let low = rect.height < CLIENT;
        let room = rect.width - 24.0;
        let (.., wide) = button_words(rect.width, 160.0, frame.lang);
        let second = if low { 41.0 } else { 43.0 };
        let third = if low { 54.0 } else { 59.0 };
        // A very narrow card has the short name of the client.
        let (room_of_name, name) = (rect.width - 24.0 - 2.0 * wide, frame.lang.client(client.id));
        let is_short = width(&name, 13.0, SANS) > room_of_name;
        let name = if is_short { client.id.to_string() } else { name };
        let name = fit(&name, room_of_name, 13.0, SANS);
        let state = fit(&text.state, room + 6.0, 11.0, SANS - 0.05);
        let shown = el("g")
            .attr("aria-hidden", "true")
            .child(pane(0.0, 0.0, rect.width, rect.height, 12.0).class("paper"))
            .child(label("name", 12.0, 22.0, name))
            .children(request(&text, second, room))
            .child(label("note", 12.0, third, state).class(text.class));
        let face = el("g")
            .class("face")
            .attr_of("data-testid", format!("client-{}", client.id))
            .picks(on, pick.clone())
            .child(shown)
            .child(touch(rect, text.full, picked, on, pick));
        el("g")
            .class("client")
            .class_if(picked, "picked")
            .class_if(lit, "lit")
            .class_if(waited.is_some(), "waits")
            .moved(rect.x, rect.y)
            .child(face)
            .children(buttons(frame, client, rect, on))
            .into()
    }
}

/// The text of a client's card.
struct CardText {
    asked: AskedText,
    /// The result of a read, after the key.
    result: String,
    /// The value that was read.
    value: Option<String>,
    /// The key of a read or a write, shown without the verb if there is little room.
    short: Option<String>,
    hue: &'static str,
    state: String,
    class: &'static str,
    full: String,
}

fn card_text(frame: &ByRevision, client: &ClientView, waited: Option<u64>) -> CardText {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let hue = |write: Option<OperationId>| hue::class(write.and_then(|w| frame.film.hue(w)));
    let Some(last) = frame.history.of(client.id).next_back() else {
        return CardText {
            asked: AskedText { before: texts.idle.into(), value: None, after: String::new() },
            result: String::new(),
            value: None,
            short: None,
            hue: "w0",
            state: lang.routes(client.routes.0, client.routes.1),
            class: "",
            full: lang.client_idle(client.id),
        };
    };
    let mut asked = lang.asked(cart::asked(&frame.history, last));
    if let (Request::Query(..) | Request::Transaction(..), Some(Outcome::Answered(_))) =
        (last.request, outcome_of(last))
    {
        // The rows need the room.
        let before = lang.asked_short(last.request.into());
        asked = AskedText { before, value: None, after: String::new() };
    }
    let outcome = outcome_of(last);
    let (result, value, hue) = match (asked.value, outcome) {
        (_, Some(Outcome::Answered(rows))) => {
            let rows = rows.map_or_else(|| texts.not_found.to_string(), |rows| rows.to_string());
            (" → ".into(), Some(rows), "w0")
        }
        (Some(value), _) => (String::new(), Some(value.to_string()), hue(Some(last.id))),
        (None, Some(Outcome::Inserted(number))) => {
            (" → ".into(), Some(number.to_string()), hue(Some(last.id)))
        }
        (None, Some(Outcome::Read(Some(found)))) if found.value.is_tombstone() => {
            (format!(": {}", lang.is_deleted()), None, "w0")
        }
        (None, Some(Outcome::Read(found))) => {
            let value =
                found.map_or_else(|| texts.not_found.to_string(), |found| found.value.to_string());
            (" → ".into(), Some(value), hue(found.map(|found| found.write)))
        }
        (None, Some(Outcome::Siblings(n))) => (format!(": {}", lang.siblings(n)), None, "w0"),
        (
            None,
            Some(
                Outcome::Written | Outcome::Uncommitted | Outcome::Failed(_) | Outcome::Unknown(_),
            )
            | None,
        ) => (String::new(), None, hue(Some(last.id))),
    };
    let (state, class) = state(frame, client, last, waited);
    let shown = value.as_deref().filter(|_| asked.value.is_none()).unwrap_or_default();
    let full = lang.client_card(client.id, &asked, &format!("{result}{shown}"), last.via, &state);
    let short = match last.request {
        Request::Write(key, _) if asked.value.is_some() => Some(format!("{key}=")),
        Request::Read(key) => Some(key.to_string()),
        // The rows say more than the statement.
        Request::Query(..) | Request::Transaction(..) if value.is_some() => Some(String::new()),
        Request::Write(..)
        | Request::Query(..)
        | Request::Transaction(..)
        | Request::Update(..)
        | Request::Insert(_)
        | Request::Execute(..) => None,
    };
    CardText { asked, result, value, short, hue, state, class, full }
}

fn outcome_of(operation: &Operation) -> Option<Outcome> {
    operation.ended.map(|(outcome, ..)| outcome)
}

fn state(
    frame: &ByRevision,
    client: &ClientView,
    last: &Operation,
    waited: Option<u64>,
) -> (String, &'static str) {
    let lang = frame.lang;
    if let Some(ms) = waited {
        // A client that coordinates counts the answers itself.
        let own = client.waiting.iter().find(|waiting| waiting.operation == last.id);
        let text = match own {
            Some(own) => lang.waiting_with(own.answers, own.needed, ms),
            None => lang.waiting_for(ms, last.via),
        };
        return (text, "");
    }
    let outcome = outcome_of(last);
    let (sign, word) = (format::sign(outcome.as_ref()), lang.outcome(outcome.as_ref()));
    let reason = outcome.and_then(|outcome| lang.reason_short(outcome));
    let reason = reason.map_or_else(String::new, |it| format!(": {it}"));
    let took = |(_, at, _): (Outcome, Instant, u32)| at.since(last.invoked.0).0 / 1_000;
    let class = match outcome {
        Some(Outcome::Failed(_)) => "bad",
        Some(outcome) if outcome.is_ok() => "good",
        Some(_) | None => "unknown",
    };
    let stale = staleness::of_read(&frame.history, last).filter(|it| it.versions > 0);
    if let Some(stale) = stale {
        return (format!("{sign} {}", lang.behind(&stale)), "unknown");
    }
    let text = match last.ended {
        Some(ended) if class == "good" => {
            format!("{sign} {}", lang.done_in(word, last.via, took(ended)))
        }
        Some(_) | None => format!("{sign} {word}{reason}"),
    };
    (text, class)
}

fn request(card: &CardText, y: f64, room: f64) -> [Html; 3] {
    let CardText { asked, result, value, short, .. } = card;
    let whole = format!("{}{result}", asked.before);
    // The value matters more than that it was written or read.
    let chip = value.as_ref().map_or(0.0, |value| width(value, 12.0, MONO).min(40.0) + 11.0);
    let short = short.as_ref().filter(|_| width(&whole, 12.0, MONO) + chip > room);
    let text = short.map_or(whole, |key| format!("{key}{result}").trim_start().to_owned());
    // Where there is not even room for the key, the value says more.
    let sign = if result.is_empty() { "=" } else { "→ " };
    let is_tight = short.is_some() && width(&text, 12.0, MONO) + chip > room;
    let text = if is_tight { sign.to_string() } else { text };
    let text = fit(&text, room, 12.0, MONO);
    let x = 14.0 + width(&text, 12.0, MONO);
    let mut end = x;
    let value = value.as_ref().map_or_else(Html::default, |value| {
        let value = fit(value, 12.0 + room - x - 8.0, 12.0, MONO);
        let wide = width(&value, 12.0, MONO) + 9.0;
        end = x + wide + 5.0;
        el("g")
            .class("chip")
            .class(card.hue)
            .child(pane(x - 1.0, y - 12.5, wide, 17.0, 5.0))
            .child(label("", x + 3.5, y, value))
            .into()
    });
    let fits = end + width(&asked.after, 12.0, MONO) <= 12.0 + room + 4.0;
    let after = if fits { asked.after.clone() } else { String::new() };
    [label("mono", 12.0, y, text).into(), value, label("mono", end, y, after).into()]
}

fn buttons(
    frame: &ByRevision,
    client: &ClientView,
    rect: &Rect,
    on: &Callback<Intent>,
) -> [Html; 2] {
    let asks = ask::by(client.id, frame);
    let (lang, id) = (frame.lang, client.id);
    let (write, read, width) = button_words(rect.width, 160.0, lang);
    let x = rect.width - 6.0 - width;
    let button = |x: f64, text, says, testid, wants: Option<Intent>| {
        let waits = asks.waits.then_some(lang.texts().client_waits);
        Button { x, y: 4.0, width, text, says, testid, wants, waits }.draw(on).into()
    };
    let (writes, reads) = (format!("write-{id}"), format!("read-{id}"));
    [
        button(x - width - 4.0, write, lang.client_writes(id), writes, asks.write),
        button(x, read, lang.client_reads(id), reads, asks.read),
    ]
}
