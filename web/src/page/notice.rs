//! A notice, which stays until the reader dismisses it.

use crate::{
    prose::{Lang, Words},
    session::{Intent, LinkError, Notice, Source, link::TextError},
    widget::{El, button, el, sign},
};
use yew::prelude::*;

/// The current notice, if any.
pub fn show(notice: Option<&Notice>, lang: Lang, on: &Callback<Intent>) -> El {
    // The region is always present, so that a screen reader announces a notice that is added to it.
    let region = el("div").class("notices").attr("role", "status");
    let notice = notice.map(|notice| {
        let texts = lang.texts();
        let pick_up = pick_up(notice, lang);
        let close = match pick_up.is_some() {
            true => button(texts.start_anew).attr("title", texts.start_anew_means),
            false => sign("✕", texts.dismiss, "Esc"),
        };
        let part = el("p").class("notice").with("span", text(notice, lang));
        part.maybe(pick_up).child(close.wants(on, Intent::Dismiss))
    });
    region.maybe(notice)
}

/// The link to what was done earlier.
fn pick_up(notice: &Notice, lang: Lang) -> Option<El> {
    let Notice::Found(found) = notice else { return None };
    let link = found.link.as_ref()?;
    Some(el("a").attr_of("href", link.fragment()).text(lang.texts().pick_up))
}

fn text(notice: &Notice, lang: Lang) -> String {
    let texts = lang.texts();
    match notice {
        Notice::Refused(refusal) => lang.refusal(refusal),
        Notice::Link(error) => link(error, lang),
        Notice::Opened(remarks) => {
            let remarks: Vec<_> = remarks.iter().take(SHOWN).map(|it| link(it, lang)).collect();
            remarks.join(" ")
        }
        Notice::Found(found) => {
            let damaged = found.damaged.then(|| texts.save_damaged.into());
            let saved = found.link.as_ref().map(|link| {
                let title = match &link.source {
                    Source::Scenario(entry) => entry.title.of(lang),
                    Source::Setup(_) => texts.own_setup,
                    Source::Run(name) => name,
                };
                lang.saved(title, link.acts.len() as u32)
            });
            let both: Vec<String> = damaged.into_iter().chain(saved).collect();
            both.join(" ")
        }
        Notice::Over => texts.run_is_over.into(),
        Notice::Branches => texts.no_more_branches.into(),
    }
}

/// The most remarks on a link that are shown.
const SHOWN: usize = 3;

fn link(error: &LinkError, lang: Lang) -> String {
    let texts = lang.texts();
    match error {
        LinkError::TooLong => texts.link_too_long.into(),
        LinkError::Version(_) => texts.link_version.into(),
        LinkError::Scenario(name) => lang.link_scenario(name),
        LinkError::Run(name) => lang.link_run(name),
        LinkError::Offline(entry) => lang.link_offline(entry.title.of(lang)),
        LinkError::Unreadable(name, why) => {
            let name = if name.is_empty() { texts.own_setup } else { name };
            let why = match why {
                TextError::Parse(why) => lang.parse_error(why),
                TextError::Setup(why) => lang.refusal(&why.refusal),
            };
            lang.link_unreadable(name, &why)
        }
        LinkError::Part(part) => lang.link_part(part),
        LinkError::Setting(setting, why) => lang.link_setting(setting, &lang.refusal(why)),
        LinkError::Act(why) => lang.link_act(&lang.refusal(why)),
        LinkError::Differs => texts.link_differs.into(),
        LinkError::TooManySteps => texts.link_too_many_steps.into(),
    }
}
