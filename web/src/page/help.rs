//! The help: keys, and how to read the picture.

use super::sheet::Sheet;
use crate::{
    prose::help,
    widget::{all, el, list},
};
use yew::prelude::*;

/// The help dialog.
pub fn show(close: Callback<()>) -> Html {
    let keys = help::KEYS
        .iter()
        .fold(el("dl"), |dl, &(key, does)| dl.child(el("dt").with("kbd", key)).with("dd", does));
    let told = el("p").class("quiet").text(help::SPEED).text(". ").text(help::BRANCHES);
    let head = |text: &'static str| el("h3").text(text);
    let signs = list(&help::SIGNS);
    let body = all(vec![head("Keys"), keys, head("What the picture means"), signs, told]);
    html! { <Sheet title="Keys and signs" {close} {body}/> }
}
