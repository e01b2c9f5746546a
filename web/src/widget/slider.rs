//! A slider: shows every value while it is dragged, and sets the last one when it is released.

use super::{el, explained};
use web_sys::HtmlInputElement;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// Properties of the slider.
#[derive(Properties, PartialEq)]
pub struct SliderProps {
    /// Its label.
    pub label: &'static str,
    /// What it means.
    #[prop_or_default]
    pub title: &'static str,
    /// Where it stands.
    pub value: u32,
    /// The least and the greatest value.
    pub range: (u32, u32),
    /// The distance from one value to the next.
    #[prop_or(1)]
    pub step: u32,
    /// Formats a value for a reader.
    pub shown: Callback<u32, String>,
    /// Called with a new value.
    pub on: Callback<u32>,
}

fn read(event: &Event) -> Option<u32> {
    event.target_unchecked_into::<HtmlInputElement>().value().parse().ok()
}

/// A slider.
#[component]
pub fn Slider(props: &SliderProps) -> Html {
    // While dragging: the value under the pointer, and the value when the drag began.
    let drag = use_state_eq(|| None);
    let value = match *drag {
        Some((value, from)) if from == props.value => value,
        _ => props.value,
    };
    let oninput = {
        let (drag, from) = (drag.clone(), props.value);
        Callback::from(move |event: Event| {
            drag.set(read(&event).map(|value| (value, from)));
        })
    };
    // While a key is held, every repetition changes the value; its release sets it.
    let held = use_mut_ref(|| false);
    let set = {
        let (drag, on, was) = (drag, props.on.clone(), props.value);
        Callback::from(move |event: Event| {
            drag.set(None);
            if let Some(value) = read(&event).filter(|&value| value != was) {
                on.emit(value);
            }
        })
    };
    let onkeydown = {
        let held = held.clone();
        Callback::from(move |_: Event| *held.borrow_mut() = true)
    };
    let onrelease = {
        let (held, set) = (held.clone(), set.clone());
        Callback::from(move |event: Event| {
            if held.replace(false) {
                set.emit(event);
            }
        })
    };
    let onchange = Callback::from(move |event: Event| {
        if !*held.borrow() {
            set.emit(event);
        }
    });
    let shown = props.shown.emit(value);
    let (low, high) = props.range;
    let slider = el("input")
        .attr("type", "range")
        .attr_of("min", low.to_string())
        .attr_of("max", high.to_string())
        .attr_of("step", props.step.to_string())
        .value(value.to_string())
        .attr_of("aria-valuetext", shown.clone())
        .flag("disabled", low == high)
        .on(ListenerKind::oninput, oninput)
        .on(ListenerKind::onkeydown, onkeydown)
        .on(ListenerKind::onkeyup, onrelease.clone())
        .on(ListenerKind::onblur, onrelease)
        .on(ListenerKind::onchange, onchange);
    let knob = el("label").class("knob").with("span", props.label).with("b", shown).child(slider);
    explained(knob, props.title).into()
}
