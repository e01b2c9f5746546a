//! The help: keys, and the glossary, which is fetched when the help is opened.

use super::sheet::Sheet;
use crate::{
    prose::{Glossary, Lang, Words},
    session::hooks::use_text,
    widget::{El, all, el},
};
use yew::prelude::*;

/// Properties of the help.
#[derive(Properties, PartialEq)]
pub struct HelpProps {
    /// The reader's language.
    pub lang: Lang,
    /// Called when it closes.
    pub close: Callback<()>,
}

/// The help dialog.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let HelpProps { lang, close } = props;
    let texts = lang.texts();
    let keys = texts
        .key_list
        .iter()
        .fold(el("dl"), |dl, &(key, does)| dl.child(el("dt").with("kbd", key)).with("dd", does));
    let told = el("p").class("quiet").text(texts.speed_means).text(". ").text(texts.branching);
    let head = |text: &'static str| el("h3").text(text);
    let glossary = use_text(Glossary::FILE, true);
    let glossary = match glossary.as_ref().map(|text| text.as_deref().and_then(Glossary::parse)) {
        None => el("p").class("quiet").attr("role", "status").text(texts.glossary_loading),
        Some(None) => el("p").class("quiet").attr("role", "alert").text(texts.glossary_missing),
        Some(Some(glossary)) => terms(&glossary, *lang),
    };
    let glossary = el("div").child(head(texts.glossary)).child(glossary);
    let body = all(vec![head(texts.keys), keys, told, glossary]);
    html! { <Sheet lang={*lang} title={texts.help} close={close.clone()} {body}/> }
}

/// Terms with their names in the other language, and their explanations.
fn terms(glossary: &Glossary, lang: Lang) -> El {
    let dl = el("dl").class("glossary").attr("data-testid", "glossary");
    glossary.0.iter().fold(dl, |dl, entry| {
        let (term, other, means) = entry.of(lang);
        let other = el("small").text(other.to_owned());
        let term = el("dt").text(term.to_owned()).text(" ").child(other);
        dl.child(term).with("dd", means.to_owned())
    })
}
