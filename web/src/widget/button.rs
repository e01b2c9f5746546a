//! Buttons. What one does is said of it as of any element: [`wants`](El::wants), [`does`](El::does).

use super::{El, el};
use yew::AttrValue;

/// A button.
pub fn button(text: impl Into<AttrValue>) -> El {
    el("button").attr("type", "button").text(text)
}

/// A button with a sign on it instead of a text: what it is called, and more about it, such as its key.
pub fn sign(sign: &'static str, called: &'static str, title: &'static str) -> El {
    button(sign).attr("aria-label", called).attr("title", title)
}
