//! Settings of the protocol and of the network. A change of a setting is an action on the timeline.

use crate::{
    prose::{knobs, words},
    session::Intent,
    widget::{El, Select, Slider, button, el},
};
use replicarium::{
    id::{NodeId, NodeSet},
    knob::{Knob, KnobValue, KnobView, Takes, Typed},
    links::Links,
    mode,
    protocol::single_leader::{self, Failover},
    random::delay::Delay,
    sim::{Action, Setting},
    time::Duration,
    view::{NetworkView, Role, WorldView},
};
use yew::{prelude::*, virtual_dom::ListenerKind};

fn set(setting: Setting) -> Intent {
    Intent::Act(Action::Configure(setting))
}

/// Where a setting stands on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    /// With the members.
    Cluster,
    /// With the followers that a write waits for.
    Replication,
    /// With the choice of a leader.
    Failover,
    /// With what a node keeps, and when.
    Log,
}

/// The sections after the first, in the order in which a reader decides.
const SECTIONS: [(&str, Section); 3] = [
    (knobs::REPLICATION, Section::Replication),
    (knobs::FAILOVER, Section::Failover),
    (knobs::LOG, Section::Log),
];

fn section_of(knob: Knob) -> Section {
    match mode::Knob::of(knob) {
        Some(mode::Knob::SingleLeader(knob)) => match knob {
            single_leader::Knob::Heartbeat => Section::Cluster,
            single_leader::Knob::Replication
            | single_leader::Knob::Synchronous
            | single_leader::Knob::SynchronousCount
            | single_leader::Knob::AcknowledgeAfter
            | single_leader::Knob::SynchronousPatience
            | single_leader::Knob::Blocked => Section::Replication,
            single_leader::Knob::Failover
            | single_leader::Knob::Suspect
            | single_leader::Knob::Monitors
            | single_leader::Knob::SentinelQuorum
            | single_leader::Knob::Fencing
            | single_leader::Knob::Tail
            | single_leader::Knob::Outside => Section::Failover,
            single_leader::Knob::Flush
            | single_leader::Knob::Apply
            | single_leader::Knob::Retain
            | single_leader::Knob::Chunk => Section::Log,
        },
        Some(mode::Knob::MultiLeader(_) | mode::Knob::Leaderless(_)) | None => Section::Cluster,
    }
}

/// Settings of the protocol, and its members. A setting without effect, as the others stand, is left out.
pub fn cluster(world: &WorldView, on: &Callback<Intent>) -> El {
    let all = |of: Section| {
        let here = move |view: &&KnobView| view.matters && section_of(view.knob) == of;
        world.knobs.iter().filter(here).map(|view| knob(*view, world, on)).collect::<Vec<El>>()
    };
    let next = NodeId(world.nodes.len() as u16);
    let join = (next.0 < NodeId::LIMIT)
        .then(|| button(format!("Add replica {next}")).wants(on, Intent::Act(Action::Join(next))));
    let sections = SECTIONS.iter().filter_map(|&(name, of)| {
        let all = all(of);
        (!all.is_empty()).then(|| section(name).children(all))
    });
    let cluster = section("Cluster").children(all(Section::Cluster)).maybe(join);
    el("div").child(cluster).children(sections)
}

fn section(name: &'static str) -> El {
    el("section").class("knobs").with("h2", name)
}

/// The button that adds a node for the duty that a setting lists, and a word while too few have it.
fn duty(view: KnobView, world: &WorldView, on: &Callback<Intent>) -> Option<El> {
    let own = mode::Knob::of(view.knob)?;
    let (role, few) = match own {
        mode::Knob::SingleLeader(single_leader::Knob::Monitors) => watchers(view, world),
        mode::Knob::SingleLeader(single_leader::Knob::Outside) => (Role::Outside, None),
        mode::Knob::SingleLeader(_) | mode::Knob::MultiLeader(_) | mode::Knob::Leaderless(_) => {
            return None;
        }
    };
    let few = few.map(|said| el("p").class("quiet").text(said));
    Some(el("div").maybe(few).maybe(one_more(view, role, world, on)))
}

/// The role of the nodes that watch, and what is said while there are too few of them.
fn watchers(monitors: KnobView, world: &WorldView) -> (Role, Option<&'static str>) {
    let config = single_leader::Config::of(&world.knobs);
    let watching = NodeSet::read(monitors.value).unwrap_or_default().len();
    match config.failover {
        Failover::Sentinel => {
            let few = watching < config.sentinel_quorum;
            (Role::Sentinel, few.then_some(knobs::TOO_FEW_SENTINELS))
        }
        Failover::Manual | Failover::Election | Failover::Controller => {
            (Role::Controller, (watching == 0).then_some(knobs::NO_CONTROLLER))
        }
    }
}

/// A button that adds a node and lists it, so that no replica has to give its place up.
fn one_more(view: KnobView, role: Role, world: &WorldView, on: &Callback<Intent>) -> Option<El> {
    let next = NodeId(world.nodes.len() as u16);
    let mut more = NodeSet::read(view.value)?;
    more.insert(next);
    let listed = Action::Configure(Setting::knob(view.knob, more));
    let all = Intent::All(vec![listed, Action::Join(next)]);
    let what = if role == Role::Outside { knobs::STORE } else { words::role(role) };
    let add = || button(format!("Add {what} {next}")).wants(on, all);
    (next.0 < NodeId::LIMIT).then(add)
}

fn knob(view: KnobView, world: &WorldView, on: &Callback<Intent>) -> El {
    let control = match (view.takes, view.value) {
        (Takes::Numbers { low, high }, KnobValue::Number(value)) => {
            slider(view.knob, (low, high), value, on)
        }
        (Takes::Words(_), KnobValue::Word(word)) => {
            let named = |value| (knobs::value(view.knob, value), Setting::Knob(view.knob, value));
            let values = word.all().map(|word| named(KnobValue::Word(word))).collect();
            let (label, title) = (knobs::name(view.knob), knobs::meaning(view.knob));
            choice(label, title, values, named(view.value), on).into()
        }
        (Takes::Nodes { among }, KnobValue::Nodes(nodes)) => {
            let boxes = present(among, world).map(|node| {
                let mut other = nodes;
                if !other.remove(node) {
                    other.insert(node);
                }
                let setting = Setting::knob(view.knob, other);
                tick(node.to_string(), nodes.contains(node), setting, on)
            });
            ticks(view.knob, boxes).into()
        }
        (Takes::Links { among }, KnobValue::Links(links)) => {
            let all = Links::between(present(among, world).collect());
            let boxes = all.iter().map(|(from, to)| {
                let mut other = links;
                if !other.remove(from, to) {
                    other.insert(from, to);
                }
                let setting = Setting::knob(view.knob, other);
                tick(format!("{from} → {to}"), links.has(from, to), setting, on)
            });
            ticks(view.knob, boxes).into()
        }
        // A setting stands at a value that it takes.
        (
            Takes::Numbers { .. } | Takes::Words(_) | Takes::Nodes { .. } | Takes::Links { .. },
            _,
        ) => Html::default(),
    };
    el("div").key(view.knob.name()).child(control).maybe(duty(view, world, on))
}

fn slider(knob: Knob, range: (u32, u32), value: u32, on: &Callback<Intent>) -> Html {
    let (label, title) = (knobs::name(knob), knobs::meaning(knob));
    let stops = stops(range, value);
    let at = stops.iter().position(|&stop| stop == value).unwrap_or_default() as u32;
    let last = stops.len().saturating_sub(1) as u32;
    let stop = move |n: u32| stops.get(n as usize).copied().unwrap_or(value);
    let shown = stop.clone();
    let shown = Callback::from(move |n| knobs::value(knob, KnobValue::Number(shown(n))));
    let on = on.reform(move |n| set(Setting::knob(knob, stop(n))));
    html! { <Slider {label} {title} value={at} range={(0, last)} {shown} {on}/> }
}

/// The stops of a slider: every value of a short range; in a long one 1, 2, 5, 10 and so on, its ends, and the
/// current value.
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

/// Those of the nodes that the world has.
fn present(nodes: NodeSet, world: &WorldView) -> impl Iterator<Item = NodeId> {
    let count = world.nodes.len();
    nodes.iter().filter(move |node| usize::from(node.0) < count)
}

/// A box to tick; a click makes the setting what it is not.
fn tick(name: String, checked: bool, other: Setting, on: &Callback<Intent>) -> El {
    let on = on.reform(move |_: Event| set(other));
    let tick = el("input").attr("type", "checkbox").checked(checked);
    el("label").child(tick.on(ListenerKind::onchange, on)).text(name)
}

fn ticks(knob: Knob, boxes: impl Iterator<Item = El>) -> El {
    let legend = el("legend").attr("title", knobs::meaning(knob)).text(knobs::name(knob));
    el("fieldset").class("knob ticks").child(legend).children(boxes)
}

const fn ms(n: u64) -> Duration {
    Duration::millis(n)
}

/// Delays on offer between replicas.
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

/// Client timeouts on offer, in ms.
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

/// A list of named settings. The current one is added if it is none of them.
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
