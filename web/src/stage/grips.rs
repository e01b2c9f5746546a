//! What several leaders have at the lower edge of their cards: a plug, and a handle from which a reader draws links.

use super::{Places, by_revision::ByRevision};
use crate::{
    layout::{Fit, Point, Rect, Size, link::Segment, number::fill},
    prose::Words,
    session::{Command, Intent, PtrEq, Selection, commands},
    widget::{El, el, label, pane},
};
use replicarium::{
    id::NodeId,
    view::{NodeView, Status},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::{prelude::*, virtual_dom::ListenerKind};

/// The props of the handles.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The frame.
    pub frame: ByRevision,
    /// Where the cards stand.
    pub places: PtrEq<Places>,
    /// Emits the reader's intents.
    pub on: Callback<Intent>,
}

/// The radius of a handle and of a plug. A phone shows the drawing somewhat smaller, and there they are still 24 pixels wide.
const RADIUS: f64 = 13.0;
/// From the corner of a card to the middle of a handle or a plug: they stand out no further than the edge of a stage is wide,
/// and cover no text.
const IN: f64 = 3.0;
/// The side of the square that a finger can press. It lies towards the middle of the card, where it is not cut.
const FINGER: f64 = 48.0;
/// How far the square goes the other way.
const OUT: f64 = 10.0;

/// A link that is being drawn: its leader, and where the pointer is.
type Drawn = (NodeId, Point);

/// The plugs and handles of all cards, and the link that is being drawn.
#[component]
pub fn Grips(props: &Props) -> Html {
    let Props { frame, places, on } = props;
    let drawn = use_state_eq(|| None::<Drawn>);
    let world = &frame.world;
    let nodes = world.nodes.iter().filter(|it| it.status != Status::Left);
    let all = nodes.filter_map(|node| {
        let card = places.rect(node.id.into())?;
        let leads = world.ways.as_ref().is_some_and(|ways| ways.leaders.contains(&node.id));
        let several = world.ways.as_ref().is_some_and(|ways| ways.leaders.len() > 1);
        let grip = (leads && several).then(|| grip(props, node.id, &card, drawn.setter()));
        let group = el("g").key(node.id.0.to_string());
        Some(group.maybe(plug(frame, node.id, &card, on)).maybe(grip))
    });
    let link = drawn.and_then(|drawn| link(frame, places, drawn));
    el("g").class("grips").children(all).maybe(link).into()
}

/// The lower corner of a card, where its plug (`false`) or its handle (`true`) is.
fn corner(card: &Rect, right: bool) -> Point {
    let x = if right { card.right() - IN } else { card.x + IN };
    Point { x, y: card.bottom() - IN }
}

/// A round button with a sign in a corner of a card, and the larger square for a finger.
fn round(class: &'static str, card: &Rect, right: bool, sign: &'static str) -> El {
    let at = corner(card, right);
    let left = if right { OUT - FINGER } else { -OUT };
    let reach = pane(left, OUT - FINGER, FINGER, FINGER, 0.0).class("reach");
    let disc = el("circle").class("disc").num("r", RADIUS);
    let sign = el("path").class("sign").attr("d", sign);
    el("g").class(class).moved(at.x, at.y).child(reach).child(disc).child(sign)
}

const PLUG: &str = "M-2.5,-7.5V-3M2.5,-7.5V-3M-5,-3H5V-1A5,4.5,0,0,1,-5,-1zM0,3.5V7.5";
const PULLED: &str =
    "M-2.5,-7.5V-3M2.5,-7.5V-3M-5,-3H5V-1A5,4.5,0,0,1,-5,-1zM0,3.5V7.5M-7.5,6L7.5,-6";

fn plug(frame: &ByRevision, node: NodeId, card: &Rect, on: &Callback<Intent>) -> Option<El> {
    let here = |it: &&NodeView| it.id != node && it.status != Status::Left;
    frame.world.nodes.iter().find(here)?;
    let out = commands::is_unplugged(frame, node);
    let command = commands::plug(frame, node);
    let says = AttrValue::from(match command {
        Some(_) => frame.lang.plug(node, out),
        None => frame.lang.plug_of_the_last(node),
    });
    let plug = round("plug", card, false, if out { PULLED } else { PLUG })
        .class_if(out, "out")
        .attr_of("aria-label", says.clone())
        .attr_of("data-testid", format!("plug-{node}"))
        .title(says);
    Some(match command {
        Some(Command { wants, .. }) => plug.picks(on, wants.clone()).keyed(on, wants),
        None => plug.attr("aria-disabled", "true").attr("role", "button").attr("tabindex", "0"),
    })
}

/// The command of a pointer that lets go of the handle of a leader at a point.
fn target(frame: &ByRevision, places: &Places, (from, at): Drawn) -> Option<(Rect, Command)> {
    let nodes = frame.world.nodes.iter().map(|node| node.id).filter(|&it| it != from);
    let mut over = nodes.filter_map(|to| {
        let card = places.rect(to.into()).filter(|card| card.grown(4.0, 8.0).holds(at))?;
        Some((card, commands::ships(&frame.world, from, to)?))
    });
    over.next()
}

/// The point of the drawing at which a pointer is.
fn point(event: &PointerEvent, places: &Places) -> Option<Point> {
    let svg = event.target()?.dyn_into::<Element>().ok()?.closest("svg").ok()??;
    let place = svg.get_bounding_client_rect();
    let fit = Fit::of(places.plan.size, Size { width: place.width(), height: place.height() });
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    Some(fit.back(Point { x: x - place.left(), y: y - place.top() }))
}

/// A handle. A drag to another card makes a link or removes it; a press selects the leader, whose menu has the same.
fn grip(props: &Props, node: NodeId, card: &Rect, drawn: UseStateSetter<Option<Drawn>>) -> El {
    let at = corner(card, true);
    let down = Callback::from(|event: Event| {
        let event = event.unchecked_ref::<PointerEvent>();
        let handle = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(handle) = handle.filter(|_| event.button() == 0) {
            // It fails only if the pointer is gone already.
            let _ = handle.set_pointer_capture(event.pointer_id());
        }
    });
    let is_drag = move |to: Point| at.distance(to) > FINGER / 2.0;
    let moved = {
        let (places, drawn) = (props.places.clone(), drawn.clone());
        Callback::from(move |event: Event| {
            let event = event.unchecked_ref::<PointerEvent>();
            let to = point(event, &places).filter(|&to| event.buttons() != 0 && is_drag(to));
            drawn.set(to.map(|to| (node, to)));
        })
    };
    let up = {
        let (props, drawn) = (props.clone(), drawn.clone());
        Callback::from(move |event: Event| {
            drawn.set(None);
            let Some(to) = point(event.unchecked_ref(), &props.places) else { return };
            if !is_drag(to) {
                return props.on.emit(Intent::Select(Some(Selection::Node(node))));
            }
            if let Some((_, command)) = target(&props.frame, &props.places, (node, to)) {
                props.on.emit(command.wants);
            }
        })
    };
    let lost = Callback::from(move |_: Event| drawn.set(None));
    // The click that follows would select nothing.
    let click = Callback::from(|event: Event| event.stop_propagation());
    round("grip", card, true, "M-6,0H5M1.5,-3.5L5.5,0L1.5,3.5")
        .attr("aria-hidden", "true")
        .attr_of("data-testid", format!("grip-{node}"))
        .on(ListenerKind::onpointerdown, down)
        .on(ListenerKind::onpointermove, moved)
        .on(ListenerKind::onpointerup, up)
        .on(ListenerKind::onpointercancel, lost)
        .on(ListenerKind::onclick, click)
        .title(props.frame.lang.grip(node))
}

/// The link that is being drawn, and what comes of it if the pointer lets go here.
fn link(frame: &ByRevision, places: &Places, drawn: Drawn) -> Option<El> {
    let (from, at) = drawn;
    let card = places.rect(from.into())?;
    let over = target(frame, places, drawn);
    let way = match &over {
        Some((to, _)) => Segment::between(&card, to, 0.0),
        None => Segment::between(&card, &Rect::around(at, 2.0, 2.0), 0.0),
    };
    let Segment { start, end } = way;
    let line = el("path").attr_of("d", fill("M{} {}L{} {}", &[start.x, start.y, end.x, end.y]));
    let tip = fill("translate({},{}) rotate({})", &[end.x, end.y, way.angle()]);
    let tip = el("path").class("tip").attr_of("transform", tip).attr("d", "M-12 -6L0 0L-12 6z");
    let removes = over.as_ref().is_some_and(|(_, it)| it.testid == "act-stop-shipping");
    let aim = over.as_ref().map(|(to, _)| {
        let Rect { x, y, width, height } = to.grown(3.0, 3.0);
        pane(x, y, width, height, 14.0).class("aim")
    });
    let says = over.map(|(to, command)| {
        let above = if to.y > 30.0 { to.y - 10.0 } else { to.bottom() + 20.0 };
        let text = frame.lang.command(command.name);
        label("", to.centre().x, above, text).attr("text-anchor", "middle")
    });
    let link = el("g").class("drawn").class_if(removes, "removes");
    Some(link.child(line.class("line")).child(tip).maybe(aim).maybe(says))
}
