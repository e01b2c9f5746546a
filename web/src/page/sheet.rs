//! A dialog over the page.

use crate::{
    session::hooks,
    widget::{Look, press},
};
use yew::prelude::*;

/// What lies over the page.
#[derive(Properties, PartialEq)]
pub struct SheetProps {
    /// Its name.
    pub title: AttrValue,
    /// Called when it closes.
    pub close: Callback<()>,
    /// More buttons beside the one that closes it.
    #[prop_or_default]
    pub tools: Html,
    /// What it says.
    pub children: Html,
}

/// A dialog over the page; the browser keeps the focus in it and closes it on Escape.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), hooks::show_modal);
    html! {
        <dialog class="sheet" ref={node} aria-labelledby="sheet-title"
            onclose={props.close.reform(|_| ())}>
            <div class="sheet-top">
                <h2 id="sheet-title">{ &props.title }</h2>
                { props.tools.clone() }
                { press(Look::sign("✕", "Close", "Esc"), props.close.clone()) }
            </div>
            <div class="sheet-body" tabindex="0">{ props.children.clone() }</div>
        </dialog>
    }
}
