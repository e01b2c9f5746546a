//! The field for the part of the data that a setting takes.

use crate::{
    prose::{Field, Lang, Words},
    session::Intent,
    widget::el,
};
use replicarium::{
    knob::Knob,
    kv::Value,
    sim::{Action, Setting},
    store::table::{Selection, SelectionError},
};
use web_sys::HtmlInputElement;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// A setting that takes a `SELECT`, or everything.
#[derive(Properties, PartialEq)]
pub struct SelectionProps {
    /// The setting.
    pub knob: Knob,
    /// Where it stands.
    pub selection: Selection,
    /// The reader's language.
    pub lang: Lang,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// A field for a `SELECT`; an empty one takes everything. Typed text stays when it is refused.
#[component]
pub fn SelectionField(props: &SelectionProps) -> Html {
    let (lang, knob) = (props.lang, props.knob);
    let refused = use_state_eq(|| None);
    let stands = props.selection.text().map_or_else(String::new, |text| text.as_str().to_owned());
    let changed = {
        let (on, refused) = (props.on.clone(), refused.clone());
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            match read(text.trim(), lang) {
                Ok(selection) => {
                    refused.set(None);
                    on.emit(Intent::Act(Action::Configure(Setting::knob(knob, selection))));
                }
                Err(why) => refused.set(Some((text, why))),
            }
        })
    };
    let (text, why) = match &*refused {
        Some((text, why)) => (text.clone(), Some(why)),
        None => (stands, None),
    };
    let input = el("input")
        .attr("type", "text")
        .attr("name", knob.name())
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", lang.texts().everything)
        .attr("title", lang.knob_means(knob))
        .value(text)
        .on(ListenerKind::onchange, changed);
    let wrong = |why: &String| el("p").class("wrong").attr("role", "alert").text(why.clone());
    let field = el("label").class("statement").with("span", lang.knob(knob)).child(input);
    el("div").child(field).maybe(why.map(wrong)).into()
}

/// The selection of a text.
///
/// # Errors
/// Why it is none.
fn read(text: &str, lang: Lang) -> Result<Selection, String> {
    if text.is_empty() {
        return Ok(Selection::ALL);
    }
    let value = Value::new(text).map_err(|why| lang.word_error(Field::Value, why))?;
    Selection::new(value).map_err(|why| match why {
        SelectionError::Parse(error) => lang.statement_error(&error),
        SelectionError::Shape => lang.texts().no_selection.to_string(),
    })
}
