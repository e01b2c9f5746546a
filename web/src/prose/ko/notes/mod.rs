//! Notes as sentences, one file per protocol.

mod leaderless;
mod log;
mod multi_leader;
mod single_leader;

use super::{
    particles::{subject, topic},
    words::list,
};
use crate::prose::StepContext;
use replicarium::{id::NodeId, note::Note};

pub fn noted(cx: &StepContext, who: NodeId, note: Note) -> String {
    match note {
        Note::Log(note) => log::noted(cx, who, note),
        Note::SingleLeader(note) => single_leader::noted(cx, who, note),
        Note::MultiLeader(note) => multi_leader::noted(cx, who, note),
        Note::Leaderless(note) => leaderless::noted(cx, who, note),
        Note::Repeated(_) => {
            format!("{} 이 요청을 이미 처리했다. 사본은 아무 일도 하지 않는다.", topic(who))
        }
        Note::SwitchedOff { by } => format!("{who}의 전원이 꺼진다. {} 껐다.", subject(by)),
    }
}

/// The end of a sentence about a write: it is `done`, and the step sends it on if it sent messages.
fn sent_on(cx: &StepContext, done: &str, and: &str) -> String {
    match cx.receivers() {
        nodes if nodes.is_empty() => format!("{done}."),
        nodes => format!("{and} {}에 보낸다.", list(&nodes)),
    }
}
