//! Settings of the protocol and of the network. A change of a setting is an action on the timeline.

use super::{
    field::{TextField, Typing},
    laws::Laws,
};
use crate::{
    prose::{Lang, Texts, Words},
    session::{Frame, Intent, cast::fewest},
    widget::{El, Slider, button, choice, el, explained, memo},
};
use replicarium::{
    id::{ClientId, NodeId, NodeSet},
    knob::{Knob, KnobValue, KnobView, Takes, Typed},
    links::Links,
    mode,
    protocol::{
        multi_leader,
        single_leader::{self, Failover},
    },
    random::delay::Delay,
    scenario::Scenario,
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
    /// With the stores that follow the database.
    Consumers,
    /// With the ways by which writes travel between leaders.
    Topology,
    /// With writes that did not know of each other.
    Conflicts,
}

/// The sections after the first, in the order in which a reader decides.
const SECTIONS: [Section; 6] = [
    Section::Replication,
    Section::Failover,
    Section::Log,
    Section::Consumers,
    Section::Topology,
    Section::Conflicts,
];

impl Section {
    const fn title(self, texts: &Texts) -> &'static str {
        match self {
            Self::Cluster => texts.cluster,
            Self::Replication => texts.replication,
            Self::Failover => texts.failover,
            Self::Log => texts.log_section,
            Self::Consumers => texts.consumers,
            Self::Topology => texts.topology,
            Self::Conflicts => texts.conflicts,
        }
    }
}

fn section_of(knob: Knob) -> Section {
    match mode::Knob::of(knob) {
        Some(mode::Knob::SingleLeader(knob)) => match knob {
            single_leader::Knob::Heartbeat => Section::Cluster,
            single_leader::Knob::Replication
            | single_leader::Knob::Synchronous
            | single_leader::Knob::SynchronousCount
            | single_leader::Knob::AcknowledgeAfter
            | single_leader::Knob::SynchronousPatience
            | single_leader::Knob::Blocked
            | single_leader::Knob::Behind
            | single_leader::Knob::PartitionTwo
            | single_leader::Knob::PartitionThree
            | single_leader::Knob::PartitionFour
            | single_leader::Knob::PartitionBy => Section::Replication,
            single_leader::Knob::Failover
            | single_leader::Knob::Suspect
            | single_leader::Knob::Monitors
            | single_leader::Knob::SentinelQuorum
            | single_leader::Knob::Fencing
            | single_leader::Knob::Promotion
            | single_leader::Knob::Tail
            | single_leader::Knob::Outside => Section::Failover,
            single_leader::Knob::Log
            | single_leader::Knob::Functions
            | single_leader::Knob::ReplicaTriggers
            | single_leader::Knob::FormatTwo
            | single_leader::Knob::Flush
            | single_leader::Knob::Apply
            | single_leader::Knob::Retain
            | single_leader::Knob::Chunk => Section::Log,
            single_leader::Knob::Consumers
            | single_leader::Knob::ConsumerPoll
            | single_leader::Knob::ConsumerBatch
            | single_leader::Knob::ConsumerWork
            | single_leader::Knob::ConsumerTakes
            | single_leader::Knob::ConsumerWrites
            | single_leader::Knob::ConsumerRecords => Section::Consumers,
        },
        Some(mode::Knob::MultiLeader(knob)) => match knob {
            multi_leader::Knob::Heartbeat | multi_leader::Knob::Leaders => Section::Cluster,
            multi_leader::Knob::Topology
            | multi_leader::Knob::PeerLinks
            | multi_leader::Knob::Rerouting
            | multi_leader::Knob::Silence
            | multi_leader::Knob::Delivery => Section::Topology,
            multi_leader::Knob::Resolution
            | multi_leader::Knob::Handler
            | multi_leader::Knob::HandlerAfter
            | multi_leader::Knob::Ships
            | multi_leader::Knob::Detection
            | multi_leader::Knob::Homes
            | multi_leader::Knob::Numbering
            | multi_leader::Knob::Sequence => Section::Conflicts,
        },
        Some(mode::Knob::Leaderless(_)) | None => Section::Cluster,
    }
}

/// Settings of the protocol, its members and its clients. A setting without effect, as the others stand, is left out.
pub fn cluster(world: &WorldView, lang: Lang, clients: Option<El>, on: &Callback<Intent>) -> El {
    let all = |of: Section| {
        let here = move |view: &&KnobView| view.matters && section_of(view.knob) == of;
        world
            .knobs
            .iter()
            .filter(here)
            .map(|view| knob(*view, world, lang, on))
            .collect::<Vec<El>>()
    };
    let next = NodeId(world.nodes.len() as u16);
    let join = (next.0 < NodeId::LIMIT)
        .then(|| button(lang.join(next)).wants(on, Intent::Act(Action::Join(next))));
    let sections = SECTIONS.iter().filter_map(|&of| {
        let all = all(of);
        (!all.is_empty()).then(|| section(of.title(lang.texts())).children(all))
    });
    let cluster = section(lang.texts().cluster).children(all(Section::Cluster));
    let cluster = cluster.child(el("div").class("buttons").maybe(join).maybe(clients));
    el("div").child(cluster).children(sections)
}

/// The buttons that add a client and remove the last one, as long as nothing needs it. A recorded run has its clients.
pub fn clients(frame: &Frame, scenario: &Scenario, on: &Callback<Intent>) -> El {
    let (lang, count) = (frame.lang, frame.world.clients.len() as u16);
    let next = (count < ClientId::LIMIT).then(|| {
        let add = button(lang.add_client(ClientId(count))).attr("data-testid", "add-client");
        add.wants(on, Intent::Clients(count + 1))
    });
    let last = count.checked_sub(1).map(ClientId);
    let last = last.filter(|&it| it.0 >= fewest(&scenario.setup));
    let last = last.filter(|&it| frame.history.of(it).next().is_none());
    let last = last.map(|it| {
        let remove = button(lang.remove_client(it)).attr("data-testid", "remove-client");
        remove.wants(on, Intent::Clients(it.0))
    });
    el("span").class("buttons").maybe(next).maybe(last)
}

fn section(name: &'static str) -> El {
    el("section").class("knobs").with("h2", name)
}

/// The button that adds a node for the duty that a setting lists, and a word while too few have it.
fn duty(view: KnobView, world: &WorldView, lang: Lang, on: &Callback<Intent>) -> Option<El> {
    let own = mode::Knob::of(view.knob)?;
    let (role, few) = match own {
        mode::Knob::SingleLeader(single_leader::Knob::Monitors) => {
            watchers(view, world, lang.texts())
        }
        mode::Knob::SingleLeader(single_leader::Knob::Outside) => (Role::Outside, None),
        mode::Knob::SingleLeader(single_leader::Knob::Consumers) => (Role::Consumer, None),
        mode::Knob::SingleLeader(_) | mode::Knob::MultiLeader(_) | mode::Knob::Leaderless(_) => {
            return None;
        }
    };
    let few = few.map(|said| el("p").class("quiet").text(said));
    Some(el("div").maybe(few).maybe(
        one_more(view, world).map(|(node, more)| button(lang.join_as(role, node)).wants(on, more)),
    ))
}

/// The role of the nodes that watch, and what is said while there are too few of them.
fn watchers(monitors: KnobView, world: &WorldView, texts: &Texts) -> (Role, Option<&'static str>) {
    let config = single_leader::Config::of(&world.knobs);
    let watching = NodeSet::read(monitors.value).unwrap_or_default().len();
    match config.failover {
        Failover::Sentinel => {
            let few = watching < config.sentinel_quorum;
            (Role::Sentinel, few.then_some(texts.too_few_sentinels))
        }
        Failover::Manual | Failover::Election | Failover::Controller => {
            (Role::Controller, (watching == 0).then_some(texts.no_controller))
        }
    }
}

/// The node that would be added, and the intent that adds it and lists it: no replica gives its place up.
fn one_more(view: KnobView, world: &WorldView) -> Option<(NodeId, Intent)> {
    let next = NodeId(world.nodes.len() as u16);
    let mut more = NodeSet::read(view.value)?;
    more.insert(next);
    let listed = Action::Configure(Setting::knob(view.knob, more));
    (next.0 < NodeId::LIMIT).then(|| (next, Intent::All(vec![listed, Action::Join(next)])))
}

fn knob(view: KnobView, world: &WorldView, lang: Lang, on: &Callback<Intent>) -> El {
    let control = match (view.takes, view.value) {
        (Takes::Numbers { low, high }, KnobValue::Number(value)) => {
            slider(view.knob, (low, high), value, (lang, on))
        }
        (Takes::Words(_), KnobValue::Word(word)) => {
            let named =
                |value| (lang.knob_value(view.knob, value), Setting::Knob(view.knob, value));
            let values = word.all().map(|word| named(KnobValue::Word(word))).collect();
            let (label, title) = (lang.knob(view.knob), lang.knob_means(view.knob));
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
            ticks(view.knob, lang, boxes).into()
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
            ticks(view.knob, lang, boxes).into()
        }
        (Takes::Select, KnobValue::Select(selection)) => {
            let typing = Typing::Select(selection);
            html! { <TextField knob={view.knob} {typing} {lang} {on}/> }
        }
        (Takes::Handler, KnobValue::Handler(handler)) => {
            let typing = Typing::Handler(handler);
            let field = html! { <TextField knob={view.knob} {typing} {lang} {on}/> };
            el("div").child(field).child(memo(Laws { handler, lang })).into()
        }
        // A setting stands at a value that it takes.
        (
            Takes::Numbers { .. }
            | Takes::Words(_)
            | Takes::Nodes { .. }
            | Takes::Links { .. }
            | Takes::Select
            | Takes::Handler,
            _,
        ) => Html::default(),
    };
    el("div").key(view.knob.name()).child(control).maybe(duty(view, world, lang, on))
}

fn slider(
    knob: Knob,
    range: (u32, u32),
    value: u32,
    (lang, on): (Lang, &Callback<Intent>),
) -> Html {
    let (label, title) = (lang.knob(knob), lang.knob_means(knob));
    let stops = stops(range, value);
    let at = stops.iter().position(|&stop| stop == value).unwrap_or_default() as u32;
    let last = stops.len().saturating_sub(1) as u32;
    let stop = move |n: u32| stops.get(n as usize).copied().unwrap_or(value);
    let shown = stop.clone();
    let shown = Callback::from(move |n| lang.knob_value(knob, KnobValue::Number(shown(n))));
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

fn ticks(knob: Knob, lang: Lang, boxes: impl Iterator<Item = El>) -> El {
    let legend = el("legend").text(lang.knob(knob));
    explained(
        el("fieldset").class("knob ticks").child(legend).children(boxes),
        lang.knob_means(knob),
    )
}

const fn ms(n: u64) -> Duration {
    Duration::millis(n)
}

/// Delays on offer between replicas, in the order of their names.
const DELAYS: [Delay; 6] = [
    Delay::LogNormal(ms(1), ms(3)),
    Delay::LogNormal(ms(12), ms(40)),
    Delay::LogNormal(ms(40), ms(120)),
    Delay::LogNormal(ms(120), ms(300)),
    Delay::Pareto(ms(12), ms(300)),
    Delay::Fixed(ms(20)),
];

/// Delays on offer between clients and replicas, in the order of their names.
const CLIENT_DELAYS: [Delay; 4] = [
    Delay::Fixed(ms(2)),
    Delay::Fixed(ms(12)),
    Delay::Fixed(ms(80)),
    Delay::LogNormal(ms(40), ms(200)),
];

/// Delays on offer between replicas and power switches, in the order of their names.
const POWER_DELAYS: [Delay; 3] =
    [Delay::Fixed(ms(40)), Delay::Fixed(ms(150)), Delay::Fixed(ms(1_000))];

/// Client timeouts on offer, in ms.
const TIMEOUTS: [u64; 5] = [50, 150, 300, 1_000, 4_000];

/// The settings of the network; those of the power switches where nodes have each other switched off.
pub fn network(world: &WorldView, lang: Lang, on: &Callback<Intent>) -> El {
    let texts = lang.texts();
    let NetworkView { delay, client_delay, power_delay, loss, power_loss, duplication, timeout } =
        world.network;
    let delays = |label, values: &[Delay], names: &[&str], now, setting: fn(Delay) -> Setting| {
        let named = values.iter().zip(names);
        let named =
            named.map(|(&delay, name)| (format!("{name}: {}", lang.delay(delay)), setting(delay)));
        choice(label, texts.delay_means, named.collect(), (lang.delay(now), setting(now)), on)
    };
    let rate = |label: &'static str, ppm: u32, setting: fn(u32) -> Setting| {
        let shown = Callback::from(move |parts| lang.percent(parts * 5_000));
        let on = on.reform(move |parts: u32| set(setting(parts * 5_000)));
        let value = ppm.div_ceil(5_000);
        html! { <Slider {label} {value} range={(0, value.max(100))} {shown} {on}/> }
    };
    let after = |after: Duration| (lang.time(after.0), Setting::Timeout(after));
    let timeouts = TIMEOUTS.map(|n| after(ms(n))).to_vec();
    section(texts.network)
        .child(delays(texts.delay, &DELAYS, &texts.delays, delay, Setting::Delay))
        .child(delays(
            texts.client_delay,
            &CLIENT_DELAYS,
            &texts.client_delays,
            client_delay,
            Setting::ClientDelay,
        ))
        .maybe(world.features.switches.then(|| {
            let setting = Setting::PowerDelay;
            delays(texts.power_delay, &POWER_DELAYS, &texts.power_delays, power_delay, setting)
        }))
        .child(rate(texts.loss, loss, Setting::Loss))
        .maybe(
            world
                .features
                .switches
                .then(|| el("div").child(rate(texts.power_loss, power_loss, Setting::PowerLoss))),
        )
        .child(rate(texts.duplication, duplication, Setting::Duplication))
        .child(choice(texts.timeout, texts.timeout_means, timeouts, after(timeout), on))
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
