//! A button that copies a text and shows whether that succeeded.

use super::el;
use crate::{
    prose::{Lang, Words},
    session::hooks,
};
use yew::{prelude::*, virtual_dom::ListenerKind};

/// Properties of the button.
#[derive(Properties, PartialEq)]
pub struct CopyProps {
    /// The language of its texts.
    pub lang: Lang,
    /// Its label.
    pub text: AttrValue,
    /// Its tooltip.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Makes the text to copy, on a click.
    pub make: Callback<(), String>,
}

/// A button that copies a text and shows whether that succeeded.
#[component]
pub fn Copy(props: &CopyProps) -> Html {
    let done = use_state_eq(|| None);
    let copy = {
        let (make, done) = (props.make.clone(), done.clone());
        Callback::from(move |()| {
            let done = done.clone();
            hooks::copy(make.emit(()), Callback::from(move |ok| done.set(Some(ok))));
        })
    };
    let text = match *done {
        None => props.text.clone(),
        Some(true) => AttrValue::Static(props.lang.texts().copied),
        Some(false) => AttrValue::Static(props.lang.texts().not_copied),
    };
    let forget = Callback::from(move |_| done.set(None));
    el("button")
        .attr("type", "button")
        .class("copy")
        .set("title", props.title.clone())
        .does(&copy)
        .on(ListenerKind::onmouseleave, forget.clone())
        .on(ListenerKind::onblur, forget)
        .child(el("span").attr("aria-live", "polite").text(text))
        .into()
}
