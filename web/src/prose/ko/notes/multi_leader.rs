//! Notes of multi-leader replicas.

use super::super::{
    particles::{and, object, subject, topic},
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
        Note::Beside { key, write, others } => format!(
            "{} {} {key}의 다른 쓰기 {others}개가 서로 모르고 한 것임을 발견하고 모두 남긴다.",
            topic(node),
            and(value(cx, write))
        ),
        Note::HeldBack { write, node: other, number } => format!(
            "{} {} 보류한다. 그보다 앞선 {other}의 쓰기 {number}번이 아직 오지 않았다.",
            subject(node),
            object(value(cx, write))
        ),
        Note::Suspects { peer } => {
            format!("{} {} 너무 오래 응답하지 않아 의심한다.", topic(node), subject(peer))
        }
        Note::HearsAgain { peer } => {
            format!("{} 다시 응답하는 것을 {} 확인한다.", subject(peer), subject(node))
        }
        Note::TakesOver { key, home } => format!(
            "{key}의 홈 리더인 {} 응답하지 않아 {} 쓰기를 받는다.",
            subject(home),
            subject(node)
        ),
        Note::GivesWay { write, other } => format!(
            "{} {} 거절한다. 동시에 쓴 {} 남는다.",
            subject(node),
            object(value(cx, write)),
            subject(value(cx, other))
        ),
        Note::Updated { write, .. } => {
            format!("{} {} 업데이트를 받는다.", subject(node), value(cx, write))
        }
        Note::Merged { from, write } => format!(
            "{} {} 보낸 것을 병합해 {}까지 반영한다.",
            subject(node),
            subject(from),
            value(cx, write)
        ),
        Note::Handled { key, versions, .. } => {
            format!("{node}의 충돌 핸들러가 {key}의 버전 {versions}개로 값 하나를 만든다.")
        }
        Note::Restored { peer, rows } => {
            format!("디스크를 잃은 {} {peer}의 로우 {rows}개를 받는다.", subject(node))
        }
    }
}
