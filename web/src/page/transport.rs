//! The transport: play, step forward and back, speed, and the position of the playhead.

use crate::{
    prose::{Words, format},
    session::{Intent, Offer, Session, playback::SPEEDS},
    widget::{El, Select, button, el, sign},
};
use yew::prelude::*;

/// The buttons that move the playhead.
pub fn buttons(session: &Session, on: &Callback<Intent>) -> El {
    let texts = session.lang.texts();
    let play = button(match session.offer() {
        Offer::Start => texts.start,
        Offer::Pause => texts.pause,
        Offer::Next => texts.next,
        Offer::Play => texts.play,
        Offer::Again => texts.again,
    });
    let play = play.class("play").attr("title", texts.play_key).wants(on, Intent::Toggle);
    let go_on = session
        .goes_on()
        .then(|| button(texts.go_on).attr("title", texts.go_on_means).wants(on, Intent::GoOn));
    let back = sign("◂", texts.back, texts.back_key).wants(on, Intent::Back);
    let forward = sign("▸", texts.forward, texts.forward_key).wants(on, Intent::Forward);
    let groups = vec![("", SPEEDS.map(|speed| format::speed(speed).into()).to_vec())];
    let chosen = SPEEDS.iter().position(|&speed| speed == session.speed).unwrap_or_default();
    let to_speed = on.reform(|n: usize| Intent::Speed(SPEEDS[n.min(SPEEDS.len() - 1)]));
    let speed = html! {
        <Select class="speed" label={texts.speed} title={texts.speed_means} {groups} {chosen} on={to_speed}/>
    };
    el("div")
        .class("transport")
        .attr("role", "group")
        .attr("aria-label", texts.playback)
        .child(back.flag("disabled", session.step == 0))
        .child(play)
        .maybe(go_on)
        .child(forward)
        .child(speed)
}

/// The position of the playhead, and the seed and fingerprint of the run.
pub fn clock(session: &Session, print: u64) -> El {
    let lang = session.lang;
    let run = format!("{print:016x}");
    let (step, steps, seed) = (session.step, session.steps(), session.scenario.setup.seed);
    let short = lang.short_fingerprint(&run[..4]);
    let run = el("span").class("wide").attr_of("title", lang.fingerprint(&run));
    el("span")
        .class("clock")
        .with("span", lang.position(step, steps))
        .with("span", format::moment(session.at.0))
        .child(el("span").class("wide").text(lang.seed(seed)))
        .child(run.text(short))
}
