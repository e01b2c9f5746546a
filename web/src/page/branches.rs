//! The branches of the run, once there is more than one.

use crate::{
    prose::{say, words},
    session::{Intent, Origin},
};
use std::rc::Rc;
use yew::prelude::*;

/// The branches.
#[derive(Properties, PartialEq)]
pub struct BranchesProps {
    /// Where each branch but the first one left another.
    pub origins: Rc<Vec<Origin>>,
    /// The one that is looked at.
    pub current: usize,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// The branches side by side, each with what the reader did to start it.
#[component]
pub fn Branches(props: &BranchesProps) -> Html {
    if props.origins.is_empty() {
        return Html::default();
    }
    let choice = |n: usize, name: String, deed: Option<String>| {
        let pressed = (n == props.current).to_string();
        html! {
            <button type="button" key={n} aria-pressed={pressed} title={deed.clone()}
                onclick={props.on.reform(move |_| Intent::Branch(n))}>
                <b>{ name }</b>{ deed }
            </button>
        }
    };
    let others = props.origins.iter().enumerate().map(|(n, origin)| {
        let name = format!("branch {} at {} ", n + 2, words::time(origin.at.0));
        choice(n + 1, name, Some(say::done(origin.action)))
    });
    html! {
        <div class="branches" role="group" aria-label="Branches of this run">
            { choice(0, "main".into(), None) }
            { for others }
        </div>
    }
}
