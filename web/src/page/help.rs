//! Keys, and how to read the picture.

use super::sheet::Sheet;
use crate::prose::help;
use yew::prelude::*;

/// Who closes the help.
#[derive(Properties, PartialEq)]
pub struct HelpProps {
    /// Called when it closes.
    pub close: Callback<()>,
}

/// Keys, and how to read the picture.
#[component]
pub fn Help(props: &HelpProps) -> Html {
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
        <Sheet title="Keys and signs" close={&props.close}>
            <h3>{ "Keys" }</h3>
            <dl>{ for help::KEYS.iter().map(key) }</dl>
            <h3>{ "What the picture means" }</h3>
            <dl>{ for help::SIGNS.iter().map(sign) }</dl>
            <p class="quiet">{ help::SPEED }{ ". " }{ help::BRANCHES }</p>
        </Sheet>
    }
}
