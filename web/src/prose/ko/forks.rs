//! Several leaders: their links, their plugs, and their conflicts.

use super::particles::{subject, topic};
use replicarium::id::NodeId;

pub fn grip(node: NodeId) -> String {
    format!(
        "다른 리더까지 끌면 {} 그 리더에 로그를 보낸다. 이미 보내고 있으면 그만 보낸다.",
        subject(node)
    )
}

pub fn plug(node: NodeId, out: bool) -> String {
    match out {
        false => format!(
            "{node}의 플러그 뽑기: {} 다른 노드와는 끊기고 클라이언트와는 이어져 있다",
            topic(node)
        ),
        true => format!("{node}의 플러그 꽂기: 다른 노드와의 링크를 모두 잇는다"),
    }
}
