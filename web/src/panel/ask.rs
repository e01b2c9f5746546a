//! The form by which a reader lets a client make a request.

use crate::{
    prose::{Command, Field, Lang, LeaderFact, Texts, Words},
    session::Intent,
    widget::{El, Select, button, el},
};
use replicarium::{
    id::{ClientId, NodeId},
    knob::Features,
    kv::{Key, Request, Value, Word, WordError},
    sim::Change,
    store::{crdt::Spoken, table},
};
use web_sys::HtmlInputElement;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// Clients and replicas to choose from, and what the form is filled with.
#[derive(Properties, PartialEq)]
pub struct AskProps {
    /// The reader's language.
    pub lang: Lang,
    /// The clients to choose from.
    pub clients: Vec<ClientId>,
    /// The replicas to choose from.
    pub nodes: Vec<NodeId>,
    /// Whether a client may also go by its own route.
    #[prop_or_default]
    pub routed: bool,
    /// What the replicas can do.
    #[prop_or_default]
    pub features: Features,
    /// The table that rows are put into, where rows are numbered.
    #[prop_or_default]
    pub table: Option<Key>,
    /// The statements that clients have used, the newest first, where the replicas execute statements.
    #[prop_or_default]
    pub statements: Vec<AttrValue>,
    /// The clients with an open transaction, each with the node that has it.
    #[prop_or_default]
    pub open: Vec<(ClientId, NodeId)>,
    /// A key that is worth asking for.
    pub key_hint: AttrValue,
    /// A value that no client has written yet.
    pub value_hint: AttrValue,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// A form for one request. Typed text stays when it is refused.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let (lang, texts) = (props.lang, props.lang.texts());
    let (key, value) = (use_state_eq(|| None), use_state_eq(|| None));
    let (client, via) = (use_state_eq(|| 0_usize), use_state_eq(|| 0_usize));
    let (error, statement) = (use_state_eq(|| None), use_state_eq(|| None));
    let text = |state: &UseStateHandle<Option<String>>, hint: &AttrValue| {
        state.as_ref().map_or_else(|| hint.to_string(), Clone::clone)
    };
    let (key_text, value_text) = (text(&key, &props.key_hint), text(&value, &props.value_hint));
    // A table is a key too: what was typed, or the one that has had rows before.
    let typed = key.as_ref().and_then(|text| Word::new(text.trim()).ok()).map(Key);
    let table = props.table.map(|table| typed.unwrap_or(table));
    let ask = |what: What| {
        let request = match (what, table) {
            (What::Insert, Some(table)) => Ok((table, Value::TOMBSTONE)),
            _ => request(what, &key_text, &value_text),
        };
        let client = props.clients.get(*client).or(props.clients.first()).copied();
        let node = via.checked_sub(usize::from(props.routed));
        let via = node.map(|n| props.nodes.get(n).or(props.nodes.first()).copied());
        let (on, error, value) = (props.on.clone(), error.clone(), value.clone());
        Callback::from(move |event: Event| {
            event.prevent_default();
            match (&request, client) {
                (&Ok((key, item)), Some(client)) => {
                    error.set(None);
                    if !matches!(what, What::Read | What::Insert | What::Delete) {
                        value.set(None);
                    }
                    on.emit(what.intent(client, via.flatten(), key, item));
                }
                (&Err((field, why)), _) => error.set(Some(lang.word_error(field, why))),
                (Ok(_), None) => {}
            }
        })
    };
    let own = props.routed.then(|| texts.own_route.to_string());
    let vias: Vec<String> =
        own.into_iter().chain(props.nodes.iter().map(NodeId::to_string)).collect();
    let clients: Vec<String> = props.clients.iter().map(|&id| lang.client(id)).collect();
    let buttons = What::of(props.features, texts);
    let buttons = buttons.map(|(text, what)| button(text).on(ListenerKind::onclick, ask(what)));
    let insert = table.map(|table| {
        button(lang.command(Command::Insert(table))).on(ListenerKind::onclick, ask(What::Insert))
    });
    let wrong = |why: &String| el("p").class("wrong").attr("role", "alert").text(why.clone());
    let fields = el("div")
        .class("fields")
        .maybe(list(texts.by, clients, &client))
        .maybe(list(texts.via, vias, &via))
        .child(field(("key", texts.key), key_text.clone(), &key, None))
        .child(field(("value", texts.value), value_text.clone(), &value, None));
    let node = via.checked_sub(usize::from(props.routed));
    let via = node.and_then(|n| props.nodes.get(n).or(props.nodes.first()).copied());
    let client = props.clients.get(*client).or(props.clients.first()).copied();
    let worded = Worded::of(props.features).zip(client).map(|(kind, client)| {
        worded_form(props, (kind, &key_text), (client, via), &statement, &error)
    });
    let (statement, open) = worded.map_or((None, None), |(form, open)| (Some(form), open));
    el("form")
        .class("asking")
        .child(fields)
        .child(el("div").class("buttons").children(buttons).maybe(insert))
        .maybe(statement)
        .maybe(open)
        .maybe(error.as_ref().map(wrong))
        .into()
}

/// The kind of request.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Write,
    Read,
    Insert,
    Change(Change),
    Delete,
}

impl What {
    /// The kinds of requests for keys that a store serves, with their names.
    fn of(features: Features, texts: &Texts) -> impl Iterator<Item = (&'static str, Self)> {
        let Features { deletes, contexts, .. } = features;
        let all = [
            (texts.write, Self::Write, true),
            (texts.read, Self::Read, true),
            (texts.add, Self::Change(Change::Add), contexts),
            (texts.remove, Self::Change(Change::Remove), contexts),
            (texts.delete, Self::Delete, deletes),
        ];
        all.into_iter().filter(|it| it.2).map(|(text, what, _)| (text, what))
    }

    fn intent(self, client: ClientId, via: Option<NodeId>, key: Key, item: Value) -> Intent {
        let request = match self {
            Self::Change(change) => return Intent::Cart { client, via, change, key, item },
            Self::Write => Request::Write(key, item),
            Self::Insert => Request::Insert(key),
            Self::Delete => Request::Write(key, Value::TOMBSTONE),
            Self::Read => Request::Read(key),
        };
        Intent::Ask { client, via, request }
    }
}

/// The key, and the value of a request that has one.
///
/// # Errors
/// The field whose text is no word or value, and why.
fn request(what: What, key: &str, value: &str) -> Result<(Key, Value), (Field, WordError)> {
    let word = |field, text: &str| Word::new(text.trim()).map_err(|why| (field, why));
    let value = match what {
        What::Read | What::Insert | What::Delete => Value::TOMBSTONE,
        What::Write => Value::new(value.trim()).map_err(|why| (Field::Value, why))?,
        What::Change(_) => Value::Word(word(Field::Value, value)?),
    };
    Ok((Key(word(Field::Key, key)?), value))
}

/// A request in words.
#[derive(Clone, Copy)]
enum Worded {
    /// Statements.
    Statement,
    /// An update of a value that merges.
    Update,
}

impl Worded {
    /// What a store with these features takes.
    const fn of(features: Features) -> Option<Self> {
        match features {
            Features { statements: true, .. } => Some(Self::Statement),
            Features { updates: true, .. } => Some(Self::Update),
            Features { .. } => None,
        }
    }
}

/// A field for a request in words with the button that has a client send it, and what is said of an open transaction.
fn worded_form(
    props: &AskProps,
    (kind, key): (Worded, &str),
    (client, via): (ClientId, Option<NodeId>),
    statement: &UseStateHandle<Option<String>>,
    error: &UseStateHandle<Option<String>>,
) -> (El, Option<El>) {
    let (lang, texts) = (props.lang, props.lang.texts());
    let (name, hint, does, known) = match kind {
        Worded::Statement => {
            (texts.statement, texts.statement_hint, texts.execute, &props.statements[..])
        }
        Worded::Update => (texts.update_words, Spoken::EXAMPLES[0], texts.update, &[][..]),
    };
    let newest = known.first().map_or(hint, AttrValue::as_str);
    let text = statement.as_deref().unwrap_or(newest).to_owned();
    let request = match kind {
        Worded::Statement => statements(&text, lang),
        Worded::Update => update(key, text.trim(), lang),
    };
    let open = matches!(kind, Worded::Statement)
        .then(|| props.open.iter().find(|(of, _)| *of == client))
        .flatten();
    // All of a transaction goes over one connection.
    let via = open.map_or(via, |&(_, node)| Some(node));
    let (on, error) = (props.on.clone(), error.clone());
    let execute = Callback::from(move |event: Event| {
        event.prevent_default();
        match &request {
            &Ok(request) => {
                error.set(None);
                on.emit(Intent::Ask { client, via, request });
            }
            Err(why) => error.set(Some(why.clone())),
        }
    });
    let more = match (kind, open) {
        (Worded::Statement, None) => &["BEGIN"][..],
        (Worded::Statement, Some(_)) => &["COMMIT", "ROLLBACK"],
        (Worded::Update, _) => Spoken::EXAMPLES,
    };
    let more = more.iter().filter(|text| known.iter().all(|known| known != *text));
    let known = known.iter().cloned().chain(more.map(|text| AttrValue::Static(text)));
    let known = known.map(|text| el("option").value(text));
    let known = el("datalist").attr("id", "statements").children(known);
    let field = field(("statement", name), text, statement, Some("statements"));
    let execute = button(does).on(ListenerKind::onclick, execute);
    let open = open.map(|&(client, node)| {
        let text = lang.open_transaction(client, node);
        el("p").class("quiet").attr("data-testid", "open-transaction").text(text)
    });
    (el("div").class("statement").child(field.child(known)).child(execute), open)
}

/// The update of a key by an operation in words.
///
/// # Errors
/// Why these are no key and no operation.
fn update(key: &str, words: &str, lang: Lang) -> Result<Request, String> {
    let key = Word::new(key.trim()).map_err(|why| lang.word_error(Field::Key, why))?;
    let value = Value::new(words).map_err(|why| lang.word_error(Field::Value, why))?;
    Spoken::parse(words).map_err(|why| lang.of_leaders(&LeaderFact::NoUpdate(why)))?;
    Ok(Request::Update(Key(key), value))
}

/// The request to execute the statements of a text.
///
/// # Errors
/// Why the text has no statements.
fn statements(text: &str, lang: Lang) -> Result<Request, String> {
    table::parse(text).map_err(|error| lang.statement_error(&error))?;
    let value = Value::new(text.trim()).map_err(|why| lang.word_error(Field::Value, why))?;
    let request = table::request(value).map_err(|error| lang.statement_error(&error))?;
    request.ok_or_else(|| lang.texts().no_table.to_string())
}

/// A field for a text, with suggestions from a list of that name.
fn field(
    (name, label): (&'static str, &'static str),
    text: String,
    state: &UseStateHandle<Option<String>>,
    suggests: Option<&'static str>,
) -> El {
    let state = state.clone();
    let typed = Callback::from(move |event: Event| {
        state.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
    });
    let input = el("input")
        .attr("type", "text")
        .attr("name", name)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(text)
        .on(ListenerKind::oninput, typed);
    let input = match suggests {
        Some(list) => input.attr("list", list),
        None => input,
    };
    el("label").with("span", label).child(input)
}

/// A list of names; nothing where there is no choice.
fn list(name: &'static str, names: Vec<String>, state: &UseStateHandle<usize>) -> Option<El> {
    if names.len() < 2 {
        return None;
    }
    let chosen = **state;
    let state = state.clone();
    let on = Callback::from(move |n| state.set(n));
    let groups = vec![("", names.into_iter().map(AttrValue::from).collect())];
    Some(el("label").with("span", name).child(html! { <Select {groups} {chosen} {on}/> }))
}
