//! The card of a client: its last request and the answer.

use super::{
    ask,
    by_revision::ByRevision,
    node_card::button_words,
    press::{Button, Disabled, touch},
    words,
};
use crate::{
    layout::{
        Rect,
        ring::CLIENT,
        text::{MONO, SANS, fit, width},
    },
    prose::{self, store},
    session::{Intent, Selection, cart::Asked},
    widget::{el, hue, label, pane},
};
use replicarium::{
    check::staleness,
    history::{History, Operation, Outcome},
    id::OperationId,
    time::Instant,
    view::ClientView,
};
use yew::prelude::*;

/// The props of a client's card.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
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

/// A client.
#[component]
pub fn ClientCard(props: &Props) -> Html {
    let Props { frame, index, rect, waited, on } = props;
    let Some(client) = frame.world.clients.get(*index) else { return Html::default() };
    let picked = frame.selection == Some(Selection::Client(client.id));
    let lit = frame.highlight.as_ref().is_some_and(|lit| lit.parties.contains(&client.id.into()));
    let pick = Intent::Select(Some(Selection::Client(client.id)));
    let text = card_text(frame, client, *waited);
    let low = rect.height < CLIENT;
    let room = rect.width - 24.0;
    let (.., wide) = button_words(rect.width, 160.0);
    let second = if low { 41.0 } else { 43.0 };
    let third = if low { 54.0 } else { 59.0 };
    let name = fit(&name(client), rect.width - 24.0 - 2.0 * wide, 13.0, SANS);
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

fn name(client: &ClientView) -> String {
    format!("Client {}", u32::from(client.id.0) + 1)
}

/// The text of a client's card.
struct CardText {
    request: String,
    value: Option<String>,
    /// The text after the value, shown if there is room.
    after: String,
    hue: &'static str,
    state: String,
    class: &'static str,
    full: String,
}

fn card_text(frame: &ByRevision, client: &ClientView, waited: Option<u64>) -> CardText {
    let hue = |write: Option<OperationId>| hue::class(write.and_then(|w| frame.film.hue(w)));
    let Some(last) = frame.history.of(client.id).next_back() else {
        let (state, full) = ("has not asked yet".to_string(), format!("{}, idle", name(client)));
        let request = "idle".to_string();
        let after = String::new();
        return CardText { request, value: None, after, hue: "w0", state, class: "", full };
    };
    let mut after = String::new();
    let asked = last.request;
    let outcome = last.ended.map(|(outcome, ..)| outcome);
    let (request, value, hue) = match (asked.value(), outcome) {
        (Some(value), _) => {
            let words = Asked::of(&frame.history, last, (asked.key(), value)).words();
            after = words.2;
            (words.0, words.1.map(|value| value.to_string()), hue(Some(last.id)))
        }
        (None, Some(Outcome::Inserted(number))) => {
            (format!("{asked} → "), Some(number.to_string()), hue(Some(last.id)))
        }
        (None, Some(Outcome::Read(Some(found)))) if found.value.is_tombstone() => {
            (format!("{asked}: deleted"), None, "w0")
        }
        (None, Some(Outcome::Read(found))) => {
            let value = found.map_or("none".to_string(), |found| found.value.to_string());
            (format!("{asked} → "), Some(value), hue(found.map(|found| found.write)))
        }
        (None, Some(Outcome::Siblings(n))) => (format!("{asked}: {n} siblings"), None, "w0"),
        (None, Some(Outcome::Written | Outcome::Failed(_) | Outcome::Unknown(_)) | None) => {
            (asked.to_string(), None, hue(Some(last.id)))
        }
    };
    let (state, class) = state(&frame.history, client, last, waited);
    let shown = value.as_deref().unwrap_or_default();
    let full = format!("{}: {request}{shown} {after} by {}; {state}", name(client), last.via);
    CardText { request, value, after, hue, state, class, full }
}

fn state(
    history: &History,
    client: &ClientView,
    last: &Operation,
    waited: Option<u64>,
) -> (String, &'static str) {
    if let Some(ms) = waited {
        // A client that coordinates counts the answers itself.
        let own = client.waiting.iter().find(|waiting| waiting.operation == last.id);
        let text = match own {
            Some(own) => format!("{} of {} yes, waiting {ms} ms", own.answers, own.needed),
            None => format!("waiting {ms} ms for {}", last.via),
        };
        return (text, "");
    }
    let outcome = last.ended.map(|(outcome, ..)| outcome);
    let (sign, word) = prose::words::outcome(outcome.as_ref());
    let reason = outcome.and_then(words::reason).map_or_else(String::new, |it| format!(": {it}"));
    let took = |(_, at, _): (Outcome, Instant, u32)| at.since(last.invoked.0).0 / 1_000;
    let class = match outcome {
        Some(Outcome::Failed(_)) => "bad",
        Some(outcome) if outcome.is_ok() => "good",
        Some(_) | None => "unknown",
    };
    let stale = staleness::of_read(history, last).filter(|it| it.versions > 0);
    if let Some(stale) = stale {
        return (format!("{sign} {}", store::behind(&stale)), "unknown");
    }
    let text = match last.ended {
        Some(ended) if class == "good" => {
            format!("{sign} {word} from {} in {} ms", last.via, took(ended))
        }
        Some(_) | None => format!("{sign} {word}{reason}"),
    };
    (text, class)
}

fn request(card: &CardText, y: f64, room: f64) -> [Html; 3] {
    // The number of siblings matters more than that they were read.
    let long = width(&card.request, 12.0, MONO) > room;
    let text = card.request.strip_prefix("read ").filter(|_| long).unwrap_or(&card.request);
    let text = fit(text, room, 12.0, MONO);
    let x = 14.0 + width(&text, 12.0, MONO);
    let mut end = x;
    let value = card.value.as_ref().map_or_else(Html::default, |value| {
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
    let fits = end + width(&card.after, 12.0, MONO) <= 12.0 + room + 4.0;
    let after = if fits { card.after.clone() } else { String::new() };
    [label("mono", 12.0, y, text).into(), value, label("mono", end, y, after).into()]
}

fn buttons(
    frame: &ByRevision,
    client: &ClientView,
    rect: &Rect,
    on: &Callback<Intent>,
) -> [Html; 2] {
    let asks = ask::by(client.id, frame);
    let (write, read, width) = button_words(rect.width, 160.0);
    let x = rect.width - 6.0 - width;
    let name = name(client);
    let button = |x: f64, text, word, wants: Option<Intent>| {
        let wants = wants.ok_or(Disabled::ClientWaits);
        let (says, testid) = (format!("{name}: {word}"), format!("{word}-{}", client.id));
        Button { x, y: 5.0, width, text, says, testid, wants }.draw(on).into()
    };
    [button(x - width - 4.0, write, "write", asks.write), button(x, read, "read", asks.read)]
}
