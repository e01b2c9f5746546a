//! A notice, which stays until the reader dismisses it.

use crate::{
    prose::{Lang, Words},
    session::{Intent, LinkError, Notice, link::TextError},
    widget::{El, el, sign},
};
use yew::prelude::*;

/// The current notice, if any.
pub fn show(notice: Option<&Notice>, lang: Lang, on: &Callback<Intent>) -> El {
    // The region is always present, so that a screen reader announces a notice that is added to it.
    let region = el("div").class("notices").attr("role", "status");
    let notice = notice.map(|notice| {
        let close = sign("✕", lang.texts().dismiss, "Esc").wants(on, Intent::Dismiss);
        el("p").class("notice").with("span", text(notice, lang)).child(close)
    });
    region.maybe(notice)
}

fn text(notice: &Notice, lang: Lang) -> String {
    let texts = lang.texts();
    match notice {
        Notice::Refused(refusal) => lang.refusal(refusal),
        Notice::Link(error) => match error {
            LinkError::TooLong => texts.link_too_long.into(),
            LinkError::Scenario(name) => lang.link_scenario(name),
            LinkError::Run(name) => lang.link_run(name),
            LinkError::Offline(entry) => lang.link_offline(entry.title.of(lang)),
            LinkError::Unreadable(name, TextError::Parse(why)) => {
                lang.link_unreadable(name, &lang.parse_error(why))
            }
            LinkError::Unreadable(name, TextError::Setup(why)) => {
                lang.link_unreadable(name, &lang.refusal(&why.refusal))
            }
            LinkError::Step(step) => lang.link_step(step),
            LinkError::Part(part) => lang.link_part(part),
        },
        Notice::Over => texts.run_is_over.into(),
        Notice::Branches => texts.no_more_branches.into(),
    }
}
