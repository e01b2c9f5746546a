//! A button that copies a text and says whether it could.

use crate::session::hooks;
use yew::prelude::*;

/// What is copied.
#[derive(Properties, PartialEq)]
pub struct CopyProps {
    /// What the button says.
    pub text: AttrValue,
    /// More about it.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Makes the text, when it is asked for.
    pub make: Callback<(), String>,
}

/// A button that copies a text and says whether it could.
#[component]
pub fn Copy(props: &CopyProps) -> Html {
    let done = use_state_eq(|| None);
    let onclick = {
        let (make, done) = (props.make.clone(), done.clone());
        Callback::from(move |_| {
            let done = done.clone();
            hooks::copy(make.emit(()), Callback::from(move |ok| done.set(Some(ok))));
        })
    };
    let forget = {
        let done = done.clone();
        Callback::from(move |()| done.set(None))
    };
    let text = match *done {
        None => props.text.clone(),
        Some(true) => "Copied".into(),
        Some(false) => "Not allowed".into(),
    };
    html! {
        <button type="button" class="copy" title={props.title.clone()} {onclick}
            onmouseleave={forget.reform(|_| ())} onblur={forget.reform(|_| ())}>
            <span aria-live="polite">{ text }</span>
        </button>
    }
}
