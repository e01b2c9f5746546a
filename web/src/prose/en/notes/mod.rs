//! Notes as sentences, one file per protocol.

mod leaderless;
mod log;
mod multi_leader;
mod single_leader;

use super::words::list;
use crate::prose::StepContext;
use replicarium::{id::NodeId, note::Note};

/// A note of a replica.
pub fn noted(cx: &StepContext, who: NodeId, note: Note) -> String {
    match note {
        Note::Log(note) => log::noted(cx, who, note),
        Note::SingleLeader(note) => single_leader::noted(cx, who, note),
        Note::MultiLeader(note) => multi_leader::noted(cx, who, note),
        Note::Leaderless(note) => leaderless::noted(cx, who, note),
        Note::Repeated(_) => {
            format!("{who} has executed this request already: the copy does nothing.")
        }
        Note::SwitchedOff { by } => format!("{who} loses power: {by} had it switched off."),
    }
}

/// The replicas that the step sent messages to, as the end of a sentence.
fn sends(cx: &StepContext) -> String {
    match cx.receivers() {
        nodes if nodes.is_empty() => String::new(),
        nodes => format!(" and sends it to {}", list(&nodes)),
    }
}
