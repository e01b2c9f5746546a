//! A notice, which stays until the reader dismisses it.

use crate::{
    prose::{LANG, hints, say},
    session::{Intent, LinkError, Notice},
    widget::{El, el, sign},
};
use yew::prelude::*;

/// The current notice, if any.
pub fn show(notice: Option<&Notice>, on: &Callback<Intent>) -> El {
    // The region is always present, so that a screen reader announces a notice that is added to it.
    let region = el("div").class("notices").attr("role", "status");
    let notice = notice.map(|notice| {
        let close = sign("✕", "Dismiss", "Esc").wants(on, Intent::Dismiss);
        el("p").class("notice").with("span", text(notice)).child(close)
    });
    region.maybe(notice)
}

fn text(notice: &Notice) -> String {
    match notice {
        Notice::Refused(refusal) => say::refusal(refusal),
        Notice::Link(LinkError::TooLong) => hints::link_too_long().into(),
        Notice::Link(LinkError::Scenario(name)) => hints::link_scenario(name),
        Notice::Link(LinkError::Run(name)) => hints::link_run(name),
        Notice::Link(LinkError::Offline(entry)) => hints::link_offline(entry.title.of(LANG)),
        Notice::Link(LinkError::Unreadable(name, why)) => {
            hints::link_unreadable(name, &why.to_string())
        }
        Notice::Link(LinkError::Step(step)) => hints::link_step(step),
        Notice::Link(LinkError::Part(part)) => hints::link_part(part),
        Notice::Over => hints::over().into(),
        Notice::Branches => hints::branches().into(),
    }
}
