//! The top of the page: which mode, which scenario, and what concerns the page itself.

use crate::{
    prose::words,
    session::{
        Intent, Link,
        hooks::{self, Theme},
    },
    widget::{Copy, Look, Select, press, segmented},
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
    /// The name of the scenario.
    pub entry: &'static str,
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
    let shown = library::ALL.iter().filter(|entry| !entry.name.starts_with("bench_"));
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
    let (sign, name) = match props.theme {
        Theme::Auto => ("◐", "Theme: as the system"),
        Theme::Light => ("○", "Theme: light"),
        Theme::Dark => ("●", "Theme: dark"),
    };
    let (entry, step) = (props.entry, props.step);
    let make = Callback::from(move |()| {
        let link = library::find(entry).map(|entry| Link { entry, step: Some(step), play: false });
        hooks::address(&link.unwrap_or_else(Link::first))
    });
    html! {
        <header class="top">
            <span class="brand">{ "Replicarium" }<small>{ "a glass tank for data" }</small></span>
            { segmented("Mode", Mode::ALL.into_iter().map(words::mode), chosen, &to_mode) }
            { menu(&choices, props.entry, &props.on) }
            <span class="grow"></span>
            <Copy text="Copy link" {make}
                title="A link to this scenario at this step, without what you did in it"/>
            { press(Look::sign(sign, name, name).class("sign"), props.next_theme.clone()) }
            { press(Look::sign("?", "Help: keys and signs", "Keys and signs (?)").class("sign"),
                props.help.clone()) }
        </header>
    }
}

fn menu(choices: &[Choice], entry: &'static str, on: &Callback<Intent>) -> Html {
    let mut names = Vec::new();
    let mut groups = Vec::new();
    for mode in Mode::ALL {
        let of_mode = choices.iter().filter(|choice| choice.mode == mode);
        names.extend(of_mode.clone().map(|choice| choice.entry.name));
        let titles = of_mode.map(|choice| choice.title.clone().into()).collect();
        groups.push((words::mode(mode).into(), titles));
    }
    let chosen = names.iter().position(|&name| name == entry).unwrap_or_else(|| {
        // A scenario that is not meant for readers can still be opened by a link.
        names.push(entry);
        groups.push(("".into(), vec![entry.into()]));
        names.len() - 1
    });
    let on = on.reform(move |n: usize| Intent::Open(names[n.min(names.len() - 1)]));
    html! { <Select class="scenario" label="Scenario" {groups} {chosen} {on}/> }
}
