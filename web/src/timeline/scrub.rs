//! The scrubber: the diagram as a slider.

use super::Measures;
use crate::{
    layout::{Size, number::fill, within},
    prose::Words,
    session::{Frame, Intent},
    widget::{el, pane},
};
use replicarium::time::Instant;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// The state of the pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Drag {
    /// The pointer is up.
    #[default]
    Free,
    /// The pointer is down on the lanes; true once it has moved.
    Lanes(bool),
    /// The pointer is down on the overview.
    Strip,
}

impl Drag {
    /// Whether the window must stay in place.
    pub fn holds(self) -> bool {
        matches!(self, Self::Lanes(_))
    }
}

/// The props of the slider.
#[derive(Clone, Properties)]
pub struct Props {
    /// The frame.
    pub frame: Frame,
    /// The measures of the drawing.
    pub measures: Measures,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
    /// The state of the pointer.
    pub drag: Rc<RefCell<Drag>>,
    /// The drawing.
    pub children: Html,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        (&self.frame, self.measures, &self.on, &self.children)
            == (&other.frame, other.measures, &other.on, &other.children)
    }
}

/// The drawing with the slider below it.
#[component]
pub fn Scrubber(props: &Props) -> Html {
    let Props { frame, measures, on, drag, children } = props;
    let svg = use_node_ref();
    let redraw = use_force_update();
    let seek = {
        let (svg, measures, on) = (svg.clone(), *measures, on.clone());
        move |event: &PointerEvent, strip: bool| {
            let Some(svg) = svg.cast::<Element>() else { return };
            let x = f64::from(event.client_x()) - svg.get_bounding_client_rect().left();
            on.emit(Intent::Seek(Instant(moment(&measures, x, strip))));
        }
    };
    let down = pressed(&svg, measures, drag, seek.clone());
    let moved = {
        let (svg, drag) = (svg.clone(), drag.clone());
        Callback::from(move |event: Event| {
            let event = event.unchecked_ref::<PointerEvent>();
            let now = *drag.borrow();
            if now == Drag::Free {
                return;
            }
            if event.buttons() == 0 {
                *drag.borrow_mut() = Drag::Free;
                return;
            }
            if now != Drag::Lanes(true) {
                // The pointer is captured only once it moves, so that a click reaches the element under it.
                if let Some(svg) = svg.cast::<Element>() {
                    // It fails only if the pointer is gone already.
                    let _ = svg.set_pointer_capture(event.pointer_id());
                }
            }
            if matches!(now, Drag::Lanes(_)) {
                *drag.borrow_mut() = Drag::Lanes(true);
            }
            seek(event, now == Drag::Strip);
        })
    };
    let up = {
        let drag = drag.clone();
        Callback::from(move |_: Event| {
            *drag.borrow_mut() = Drag::Free;
            redraw.force_update();
        })
    };
    let Size { width, height } = measures.size;
    let millis = frame.at.0 / 1_000;
    let slider = pane(measures.axes.left, 0.0, measures.axes.width, height, 0.0)
        .class("scrub")
        .attr("role", "slider")
        .attr("tabindex", "0")
        .attr("aria-label", frame.lang.texts().playhead)
        .attr("data-testid", "scrubber")
        .attr("aria-valuemin", "0")
        .attr_of("aria-valuemax", (measures.end / 1_000).to_string())
        .attr_of("aria-valuenow", millis.to_string())
        .attr_of("aria-valuetext", frame.lang.playhead(millis, frame.step, frame.steps));
    el("svg")
        .node(&svg)
        .num("width", width)
        .num("height", height)
        .attr_of("viewBox", fill("0 0 {} {}", &[width, height]))
        .on(ListenerKind::onpointerdown, down)
        .on(ListenerKind::onpointermove, moved)
        .on(ListenerKind::onpointerup, up.clone())
        .on(ListenerKind::onpointercancel, up)
        .child(slider)
        .child(children.clone())
        .into()
}

/// The reaction to a pointer that goes down on the lanes or on the overview.
fn pressed(
    svg: &NodeRef,
    measures: &Measures,
    drag: &Rc<RefCell<Drag>>,
    seek: impl Fn(&PointerEvent, bool) + 'static,
) -> Callback<Event> {
    let (svg, measures, drag) = (svg.clone(), *measures, drag.clone());
    Callback::from(move |event: Event| {
        let event = event.unchecked_ref::<PointerEvent>();
        if event.button() != 0 {
            return;
        }
        let Some(svg) = svg.cast::<Element>() else { return };
        let y = f64::from(event.client_y()) - svg.get_bounding_client_rect().top();
        let strip = measures.part && y > measures.size.height - super::STRIP - 4.0;
        *drag.borrow_mut() = if strip { Drag::Strip } else { Drag::Lanes(false) };
        seek(event, strip);
    })
}

/// The moment of the run at an x of the drawing.
fn moment(measures: &Measures, x: f64, strip: bool) -> u64 {
    let axes = &measures.axes;
    let at = if strip {
        let share = within((x - axes.left) / axes.width, 0.0, 1.0);
        (share * measures.end as f64).round() as u64
    } else {
        axes.time(x)
    };
    at.min(measures.end)
}
