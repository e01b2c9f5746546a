//! The help: keys, and how to read the picture.

use super::sheet::Sheet;
use crate::{
    prose::{Lang, Words},
    widget::{all, el, list},
};
use yew::prelude::*;

/// The help dialog.
pub fn show(lang: Lang, close: Callback<()>) -> Html {
    let texts = lang.texts();
    let keys = texts
        .key_list
        .iter()
        .fold(el("dl"), |dl, &(key, does)| dl.child(el("dt").with("kbd", key)).with("dd", does));
    let told = el("p").class("quiet").text(texts.speed_means).text(". ").text(texts.branching);
    let head = |text: &'static str| el("h3").text(text);
    let signs = list(&texts.sign_list);
    let body = all(vec![head(texts.keys), keys, head(texts.signs), signs, told]);
    html! { <Sheet {lang} title={texts.help} {close} {body}/> }
}
