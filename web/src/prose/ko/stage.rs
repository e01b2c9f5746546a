//! Texts in the drawing of the cluster.

use super::{
    labels::label,
    particles::{object, subject, to as toward, topic},
    words::{self, address, client},
};
use crate::prose::{AskedText, format};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, NodeId, NodeSet, OperationId, Term},
    kv::{Key, Refused, Reply, Value},
    view::{Cell, Consuming, EnvelopeView, NodeView, Pieces, Row, Status, Tally, WorldView},
};

pub fn envelope(envelope: &EnvelopeView) -> String {
    let held = if envelope.held { ", 붙잡음" } else { "" };
    let (from, to) = (address(envelope.from), toward(address(envelope.to)));
    format!("{from}에서 {to} 가는 “{}”{held}", label(&envelope.label))
}

pub fn link(from: Address, to: Address, cut: bool) -> String {
    let cut = if cut { ", 끊김" } else { "" };
    format!("{}에서 {} 가는 링크{cut}", address(from), toward(address(to)))
}

pub fn clock_off(micros: i64) -> String {
    format!("시계 {}", format::skew(micros))
}

pub fn term(term: Term, end: u64) -> String {
    format!("임기 {term} · #{end}")
}

pub fn term_short(term: Term, end: u64) -> String {
    format!("t{term} · #{end}")
}

pub fn era(term: Term) -> String {
    format!("t{}", term.number())
}

pub fn leads_in(leader: Option<NodeId>, term: Term) -> String {
    match leader {
        Some(leader) => format!("리더 {leader}, 임기 {term}"),
        None => format!("리더 없음, 임기 {term}"),
    }
}

pub fn more_rows(key: Key, value: Value, more: usize) -> String {
    match more {
        0 => format!("{key}={value}"),
        more => format!("{key}={value}, 외 {more}개"),
    }
}

pub fn consuming_short(consuming: &Consuming) -> String {
    let &Consuming { position, behind, stopped, rows, .. } = consuming;
    match behind {
        _ if stopped => format!("{position} 뒤에서 멈춤, 로우 {rows}개"),
        0 => format!("위치 {position}, 로우 {rows}개"),
        behind => format!("{behind}만큼 뒤처짐: 위치 {position}, 로우 {rows}개"),
    }
}

pub fn consuming(consuming: &Consuming) -> String {
    let &Consuming { position, of_table, behind, reading, half, stopped, .. } = consuming;
    let counted = if of_table { "변경 테이블의 로우" } else { "로그의 위치" };
    let mut text = match behind {
        0 => format!("{counted} {position}까지 기록했다. 그보다 새로운 것은 모른다."),
        behind => format!("{counted} {position}까지 기록했다. {behind}만큼 뒤처져 있다."),
    };
    match (reading, half) {
        (Some(end), false) => text += &format!(" {end}까지의 변경이 메모리에 있다."),
        (Some(end), true) => text += &format!(" {end}까지의 변경을 절반쯤 처리했다."),
        (None, _) => {}
    }
    if stopped {
        text += " 더 나아갈 수 없다.";
    }
    text
}

pub fn lost_with_memory(entries: usize) -> String {
    format!("메모리와 함께 {entries}개 소실")
}

pub fn pieces(pieces: Pieces) -> String {
    let Pieces { received, total } = pieces;
    format!("스냅숏: {received}/{total}조각")
}

pub fn put_aside(entries: usize) -> String {
    format!("따로 보관한 항목 {entries}개")
}

pub fn writes_behind(writes: u64) -> String {
    format!("쓰기 {writes}개 뒤처짐")
}

pub fn behind_short(writes: u32) -> String {
    format!("{writes}개 뒤처짐")
}

pub fn votes(votes: &Tally) -> String {
    format!("{}/{}표", votes.nodes.len(), votes.needed)
}

pub fn finds_down(down: NodeId) -> String {
    format!("{} 죽었다고 봄", subject(down))
}

pub fn until_off(nodes: NodeSet) -> String {
    format!("{} 꺼지기를 기다림", subject(nodes))
}

pub fn agrees_down(down: NodeId, agree: u32, quorum: u32) -> String {
    format!("{down} 죽음: {agree}/{quorum}")
}

/// The answers to a coordinator, in `place` if there are several data centres.
pub fn answers(answers: u16, needed: u16, place: Option<&str>, what: &str) -> String {
    let place = place.map_or_else(String::new, |place| format!("{place} "));
    format!("{place}응답 {answers}/{needed}: {what}")
}

pub fn home_of(key: Key) -> String {
    format!("{key}의 홈 노드")
}

pub fn home() -> &'static str {
    "홈 노드"
}

pub fn stands_in_for(key: Key) -> String {
    format!("{key}의 대체 노드")
}

pub fn stands_in() -> &'static str {
    "대체 노드"
}

pub fn node_card(
    node: &NodeView,
    world: &WorldView,
    waits: Option<NodeId>,
    notes: &[String],
) -> String {
    let mut text = format!("노드 {}, {}", node.id, words::role(node.replica.role));
    if let Some(centre) = words::centre(world.ring.as_ref(), node.id) {
        text += &format!(", {centre}");
    }
    if node.status != Status::Running {
        text += &format!(", {}", words::status_short(node.status));
    }
    for row in &node.replica.rows {
        let value = if row.value.is_tombstone() { "삭제됨" } else { row.value.as_str() };
        text += &format!("; {} 값 {value}, 버전 {}", row.key, row.version);
        if row.lost.is_some() {
            text += ", 동시 쓰기 하나를 잃음";
        }
    }
    for hint in node.replica.hints() {
        text += &format!("; {}에 줄 {}={} 보관", hint.home, hint.key, hint.value);
    }
    if let Some(known) = node.replica.leadership() {
        text += &format!("; 임기 {}", known.term);
    }
    if !node.replica.log.is_empty() {
        text += &format!("; 로그 항목 {}개", node.replica.log.len());
    }
    if let Some(leader) = waits {
        text += &format!("; 동기식: {} 이 노드를 기다린다", subject(leader));
    }
    for note in notes {
        text += &format!("; {note}");
    }
    text
}

pub fn waits_for(leader: NodeId, follower: NodeId) -> String {
    format!("리더 {leader}의 모든 쓰기가 {} 기다린다", object(follower))
}

pub fn write_through(node: NodeId) -> String {
    format!("{node}에 쓰기")
}

pub fn read_from(node: NodeId) -> String {
    format!("{node}에서 읽기")
}

pub fn client_writes(id: ClientId) -> String {
    format!("{}: 쓰기", client(id))
}

pub fn client_reads(id: ClientId) -> String {
    format!("{}: 읽기", client(id))
}

pub fn client_idle(id: ClientId) -> String {
    format!("{}, 쉬는 중", client(id))
}

pub fn client_card(
    id: ClientId,
    asked: &AskedText,
    result: &str,
    via: NodeId,
    state: &str,
) -> String {
    format!("{}: {}{result}, {}에 요청; {state}", client(id), asked.whole(), words::node(via))
}

pub fn waiting_for(ms: u64, via: NodeId) -> String {
    format!("{} {ms} ms째 기다림", object(words::node(via)))
}

pub fn waiting_with(answers: u16, needed: u16, ms: u64) -> String {
    format!("응답 {answers}/{needed}, {ms} ms째 기다림")
}

pub fn done_in(word: &str, via: NodeId, ms: u64) -> String {
    format!("{word}, {}, {ms} ms", words::node(via))
}

pub fn reason_short(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::Failed(reply) | Outcome::Unknown(Some(reply)) => Some(reply_short(reply)),
        Outcome::Unknown(None) => Some("응답 없음".into()),
        Outcome::Written
        | Outcome::Inserted(_)
        | Outcome::Read(_)
        | Outcome::Answered(_)
        | Outcome::Uncommitted
        | Outcome::Siblings(_) => None,
    }
}

fn reply_short(reply: Reply) -> String {
    match reply {
        Reply::Refused(Refused::NotLeader(_)) => "리더가 아님".to_string(),
        Reply::Refused(Refused::Behind { .. }) => "뒤처짐".into(),
        Reply::Refused(Refused::OtherPartition) => "다른 파티션".into(),
        Reply::Refused(Refused::Conflict) => "충돌".into(),
        Reply::Refused(Refused::NotConsistent) => "아직 다 받지 못함".into(),
        Reply::Refused(Refused::NotServed) => "처리하지 않는 요청".into(),
        Reply::Written | Reply::Uncommitted => "ok".into(),
        Reply::Inserted(number) => format!("번호 {number}"),
        Reply::Found(Some(found)) if !found.value.is_tombstone() => found.value.to_string(),
        Reply::Found(_) => "없음".into(),
        Reply::Answered(Some(rows)) => rows.to_string(),
        Reply::Answered(None) => "로우 없음".into(),
        Reply::Refused(Refused::Update(_)) => "값에 맞지 않음".into(),
        Reply::Refused(Refused::Statement(_)) => "실행할 수 없음".into(),
        Reply::Siblings(n) => siblings(n),
        Reply::TooFew { answers, needed } => format!("응답 {answers}/{needed}"),
    }
}

pub fn is_deleted() -> &'static str {
    "삭제됨"
}

pub fn siblings(n: u16) -> String {
    format!("형제 값 {n}개")
}

pub fn more_in_flight(envelopes: usize) -> String {
    format!("가는 중인 메시지 {envelopes}개 더")
}

pub fn more_clients(clients: usize) -> String {
    format!("클라이언트 {clients}개 더")
}

pub fn more(rows: usize) -> String {
    format!("{rows}개 더")
}

pub fn row(row: &Row, value: Value, write: OperationId) -> String {
    format!("{}: {}, {write}에서 씀, 버전 {}", row.key, words::value(value), row.version)
}

pub fn was_lost(write: OperationId) -> String {
    format!("{} 동시 쓰기였고, 사라졌다", topic(write))
}

pub fn shortened(start: u64) -> String {
    format!("로그를 줄였다. 위치 {start} 뒤에서 시작한다")
}

pub fn committed(position: u64) -> String {
    format!("위치 {position}까지 클라이언트에 확인했다")
}

pub fn acknowledged(names: &str, position: u64) -> String {
    format!("{} 위치 {position}까지 확인했다", subject(names))
}

pub fn applied(position: u64) -> String {
    format!("위치 {position}까지 읽는 클라이언트에 보인다")
}

pub fn entry(cell: &Cell, what: &str) -> String {
    let Cell { position, write, .. } = cell;
    format!("{position}: {what}, {write}에서 씀")
}

pub fn entry_in_memory(cell: &Cell, what: &str) -> String {
    format!("{}, 메모리에만 있음", entry(cell, what))
}

pub fn entry_lost(cell: &Cell, what: &str) -> String {
    format!("{}, 메모리와 함께 사라짐", entry(cell, what))
}

pub fn entry_aside(cell: &Cell, what: &str) -> String {
    let position = cell.position;
    format!("따로 보관함: {what}, 전에는 위치 {position}")
}

pub fn menu_of_node(node: NodeId) -> String {
    format!("{node}에 할 수 있는 조작")
}

pub fn menu_of_client(id: ClientId) -> String {
    format!("{} 보낼 수 있는 요청", subject(client(id)))
}

pub fn menu_of_link(from: Address, to: Address) -> String {
    format!("{}에 할 수 있는 조작", link(from, to, false))
}

pub fn menu_of_envelope() -> &'static str {
    "메시지에 할 수 있는 조작"
}
