//! A dialog over the page.

use crate::{
    prose::{Lang, Words},
    session::hooks::focus,
    widget::{el, sign},
};
use yew::{prelude::*, virtual_dom::ListenerKind};

/// Properties of a dialog.
#[derive(Properties, PartialEq)]
pub struct SheetProps {
    /// The language of its texts.
    pub lang: Lang,
    /// Its title.
    pub title: &'static str,
    /// Called when it closes.
    pub close: Callback<()>,
    /// Buttons beside the one that closes it.
    #[prop_or_default]
    pub tools: Html,
    /// Its content.
    pub body: Html,
}

/// A modal dialog; the browser keeps the focus in it and closes it on Escape.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), focus::show_modal);
    let top = el("div")
        .class("sheet-top")
        .child(el("h2").attr("id", "sheet-title").text(props.title))
        .child(props.tools.clone())
        .child(sign("✕", props.lang.texts().close, "Esc").does(&props.close));
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
