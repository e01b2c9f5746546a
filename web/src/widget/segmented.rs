//! A few choices side by side, one of them taken.

use yew::prelude::*;

/// A few choices side by side, one of them taken.
pub fn segmented(
    label: &'static str,
    choices: impl Iterator<Item = &'static str>,
    chosen: Option<usize>,
    on: &Callback<usize>,
) -> Html {
    let choice = |(n, text): (usize, &'static str)| {
        let pressed = (chosen == Some(n)).to_string();
        html! {
            <button type="button" aria-pressed={pressed} onclick={on.reform(move |_| n)}>
                { text }
            </button>
        }
    };
    let choices: Html = choices.enumerate().map(choice).collect();
    html! { <div class="seg" role="group" aria-label={label}>{ choices }</div> }
}
