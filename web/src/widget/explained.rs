//! An explanation of what a reader points at, has in focus or has tapped.

use super::{El, el};

/// The element with its explanation. The style sheet shows it on hover and while the focus is inside.
pub fn explained(element: El, means: &'static str) -> El {
    if means.is_empty() {
        return element;
    }
    let shown = el("span").class("means").attr("aria-hidden", "true").text(means);
    element.attr("aria-description", means).child(shown)
}
