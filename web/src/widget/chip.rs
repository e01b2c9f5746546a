//! A value in the colour of its write.

use super::{El, el, hue};
use yew::AttrValue;

/// A value in the colour of its write.
pub fn chip(text: impl Into<AttrValue>, hue: Option<u8>) -> El {
    el("span").class("chip").class(hue::class(hue)).text(text)
}
