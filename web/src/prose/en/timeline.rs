//! Texts in the space-time diagram.

use super::labels::label;
use replicarium::{
    id::{Address, NodeId},
    sim::Action,
    time::Instant,
    view::{EnvelopeView, Status},
};

/// An action as the mark on the time axis shows it: `crash B`.
pub fn mark(action: Action) -> String {
    action.to_string()
}

pub fn mark_means(text: &str, at: Instant) -> String {
    format!("{text}, at {at}")
}

pub fn message(envelope: &EnvelopeView) -> String {
    format!("{} from {} to {}", label(&envelope.label), envelope.from, envelope.to)
}

pub fn outage(node: NodeId, status: Status) -> String {
    format!("{node} {}", super::words::status_short(status))
}

pub fn cut(to: Address) -> String {
    format!("✕ cut to {to}")
}

pub fn cut_means(from: Address, to: Address) -> String {
    format!("messages from {from} to {to} are lost")
}

pub fn nothing_read() -> &'static str {
    "→ nothing"
}

pub fn playhead(ms: u64, step: u32, steps: u32) -> String {
    format!("{ms} ms, step {step} of {steps}")
}
