//! The branches of the run, once there is more than one.

use crate::{
    prose::Words,
    session::{Intent, Session},
    widget::{El, button, el},
};
use yew::prelude::*;

/// One button for each branch, labelled with the action that started it.
pub fn show(session: &Session, on: &Callback<Intent>) -> Option<El> {
    if session.branches.len() == 1 {
        return None;
    }
    let (lang, texts) = (session.lang, session.lang.texts());
    let choice = |n: usize, name: String, action: String| {
        button("")
            .key(n)
            .says("aria-pressed", n == session.current)
            .set("title", (!action.is_empty()).then(|| action.clone().into()))
            .wants(on, Intent::Branch(n))
            .with("b", name)
            .text(action)
    };
    let others = session.branches.iter().enumerate().filter_map(|(n, branch)| {
        let origin = branch.origin.as_ref()?;
        let name = format!("{} ", lang.branch(n + 1, origin.at));
        Some(choice(n, name, origin.edit.told(lang)))
    });
    let all = el("div")
        .class("branches")
        .attr("role", "group")
        .attr("aria-label", texts.branches)
        .child(choice(0, texts.main_branch.into(), String::new()))
        .children(others);
    Some(all)
}
