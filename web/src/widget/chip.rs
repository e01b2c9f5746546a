//! A value in the colour of its write.

use super::hue;
use yew::prelude::*;

/// A value in the colour of its write.
pub fn chip(text: impl Into<AttrValue>, hue: Option<u8>) -> Html {
    html! { <span class={classes!("chip", hue::class(hue))}>{ text.into() }</span> }
}

/// What a chip shows.
#[derive(Properties, PartialEq)]
pub struct ChipProps {
    /// The value.
    pub text: AttrValue,
    /// The colour of its write.
    #[prop_or_default]
    pub hue: Option<u8>,
}

/// The same as a component.
#[component]
pub fn Chip(props: &ChipProps) -> Html {
    chip(props.text.clone(), props.hue)
}
