//! Parts of the drawing that a click, a tap, Enter or Space presses.

use crate::{
    layout::Rect,
    session::Intent,
    widget::{El, el, label, pane},
};
use yew::prelude::*;

/// The transparent button over a card. Its accessible name describes the card.
pub fn touch(card: &Rect, says: String, picked: bool, on: &Callback<Intent>, pick: Intent) -> El {
    let says = AttrValue::from(says);
    pane(0.0, 0.0, card.width, card.height, 12.0)
        .class("touch")
        .says("aria-pressed", picked)
        .attr_of("aria-label", says.clone())
        .keyed(on, pick)
        .title(says)
}

/// A small button in the drawing. A phone shows the drawing somewhat smaller, and there it still is 24 pixels high.
pub struct Button {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its label.
    pub text: &'static str,
    /// Its accessible name.
    pub says: String,
    /// Its name in tests.
    pub testid: String,
    /// The intent of a press; `None` if there is nothing to ask for.
    pub wants: Option<Intent>,
    /// Why a press would be refused now, in words that follow the name. It says so to who hears the page; a press has the
    /// page say so to all.
    pub waits: Option<&'static str>,
}

impl Button {
    /// The button.
    pub fn draw(self, on: &Callback<Intent>) -> El {
        let Self { x, y, width, text, says, testid, wants, waits } = self;
        let says = AttrValue::from(match waits {
            Some(why) => format!("{says}: {why}"),
            None => says,
        });
        let refused = waits.is_some() || wants.is_none();
        let button = el("g")
            .class("button")
            .attr_of("aria-label", says.clone())
            .set("aria-disabled", refused.then(|| "true".into()))
            .attr_of("data-testid", testid)
            .title(says)
            .child(pane(x, y, width, 26.0, 7.0))
            .child(label("", x + width / 2.0, y + 17.0, text).attr("text-anchor", "middle"));
        match wants {
            Some(intent) => button.picks(on, intent.clone()).keyed(on, intent),
            None => button.attr("role", "button").attr("tabindex", "0"),
        }
    }
}
