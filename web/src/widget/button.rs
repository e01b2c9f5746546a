//! A button that does one thing.

use yew::prelude::*;

/// What a button says and does.
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// What it says.
    pub text: AttrValue,
    /// What it does.
    pub on: Callback<()>,
    /// What it is called where the text alone is a sign.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// More about it.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Its look.
    #[prop_or_default]
    pub class: Classes,
    /// Whether it can be pressed.
    #[prop_or_default]
    pub disabled: bool,
}

/// A button that does one thing.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    html! {
        <button type="button" class={props.class.clone()} aria-label={props.label.clone()}
            title={props.title.clone()} disabled={props.disabled}
            onclick={props.on.reform(|_| ())}>
            { &props.text }
        </button>
    }
}
