//! A segmented control: a row of buttons, one of them pressed.

use super::{El, button, el};
use yew::Callback;

/// A segmented control; `chosen` is the index of the pressed button.
pub fn segmented(
    label: &'static str,
    choices: impl Iterator<Item = &'static str>,
    chosen: Option<usize>,
    on: &Callback<usize>,
) -> El {
    let choice = |(n, text): (usize, &'static str)| {
        button(text).says("aria-pressed", chosen == Some(n)).does(&on.reform(move |()| n))
    };
    let choices = choices.enumerate().map(choice);
    el("div").class("seg").attr("role", "group").attr("aria-label", label).children(choices)
}
