//! Settings of the protocol and of the network. Turning one is an action on the timeline like any
//! other.

use crate::{
    prose::{knobs, words},
    session::Intent,
    widget::{El, Select, Slider, button, el},
};
use replicarium::{
    id::{NodeId, NodeSet},
    knob::{Kind, Knob, KnobView},
    random::delay::Delay,
    sim::{Action, Setting},
    time::Duration,
    view::{NetworkView, Role, WorldView},
};
use yew::{prelude::*, virtual_dom::ListenerKind};

fn set(setting: Setting) -> Intent {
    Intent::Act(Action::Configure(setting))
}

/// Knobs that belong together, in the order in which a reader decides; all others stand with the members.
const SECTIONS: [(&str, &[Knob]); 3] = [
    (
        knobs::REPLICATION,
        &[
            Knob::Replication,
            Knob::Synchronous,
            Knob::SynchronousCount,
            Knob::AcknowledgeAfter,
            Knob::SynchronousPatience,
            Knob::Blocked,
        ],
    ),
    (
        knobs::FAILOVER,
        &[
            Knob::Failover,
            Knob::Suspect,
            Knob::Monitors,
            Knob::SentinelQuorum,
            Knob::Fencing,
            Knob::Tail,
            Knob::Outside,
        ],
    ),
    (knobs::LOG, &[Knob::Flush, Knob::Apply, Knob::Retain, Knob::Chunk]),
];

/// The protocol's own settings, and its members. A knob that changes nothing as the others stand is left out.
pub fn cluster(world: &WorldView, on: &Callback<Intent>) -> El {
    let mattering = || world.knobs.iter().filter(|view| view.matters);
    let listed = |knob: Knob| SECTIONS.iter().any(|(_, places)| places.contains(&knob));
    let sections = SECTIONS.iter().filter_map(|&(name, places)| {
        let of = |&wanted: &Knob| mattering().find(|view| view.knob == wanted);
        let one = |view: &KnobView| {
            let more = match view.knob {
                Knob::Monitors => watchers(*view, world, on),
                Knob::Outside => el("div").maybe(one_more(*view, Role::Outside, world, on)),
                _ => el("div"),
            };
            el("div").key(view.knob.name()).child(knob(*view, world, on)).child(more)
        };
        let all: Vec<El> = places.iter().filter_map(of).map(one).collect();
        (!all.is_empty()).then(|| section(name).children(all))
    });
    let rest = mattering().filter(|view| !listed(view.knob)).map(|view| knob(*view, world, on));
    let next = NodeId(world.nodes.len() as u16);
    let join = (next.0 < NodeId::LIMIT)
        .then(|| button(format!("Add replica {next}")).wants(on, Intent::Act(Action::Join(next))));
    el("div").child(section("Cluster").children(rest).maybe(join)).children(sections)
}

fn section(name: &'static str) -> El {
    el("section").class("knobs").with("h2", name)
}

/// Where others than the replicas choose the leader: a button that adds one of them, and a word while there
/// are too few.
fn watchers(monitors: KnobView, world: &WorldView, on: &Callback<Intent>) -> El {
    let quorum = world.knobs.iter().find(|v| v.knob == Knob::SentinelQuorum && v.matters);
    let role = if quorum.is_some() { Role::Sentinel } else { Role::Controller };
    let few = NodeSet(monitors.value).len() < quorum.map_or(1, |quorum| quorum.value);
    let few = few.then(|| el("p").class("quiet").text(knobs::too_few_watch(role)));
    el("div").maybe(few).maybe(one_more(monitors, role, world, on))
}

/// A button that adds a node and ticks it, so that no replica has to give its place up.
fn one_more(view: KnobView, role: Role, world: &WorldView, on: &Callback<Intent>) -> Option<El> {
    let next = NodeId(world.nodes.len() as u16);
    let mut more = NodeSet(view.value);
    more.insert(next);
    let ticked = Action::Configure(Setting::Knob(view.knob, more.0));
    let all = Intent::All(vec![ticked, Action::Join(next)]);
    let what = if role == Role::Outside { knobs::STORE } else { words::role(role) };
    let add = || button(format!("Add {what} {next}")).wants(on, all);
    (next.0 < NodeId::LIMIT).then(add)
}

fn knob(view: KnobView, world: &WorldView, on: &Callback<Intent>) -> Html {
    let KnobView { knob, value, range, .. } = view;
    let label = knobs::name(knob);
    match knob.kind() {
        Kind::Number => {}
        Kind::Word(_) => {
            let named = |n: u32| (knobs::value(knob, n), Setting::Knob(knob, n));
            let values = (range.0..=range.1).map(named).collect();
            return choice(label, "", values, named(value), on).into();
        }
        Kind::Nodes => return ticks(view, world, on).into(),
    }
    let stops = stops(range, value);
    let at = stops.iter().position(|&stop| stop == value).unwrap_or_default() as u32;
    let last = stops.len().saturating_sub(1) as u32;
    let stop = move |n: u32| stops.get(n as usize).copied().unwrap_or(value);
    let shown = stop.clone();
    let shown = Callback::from(move |n| knobs::value(knob, shown(n)));
    let on = on.reform(move |n| set(Setting::Knob(knob, stop(n))));
    html! { <Slider key={knob.name()} {label} value={at} range={(0, last)} {shown} {on}/> }
}

/// Where a slider stops: at every value of a short range; of a long one at 1, 2, 5, 10 and so on, at its
/// ends, and where it stands.
fn stops((low, high): (u32, u32), value: u32) -> Vec<u32> {
    let mut stops = Vec::new();
    let mut next = low;
    while next < high {
        stops.push(next);
        // The first digit, and how many others there are.
        let unit = 10_u32.pow(next.max(1).ilog10());
        next = match next / unit {
            _ if high - low <= 25 => next + 1,
            0 => 1,
            1 => 2 * unit,
            2..5 => 5 * unit,
            _ => 10 * unit,
        };
    }
    stops.push(high);
    let place = stops.partition_point(|&stop| stop < value);
    if stops.get(place) != Some(&value) {
        stops.insert(place, value);
    }
    stops
}

/// A box to tick for each node that may be chosen.
fn ticks(view: KnobView, world: &WorldView, on: &Callback<Intent>) -> El {
    let KnobView { knob, value, range, .. } = view;
    let tick = |node: NodeId| {
        let mut other = NodeSet(value);
        let checked = other.contains(node);
        if checked {
            other.remove(node);
        } else {
            other.insert(node);
        }
        let on = on.reform(move |_: Event| set(Setting::Knob(knob, other.0)));
        let tick = el("input").attr("type", "checkbox").checked(checked);
        el("label").child(tick.on(ListenerKind::onchange, on)).text(node.to_string())
    };
    let there = |node: &NodeId| usize::from(node.0) < world.nodes.len();
    let nodes = NodeSet(range.1).iter().filter(there);
    el("fieldset").class("knob ticks").with("legend", knobs::name(knob)).children(nodes.map(tick))
}

const fn ms(n: u64) -> Duration {
    Duration::millis(n)
}

/// Delays on offer: in a rack, in a region, on a bad day, across an ocean; and two without chance.
const DELAYS: [(&str, Delay); 6] = [
    ("one rack", Delay::LogNormal(ms(1), ms(3))),
    ("one region", Delay::LogNormal(ms(12), ms(40))),
    ("a bad day", Delay::LogNormal(ms(40), ms(120))),
    ("across an ocean", Delay::LogNormal(ms(120), ms(300))),
    ("a heavy tail", Delay::Pareto(ms(12), ms(300))),
    ("no chance", Delay::Fixed(ms(20))),
];

/// Delays between clients and replicas.
const CLIENT_DELAYS: [(&str, Delay); 4] = [
    ("next door", Delay::Fixed(ms(2))),
    ("near", Delay::Fixed(ms(12))),
    ("far", Delay::Fixed(ms(80))),
    ("on the phone", Delay::LogNormal(ms(40), ms(200))),
];

/// How long a client waits.
const TIMEOUTS: [u64; 5] = [50, 150, 300, 1_000, 4_000];

/// The settings of the network.
pub fn network(network: NetworkView, on: &Callback<Intent>) -> El {
    let NetworkView { delay, client_delay, loss, duplication, timeout } = network;
    let delays = |label, values: &[(&str, Delay)], now: Delay, setting: fn(Delay) -> Setting| {
        let named = values
            .iter()
            .map(|&(name, delay)| (format!("{name}: {}", words::delay(delay)), setting(delay)));
        let now = (words::delay(now), setting(now));
        choice(label, "median · p99, or its shape", named.collect(), now, on)
    };
    let rate = |label: &'static str, ppm: u32, setting: fn(u32) -> Setting| {
        let shown = Callback::from(|parts| words::percent(parts * 5_000));
        let on = on.reform(move |parts: u32| set(setting(parts * 5_000)));
        let value = ppm.div_ceil(5_000);
        html! { <Slider {label} {value} range={(0, value.max(100))} {shown} {on}/> }
    };
    let after = |after: Duration| (words::time(after.0), Setting::Timeout(after));
    let timeouts = TIMEOUTS.map(|n| after(ms(n))).to_vec();
    let patience = ("A client gives up after", "then nobody knows what became of it");
    section("Network")
        .child(delays("Replica to replica", &DELAYS, delay, Setting::Delay))
        .child(delays("Client to replica", &CLIENT_DELAYS, client_delay, Setting::ClientDelay))
        .child(rate("Messages lost", loss, Setting::Loss))
        .child(rate("Messages sent twice", duplication, Setting::Duplication))
        .child(choice(patience.0, patience.1, timeouts, after(timeout), on))
}

/// A list of settings with names; the one that holds may be none of them.
pub fn choice(
    label: &'static str,
    title: &'static str,
    mut values: Vec<(String, Setting)>,
    now: (String, Setting),
    on: &Callback<Intent>,
) -> El {
    let chosen = values.iter().position(|(_, value)| *value == now.1).unwrap_or_else(|| {
        values.insert(0, now);
        0
    });
    let groups = vec![("", values.iter().map(|(name, _)| name.clone().into()).collect())];
    let on = on.clone();
    let on = Callback::from(move |n: usize| {
        if let Some(&(_, value)) = values.get(n) {
            on.emit(set(value));
        }
    });
    let list = html! { <Select {groups} {chosen} {on}/> };
    el("label").class("knob").attr("title", title).with("span", label).child(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slider_stops_at_round_numbers_at_its_ends_and_where_it_stands() {
        assert_eq!(stops((1, 4), 2), [1, 2, 3, 4]);
        assert_eq!(stops((0, 1_000), 0), [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]);
        assert_eq!(stops((5, 5_000), 40)[..5], [5, 10, 20, 40, 50]);
        assert_eq!(stops((3, 40), 3), [3, 5, 10, 20, 40]);
        assert_eq!(stops((7, 7), 7), [7]);
    }

    #[test]
    fn stops_rise_within_the_range() {
        for low in 0..30 {
            for high in low..120 {
                let stops = stops((low, high), high);
                assert!(stops.is_sorted_by(|a, b| a < b), "{low} {high}: {stops:?}");
                assert_eq!((stops.first(), stops.last()), (Some(&low), Some(&high)));
            }
        }
    }
}
