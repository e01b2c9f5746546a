//! A text that several people edit: a pane for each replica that a client writes to.

use crate::{
    prose::{Lang, LeaderFact, Words},
    session::{Frame, Intent},
    widget::{El, chip, el, hue},
};
use replicarium::{
    id::{ClientId, NodeId, OperationId},
    kv::{Key, Request, Route, Value, Word},
    store::crdt::{SequenceOperation, Spoken, parts::Part},
    view::{NodeView, Status},
};
use std::{cell::RefCell, iter};
use web_sys::{Element, HtmlTextAreaElement};
use yew::{prelude::*, virtual_dom::ListenerKind};

/// The most panes.
const PANES: usize = 4;
/// The most characters of one insertion, so that its words fit into a value.
const CHUNK: usize = 200;

/// A replica's text, and the client that types there.
#[derive(Clone, Debug, PartialEq)]
pub struct Pane {
    node: NodeId,
    client: Option<ClientId>,
    text: String,
    /// The text with its tombstones.
    runs: Vec<Run>,
    /// Where others are.
    carets: Vec<Caret>,
}

/// Where the last edit of an author that a replica has received leaves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Caret {
    author: NodeId,
    /// The number of characters before it.
    at: usize,
    /// The colour of the author's first update of the text.
    hue: Option<u8>,
}

/// Characters of one author that stand together; deleted ones apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The characters; empty if they are deleted.
    text: String,
    /// How many there are.
    length: usize,
    /// The colour of the author's first update of the text.
    hue: Option<u8>,
}

/// The panes of a text.
#[derive(Properties, PartialEq)]
pub struct EditorProps {
    /// The reader's language.
    pub lang: Lang,
    /// The key of the text.
    pub doc: Key,
    /// The panes.
    pub panes: Vec<Pane>,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// The section of the text, where values merge.
pub fn show(frame: &Frame, on: &Callback<Intent>) -> Option<El> {
    if !frame.world.features.updates {
        return None;
    }
    let (lang, doc) = (frame.lang, doc(frame)?);
    let panes: Vec<Pane> = nodes(frame).map(|node| pane(frame, node, doc)).collect();
    let open = panes.iter().any(|pane| !pane.runs.is_empty());
    let editor = html! { <Editor {lang} {doc} {panes} {on}/> };
    let summary = lang.of_leaders(&LeaderFact::Edits(doc));
    let section = el("details").class("editor").flag("open", open);
    Some(section.with("summary", summary).child(editor))
}

/// The key of the first text, or of one to come.
fn doc(frame: &Frame) -> Option<Key> {
    let nodes = frame.world.nodes.iter();
    let values = nodes.filter_map(|node| node.replica.values()).flat_map(|it| &it.values);
    let first = values.filter(|it| it.kind.is_none()).map(|it| it.key).next();
    first.or_else(|| Word::new("doc").ok().map(Key))
}

/// The replicas that clients write to; the first two if these are fewer.
fn nodes(frame: &Frame) -> impl Iterator<Item = &NodeView> {
    let here = |node: &&NodeView| node.status != Status::Left;
    let types = |node: &&NodeView| typist(frame, node.id).is_some();
    let all = || frame.world.nodes.iter().filter(here);
    let writes = all().filter(types).count();
    let chosen = all().filter(move |node| writes < 2 || types(node));
    chosen.take(if writes < 2 { 2 } else { PANES })
}

/// The client whose writes go to a replica.
fn typist(frame: &Frame, node: NodeId) -> Option<ClientId> {
    let clients = frame.world.clients.iter();
    clients.filter(|it| it.routes.0 == Route::To(node)).map(|it| it.id).next()
}

fn pane(frame: &Frame, node: &NodeView, doc: Key) -> Pane {
    let values = node.replica.values().map(|it| it.values.as_slice()).unwrap_or_default();
    let value = values.iter().find(|it| it.key == doc && it.kind.is_none());
    let client = typist(frame, node.id).or(frame.world.clients.first().map(|it| it.id));
    let is_idle =
        |id: &ClientId| frame.world.clients.iter().any(|it| it.id == *id && it.waits.is_none());
    Pane {
        node: node.id,
        client: client.filter(is_idle).filter(|_| node.status == Status::Running),
        text: value.map_or_else(String::new, |it| it.said.clone()),
        runs: value.map_or_else(Vec::new, |it| runs(frame, &it.parts, doc)),
        carets: value.map_or_else(Vec::new, |it| carets(frame, node.id, &it.carets, doc)),
    }
}

/// The carets of the other authors at a replica.
fn carets(frame: &Frame, here: NodeId, carets: &[(NodeId, u64)], doc: Key) -> Vec<Caret> {
    let others = carets.iter().map(|(author, at)| (author.place(), *at as usize));
    let mut all: Vec<Caret> = Vec::new();
    for (author, at) in others.filter(|(author, _)| *author != here) {
        // An author that has lost its disk has a new name, under which its last edit is.
        all.retain(|caret| caret.author != author);
        all.push(Caret { author, at, hue: hue_of(frame, author, doc) });
    }
    all.sort_by_key(|caret| caret.at);
    all
}

/// The colour of an author: that of the first update of the text.
fn hue_of(frame: &Frame, author: NodeId, doc: Key) -> Option<u8> {
    let node = frame.world.nodes.iter().find(|it| it.id == author)?;
    frame.film.hue(first_update(node, doc)?)
}

fn runs(frame: &Frame, parts: &[Part<NodeId>], doc: Key) -> Vec<Run> {
    let author = |part: &Part<NodeId>| (part.dots.first().map(|dot| dot.node), part.tombstone);
    let hue = |author: Option<NodeId>| hue_of(frame, author?.place(), doc);
    let all = parts.chunk_by(|a, b| author(a) == author(b)).map(|run| {
        let text = run.iter().map(|part| part.text.as_str()).collect();
        Run { text, length: run.len(), hue: hue(author(&run[0]).0) }
    });
    all.collect()
}

fn first_update(node: &NodeView, doc: Key) -> Option<OperationId> {
    let merged = &node.replica.multi_leader()?.merged;
    merged.taken.into_iter().find(|it| it.text == Some(doc)).map(|it| it.write)
}

/// The panes. Each keystroke is an update at the pane's replica.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let refs = use_memo((), |()| [(); PANES].map(|()| Refs::default()));
    let area = |at: usize| refs[at].0.cast::<HtmlTextAreaElement>();
    // What the reader sees now, with the caret: where others have typed before it, it moves on.
    let mut carets = Vec::new();
    for (at, pane) in props.panes.iter().take(PANES).enumerate() {
        let caret = area(at).and_then(|it| Some((it.value(), it.selection_start().ok()??)));
        carets.extend(caret.filter(|it| it.0 != pane.text).map(|(text, caret)| (at, text, caret)));
    }
    let texts: Vec<String> = props.panes.iter().map(|pane| pane.text.clone()).collect();
    let areas = (*refs).clone();
    use_effect_with(texts, move |texts| {
        for (at, before, caret) in carets {
            if let Some(area) = areas[at].0.cast::<HtmlTextAreaElement>() {
                let caret = moved(&before, &texts[at], caret);
                _ = area.set_selection_range(caret, caret);
            }
        }
    });
    let panes = props.panes.iter().take(PANES).zip(refs.iter());
    let panes = panes.map(|(pane, refs)| draw(props, pane, refs));
    el("div").class("panes").children(panes).into()
}

/// The text area of a pane, and what lies over it.
type Refs = (NodeRef, NodeRef);

fn draw(props: &EditorProps, pane: &Pane, (node, mirrored): &Refs) -> El {
    let Pane { node: via, client, ref text, ref runs, ref carets } = *pane;
    // A keystroke may come before the last one is drawn.
    let (on, doc, known) = (props.on.clone(), props.doc, RefCell::new(text.clone()));
    let typed = Callback::from(move |event: Event| {
        let now = event.target_unchecked_into::<HtmlTextAreaElement>().value();
        let Some(client) = client else { return };
        let before = known.replace(now.clone());
        for operation in edits(&before, &now) {
            if let Ok(words) = Value::new(&Spoken::Text(operation).to_string()) {
                let request = Request::Update(doc, words);
                on.emit(Intent::Type { client, via, request });
            }
        }
    });
    let over = mirrored.clone();
    let scrolled = Callback::from(move |event: Event| {
        if let Some(over) = over.cast::<Element>() {
            over.set_scroll_top(event.target_unchecked_into::<Element>().scroll_top());
        }
    });
    let name = props.lang.of_leaders(&LeaderFact::Pane(via, client));
    let area = el("textarea")
        .node(node)
        .attr("rows", "2")
        .attr("spellcheck", "false")
        .attr_of("aria-label", name.clone())
        .flag("readonly", client.is_none())
        .value(text.clone())
        .on(ListenerKind::oninput, typed)
        .on(ListenerKind::onscroll, scrolled);
    let made = runs.iter().map(|Run { text, length, hue }| match text.is_empty() {
        true => el("del").text(format!("†{length}")),
        false => chip(text.clone(), *hue),
    });
    let over = (!carets.is_empty()).then(|| mirror(text, carets, mirrored));
    let area = el("div").class("area").child(area).maybe(over);
    let label = el("label").with("span", name).child(area);
    let says = |caret: &Caret| {
        let Caret { author, at, .. } = *caret;
        el("li").text(props.lang.of_leaders(&LeaderFact::Caret(author, at)))
    };
    let others =
        (!carets.is_empty()).then(|| el("ul").class("unseen").children(carets.iter().map(says)));
    let made = el("p").class("made").children(made);
    el("div").class("pane").child(label).maybe(others).child(made)
}

/// The carets of others over the text area: the same text, unseen, with the carets in it.
fn mirror(text: &str, carets: &[Caret], node: &NodeRef) -> El {
    let mut drawn = el("div").class("mirror").node(node).attr("aria-hidden", "true");
    let (mut rest, mut at) = (text.chars(), 0);
    for Caret { author, at: place, hue } in carets {
        let between: String = rest.by_ref().take(place - at).collect();
        at = *place;
        let flag = el("i").class("caret").class(hue::class(*hue));
        drawn = drawn.text(between).child(flag.with("b", author.to_string()));
    }
    drawn.text(rest.collect::<String>())
}

/// The characters that two texts have in common at their beginnings, and then at their ends.
fn common(a: &[char], b: &[char]) -> (usize, usize) {
    let start = iter::zip(a, b).take_while(|(a, b)| a == b).count();
    let ends = iter::zip(a[start..].iter().rev(), b[start..].iter().rev());
    (start, ends.take_while(|(a, b)| a == b).count())
}

/// The updates that make one text of another: at most one deletion, then insertions at its place.
fn edits(before: &str, now: &str) -> Vec<SequenceOperation> {
    // A text is a line.
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let (before, now): (Vec<char>, Vec<char>) =
        (before.chars().collect(), now.chars().map(plain).collect());
    let (start, end) = common(&before, &now);
    let deleted = before.len() - start - end;
    let inserted = &now[start..now.len() - end];
    let place = |at: usize| at as u64;
    let delete = (deleted > 0)
        .then(|| SequenceOperation::Delete { at: place(start), count: place(deleted) });
    let insert = (start..)
        .step_by(CHUNK)
        .zip(inserted.chunks(CHUNK))
        .map(|(at, text)| SequenceOperation::Insert { at: place(at), text: text.iter().collect() });
    delete.into_iter().chain(insert).collect()
}

/// Where a caret stands after others have changed the text. In units of UTF-16, as the browser counts.
fn moved(before: &str, now: &str, caret: u32) -> u32 {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let (a, b): (Vec<char>, Vec<char>) = (before.chars().collect(), now.chars().collect());
    let (start, _) = common(&a, &b);
    let start = units(&a[..start].iter().collect::<String>());
    match start < caret {
        true => (caret + units(now)).saturating_sub(units(before)).max(start),
        false => caret,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "editor_tests.rs"]
mod tests;
