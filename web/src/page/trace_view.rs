//! The run as text.

use super::sheet::Sheet;
use crate::{prose::help, widget::Copy};
use yew::prelude::*;

/// The run.
#[derive(Properties, PartialEq)]
pub struct TraceProps {
    /// As `replicarium run` prints it.
    pub text: AttrValue,
    /// The scenario's name.
    pub name: AttrValue,
    /// Whether the run has no end.
    pub endless: bool,
    /// Called when it closes.
    pub close: Callback<()>,
}

/// The run as text, to read, to copy, to send with a bug report.
#[component]
pub fn TraceView(props: &TraceProps) -> Html {
    let make = {
        let text = props.text.clone();
        Callback::from(move |()| text.to_string())
    };
    let same = match props.endless {
        true => help::TRACE_ENDLESS,
        false => help::TRACE,
    };
    html! {
        <Sheet title="The run as text" close={&props.close}
            tools={html! { <Copy text="Copy" {make}/> }}>
            <p class="quiet">
                { same }{ " " }
                <code>{ format!("replicarium run core/scenarios/{}.scenario", props.name) }</code>
            </p>
            <pre class="trace" tabindex="0" role="region" aria-label="The run as text">{ &props.text }</pre>
        </Sheet>
    }
}
