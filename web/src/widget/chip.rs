//! A value in the colour of its write.

use super::hue;
use yew::prelude::*;

/// What a chip shows.
#[derive(Properties, PartialEq)]
pub struct ChipProps {
    /// The value.
    pub text: AttrValue,
    /// The colour of its write.
    #[prop_or_default]
    pub hue: Option<u8>,
}

/// A value in the colour of its write.
#[component]
pub fn Chip(props: &ChipProps) -> Html {
    html! { <span class={classes!("chip", hue::class(props.hue))}>{ &props.text }</span> }
}
