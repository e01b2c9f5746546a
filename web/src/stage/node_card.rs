//! A replica as a card that shows what it knows.

use super::{
    ask,
    press::{Button, presses, touch},
    still::Still,
    words,
};
use crate::{
    layout::{
        Rect,
        ring::{Card, HEAD, LOG, NOTE, ROW},
        text::{MONO, SANS, fit, width},
    },
    session::{Film, Intent, Selection},
    widget::hue,
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
    let marks = (picked.then_some("picked"), lit.then_some("lit"));
    let class = classes!("card", words::status(node), marks.0, marks.1);
    let pick = on.reform({
        let pick = Selection::Node(node.id);
        move |()| Intent::Select(Some(pick))
    });
    let (onclick, onkeydown) = presses(&pick);
    let place = format!("translate({:.1},{:.1})", rect.x, rect.y);
    html! {
        <g {class} transform={place}>
            <g class="face" data-testid={format!("node-{}", node.id)} {onclick}>
                <g aria-hidden="true">{ face(node, still, rect, card) }</g>
                { touch(rect, words::node(node, &still.world), picked, onkeydown) }
            </g>
            { buttons(node, still, rect, on) }
        </g>
    }
}

fn buttons(node: &NodeView, still: &Still, rect: &Rect, on: &Callback<Intent>) -> Html {
    if node.status == Status::Left {
        return Html::default();
    }
    let asks = ask::at(node.id, &still.world, &still.history);
    let of = |intent: &Option<Intent>| {
        let on = on.clone();
        let intent = intent.clone();
        Callback::from(move |()| intent.iter().cloned().for_each(|intent| on.emit(intent)))
    };
    let refused = |intent: &Option<Intent>| {
        let why = AttrValue::Static("every client still waits for an answer");
        intent.is_none().then_some(why)
    };
    let (write, read, wide) = button_words(rect.width, 176.0);
    let x = rect.width - 6.0 - wide;
    html! {
        <>
            <Button x={x - wide - 4.0} y={6.0} width={wide} text={write}
                label={format!("write through {}", node.id)}
                testid={format!("write-{}", node.id)}
                refused={refused(&asks.write)} press={of(&asks.write)} />
            <Button {x} y={6.0} width={wide} text={read}
                label={format!("read from {}", node.id)}
                testid={format!("read-{}", node.id)}
                refused={refused(&asks.read)} press={of(&asks.read)} />
        </>
    }
}

/// What stands on the two buttons of a card, and how wide they are; `least` is how wide a card has
/// to be for whole words.
pub fn button_words(card: f64, least: f64) -> (&'static str, &'static str, f64) {
    if card < least { ("w", "r", 24.0) } else { ("write", "read", 40.0) }
}

fn face(node: &NodeView, still: &Still, rect: &Rect, card: &Card) -> Html {
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
    let log = card.log.then(|| log(node, still, rect.width, &mut y));
    let notes = notes(node, still, rect.width, card, y);
    html! {
        <>
            <rect class="paper" width={rect.width.to_string()} height={rect.height.to_string()} rx="12" />
            <text class="name" x="14" y="24">{ node.id.to_string() }</text>
            <text class="role" x="34" y="24">{ heading }</text>
            <path class="rule" d={format!("M0 {HEAD}H{}", rect.width)} />
            { rows }{ log }{ notes }
        </>
    }
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
    let more = (all.len() > shown && card.rows > 0).then(|| {
        let text = if shown == 0 { "keys" } else { "more" };
        let more = format!("+{} {text}", all.len() - shown);
        html! { <text class="small" x="14" y={(*y + 16.0).to_string()}>{ more }</text> }
    });
    let none = (all.is_empty() && card.rows > 0).then(|| {
        html! { <text class="small" x="14" y={(*y + 16.0).to_string()}>{ "nothing stored" }</text> }
    });
    *y += (card.rows - shown) as f64 * ROW;
    html! { <>{ lines }{ more }{ none }</> }
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
    html! {
        <g transform={format!("translate(0,{y})")}>
            <title>{ format!("{}={} by {}, version {}", row.key, row.value, row.write, row.version) }</title>
            <text class="mono" x="14" y="16">{ key }</text>
            <g class={classes!("chip", hue::class(still.film.hue(row.write)))}>
                <rect x={chip.to_string()} y="2" width={wide.to_string()} height="19" rx="6" />
                <text x={(chip + 7.0).to_string()} y="16">{ text }</text>
            </g>
            { for lost.map(|(write, text)| {
                let x = chip + wide + 6.0;
                html! {
                    <g class={classes!("chip", "lost", hue::class(still.film.hue(write)))}>
                        <title>{ format!("{write} was concurrent, and is lost") }</title>
                        <rect x={x.to_string()} y="2" width={(lost_width - 6.0).to_string()} height="19" rx="6" />
                        <text x={(x + 6.0).to_string()} y="16">{ text }</text>
                    </g>
                }
            }) }
        </g>
    }
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
    let place = format!("translate(0,{y})");
    *y += LOG;
    html! {
        <g transform={place}>
            <text class="small" x="14" y="15">{ word }</text>
            if hidden > 0 { <text class="small" x="42" y="15">{ format!("+{hidden}") }</text> }
            if cells.is_empty() { <text class="small" x="42" y="15">{ "empty" }</text> }
            { strip }
        </g>
    }
}

fn log_cell(cell: &Cell, film: &Film, x: f64) -> Html {
    let initial = cell.value.to_string().chars().next().map(String::from);
    html! {
        <g class={classes!("cell", hue::class(film.hue(cell.write)))}>
            <title>{ format!("{}: {}={} by {}", cell.position, cell.key, cell.value, cell.write) }</title>
            <rect x={x.to_string()} y="3" width="16" height="15" rx="3" />
            <text x={(x + 8.0).to_string()} y="14.5" text-anchor="middle">{ initial }</text>
        </g>
    }
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
            html! { <text class={classes!("note", *class)} x="14" y={y.to_string()}>{ text }</text> }
        })
        .collect()
}
