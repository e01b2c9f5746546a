//! A button that does one thing. A function, not a component: there are many, and none has a state.

use yew::prelude::*;

/// What a button says, beyond its text, and how it looks.
#[derive(Default)]
pub struct Look {
    /// What it says.
    pub text: AttrValue,
    /// What it is called where the text alone is a sign.
    pub label: Option<AttrValue>,
    /// More about it.
    pub title: Option<AttrValue>,
    /// Its look.
    pub class: &'static str,
    /// Whether it cannot be pressed.
    pub disabled: bool,
}

impl Look {
    /// A sign instead of a text: what it is called, and the key that does the same.
    pub fn sign(text: &'static str, label: &'static str, title: &'static str) -> Self {
        let (label, title) = (Some(label.into()), Some(title.into()));
        Self { text: text.into(), label, title, ..Self::default() }
    }

    /// With a class.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

/// A button with nothing but a text.
pub fn button(text: impl Into<AttrValue>, on: Callback<()>) -> Html {
    press(Look { text: text.into(), ..Look::default() }, on)
}

/// A button.
pub fn press(look: Look, on: Callback<()>) -> Html {
    let Look { text, label, title, class, disabled } = look;
    html! {
        <button type="button" {class} aria-label={label} {title} {disabled}
            onclick={on.reform(|_| ())}>
            { text }
        </button>
    }
}
