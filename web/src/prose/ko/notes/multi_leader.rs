//! Notes of multi-leader replicas.

use super::super::{
    particles::{object, subject, topic},
    writes::value,
};
use crate::prose::StepContext;
use replicarium::{id::NodeId, protocol::multi_leader::Note};

pub fn noted(cx: &StepContext, node: NodeId, note: Note) -> String {
    match note {
        Note::Conflict { key, kept, lost } => format!(
            "{} 서로 모르고 한 {key} 쓰기 둘을 발견했다. {} 남기고, {} 사라진다.",
            subject(node),
            object(value(cx, kept)),
            topic(value(cx, lost))
        ),
        Note::Restored { peer, rows } => {
            format!("디스크를 잃은 {} {peer}의 로우 {rows}개를 받는다.", subject(node))
        }
    }
}
