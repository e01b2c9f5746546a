//! What the page starts from.

use crate::{
    layout::Size,
    prose::Lang,
    session::{
        PtrEq, Session,
        hooks::{self, Theme},
    },
    widget::size::size_of,
};
use gloo::utils::document;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::Properties;

/// What the page starts from: values that only the browser knows, or for the first picture the same values for
/// every reader.
#[derive(Clone, PartialEq, Properties)]
pub struct Start {
    /// What is open.
    pub session: PtrEq<Session>,
    /// The theme.
    pub theme: Theme,
    /// Whether this is the first picture, which is drawn at build time: it has no timeline, and says that the
    /// program is loading.
    pub picture: bool,
    /// The size that the stage of the first picture was planned for, if the reader has seen it.
    pub stage: Option<Size>,
    /// The size of the place for the timeline, if the document has one already.
    pub timeline: Option<Size>,
}

impl Start {
    /// The first picture: the first scenario at its start.
    #[must_use]
    pub fn first(lang: Lang) -> Self {
        let session = PtrEq(Rc::new(Session::first().speaking(lang)));
        Self { session, theme: Theme::Auto, picture: true, stage: None, timeline: None }
    }

    /// What the address and the reader's system ask for.
    pub async fn here() -> Self {
        let session = PtrEq(Rc::new(hooks::start().await));
        let place = document().query_selector(".lanes").ok().flatten();
        let timeline = place.as_ref().and_then(size_of);
        Self { session, theme: Theme::stored(), picture: false, stage: planned_for(), timeline }
    }
}

/// The size that the stage of the first picture was planned for. It has a drawing for each of several sizes, of
/// which the style sheet shows one.
fn planned_for() -> Option<Size> {
    let drawings = document().query_selector_all(".stage > svg").ok()?;
    let mut drawings = (0..drawings.length()).filter_map(|n| drawings.get(n)?.dyn_into().ok());
    let shown = drawings.find(|drawing: &Element| size_of(drawing).is_some())?;
    let view = shown.get_attribute("viewBox")?;
    // Whole numbers: the code that reads any number takes 5 kB.
    let mut numbers = view.split(' ').skip(2).map(|number| number.parse::<u32>().map(f64::from));
    Some(Size { width: numbers.next()?.ok()?, height: numbers.next()?.ok()? })
}
