//! A client: what it asked, and what it was told.

use super::{
    ask,
    node_card::button_words,
    press::{Button, presses, touch},
    still::Still,
    words,
};
use crate::{
    layout::{
        Rect,
        ring::CLIENT,
        text::{MONO, SANS, fit, width},
    },
    session::{Intent, Selection},
    widget::hue,
};
use replicarium::{
    history::{Operation, Outcome},
    id::OperationId,
    kv::Request,
    time::Instant,
    view::ClientView,
};
use yew::prelude::*;

/// What a client's card needs.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The frame.
    pub still: Still,
    /// Which client of the world it is.
    pub index: usize,
    /// Where it stands.
    pub rect: Rect,
    /// For how many ms it has been waiting, if it waits.
    pub waited: Option<u64>,
    /// What a reader wants.
    pub on: Callback<Intent>,
}

/// A client.
#[component]
pub fn ClientCard(props: &Props) -> Html {
    let Props { still, index, rect, waited, on } = props;
    let Some(client) = still.world.clients.get(*index) else { return Html::default() };
    let picked = still.selection == Some(Selection::Client(client.id));
    let lit = still.lit.as_ref().is_some_and(|lit| lit.parties.contains(&client.id.into()));
    let waits = waited.map(|_| "waits");
    let class = classes!("client", picked.then_some("picked"), lit.then_some("lit"), waits);
    let pick = on.reform({
        let pick = Selection::Client(client.id);
        move |()| Intent::Select(Some(pick))
    });
    let (onclick, onkeydown) = presses(&pick);
    let said = said(still, client, *waited);
    let low = rect.height < CLIENT;
    let room = rect.width - 24.0;
    let (.., wide) = button_words(rect.width, 160.0);
    let place = format!("translate({:.1},{:.1})", rect.x, rect.y);
    let second = if low { 34.0 } else { 43.0 };
    let third = if low { 46.0 } else { 59.0 };
    html! {
        <g {class} transform={place}>
            <g class="face" data-testid={format!("client-{}", client.id)} {onclick}>
                <g aria-hidden="true">
                <rect class="paper" width={rect.width.to_string()} height={rect.height.to_string()} rx="12" />
                <text class="name" x="12" y="22">{ fit(&name(client), rect.width - 24.0 - 2.0 * wide, 13.0, SANS) }</text>
                { request(&said, second, room) }
                <text class={classes!("note", said.class)} x="12" y={third.to_string()}>
                    { fit(&said.state, room, 11.0, SANS - 0.05) }
                </text>
                </g>
                { touch(rect, said.full, picked, onkeydown) }
            </g>
            { buttons(still, client, rect, on) }
        </g>
    }
}

fn name(client: &ClientView) -> String {
    format!("Client {}", u32::from(client.id.0) + 1)
}

/// What a client's card says.
struct Said {
    request: String,
    value: Option<String>,
    hue: &'static str,
    state: String,
    class: &'static str,
    full: String,
}

fn said(still: &Still, client: &ClientView, waited: Option<u64>) -> Said {
    let hue = |write: Option<OperationId>| hue::class(write.and_then(|w| still.film.hue(w)));
    let Some(last) = still.history.of(client.id).next_back() else {
        let (state, full) = ("has not asked yet".to_string(), format!("{}, idle", name(client)));
        let request = "idle".to_string();
        return Said { request, value: None, hue: "w0", state, class: "", full };
    };
    let (request, value, hue) = match last.request {
        Request::Write(key, value) => {
            (format!("write {key}="), Some(value.to_string()), hue(Some(last.id)))
        }
        Request::Insert(key) => {
            let number = match last.ended {
                Some((Outcome::Inserted(number), ..)) => Some(number.to_string()),
                _ => None,
            };
            (format!("insert {key} → "), number, hue(Some(last.id)))
        }
        Request::Read(key) => match last.ended {
            Some((Outcome::Read(found), ..)) => {
                let value = found.map_or("none".to_string(), |found| found.value.to_string());
                (format!("read {key} → "), Some(value), hue(found.map(|found| found.write)))
            }
            Some((Outcome::Siblings(n), ..)) => (format!("read {key} → {n} siblings"), None, "w0"),
            _ => (format!("read {key}"), None, "w0"),
        },
    };
    let (state, class) = state(last, waited);
    let shown = value.as_deref().unwrap_or_default();
    let full = format!("{}: {request}{shown} by {}; {state}", name(client), last.via);
    Said { request, value, hue, state, class, full }
}

fn state(last: &Operation, waited: Option<u64>) -> (String, &'static str) {
    if let Some(ms) = waited {
        return (format!("waiting {ms} ms for {}", last.via), "");
    }
    let (sign, word) = words::outcome(last);
    let took = |(_, at, _): (Outcome, Instant, u32)| at.since(last.invoked.0).0 / 1_000;
    let class = match sign {
        "✓" => "good",
        "✕" => "bad",
        _ => "unknown",
    };
    let text = match last.ended {
        Some(ended) if class == "good" => {
            format!("{sign} {word} from {} in {} ms", last.via, took(ended))
        }
        _ => format!("{sign} {word}"),
    };
    (text, class)
}

fn request(said: &Said, y: f64, room: f64) -> Html {
    let text = fit(&said.request, room, 12.0, MONO);
    let x = 14.0 + width(&text, 12.0, MONO);
    let value = said.value.as_ref().map(|value| {
        let value = fit(value, 12.0 + room - x - 8.0, 12.0, MONO);
        let wide = width(&value, 12.0, MONO) + 9.0;
        html! {
            <g class={classes!("chip", said.hue)}>
                <rect x={(x - 1.0).to_string()} y={(y - 12.5).to_string()} width={wide.to_string()} height="17" rx="5" />
                <text x={(x + 3.5).to_string()} y={y.to_string()}>{ value }</text>
            </g>
        }
    });
    html! { <><text class="mono" x="12" y={y.to_string()}>{ text }</text>{ value }</> }
}

fn buttons(still: &Still, client: &ClientView, rect: &Rect, on: &Callback<Intent>) -> Html {
    let asks = ask::by(client.id, &still.world, &still.history);
    let refused = asks.write.is_none().then_some(AttrValue::Static("still waits for an answer"));
    let of = |intent: Option<Intent>| {
        let on = on.clone();
        Callback::from(move |()| intent.iter().cloned().for_each(|intent| on.emit(intent)))
    };
    let (write, read, wide) = button_words(rect.width, 160.0);
    let x = rect.width - 6.0 - wide;
    let name = name(client);
    html! {
        <>
            <Button x={x - wide - 4.0} y={5.0} width={wide} text={write}
                label={format!("{name}: write")} testid={format!("write-{}", client.id)}
                refused={refused.clone()} press={of(asks.write)} />
            <Button {x} y={5.0} width={wide} text={read}
                label={format!("{name}: read")} testid={format!("read-{}", client.id)}
                {refused} press={of(asks.read)} />
        </>
    }
}
