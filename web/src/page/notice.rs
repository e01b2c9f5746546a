//! What the reader has to be told, until it is dismissed.

use crate::{
    prose::{hints, say},
    session::{Intent, LinkError, Notice},
    widget::{Look, press},
};
use yew::prelude::*;

/// What the reader has to be told, if there is anything.
pub fn show(notice: Option<&Notice>, on: &Callback<Intent>) -> Html {
    // The region is always there, so that a screen reader hears what comes into it.
    html! {
        <div class="notices" role="status">
            if let Some(notice) = notice {
                <p class="notice">
                    <span>{ text(notice) }</span>
                    { press(Look::sign("✕", "Dismiss", "Esc"), on.reform(|()| Intent::Dismiss)) }
                </p>
            }
        </div>
    }
}

fn text(notice: &Notice) -> String {
    match notice {
        Notice::Refused(refusal) => say::refusal(*refusal),
        Notice::Link(LinkError::TooLong) => hints::link_too_long().into(),
        Notice::Link(LinkError::Scenario(name)) => hints::link_scenario(name),
        Notice::Link(LinkError::Run(name)) => hints::link_run(name),
        Notice::Link(LinkError::Unreadable(name, why)) => hints::link_unreadable(name, why),
        Notice::Link(LinkError::Step(step)) => hints::link_step(step),
        Notice::Link(LinkError::Part(part)) => hints::link_part(part),
        Notice::Over => hints::over().into(),
        Notice::Branches => hints::branches().into(),
        Notice::Broken(why) => hints::broken(why),
    }
}
