//! A dialog over the page.

use crate::{session::hooks, widget::Button};
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
    use_effect_with(node.clone(), |node| hooks::show_modal(node));
    html! {
        <dialog class="sheet" ref={node} aria-labelledby="sheet-title"
            onclose={props.close.reform(|_| ())}>
            <div class="sheet-top">
                <h2 id="sheet-title">{ &props.title }</h2>
                { props.tools.clone() }
                <Button text="✕" label="Close" title="Esc" on={&props.close}/>
            </div>
            <div class="sheet-body">{ props.children.clone() }</div>
        </dialog>
    }
}
