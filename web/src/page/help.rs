//! Keys, and how to read the picture.

use super::sheet::Sheet;
use crate::prose::help;
use yew::prelude::*;

/// Keys, and how to read the picture.
pub fn show(close: Callback<()>) -> Html {
    let key = |(key, what): &(&'static str, &'static str)| {
        html! {
            <><dt><kbd>{ *key }</kbd></dt><dd>{ *what }</dd></>
        }
    };
    let sign = |(sign, what): &(&'static str, &'static str)| {
        html! {
            <><dt>{ *sign }</dt><dd>{ *what }</dd></>
        }
    };
    html! {
        <Sheet title="Keys and signs" {close}>
            <h3>{ "Keys" }</h3>
            <dl>{ for help::KEYS.iter().map(key) }</dl>
            <h3>{ "What the picture means" }</h3>
            <dl>{ for help::SIGNS.iter().map(sign) }</dl>
            <p class="quiet">{ help::SPEED }{ ". " }{ help::BRANCHES }</p>
        </Sheet>
    }
}
