//! What the reader has to be told, until it is dismissed.

use crate::{
    prose::{hints, say},
    session::{Intent, LinkError, Notice},
    widget::Button,
};
use yew::prelude::*;

/// What is to be told.
#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// Nothing if there is nothing to tell.
    pub notice: Option<Notice>,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// What the reader has to be told.
#[component]
pub fn NoticeBar(props: &NoticeProps) -> Html {
    // The region is always there, so that a screen reader hears what comes into it.
    html! {
        <div class="notices" role="status">
            if let Some(notice) = &props.notice {
                <p class="notice">
                    <span>{ text(notice) }</span>
                    <Button text="✕" label="Dismiss" title="Esc"
                        on={props.on.reform(|()| Intent::Dismiss)}/>
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
        Notice::Link(LinkError::Step(step)) => hints::link_step(step),
        Notice::Link(LinkError::Part(part)) => hints::link_part(part),
        Notice::Over => hints::over().into(),
        Notice::Branches => hints::branches().into(),
        Notice::Broken(why) => hints::broken(why),
    }
}
