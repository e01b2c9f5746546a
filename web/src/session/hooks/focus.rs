//! Where the keyboard is on the page.

use gloo::utils::document;
use wasm_bindgen::{JsCast, JsValue};

/// Gives the focus to the first element that a selector matches.
pub fn focus(selector: &str) {
    if let Some(element) = document().query_selector(selector).ok().flatten() {
        focus_on(&element);
    }
}

/// Elements of a drawing can have the focus too: they have the method by the same name.
fn focus_on(element: &web_sys::Node) {
    let _ = element.unchecked_ref::<web_sys::HtmlElement>().focus();
}

/// Moves the focus to the next or the previous card of the stage, if one has it.
pub fn focus_next(forward: bool) -> bool {
    let Ok(cards) = document().query_selector_all(".stage .touch") else { return false };
    let now = document().active_element();
    let is_now = |n: &u32| cards.get(*n).map(JsValue::from) == now.as_ref().map(JsValue::from);
    let Some(at) = (0..cards.length()).find(is_now) else { return false };
    let next = (at + if forward { 1 } else { cards.length() - 1 }) % cards.length();
    cards.get(next).as_ref().map(focus_on).is_some()
}
