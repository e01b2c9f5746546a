//! What is kept of a session: in the address, and in the browser's storage.
//!
//! The address has all that was done, so that reload, back and forward lose nothing. Opening something makes an entry of the
//! browser's history; what is done there and the playhead change that entry.

use super::Held;
use crate::session::{
    Link, Session,
    save::{ASIDE, Found, PREFIX, Save, newest, surplus},
};
use gloo::{
    events::EventListener,
    timers::callback::Timeout,
    utils::{document, window},
};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// The time after which a moved playhead is written into the address, in ms. Browsers allow few changes a second.
const REST: u32 = 400;

/// What is kept of the session that is open.
#[derive(Default)]
pub struct Kept {
    /// Which session it is.
    opened: Option<u32>,
    /// What it was, when it was last kept.
    fragment: String,
    /// The key of its save.
    key: Option<String>,
}

impl Kept {
    /// Keeps the session, if it has changed since it was opened or last kept.
    fn keep(&mut self, session: &Session) {
        let link = session.link();
        let fragment = link.fragment();
        if self.opened != Some(session.opened) {
            // The address stays as the reader typed it.
            *self = Self { opened: Some(session.opened), fragment, key: None };
            return;
        }
        if fragment == self.fragment {
            return;
        }
        self.fragment = fragment;
        super::show_link(&Link { lang: super::asked_language(), ..link.clone() });
        match (link.acts.is_empty(), &self.key) {
            (true, None) => {}
            (true, Some(key)) => forget(key),
            (false, _) => store(link, self.key.get_or_insert_with(new_key)),
        }
    }
}

/// Keeps the session in step with what is done: an act at once, the playhead when it rests, all when the page is left.
#[hook]
pub fn use_keeping(held: &Held) -> Callback<()> {
    let kept = use_mut_ref(Kept::default);
    let keep = use_callback((), {
        let session = Rc::clone(&held.0);
        move |(), ()| kept.borrow_mut().keep(&session.borrow())
    });
    let (acts, place) = {
        let session = held.borrow();
        let place = (session.revision(), session.at, session.playing);
        ((session.opened, session.acts.edits()), place)
    };
    use_effect_with(acts, {
        let keep = keep.clone();
        move |_| keep.emit(())
    });
    use_effect_with(place, {
        let keep = keep.clone();
        move |&(.., playing)| {
            let timer = (!playing).then(|| Timeout::new(REST, move || keep.emit(())));
            move || drop(timer)
        }
    });
    use_effect_with((), {
        let keep = keep.clone();
        move |()| {
            let again = keep.clone();
            let hidden =
                EventListener::new(&document(), "visibilitychange", move |_| again.emit(()));
            let left = EventListener::new(&window(), "pagehide", move |_| keep.emit(()));
            move || drop((hidden, left))
        }
    });
    keep
}

/// Makes an entry of the browser's history for what is opened.
pub fn push(link: &Link) {
    if let Ok(history) = window().history() {
        let link = Link { lang: super::asked_language(), ..link.clone() };
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&link.fragment()));
    }
}

/// What was done earlier in what a bare link opens, or in anything if there is no link.
pub fn find(link: &Link, fragment: &str) -> Found {
    if !link.is_bare() {
        return Found::default();
    }
    let (saves, damaged) = saves();
    let source = (fragment.len() > 1).then_some(&link.source);
    let link = newest(&saves, source).map(|save| Rc::new(save.link.clone()));
    Found { link, damaged }
}

/// All saves, and whether there were any that could not be read. These are set aside.
fn saves() -> (Vec<Save>, bool) {
    let (mut saves, mut damaged) = (Vec::new(), false);
    let Ok(Some(storage)) = window().local_storage() else { return (saves, damaged) };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|n| storage.key(n).ok()?);
    for key in keys.collect::<Vec<String>>() {
        let Some(name) = key.strip_prefix(PREFIX) else { continue };
        let text = storage.get_item(&key).ok().flatten().unwrap_or_default();
        match Save::read(&key, &text) {
            Some(save) => saves.push(save),
            None => {
                damaged = true;
                let _ = storage.set_item(&format!("{ASIDE}{name}"), &text);
                let _ = storage.remove_item(&key);
            }
        }
    }
    (saves, damaged)
}

/// Saves a session, and removes what is not needed any more.
fn store(link: Link, key: &str) {
    let new = Save { key: key.into(), when: js_sys::Date::now() as u64, link };
    let Ok(Some(storage)) = window().local_storage() else { return };
    // A browser may refuse to store anything.
    if storage.set_item(key, &new.text()).is_ok() {
        let (saves, _) = saves();
        surplus(&saves, &new).into_iter().for_each(forget);
    }
}

fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// A key that no other tab has.
fn new_key() -> String {
    let random = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{PREFIX}{}-{random}", js_sys::Date::now() as u64)
}
