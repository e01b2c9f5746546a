//! The left panel.

use super::{
    PanelProps,
    knobs::{Cluster, Network},
    story::Story,
};
use yew::prelude::*;

/// The story, something to try, and the knobs.
#[component]
pub fn Left(props: &PanelProps) -> Html {
    let world = &props.frame.world;
    html! {
        <section class="left" aria-label="Story and settings">
            <Story frame={props.frame.clone()} scenario={&props.scenario} on={&props.on}/>
            <Cluster world={world} on={&props.on}/>
            <Network network={world.network} on={&props.on}/>
        </section>
    }
}
