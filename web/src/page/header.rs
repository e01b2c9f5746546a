//! The top of the page: which mode, which scenario, and what concerns the page itself.

use crate::{
    prose::words,
    session::{
        Intent, Link, Source,
        hooks::{self, Theme},
    },
    widget::{Copy, Select, button, el, segmented, sign},
};
use replicarium::{
    mode::Mode,
    scenario::{
        Scenario,
        library::{self, Entry},
    },
};
use yew::prelude::*;

/// What is open.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// The scenario, or the recorded run.
    pub source: Source,
    /// Its mode.
    pub mode: Mode,
    /// The step that a copied link leads to.
    pub step: u32,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Goes to the next theme.
    pub next_theme: Callback<()>,
    /// What the reader wants.
    pub on: Callback<Intent>,
    /// Opens the help.
    pub help: Callback<()>,
    /// Opens the table of what breaks.
    pub breaks: Callback<()>,
}

/// A scenario that can be chosen.
#[derive(PartialEq)]
pub struct Choice {
    pub entry: &'static Entry,
    pub title: String,
    pub mode: Mode,
}

/// Every scenario that is meant for readers.
pub fn choices() -> Vec<Choice> {
    let choice = |entry: &'static Entry| {
        let scenario: Scenario = entry.text.parse().ok()?;
        Some(Choice { entry, title: scenario.title, mode: scenario.mode })
    };
    let shown = library::ALL.iter().filter(|entry| !entry.topic.is_empty());
    shown.filter_map(choice).collect()
}

/// The top of the page.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let choices = use_memo((), |()| choices());
    let to_mode = {
        let (choices, on) = (choices.clone(), props.on.clone());
        Callback::from(move |n: usize| {
            let first = choices.iter().find(|choice| Mode::ALL.get(n) == Some(&choice.mode));
            if let Some(choice) = first {
                on.emit(Intent::Open(choice.entry.name));
            }
        })
    };
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
        .child(menu(&choices, &props.source, &props.on))
        .child(el("span").class("grow"))
        .child(breaks)
        .child(copy)
        .child(sign(theme, name, name).class("sign").does(&props.next_theme))
        .child(help.does(&props.help))
        .into()
}

fn menu(choices: &[Choice], source: &Source, on: &Callback<Intent>) -> Html {
    let names: Vec<_> = choices.iter().map(|choice| choice.entry.name).collect();
    let of_topic = choices.chunk_by(|a, b| a.entry.topic == b.entry.topic);
    let titles = |of_topic: &[Choice]| of_topic.iter().map(|c| c.title.clone().into()).collect();
    let mut groups: Vec<_> = of_topic.map(|c| (c[0].entry.topic, titles(c))).collect();
    let listed = |entry: &Entry| names.iter().position(|&name| name == entry.name);
    let listed = match source {
        Source::Scenario(entry) => listed(entry),
        Source::Run(_) => None,
    };
    let chosen = listed.unwrap_or_else(|| {
        // A recorded run, or a scenario that is not meant for readers: a link opened it.
        groups.push(("", vec![source.name().to_owned().into()]));
        names.len()
    });
    // What is chosen already is never chosen anew, so that every choice has a name.
    let on = on.reform(move |n: usize| Intent::Open(names[n.min(names.len() - 1)]));
    html! { <Select class="scenario" label="Scenario" {groups} {chosen} {on}/> }
}
