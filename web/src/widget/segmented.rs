//! A few choices side by side, one of them taken.

use yew::prelude::*;

/// The choices.
#[derive(Properties, PartialEq)]
pub struct SegmentedProps {
    /// What is chosen here.
    pub label: AttrValue,
    /// The choices.
    pub choices: Vec<AttrValue>,
    /// The one that is taken.
    pub chosen: Option<usize>,
    /// Takes another one.
    pub on: Callback<usize>,
}

/// A few choices side by side, one of them taken.
#[component]
pub fn Segmented(props: &SegmentedProps) -> Html {
    let choice = |(n, text): (usize, &AttrValue)| {
        let pressed = props.chosen == Some(n);
        html! {
            <button type="button" aria-pressed={pressed.to_string()}
                onclick={props.on.reform(move |_| n)}>
                { text }
            </button>
        }
    };
    html! {
        <div class="seg" role="group" aria-label={&props.label}>
            { for props.choices.iter().enumerate().map(choice) }
        </div>
    }
}
