//! The only door to the browser: frames, keys, the address, what is stored, what is copied.

pub mod focus;
mod keep;

use super::{
    Intent, Link, LinkError, Loaded, PtrEq, Session, Source, StoryText, apply, link, matrix,
    playback, save::Found,
};
use crate::prose::{Lang, Words};
use focus::{focus, focus_next};
use gloo::{
    events::{EventListener, EventListenerOptions},
    render::{AnimationFrame, request_animation_frame},
    utils::{document, document_element, window},
};
use keep::use_keeping;
use replicarium::scenario::library::{self, Entry};
use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::prelude::*;

/// The session of the page. It is changed in place, so that no frame copies what is judged of a run.
pub struct Held(Rc<RefCell<Session>>);

impl Held {
    /// The session as it is now.
    pub fn borrow(&self) -> Ref<'_, Session> {
        self.0.borrow()
    }
}

impl Reducible for Held {
    type Action = Intent;

    fn reduce(self: Rc<Self>, intent: Intent) -> Rc<Self> {
        apply(&mut self.0.borrow_mut(), intent);
        // Yew renders only what is a new value.
        Rc::new(Self(Rc::clone(&self.0)))
    }
}

/// The session that the address and the reader's system ask for.
pub async fn start() -> Session {
    let fragment = fragment();
    let link = Link::read(&fragment);
    let lang = link.0.lang.or_else(stored_language).unwrap_or_else(own_language);
    let found = keep::find(&link.0, &fragment);
    let loaded = load(link, lang, found).await;
    Session::start(loaded, prefers_stillness()).timed(now).speaking(lang)
}

/// The session of the page, what changes it, and what opens another scenario in it.
#[hook]
pub fn use_session(
    start: &PtrEq<Session>,
) -> (UseReducerHandle<Held>, Callback<Intent>, Callback<&'static Entry>) {
    let session = use_reducer(|| Held(Rc::new(RefCell::new(Session::clone(start)))));
    let on = {
        let dispatcher = session.dispatcher();
        use_callback((), move |intent, ()| dispatcher.dispatch(intent))
    };
    let (moves, lang) = {
        let session = session.borrow();
        let moves = session.playing || session.is_behind() || session.is_trying();
        (moves, session.lang)
    };
    let keep = use_keeping(&session);
    let open = use_callback(lang, {
        let on = on.clone();
        move |entry, &lang| {
            keep.emit(());
            open((Link::to(entry), Vec::new()), lang, true, &on);
        }
    });
    use_frames(moves, on.reform(Intent::Tick));
    use_address(lang, on.clone());
    use_story(&session.borrow(), on.clone());
    use_effect_with((), move |()| yew::platform::spawn_local(prefetch(lang)));
    (session, on, open)
}

/// Real time, in ms.
fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn prefers_stillness() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|list| list.matches())
}

/// Emits the µs that went by, once a frame, while `running`.
#[hook]
fn use_frames(running: bool, on: Callback<u64>) {
    use_effect_with(running, move |&running| {
        let slot = Rc::new(RefCell::new(None));
        if running {
            schedule(Rc::clone(&slot), on, None);
        }
        move || drop(slot.borrow_mut().take())
    });
}

fn schedule(slot: Rc<RefCell<Option<AnimationFrame>>>, on: Callback<u64>, last: Option<f64>) {
    let again = Rc::clone(&slot);
    let frame = request_animation_frame(move |now| {
        schedule(again, on.clone(), Some(now));
        on.emit(last.map_or(0.0, |last| (now - last) * 1_000.0) as u64);
    });
    *slot.borrow_mut() = Some(frame);
}

/// Follows links that are opened in this tab, and the system's setting for motion.
#[hook]
fn use_address(lang: Lang, on: Callback<Intent>) {
    use_effect_with(lang, move |&lang| {
        let follow = on.clone();
        let hash = EventListener::new(&window(), "hashchange", move |_| {
            open(Link::read(&fragment()), lang, false, &follow);
        });
        let query = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
        let motion = query.map(|list| {
            EventListener::new(&list, "change", move |_| {
                on.emit(Intent::Still(prefers_stillness()));
            })
        });
        move || drop((hash, motion))
    });
}

/// Fetches the story anew when the reader changes the language.
#[hook]
fn use_story(session: &Session, on: Callback<Intent>) {
    let told = session.story.as_ref().map(|told| told.lang);
    use_effect_with(
        (session.source.clone(), session.lang, told),
        move |&(ref source, lang, told)| {
            let Source::Scenario(entry) = *source else { return };
            if told != Some(lang) {
                yew::platform::spawn_local(async move {
                    let missing = || Source::Scenario(entry).missing();
                    on.emit(Intent::Tell(story(entry, lang).await.ok_or_else(missing)));
                });
            }
        },
    );
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Opens what a link leads to once its text has arrived, unless the reader has asked for something else by
/// then. `push` says that the address does not lead there yet.
fn open(link: (Link, Vec<LinkError>), lang: Lang, push: bool, on: &Callback<Intent>) {
    thread_local! {
        static ASKED: Cell<u32> = const { Cell::new(0) };
    }
    let (on, asked) = (on.clone(), ASKED.get() + 1);
    ASKED.set(asked);
    yew::platform::spawn_local(async move {
        let found = keep::find(&link.0, &link.0.fragment());
        let loaded = load(link, lang, found).await;
        if ASKED.get() == asked {
            if let Ok(loaded) = &loaded
                && push
            {
                keep::push(&loaded.link);
            }
            on.emit(Intent::Open(loaded));
        }
    });
}

/// Fetches the text that a link leads to, and at the same time its story.
async fn load(
    (link, ignored): (Link, Vec<LinkError>),
    lang: Lang,
    found: Found,
) -> Result<Loaded, LinkError> {
    let lang = link.lang.unwrap_or(lang);
    let missing = || link.source.missing();
    let text = or_read(link.source.carried(), link.source.file());
    let story = match link.source {
        Source::Scenario(entry) => Some(story(entry, lang)),
        Source::Run(_) | Source::Setup(_) => None,
    };
    let text = text.await.ok_or_else(missing)?;
    let story = match story {
        Some(story) => Some(story.await.ok_or_else(missing)?),
        None => None,
    };
    Ok(Loaded { link, ignored, text, story, found })
}

/// The story of a scenario.
fn story(entry: &'static Entry, lang: Lang) -> impl Future<Output = Option<StoryText>> {
    let carried = Source::Scenario(entry).carried_story(lang);
    let text = or_read(carried.map(Rc::from), Some(link::story_file(entry, lang)));
    async move { Some(StoryText { entry, lang, text: text.await? }) }
}

/// What need not be fetched, or else the text of a file. It is asked for at once, not when it is awaited.
fn or_read(
    carried: Option<Rc<str>>,
    file: Option<String>,
) -> impl Future<Output = Option<Rc<str>>> + use<> {
    let fetched = file.filter(|_| carried.is_none()).map(|file| read(&file));
    async move {
        match fetched {
            Some(text) => text.await.map(Rc::from),
            None => carried,
        }
    }
}

/// Fetches what a reader may ask for next, one file at a time and only while the page has nothing else to
/// do: the browser keeps it.
async fn prefetch(lang: Lang) {
    let files = |entry| [link::scenario_file(entry), link::story_file(entry, lang)];
    let scenarios = library::ALL[1..].iter().flat_map(files);
    for file in scenarios.chain([matrix::FILE.into()]) {
        idle().await;
        if read(&file).await.is_none() {
            return;
        }
    }
}

/// Waits until the browser has nothing to do; a browser that cannot tell waits for half a second.
async fn idle() {
    let wait = |done: js_sys::Function, _| {
        let name = JsValue::from_str("requestIdleCallback");
        let ask = js_sys::Reflect::get(&window(), &name).unwrap_or_default();
        match ask.dyn_ref::<js_sys::Function>() {
            Some(ask) => drop(ask.call1(&window(), &done)),
            None => {
                drop(window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, 500))
            }
        }
    };
    let _ = JsFuture::from(js_sys::Promise::new(&mut { wait })).await;
}

/// A text that is published beside the page. It is asked for at once, not when it is awaited.
fn read(path: &str) -> impl Future<Output = Option<String>> + use<> {
    let response = JsFuture::from(window().fetch_with_str(path));
    async {
        let response = response.await.ok()?.dyn_into::<web_sys::Response>().ok()?;
        let text = response.ok().then(|| response.text().ok())??;
        JsFuture::from(text).await.ok()?.as_string()
    }
}

/// A text that is published beside the page: nothing while it is on its way, then whether it came. It is asked for
/// when `now` becomes true, and at the latest when the browser has nothing to do.
#[hook]
pub fn use_text(path: &'static str, now: bool) -> Option<Option<AttrValue>> {
    let text = use_state_eq(|| None);
    let (setter, is_here) = (text.setter(), matches!(*text, Some(Some(_))));
    use_effect_with((path, now), move |&(path, now)| {
        if is_here {
            return;
        }
        yew::platform::spawn_local(async move {
            if !now {
                idle().await;
            }
            setter.set(Some(read(path).await.map(AttrValue::from)));
        });
    });
    (*text).clone()
}

/// Writes a link into the address, without a new entry in the browser's history.
pub fn show_link(link: &Link) {
    if let Ok(history) = window().history() {
        // A page that is not served, such as one in a sandbox, may not do this: then the address stays.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&link.fragment()));
    }
}

/// The whole address of a link.
pub fn address(link: &Link) -> String {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}{}", link.fragment())
}

/// Copies a text; the callback hears whether the browser let us.
pub fn copy(text: String, done: Callback<bool>) {
    if !window().is_secure_context() {
        return done.emit(false);
    }
    let promise = window().navigator().clipboard().write_text(&text);
    yew::platform::spawn_local(async move {
        done.emit(JsFuture::from(promise).await.is_ok());
    });
}

/// The code of a key that an input method takes.
const COMPOSED: u32 = 229;

/// Calls back for every key that belongs to the page: not while a text is typed or a list is open.
#[hook]
pub fn use_keys(speed: u32, on: Callback<Intent>, help: Callback<()>) {
    let state = use_mut_ref(|| speed);
    *state.borrow_mut() = speed;
    use_effect_with((), move |()| {
        let options = EventListenerOptions::enable_prevent_default();
        let listener =
            EventListener::new_with_options(&document(), "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if event.default_prevented() || event.alt_key() {
                    return;
                }
                // A key that an input method takes is no command. Some browsers report it by its code alone.
                if event.is_composing() || event.key_code() == COMPOSED {
                    return;
                }
                if belongs_to_a_control(event) {
                    return;
                }
                let intent = match event.key().as_str() {
                    // The key of commands on a Mac, and elsewhere.
                    key if event.meta_key() || event.ctrl_key() => command(key, event.shift_key()),
                    "?" => return help.emit(()),
                    key @ ("ArrowUp" | "ArrowDown") if focus_next(key == "ArrowDown") => {
                        return event.prevent_default();
                    }
                    key => meaning(key, *state.borrow()),
                };
                if intent == Some(Intent::Leave) && focus::fold() {
                    return event.prevent_default();
                }
                if let Some(intent) = intent {
                    event.prevent_default();
                    let leaves = intent == Intent::Leave;
                    on.emit(intent);
                    if leaves {
                        // What had the focus may go; the focus returns to what was selected.
                        focus(".stage .picked .touch, .stage .picked[tabindex]");
                    }
                }
            });
        move || drop(listener)
    });
}

fn command(key: &str, shift: bool) -> Option<Intent> {
    Some(match (key, shift) {
        ("z", false) => Intent::Undo,
        ("z" | "Z", true) | ("y", false) => Intent::Redo,
        _ => return None,
    })
}

fn meaning(key: &str, speed: u32) -> Option<Intent> {
    Some(match key {
        " " => Intent::Toggle,
        "ArrowLeft" => Intent::Walk(false),
        "ArrowRight" => Intent::Walk(true),
        "Home" => Intent::SeekStep(0),
        "End" => Intent::SeekStep(u32::MAX),
        "+" | "=" => Intent::Speed(playback::next_speed(speed, true)),
        "-" => Intent::Speed(playback::next_speed(speed, false)),
        "Escape" => Intent::Leave,
        _ => return None,
    })
}

fn belongs_to_a_control(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    let is_in = |selector| target.closest(selector).ok().flatten().is_some();
    let presses = matches!(event.key().as_str(), " " | "Enter");
    is_in("input, select, textarea, dialog")
        || (presses && is_in("button, a, summary, [role=button]"))
}

const LANGUAGE: &str = "replicarium-language";

/// The language of the browser.
fn own_language() -> Lang {
    let code = window().navigator().language().unwrap_or_default();
    let is_known = |lang: &Lang| code.split('-').next() == Some(lang.code());
    Lang::ALL.into_iter().find(is_known).unwrap_or_default()
}

/// The language that the reader chose at an earlier visit.
fn stored_language() -> Option<Lang> {
    let code = window().local_storage().ok()??.get_item(LANGUAGE).ok()??;
    Lang::ALL.into_iter().find(|lang| lang.code() == code)
}

/// The language that the address asks for.
pub fn asked_language() -> Option<Lang> {
    Link::read(&fragment()).0.lang
}

/// Keeps the reader's choice, here and in the address, which may ask for another language.
pub fn choose_language(lang: Lang) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser may refuse to store anything.
        let _ = storage.set_item(LANGUAGE, lang.code());
    }
    let (link, _) = Link::read(&fragment());
    if link.lang.is_some_and(|asked| asked != lang) {
        show_link(&Link { lang: Some(lang), ..link });
    }
}

/// Keeps the document's own words in the language of the page.
#[hook]
pub fn use_language(lang: Lang) {
    use_effect_with(lang, |lang| {
        let texts = lang.texts();
        let (document, root) = (document(), document_element());
        document.set_title(texts.title);
        let _ = root.set_attribute("lang", lang.code());
        let description = document.query_selector("meta[name=description]").ok().flatten();
        if let Some(description) = description {
            let _ = description.set_attribute("content", texts.description);
        }
    });
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

const THEME: &str = "replicarium-theme";

impl Theme {
    const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }

    /// The choice of the last visit. A browser may refuse to store anything.
    pub fn stored() -> Self {
        let storage = window().local_storage().ok().flatten();
        let name = storage.and_then(|storage| storage.get_item(THEME).ok().flatten());
        [Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| name.as_deref() == Some(theme.name()))
            .unwrap_or(Self::Auto)
    }

    fn put_on(self) {
        let root = document_element();
        let _ = match self {
            Self::Auto => root.remove_attribute("data-theme"),
            Self::Light | Self::Dark => root.set_attribute("data-theme", self.name()),
        };
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.set_item(THEME, self.name());
        }
    }
}

/// The theme, and how to go to the next one.
#[hook]
pub fn use_theme(start: Theme) -> (Theme, Callback<()>) {
    let theme = use_state_eq(|| start);
    use_effect_with(*theme, |theme| theme.put_on());
    let next = {
        let theme = theme.clone();
        Callback::from(move |()| theme.set(theme.next()))
    };
    (*theme, next)
}
