//! Setting up a cluster of one's own: what cannot be changed in a run is chosen before it.

use super::sheet::Sheet;
use crate::{
    prose::{Lang, Words},
    session::{Own, hooks::address},
    widget::{Slider, all, el, segmented},
};
use replicarium::mode::Mode;
use yew::prelude::*;

/// Properties of the dialog.
#[derive(Properties, PartialEq)]
pub struct SetupProps {
    /// The reader's language.
    pub lang: Lang,
    /// What is proposed.
    pub like: Own,
    /// Called when it closes.
    pub close: Callback<()>,
}

/// The dialog that leads to an empty cluster.
#[component]
pub fn Setup(props: &SetupProps) -> Html {
    let (lang, texts) = (props.lang, props.lang.texts());
    let own = use_state_eq(|| props.like);
    let change = |change: fn(Own, usize) -> Own| {
        let own = own.clone();
        Callback::from(move |value| own.set(change(*own, value)))
    };
    let number = |label, value: u16, most: u16, set: fn(Own, usize) -> Own| {
        let shown = Callback::from(|value: u32| value.to_string());
        let on = change(set).reform(|value: u32| value as usize);
        let (value, range) = (u32::from(value), (1, u32::from(most)));
        el("div").child(html! { <Slider {label} {value} {range} {shown} {on}/> })
    };
    let modes = Mode::ALL.into_iter().map(|mode| lang.mode(mode));
    let chosen = Mode::ALL.iter().position(|&mode| mode == own.mode);
    let to_mode =
        change(|own, n| Own { mode: Mode::ALL.get(n).copied().unwrap_or(own.mode), ..own });
    let most = own.most_centres();
    let centres = (most > 1).then(|| {
        let now = own.centres.min(most);
        number(texts.centre_count, now, most, |own, n| Own { centres: n as u16, ..own })
    });
    let open = el("a")
        .class("open")
        .attr_of("href", address(&own.link()))
        .attr("data-testid", "open-cluster")
        .does(&props.close)
        .text(texts.open_cluster);
    let quiet = |text: &'static str| el("p").class("quiet").text(text);
    let numbers = el("div")
        .class("numbers")
        .child(number(texts.node_count, own.nodes, Own::NODES, |own, n| Own {
            nodes: n as u16,
            ..own
        }))
        .child(number(texts.client_count, own.clients, Own::CLIENTS, |own, n| Own {
            clients: n as u16,
            ..own
        }))
        .maybe(centres);
    let modes = segmented(texts.mode, modes, chosen, &to_mode);
    let body = all(vec![quiet(texts.set_up_means), modes, numbers, open]);
    html! { <Sheet {lang} title={texts.set_up} close={props.close.clone()} {body}/> }
}
