//! The field for a setting that is a text: the part of the data that is taken, or a conflict handler.

use crate::{
    prose::{Field, Lang, Words},
    session::Intent,
    widget::el,
};
use replicarium::{
    knob::{Knob, KnobValue, Typed},
    kv::Value,
    sim::{Action, Setting},
    store::{
        handler::{Handler, HandlerError},
        table::{Selection, SelectionError},
    },
};
use web_sys::HtmlInputElement;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// What a reader may write into a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Typing {
    /// A `SELECT`; an empty field takes everything.
    Select(Selection),
    /// A conflict handler; an empty field is the usual one.
    Handler(Handler),
}

/// A setting that takes a text.
#[derive(Properties, PartialEq)]
pub struct TextFieldProps {
    /// The setting.
    pub knob: Knob,
    /// What it takes, and where it stands.
    pub typing: Typing,
    /// The reader's language.
    pub lang: Lang,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// A field for the text of a setting. Typed text stays when it is refused.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let (lang, knob, typing) = (props.lang, props.knob, props.typing);
    let refused = use_state_eq(|| None);
    let (stands, usual) = match typing {
        Typing::Select(selection) => {
            let text = selection.text().map(|text| text.as_str().to_owned());
            (text.unwrap_or_default(), lang.texts().everything)
        }
        Typing::Handler(handler) => (handler.to_string(), Handler::default().word()),
    };
    let changed = {
        let (on, refused) = (props.on.clone(), refused.clone());
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            match read(typing, text.trim(), lang) {
                Ok(value) => {
                    refused.set(None);
                    on.emit(Intent::Act(Action::Configure(Setting::Knob(knob, value))));
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
        .attr("placeholder", usual)
        .attr("title", lang.knob_means(knob))
        .value(text)
        .on(ListenerKind::onchange, changed);
    let wrong = |why: &String| el("p").class("wrong").attr("role", "alert").text(why.clone());
    let field = el("label").class("statement").with("span", lang.knob(knob)).child(input);
    el("div").child(field).maybe(why.map(wrong)).into()
}

/// What a text says.
///
/// # Errors
/// Why it says nothing.
fn read(typing: Typing, text: &str, lang: Lang) -> Result<KnobValue, String> {
    match typing {
        Typing::Select(_) => selection(text, lang).map(Typed::value),
        Typing::Handler(_) if text.is_empty() => Ok(Handler::default().value()),
        Typing::Handler(_) => {
            let read = text.parse();
            read.map(Handler::value).map_err(|why: HandlerError| lang.handler_error(&why))
        }
    }
}

fn selection(text: &str, lang: Lang) -> Result<Selection, String> {
    if text.is_empty() {
        return Ok(Selection::ALL);
    }
    let value = Value::new(text).map_err(|why| lang.word_error(Field::Value, why))?;
    Selection::new(value).map_err(|why| match why {
        SelectionError::Parse(error) => lang.statement_error(&error),
        SelectionError::Shape => lang.texts().no_selection.to_string(),
    })
}
