//! Lets a client write or read.

use crate::{prose::words, session::Intent, widget::Select};
use replicarium::{
    id::{ClientId, NodeId},
    kv::{Key, Request, Value, Word},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Who may ask whom.
#[derive(Properties, PartialEq)]
pub struct AskProps {
    /// The clients to choose from.
    pub clients: Vec<ClientId>,
    /// The replicas to choose from.
    pub nodes: Vec<NodeId>,
    /// Whether a client may also go by its own route.
    #[prop_or_default]
    pub routed: bool,
    /// A key that is worth asking for.
    pub key_hint: AttrValue,
    /// A value that nobody has written yet.
    pub value_hint: AttrValue,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// A form for one request. What was typed stays, also when something is wrong with it.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let (key, value) = (use_state_eq(|| None), use_state_eq(|| None));
    let (client, via) = (use_state_eq(|| 0_usize), use_state_eq(|| 0_usize));
    let error = use_state_eq(|| None);
    let text = |state: &UseStateHandle<Option<String>>, hint: &AttrValue| {
        state.as_ref().map_or_else(|| hint.to_string(), Clone::clone)
    };
    let (key_text, value_text) = (text(&key, &props.key_hint), text(&value, &props.value_hint));
    let ask = |writes: bool| {
        let request = request(writes, &key_text, &value_text);
        let client = props.clients.get(*client).or(props.clients.first()).copied();
        let node = via.checked_sub(usize::from(props.routed));
        let via = node.map(|n| props.nodes.get(n).or(props.nodes.first()).copied());
        let (on, error, value) = (props.on.clone(), error.clone(), value.clone());
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            match (&request, client) {
                (Ok(request), Some(client)) => {
                    error.set(None);
                    if request.is_write() {
                        value.set(None);
                    }
                    let via = via.flatten();
                    on.emit(Intent::Ask { client, via, request: *request });
                }
                (Err(why), _) => error.set(Some(why.clone())),
                (Ok(_), None) => {}
            }
        })
    };
    let own = props.routed.then(|| "its own route".to_string());
    let vias: Vec<String> =
        own.into_iter().chain(props.nodes.iter().map(NodeId::to_string)).collect();
    let clients: Vec<String> = props.clients.iter().map(|&id| words::client(id)).collect();
    html! {
        <form class="asking">
            <div class="fields">
                { list("by", clients, &client) }
                { list("via", vias, &via) }
                { field("key", key_text.clone(), &key) }
                { field("value", value_text.clone(), &value) }
            </div>
            <div class="buttons">
                <button type="button" class="write" onclick={ask(true)}>{ "Write" }</button>
                <button type="button" class="read" onclick={ask(false)}>{ "Read" }</button>
            </div>
            if let Some(why) = error.as_ref() {
                <p class="wrong" role="alert">{ why }</p>
            }
        </form>
    }
}

fn request(writes: bool, key: &str, value: &str) -> Result<Request, String> {
    let word =
        |what, text: &str| Word::new(text.trim()).map_err(|error| words::word_error(what, error));
    let key = Key(word("key", key)?);
    match writes {
        true => Ok(Request::Write(key, Value(word("value", value)?))),
        false => Ok(Request::Read(key)),
    }
}

fn field(name: &'static str, text: String, state: &UseStateHandle<Option<String>>) -> Html {
    let state = state.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        state.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
    });
    html! {
        <label><span>{ name }</span>
            <input type="text" {name} value={text} {oninput} autocomplete="off" spellcheck="false"/>
        </label>
    }
}

/// A list of names, left out where there is nothing to choose.
fn list(name: &'static str, names: Vec<String>, state: &UseStateHandle<usize>) -> Html {
    if names.len() < 2 {
        return Html::default();
    }
    let chosen = **state;
    let state = state.clone();
    let on = Callback::from(move |n| state.set(n));
    let groups =
        vec![(AttrValue::from(""), names.into_iter().map(AttrValue::from).collect::<Vec<_>>())];
    html! { <label><span>{ name }</span><Select {groups} {chosen} {on}/></label> }
}
