//! Playing, stepping both ways, speed; and where the playhead stands.

use crate::{
    prose::{help, words},
    session::{
        Intent, Session,
        playback::{SPEEDS, shown},
    },
    widget::{Look, Select, press},
};
use yew::prelude::*;

/// The buttons that move the playhead.
pub fn buttons(session: &Session, on: &Callback<Intent>) -> Html {
    let go = |intent: Intent| on.reform(move |()| intent.clone());
    let play = if session.playing { "Pause" } else { "Play" };
    let back = Look::sign("◂", "One step back", "One step back (←)");
    let back = Look { disabled: session.step == 0, ..back };
    let play = Look { text: play.into(), title: Some("space".into()), ..Look::default() };
    let forward = Look::sign("▸", "One step forward", "One step forward (→)");
    let groups = vec![(AttrValue::from(""), SPEEDS.map(|speed| shown(speed).into()).to_vec())];
    let chosen = SPEEDS.iter().position(|&speed| speed == session.speed).unwrap_or_default();
    let to_speed = on.reform(|n: usize| Intent::Speed(SPEEDS[n.min(SPEEDS.len() - 1)]));
    html! {
        <div class="transport" role="group" aria-label="Playback">
            { press(back, go(Intent::Back)) }
            { press(play.class("play"), go(Intent::Toggle)) }
            { press(forward, go(Intent::Forward)) }
            <Select class="speed" label="Speed" title={help::SPEED} {groups} {chosen} on={to_speed}/>
        </div>
    }
}

/// Where the playhead stands, and in which run, by its fingerprint.
pub fn clock(session: &Session, print: u64) -> Html {
    let run = format!("{print:016x}");
    let (step, steps, seed) = (session.step, session.steps(), session.scenario.setup.seed);
    html! {
        <span class="clock">
            <span>{ format!("step {step} / {steps}") }</span>
            <span>{ format!("t = {}", words::clock(session.at.0)) }</span>
            <span class="wide">{ format!("seed {seed}") }</span>
            <span class="wide" title={format!("Fingerprint of the run: {run}")}>
                { format!("run {}", &run[..4]) }
            </span>
        </span>
    }
}
