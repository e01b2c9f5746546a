//! Buttons. As with any element, [`wants`](El::wants) and [`does`](El::does) set what a click does.

use super::{El, el};
use yew::AttrValue;

/// A button.
pub fn button(text: impl Into<AttrValue>) -> El {
    el("button").attr("type", "button").text(text)
}

/// A button with a sign instead of a text; `called` is its accessible name, and `title` says more, such as
/// its key.
pub fn sign(sign: &'static str, called: &'static str, title: &'static str) -> El {
    button(sign).attr("aria-label", called).attr("title", title)
}
