//! Settings of the protocol and of the network. Turning one is an action on the timeline like any
//! other.

use crate::{
    prose::words,
    session::Intent,
    widget::{Select, Slider, button},
};
use replicarium::{
    id::{NodeId, NodeSet},
    knob::{Kind, KnobView},
    random::delay::Delay,
    sim::{Action, Setting},
    time::Duration,
    view::{NetworkView, WorldView},
};
use yew::prelude::*;

fn set(setting: Setting) -> Intent {
    Intent::Act(Action::Configure(setting))
}

/// The protocol's own settings, and its members.
pub fn cluster(world: &WorldView, on: &Callback<Intent>) -> Html {
    let next = NodeId(world.nodes.len() as u16);
    let join = (next.0 < NodeId::LIMIT).then(|| {
        let on = on.reform(move |()| Intent::Act(Action::Join(next)));
        button(format!("Add replica {next}"), on)
    });
    html! {
        <section class="knobs">
            <h2>{ "Cluster" }</h2>
            { for world.knobs.iter().map(|view| knob(*view, on)) }
            { join }
        </section>
    }
}

fn knob(view: KnobView, on: &Callback<Intent>) -> Html {
    let KnobView { knob, value, range, .. } = view;
    let label = words::knob(knob).0;
    match knob.kind() {
        Kind::Number => {}
        Kind::Word(words) => {
            let values =
                (range.0..=range.1).filter_map(|n| Some(((*words.get(n as usize)?).into(), n)));
            let on = on.reform(move |value| set(Setting::Knob(knob, value)));
            return choice(label, "", values.collect(), value, |n| n.to_string(), on);
        }
        Kind::Nodes => return ticks(view, on),
    }
    let shown = Callback::from(move |value| words::knob_value(knob, value));
    let step = if range.1 > 100 { 5 } else { 1 };
    let on = on.reform(move |value| set(Setting::Knob(knob, value)));
    html! { <Slider key={knob.name()} {label} {value} {range} {step} {shown} {on}/> }
}

/// A box to tick for each node that may be chosen.
fn ticks(view: KnobView, on: &Callback<Intent>) -> Html {
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
        html! { <label><input type="checkbox" {checked} onchange={on}/>{ node }</label> }
    };
    html! {
        <fieldset class="knob ticks">
            <legend>{ words::knob(knob).0 }</legend>
            { for NodeSet(range.1).iter().map(tick) }
        </fieldset>
    }
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
pub fn network(network: NetworkView, on: &Callback<Intent>) -> Html {
    let NetworkView { delay, client_delay, loss, duplication, timeout } = network;
    let named = |(name, delay): (&str, Delay)| (format!("{name}: {}", words::delay(delay)), delay);
    let rate = |label: &'static str, ppm: u32, setting: fn(u32) -> Setting| {
        let shown = Callback::from(|parts| words::percent(parts * 5_000));
        let on = on.reform(move |parts: u32| set(setting(parts * 5_000)));
        let value = ppm.div_ceil(5_000);
        html! { <Slider {label} {value} range={(0, value.max(100))} {shown} {on}/> }
    };
    html! {
        <section class="knobs">
            <h2>{ "Network" }</h2>
            { choice("Replica to replica", "median · p99, or its shape",
                DELAYS.map(named).to_vec(), delay, words::delay,
                on.reform(|delay| set(Setting::Delay(delay)))) }
            { choice("Client to replica", "median · p99, or its shape",
                CLIENT_DELAYS.map(named).to_vec(), client_delay, words::delay,
                on.reform(|delay| set(Setting::ClientDelay(delay)))) }
            { rate("Messages lost", loss, Setting::Loss) }
            { rate("Messages sent twice", duplication, Setting::Duplication) }
            { choice("A client gives up after", "then nobody knows what became of it",
                TIMEOUTS.map(|n| (words::time(ms(n).0), ms(n))).to_vec(), timeout,
                |after| words::time(after.0),
                on.reform(|after| set(Setting::Timeout(after)))) }
        </section>
    }
}

/// A list of values with names; the one that holds may be none of them.
fn choice<T: Copy + PartialEq + 'static>(
    label: &'static str,
    title: &'static str,
    mut values: Vec<(String, T)>,
    now: T,
    name: impl Fn(T) -> String,
    on: Callback<T>,
) -> Html {
    let chosen = values.iter().position(|&(_, value)| value == now).unwrap_or_else(|| {
        values.insert(0, (name(now), now));
        0
    });
    let (names, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let groups =
        vec![(AttrValue::from(""), names.into_iter().map(AttrValue::from).collect::<Vec<_>>())];
    let on = Callback::from(move |n: usize| {
        if let Some(&value) = values.get(n) {
            on.emit(value);
        }
    });
    html! {
        <label class="knob" {title}><span>{ label }</span><Select {groups} {chosen} {on}/></label>
    }
}
