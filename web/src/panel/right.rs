//! The right panel.

use super::{PanelProps, guide::Guide, inspector::Inspector, saw::Saw};
use yew::prelude::*;

/// What the clients saw, and what is picked.
#[component]
pub fn Right(props: &PanelProps) -> Html {
    let PanelProps { frame, on, .. } = props;
    let below = match frame.selection {
        Some(selection) => html! { <Inspector frame={frame.clone()} {selection} {on}/> },
        None => html! { <Guide world={&frame.world} {on}/> },
    };
    html! {
        <aside class="right" aria-label="What the clients saw, and what is picked">
            <Saw history={&frame.history} film={&frame.film} {on}/>
            { below }
        </aside>
    }
}
