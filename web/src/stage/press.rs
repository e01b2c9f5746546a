//! Things in the drawing that can be pressed: by mouse, by finger, by Enter and by Space.

use crate::layout::Rect;
use yew::prelude::*;

/// A press, by whatever means, that nothing behind it sees.
pub fn presses(press: &Callback<()>) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let click = {
        let press = press.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            press.emit(());
        })
    };
    let press = press.clone();
    let key = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            // The page's own keys, such as space for playing, do not apply here.
            event.prevent_default();
            event.stop_propagation();
            press.emit(());
        }
    });
    (click, key)
}

/// The part of a card that can be pressed: it lies over the card, and says in words what the card
/// shows, for those who do not see it.
pub fn touch(rect: &Rect, label: String, picked: bool, onkeydown: Callback<KeyboardEvent>) -> Html {
    html! {
        <rect class="touch" role="button" tabindex="0" aria-pressed={picked.to_string()}
            aria-label={label.clone()} width={rect.width.to_string()}
            height={rect.height.to_string()} rx="12" {onkeydown}>
            <title>{ label }</title>
        </rect>
    }
}

/// What a button in the drawing is.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// Its width; it is 24 pixels high, enough for a finger.
    pub width: f64,
    /// What stands on it.
    pub text: AttrValue,
    /// What it does, in full.
    pub label: AttrValue,
    /// A name for tests.
    pub testid: AttrValue,
    /// Why it cannot be pressed, if so.
    #[prop_or_default]
    pub refused: Option<AttrValue>,
    /// Called when it is pressed.
    pub press: Callback<()>,
}

/// A small button in the drawing.
#[component]
pub fn Button(props: &Props) -> Html {
    let Props { x, y, width, text, label, testid, refused, press } = props.clone();
    let enabled = refused.is_none();
    let press = if enabled { press } else { Callback::noop() };
    let (onclick, onkeydown) = presses(&press);
    let middle = (x + width / 2.0).to_string();
    html! {
        <g class="button" role="button" tabindex="0" aria-label={label.clone()}
            aria-disabled={(!enabled).then_some("true")} data-testid={testid} {onclick} {onkeydown}>
            <title>{ refused.unwrap_or(label) }</title>
            <rect x={x.to_string()} y={y.to_string()} width={width.to_string()} height="24" rx="7" />
            <text x={middle} y={(y + 16.0).to_string()} text-anchor="middle">{ text }</text>
        </g>
    }
}
