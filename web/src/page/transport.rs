//! The transport: play, step forward and back, speed, and the position of the playhead.

use crate::{
    prose::{help, words},
    session::{
        Intent, Session,
        playback::{SPEEDS, shown},
    },
    widget::{El, Select, button, el, sign},
};
use yew::prelude::*;

/// The buttons that move the playhead.
pub fn buttons(session: &Session, on: &Callback<Intent>) -> El {
    let play = button(if session.playing { "Pause" } else { "Play" });
    let play = play.class("play").attr("title", "space").wants(on, Intent::Toggle);
    let back = sign("◂", "One step back", "One step back (←)").wants(on, Intent::Back);
    let forward = sign("▸", "One step forward", "One step forward (→)").wants(on, Intent::Forward);
    let groups = vec![("", SPEEDS.map(|speed| shown(speed).into()).to_vec())];
    let chosen = SPEEDS.iter().position(|&speed| speed == session.speed).unwrap_or_default();
    let to_speed = on.reform(|n: usize| Intent::Speed(SPEEDS[n.min(SPEEDS.len() - 1)]));
    let speed = html! {
        <Select class="speed" label="Speed" title={help::SPEED} {groups} {chosen} on={to_speed}/>
    };
    el("div")
        .class("transport")
        .attr("role", "group")
        .attr("aria-label", "Playback")
        .child(back.flag("disabled", session.step == 0))
        .child(play)
        .child(forward)
        .child(speed)
}

/// The position of the playhead, and the seed and fingerprint of the run.
pub fn clock(session: &Session, print: u64) -> El {
    let run = format!("{print:016x}");
    let (step, steps, seed) = (session.step, session.steps(), session.scenario.setup.seed);
    let short = format!("run {}", &run[..4]);
    let run = el("span").class("wide").attr_of("title", format!("Fingerprint of the run: {run}"));
    el("span")
        .class("clock")
        .with("span", format!("step {step} / {steps}"))
        .with("span", format!("t = {}", words::clock(session.at.0)))
        .child(el("span").class("wide").text(format!("seed {seed}")))
        .child(run.text(short))
}
