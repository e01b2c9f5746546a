//! A dialog over the page.

use crate::{
    session::hooks,
    widget::{el, sign},
};
use yew::{prelude::*, virtual_dom::ListenerKind};

/// What lies over the page.
#[derive(Properties, PartialEq)]
pub struct SheetProps {
    /// Its name.
    pub title: &'static str,
    /// Called when it closes.
    pub close: Callback<()>,
    /// More buttons beside the one that closes it.
    #[prop_or_default]
    pub tools: Html,
    /// What it says.
    pub body: Html,
}

/// A dialog over the page; the browser keeps the focus in it and closes it on Escape.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), hooks::show_modal);
    let top = el("div")
        .class("sheet-top")
        .child(el("h2").attr("id", "sheet-title").text(props.title))
        .child(props.tools.clone())
        .child(sign("✕", "Close", "Esc").does(&props.close));
    let body = el("div").class("sheet-body").attr("tabindex", "0").child(props.body.clone());
    el("dialog")
        .class("sheet")
        .node(&node)
        .attr("aria-labelledby", "sheet-title")
        .on(ListenerKind::onclose, props.close.reform(|_| ()))
        .child(top)
        .child(body)
        .into()
}
