//! Where the keyboard is on the page, and what is shown over it.

use gloo::{
    events::{EventListener, EventListenerOptions, EventListenerPhase},
    utils::{document, document_element, window},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

/// Gives the focus to the first element that a selector matches.
pub fn focus(selector: &str) {
    if let Some(element) = document().query_selector(selector).ok().flatten() {
        focus_on(&element);
    }
}

/// Elements of a drawing can have the focus too: they have the method by the same name.
fn focus_on(element: &Node) {
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}

/// Moves the focus to the next or the previous card of the stage, if one has it.
pub fn focus_next(forward: bool) -> bool {
    let Ok(cards) = document().query_selector_all(".stage .touch") else { return false };
    let now = document().active_element();
    let is_now = |n: &u32| cards.get(*n).map(JsValue::from) == now.as_ref().map(JsValue::from);
    let Some(at) = (0..cards.length()).find(is_now) else { return false };
    let next = (at + if forward { 1 } else { cards.length() - 1 }) % cards.length();
    cards.get(next).as_ref().map(focus_on).is_some()
}

/// Closes what is open over the page, the legend or a drawer, and gives the focus to what opens it.
pub fn fold() -> bool {
    let found = |selector| {
        let element = document().query_selector(selector).ok().flatten();
        element.map(JsCast::unchecked_into::<HtmlElement>).filter(|it| it.client_width() > 0)
    };
    let Some(opener) = found(".legend[open]>summary").or(found(".tabs>[aria-expanded=true]"))
    else {
        return false;
    };
    opener.click();
    focus_on(&opener);
    true
}

/// Where the focus was, the last place at the end.
type Places = Rc<RefCell<Vec<Element>>>;

/// The most places to which the focus can return.
const REMEMBERED: usize = 16;

/// When what has the focus goes, the focus returns to where it was before.
#[hook]
pub fn use_return() {
    let places = use_mut_ref(Vec::new);
    let listen = Rc::clone(&places);
    use_effect_with((), move |()| {
        let listener = EventListener::new(&document(), "focusin", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let mut places = listen.borrow_mut();
            if places.len() == REMEMBERED {
                places.remove(0);
            }
            places.extend(target);
        });
        move || drop(listener)
    });
    use_effect(move || give_back(&places));
}

fn give_back(places: &Places) {
    let is_gone = |place: Option<&Element>| place.is_some_and(|place| !place.is_connected());
    if !is_gone(places.borrow().last()) {
        return;
    }
    let nowhere = document().active_element().is_none_or(|now| now.tag_name() == "BODY");
    let back = {
        let mut places = places.borrow_mut();
        while is_gone(places.last()) {
            places.pop();
        }
        places.last().cloned()
    };
    if let Some(back) = back.filter(|_| nowhere) {
        focus_on(&back);
    }
}

/// Opens a `<dialog>` so that the rest of the page waits for it. When the dialog goes, for whatever reason, the focus
/// returns to where it was.
pub fn show_modal(node: &NodeRef) -> impl FnOnce() + use<> {
    let before = document().active_element();
    let dialog = node.cast::<web_sys::HtmlDialogElement>();
    if let Some(dialog) = dialog.as_ref().filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
    move || {
        if let Some(dialog) = dialog.filter(|dialog| dialog.open()) {
            dialog.close();
        }
        if let Some(before) = before.filter(|before| before.is_connected()) {
            focus_on(&before);
        }
    }
}

/// The id in the document of the term with this number.
pub fn term(n: usize) -> String {
    format!("term-{n}")
}

/// The id in the document of its explanation.
pub fn tip(n: usize) -> String {
    format!("tip-{n}")
}

/// Whether an element has the focus, by its id.
pub fn is_at(id: &str) -> bool {
    document().active_element().is_some_and(|element| element.id() == id)
}

/// While a term is explained, keeps the explanation beside it; Escape, and a press elsewhere, close it.
#[hook]
pub fn use_tip(shown: Option<usize>, close: Callback<()>) {
    use_effect_with(shown, move |shown| {
        let listeners = shown.and_then(|n| {
            let nodes = Tip { term: found(&term(n))?, tip: found(&tip(n))? };
            nodes.place();
            Some(nodes.listen(close))
        });
        move || drop(listeners)
    });
}

fn found(id: &str) -> Option<HtmlElement> {
    // Every element of the page has what is asked of it here.
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// A term and its explanation.
#[derive(Clone)]
struct Tip {
    term: HtmlElement,
    tip: HtmlElement,
}

impl Tip {
    /// Puts the explanation below the term, or above if there is no room below; always inside the window.
    fn place(&self) {
        const EDGE: f64 = 8.0;
        let (at, own) = (self.term.get_bounding_client_rect(), self.tip.get_bounding_client_rect());
        let root = document_element();
        let (width, height) = (f64::from(root.client_width()), f64::from(root.client_height()));
        let left = at.left().min(width - own.width() - EDGE).max(EDGE);
        let top = match at.bottom() {
            below if below + own.height() + EDGE <= height => below,
            _ => (at.top() - own.height()).max(EDGE),
        };
        for (side, place) in [("left", left), ("top", top)] {
            let _ = self.tip.style().set_property(side, &format!("{}px", place as i32));
        }
    }

    /// Listens before the page's own keys do.
    fn listen(self, close: Callback<()>) -> [EventListener; 4] {
        let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
        let on = |kind: &'static str, act: Box<dyn FnMut(&Event)>| {
            EventListener::new_with_options(&window(), kind, options, act)
        };
        let (scrolled, resized, leave) = (self.clone(), self.clone(), close.clone());
        let escape = move |event: &Event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                leave.emit(());
            }
        };
        let press = move |event: &Event| {
            let target = event.target();
            let target = target.as_ref().and_then(|target| target.dyn_ref::<Node>());
            if !self.term.contains(target) && !self.tip.contains(target) {
                close.emit(());
            }
        };
        [
            on("scroll", Box::new(move |_| scrolled.place())),
            on("resize", Box::new(move |_| resized.place())),
            on("keydown", Box::new(escape)),
            on("pointerdown", Box::new(press)),
        ]
    }
}
