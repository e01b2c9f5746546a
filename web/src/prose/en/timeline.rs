//! Texts in the space-time diagram.

use super::{
    knobs,
    labels::label,
    words::{self, client, party, time},
};
use replicarium::{
    id::{Address, NodeId},
    sim::{Action, Setting},
    time::Instant,
    view::{EnvelopeView, Status},
};

pub fn mark(action: Action) -> String {
    match action {
        Action::Invoke { client: id, request, .. } => {
            format!("{}: {}", client(id), words::asked(request.into()).whole())
        }
        Action::Deliver(id) => format!("deliver {id}"),
        Action::Drop(id) => format!("drop {id}"),
        Action::Duplicate(id) => format!("duplicate {id}"),
        Action::Hold(id) => format!("hold {id}"),
        Action::Release(id) => format!("release {id}"),
        Action::Crash(node) => format!("crash {node}"),
        Action::Restart(node) => format!("restart {node}"),
        Action::Wipe(node) => format!("wipe {node}"),
        Action::Pause(node) => format!("pause {node}"),
        Action::Resume(node) => format!("resume {node}"),
        Action::Cut(from, to) => format!("cut {} → {}", party(from), party(to)),
        Action::Heal(from, to) => format!("heal {} → {}", party(from), party(to)),
        Action::Skew(node, micros) => format!("{node}'s clock {}", words::skew(micros)),
        Action::Join(node) => format!("join {node}"),
        Action::Leave(node) => format!("leave {node}"),
        Action::Configure(setting) => self::setting(setting),
        Action::Promote(node) => format!("promote {node}"),
        Action::ShutDown(node) => format!("shut down {node}"),
    }
}

/// A setting and its new value: `Read repair: before the answer`.
pub(super) fn setting(setting: Setting) -> String {
    match setting {
        Setting::Knob(knob, value) => {
            format!("{}: {}", knobs::knob(knob), knobs::knob_value(knob, value))
        }
        Setting::Delay(delay) => format!("delay: {}", words::delay(delay)),
        Setting::ClientDelay(delay) => format!("clients' delay: {}", words::delay(delay)),
        Setting::LinkDelay(from, to, delay) => {
            format!("delay {} → {}: {}", party(from), party(to), words::delay(delay))
        }
        Setting::PowerDelay(delay) => format!("power switches' delay: {}", words::delay(delay)),
        Setting::PowerLoss(ppm) => format!("power switches' loss: {}", words::percent(ppm)),
        Setting::Loss(ppm) => format!("loss: {}", words::percent(ppm)),
        Setting::Duplication(ppm) => format!("duplication: {}", words::percent(ppm)),
        Setting::Timeout(after) => format!("timeout: {}", time(after.0)),
        Setting::Writes(id, to) => format!("{}'s writes: {}", client(id), words::route(to)),
        Setting::Reads(id, to) => format!("{}'s reads: {}", client(id), words::route(to)),
        Setting::Session(id, session) => {
            format!("{}'s reads: {}", client(id), words::session(session))
        }
    }
}

pub fn mark_means(text: &str, at: Instant) -> String {
    format!("{text}, at {}", time(at.0))
}

pub fn message(envelope: &EnvelopeView) -> String {
    let (from, to) = (party(envelope.from), party(envelope.to));
    format!("{} from {from} to {to}", label(&envelope.label))
}

pub fn outage(node: NodeId, status: Status) -> String {
    format!("{node} {}", words::status_short(status))
}

pub fn cut(to: Address) -> String {
    format!("✕ cut to {}", party(to))
}

pub fn cut_means(from: Address, to: Address) -> String {
    format!("messages from {} to {} are lost", party(from), party(to))
}

pub fn nothing_read() -> &'static str {
    "→ nothing"
}

pub fn playhead(ms: u64, step: u32, steps: u32) -> String {
    format!("{ms} ms, step {step} of {steps}")
}
