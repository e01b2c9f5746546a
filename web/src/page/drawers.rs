//! The drawers: on a narrow screen the panels lie over the stage, one at a time.

use crate::{
    prose::{Lang, Words},
    widget::{El, button, el},
};
use yew::prelude::*;

/// The panel that is open where the panels are drawers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// None.
    None,
    /// The story.
    Story,
    /// The settings.
    Settings,
    /// The guarantees, and what the clients saw.
    Guarantees,
    /// What is selected.
    Inspect,
}

impl Drawer {
    /// The class of a page with this drawer open.
    pub const fn class(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Story => "story-open",
            Self::Settings => "settings-open",
            Self::Guarantees => "guarantees-open",
            Self::Inspect => "inspect-open",
        }
    }
}

/// The buttons that open and close the drawers, which only a narrow screen has. One counts the broken guarantees.
pub fn tabs(drawer: &UseStateHandle<Drawer>, broken: usize, lang: Lang) -> El {
    let texts = lang.texts();
    let count = (broken > 0).then(|| el("span").class("count").text(format!(" ✕ {broken}")));
    let tab = |name: &'static str, to: Drawer| {
        let open = **drawer == to;
        let drawer = drawer.setter();
        let press = Callback::from(move |()| drawer.set(if open { Drawer::None } else { to }));
        button(name).says("aria-expanded", open).does(&press)
    };
    el("nav")
        .class("tabs")
        .attr("aria-label", texts.panels)
        .child(tab(texts.story, Drawer::Story))
        .child(tab(texts.settings, Drawer::Settings))
        .child(tab(texts.guarantees, Drawer::Guarantees).maybe(count))
        .child(tab(texts.inspect, Drawer::Inspect))
}
