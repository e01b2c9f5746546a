//! The top of the page: mode, scenario, and the buttons that concern the page itself.

use crate::{
    prose::{Lang, Words},
    session::{
        Intent, Source,
        hooks::{self, Theme},
    },
    widget::{Copy, El, Part, Select, button, el, segmented, sign},
};
use replicarium::{
    mode::Mode,
    scenario::library::{self, Entry},
};
use yew::prelude::*;

/// The top of the page.
#[derive(PartialEq)]
pub struct Header {
    /// The reader's language.
    pub lang: Lang,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
    /// The scenario, or the recorded run.
    pub source: Source,
    /// Its mode.
    pub mode: Mode,
    /// What would be undone.
    pub undo: Option<String>,
    /// What would be done again.
    pub redo: Option<String>,
    /// The link to copy.
    pub address: Callback<(), String>,
    /// The theme.
    pub theme: Theme,
    /// Switches to the next theme.
    pub next_theme: Callback<()>,
    /// Opens a scenario.
    pub open: Callback<&'static Entry>,
    /// Opens the help.
    pub help: Callback<()>,
    /// Opens the dialog that sets up a cluster.
    pub set_up: Callback<()>,
    /// Opens the table of what breaks.
    pub breaks: Callback<()>,
}

/// The scenarios that are meant for readers.
pub fn choices() -> impl Iterator<Item = &'static Entry> + Clone {
    library::ALL.iter().filter(|entry| !entry.topic.en.is_empty())
}

impl Part for Header {
    fn draw(&self) -> Html {
        let (lang, texts) = (self.lang, self.lang.texts());
        let to_mode =
            opens(&self.open, |n| choices().find(|entry| Mode::ALL.get(n) == Some(&entry.mode)));
        let chosen = Mode::ALL.iter().position(|&mode| mode == self.mode);
        let (theme, name) = match self.theme {
            Theme::Auto => ("◐", texts.theme_auto),
            Theme::Light => ("○", texts.theme_light),
            Theme::Dark => ("●", texts.theme_dark),
        };
        let make = self.address.clone();
        let copy = html! {
            <Copy {lang} text={texts.copy_link} {make} title={texts.copy_link_means}/>
        };
        let breaks = button(texts.what_breaks)
            .class("breaks")
            .attr("title", texts.what_breaks_means)
            .does(&self.breaks);
        let help = sign("?", texts.help_label, texts.help_title).class("sign");
        let set_up = sign("+", texts.set_up, texts.set_up_means).class("sign set-up");
        let set_up = set_up.attr("data-testid", "set-up");
        let brand = el("span").class("brand").text("Replicarium");
        let modes = Mode::ALL.into_iter().map(|mode| lang.mode(mode));
        el("header")
            .class("top")
            .child(brand.with("small", texts.motto))
            .child(segmented(texts.mode, modes, chosen, &to_mode))
            .child(menu(&self.source, lang, &self.open))
            .child(set_up.does(&self.set_up))
            .child(el("span").class("grow"))
            .child(self.undoing())
            .child(breaks)
            .child(copy)
            .child(language(lang, &self.on))
            .child(sign(theme, name, name).class("sign").does(&self.next_theme))
            .child(help.does(&self.help))
            .into()
    }
}

impl Header {
    /// The buttons that take back the last act, and do it again.
    fn undoing(&self) -> El {
        let (lang, texts) = (self.lang, self.lang.texts());
        let step = |sign_of, edit: &Option<String>, name, key, intent| {
            let label =
                edit.as_ref().map_or_else(|| String::from(name), |it| lang.undoing(name, it));
            let title = format!("{label} ({key})");
            let button = button(sign_of).attr_of("aria-label", label).attr_of("title", title);
            button.class("sign").wants(&self.on, intent).says("aria-disabled", edit.is_none())
        };
        el("span")
            .class("undoing")
            .child(step("↶", &self.undo, texts.undo, "Ctrl+Z", Intent::Undo))
            .child(step("↷", &self.redo, texts.redo, "Ctrl+Shift+Z", Intent::Redo))
    }
}

/// The button that switches to the other language, named in that language.
fn language(lang: Lang, on: &Callback<Intent>) -> El {
    let other = match lang {
        Lang::En => Lang::Ko,
        Lang::Ko => Lang::En,
    };
    let speak = on.reform(move |()| {
        hooks::choose_language(other);
        Intent::Speak(other)
    });
    let (name, says) = other.switch();
    button(name)
        .class("language")
        .attr("lang", other.code())
        .attr("title", says)
        .attr("data-testid", "language")
        .does(&speak)
}

fn menu(source: &Source, lang: Lang, open: &Callback<&'static Entry>) -> Html {
    let mut groups: Vec<(&str, Vec<AttrValue>)> = Vec::new();
    for entry in choices() {
        match groups.last_mut() {
            Some((topic, titles)) if *topic == entry.topic.of(lang) => {
                titles.push(entry.title.of(lang).into());
            }
            _ => groups.push((entry.topic.of(lang), vec![entry.title.of(lang).into()])),
        }
    }
    let listed = match source {
        Source::Scenario(open) => choices().position(|entry| entry == *open),
        Source::Run(_) | Source::Setup(_) => None,
    };
    let chosen = listed.unwrap_or_else(|| {
        // A recorded run, a setup, or a scenario that is not meant for readers: a link opened it.
        let name = match source {
            Source::Setup(_) => lang.texts().own_setup.into(),
            Source::Scenario(_) | Source::Run(_) => source.name().to_owned().into(),
        };
        groups.push(("", vec![name]));
        choices().count()
    });
    // The browser reports a choice only if it differs from the current one, so every choice has an entry.
    let on = opens(open, |n| choices().nth(n));
    html! { <Select class="scenario" label={lang.texts().scenario} {groups} {chosen} {on}/> }
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
