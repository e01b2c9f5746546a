//! The top of the page: mode, scenario, and the buttons that concern the page itself.

use crate::{
    prose::{LANG, words},
    session::{
        Link, Source,
        hooks::{self, Theme},
    },
    widget::{Copy, Select, button, el, segmented, sign},
};
use replicarium::{
    mode::Mode,
    scenario::library::{self, Entry},
};
use yew::prelude::*;

/// Properties of the header.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// The scenario, or the recorded run.
    pub source: Source,
    /// Its mode.
    pub mode: Mode,
    /// The step that a copied link leads to.
    pub step: u32,
    /// The theme.
    pub theme: Theme,
    /// Switches to the next theme.
    pub next_theme: Callback<()>,
    /// Opens a scenario.
    pub open: Callback<&'static Entry>,
    /// Opens the help.
    pub help: Callback<()>,
    /// Opens the table of what breaks.
    pub breaks: Callback<()>,
}

/// The scenarios that are meant for readers.
pub fn choices() -> impl Iterator<Item = &'static Entry> + Clone {
    library::ALL.iter().filter(|entry| !entry.topic.en.is_empty())
}

/// The top of the page.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let to_mode =
        opens(&props.open, |n| choices().find(|entry| Mode::ALL.get(n) == Some(&entry.mode)));
    let chosen = Mode::ALL.iter().position(|&mode| mode == props.mode);
    let (theme, name) = match props.theme {
        Theme::Auto => ("◐", "Theme: as the system"),
        Theme::Light => ("○", "Theme: light"),
        Theme::Dark => ("●", "Theme: dark"),
    };
    let link = Link { source: props.source.clone(), step: Some(props.step), play: false };
    let make = Callback::from(move |()| hooks::address(&link));
    let copy = html! {
        <Copy text="Copy link" {make}
            title="A link to what is open, at this step, without what you did in it"/>
    };
    let breaks = button("What breaks")
        .class("breaks")
        .attr("title", "Which setting breaks which promise, each with a run that proves it")
        .does(&props.breaks);
    let help = sign("?", "Help: keys and signs", "Keys and signs (?)").class("sign");
    let brand = el("span").class("brand").text("Replicarium");
    let modes = Mode::ALL.into_iter().map(words::mode);
    el("header")
        .class("top")
        .child(brand.with("small", "a glass tank for data"))
        .child(segmented("Mode", modes, chosen, &to_mode))
        .child(menu(&props.source, &props.open))
        .child(el("span").class("grow"))
        .child(breaks)
        .child(copy)
        .child(sign(theme, name, name).class("sign").does(&props.next_theme))
        .child(help.does(&props.help))
        .into()
}

fn menu(source: &Source, open: &Callback<&'static Entry>) -> Html {
    let mut groups: Vec<(&str, Vec<AttrValue>)> = Vec::new();
    for entry in choices() {
        match groups.last_mut() {
            Some((topic, titles)) if *topic == entry.topic.of(LANG) => {
                titles.push(entry.title.of(LANG).into());
            }
            _ => groups.push((entry.topic.of(LANG), vec![entry.title.of(LANG).into()])),
        }
    }
    let listed = match source {
        Source::Scenario(open) => choices().position(|entry| entry == *open),
        Source::Run(_) => None,
    };
    let chosen = listed.unwrap_or_else(|| {
        // A recorded run, or a scenario that is not meant for readers: a link opened it.
        groups.push(("", vec![source.name().to_owned().into()]));
        choices().count()
    });
    // The browser reports a choice only if it differs from the current one, so every choice has an entry.
    let on = opens(open, |n| choices().nth(n));
    html! { <Select class="scenario" label="Scenario" {groups} {chosen} {on}/> }
}

/// Opens the scenario that a choice stands for.
fn opens(
    open: &Callback<&'static Entry>,
    entry: fn(usize) -> Option<&'static Entry>,
) -> Callback<usize> {
    let open = open.clone();
    Callback::from(move |n| {
        if let Some(entry) = entry(n) {
            open.emit(entry);
        }
    })
}
