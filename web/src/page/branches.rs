//! The branches of the run, once there is more than one.

use crate::{
    prose::{say, words},
    session::{Intent, Session},
};
use yew::prelude::*;

/// The branches side by side, each with what the reader did to start it.
pub fn show(session: &Session, on: &Callback<Intent>) -> Html {
    if session.branches.len() == 1 {
        return Html::default();
    }
    let choice = |n: usize, name: String, deed: Option<String>| {
        let pressed = (n == session.current).to_string();
        html! {
            <button type="button" key={n} aria-pressed={pressed} title={deed.clone()}
                onclick={on.reform(move |_| Intent::Branch(n))}>
                <b>{ name }</b>{ deed }
            </button>
        }
    };
    let others = session.branches.iter().enumerate().filter_map(|(n, branch)| {
        let origin = branch.origin?;
        let name = format!("branch {} at {} ", n + 1, words::time(origin.at.0));
        Some(choice(n, name, Some(say::done(origin.action))))
    });
    html! {
        <div class="branches" role="group" aria-label="Branches of this run">
            { choice(0, "main".into(), None) }
            { for others }
        </div>
    }
}
