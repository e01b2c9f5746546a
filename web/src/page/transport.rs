//! Playing, stepping both ways, speed; and where the playhead stands.

use crate::{
    prose::{help, words},
    session::{
        Intent,
        playback::{SPEEDS, shown},
    },
    widget::{Button, Select},
};
use replicarium::time::Instant;
use yew::prelude::*;

/// How the run plays.
#[derive(Properties, PartialEq)]
pub struct TransportProps {
    /// Whether it plays.
    pub playing: bool,
    /// In hundredths.
    pub speed: u32,
    /// Whether there is no step back.
    pub at_start: bool,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// The buttons that move the playhead.
#[component]
pub fn Transport(props: &TransportProps) -> Html {
    let go = |intent: Intent| props.on.reform(move |()| intent.clone());
    let play = if props.playing { "Pause" } else { "Play" };
    let groups = vec![(AttrValue::from(""), SPEEDS.map(|speed| shown(speed).into()).to_vec())];
    let chosen = SPEEDS.iter().position(|&speed| speed == props.speed).unwrap_or_default();
    let to_speed = props.on.reform(|n: usize| Intent::Speed(SPEEDS[n.min(SPEEDS.len() - 1)]));
    html! {
        <div class="transport" role="group" aria-label="Playback">
            <Button text="◂" label="One step back" title="One step back (←)"
                disabled={props.at_start} on={go(Intent::Back)}/>
            <Button class="play" text={play} title="space" on={go(Intent::Toggle)}/>
            <Button text="▸" label="One step forward" title="One step forward (→)"
                on={go(Intent::Forward)}/>
            <Select class="speed" label="Speed" title={help::SPEED} {groups} {chosen} on={to_speed}/>
        </div>
    }
}

/// Where the playhead stands.
#[derive(Properties, PartialEq)]
pub struct ClockProps {
    /// The moment.
    pub at: Instant,
    /// Steps applied.
    pub step: u32,
    /// Steps there are.
    pub steps: u32,
    /// The scenario's seed.
    pub seed: u64,
    /// The fingerprint of the run.
    pub print: u64,
}

/// Where the playhead stands, and in which run.
#[component]
pub fn Clock(props: &ClockProps) -> Html {
    let ClockProps { at, step, steps, seed, print } = props;
    let run = format!("{print:016x}");
    html! {
        <span class="clock">
            <span>{ format!("step {step} / {steps}") }</span>
            <span>{ format!("t = {}", words::clock(at.0)) }</span>
            <span class="wide">{ format!("seed {seed}") }</span>
            <span class="wide" title={format!("Fingerprint of the run: {run}")}>
                { format!("run {}", &run[..4]) }
            </span>
        </span>
    }
}
