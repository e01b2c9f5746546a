//! Notes about a replication log.

use super::{
    super::{
        particles::{object, subject, topic},
        writes::write,
    },
    sent_on,
};
use crate::prose::StepContext;
use replicarium::{id::NodeId, store::LogNote};

pub fn noted(cx: &StepContext, node: NodeId, note: LogNote) -> String {
    match note {
        LogNote::Appended { write: id, position } => format!(
            "{} {} 로그의 위치 {position}에 {}",
            subject(node),
            object(write(cx, id)),
            sent_on(cx, "덧붙였다", "덧붙이고")
        ),
        LogNote::Applied { write: id, position } => {
            let position = object(position);
            format!("{} 위치 {position} 적용했다: {}.", subject(node), write(cx, id))
        }
        LogNote::Gap { held, after } => format!(
            "{node}의 로그는 위치 {held}까지인데 위치 {after} 뒤의 항목이 왔다. 빠진 항목을 요청한다."
        ),
        LogNote::Resumed { peer, after } => format!(
            "{} {peer}의 로그가 위치 {after}까지인 것을 알았다. 그 뒤의 항목을 보낸다.",
            topic(node)
        ),
        LogNote::Recovered { .. } => {
            format!("{} 디스크에 있던 것으로 다시 시작했다.", subject(node))
        }
    }
}
