//! An element, built part by part: `el("p").class("quiet").text("nothing yet")`.
//!
//! `html!` expands to about 200 bytes of code for every element; here every part of an element is a call.
//! Components are still written with `html!`.

use crate::{
    layout::number::{fill, number},
    session::Intent,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};
use yew::{
    prelude::*,
    virtual_dom::{
        AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VTag, VText,
    },
};

/// An element under construction.
#[must_use]
pub struct El(Box<Parts>);

struct Parts {
    tag: VTag,
    keys: Vec<&'static str>,
    values: Vec<Option<AttributeOrProperty>>,
    class: String,
    listeners: Vec<Option<Rc<dyn Listener>>>,
}

/// An element with this tag.
pub fn el(tag: &'static str) -> El {
    El(Box::new(Parts {
        tag: VTag::new(tag),
        keys: Vec::new(),
        values: Vec::new(),
        class: String::new(),
        listeners: Vec::new(),
    }))
}

impl El {
    /// Adds a class; an empty one adds nothing.
    pub fn class(mut self, class: &str) -> Self {
        let all = &mut self.0.class;
        if !(all.is_empty() || class.is_empty()) {
            all.push(' ');
        }
        all.push_str(class);
        self
    }

    /// Adds a class if `so` is true.
    pub fn class_if(self, so: bool, class: &'static str) -> Self {
        self.class(if so { class } else { "" })
    }

    /// Sets an attribute.
    pub fn attr(self, key: &'static str, value: &'static str) -> Self {
        self.set(key, Some(AttrValue::Static(value)))
    }

    /// Sets an attribute to a value computed at run time.
    pub fn attr_of(self, key: &'static str, value: impl Into<AttrValue>) -> Self {
        self.set(key, Some(value.into()))
    }

    /// Sets an attribute to a number, rounded to a tenth.
    pub fn num(self, key: &'static str, value: f64) -> Self {
        self.attr_of(key, number(value))
    }

    /// Sets an attribute to `true` or `false`.
    pub fn says(self, key: &'static str, so: bool) -> Self {
        self.attr(key, if so { "true" } else { "false" })
    }

    /// Sets a boolean attribute: present if `so` is true.
    pub fn flag(self, key: &'static str, so: bool) -> Self {
        self.set(key, so.then_some(AttrValue::Static(key)))
    }

    /// Sets or omits an attribute.
    pub fn set(mut self, key: &'static str, value: Option<AttrValue>) -> Self {
        self.0.keys.push(key);
        self.0.values.push(value.map(AttributeOrProperty::Attribute));
        self
    }

    /// Checks or unchecks a check box.
    pub fn checked(mut self, checked: bool) -> Self {
        self.0.tag.set_checked(checked);
        self
    }

    /// Sets the value of an input.
    pub fn value(mut self, value: impl Into<AttrValue>) -> Self {
        self.0.tag.set_value(value.into());
        self
    }

    /// Sets the key that identifies it among its siblings when their order changes.
    pub fn key(mut self, key: impl Into<Key>) -> Self {
        self.0.tag.key = Some(key.into());
        self
    }

    /// Binds a reference to the element in the document.
    pub fn node(mut self, node: &NodeRef) -> Self {
        self.0.tag.node_ref = node.clone();
        self
    }

    /// Listens to an event.
    pub fn on(mut self, kind: ListenerKind, act: Callback<Event>) -> Self {
        self.0.listeners.push(Some(Rc::new(Heard { kind, act })));
        self
    }

    /// Calls `act` on a click.
    pub fn does(self, act: &Callback<()>) -> Self {
        self.on(ListenerKind::onclick, act.reform(|_| ()))
    }

    /// Emits an intent on a click.
    pub fn wants(self, on: &Callback<Intent>, intent: Intent) -> Self {
        let on = on.clone();
        self.on(ListenerKind::onclick, Callback::from(move |_| on.emit(intent.clone())))
    }

    /// Emits an intent on a click and stops the propagation of the click.
    pub fn picks(self, on: &Callback<Intent>, intent: Intent) -> Self {
        let on = on.clone();
        let act = move |event: Event| {
            event.stop_propagation();
            on.emit(intent.clone());
        };
        self.on(ListenerKind::onclick, Callback::from(act))
    }

    /// Makes a part of a drawing focusable; Enter and Space emit the intent.
    pub fn keyed(self, on: &Callback<Intent>, intent: Intent) -> Self {
        let on = on.clone();
        self.pressed(Callback::from(move |_| on.emit(intent.clone())))
    }

    /// Makes it focusable, as a button; Enter and Space call `press`.
    pub fn pressed(self, press: Callback<Event>) -> Self {
        let act = move |event: Event| {
            let key = event.unchecked_ref::<KeyboardEvent>().key();
            if matches!(key.as_str(), "Enter" | " ") {
                // Keeps the page's own keys, such as space to play, from acting as well.
                event.prevent_default();
                event.stop_propagation();
                press.emit(event);
            }
        };
        let el = self.attr("role", "button").attr("tabindex", "0");
        el.on(ListenerKind::onkeydown, Callback::from(act))
    }

    /// Moves it by (x, y) in its drawing.
    pub fn moved(self, x: f64, y: f64) -> Self {
        self.attr_of("transform", fill("translate({},{})", &[x, y]))
    }

    /// Adds an SVG title, which browsers show as a tooltip.
    pub fn title(self, text: impl Into<AttrValue>) -> Self {
        self.child(el("title").text(text))
    }

    /// Adds a child element that contains a text only.
    pub fn with(self, tag: &'static str, text: impl Into<AttrValue>) -> Self {
        self.child(el(tag).text(text))
    }

    /// Adds a text.
    pub fn text(self, text: impl Into<AttrValue>) -> Self {
        self.child(VText::new(text.into()))
    }

    /// Adds a child.
    pub fn child(mut self, child: impl Into<Html>) -> Self {
        self.0.tag.add_child(child.into());
        self
    }

    /// Adds a child or an empty place, so that the following children keep their positions.
    pub fn maybe(self, child: Option<El>) -> Self {
        self.child(child.map_or_else(Html::default, Html::from))
    }

    /// Adds a list of children.
    pub fn children<T: Into<Html>>(self, children: impl IntoIterator<Item = T>) -> Self {
        let mut list = Vec::new();
        children.into_iter().for_each(|child| list.push(child.into()));
        self.child(VList::with_children(list, None))
    }

    fn done(self) -> Html {
        let Parts { mut tag, mut keys, mut values, class, listeners } = *self.0;
        if !class.is_empty() {
            keys.push("class");
            values.push(Some(AttributeOrProperty::Attribute(class.into())));
        }
        tag.attributes = Attributes::Dynamic { keys: interned(keys), values: values.into() };
        if !listeners.is_empty() {
            tag.set_listeners(listeners.into());
        }
        tag.into()
    }
}

/// A fragment of elements.
pub fn all(parts: Vec<El>) -> Html {
    parts.into_iter().map(Html::from).collect()
}

/// A line of text in a drawing.
pub fn label(class: &str, x: f64, y: f64, text: impl Into<AttrValue>) -> El {
    el("text").class(class).num("x", x).num("y", y).text(text)
}

/// A rectangle in a drawing, with corners of radius `round`.
pub fn pane(x: f64, y: f64, width: f64, height: f64, round: f64) -> El {
    let el = el("rect").num("x", x).num("y", y).num("width", width).num("height", height);
    el.num("rx", round)
}

impl From<El> for Html {
    fn from(el: El) -> Self {
        el.done()
    }
}

struct Heard {
    kind: ListenerKind,
    act: Callback<Event>,
}

impl Listener for Heard {
    fn kind(&self) -> ListenerKind {
        self.kind.clone()
    }

    fn handle(&self, event: Event) {
        self.act.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}

/// One shared list for each distinct list of attribute names: Yew then compares values by position instead of
/// looking up names. The lists are leaked; there are as many as kinds of elements.
fn interned(keys: Vec<&'static str>) -> &'static [&'static str] {
    thread_local! {
        static KNOWN: RefCell<Vec<&'static [&'static str]>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(same) = known.iter().find(|other| ***other == *keys) {
            return *same;
        }
        let new: &'static [&'static str] = keys.leak();
        known.push(new);
        new
    })
}
