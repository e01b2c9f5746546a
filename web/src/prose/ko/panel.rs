//! Texts of the panels: what a reader picked, in detail.

use super::{
    particles::subject,
    words::{self, address, request, time},
};
use replicarium::{
    history::Outcome,
    id::{Address, NodeId, OperationId},
    kv::{Key, Route},
    time::Instant,
    view::{ClientView, EnvelopeView, Fate, Kind, NodeView, Status, WorldView},
};

pub fn key(key: Key) -> String {
    format!("키 {key}")
}

pub fn earlier(operations: usize) -> String {
    format!("그 전에 {operations}개 더")
}

pub fn to_step(step: u32) -> String {
    format!("{step}단계로 가기")
}

pub fn returned(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::Read(None) => Some("값 없음".into()),
        Outcome::Inserted(number) => Some(format!("번호 {number}")),
        Outcome::Siblings(n) => Some(format!("형제 값 {n}개")),
        Outcome::Answered(Some(rows)) => Some(rows.to_string()),
        Outcome::Answered(None) => Some("로우 없음".into()),
        Outcome::Uncommitted => Some("커밋 전".into()),
        Outcome::Read(Some(_)) | Outcome::Written | Outcome::Failed(_) | Outcome::Unknown(_) => {
            None
        }
    }
}

pub fn no_node(node: NodeId) -> String {
    format!("이 단계에는 복제 서버 {} 없다.", subject(node))
}

pub fn replica(node: NodeId) -> String {
    format!("노드 {node}")
}

pub fn node_state(node: &NodeView, world: &WorldView) -> String {
    let mut what = words::role(node.replica.role).to_string();
    if let Some(centre) = words::centre(world.ring.as_ref(), node.id) {
        what += &format!(" · {centre}");
    }
    if node.status != Status::Running {
        what += &format!(" · {}", words::status(node.status));
    }
    what
}

pub fn client_state(view: &ClientView) -> String {
    match view.waits {
        Some((_, via, asked, since)) => format!(
            "{}부터 {} {}에 응답하기를 기다린다.",
            time(since.0),
            subject(words::route(Route::To(via))),
            request(asked)
        ),
        None if view.invoked == 0 => "아직 아무것도 요청하지 않았다.".into(),
        None => format!("쉬는 중. 지금까지 요청을 {}번 보냈다.", view.invoked),
    }
}

pub fn link_title(from: Address, to: Address) -> String {
    format!("링크 {} – {}", address(from), address(to))
}

pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Request => "클라이언트의 요청",
        Kind::Reply => "클라이언트에 주는 응답",
        Kind::Message => "복제 서버 사이",
        Kind::Power => "복제 서버와 전원 스위치 사이",
        Kind::Timer => "타이머",
    }
}

pub fn arrived_at(at: Instant) -> String {
    format!("{}에 도착", time(at.0))
}

pub fn lost_at(at: Instant) -> String {
    format!("{}에 사라짐", time(at.0))
}

pub fn not_sent() -> &'static str {
    "이 단계에는 아직 보내지 않음"
}

pub fn due(envelope: &EnvelopeView) -> String {
    match envelope.fate {
        _ if envelope.held => "놓아줄 때".into(),
        Fate::Arrives => time(envelope.due.0),
        Fate::Lost => format!("도착하지 않음. {}에 사라짐", time(envelope.due.0)),
    }
}

pub fn lost_to(write: OperationId) -> String {
    format!("{} 밀려났다", subject(write))
}
